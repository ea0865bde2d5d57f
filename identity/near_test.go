package identity

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func TestNear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, m := NewStore(1, "person"), Usual(1000)
		robert := Candidate{ID: 1, Full: "Robert Smith", Emails: []string{"bob.smith@example.org"}, Phones: []string{"+493012345678"}}
		hidden := Candidate{ID: 2, Full: "Bob Smith", Emails: robert.Emails, Phones: robert.Phones}
		keep := func(wall clientele.ID, all ...Candidate) {
			t.Helper()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				for i := range all {
					all[i].Wall = wall
				}
				_, err := s.Keep(t.Context(), tx, all)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		keep(0, robert, Candidate{ID: 3, Full: "Anna Young\x00", Emails: []string{"anna@example.org"}})
		keep(9, hidden)
		typed := Candidate{Full: "bob smith", Emails: []string{"Bob.Smith@example.org"}}
		near := func(scope access.Scope) (ids []clientele.ID) {
			t.Helper()
			matches, err := s.Near(t.Context(), d, scope, &m, typed)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range matches {
				if x.Probability >= Look {
					ids = append(ids, x.B)
				}
			}
			return ids
		}
		member := access.User{ID: 3, Role: access.Member}
		if got := near(access.Of(member, nil, nil)); len(got) != 1 || got[0] != 1 {
			t.Error("before the wall:", got)
		}
		if got := near(access.Of(member, nil, []clientele.ID{9})); len(got) != 2 || got[0] != 2 {
			t.Error("behind the wall:", got)
		}
		if got := near(access.Scope{}); got != nil {
			t.Error("nobody:", got)
		}
		keep(9, robert) // nothing of him is new but the wall
		if got := near(access.Of(member, nil, nil)); got != nil {
			t.Error("behind a wall since:", got)
		}
		robert.Full, robert.Emails, robert.Phones = "Zoe Young", nil, nil
		keep(0, robert)
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return s.Drop(t.Context(), tx, []clientele.ID{2, 77}) }); err != nil {
			t.Fatal(err)
		}
		if got := near(access.System("test")); got != nil {
			t.Error("after a change:", got)
		}
		if n, err := db.One[int64](t.Context(), d, "SELECT COUNT(*) FROM block_keys WHERE workspace = ? AND id = ?", 1, 2); n != 0 || err != nil {
			t.Error("keys are left:", n, err)
		}
	})
}

func TestNearPlan(t *testing.T) {
	d := dbtest.SQLite(t)
	s := NewStore(1, "person")
	keys := Keys(Candidate{Full: "Robert Smith", Emails: []string{"a@b.example"}})
	for _, passed := range [][]clientele.ID{nil, {4, 9}, many(10_000)} {
		text, args := s.alike(d.Engine, access.Of(access.User{ID: 3, Role: access.Member}, nil, passed), keys)
		found := 0
		for row, err := range db.Loose(t.Context(), d, "EXPLAIN QUERY PLAN "+text, args...) {
			if err != nil {
				t.Fatal(err)
			}
			step := row[3].(string)
			if strings.Contains(step, "block_") {
				found++
			}
			if strings.Contains(step, "block_") && (strings.HasPrefix(step, "SCAN") || strings.HasSuffix(step, "(workspace=?)")) {
				t.Errorf("behind %d walls: %s", len(passed), step)
			}
		}
		if found < len(keys) {
			t.Errorf("behind %d walls %d keys are looked up in %d steps", len(passed), len(keys), found)
		}
	}
}

// many are the numbers of so many walls.
func many(n int) (walls []clientele.ID) {
	for i := range n {
		walls = append(walls, clientele.ID(i+1))
	}
	return walls
}
