-- +goose Up

-- Lines of business that people made, named or put together. What evidence calls a line is
-- its key, which never changes; a line that nobody touched has no row.
CREATE TABLE business_lines (
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

-- Lines that go under another: entries keep the line that they were written with, and are folded
-- under this one.
CREATE TABLE same_lines (
  workspace BIGINT NOT NULL,
  line {{text}} NOT NULL,
  under {{text}} NOT NULL,
  PRIMARY KEY (workspace, line)
){{norowid}};
