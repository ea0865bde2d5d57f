-- +goose Up

-- Who may come in. A mail address is kept as typed and folded.
CREATE TABLE users (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  email {{text}} NOT NULL,
  email_folded {{text}} NOT NULL,
  name {{text}} NOT NULL,
  role {{text}} NOT NULL, -- owner member
  password {{text}} NOT NULL, -- argon2id, in the PHC form
  made BIGINT NOT NULL,
  disabled BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX users_email ON users (workspace, email_folded);

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
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX tokens_hash ON tokens (workspace, hash);
CREATE INDEX tokens_user ON tokens (workspace, user_id);

-- What the firm set, and the hash of the link of the first start.
CREATE TABLE settings (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  name {{text}} NOT NULL,
  value {{text}} NOT NULL,
  PRIMARY KEY (workspace, name)
);
