-- +goose Up
-- What was worked, or used up, of an engagement.
CREATE TABLE hours (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  what {{text}} NOT NULL DEFAULT '',
  engagement BIGINT NOT NULL DEFAULT 0,
  day {{text}} NOT NULL DEFAULT '',
  units DOUBLE PRECISION,
  who BIGINT NOT NULL DEFAULT 0,
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
CREATE INDEX hours_by_day ON hours (workspace, wall, day, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX hours_by_day_walled ON hours (workspace, day, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX hours_by_changed ON hours (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX hours_by_changed_walled ON hours (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX hours_used ON hours (workspace, engagement, day, wall, units) WHERE archived = 0 AND merged = 0;
CREATE INDEX hours_by_account ON hours (workspace, account, day, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX hours_archive ON hours (workspace, archived, id) WHERE archived <> 0;

-- The task that reminds of the next day on which an engagement is decided.
CREATE TABLE engagement_tasks (
  workspace BIGINT NOT NULL,
  engagement BIGINT NOT NULL,
  task BIGINT NOT NULL,
  day {{text}} NOT NULL, -- that day
  PRIMARY KEY (workspace, engagement)
){{norowid}};

-- What evidence told of an agreement that a record looks after: the record states it now, and that
-- fact is struck as long as the record is there.
CREATE TABLE engagement_origins (
  workspace BIGINT NOT NULL,
  engagement BIGINT NOT NULL,
  key {{text}} NOT NULL, -- of the fact
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  body {{text}} NOT NULL, -- as it was told last
  import BIGINT NOT NULL, -- by which it was told; 0 by hand
  PRIMARY KEY (workspace, engagement, key)
){{norowid}};
