-- +goose Up
-- Agreements that last, as people look after them. What the book says of them follows from these
-- rows; what was agreed before stands in terms, a line each: from, to, minor units, currency, period.
CREATE TABLE engagements (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  name_sort {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  stage {{text}} NOT NULL DEFAULT '',
  begins {{text}} NOT NULL DEFAULT '',
  ends {{text}} NOT NULL DEFAULT '',
  fee_minor BIGINT NOT NULL DEFAULT 0,
  fee_currency {{text}} NOT NULL DEFAULT '',
  period {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
  team {{text}} NOT NULL DEFAULT '',
  number {{text}} NOT NULL DEFAULT '',
  scope {{text}} NOT NULL DEFAULT '',
  agreed DOUBLE PRECISION,
  unit {{text}} NOT NULL DEFAULT '',
  per {{text}} NOT NULL DEFAULT '',
  notice DOUBLE PRECISION,
  notice_unit {{text}} NOT NULL DEFAULT '',
  renews BIGINT NOT NULL DEFAULT 0,
  renews_for DOUBLE PRECISION,
  rise DOUBLE PRECISION,
  rises_on {{text}} NOT NULL DEFAULT '',
  remind_before DOUBLE PRECISION,
  since {{text}} NOT NULL DEFAULT '',
  ended_because {{text}} NOT NULL DEFAULT '',
  worth_minor BIGINT NOT NULL DEFAULT 0, -- of the fee, a year; none of a single one
  worth_currency {{text}} NOT NULL DEFAULT '',
  notice_by {{text}} NOT NULL DEFAULT '', -- the last day on which notice may be given
  runs_out {{text}} NOT NULL DEFAULT '', -- the day on which it ends unless somebody goes on with it
  next_rise {{text}} NOT NULL DEFAULT '',
  next_day {{text}} NOT NULL DEFAULT '', -- the next of these that matters
  terms {{text}} NOT NULL DEFAULT '',
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
CREATE INDEX engagements_by_name ON engagements (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_by_name_walled ON engagements (workspace, name_sort, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX engagements_by_changed ON engagements (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_by_changed_walled ON engagements (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX engagements_by_next_day ON engagements (workspace, wall, next_day, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_by_next_day_walled ON engagements (workspace, next_day, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX engagements_by_runs_out ON engagements (workspace, wall, runs_out, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_by_runs_out_walled ON engagements (workspace, runs_out, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX engagements_by_owner ON engagements (workspace, owner, name_sort, id) WHERE owner <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX engagements_by_account ON engagements (workspace, account, name_sort, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
-- what runs, and what it is worth, without a look at a row
CREATE INDEX engagements_worth ON engagements (workspace, stage, wall, worth_currency, worth_minor, runs_out) WHERE archived = 0 AND merged = 0;
CREATE INDEX engagements_archive ON engagements (workspace, archived, id) WHERE archived <> 0;
