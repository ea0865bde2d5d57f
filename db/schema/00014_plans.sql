-- +goose Up

-- What plays advise, with its life: pending, due, put off, done or over. A row is one
-- life, and stays when it has ended. What a person did with it is also a fact of the
-- book; the rest is planned from the standings.
CREATE TABLE treatments (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  play {{text}} NOT NULL,
  state {{text}} NOT NULL,         -- pending due put_off done over
  since {{text}} NOT NULL,         -- the first day on which its ground was there
  made BIGINT NOT NULL,            -- when it was first planned
  due_on {{text}} NOT NULL,        -- does not move; the day until which it was put off
  until_day {{text}} NOT NULL,     -- put off until then; '' for not
  ended {{text}} NOT NULL,
  why_ended {{text}} NOT NULL,
  by_user {{text}} NOT NULL,       -- who settled it or put it off
  list {{text}} NOT NULL,
  why {{text}} NOT NULL,
  step {{text}} NOT NULL,
  worth DOUBLE PRECISION NOT NULL, -- what acting may save or win of the stake: what is worth the most comes first
  stake_minor BIGINT NOT NULL,
  stake_currency {{text}} NOT NULL,
  owner BIGINT NOT NULL,           -- a user; 0 for nobody: of the account, unless it was handed over
  handed BIGINT NOT NULL,          -- 1: a person gave it to its owner
  wall BIGINT NOT NULL,            -- of the account
  fact BIGINT NOT NULL,            -- the entry of the answer to it; 0 for none
  was {{text}} NOT NULL,           -- what the last act of a person found, to take it back; '' for none
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX treatments_open ON treatments (workspace, account, line, play) WHERE state IN ('pending', 'due', 'put_off');
CREATE INDEX treatments_account ON treatments (workspace, account, line, id);
CREATE INDEX treatments_today ON treatments (workspace, list, state, worth DESC, id, wall, stake_currency, stake_minor);
CREATE INDEX treatments_mine ON treatments (workspace, owner, list, state, worth DESC, id, wall);
CREATE INDEX treatments_ahead ON treatments (workspace, state, due_on, id, owner, wall);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('treatments', 'sqlite_autoindex_treatments_1', '500000 500000 1'),
  ('treatments', 'treatments_open', '200000 200000 2 1 1'),
  ('treatments', 'treatments_account', '500000 500000 3 3 1'),
  ('treatments', 'treatments_today', '500000 500000 160000 50000 2 1 1 1 1'),
  ('treatments', 'treatments_mine', '500000 500000 10000 3000 1000 1 1 1'),
  ('treatments', 'treatments_ahead', '500000 500000 100000 500 1 1 1');
ANALYZE sqlite_schema;
{{end}}
