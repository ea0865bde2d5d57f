-- +goose Up

-- What the firm agrees with people again and again, and of which of it an engagement is.
CREATE TABLE offerings (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  fee_minor BIGINT NOT NULL DEFAULT 0,
  fee_currency {{text}} NOT NULL DEFAULT '',
  period {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  agreed DOUBLE PRECISION,
  unit {{text}} NOT NULL DEFAULT '',
  per {{text}} NOT NULL DEFAULT '',
  notice DOUBLE PRECISION,
  notice_unit {{text}} NOT NULL DEFAULT '',
  renews BIGINT NOT NULL DEFAULT 0,
  renews_for DOUBLE PRECISION,
  scope {{text}} NOT NULL DEFAULT '',
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
ALTER TABLE engagements ADD COLUMN offering BIGINT NOT NULL DEFAULT 0;
