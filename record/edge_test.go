package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestNobodyIsLostBeyondTheEdge: a list that is walked up to an edge, and looked for by other indexes beyond it, is
// the same list, page by page and back, wherever the edge lies and however rare those are who fit.
func TestNobodyIsLostBeyondTheEdge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { nobodyIsLost(t, newDesk(t, d)) })
}

func nobodyIsLost(t *testing.T, x *desk) {
	x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range fewRecords + 400 {
		tags := `"all"`
		if i%97 == 3 {
			tags += `, "rare"`
		}
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%04d", "tags": [%s], "owner": %d, "custom": {"tier": "gold"}}`, i*7%1400/3, tags, 901+i%2))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	several := access.Of(x.users[1], nil, []clientele.ID{4, 5})
	for _, filter := range []string{`tier = gold and note contains zzz`, `tags has all and name contains 11`, `tier = gold and name > n03 and name contains 21`, `tier = gold and tags has rare and owner = 901`} {
		for _, sort := range []string{"name", "-changed", "-tier"} {
			for _, scope := range []access.Scope{x.boss, several} {
				q := Query{Type: "person", Sort: sort, Limit: 9, Count: true}
				var err error
				q.Filter, err = ParseFilter(filter)
				x.ok(err)
				x.walked = 1 << 30
				want := x.everyPage(scope, q)
				for _, edge := range []int{1, 9, 250} {
					x.walked = edge
					if got := x.everyPage(scope, q); !slices.Equal(got, want) {
						t.Fatalf("%s by %s, edge %d: %d pages' worth, want %d:\n%v\n%v", filter, sort, edge, len(got), len(want), got, want)
					}
				}
			}
		}
	}
}

// everyPage are the numbers of all pages there, and of all of them back.
func (x *desk) everyPage(scope access.Scope, q Query) (ids []clientele.ID) {
	x.Helper()
	last := ""
	for {
		page, err := x.Query(x.Context(), scope, q)
		x.ok(err)
		for _, r := range page.Rows {
			ids = append(ids, r.ID)
		}
		if page.Next == "" {
			last = page.Prev
			break
		}
		q.At = page.Next
	}
	for q.At = last; q.At != ""; {
		page, err := x.Query(x.Context(), scope, q)
		x.ok(err)
		for _, r := range page.Rows {
			ids = append(ids, r.ID)
		}
		q.At = page.Prev
	}
	return ids
}

// TestRareListsAskTheirIndex: where nearly nobody fits, a list is walked up to its edge by the index of its sort,
// which ends there, and beyond it the condition on a custom field, or a tag, is answered by its own index.
func TestRareListsAskTheirIndex(t *testing.T) {
	d := dbtest.SQLite(t)
	x := newDesk(t, d)
	tier := x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range mostWalked + 500 {
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%d", "tags": ["all"], "custom": {"tier": "gold"}}`, i))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	for filter, index := range map[string]string{`tier = gold and note contains zzz`: fmt.Sprintf("people_custom_1_%d", tier.ID), `tags has all and note contains zzz`: "record_values"} {
		for _, sort := range []string{"name", "-changed"} {
			q := Query{Type: "person", Sort: sort, Limit: 50, Count: true}
			var err error
			q.Filter, err = ParseFilter(filter)
			x.ok(err)
			var plans []string
			counted := false
			d.Watch(func(text string, args []any) {
				if strings.HasPrefix(text, "EXPLAIN") {
					return
				}
				counted = counted || strings.Contains(text, "count(*)") && !strings.Contains(text, ") b LIMIT")
				if strings.Contains(text, "sort_key") {
					plans = append(plans, explained(x, clause{text, args}))
				}
			})
			page, err := x.Query(t.Context(), x.boss, q)
			d.Watch(nil)
			x.ok(err)
			by := map[string]string{"name": "people_by_name", "-changed": "people_by_changed"}[sort]
			bound := map[string]string{"name": "name_sort<?", "-changed": "changed>?"}[sort]
			if len(plans) != 3 || !strings.Contains(plans[0], by) || !strings.Contains(plans[1], by) || !strings.Contains(plans[1], bound) ||
				!strings.Contains(plans[2], index) || strings.Contains(plans[2], by+" ") {
				t.Errorf("%s by %s:\n%s", filter, sort, strings.Join(plans, "---\n"))
			}
			if counted || *page.Count != (Count{0, true}) {
				t.Errorf("nobody is counted once more: %v %+v", counted, page.Count)
			}
		}
	}
}

// TestRareListsOnPostgres: there too what lies beyond the edge is looked for by the condition, and not by walking on.
func TestRareListsOnPostgres(t *testing.T) {
	d := dbtest.Postgres(t)
	x := newDesk(t, d)
	x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "listed": true}`)
	var edits []Edit
	for i := range 3 * mostWalked {
		edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%04d", "custom": {"tier": %q}}`, i, []string{"gold", "plain"}[i%2]))})
	}
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	_, write := d.SQL()
	_, err := write.ExecContext(t.Context(), "ANALYZE")
	x.ok(err)
	q := Query{Type: "person", Sort: "name", Limit: 50}
	q.Filter, err = ParseFilter("tier = gold and note contains zzz")
	x.ok(err)
	var plans []string
	d.Watch(func(text string, args []any) {
		if strings.HasPrefix(text, "EXPLAIN") || !strings.Contains(text, "sort_key") {
			return
		}
		plan := ""
		for row, err := range db.Loose(t.Context(), d, "EXPLAIN "+text, args...) {
			x.ok(err)
			plan += words(row[0]) + "\n"
		}
		plans = append(plans, plan)
	})
	_, err = x.Query(t.Context(), x.boss, q)
	d.Watch(nil)
	x.ok(err)
	if len(plans) != 3 || !strings.Contains(plans[0], "people_by_name") || !strings.Contains(plans[1], "people_by_name") || strings.Contains(plans[2], "people_by_name") ||
		!strings.Contains(plans[2], "InitPlan") {
		t.Error(strings.Join(plans, "---\n"))
	}
}

