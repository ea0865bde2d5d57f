package web

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// asked is a statement and its plan.
type asked struct{ text, plan string }

// plansOf are the statements on a table that a page makes, with what SQLite does for each. Its plans follow
// what the schema says of a firm at full size.
func (s *seller) plansOf(at, table string) (all []asked) {
	s.Helper()
	d := s.crm.DB
	var texts [][]any
	d.Watch(func(text string, args []any) {
		if strings.Contains(text+" ", " "+table+" ") && strings.HasPrefix(text, "SELECT") {
			texts = append(texts, append([]any{text}, args...))
		}
	})
	w := s.do(get(at), s.sign)
	d.Watch(nil)
	if w.Code != 200 {
		s.Fatal(at, w.Code, clipBody(w.Body.String()))
	}
	for _, one := range texts {
		a := asked{text: one[0].(string)}
		for row, err := range db.Loose(s.Context(), d, "EXPLAIN QUERY PLAN "+a.text, one[1:]...) {
			s.ok(err)
			a.plan += row[3].(string) + "\n"
		}
		all = append(all, a)
	}
	return all
}

// The board and the forecast read their sums, and the forecast its deals, from an index alone: what is open is
// added up in the order of that index, and once.
func TestDealsAreAddedUpFromAnIndex(t *testing.T) {
	s := newSeller(t, dbtest.SQLite(t))
	s.deal("New", nil)
	for at, adds := range map[string]int{"/api/v1/deals/board": 3, "/api/v1/deals": 0, "/deals": 1, "/forecast": 2} {
		added := 0
		for _, a := range s.plansOf(at, "deals") {
			sums, drawn := strings.Contains(a.text, "SUM("), strings.HasPrefix(a.text, "SELECT id, stage, value_minor")
			if sums {
				added++
			}
			sorted := strings.Contains(a.plan, "TEMP B-TREE FOR GROUP BY") && strings.Contains(a.text, "closed = ")
			if (sums || drawn) && !strings.Contains(a.plan, "USING COVERING INDEX deals_") || drawn && strings.Contains(a.plan, "TEMP B-TREE") || sums && sorted {
				t.Errorf("%s: %s\n%s", at, a.text, a.plan)
			}
		}
		if added != adds {
			t.Errorf("%s adds up %d times, not %d", at, added, adds)
		}
	}
}

// The month of a user reads what is theirs, of each type by an index that begins with them; that of everybody is
// walked by its days.
func TestAMonthIsReadByItsOwner(t *testing.T) {
	s := newSeller(t, dbtest.SQLite(t))
	s.deal("New", nil)
	for at, by := range map[string]string{"/calendar": "owner=? AND %s>?", "/calendar?of=everyone": "wall=? AND %s>?"} {
		for table, day := range map[string]string{"deals": "expected", "engagements": "next_day", "tasks": "comes"} {
			found := false
			for _, a := range s.plansOf(at, table) {
				if strings.HasPrefix(a.text, "SELECT r.id, r.") && strings.Contains(a.text, "AS owner") {
					found = true
					if want := strings.ReplaceAll(by, "%s", day); !strings.Contains(a.plan, want) || strings.Contains(a.plan, "TEMP B-TREE") {
						t.Errorf("%s: %s\n%s", at, a.text, a.plan)
					}
				}
			}
			if !found {
				t.Errorf("%s asks for no %s", at, table)
			}
		}
	}
}

// The next task of each card is found by the links to the deals, also by whom a wall may stand before, and not
// among all tasks.
func TestTasksOfCardsAreFoundByTheDeal(t *testing.T) {
	s := newSeller(t, dbtest.SQLite(t))
	deal := s.deal("New", nil)
	s.record("task", map[string]any{"title": "Call", "deal": deal, "due": "2026-04-02"})
	asked := 0
	for _, a := range s.plansOf("/api/v1/deals/board", "tasks") {
		if strings.Contains(a.text, "r.deal") && strings.Contains(a.text, " LIMIT ?") {
			asked++
			if strings.Contains(a.plan, "tasks_by_comes") || !strings.Contains(a.text, "r.id IN (") {
				t.Errorf("%s\n%s", a.text, a.plan)
			}
		}
	}
	if asked != 1 {
		t.Errorf("tasks of cards are asked for %d times", asked)
	}
}
