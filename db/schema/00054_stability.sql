-- +goose Up

-- How steady the revenue is, as it was folded last: a row for each line of business and for all,
-- in each currency; of what is open to all, and of all there is. A page reads a row.
CREATE TABLE stability (
  workspace BIGINT NOT NULL,
  part {{text}} NOT NULL,     -- 'open': without what lies behind walls; 'all'
  all_lines BIGINT NOT NULL,  -- 1: of all lines together
  line {{text}} NOT NULL,
  currency {{text}} NOT NULL, -- '': nothing has an amount, and orders are counted
  day {{text}} NOT NULL,      -- as of which it counts
  weight BIGINT NOT NULL,     -- relationships: which currency is shown first
  body {{text}} NOT NULL,
  PRIMARY KEY (workspace, part, all_lines, line, currency)
){{norowid}};
