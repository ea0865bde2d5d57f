package record

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestListsWalkIndexes: SQLite reads each list in the order of its index, behind one wall
// and behind several; only the few rows that each walk brings are sorted.
func TestListsWalkIndexes(t *testing.T) {
	d := dbtest.SQLite(t)
	x := newDesk(t, d)
	tier := x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range fewRecords + 50 { // so many that no condition leaves few
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%d", "owner": 901, "tags": ["all"], "custom": {"tier": "gold"}}`, i))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	custom := fmt.Sprintf("people_custom_1_%d", tier.ID)
	for _, tt := range []struct{ sort, filter, index string }{
		{"name", "", "people_by_name"}, {"-name", "", "people_by_name"}, {"-changed", "", "people_by_changed"}, {"tier", "", custom},
		{"-tier", "", custom},
		{"name", "tier = gold and owner = 901", "people_by_name"}, {"-changed", "tags has all", "people_by_changed"}, {"name",
			"name starts n", "people_by_name"},
	} {
		for _, scope := range []access.Scope{x.boss, access.Of(x.users[1], nil, []clientele.ID{4, 5})} {
			q := Query{Type: "person", Sort: tt.sort, Limit: 50}
			var err error
			q.Filter, err = ParseFilter(tt.filter)
			x.ok(err)
			ty, err := x.Type("person")
			x.ok(err)
			p, err := x.plan(t.Context(), scope, ty, q)
			x.ok(err)
			c := p.text(x.Store, ty, q, start{})
			plan := explained(x, c)
			if n := strings.Count(plan, "USING INDEX "+tt.index); n != len(p.walls) || strings.Count(plan, "TEMP B-TREE") > strings.Count(plan,
				"SCAN w") {
				t.Errorf("%+v behind %d walls:\n%s", tt, len(p.walls), plan)
			}
		}
	}
}

func explained(x *desk, c clause) string {
	x.Helper()
	var b strings.Builder
	for row, err := range db.Loose(x.Context(), x.db, "EXPLAIN QUERY PLAN "+c.text, c.args...) {
		x.ok(err)
		b.WriteString(words(row[3]) + "\n")
	}
	return b.String()
}
