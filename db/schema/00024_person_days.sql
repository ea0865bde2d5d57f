-- +goose Up

-- The days of people that come again every year, by the day of the year: what of them
-- falls into a week. It follows their records.
CREATE TABLE person_days (
  workspace BIGINT NOT NULL,
  month_day {{text}} NOT NULL, -- 'MM-DD'
  person BIGINT NOT NULL,
  pos BIGINT NOT NULL,
  label {{text}} NOT NULL,
  first_day {{text}} NOT NULL,
  wall BIGINT NOT NULL,
  PRIMARY KEY (workspace, month_day, person, pos)
){{norowid}};
CREATE INDEX person_days_person ON person_days (workspace, person);

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('person_days', 'person_days', '500000 500000 1400 1 1'),
  ('person_days', 'person_days_person', '500000 500000 1');
ANALYZE sqlite_schema;
{{end}}
