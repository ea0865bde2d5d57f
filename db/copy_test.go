package db_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

type kept struct {
	ID   clientele.ID  `db:"id"`
	Name string        `db:"name"`
	Day  clientele.Day `db:"day"`
	Body []byte        `db:"body"`
	Much *float64      `db:"much"`
	Own  string        `db:"own"`
}

// TestManyRowsAreAsFew: rows that go in together, which PostgreSQL takes by COPY, are what
// they are when each goes in by itself, whatever stands in them.
func TestManyRowsAreAsFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		words := []string{"", `\N`, `\.`, "a\tb", "two\nlines\r\n", `\\x00`, `back\slash`, "zoë 雪 \U0001F600", "nul\x00 and \xff", `"quoted", and ''`, "\v\f\b", strings.Repeat("long ", 2_000)}
		much := []any{nil, 0.0, -1.5, 1e300, math.SmallestNonzeroFloat64, 1.0 / 3}
		var args []any
		for i := range 100 {
			own := fmt.Sprintf(`{"n":%d,"s":"\"\\t\\u00e9"}`, i)
			args = append(args, clientele.ID(i), words[i%len(words)], clientele.Day(738_000+i), []byte(words[(i*7)%len(words)]), much[i%len(much)], own)
		}
		const columns = "(id, name, day, body, much, own)"
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"together_rows", "alone_rows"} {
				text := map[db.Engine]string{db.SQLite: " (id BIGINT, name TEXT, day BIGINT, body BLOB, much DOUBLE PRECISION, own TEXT)",
					db.Postgres: " (id BIGINT, name TEXT, day BIGINT, body BYTEA, much DOUBLE PRECISION, own JSONB)"}[tx.Engine]
				if _, err := tx.Exec(t.Context(), "CREATE TABLE "+table+text); err != nil {
					return err
				}
			}
			if err := tx.InsertRows(t.Context(), "INSERT INTO together_rows "+columns, 6, args, ""); err != nil {
				return err
			}
			for row := range slices.Chunk(args, 6) {
				if _, err := tx.Exec(t.Context(), "INSERT INTO alone_rows "+columns+" VALUES (?, ?, ?, ?, ?, ?)", row...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var all [2][]string
		for i, table := range []string{"together_rows", "alone_rows"} {
			for r, err := range db.Each[kept](t.Context(), d, "SELECT id, name, day, body, much, own FROM "+table+" ORDER BY id") {
				if err != nil {
					t.Fatal(err)
				}
				much := "nothing"
				if r.Much != nil {
					much = fmt.Sprint(*r.Much)
				}
				all[i] = append(all[i], fmt.Sprintf("%d %q %v %q %s %s", r.ID, r.Name, r.Day, r.Body, much, r.Own))
			}
		}
		if len(all[0]) != 100 || !slices.Equal(all[0], all[1]) {
			t.Errorf("%d rows together\n%s\nalone\n%s", len(all[0]), strings.Join(all[0], "\n"), strings.Join(all[1], "\n"))
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := tx.InsertRows(t.Context(), "INSERT INTO together_rows "+columns, 6, args, ""); err != nil {
				return err
			}
			return fmt.Errorf("not this time")
		})
		if n, again := db.One[int](t.Context(), d, "SELECT count(*) FROM together_rows"); again != nil || n != 100 || err == nil {
			t.Errorf("%d rows are there after what was not kept: %v, %v", n, again, err)
		}
	})
}
