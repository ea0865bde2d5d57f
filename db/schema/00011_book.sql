-- +goose Up
-- Every table leads with the workspace: in its keys, its indexes and every WHERE.
-- {{text}} is compared byte by byte on both engines; db/schema.go has the words in braces.
-- Days are 'YYYY-MM-DD' ('' for none), moments are Unix milliseconds.

CREATE TABLE workspaces (
  id BIGINT PRIMARY KEY,
  name {{text}} NOT NULL,
  last_id BIGINT NOT NULL DEFAULT 0
);
INSERT INTO workspaces (id, name) VALUES (1, 'My firm');

-- directory ------------------------------------------------------------

-- Columns with a DEFAULT are the record's; evidence makes rows without saying them.
CREATE TABLE accounts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  key {{text}} NOT NULL,
  name {{text}} NOT NULL,
  name_sort {{text}} NOT NULL, -- folded, for sorting
  words {{text}} NOT NULL DEFAULT '', -- ' every word', folded, for searching
  email {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  country {{text}} NOT NULL,
  owner BIGINT NOT NULL DEFAULT 0, -- a user; 0 for nobody
  kind {{text}} NOT NULL DEFAULT '',
  industry {{text}} NOT NULL DEFAULT '',
  website {{text}} NOT NULL DEFAULT '',
  addresses {{text}} NOT NULL DEFAULT '',
  tags {{text}} NOT NULL DEFAULT '',
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
CREATE UNIQUE INDEX accounts_key ON accounts (workspace, key);
CREATE INDEX accounts_by_name ON accounts (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX accounts_by_name_walled ON accounts (workspace, name_sort, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX accounts_by_changed ON accounts (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX accounts_by_changed_walled ON accounts (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX accounts_by_owner ON accounts (workspace, owner, name_sort, id) WHERE owner <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX accounts_archive ON accounts (workspace, archived, id) WHERE archived <> 0;
CREATE INDEX accounts_walls ON accounts (workspace, wall, id) WHERE wall <> 0;

CREATE TABLE account_words (
  workspace BIGINT NOT NULL,
  word {{text}} NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY (workspace, word, account)
){{norowid}};

-- the book: facts ------------------------------------------------------

CREATE TABLE entries (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  fact BIGINT NOT NULL,        -- the first entry of the key, whatever counts
  revision BIGINT NOT NULL,    -- of the fact: of those that count, the highest holds
  account BIGINT NOT NULL,     -- 0: the firm's own
  ref_type {{text}} NOT NULL,  -- the record that it is about; '' for none
  ref_id BIGINT NOT NULL,
  line {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  import BIGINT NOT NULL,      -- 0: made by hand
  key {{text}} NOT NULL,
  content_hash {{blob}} NOT NULL, -- under the party's key where something is sealed
  day BIGINT NOT NULL,         -- of the firm, in Rata Die: a fact, whatever the zone is later
  at BIGINT NOT NULL,
  learnt BIGINT NOT NULL,
  by_user BIGINT NOT NULL,     -- 0: no person
  via {{text}} NOT NULL,
  body {{text}} NOT NULL,      -- what nobody need forget
  party BIGINT NOT NULL,       -- under whose key the rest is sealed; 0: there is none
  sealed {{blob}} NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX entries_key ON entries (workspace, key, revision);
CREATE INDEX entries_told ON entries (workspace, import, id) WHERE import <> 0 AND kind = 'changed';
CREATE INDEX entries_amended ON entries (workspace, key, revision, import) WHERE revision > 1;
CREATE INDEX entries_same ON entries (workspace, id) WHERE kind IN ('same', 'parted');
CREATE INDEX entries_timeline ON entries (workspace, account, at, id);
CREATE INDEX entries_import ON entries (workspace, import, account, id) WHERE import <> 0;
CREATE INDEX entries_by_hand ON entries (workspace, learnt, id) WHERE import = 0;
CREATE INDEX entries_by_user ON entries (workspace, by_user, learnt, id) WHERE by_user <> 0;
CREATE INDEX entries_ref ON entries (workspace, ref_type, ref_id, id) WHERE ref_type <> '';
CREATE INDEX entries_person ON entries (workspace, ref_id, at, id) WHERE ref_type = 'person' AND kind = 'interaction';
CREATE INDEX entries_contact ON entries (workspace, account, at, id) WHERE kind = 'interaction';

-- The book is append-only. (Where tables are distributed, triggers are not to be
-- had: there the right to UPDATE and DELETE entries is revoked instead.)
{{if sqlite}}
-- +goose StatementBegin
CREATE TRIGGER entries_not_updated BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the book is append-only: entries are never updated'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the book is append-only: entries are never deleted'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the book is append-only: entries are never updated or deleted'; END $$;
-- +goose StatementEnd
CREATE TRIGGER entries_guard BEFORE UPDATE OR DELETE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_are_append_only();
{{end}}
-- a link of the chain over the entries: one for what was appended at once
CREATE TABLE chain (
  workspace BIGINT NOT NULL,
  last_id BIGINT NOT NULL,
  first_id BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  hash {{blob}} NOT NULL,
  PRIMARY KEY (workspace, last_id)
){{norowid}};

-- An empty key is one that was thrown away: what it sealed is erased, and nothing more is kept.
CREATE TABLE party_keys (
  workspace BIGINT NOT NULL,
  party BIGINT NOT NULL,
  key {{blob}} NOT NULL,
  PRIMARY KEY (workspace, party)
){{norowid}};

CREATE TABLE imports (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file {{text}} NOT NULL,
  hash {{text}} NOT NULL,
  door {{text}} NOT NULL,
  source {{text}} NOT NULL, -- whose ids these are, as the keys name it
  by_user {{text}} NOT NULL,
  mapping {{text}} NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  undone BIGINT NOT NULL,
  line_count BIGINT NOT NULL,  -- rows of the file: taken, repeated and rejected
  repeated BIGINT NOT NULL,    -- rows whose facts were known
  added BIGINT NOT NULL,
  known BIGINT NOT NULL,
  differs BIGINT NOT NULL,     -- of the known: those whose content is another in the file
  amended BIGINT NOT NULL,     -- facts that were known and say something else since
  rejected BIGINT NOT NULL,
  first_day {{text}} NOT NULL,
  last_day {{text}} NOT NULL,
  state {{text}} NOT NULL,
  refolded BIGINT NOT NULL,    -- while undoing or redoing: accounts up to this one are done
  complete BIGINT NOT NULL,    -- 1: the book has all that the file holds
  job BIGINT NOT NULL,         -- that brings it, so that a job that is run again finds its import
  asked {{text}} NOT NULL,     -- the file and how to read it, as JSON, to read it again
  reading {{text}} NOT NULL,   -- what its rows come to, as JSON: evidence.Survey
  PRIMARY KEY (workspace, id)
);
CREATE INDEX imports_state ON imports (workspace, state);

CREATE TABLE import_rejects (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  line BIGINT NOT NULL,
  row_text {{text}} NOT NULL,
  what {{text}} NOT NULL,
  at_column {{text}} NOT NULL,
  remedy {{text}} NOT NULL,
  PRIMARY KEY (workspace, import, line)
);

-- who undid and redid what, and when
CREATE TABLE import_acts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  act {{text}} NOT NULL,
  by_user {{text}} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, id)
);

-- folded from the entries: can be dropped and folded again --------------

CREATE TABLE histories (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  packed {{blob}} NOT NULL,
  first_day {{text}} NOT NULL,
  last_day {{text}} NOT NULL,
  orders BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  currency {{text}} NOT NULL,
  last_contact {{text}} NOT NULL,     -- a purchase is contact too
  last_contact_in {{text}} NOT NULL,
  last_contact_out {{text}} NOT NULL,
  PRIMARY KEY (workspace, account, line)
){{norowid}};

-- who was found to be the same; folded from the entries same and parted
CREATE TABLE same (
  workspace BIGINT NOT NULL,
  party BIGINT NOT NULL,
  canonical BIGINT NOT NULL,   -- under whom it is folded and listed
  stays BIGINT NOT NULL,       -- the one that it went into, which may have gone on
  merge BIGINT NOT NULL,       -- the entry that says so
  PRIMARY KEY (workspace, party)
){{norowid}};
CREATE INDEX same_canonical ON same (workspace, canonical, party);

CREATE TABLE overrules (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  entry BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  until_day {{text}} NOT NULL,
  by_user BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, line)
){{norowid}};

-- what each import brought; import 0 is what was made by hand
CREATE TABLE spans (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  first_day {{text}} NOT NULL,
  last_day {{text}} NOT NULL,
  PRIMARY KEY (workspace, import)
){{norowid}};

-- measured -------------------------------------------------------------

-- What lists are sorted and narrowed by, as finely as people see it, so that a
-- night without news changes few rows.
CREATE TABLE standings (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  wall BIGINT NOT NULL,           -- of the account
  facet BIGINT NOT NULL,          -- whether there is a wall, line, kind, stage, trend and who went quiet as one number
  name_sort {{text}} NOT NULL,
  client_percent BIGINT NOT NULL,
  active_percent BIGINT NOT NULL,
  expected_value BIGINT NOT NULL, -- two digits of it, then zeros
  revenue BIGINT NOT NULL,
  currency {{text}} NOT NULL,
  orders BIGINT NOT NULL,
  last_contact {{text}} NOT NULL,
  noted_prob DOUBLE PRECISION NOT NULL, -- as of the last change that was noted
  noted_day {{text}} NOT NULL,
  PRIMARY KEY (workspace, account, line)
){{norowid}};
-- One index a sort. Where a list is narrowed by value and last contact, the latter
-- rides along, so that counting reads no row.
CREATE INDEX standings_name ON standings (workspace, facet, name_sort, account, line);
CREATE INDEX standings_value ON standings (workspace, facet, expected_value, account, line, last_contact);
CREATE INDEX standings_revenue ON standings (workspace, facet, revenue, account, line);
CREATE INDEX standings_client ON standings (workspace, facet, client_percent, account, line);
CREATE INDEX standings_active ON standings (workspace, facet, active_percent, account, line);
CREATE INDEX standings_last ON standings (workspace, facet, last_contact, account, line);
CREATE INDEX standings_orders ON standings (workspace, facet, orders, account, line);

-- The standing as it was measured, all of it; its sentences are phrases and numbers.
CREATE TABLE measured (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  packed {{blob}} NOT NULL,
  PRIMARY KEY (workspace, account, line)
){{norowid}};

-- What sentences have in common, under a number that is made of its text.
CREATE TABLE phrases (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  phrase {{text}} NOT NULL,
  PRIMARY KEY (workspace, id)
){{norowid}};

-- indexes that are away while their table is filled, of all workspaces
CREATE TABLE unindexed (
  of_table {{text}} NOT NULL,
  name {{text}} NOT NULL,
  definition {{text}} NOT NULL,
  stat {{text}} NOT NULL,
  PRIMARY KEY (of_table, name)
){{norowid}};

-- the number of a line in a facet
CREATE TABLE lines (
  workspace BIGINT NOT NULL,
  line {{text}} NOT NULL,
  no BIGINT NOT NULL,
  PRIMARY KEY (workspace, line)
){{norowid}};

CREATE TABLE standing_changes (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line {{text}} NOT NULL,
  id BIGINT NOT NULL,
  day {{text}} NOT NULL,
  cause {{text}} NOT NULL,
  was_kind {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  was_stage {{text}} NOT NULL,
  stage {{text}} NOT NULL,
  was_trend {{text}} NOT NULL,
  trend {{text}} NOT NULL,
  was_prob DOUBLE PRECISION NOT NULL,
  client_prob DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (workspace, account, line, id)
){{norowid}};
-- what changed last, whoever's it is, for the page of today
CREATE INDEX standing_changes_latest ON standing_changes (workspace, id);

-- sums over the standings, kept with them
CREATE TABLE standing_counts (
  workspace BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  line {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  stage {{text}} NOT NULL,
  trend {{text}} NOT NULL,
  quiet BIGINT NOT NULL,          -- 1: clients, or such until they fell silent, who slip
  currency {{text}} NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, line, kind, stage, trend, quiet, currency)
){{norowid}};

-- those sums by kind, as they were when a month was last measured
CREATE TABLE kind_months (
  workspace BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  month {{text}} NOT NULL,
  line {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  lapsed BIGINT NOT NULL, -- 1: of it who has lapsed
  currency {{text}} NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, month, line, kind, lapsed, currency)
){{norowid}};

CREATE TABLE movements (
  workspace BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  month {{text}} NOT NULL,
  line {{text}} NOT NULL,
  was_kind {{text}} NOT NULL,      -- '' where it came from outside
  kind {{text}} NOT NULL,          -- '' where it left the book
  n BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, month, line, was_kind, kind)
){{norowid}};

CREATE TABLE fits (
  workspace BIGINT NOT NULL,
  name {{text}} NOT NULL,
  day {{text}} NOT NULL,
  fit {{blob}} NOT NULL,
  PRIMARY KEY (workspace, name)
);

{{if sqlite}}
-- What to expect of a full book, for SQLite's planner: without it, it takes the
-- workspace for a choice among many and walks all of it. A later ANALYZE may replace this.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('accounts', 'sqlite_autoindex_accounts_1', '1000000 1000000 1'),
  ('accounts', 'accounts_key', '1000000 1000000 1'),
  ('accounts', 'accounts_by_name', '1000000 1000000 100000 2 1'),
  ('accounts', 'accounts_by_name_walled', '10000 10000 2 1'),
  ('accounts', 'accounts_by_changed', '1000000 1000000 100000 2 1'),
  ('accounts', 'accounts_by_changed_walled', '10000 10000 2 1'),
  ('accounts', 'accounts_by_owner', '500000 500000 20000 2 1'),
  ('accounts', 'accounts_archive', '10000 10000 1 1'),
  ('accounts', 'accounts_walls', '10000 10000 50 1'),
  ('account_words', 'account_words', '4000000 4000000 40 1'),
  ('entries', 'sqlite_autoindex_entries_1', '10000000 10000000 1'),
  ('entries', 'entries_key', '10000000 10000000 1 1'),
  ('entries', 'entries_import', '9000000 9000000 90000 9 1'),
  ('entries', 'entries_told', '100000 100000 1000 1'),
  ('entries', 'entries_amended', '100000 100000 1 1 1'),
  ('entries', 'entries_same', '1000 1000 1'),
  ('entries', 'entries_by_hand', '1000000 1000000 2 1'),
  ('entries', 'entries_person', '1000000 1000000 10 1 1'),
  ('entries', 'entries_contact', '3000000 3000000 10 1 1'),
  ('entries', 'entries_by_user', '1000000 1000000 50000 2 1'),
  ('party_keys', 'party_keys', '100000 100000 1'),
  ('chain', 'chain', '100000 100000 1'),
  ('same', 'same', '1000 1000 1'),
  ('same', 'same_canonical', '1000 1000 2 1'),
  ('entries', 'entries_timeline', '10000000 10000000 10 1 1'),
  ('imports', 'sqlite_autoindex_imports_1', '100 100 1'),
  ('imports', 'imports_state', '100 100 25'),
  ('import_rejects', 'sqlite_autoindex_import_rejects_1', '100000 100000 1000 1'),
  ('histories', 'histories', '1000000 1000000 1 1'),
  ('overrules', 'overrules', '1000 1000 1 1'),
  ('standings', 'standings', '1000000 1000000 1 1'),
  ('standings', 'standings_name', '1000000 1000000 25000 2 1 1'),
  ('standings', 'standings_value', '1000000 1000000 25000 100 1 1 1'),
  ('standings', 'standings_revenue', '1000000 1000000 25000 2 1 1'),
  ('standings', 'standings_client', '1000000 1000000 25000 500 1 1'),
  ('standings', 'standings_active', '1000000 1000000 25000 500 1 1'),
  ('standings', 'standings_last', '1000000 1000000 25000 20 1 1'),
  ('standings', 'standings_orders', '1000000 1000000 25000 500 1 1'),
  ('measured', 'measured', '1000000 1000000 1 1'),
  ('phrases', 'phrases', '3000 3000 1'),
  ('standing_changes', 'standing_changes', '5000000 5000000 5 5 1'),
  ('standing_changes', 'standing_changes_latest', '5000000 5000000 1');
ANALYZE sqlite_schema;
{{end}}