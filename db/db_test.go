package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

type pair struct {
	A int64  `db:"a"`
	B string `db:"b"`
}

func withTable(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "CREATE TABLE pairs (a BIGINT PRIMARY KEY, b TEXT NOT NULL)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func insert(ctx context.Context, tx *db.Tx, n int) error {
	var args []any
	for i := range n {
		args = append(args, i, fmt.Sprint("row ", i))
	}
	return tx.InsertRows(ctx, "INSERT INTO pairs (a, b)", 2, args, "ON CONFLICT (a) DO UPDATE SET b = excluded.b")
}

func TestReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		withTable(t, d)
		if err := d.InTx(ctx, func(tx *db.Tx) error { return insert(ctx, tx, 731) }); err != nil {
			t.Fatal(err)
		}
		all, err := db.All[pair](ctx, d, "SELECT b, a FROM pairs WHERE a >= ? ORDER BY a", 729)
		if want := []pair{{729, "row 729"}, {730, "row 730"}}; err != nil || !cmp.Equal(all, want) {
			t.Errorf("All: %v, %v", all, err)
		}
		one, err := db.One[string](ctx, d, "SELECT b FROM pairs WHERE a = ?", 5)
		if one != "row 5" || err != nil {
			t.Errorf("One: %q, %v", one, err)
		}
		_, err = db.One[pair](ctx, d, "SELECT a, b FROM pairs WHERE a = ?", -1)
		if clientele.KindOf(err) != clientele.NotFound || !errors.Is(err, db.ErrNoRow) {
			t.Errorf("One without a row: %v", err)
		}
		n := 0
		for _, err := range db.Each[int64](ctx, d, "SELECT a FROM pairs") {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 3 {
				break // the rows are closed, and the connection is free again
			}
		}
		if _, err := db.All[struct{}](ctx, d, "SELECT a FROM pairs LIMIT 1"); err == nil || !strings.Contains(err.Error(), "tagged") {
			t.Errorf("a column without a field: %v", err)
		}
		for _, err := range db.Each[int64](ctx, d, "SELECT nothing FROM nowhere") {
			if err == nil {
				t.Error("bad SQL is not told")
			}
		}
	})
}

func TestTransactions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		withTable(t, d)
		count := func() int64 {
			t.Helper()
			n, err := db.One[int64](ctx, d, "SELECT COUNT(*) FROM pairs")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		stop := errors.New("stop")
		err := d.InTx(ctx, func(tx *db.Tx) error { return errors.Join(insert(ctx, tx, 3), stop) })
		if !errors.Is(err, stop) || count() != 0 {
			t.Errorf("after an error: %v, %d rows", err, count())
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.InTx(ctx, func(tx *db.Tx) error {
				if err := insert(ctx, tx, 3); err != nil {
					return err
				}
				panic("on purpose")
			})
		}()
		if count() != 0 {
			t.Errorf("after a panic: %d rows", count())
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return insert(ctx, tx, 3) }); err != nil || count() != 3 {
			t.Errorf("after that: %v, %d rows", err, count())
		}
	})
}

// catalogue is the columns of every table of ours, as "table.column".
func catalogue(t *testing.T, d *db.DB) []string {
	t.Helper()
	// The index of search is each engine's own: words in a table of FTS5, or in a column.
	text := "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'" +
		" AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%' AND m.name NOT LIKE 'search_words%'"
	if d.Engine == db.Postgres {
		text = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'" +
			" AND table_name NOT LIKE 'goose_%' AND (table_name, column_name) <> ('search_docs', 'words')"
	}
	columns, err := db.All[string](t.Context(), d, text)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(columns)
	return columns
}

func TestMigrationsMakeTheSame(t *testing.T) {
	var first []string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		columns := catalogue(t, d)
		if len(columns) < 100 {
			t.Fatalf("only %d columns", len(columns))
		}
		if first == nil {
			first = columns
		} else if diff := cmp.Diff(first, columns); diff != "" {
			t.Errorf("the engines differ:\n%s", diff)
		}
	})
}

