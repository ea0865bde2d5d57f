-- +goose Up
-- What people keep and change: a table a type (accounts stand in 00011_book.sql),
-- a column a field. Fields that hold many values are JSON; what is looked for among
-- them stands in record_values, and every link to a record in record_links.

CREATE TABLE people (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  name_sort {{text}} NOT NULL DEFAULT '',
  given {{text}} NOT NULL DEFAULT '',
  family {{text}} NOT NULL DEFAULT '',
  emails {{text}} NOT NULL DEFAULT '',
  phones {{text}} NOT NULL DEFAULT '',
  addresses {{text}} NOT NULL DEFAULT '',
  dates {{text}} NOT NULL DEFAULT '',
  accounts {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  industry {{text}} NOT NULL DEFAULT '',
  preferences {{text}} NOT NULL DEFAULT '',
  goals {{text}} NOT NULL DEFAULT '',
  tags {{text}} NOT NULL DEFAULT '',
  note {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
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
CREATE INDEX people_by_name ON people (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX people_by_name_walled ON people (workspace, name_sort, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX people_by_changed ON people (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX people_by_changed_walled ON people (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX people_by_owner ON people (workspace, owner, name_sort, id) WHERE owner <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX people_by_account ON people (workspace, account, name_sort, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX people_archive ON people (workspace, archived, id) WHERE archived <> 0;

CREATE TABLE tasks (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  title {{text}} NOT NULL DEFAULT '',
  person BIGINT NOT NULL DEFAULT 0,
  due {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
  state {{text}} NOT NULL DEFAULT '',
  until {{text}} NOT NULL DEFAULT '',
  recurrence {{text}} NOT NULL DEFAULT '',
  done_at BIGINT NOT NULL DEFAULT 0,
  promise BIGINT NOT NULL DEFAULT 0,
  remind {{text}} NOT NULL DEFAULT '',
  comes {{text}} NOT NULL DEFAULT '',    -- when it comes up: due, or until when it was put off; '' once it is done
  follows BIGINT NOT NULL DEFAULT 0,     -- the task before it, of one that comes again
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
);
CREATE INDEX tasks_by_due ON tasks (workspace, wall, due, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX tasks_by_due_walled ON tasks (workspace, due, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX tasks_by_changed ON tasks (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX tasks_by_changed_walled ON tasks (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX tasks_by_comes ON tasks (workspace, wall, comes, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX tasks_by_comes_walled ON tasks (workspace, comes, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX tasks_by_owner ON tasks (workspace, owner, comes, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX tasks_remind ON tasks (workspace, owner, remind, wall) WHERE remind <> '' AND archived = 0 AND merged = 0;
CREATE INDEX tasks_follows ON tasks (workspace, follows, id) WHERE follows <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX tasks_by_account ON tasks (workspace, account, state, due, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX tasks_archive ON tasks (workspace, archived, id) WHERE archived <> 0;

-- What an owner adds to a type. The number of a field names it in the JSON of the rows: "f12".
CREATE TABLE custom_fields (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  type {{text}} NOT NULL DEFAULT '',
  label {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  choices {{text}} NOT NULL DEFAULT '',
  required BIGINT NOT NULL DEFAULT 0,
  listed BIGINT NOT NULL DEFAULT 0,
  indexed BIGINT NOT NULL DEFAULT 0,
  sensitive BIGINT NOT NULL DEFAULT 0,
  searched BIGINT NOT NULL DEFAULT 0,
  single BIGINT NOT NULL DEFAULT 0, -- no two records have the same
  place DOUBLE PRECISION, -- among those of its type; after them, in the order of their making, where none is given
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
CREATE UNIQUE INDEX custom_fields_name ON custom_fields (workspace, type, name) WHERE archived = 0;

-- single values of fields that hold several, folded
CREATE TABLE record_values (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  field {{text}} NOT NULL,
  value {{text}} NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (workspace, type, field, value, id)
){{norowid}};
CREATE INDEX record_values_of ON record_values (workspace, type, id, field);

CREATE TABLE record_links (
  workspace BIGINT NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  field {{text}} NOT NULL,
  pos BIGINT NOT NULL,
  to_type {{text}} NOT NULL,
  to_id BIGINT NOT NULL,
  role {{text}} NOT NULL,      -- folded
  PRIMARY KEY (workspace, type, id, field, pos)
){{norowid}};
CREATE INDEX record_links_back ON record_links (workspace, to_type, to_id, type, field, id, role);

-- which change of which record was part of a bulk edit, so that all of it can be undone
CREATE TABLE record_batches (
  workspace BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (workspace, batch, type, id, revision)
){{norowid}};

-- What was done to many records at once: an edit of a list, a file that was brought in.
-- Its number is that of the changes in record_batches; what took it back has a number of
-- its own, and what took that back another, so that it can be turned again and again.
CREATE TABLE batches (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  what {{text}} NOT NULL,      -- edit, import
  type {{text}} NOT NULL,
  asked {{text}} NOT NULL,     -- what was asked for, as JSON
  file {{text}} NOT NULL,
  user_id BIGINT NOT NULL,     -- in whose scope it is done
  by_user {{text}} NOT NULL,
  job BIGINT NOT NULL,
  state {{text}} NOT NULL,     -- running done stopped undoing undone redoing
  turns BIGINT NOT NULL,       -- the changes that an undo, or a redo, takes back next
  turning BIGINT NOT NULL,     -- the changes that it makes by that; 0 while it is at rest
  phase BIGINT NOT NULL,       -- which of its types is turned
  reached BIGINT NOT NULL,     -- up to which record, or line of the file, it is done
  line_count BIGINT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  same BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  turned BIGINT NOT NULL,
  PRIMARY KEY (workspace, id)
){{norowid}};

-- what of it was not taken, and why: a record of an edit, a line of a file
CREATE TABLE batch_refusals (
  workspace BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  line BIGINT NOT NULL,
  row_text {{text}} NOT NULL,
  at_field {{text}} NOT NULL,
  what {{text}} NOT NULL,
  remedy {{text}} NOT NULL,
  PRIMARY KEY (workspace, batch, line)
){{norowid}};

-- Records that the last turn of a batch left, as whoever turned it could not see or change
-- them: they are turned by who can. changes are those that still hold of them.
CREATE TABLE batch_stayed (
  workspace BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  type {{text}} NOT NULL,
  id BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  PRIMARY KEY (workspace, batch, type, id)
){{norowid}};

-- What was answered to whom under which key, so that a request that comes again
-- does nothing again.
CREATE TABLE redeemed (
  workspace BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  key {{text}} NOT NULL,
  request {{text}} NOT NULL,   -- hash of the request
  status BIGINT NOT NULL,
  place {{text}} NOT NULL,
  revision BIGINT NOT NULL,
  body {{blob}} NOT NULL,
  made BIGINT NOT NULL,
  PRIMARY KEY (workspace, user_id, key)
);
CREATE INDEX redeemed_made ON redeemed (workspace, made);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('people', 'sqlite_autoindex_people_1', '1000000 1000000 1'),
  ('people', 'people_by_name', '1000000 1000000 100000 2 1'),
  ('people', 'people_by_name_walled', '10000 10000 2 1'),
  ('people', 'people_by_changed', '1000000 1000000 100000 2 1'),
  ('people', 'people_by_changed_walled', '10000 10000 2 1'),
  ('people', 'people_by_owner', '500000 500000 20000 2 1'),
  ('people', 'people_by_account', '1000000 1000000 2 1 1'),
  ('people', 'people_archive', '10000 10000 1 1'),
  ('tasks', 'sqlite_autoindex_tasks_1', '1000000 1000000 1'),
  ('tasks', 'tasks_by_due', '1000000 1000000 100000 500 1'),
  ('tasks', 'tasks_by_due_walled', '10000 10000 500 1'),
  ('tasks', 'tasks_by_changed', '1000000 1000000 100000 2 1'),
  ('tasks', 'tasks_by_changed_walled', '10000 10000 2 1'),
  ('tasks', 'tasks_by_comes', '1000000 1000000 500000 200 1'),
  ('tasks', 'tasks_by_comes_walled', '10000 10000 200 1'),
  ('tasks', 'tasks_by_owner', '1000000 1000000 20000 20 1'),
  ('tasks', 'tasks_remind', '10000 10000 500 2 1'),
  ('tasks', 'tasks_follows', '100000 100000 1 1'),
  ('tasks', 'tasks_by_account', '1000000 1000000 5 4 1 1'),
  ('tasks', 'tasks_archive', '10000 10000 1 1'),
  ('record_values', 'record_values', '4000000 4000000 400000 100000 2 1'),
  ('record_values', 'record_values_of', '4000000 4000000 400000 2 1'),
  ('record_links', 'record_links', '3000000 3000000 1000000 2 1 1'),
  ('record_links', 'record_links_back', '3000000 3000000 1000000 3 3 3 1 1'),
  ('record_batches', 'record_batches', '1000000 1000000 1000 1000 1 1'),
  ('batches', 'batches', '1000 1000 1'),
  ('batch_refusals', 'batch_refusals', '100000 100000 1000 1'),
  ('batch_stayed', 'batch_stayed', '10000 10000 1000 500 1'),
  ('redeemed', 'sqlite_autoindex_redeemed_1', '100000 100000 1000 1'),
  ('redeemed', 'redeemed_made', '100000 100000 2');
ANALYZE sqlite_schema;
{{end}}
