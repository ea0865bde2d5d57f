-- +goose Up
-- Every table leads with the workspace: in its keys, its indexes and every WHERE.
-- Days are 'YYYY-MM-DD' ('' for none), moments are Unix milliseconds.

CREATE TABLE workspaces (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  last_id BIGINT NOT NULL DEFAULT 0
);
INSERT INTO workspaces (id, name) VALUES (1, 'My firm');

-- directory ------------------------------------------------------------

CREATE TABLE accounts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_sort TEXT NOT NULL, -- folded, for sorting
  words TEXT NOT NULL,     -- ' every word', folded, for searching
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  country TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_key ON accounts (workspace, key);

CREATE TABLE account_words (
  workspace BIGINT NOT NULL,
  word TEXT NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY (workspace, word, account)
) WITHOUT ROWID;

-- the book: facts ------------------------------------------------------

CREATE TABLE entries (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  kind TEXT NOT NULL,
  import BIGINT NOT NULL,      -- 0: made by hand
  key TEXT NOT NULL,           -- once in every import; once among those that are not undone
  content_hash BLOB NOT NULL,
  at BIGINT NOT NULL,
  learnt BIGINT NOT NULL,
  by_user TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX entries_key ON entries (workspace, key, import);
CREATE INDEX entries_timeline ON entries (workspace, account, at, id);

-- The book is append-only.
-- +goose StatementBegin
CREATE TRIGGER entries_not_updated BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the book is append-only: entries are never updated'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the book is append-only: entries are never deleted'); END;
-- +goose StatementEnd

CREATE TABLE imports (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file TEXT NOT NULL,
  hash TEXT NOT NULL,
  door TEXT NOT NULL,
  by_user TEXT NOT NULL,
  mapping TEXT NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  undone BIGINT NOT NULL,
  line_count BIGINT NOT NULL,
  added BIGINT NOT NULL,
  known BIGINT NOT NULL,
  differs BIGINT NOT NULL,     -- of the known: those whose content is another in the file
  rejected BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  state TEXT NOT NULL,
  refolded BIGINT NOT NULL,    -- while undoing or redoing: accounts up to this one are done
  PRIMARY KEY (workspace, id)
);
CREATE INDEX imports_state ON imports (workspace, state);

CREATE TABLE import_rejects (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  line BIGINT NOT NULL,
  row_text TEXT NOT NULL,
  what TEXT NOT NULL,
  at_column TEXT NOT NULL,
  remedy TEXT NOT NULL,
  PRIMARY KEY (workspace, import, line)
);

-- who undid and redid what, and when
CREATE TABLE import_acts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  act TEXT NOT NULL,
  by_user TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, id)
);

-- folded from the entries: can be dropped and folded again --------------

CREATE TABLE histories (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  packed BLOB NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  orders BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  currency TEXT NOT NULL,
  last_contact TEXT NOT NULL,     -- a purchase is contact too
  last_contact_in TEXT NOT NULL,
  last_contact_out TEXT NOT NULL,
  PRIMARY KEY (workspace, account, line)
) WITHOUT ROWID;

CREATE TABLE overrules (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  entry BIGINT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  until_day TEXT NOT NULL,
  by_user TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, line)
) WITHOUT ROWID;

CREATE TABLE followups (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  line TEXT NOT NULL,
  note TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT NOT NULL,           -- or the day until which it was put off
  by_user TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, entry)
) WITHOUT ROWID;
CREATE INDEX followups_due ON followups (workspace, due, entry);

CREATE TABLE settled (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  play TEXT NOT NULL,
  entry BIGINT NOT NULL,
  until_day TEXT NOT NULL,
  note TEXT NOT NULL,
  by_user TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, line, play)
) WITHOUT ROWID;

-- what each import brought; import 0 is what was made by hand
CREATE TABLE spans (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  PRIMARY KEY (workspace, import)
) WITHOUT ROWID;

-- measured -------------------------------------------------------------

