-- +goose Up

-- What each relationship brought in the twelve months that ended last and in the twelve before:
-- who stands behind the numbers of how steady the revenue is.
CREATE TABLE revenue_years (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  currency {{text}} NOT NULL,
  wall BIGINT NOT NULL,
  began {{text}} NOT NULL,  -- 'YYYY-MM'
  moved {{text}} NOT NULL,
  minor BIGINT NOT NULL,
  before BIGINT NOT NULL,
  weight BIGINT NOT NULL,   -- the larger of the two: by which they are listed
  run BIGINT NOT NULL,      -- the fold that wrote it last: what is older is gone
  PRIMARY KEY (workspace, account, line, currency)
){{norowid}};
CREATE INDEX revenue_years_weight ON revenue_years (workspace, currency, weight, account, line);
CREATE INDEX revenue_years_moved ON revenue_years (workspace, currency, moved, weight, account, line);
CREATE INDEX revenue_years_began ON revenue_years (workspace, currency, began, account, line);
CREATE INDEX revenue_years_run ON revenue_years (workspace, run);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('revenue_years', 'revenue_years', '1000000 1000000 2 1 1'),
  ('revenue_years', 'revenue_years_weight', '1000000 1000000 500000 10 1 1'),
  ('revenue_years', 'revenue_years_moved', '1000000 1000000 500000 80000 10 1 1'),
  ('revenue_years', 'revenue_years_began', '1000000 1000000 500000 8000 2 1'),
  ('revenue_years', 'revenue_years_run', '1000000 1000000 1000000');
ANALYZE sqlite_schema;
{{end}}
