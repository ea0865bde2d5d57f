-- +goose Up

-- Lists that somebody set up and kept under a name: records as any other.
CREATE TABLE views (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  name_sort {{text}} NOT NULL DEFAULT '',
  list {{text}} NOT NULL DEFAULT '',     -- plural of the type that it lists
  which {{text}} NOT NULL DEFAULT '',    -- the filter, as it is written
  sorted {{text}} NOT NULL DEFAULT '',
  shown {{text}} NOT NULL DEFAULT '',    -- columns, with commas between them
  grouped {{text}} NOT NULL DEFAULT '',
  summed {{text}} NOT NULL DEFAULT '',
  audience {{text}} NOT NULL DEFAULT '', -- me, team, everyone
  owner BIGINT NOT NULL DEFAULT 0,
  usual BIGINT NOT NULL DEFAULT 0,
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
CREATE INDEX views_by_name ON views (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX views_by_changed ON views (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX views_archive ON views (workspace, archived, id) WHERE archived <> 0;

-- Files that lie with a record: what they are called, and what they belong to.
CREATE TABLE files (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  name_sort {{text}} NOT NULL DEFAULT '',
  person BIGINT NOT NULL DEFAULT 0,
  task BIGINT NOT NULL DEFAULT 0,
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
){{norowid}};
CREATE INDEX files_by_name ON files (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX files_by_changed ON files (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX files_by_account ON files (workspace, account, name_sort, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX files_archive ON files (workspace, archived, id) WHERE archived <> 0;

-- What is in a file never changes. It lies in the data folder under the hash of its content,
-- once, however many files hold the same.
CREATE TABLE file_contents (
  workspace BIGINT NOT NULL,
  file BIGINT NOT NULL,
  hash {{text}} NOT NULL,  -- SHA-256, in hex
  size BIGINT NOT NULL,
  media {{text}} NOT NULL, -- as its first bytes say
  PRIMARY KEY (workspace, file)
){{norowid}};
CREATE INDEX file_contents_hash ON file_contents (workspace, hash);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('files', 'files', '100000 100000 1'),
  ('files', 'files_by_name', '100000 100000 10000 2 1'),
  ('files', 'files_by_changed', '100000 100000 10000 2 1'),
  ('files', 'files_by_account', '100000 100000 5 2 1'),
  ('files', 'files_archive', '1000 1000 1 1'),
  ('file_contents', 'file_contents', '100000 100000 1'),
  ('file_contents', 'file_contents_hash', '100000 100000 1');
ANALYZE sqlite_schema;
{{end}}
