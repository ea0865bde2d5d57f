-- +goose Up

-- What there is to do, does and did. A running job is held by a process,
-- which says so again before lease_until; who finds a dead holder takes it over.
CREATE TABLE jobs (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  lane {{text}} NOT NULL, -- as many jobs of a lane run at a time as it is wide; '' in the foreground of a command
  args {{text}} NOT NULL,
  unique_key {{text}} NOT NULL DEFAULT '', -- one of a key waits at a time
  asked_by {{text}} NOT NULL DEFAULT '',
  state {{text}} NOT NULL, -- queued running done failed cancelled
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  deaths BIGINT NOT NULL DEFAULT 0, -- processes that ended while they were at it
  holder {{text}} NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0,
  cancel_asked BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  unit {{text}} NOT NULL DEFAULT '',
  note {{text}} NOT NULL DEFAULT '',
  error {{text}} NOT NULL DEFAULT '',
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
  name {{text}} NOT NULL,
  last_due BIGINT NOT NULL,
  PRIMARY KEY (workspace, name)
);

