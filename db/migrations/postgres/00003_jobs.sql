-- +goose Up

-- What the house has to do, does and did. A running job is held by a process,
-- which says so again before lease_until; who finds a dead holder takes it over.
CREATE TABLE jobs (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL, -- one job of a lane runs at a time
  args TEXT NOT NULL,
  unique_key TEXT NOT NULL DEFAULT '', -- one of a key waits at a time
  asked_by TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, -- queued running done failed cancelled
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  holder TEXT NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0,
  cancel_asked BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  unit TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  created BIGINT NOT NULL,
  started BIGINT NOT NULL DEFAULT 0,
  finished BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX jobs_unique ON jobs (workspace, unique_key) WHERE unique_key <> '' AND state = 'queued';
CREATE INDEX jobs_open ON jobs (workspace, lane, state, run_at) WHERE state IN ('queued', 'running');

-- When each line of the table of schedules last fell due.
CREATE TABLE schedules (
  workspace BIGINT NOT NULL,
  name TEXT NOT NULL,
  last_due BIGINT NOT NULL,
  PRIMARY KEY (workspace, name)
);

-- The plan of today: what treatment advises, kept when a standing is. Derived.
-- What was settled stays off the list; that is looked up when the list is read.
CREATE TABLE treatments (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  play TEXT NOT NULL,
  of_entry BIGINT NOT NULL DEFAULT 0,
  list TEXT NOT NULL,
  why TEXT NOT NULL,
  step TEXT NOT NULL,
  due TEXT NOT NULL,
  urgency DOUBLE PRECISION NOT NULL,
  stake_minor BIGINT NOT NULL,
  stake_currency TEXT NOT NULL,
  PRIMARY KEY (workspace, account, line, play, of_entry)
);
CREATE INDEX treatments_today ON treatments (workspace, list, urgency DESC, account, line, play, of_entry);
