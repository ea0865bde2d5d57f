-- +goose Up

-- What else files lie with: the papers of a deal, the documents of an engagement (the picture of a product: 00053).
ALTER TABLE files ADD COLUMN deal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN engagement BIGINT NOT NULL DEFAULT 0;
