-- +goose Up

CREATE TABLE pipelines (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
){{norowid}};

CREATE TABLE stages (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  pipeline BIGINT NOT NULL DEFAULT 0,
  place DOUBLE PRECISION,       -- among those of its pipeline
  state {{text}} NOT NULL DEFAULT '', -- what it says of a deal in it: open, won, lost
  probability DOUBLE PRECISION, -- per cent, as somebody set it
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
){{norowid}};

CREATE TABLE deals (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  person BIGINT NOT NULL DEFAULT 0,
  lead {{text}} NOT NULL DEFAULT '',     -- who it is with, while they are no account
  pipeline BIGINT NOT NULL DEFAULT 0,
  stage BIGINT NOT NULL DEFAULT 0,
  state {{text}} NOT NULL DEFAULT '',    -- that of its stage
  value_minor BIGINT NOT NULL DEFAULT 0,
  value_currency {{text}} NOT NULL DEFAULT '',
  expected {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
  line {{text}} NOT NULL DEFAULT '',
  product {{text}} NOT NULL DEFAULT '',
  source {{text}} NOT NULL DEFAULT '',
  opened {{text}} NOT NULL DEFAULT '',
  entered BIGINT NOT NULL DEFAULT 0,     -- since when it stands in its stage
  closed {{text}} NOT NULL DEFAULT '',   -- the day on which it was won or lost
  lost_because {{text}} NOT NULL DEFAULT '',
  ref {{text}} NOT NULL DEFAULT '',      -- its number in another system
  becomes {{text}} NOT NULL DEFAULT '',  -- what becomes of one that is won
  tags {{text}} NOT NULL DEFAULT '',
  note {{text}} NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
);
CREATE INDEX deals_by_entered ON deals (workspace, wall, entered, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_entered_walled ON deals (workspace, entered, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX deals_by_expected ON deals (workspace, wall, expected, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_expected_walled ON deals (workspace, expected, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX deals_by_value ON deals (workspace, wall, value_minor, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_value_walled ON deals (workspace, value_minor, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX deals_by_changed ON deals (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_changed_walled ON deals (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
-- A column of the board: those of a stage, the latest first.
CREATE INDEX deals_of_stage ON deals (workspace, stage, wall, entered, id) WHERE archived = 0 AND merged = 0;
-- Its sums, read from the index alone.
CREATE INDEX deals_sums ON deals (workspace, pipeline, state, closed, stage, value_currency, value_minor, wall) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_owner ON deals (workspace, owner, entered, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX deals_by_account ON deals (workspace, account, state, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX deals_by_ref ON deals (workspace, ref, id) WHERE ref <> '' AND archived = 0 AND merged = 0;
CREATE INDEX deals_archive ON deals (workspace, archived, id) WHERE archived <> 0;

-- The open tasks of a deal.
ALTER TABLE tasks ADD COLUMN deal BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tasks_of_deal ON tasks (workspace, deal, comes, id) WHERE deal <> 0 AND archived = 0 AND merged = 0;

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('deals', 'sqlite_autoindex_deals_1', '200000 200000 1'),
  ('deals', 'deals_by_entered', '200000 200000 20000 2 1'),
  ('deals', 'deals_by_entered_walled', '10000 10000 2 1'),
  ('deals', 'deals_by_expected', '200000 200000 20000 200 1'),
  ('deals', 'deals_by_expected_walled', '10000 10000 200 1'),
  ('deals', 'deals_by_value', '200000 200000 20000 20 1'),
  ('deals', 'deals_by_value_walled', '10000 10000 20 1'),
  ('deals', 'deals_by_changed', '200000 200000 20000 2 1'),
  ('deals', 'deals_by_changed_walled', '10000 10000 2 1'),
  ('deals', 'deals_of_stage', '200000 200000 5000 2000 2 1'),
  ('deals', 'deals_sums', '200000 200000 100000 40000 200 100 100 10 1'),
  ('deals', 'deals_by_owner', '200000 200000 5000 2 1'),
  ('deals', 'deals_by_account', '200000 200000 5 3 1'),
  ('deals', 'deals_by_ref', '200000 200000 1 1'),
  ('deals', 'deals_archive', '10000 10000 1 1'),
  ('tasks', 'tasks_of_deal', '100000 100000 3 1 1'),
  ('pipelines', 'pipelines', '20 20 1'),
  ('stages', 'stages', '100 100 1');
ANALYZE sqlite_schema;
{{end}}
