package search

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func TestPlan(t *testing.T) {
	d := dbtest.SQLite(t)
	member := access.Of(access.User{ID: 2, Role: access.Member}, nil, []clientele.ID{4})
	x := New(d, 1)
	q := x.query(member, "0171 555-1234", []string{"person"})
	if len(q.matches()) != 4 {
		t.Fatal(q.matches())
	}
	text, args := x.best(q, q.matches()[1])
	steps := 0
	for row, err := range db.Loose(t.Context(), d, "EXPLAIN QUERY PLAN "+text, args...) {
		if err != nil {
			t.Fatal(err)
		}
		steps++
		if step := row[3].(string); strings.HasPrefix(step, "SCAN search_docs") || strings.HasSuffix(step, "(workspace=?)") {
			t.Error(step)
		}
	}
	if steps == 0 {
		t.Error("no plan")
	}
}

func FuzzSearch(f *testing.F) {
	d := dbtest.SQLite(f)
	x := New(d, 1)
	f.Add("ann \" OR NOT NEAR(", "person")
	f.Add("\x00\xff'", "_w2\" OR \"a")
	f.Fuzz(func(t *testing.T, text, kind string) {
		if _, err := x.Search(t.Context(), access.System("fuzz"), text, []string{kind}, 5); err != nil {
			t.Errorf("%q, %q: %v", text, kind, err)
		}
	})
}

// BenchmarkSearch looks among 100,000 documents for a word that all have, one that few
// have, both, and a name as it is typed, on both engines.
func BenchmarkSearch(b *testing.B) {
	for name, d := range map[string]*db.DB{"sqlite": dbtest.SQLite(b), "postgres": dbtest.Postgres(b)} {
		x := New(d, 1)
		for from := 0; from < 100_000; from += 10_000 {
			docs := make([]Doc, 10_000)
			for i := range docs {
				n := from + i
				docs[i] = Doc{Ref: clientele.Ref{Type: "person", ID: clientele.ID(n + 1)}, Title: fmt.Sprintf("Smith%d Anna", n%5_000),
					Text: "spoke of the price of tea and of coffee", When: clientele.Instant(n)}
			}
			if err := d.InTx(b.Context(), func(tx *db.Tx) error { return x.Index(b.Context(), tx, docs) }); err != nil {
				b.Fatal(err)
			}
		}
		if d.Engine == db.Postgres { // as its own autovacuum does within a minute
			if err := d.InTx(b.Context(), func(tx *db.Tx) error { _, err := tx.Exec(b.Context(), "ANALYZE search_docs"); return err }); err != nil {
				b.Fatal(err)
			}
		}
		for _, text := range []string{"an", "smi", "smith49", "smith4999", "smith4999 anna", "a smith12 co"} {
			b.Run(name+"/"+text, func(b *testing.B) {
				for b.Loop() {
					hits, err := x.Search(b.Context(), access.Of(access.User{ID: 2, Role: access.Member}, nil, nil), text, nil, 20)
					if err != nil || len(hits) == 0 {
						b.Fatal(hits, err)
					}
				}
			})
		}
	}
}
