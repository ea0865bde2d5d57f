-- +goose Up

-- What is found by its words. The number orders documents by when they were indexed.
CREATE TABLE search_docs (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  no {{if sqlite}}INTEGER PRIMARY KEY AUTOINCREMENT{{else}}BIGINT GENERATED ALWAYS AS IDENTITY{{end}},
  account BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  at BIGINT NOT NULL,
  title {{text}} NOT NULL,
  body {{text}} NOT NULL,
  title_words {{text}} NOT NULL -- folded, each between spaces
  {{if sqlite}}{{else}}, words TSVECTOR NOT NULL, PRIMARY KEY (workspace, no){{end}}
);
CREATE UNIQUE INDEX search_docs_ref ON search_docs (workspace, type, id);
{{if sqlite}}
-- The words come folded; a workspace, a wall and a type are words that nobody can type.
CREATE VIRTUAL TABLE search_words USING fts5 (words, content='', contentless_delete=1, prefix='1 2 3 4 5 6', tokenize='unicode61 remove_diacritics 2 tokenchars ''_~^''', detail=none);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('search_docs', 'search_docs_ref', '2000000 2000000 500000 1');
ANALYZE sqlite_schema;
{{else}}
CREATE INDEX search_docs_words ON search_docs USING GIN (words);
CREATE INDEX search_docs_latest ON search_docs (workspace, type, no);
{{end}}
