-- +goose Up

-- A user's month: what of theirs stands on its days.
CREATE INDEX deals_due_of ON deals (workspace, owner, expected, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_due_of ON engagements (workspace, owner, next_day, id) WHERE archived = 0 AND merged = 0;

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('deals', 'deals_due_of', '200000 200000 5000 20 1'),
  ('engagements', 'sqlite_autoindex_engagements_1', '100000 100000 1'),
  ('engagements', 'engagements_by_name', '100000 100000 10000 2 1'),
  ('engagements', 'engagements_by_name_walled', '5000 5000 2 1'),
  ('engagements', 'engagements_by_changed', '100000 100000 10000 2 1'),
  ('engagements', 'engagements_by_changed_walled', '5000 5000 2 1'),
  ('engagements', 'engagements_by_next_day', '100000 100000 10000 200 1'),
  ('engagements', 'engagements_by_next_day_walled', '5000 5000 200 1'),
  ('engagements', 'engagements_by_runs_out', '100000 100000 10000 200 1'),
  ('engagements', 'engagements_by_runs_out_walled', '5000 5000 200 1'),
  ('engagements', 'engagements_by_owner', '100000 100000 2000 2 1'),
  ('engagements', 'engagements_due_of', '100000 100000 2000 10 1'),
  ('engagements', 'engagements_by_account', '100000 100000 3 1 1'),
  ('engagements', 'engagements_worth', '100000 100000 20000 10000 5000 10 5'),
  ('engagements', 'engagements_archive', '5000 5000 1 1');
ANALYZE sqlite_schema;
{{end}}
