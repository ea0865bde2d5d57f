-- +goose Up

-- By what those are found who may be somebody, and their normal forms.
CREATE TABLE block_keys (
  workspace BIGINT NOT NULL,
  key {{text}} NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  PRIMARY KEY (workspace, key, type, id)
){{norowid}};
CREATE TABLE block_profiles (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  profile {{text}} NOT NULL,
  wall BIGINT NOT NULL,
  PRIMARY KEY (workspace, type, id)
){{norowid}};

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('block_keys', 'block_keys', '8000000 8000000 4 4 1'),
  ('block_profiles', 'block_profiles', '1000000 1000000 500000 1');
ANALYZE sqlite_schema;
{{end}}
