package duplicates

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/identity"
)

// TestAPairIsSeenByWhoPassesBoth: of two one of whom stands behind a wall, whichever it is and
// in whichever order they were found, nobody is told who may not see them both: not in the list, not by a count.
func TestAPairIsSeenByWhoPassesBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := NewPairs(d)
		keep := func(do func(*db.Tx) error) {
			t.Helper()
			if err := d.InTx(t.Context(), do); err != nil {
				t.Fatal(err)
			}
		}
		found := func(a, b, wallA, wallB clientele.ID) proposal {
			return proposal{identity.Match{A: a, B: b, LogOdds: 9}, [2]clientele.ID{wallA, wallB}}
		}
		keep(func(tx *db.Tx) error {
			return s.propose(t.Context(), tx, "person", 5, []proposal{found(1, 2, 0, 0), found(3, 4, 66, 0), found(5, 6, 0, 66), found(8, 7, 66, 0), found(10, 9, 0, 66), found(11, 12, 66, 66)})
		})
		member := access.User{ID: 902, Role: access.Member}
		who := map[string]access.Scope{"none": access.Of(member, nil, nil), "66": access.Of(member, nil, []clientele.ID{66}), "outside 66": access.Of(access.User{ID: 903, Role: access.Outside}, nil, []clientele.ID{66}), "the house": access.System("test")}
		see := func(name, want string) {
			t.Helper()
			list, err := s.page(t.Context(), who[name], listing{of: "person", state: Open, limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range list {
				got += fmt.Sprintf("%d-%d ", p.One, p.Other)
			}
			n, err := s.count(t.Context(), who[name], "person", Open)
			w, err2 := s.waiting(t.Context(), who[name], []string{"person", "account"}, 99)
			if got != want || n != len(list) || w != len(list) || err != nil || err2 != nil {
				t.Errorf("who passes %s sees %s, not %s; counts %d and %d, %v %v", name, got, want, n, w, err, err2)
			}
		}
		see("none", "1-2 ")
		see("outside 66", "11-12 ")
		see("66", "11-12 9-10 7-8 5-6 3-4 1-2 ")
		see("the house", "11-12 9-10 7-8 5-6 3-4 1-2 ")
		keep(func(tx *db.Tx) error { return s.walled(t.Context(), tx, "person", 67, []clientele.ID{2}) })
		see("none", "")
		see("66", "11-12 9-10 7-8 5-6 3-4 ")
		keep(func(tx *db.Tx) error { return s.walled(t.Context(), tx, "person", 0, []clientele.ID{2, 6, 8}) })
		see("none", "7-8 5-6 1-2 ")
	})
}

// TestWhatWasPutOffWakesOnItsDay: on that day, and not the day before; what is another type's, or was said to
// be two, stays.
func TestWhatWasPutOffWakesOnItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, house := NewPairs(d), access.System("test")
		day := clientele.DayOf(time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC))
		count := func(state State) int {
			n, err := s.count(t.Context(), house, "person", state)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for i, p := range []pair{{State: Later, Until: day.String()}, {State: Later, Until: (day + 1).String()}, {State: Distinct}} {
				p.One, p.Other = clientele.ID(2*i+1), clientele.ID(2*i+2)
				if err := s.say(t.Context(), tx, "person", p, proposal{Match: identity.Match{A: p.One, B: p.Other}}); err != nil {
					return err
				}
			}
			return s.wake(t.Context(), tx, day-1)
		})
		if err != nil || count(Open) != 0 {
			t.Errorf("the day before %d are open, %v", count(Open), err)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return s.wake(t.Context(), tx, day) }); err != nil {
			t.Fatal(err)
		}
		if open, later, distinct := count(Open), count(Later), count(Distinct); open != 1 || later != 1 || distinct != 1 {
			t.Errorf("on the day %d are open, %d put off, %d two", open, later, distinct)
		}
	})
}