// What stands against an undo says nothing of records that who asks may not see; and who may
// not change anything is told that, and not what stands against it.
func TestARefusedUndoHidesLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		secret := x.made("accounts", `{"name": "Secret"}`)
		hers := x.made("people", fmt.Sprintf(`{"name": "Hers", "account": %d}`, secret.ID))
		x.wall(secret.ID, 66)
		task := x.made("tasks", `{"title": "Call"}`)
		x.Store.types[2].Of = nil // now its links are no belonging
		_, err := x.try(x.all, Edit{Ref: task.Ref, Fields: raw(`{"note": "one"}`)})
		x.ok(err)
		_, err = x.try(x.all, Edit{Ref: task.Ref, Fields: raw(fmt.Sprintf(`{"person": %d}`, hers.ID))})
		x.ok(err)
		past, err := x.Changes(t.Context(), x.all, task.Ref, 0, 10)
		x.ok(err)
		other := x.made("people", `{"name": "Other"}`)
		_, err = x.try(x.all, Edit{Ref: task.Ref, Fields: raw(fmt.Sprintf(`{"person": %d}`, other.ID))})
		x.ok(err)
		undo := func(scope access.Scope) error {
			return x.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := x.Undo(t.Context(), tx, scope, Undoing{Ref: task.Ref, Entry: past[0].ID})
				return err
			})
		}
		var o *Outrun
		if err := undo(x.boss); !errors.As(err, &o) || fmt.Sprintf("%s", o.Changed["person"]) != fmt.Sprintf("[ %d]", other.ID) {
			t.Errorf("who may not see her is told: %+v, %v", o, err)
		}
		if err := undo(x.all); !errors.As(err, &o) || fmt.Sprintf("%s", o.Changed["person"]) != fmt.Sprintf("[%d %d]", hers.ID, other.ID) {
			t.Errorf("who sees all is told: %+v, %v", o, err)
		}
		if err := undo(access.Of(access.User{ID: 903, Role: access.Outside}, nil, []clientele.ID{1})); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("who may only look: %v", err)
		}
	})
}
