-- +goose Up

-- What a play advises, with the most at stake first.
CREATE INDEX treatments_stake ON treatments (workspace, play, stake_minor DESC, worth DESC, id, owner, wall) WHERE state = 'due';

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('treatments', 'treatments_stake', '200000 200000 40000 2 1 1 1 1');
ANALYZE sqlite_schema;
{{end}}