func TestLaterSchemaIsRefused(t *testing.T) {
	places := map[string]func() string{
		"sqlite":   func() string { return filepath.Join(t.TempDir(), "clientele.db") },
		"postgres": func() string { return dbtest.PostgresPlace(t) },
	}
	for engine, place := range places {
		t.Run(engine, func(t *testing.T) {
			at := place()
			d, err := db.Open(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			before := catalogue(t, d)
			err = d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", 99_999, true)
				return err
			})
			if err := errors.Join(err, d.Close()); err != nil {
				t.Fatal(err)
			}
			if d, err = db.Open(t.Context(), at); clientele.KindOf(err) != clientele.Conflict {
				t.Fatalf("opened a later schema: %v, %v; it has %d columns", d, err, len(before))
			}
		})
	}
}

func TestEarlierSchemaIsRefused(t *testing.T) {
	at := filepath.Join(t.TempDir(), "clientele.db")
	d, err := db.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE goose_db_version SET version_id = 4 WHERE version_id > 4")
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = db.Open(t.Context(), at)
	if clientele.KindOf(err) != clientele.Conflict || !strings.Contains(say.English.Error(err), "new data folder") {
		t.Fatalf("opened data of before: %v", err)
	}
}

func TestOpenTwice(t *testing.T) {
	at := filepath.Join(t.TempDir(), "a folder", "clientele.db")
	for range 2 {
		d, err := db.Open(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBadPlaces(t *testing.T) {
	folder := t.TempDir()
	for _, place := range []string{folder, "postgres://nobody@127.0.0.1:1/none?connect_timeout=1", "postgres://%zz"} {
		d, err := db.Open(t.Context(), place)
		if clientele.KindOf(err) == "" {
			t.Errorf("%s: %v, %v", place, d, err)
		}
	}
}

// Wherever a password stands in the address of a database, it is not shown.
func TestNoPasswordIsShown(t *testing.T) {
	for place, want := range map[string]string{
		"postgres://ada:hush@db.example:5432/crm":                             "postgres://ada:xxxxx@db.example:5432/crm",
		"postgres://ada@127.0.0.1:1/crm?connect_timeout=1&password=hush":      "postgres://ada@127.0.0.1:1/crm?connect_timeout=1&password=xxxxx",
		"postgresql://127.0.0.1:1/crm?%70assword=hush&sslpassword=hush":       "postgresql://127.0.0.1:1/crm?password=xxxxx&sslpassword=xxxxx",
		"postgres://ada:hu/sh@db.example/crm":                                 "postgres",
		"postgres://ada@127.0.0.1:1/crm?password=hush;&x=%zz":                 "postgres://ada@127.0.0.1:1/crm",
		"host=127.0.0.1 port=1 user=ada password=hush dbname=crm":             "host=127.0.0.1 port=1 user=ada password=xxxxx dbname=crm",
		`host=127.0.0.1 port=1 password = 'a \' hush' sslpassword=hush\ hush`: "host=127.0.0.1 port=1 password = xxxxx sslpassword=xxxxx",
		"user=ada password='hush host=x":                                      "user=ada password=xxxxx",
		"mysql://ada:hush@db.example/crm":                                     "mysql://ada:xxxxx@db.example/crm",
		"data/clientele.db":                                                   "data/clientele.db",
	} {
		if got := db.Redact(place); got != want {
			t.Errorf("%s is shown as %s, not %s", place, got, want)
		}
		if !strings.Contains(place, "hush") || strings.Contains(place, "db.example:") {
			continue
		}
		_, err := db.Open(t.Context(), place)
		for said := err; said != nil; said = errors.Unwrap(said) {
			if strings.Contains(said.Error(), "hush") || strings.Contains(said.Error(), "ada:hu") {
				t.Errorf("%s: %v", place, said)
			}
		}
		if err == nil || len(leftBehind(t)) > 0 {
			t.Errorf("%s: %v, and made %v", place, err, leftBehind(t))
		}
	}
}

// leftBehind are files that were made for a path that was none.
func leftBehind(t *testing.T) []string {
	t.Helper()
	made, err := filepath.Glob("*=*")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// What a house reads is the same before, while and after it rests.
func TestRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		done := make(chan error)
		for range 4 {
			go func() {
				for i := range 300 {
					n, err := db.One[int](t.Context(), d, "SELECT CAST(? AS INTEGER) + "+strconv.Itoa(i), 1)
					if err == nil && n != i+1 {
						err = fmt.Errorf("1 + %d = %d", i, n)
					}
					if err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		for range 4 {
			d.Rest()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}
