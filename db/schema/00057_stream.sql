-- +goose Up

-- What happened with a record, the latest first: what was changed of it, and contact about it. It
-- takes the place of the index of contact with people.
DROP INDEX entries_person;
CREATE INDEX entries_about ON entries (workspace, ref_type, ref_id, at, id) WHERE ref_type <> '' AND kind <> 'read';

{{if sqlite}}
DELETE FROM sqlite_stat1 WHERE idx = 'entries_person';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('entries', 'entries_about', '3000000 3000000 1000000 5 1 1');
ANALYZE sqlite_schema;
{{end}}
