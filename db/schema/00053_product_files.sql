-- +goose Up

-- A picture of a product, and what else lies with it.
ALTER TABLE files ADD COLUMN product BIGINT NOT NULL DEFAULT 0;
