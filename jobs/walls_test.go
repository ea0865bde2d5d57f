package jobs

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/queue"
)

// What is to come is told of what one may see: all of it to who passes every wall, what
// is open to all to the others, and nothing to help from outside.
func TestTotalsBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(600, 30, false)))
		if _, err := written(t, d, "UPDATE accounts SET wall = 9 WHERE workspace = 1 AND id IN (SELECT id FROM accounts WHERE workspace = 1 ORDER BY id LIMIT 7)"); err != nil {
			t.Fatal(err)
		}
		if err := h.Measure(t.Context(), "test", nil); err != nil {
			t.Fatal(err)
		}
		told := func(scope access.Scope) (n int, value float64) {
			t.Helper()
			totals, _, err := h.Totals(t.Context(), scope)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range totals {
				if x.AllLines && x.Kind == "" {
					n, value = n+x.Relationships, value+x.Value.Expected
				}
			}
			return n, value
		}
		all, much := told(system)
		open, less := told(anna)
		behind, same := told(passing(access.Member, 9))
		if all != 30 || open != 23 || less >= much || behind != all || same != much {
			t.Errorf("all are %d of %f; open are %d of %f; who passes is told of %d of %f", all, much, open, less, behind, same)
		}
		if _, _, err := h.Totals(t.Context(), passing(access.Outside, 9)); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("help from outside is told: %v", err)
		}
	})
}

// A wall that goes up while all are measured is not looked through: of what is open to all
// nothing is told, until all are measured again.
func TestAWallGoesUpWhileAllAreMeasured(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(600, 30, false)))
		up := false
		err := h.Measure(t.Context(), "test", func(p queue.Progress) {
			if up || p.Unit != "relationships" {
				return
			}
			up = true
			if _, err := written(t, d, "UPDATE accounts SET wall = 9 WHERE workspace = 1 AND id = (SELECT MIN(id) FROM accounts WHERE workspace = 1)"); err != nil {
				t.Error(err)
			}
		})
		if err != nil || !up {
			t.Fatalf("measured: %v; a wall went up: %v", err, up)
		}
		if _, _, err := h.Totals(t.Context(), system); err != nil {
			t.Errorf("who sees all is told nothing: %v", err)
		}
		if all, _, err := h.Totals(t.Context(), anna); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("who does not pass is told %v: %v", all, err)
		}
	})
}
