-- +goose Up
-- The language in which somebody reads, by its tag; '' is that of their browser.
ALTER TABLE users ADD COLUMN language {{text}} NOT NULL DEFAULT '';
