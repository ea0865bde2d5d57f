-- +goose Up
CREATE TABLE workspaces (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  last_id BIGINT NOT NULL DEFAULT 0
);
INSERT INTO workspaces (id, name) VALUES (1, 'My firm');
