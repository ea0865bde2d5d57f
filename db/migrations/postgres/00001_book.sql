-- +goose Up
-- Every table leads with the workspace: in its keys, its indexes and every WHERE.
-- Text is compared byte by byte (COLLATE "C"), as SQLite does.
-- Days are 'YYYY-MM-DD' ('' for none), moments are Unix milliseconds.

CREATE TABLE workspaces (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  last_id BIGINT NOT NULL DEFAULT 0
);
INSERT INTO workspaces (id, name) VALUES (1, 'My firm');

-- directory ------------------------------------------------------------

CREATE TABLE accounts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL, -- folded, for sorting
  words TEXT COLLATE "C" NOT NULL,     -- ' every word', folded, for searching
  email TEXT COLLATE "C" NOT NULL,
  phone TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX accounts_key ON accounts (workspace, key);

CREATE TABLE account_words (
  workspace BIGINT NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY (workspace, word, account)
);

-- the book: facts ------------------------------------------------------

CREATE TABLE entries (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  import BIGINT NOT NULL,      -- 0: made by hand
  key TEXT COLLATE "C" NOT NULL,           -- once in every import; once among those that are not undone
  content_hash BYTEA NOT NULL,
  at BIGINT NOT NULL,
  learnt BIGINT NOT NULL,
  by_user TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX entries_key ON entries (workspace, key, import);
CREATE INDEX entries_timeline ON entries (workspace, account, at, id);

-- The book is append-only. (Where tables are distributed, triggers are not to be
-- had: there the right to UPDATE and DELETE entries is revoked instead.)
-- +goose StatementBegin
CREATE FUNCTION entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the book is append-only: entries are never updated or deleted'; END $$;
-- +goose StatementEnd
CREATE TRIGGER entries_guard BEFORE UPDATE OR DELETE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_are_append_only();

CREATE TABLE imports (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  door TEXT COLLATE "C" NOT NULL,
  by_user TEXT COLLATE "C" NOT NULL,
  mapping TEXT COLLATE "C" NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  undone BIGINT NOT NULL,
  line_count BIGINT NOT NULL,
  added BIGINT NOT NULL,
  known BIGINT NOT NULL,
  differs BIGINT NOT NULL,     -- of the known: those whose content is another in the file
  rejected BIGINT NOT NULL,
  first_day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  refolded BIGINT NOT NULL,    -- while undoing or redoing: accounts up to this one are done
  PRIMARY KEY (workspace, id)
);
CREATE INDEX imports_state ON imports (workspace, state);

CREATE TABLE import_rejects (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  line BIGINT NOT NULL,
  row_text TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  at_column TEXT COLLATE "C" NOT NULL,
  remedy TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, import, line)
);

-- who undid and redid what, and when
CREATE TABLE import_acts (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  by_user TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, id)
);

-- folded from the entries: can be dropped and folded again --------------

CREATE TABLE histories (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  packed BYTEA NOT NULL,
  first_day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  orders BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  last_contact TEXT COLLATE "C" NOT NULL,     -- a purchase is contact too
  last_contact_in TEXT COLLATE "C" NOT NULL,
  last_contact_out TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, account, line)
);

CREATE TABLE overrules (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  entry BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  until_day TEXT COLLATE "C" NOT NULL,
  by_user TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, line)
);

CREATE TABLE followups (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  due TEXT COLLATE "C" NOT NULL,           -- or the day until which it was put off
  by_user TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, entry)
);
CREATE INDEX followups_due ON followups (workspace, due, entry);

CREATE TABLE settled (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  play TEXT COLLATE "C" NOT NULL,
  entry BIGINT NOT NULL,
  until_day TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  by_user TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, account, line, play)
);

-- what each import brought; import 0 is what was made by hand
CREATE TABLE spans (
  workspace BIGINT NOT NULL,
  import BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  first_day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, import)
);

-- measured -------------------------------------------------------------

-- What lists are sorted and narrowed by, as finely as people see it, so that a
-- night without news changes few rows.
CREATE TABLE standings (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  facet BIGINT NOT NULL,          -- line, kind, stage and trend as one number
  name_sort TEXT COLLATE "C" NOT NULL,
  client_percent BIGINT NOT NULL,
  active_percent BIGINT NOT NULL,
  expected_value BIGINT NOT NULL, -- two digits of it, then zeros
  revenue BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  orders BIGINT NOT NULL,
  last_contact TEXT COLLATE "C" NOT NULL,
  noted_prob DOUBLE PRECISION NOT NULL, -- as of the last change that was noted
  noted_day TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, account, line)
);
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
  line TEXT COLLATE "C" NOT NULL,
  packed BYTEA NOT NULL,
  PRIMARY KEY (workspace, account, line)
);

-- What sentences have in common, under a number that is made of its text.
CREATE TABLE phrases (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  phrase TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, id)
);

-- indexes that are away while their table is filled, of all workspaces
CREATE TABLE unindexed (
  of_table TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  definition TEXT COLLATE "C" NOT NULL,
  stat TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (of_table, name)
);

-- the number of a line in a facet
CREATE TABLE lines (
  workspace BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  no BIGINT NOT NULL,
  PRIMARY KEY (workspace, line)
);

CREATE TABLE standing_changes (
  workspace BIGINT NOT NULL,
  account BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  id BIGINT NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  cause TEXT COLLATE "C" NOT NULL,
  was_kind TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  was_stage TEXT COLLATE "C" NOT NULL,
  stage TEXT COLLATE "C" NOT NULL,
  was_trend TEXT COLLATE "C" NOT NULL,
  trend TEXT COLLATE "C" NOT NULL,
  was_prob DOUBLE PRECISION NOT NULL,
  client_prob DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (workspace, account, line, id)
);

-- sums over the standings, kept with them
CREATE TABLE standing_counts (
  workspace BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  stage TEXT COLLATE "C" NOT NULL,
  trend TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, line, kind, stage, trend, currency)
);

-- those sums by kind, as they were when a month was last measured
CREATE TABLE kind_months (
  workspace BIGINT NOT NULL,
  month TEXT COLLATE "C" NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  n BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (workspace, month, line, kind, currency)
);

CREATE TABLE movements (
  workspace BIGINT NOT NULL,
  month TEXT COLLATE "C" NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  was_kind TEXT COLLATE "C" NOT NULL,      -- '' where it came from outside
  kind TEXT COLLATE "C" NOT NULL,          -- '' where it left the book
  n BIGINT NOT NULL,
  PRIMARY KEY (workspace, month, line, was_kind, kind)
);

CREATE TABLE fits (
  workspace BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  fit BYTEA NOT NULL,
  PRIMARY KEY (workspace, name)
);
