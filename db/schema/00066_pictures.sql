-- +goose Up

-- The pictures of products, the newest first.
CREATE INDEX files_by_product ON files (workspace, product, id) WHERE product <> 0 AND archived = 0 AND merged = 0;
