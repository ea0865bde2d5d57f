-- +goose Up

-- Under which names evidence knows whom: the key of a source, an e-mail address.
CREATE TABLE identifiers (
  workspace BIGINT NOT NULL,
  kind {{text}} NOT NULL, -- key, name:<source>, email, phone, source:<name>
  value {{text}} NOT NULL,
  party BIGINT NOT NULL,
  import BIGINT NOT NULL DEFAULT 0, -- that brought it; 0: by hand
  PRIMARY KEY (workspace, kind, value)
){{norowid}};
CREATE INDEX identifiers_party ON identifiers (workspace, party, kind);

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
  ('identifiers', 'identifiers', '2000000 2000000 500000 1'),
  ('identifiers', 'identifiers_party', '2000000 2000000 2 1'),
  ('block_keys', 'block_keys', '8000000 8000000 4 4 1'),
  ('block_profiles', 'block_profiles', '1000000 1000000 500000 1');
ANALYZE sqlite_schema;
{{end}}
