-- +goose Up

-- What changed last, whoever's it is, for the page of today.
CREATE INDEX standing_changes_latest ON standing_changes (workspace, id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('standing_changes', 'standing_changes_latest', '5000000 5000000 1');
ANALYZE sqlite_schema;
