-- +goose Up

-- What the forecast asks of open deals, the most valuable first, read from the index alone: so it has also what
-- is the same in every live row, and the wall behind what sorts it.
DROP INDEX deals_open;
CREATE INDEX deals_open ON deals (workspace, state, pipeline, archived, merged, value_minor, id, wall, value_currency, stage, entered, opened, expected, product, made);
-- The sums of the board, of those that are open in the order of their stages; and for what deals were lost.
DROP INDEX deals_sums;
CREATE INDEX deals_sums ON deals (workspace, wall, state, pipeline, archived, merged, closed, stage, value_currency, value_minor, lost_because);

{{if sqlite}}
DELETE FROM sqlite_stat1 WHERE tbl = 'deals' AND idx IN ('deals_open', 'deals_sums');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('deals', 'deals_open', '200000 200000 100000 20000 20000 20000 5 1 1 1 1 1 1 1 1 1'),
  ('deals', 'deals_sums', '200000 200000 200000 100000 20000 20000 20000 200 20 10 2 1');
ANALYZE sqlite_schema;
{{end}}
