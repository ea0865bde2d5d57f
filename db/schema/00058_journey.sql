-- +goose Up

-- How long relationships were in each stage of the journey, and how they left it, summed from the
-- courses of their standings in the background.
CREATE TABLE journey_stays (
  workspace BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  line {{text}} NOT NULL,
  stage {{text}} NOT NULL,
  month {{text}} NOT NULL, -- of entering; '' where they were in it when it was first looked at
  went {{text}} NOT NULL,  -- the stage after it, 'lapsed', or '' while they are in it
  days BIGINT NOT NULL,    -- two digits of it, then zeros
  n BIGINT NOT NULL,
  PRIMARY KEY (workspace, wall, line, stage, month, went, days)
){{norowid}};
