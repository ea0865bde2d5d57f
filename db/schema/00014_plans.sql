-- +goose Up

-- The plan of today: what treatment advises, kept when a standing is. Derived.
-- What was settled stays off the list; that is looked up when the list is read.
CREATE TABLE treatments (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  play {{text}} NOT NULL,
  of_entry BIGINT NOT NULL DEFAULT 0,
  list {{text}} NOT NULL,
  why {{text}} NOT NULL,
  step {{text}} NOT NULL,
  due {{text}} NOT NULL,
  urgency DOUBLE PRECISION NOT NULL,
  stake_minor BIGINT NOT NULL,
  stake_currency {{text}} NOT NULL,
  PRIMARY KEY (workspace, account, line, play, of_entry)
);
CREATE INDEX treatments_today ON treatments (workspace, list, urgency DESC, account, line, play, of_entry);
