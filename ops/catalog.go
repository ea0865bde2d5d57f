package ops

import (
	"context"
	"database/sql"
	"slices"

	"github.com/clientele-crm/clientele/db"
)

// conn is what both a connection and a transaction can do.
type conn interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// schemaTable is the migrations' own; its content is the schema's number, which the header has.
const schemaTable = "goose_db_version"

// wordsTable is the index of search: each engine's own, and made again at the next start.
const wordsTable = "search_docs"

// tables lists our tables, each after those that it refers to.
func tables(ctx context.Context, c conn, engine db.Engine) ([]string, error) {
	list, refers := `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`,
		`SELECT t.name, f."table" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main'`
	if engine == db.Postgres {
		list = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
		refers = "SELECT a.relname::text, b.relname::text FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f'"
	}
	names, err := column(ctx, c, list)
	if err != nil {
		return nil, wrapf(err, "list the tables")
	}
	names = slices.DeleteFunc(names, func(s string) bool { return s == schemaTable || s == wordsTable })
	rows, err := c.QueryContext(ctx, refers)
	if err != nil {
		return nil, wrapf(err, "list the tables")
	}
	defer rows.Close()
	to := map[string][]string{}
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return nil, wrapf(err, "list the tables")
		}
		to[a] = append(to[a], b)
	}
	return parentsFirst(names, to), rows.Err()
}

// parentsFirst sorts so that what is referred to comes before what refers to it.
func parentsFirst(names []string, to map[string][]string) []string {
	var order []string
	seen := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		if seen[name] || !slices.Contains(names, name) {
			return
		}
		seen[name] = true
		for _, parent := range to[name] {
			visit(parent)
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}

func column(ctx context.Context, c conn, text string) ([]string, error) {
	rows, err := c.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// schemaVersion is the number of the last migration that was applied.
func schemaVersion(ctx context.Context, c conn) (int64, error) {
	return schemaNumber(ctx, c, "SELECT MAX(version_id) FROM "+schemaTable)
}

// firstSchema is the number of the first: what is of a lower one is from before the
// stored forms were settled.
func firstSchema(ctx context.Context, c conn) (int64, error) {
	return schemaNumber(ctx, c, "SELECT MIN(version_id) FROM "+schemaTable+" WHERE version_id > 0")
}

func schemaNumber(ctx context.Context, c conn, text string) (version int64, err error) {
	rows, err := c.QueryContext(ctx, text)
	if err != nil {
		return 0, wrapf(err, "read the schema's version")
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return 0, err
		}
	}
	return version, rows.Err()
}

// quoted is a name as an identifier; names come from the catalog or were checked against it.
func quoted(name string) string { return `"` + name + `"` }
