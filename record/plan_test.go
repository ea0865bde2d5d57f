package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// manyWalls are more than have a walk each.
var manyWalls = []clientele.ID{4, 5, 6, 7, 8, 9, 10, 11, 12}

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
		for _, scope := range []access.Scope{x.all, x.boss, access.Of(x.users[1], nil, []clientele.ID{4, 5}), access.Of(x.users[1], nil, manyWalls)} {
			q := Query{Type: "person", Sort: tt.sort, Limit: 50}
			var err error
			q.Filter, err = ParseFilter(tt.filter)
			x.ok(err)
			ty, err := x.Type("person")
			x.ok(err)
			p, err := x.plan(t.Context(), scope, ty, q)
			x.ok(err)
			c := p.text(x.Store, ty, q, start{}, ty.selected("r"))
			plan := explained(x, c)
			if n := strings.Count(plan, "USING INDEX "+tt.index); n != len(p.walks) || strings.Count(plan, "TEMP B-TREE") > strings.Count(plan,
				"SCAN w") {
				t.Errorf("%+v behind %d walls:\n%s", tt, len(p.walks), plan)
			}
		}
	}
}

// TestListsByNumberAreOneWalk: in the order of the numbers, as a bulk edit goes, nobody
// reads all that there are to find the few that stand behind a wall.
func TestListsByNumberAreOneWalk(t *testing.T) {
	d := dbtest.SQLite(t)
	x := newDesk(t, d)
	x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range fewRecords + 50 {
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%d", "owner": 901, "custom": {"tier": "gold"}}`, i))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	ty, err := x.Type("person")
	x.ok(err)
	for _, filter := range []string{"", "tier = gold", "owner = 901 and id > 50", "tier = gold and id > 50"} {
		for _, scope := range []access.Scope{x.all, x.boss, access.Of(x.users[1], nil, []clientele.ID{4, 5}), access.Of(x.users[1], nil, manyWalls)} {
			q := Query{Type: "person", Sort: "id", Limit: 50}
			q.Filter, err = ParseFilter(filter)
			x.ok(err)
			p, err := x.plan(t.Context(), scope, ty, q)
			x.ok(err)
			plan := explained(x, p.text(x.Store, ty, q, start{}, "r.id"))
			if strings.Count(plan, "USING INDEX sqlite_autoindex_people_1") != 1 || strings.Count(plan, " r ") != 1 || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%q behind %d walls:\n%s", filter, len(p.walks), plan)
			}
		}
	}
}

// TestCountsStayInTheirIndex: who counts by a field of one's own and by name, or by who
// looks after it, looks at no record.
func TestCountsStayInTheirIndex(t *testing.T) {
	d := dbtest.SQLite(t)
	x := newDesk(t, d)
	x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range fewRecords + 50 {
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%d", "custom": {"tier": "gold"}}`, i))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	ty, err := x.Type("person")
	x.ok(err)
	for _, filter := range []string{"tier = gold", "tier = gold and owner is empty", `tier = gold and name > "m"`, "tier = gold and not owner = 901"} {
		for _, scope := range []access.Scope{x.all, x.boss, access.Of(x.users[1], nil, []clientele.ID{4, 5}), access.Of(x.users[1], nil, manyWalls)} {
			q := Query{Type: "person", Limit: 50}
			q.Filter, err = ParseFilter(filter)
			x.ok(err)
			p, err := x.plan(t.Context(), scope, ty, q)
			x.ok(err)
			c := p.every(x.Store, ty, "r.id")
			if n := x.lookedUp("people", c); n > 0 {
				t.Errorf("%q behind %d walls reads %d columns of records:\n%s", filter, len(p.walks), n, explained(x, c))
			}
		}
	}
}

// lookedUp is how many columns a statement of SQLite reads of the rows of a table itself, and not of an index.
func (x *desk) lookedUp(table string, c clause) (n int) {
	x.Helper()
	root, err := db.One[int64](x.Context(), x.db, "SELECT rootpage FROM sqlite_schema WHERE name = ?", table)
	x.ok(err)
	cursors := map[int64]bool{}
	for row, err := range db.Loose(x.Context(), x.db, "EXPLAIN "+c.text, c.args...) {
		x.ok(err)
		switch op := words(row[1]); {
		case op == "OpenRead" && whole(row[3]) == root:
			cursors[whole(row[2])] = true
		case op == "Column" && cursors[whole(row[2])]:
			n++
		}
	}
	return n
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

// TestManyWalls: who passes many walls sees what stands behind them and behind none, in
// order and page by page, and who passes all of them sees all.
func TestManyWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		for i := range 30 { // of the walls 1 to 14, and of none
			account := x.made("account", fmt.Sprintf(`{"name": "firm %02d"}`, i))
			x.made("person", fmt.Sprintf(`{"name": "p%02d", "account": %d}`, (i*7)%30, account.ID))
			if i%2 == 1 {
				x.ok(x.InTx(t.Context(), func(tx *db.Tx) error { return x.SetWall(t.Context(), tx, x.boss, account.ID, clientele.ID(i/2)) }))
			}
		}
		some := access.Of(x.users[1], nil, manyWalls)
		outside := access.Of(access.User{ID: 903, Email: "out@example.org", Role: access.Outside}, nil, manyWalls)
		for _, tt := range []struct {
			scope access.Scope
			sees  func(wall clientele.ID) bool
		}{
			{x.all, func(clientele.ID) bool { return true }},
			{some, func(w clientele.ID) bool { return some.Passes(w) }},
			{outside, func(w clientele.ID) bool { return outside.Passes(w) }},
		} {
			var want []string
			for n := range 30 {
				i := n * 13 % 30 // 7 * 13 = 1 of 30
				if wall := clientele.ID(i / 2 * (i % 2)); tt.sees(wall) {
					want = append(want, fmt.Sprintf("p%02d", n))
				}
			}
			var got []string
			q := Query{Type: "person", Sort: "name", Limit: 4, Count: true}
			for {
				page, err := x.Query(t.Context(), tt.scope, q)
				x.ok(err)
				if page.Count.N != len(want) {
					t.Errorf("%d are counted of %d", page.Count.N, len(want))
				}
				for _, r := range page.Rows {
					got = append(got, r.Text("name"))
				}
				if q.At = page.Next; q.At == "" {
					break
				}
			}
			if !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("saw %q, want %q", got, want)
			}
		}
	})
}

// TestPostgresKnowsCustomFields: a list that a condition on a custom field leaves long is
// read in the order of its index there too, and not sorted.
func TestPostgresKnowsCustomFields(t *testing.T) {
	d := dbtest.Postgres(t)
	x := newDesk(t, d)
	x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range 6_000 {
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%04d", "custom": {"tier": %q}}`, i, []string{"gold", "plain"}[i%2]))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	_, write := d.SQL()
	_, err := write.ExecContext(t.Context(), "ANALYZE")
	x.ok(err)
	ty, err := x.Type("person")
	x.ok(err)
	q := Query{Type: "person", Sort: "name", Limit: 50}
	q.Filter, err = ParseFilter("tier = gold and owner is empty")
	x.ok(err)
	p, err := x.plan(t.Context(), x.boss, ty, q)
	x.ok(err)
	c := p.text(x.Store, ty, q, start{}, ty.selected("r"))
	var plan string
	for row, err := range db.Loose(t.Context(), d, "EXPLAIN "+c.text, c.args...) {
		x.ok(err)
		plan += words(row[0]) + "\n"
	}
	if !strings.Contains(plan, "people_by_name") || strings.Contains(plan, "Sort") {
		t.Error(plan)
	}
}
