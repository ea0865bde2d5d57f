package db

import (
	"context"
	"fmt"
	"strings"
)

// A large table is filled several times as fast without its indexes, which are
// then made of all its rows at once. What they were is kept until they are back,
// so that a process that was killed in between has nothing to know.

// unindexedRow is an index that is away; stat is what SQLite's planner knows of it.
type unindexedRow struct {
	Name       string `db:"name"`
	Definition string `db:"definition"`
	Stat       string `db:"stat"`
}

const (
	sqliteIndexes = "SELECT i.name, i.sql AS definition, COALESCE(s.stat, '') AS stat FROM sqlite_schema i LEFT JOIN sqlite_stat1 s ON s.idx = i.name" +
		" WHERE i.type = 'index' AND i.sql IS NOT NULL AND i.tbl_name = ?"
	postgresIndexes = "SELECT indexname AS name, indexdef AS definition, '' AS stat FROM pg_indexes" +
		" WHERE schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint) AND tablename = ?"
)

// Unindex drops the indexes of a table, but for that of its key, until Reindex.
func (t *Tx) Unindex(ctx context.Context, table string) error {
	text := sqliteIndexes
	if t.Engine == Postgres {
		text = postgresIndexes
	}
	indexes, err := All[unindexedRow](ctx, t, text, table)
	if err != nil {
		return fmt.Errorf("drop the indexes of %s: %w", table, err)
	}
	for _, i := range indexes {
		err := t.InsertRows(ctx, "INSERT INTO unindexed (of_table, name, definition, stat)", 4, []any{table, i.Name, i.Definition, i.Stat}, "")
		if err == nil {
			_, err = t.Exec(ctx, "DROP INDEX "+i.Name)
		}
		if err != nil {
			return fmt.Errorf("drop the index %s: %w", i.Name, err)
		}
	}
	return nil
}

// Reindex makes the indexes of a table that are away, each in a transaction of
// its own. Where none is away, it costs one look.
func (d *DB) Reindex(ctx context.Context, table string) error {
	away, err := All[unindexedRow](ctx, d, "SELECT name, definition, stat FROM unindexed WHERE of_table = ? ORDER BY name", table)
	if err != nil {
		return fmt.Errorf("indexes of %s: %w", table, err)
	}
	for _, i := range away {
		if err := d.InTx(ctx, func(tx *Tx) error { return tx.reindex(ctx, table, i) }); err != nil {
			return fmt.Errorf("make the index %s: %w", i.Name, err)
		}
	}
	return nil
}

func (t *Tx) reindex(ctx context.Context, table string, i unindexedRow) error {
	// Another process may have been as quick.
	made, err := t.Exec(ctx, "DELETE FROM unindexed WHERE of_table = ? AND name = ?", table, i.Name)
	if err != nil || made == 0 {
		return err
	}
	if _, err := t.Exec(ctx, strings.Replace(i.Definition, "CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1)); err != nil || i.Stat == "" {
		return err
	}
	if _, err := t.Exec(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", table, i.Name, i.Stat); err != nil {
		return err
	}
	_, err = t.Exec(ctx, "ANALYZE sqlite_schema") // reads what was inserted
	return err
}
