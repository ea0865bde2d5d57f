-- +goose Up

-- Who may come in. A mail address is kept as typed and folded.
CREATE TABLE users (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  email {{text}} NOT NULL,
  email_folded {{text}} NOT NULL,
  name {{text}} NOT NULL,
  role {{text}} NOT NULL, -- owner manager member reader outside
  password {{text}} NOT NULL, -- argon2id, in the PHC form; empty of who was invited and has not come yet
  made BIGINT NOT NULL,
  disabled BIGINT NOT NULL DEFAULT 0,
  revision BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX users_email ON users (workspace, email_folded);

-- The second step of signing in: codes of an app. It counts once it is on. taken is the
-- time step of the last code that was taken: no code is taken twice. The secret cannot be
-- a hash, as codes are made of it: it is sealed with the key of the installation.
CREATE TABLE second_steps (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  user_id BIGINT NOT NULL,
  secret {{text}} NOT NULL,
  since BIGINT NOT NULL DEFAULT 0, -- 0: begun, and no code was seen yet
  taken BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, user_id)
);
-- Codes for who has lost the app, each good once, kept hashed.
CREATE TABLE recovery_codes (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  user_id BIGINT NOT NULL,
  hash {{text}} NOT NULL,
  PRIMARY KEY (workspace, user_id, hash)
);

-- One-time links by which a user sets a password, and tickets of who has shown the
-- password and not yet the second step; kept hashed.
CREATE TABLE links (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  hash {{text}} NOT NULL,
  purpose {{text}} NOT NULL, -- password or step
  user_id BIGINT NOT NULL,
  made BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (workspace, hash)
);
CREATE INDEX links_user ON links (workspace, user_id);

-- Who is in. The token is kept hashed. made ends it at last, seen ends it when idle.
CREATE TABLE sessions (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  token {{text}} NOT NULL,
  user_id BIGINT NOT NULL DEFAULT 0,
  data {{text}} NOT NULL,
  made BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  PRIMARY KEY (workspace, token)
);
CREATE INDEX sessions_user ON sessions (workspace, user_id);
CREATE INDEX sessions_seen ON sessions (workspace, seen);

-- Keys for programs, kept hashed.
CREATE TABLE tokens (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  hash {{text}} NOT NULL,
  user_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  made BIGINT NOT NULL,
  used BIGINT NOT NULL,
  read_only BIGINT NOT NULL DEFAULT 0,
  until BIGINT NOT NULL DEFAULT 0, -- the last day on which it holds; 0: it does not end by itself
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX tokens_hash ON tokens (workspace, hash);
CREATE INDEX tokens_user ON tokens (workspace, user_id);

-- Who works together.
CREATE TABLE teams (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (workspace, id)
);
CREATE TABLE team_users (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  team BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (workspace, team, user_id)
);
CREATE INDEX team_users_user ON team_users (workspace, user_id);

-- Walls: what stands behind one is there only for those named.
CREATE TABLE walls (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  of_type {{text}} NOT NULL,
  of_id BIGINT NOT NULL,
  line {{text}} NOT NULL,
  name {{text}} NOT NULL,
  open BIGINT NOT NULL DEFAULT 0, -- 1: to all but help from outside, of whom it names those with whom it is shared
  made BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (workspace, id)
);
CREATE INDEX walls_open ON walls (workspace, id) WHERE open = 1;
CREATE UNIQUE INDEX walls_of ON walls (workspace, of_type, of_id, line);
CREATE TABLE wall_users (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  wall BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, user_id)
);
CREATE INDEX wall_users_user ON wall_users (workspace, user_id);

-- What the firm set, and the hash of the link of the first start.
CREATE TABLE settings (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  name {{text}} NOT NULL,
  value {{text}} NOT NULL,
  PRIMARY KEY (workspace, name)
);
