-- +goose Up

-- What goes with the next purchase and with becoming a client, as it was learnt last, of what is
-- open to all.
CREATE TABLE drivers (
  workspace BIGINT NOT NULL,
  day {{text}} NOT NULL, -- on which it was learnt
  body {{text}} NOT NULL,
  PRIMARY KEY (workspace)
){{norowid}};
