-- +goose Up

-- Meetings, calls, visits and days that matter. Days and hours are the firm's own: '2026-03-31', or
-- '2026-03-31T09:30'. One that comes again is one row with its rule; an occurrence of it that was
-- moved, called off or held is a row of its own, which says of which series it is and which time
-- of the rule it stands for.
CREATE TABLE events (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  title {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  begins {{text}} NOT NULL DEFAULT '',
  ends {{text}} NOT NULL DEFAULT '',       -- of days alone the last of them
  place {{text}} NOT NULL DEFAULT '',
  people {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
  attendees {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  state {{text}} NOT NULL DEFAULT '',
  recurrence {{text}} NOT NULL DEFAULT '',
  reminder {{text}} NOT NULL DEFAULT '',
  note {{text}} NOT NULL DEFAULT '',
  series BIGINT NOT NULL DEFAULT 0,        -- the event of whose rule this is one time; 0: it stands alone
  occurrence {{text}} NOT NULL DEFAULT '', -- which time of the rule it stands for
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
CREATE INDEX events_by_begins ON events (workspace, wall, begins, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX events_by_begins_walled ON events (workspace, begins, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX events_by_changed ON events (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX events_by_changed_walled ON events (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX events_by_owner ON events (workspace, owner, begins, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX events_by_account ON events (workspace, account, begins, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX events_by_series ON events (workspace, series, id) WHERE series <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX events_archive ON events (workspace, archived, id) WHERE archived <> 0;

-- In whose calendar an event stands, user 0 being that of everybody, and until which day: so that a month
-- is one range of an index. What comes again, or lasts over midnight, spans days.
CREATE TABLE event_users (
  workspace BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  spans BIGINT NOT NULL,
  through {{text}} NOT NULL, -- the last day; '9999-12-31' where it never ends
  event BIGINT NOT NULL,
  begins {{text}} NOT NULL,
  PRIMARY KEY (workspace, user_id, spans, through, event)
){{norowid}};
CREATE INDEX event_users_event ON event_users (workspace, event);

-- Reminders of the days ahead, for each user of an event. They follow the events; which of them
-- were read is kept until they are past.
CREATE TABLE event_rings (
  workspace BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  rings BIGINT NOT NULL,           -- the moment
  event BIGINT NOT NULL,
  occurrence {{text}} NOT NULL,
  over BIGINT NOT NULL,            -- the moment at which the event is over
  heard BIGINT NOT NULL DEFAULT 0, -- the moment at which it was read
  PRIMARY KEY (workspace, user_id, rings, event, occurrence)
){{norowid}};
CREATE INDEX event_rings_event ON event_rings (workspace, event);
CREATE INDEX event_rings_over ON event_rings (workspace, over);

-- The private address of each user's calendar, kept hashed.
CREATE TABLE calendar_addresses (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  user_id BIGINT NOT NULL,
  hash {{text}} NOT NULL,
  made BIGINT NOT NULL,
  used BIGINT NOT NULL DEFAULT 0,    -- to the hour
  said {{text}} NOT NULL DEFAULT '',  -- hash of what was given there last
  said_at BIGINT NOT NULL DEFAULT 0, -- since when that is so
  PRIMARY KEY (workspace, user_id)
);
CREATE UNIQUE INDEX calendar_addresses_hash ON calendar_addresses (workspace, hash);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('events', 'sqlite_autoindex_events_1', '1000000 1000000 1'),
  ('events', 'events_by_begins', '1000000 1000000 100000 4 1'),
  ('events', 'events_by_begins_walled', '10000 10000 4 1'),
  ('events', 'events_by_changed', '1000000 1000000 100000 2 1'),
  ('events', 'events_by_changed_walled', '10000 10000 2 1'),
  ('events', 'events_by_owner', '1000000 1000000 20000 4 1'),
  ('events', 'events_by_account', '1000000 1000000 5 1 1'),
  ('events', 'events_by_series', '100000 100000 10 1'),
  ('events', 'events_archive', '10000 10000 1 1'),
  ('event_users', 'event_users', '3000000 3000000 50000 40000 100 1'),
  ('event_users', 'event_users_event', '3000000 3000000 3'),
  ('event_rings', 'event_rings', '100000 100000 500 2 1 1'),
  ('event_rings', 'event_rings_event', '100000 100000 20'),
  ('event_rings', 'event_rings_over', '100000 100000 10');
ANALYZE sqlite_schema;
{{end}}