-- What lists are sorted and narrowed by, as finely as people see it, so that a
-- night without news changes few rows.
CREATE TABLE standings (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  facet BIGINT NOT NULL,          -- line, kind, stage and trend as one number
  name_sort TEXT NOT NULL,
  client_percent BIGINT NOT NULL,
  active_percent BIGINT NOT NULL,
  expected_value BIGINT NOT NULL, -- two digits of it, then zeros
  revenue BIGINT NOT NULL,
  currency TEXT NOT NULL,
  orders BIGINT NOT NULL,
  last_contact TEXT NOT NULL,
  noted_prob DOUBLE PRECISION NOT NULL, -- as of the last change that was noted
  noted_day TEXT NOT NULL,
  PRIMARY KEY (workspace, account, line)
) WITHOUT ROWID;
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
  line TEXT NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (workspace, account, line)
) WITHOUT ROWID;

-- What sentences have in common, under a number that is made of its text.
CREATE TABLE phrases (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  phrase TEXT NOT NULL,
  PRIMARY KEY (workspace, id)
) WITHOUT ROWID;

-- indexes that are away while their table is filled, of all workspaces
CREATE TABLE unindexed (
  of_table TEXT NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  stat TEXT NOT NULL,
  PRIMARY KEY (of_table, name)
) WITHOUT ROWID;

-- the number of a line in a facet
CREATE TABLE lines (
  workspace BIGINT NOT NULL,
  line TEXT NOT NULL,
  no BIGINT NOT NULL,
  PRIMARY KEY (workspace, line)
) WITHOUT ROWID;

CREATE TABLE standing_changes (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT NOT NULL,
  id BIGINT NOT NULL,
  day TEXT NOT NULL,
  cause TEXT NOT NULL,
  was_kind TEXT NOT NULL,
  kind TEXT NOT NULL,
  was_stage TEXT NOT NULL,
  stage TEXT NOT NULL,
  was_trend TEXT NOT NULL,
  trend TEXT NOT NULL,
  was_prob DOUBLE PRECISION NOT NULL,
  client_prob DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (workspace, account, line, id)
) WITHOUT ROWID;

-- sums over the standings, kept with them
CREATE TABLE standing_counts (
  workspace BIGINT NOT NULL,
  line TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  trend TEXT NOT NULL,
  currency TEXT NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, line, kind, stage, trend, currency)
) WITHOUT ROWID;

-- those sums by kind, as they were when a month was last measured
CREATE TABLE kind_months (
  workspace BIGINT NOT NULL,
  month TEXT NOT NULL,
  line TEXT NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, month, line, kind, currency)
) WITHOUT ROWID;

CREATE TABLE movements (
  workspace BIGINT NOT NULL,
  month TEXT NOT NULL,
  line TEXT NOT NULL,
  was_kind TEXT NOT NULL,      -- '' where it came from outside
  kind TEXT NOT NULL,          -- '' where it left the book
  n BIGINT NOT NULL,
  PRIMARY KEY (workspace, month, line, was_kind, kind)
) WITHOUT ROWID;

CREATE TABLE fits (
  workspace BIGINT NOT NULL,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  fit BLOB NOT NULL,
  PRIMARY KEY (workspace, name)
);

-- What to expect of a full book, for SQLite's planner: without it, it takes the
-- workspace for a choice among many and walks all of it. A later ANALYZE may replace this.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('accounts', 'accounts', '1000000 1000000 1'),
  ('accounts', 'accounts_key', '1000000 1000000 1'),
  ('account_words', 'account_words', '4000000 4000000 40 1'),
  ('entries', 'sqlite_autoindex_entries_1', '10000000 10000000 1'),
  ('entries', 'entries_key', '10000000 10000000 1 1'),
  ('entries', 'entries_timeline', '10000000 10000000 10 1 1'),
  ('imports', 'sqlite_autoindex_imports_1', '100 100 1'),
  ('imports', 'imports_state', '100 100 25'),
  ('import_rejects', 'sqlite_autoindex_import_rejects_1', '100000 100000 1000 1'),
  ('histories', 'histories', '1000000 1000000 1 1'),
  ('overrules', 'overrules', '1000 1000 1 1'),
  ('followups', 'followups', '10000 10000 2 1'),
  ('followups', 'followups_due', '10000 10000 20 1'),
  ('settled', 'settled', '10000 10000 2 2 1'),
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
  ('standing_changes', 'standing_changes', '5000000 5000000 5 5 1');
ANALYZE sqlite_schema;
