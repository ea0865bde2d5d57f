-- +goose Up

-- How much is due in each list, and what acting on it is worth, summed as treatments change:
-- a page that added up all that is due would read the longer the more there is.
CREATE TABLE treatment_sums (
  workspace BIGINT NOT NULL REFERENCES workspaces (id),
  list {{text}} NOT NULL,
  owner BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  currency {{text}} NOT NULL, -- '' where the stake is orders, not money
  n BIGINT NOT NULL,
  worth BIGINT NOT NULL,      -- in ten-thousandths: whole numbers, so that what is taken away leaves nothing behind
  PRIMARY KEY (workspace, list, owner, wall, currency)
){{norowid}};
INSERT INTO treatment_sums (workspace, list, owner, wall, currency, n, worth)
SELECT workspace, list, owner, wall, CASE WHEN stake_minor > 0 THEN stake_currency ELSE '' END, COUNT(*), SUM(CAST(ROUND(worth * 10000) AS BIGINT))
FROM treatments WHERE state = 'due' GROUP BY 1, 2, 3, 4, 5;

-- The week ahead shows one play's, and what was put off.
DROP INDEX treatments_ahead;
CREATE INDEX treatments_ahead ON treatments (workspace, play, due_on, id, owner, wall) WHERE state = 'due';
CREATE INDEX treatments_put_off ON treatments (workspace, due_on, id, owner, wall) WHERE state = 'put_off';

{{if sqlite}}
DELETE FROM sqlite_stat1 WHERE idx = 'treatments_ahead';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('treatment_sums', 'treatment_sums', '1000 1000 200 20 2 1'),
  ('treatments', 'treatments_ahead', '200000 200000 40000 100 1 1 1'),
  ('treatments', 'treatments_put_off', '2000 2000 20 1 1 1');
ANALYZE sqlite_schema;
{{end}}
