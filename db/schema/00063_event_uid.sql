-- +goose Up

-- By what other programs know an event, so that their file brings it once; and whose the important
-- dates are, so that those of one calendar are found without those of all others.
ALTER TABLE events ADD COLUMN uid {{text}} NOT NULL DEFAULT '';
CREATE INDEX events_by_uid ON events (workspace, uid, id) WHERE uid <> '' AND archived = 0 AND merged = 0;
ALTER TABLE person_days ADD COLUMN owner BIGINT NOT NULL DEFAULT 0;
UPDATE person_days SET owner = COALESCE((SELECT p.owner FROM people p WHERE p.workspace = person_days.workspace AND p.id = person_days.person), 0);
CREATE INDEX person_days_owner ON person_days (workspace, month_day, owner, person, pos);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('events', 'events_by_uid', '100000 100000 1 1'),
  ('person_days', 'person_days_owner', '500000 500000 1400 28 1 1');
ANALYZE sqlite_schema;
{{end}}
