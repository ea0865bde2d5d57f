package dbtest

import (
	"maps"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/db"
)

// TestEachTableIsOfOneSort: whoever makes a table says whether it is primary, derived (and so
// compared with what is made anew, wherever the program is killed) or passing.
func TestEachTableIsOfOneSort(t *testing.T) {
	Each(t, func(t *testing.T, d *db.DB) {
		text := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_words_%'"
		if d.Engine == db.Postgres {
			text = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
		}
		there, err := db.All[string](t.Context(), d, text)
		if err != nil {
			t.Fatal(err)
		}
		there = slices.DeleteFunc(there, func(name string) bool { return name == "goose_db_version" })
		listed := slices.Concat(Primary, Passing, slices.Collect(maps.Keys(Derived)))
		if d.Engine == db.Postgres {
			listed = slices.DeleteFunc(listed, func(name string) bool { return name == "search_words" })
		}
		slices.Sort(there)
		slices.Sort(listed)
		if !slices.Equal(there, listed) {
			t.Errorf("the tables are\n%v\nand these are primary, derived or passing\n%v", there, listed)
		}
	})
}
