-- +goose Up

-- How far the index of words has followed the book: by its import 0 up to which entry of
-- what was written by hand, and of every import in which state its entries were last looked at.
CREATE TABLE search_fed (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  state {{text}} NOT NULL,
  reached BIGINT NOT NULL,
  PRIMARY KEY (workspace, import)
){{norowid}};
CREATE INDEX search_docs_account ON search_docs (workspace, type, account, id);
{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('search_fed', 'search_fed', '1000 1000 1'),
  ('search_docs', 'search_docs_account', '2000000 2000000 500000 5 1');
ANALYZE sqlite_schema;
{{end}}
