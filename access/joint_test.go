package access

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestWhoPassesAWallForSeveral: those who pass each of them, and nobody else; the same walls in another
// order, or by way of one that stands for some of them, are one wall; a wall that gets others lets others pass.
func TestWhoPassesAWallForSeveral(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		a, _, mo := two(t, d, &now)
		var users []clientele.ID
		for _, name := range []string{"ann", "bo"} {
			id, err := a.AddUser(t.Context(), Newcomer{Email: name + "@kettle.example", Password: "seven green kettles", By: System("test")}, Member)
			if err != nil {
				t.Fatal(err)
			}
			users = append(users, id)
		}
		ann, bo := users[0], users[1]
		var walls []clientele.ID
		put := func(account clientele.ID, who ...clientele.ID) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				wall, err := a.PutWall(t.Context(), tx, System("test"), clientele.Ref{Type: "account", ID: account}, who)
				if account > clientele.ID(len(walls)) {
					walls = append(walls, wall)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		joint := func(of ...clientele.ID) (wall clientele.ID) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
				wall, err = a.JointWall(t.Context(), tx, of)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return wall
		}
		pass := func(wall clientele.ID, want string) {
			t.Helper()
			if got := passers(t, a, wall, map[string]clientele.ID{"mo": mo, "ann": ann, "bo": bo}); got != want {
				t.Errorf("%s pass, want %s", got, want)
			}
		}
		put(1, mo, ann)
		put(2, ann, bo)
		put(3, bo)
		both := joint(walls[0], walls[1])
		pass(both, "ann")
		if again, one := joint(walls[1], walls[0], both), joint(walls[0], walls[0]); again != both || one != walls[0] {
			t.Errorf("the same are %d and %d; one alone is %d, not %d", both, again, one, walls[0])
		}
		pass(joint(both, walls[2]), "")
		put(1, mo, bo)
		pass(both, "bo")
		passesAll(t, d, jointOf{a, both}, []clientele.ID{mo, ann, bo}, "false false true ")
	})
}

// passers are who of some passes a wall.
func passers(t *testing.T, a *Access, wall clientele.ID, who map[string]clientele.ID) (names string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(who)) {
		s, err := a.ScopeOf(t.Context(), who[name])
		if err != nil {
			t.Fatal(err)
		}
		if s.Passes(wall) {
			names += name
		}
	}
	return names
}

type jointOf struct {
	*Access
	joint clientele.ID
}

// passesAll asks of each whether they pass every wall for which one stands.
func passesAll(t *testing.T, d *db.DB, a jointOf, who []clientele.ID, want string) {
	t.Helper()
	got := ""
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		for _, id := range who {
			passes, err := a.passesAll(t.Context(), tx, a.joint, id)
			if err != nil {
				return err
			}
			got += fmt.Sprint(passes, " ")
		}
		return nil
	})
	if err != nil || got != want {
		t.Errorf("they pass each: %s, want %s; %v", got, want, err)
	}
}
