-- +goose Up

-- Who was named in a note and is to be told. What the note says stands in the book.
CREATE TABLE mentions (
  workspace BIGINT NOT NULL,
  user_id BIGINT NOT NULL,  -- who was named
  fact BIGINT NOT NULL,     -- the first entry of the note
  account BIGINT NOT NULL,  -- with whom it was; 0: with a person alone
  person BIGINT NOT NULL,   -- 0: with none whom we know
  wall BIGINT NOT NULL,     -- that of the account, else of the person; 0: everybody may pass
  by_user BIGINT NOT NULL,
  at BIGINT NOT NULL,
  seen BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  gone BIGINT NOT NULL DEFAULT 0, -- 1: the note was removed, or names them no more
  PRIMARY KEY (workspace, user_id, fact)
){{norowid}};
CREATE INDEX mentions_unseen ON mentions (workspace, user_id, at, fact) WHERE seen = 0 AND gone = 0;
CREATE INDEX mentions_latest ON mentions (workspace, user_id, at, fact) WHERE gone = 0;
CREATE INDEX mentions_fact ON mentions (workspace, fact);
CREATE INDEX mentions_account ON mentions (workspace, account) WHERE account <> 0;
CREATE INDEX mentions_person ON mentions (workspace, person) WHERE person <> 0 AND account = 0;
