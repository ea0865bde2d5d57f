package access

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// two are an owner and a member of a house whose clock is set by hand.
func two(t *testing.T, d *db.DB, now *time.Time) (a *Access, owner, member clientele.ID) {
	t.Helper()
	a = New(d, 1, func() time.Time { return *now })
	var ids [2]clientele.ID
	for i, role := range []Role{Owner, Member} {
		var err error
		if ids[i], err = a.AddUser(t.Context(), Newcomer{Email: strings.ToLower(string(role)) + "@kettle.example", Password: "seven green kettles", By: System("test")}, role); err != nil {
			t.Fatal(err)
		}
	}
	return a, ids[0], ids[1]
}

// TestNobodyDropsTheKeyOfAnother: not by its number among their own, nor in their name.
func TestNobodyDropsTheKeyOfAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		a, owner, member := two(t, d, &now)
		id, secret, err := a.CreateToken(t.Context(), System("test"), owner, NewKey{Name: "till"})
		if err != nil {
			t.Fatal(err)
		}
		mo, err := a.ScopeOf(t.Context(), member)
		if err != nil {
			t.Fatal(err)
		}
		for whose, want := range map[clientele.ID]clientele.FaultKind{member: clientele.NotFound, owner: clientele.Denied} {
			if err := a.DropToken(t.Context(), mo, whose, id); clientele.KindOf(err) != want {
				t.Errorf("as a key of %d: %v", whose, err)
			}
		}
		if s, err := a.ScopeOfKey(t.Context(), secret); err != nil || s.User() != owner {
			t.Errorf("the key: %+v, %v", s, err)
		}
	})
}

// TestAKeyHoldsOnItsLastDay: and not on the next, until the clock says again that it is the last.
func TestAKeyHoldsOnItsLastDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		a, _, member := two(t, d, &now)
		_, secret, err := a.CreateToken(t.Context(), System("test"), member, NewKey{Name: "till", Until: clientele.DayOf(now)})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			after time.Duration
			holds bool
		}{{0, true}, {14*time.Hour + 59*time.Minute, true}, {15 * time.Hour, false}, {-72 * time.Hour, true}} {
			now = time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC).Add(at.after)
			if _, err := a.ScopeOfKey(t.Context(), secret); (err == nil) != at.holds {
				t.Errorf("at %v: %v", now, err)
			}
		}
	})
}

// TestSweptAreThoseThatAreOver: sessions that lay idle too long, and those that were begun too
// long ago, however busy; a clock that was put back ends none.
func TestSweptAreThoseThatAreOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begin := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		now := begin
		a, _, member := two(t, d, &now)
		put := func(token string, made, seen time.Duration) {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO sessions (workspace, token, user_id, data, made, seen) VALUES (1, ?, ?, '{}', ?, ?)", token, member,
					clientele.InstantOf(begin.Add(made)), clientele.InstantOf(begin.Add(seen)))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put("fresh", -time.Hour, 0)
		put("idle", -sessionIdle-time.Hour, -sessionIdle-time.Minute)
		put("old", -sessionWhole-time.Minute, 0)
		put("nearly", -sessionWhole+time.Minute, -sessionIdle+time.Minute)
		left := func() []string {
			if err := a.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			all, err := db.All[string](t.Context(), d, "SELECT token FROM sessions WHERE workspace = 1 ORDER BY token")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		now = begin.AddDate(0, 0, -10)
		if got := left(); !slices.Equal(got, []string{"fresh", "idle", "nearly", "old"}) {
			t.Errorf("put back by ten days: %v", got)
		}
		now = begin
		if got := left(); !slices.Equal(got, []string{"fresh", "nearly"}) {
			t.Errorf("left are %v", got)
		}
	})
}
