-- +goose Up

-- Passkeys: a key pair of a device of a user, whose public half is here. What is kept of one is
-- as the library has it: it holds no secret.
CREATE TABLE passkeys (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  handle {{text}} NOT NULL, -- by which the device names it, in base64
  name {{text}} NOT NULL,
  data {{text}} NOT NULL,
  made BIGINT NOT NULL,
  used BIGINT NOT NULL DEFAULT 0, -- 0: never
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX passkeys_handle ON passkeys (workspace, handle);
CREATE INDEX passkeys_user ON passkeys (workspace, user_id);
