-- +goose Up

-- Pairs of records of a type that may be one, as they were found, and what people said of
-- them: open; distinct (two different, never asked again); later (asked again from a day on).
CREATE TABLE duplicate_pairs (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  one BIGINT NOT NULL,    -- the smaller number
  other BIGINT NOT NULL,
  state {{text}} NOT NULL,
  until {{text}} NOT NULL DEFAULT '', -- of later
  odds BIGINT NOT NULL,   -- that they are one, in thousandths of a bit
  reasons {{text}} NOT NULL,
  wall_one BIGINT NOT NULL,
  wall_other BIGINT NOT NULL,
  found BIGINT NOT NULL,  -- the moment
  namesakes BIGINT NOT NULL DEFAULT 0, -- 1: a file brought one under the very name of the other
  by_user BIGINT NOT NULL DEFAULT 0, -- who said so
  said BIGINT NOT NULL DEFAULT 0,    -- and when
  PRIMARY KEY (workspace, type, one, other)
){{norowid}};
CREATE INDEX duplicate_pairs_list ON duplicate_pairs (workspace, type, state, odds, one, other);
CREATE INDEX duplicate_pairs_other ON duplicate_pairs (workspace, type, other, one);

-- What was learnt of a type when all of its records were last looked through.
CREATE TABLE duplicate_models (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  model {{text}} NOT NULL,
  highest BIGINT NOT NULL, -- number of a record that was looked at
  looked BIGINT NOT NULL, -- the moment
  PRIMARY KEY (workspace, type)
){{norowid}};

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('duplicate_pairs', 'duplicate_pairs', '200000 200000 100000 2 1'),
  ('duplicate_pairs', 'duplicate_pairs_list', '200000 200000 100000 50000 2 1 1'),
  ('duplicate_pairs', 'duplicate_pairs_other', '200000 200000 100000 2 1');
ANALYZE sqlite_schema;
{{end}}
