-- +goose Up

-- How relationships went through the stages of the journey: a row a stage that they were in, kept with the
-- changes of their standings, of which it can be made again.
CREATE TABLE journey_spans (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  at BIGINT NOT NULL,        -- the change by which they entered it, which tells the cause
  wall BIGINT NOT NULL,      -- of the account
  stage {{text}} NOT NULL,
  entered {{text}} NOT NULL, -- the day; '' where they were in it when it was first looked at
  went {{text}} NOT NULL,    -- the stage after it, 'lapsed', or '' while they are in it
  until_day {{text}} NOT NULL, -- the day on which they left it; '' while they are in it
  days BIGINT NOT NULL,      -- how long, to two digits, where both days are known; else 0
  PRIMARY KEY (workspace, account, line, at)
){{norowid}};
-- The wall comes behind what each list asks for, the sort after it; the twin is for who passes some walls.
CREATE INDEX journey_spans_open ON journey_spans (workspace, stage, line, went, entered, at) WHERE wall = 0;
CREATE INDEX journey_spans_walled ON journey_spans (workspace, stage, line, went, entered, at, wall) WHERE wall <> 0;

-- The sums of them.
DROP TABLE journey_stays;
CREATE TABLE journey_stays (
  workspace BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  line {{text}} NOT NULL,
  stage {{text}} NOT NULL,
  month {{text}} NOT NULL, -- of entering; '' where they were in it when it was first looked at
  went {{text}} NOT NULL,
  days BIGINT NOT NULL,    -- as in journey_spans; while they are in it, the day of entering as a number
  n BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, line, stage, month, went, days)
){{norowid}};
CREATE INDEX journey_stays_none ON journey_stays (workspace) WHERE n = 0;

{{if sqlite}}
-- statistics, as SQLite chooses by them
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('journey_spans', 'journey_spans', '2000000 2000000 2 2 1'),
  ('journey_spans', 'journey_spans_open', '2000000 2000000 400000 100000 20000 60 1'),
  ('journey_spans', 'journey_spans_walled', '20000 20000 4000 1000 200 6 1 1'),
  ('journey_stays', 'journey_stays', '20000 20000 2000 1000 200 20 5 1'),
  ('journey_stays', 'journey_stays_none', '2 2');
ANALYZE sqlite_schema;
{{end}}
