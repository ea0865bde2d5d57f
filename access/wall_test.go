package access

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// firm is an access with one user a role, by role.
type firm struct {
	*testing.T
	*Access
	of map[Role]clientele.ID
}

func newFirm(t *testing.T, d *db.DB) *firm {
	t.Helper()
	f := &firm{t, New(d, 1, nil), map[Role]clientele.ID{}}
	for _, role := range roles {
		id, err := f.AddUser(t.Context(), Newcomer{Name: string(role), Email: string(role) + "@kettle.example", Password: "seven green kettles"}, role)
		if err != nil {
			t.Fatal(err)
		}
		f.of[role] = id
	}
	return f
}

func (f *firm) scope(role Role) Scope {
	f.Helper()
	s, err := f.ScopeOf(f.Context(), f.of[role])
	if err != nil {
		f.Fatal(err)
	}
	return s
}

func (f *firm) put(s Scope, ref clientele.Ref, users ...clientele.ID) (wall clientele.ID, err error) {
	err = f.d.InTx(f.Context(), func(tx *db.Tx) error {
		wall, err = f.PutWall(f.Context(), tx, s, ref, users)
		return err
	})
	return wall, err
}

func TestWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		ref := clientele.Ref{Type: "account", ID: 4711}
		manager, member, owner := f.of[Manager], f.of[Member], f.of[Owner]
		for what, want := range map[string]clientele.FaultKind{"member": clientele.Denied, "not among them": clientele.Invalid, "nobody": clientele.Invalid, "a stranger": clientele.Invalid} {
			s, users := f.scope(Manager), []clientele.ID{manager, member}
			switch what {
			case "member":
				s = f.scope(Member)
			case "not among them":
				users = []clientele.ID{member}
			case "nobody":
				s, users = System("test"), nil
			case "a stranger":
				users = append(users, 999_999)
			}
			if _, err := f.put(s, ref, users...); clientele.KindOf(err) != want {
				t.Errorf("%s: %v", what, err)
			}
		}
		wall, err := f.put(f.scope(Manager), ref, member, manager, member)
		if err != nil || wall == 0 {
			t.Fatalf("%d %v", wall, err)
		}
		for role, want := range map[Role]bool{Owner: false, Manager: true, Member: true, Reader: false, Outside: false} {
			if got := f.scope(role).Passes(wall); got != want {
				t.Errorf("%s passes: %v, want %v", role, got, want)
			}
		}
		if _, err := f.put(f.scope(Owner), ref, owner); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("an owner who is not named changes the wall: %v", err)
		}
		again, err := f.put(f.scope(Manager), ref, manager, owner)
		if err != nil || again != wall || f.scope(Member).Passes(wall) || !f.scope(Owner).Passes(wall) {
			t.Errorf("other users: %d %v", again, err)
		}
		users, err := f.WallUsers(t.Context(), d, wall)
		if err != nil || len(users) != 2 || users[0].ID != owner && users[1].ID != owner {
			t.Errorf("%v %v", users, err)
		}
		if got, err := f.Around(t.Context(), d, ref); err != nil || got.Wall != wall {
			t.Errorf("%d %v", got.Wall, err)
		}
		drop := func(s Scope) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return f.DropWall(t.Context(), tx, s, ref) })
		}
		if err := drop(f.scope(Member)); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("a member drops it: %v", err)
		}
		if err := drop(f.scope(Owner)); err != nil {
			t.Error(err)
		}
		if err := drop(f.scope(Owner)); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("dropped twice: %v", err)
		}
		if walls := f.scope(Manager).Walls(); !slices.Equal(walls, []clientele.ID{0}) {
			t.Errorf("what is dropped is passed still: %v", walls)
		}
	})
}

// TestOwners: never none, whichever way it is tried, and of two who step down at once one stays.
func TestOwners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		owner := f.scope(Owner)
		if err := f.SetRole(t.Context(), owner, f.of[Owner], Member); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("the last owner steps down: %v", err)
		}
		if err := f.Disable(t.Context(), owner, f.of[Owner]); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("the last owner goes: %v", err)
		}
		invited, _, err := f.Invite(t.Context(), Newcomer{Email: "new@kettle.example", By: owner}, Owner)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetRole(t.Context(), owner, f.of[Owner], Member); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("with one who has not come yet (%d): %v", invited, err)
		}
		if err := f.SetRole(t.Context(), f.scope(Manager), f.of[Member], Owner); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("a manager makes owners: %v", err)
		}
		if err := f.SetRole(t.Context(), owner, f.of[Manager], Owner); err != nil {
			t.Fatal(err)
		}
		results := make(chan error, 2)
		for _, id := range []clientele.ID{f.of[Owner], f.of[Manager]} {
			go func() { results <- f.SetRole(t.Context(), owner, id, Member) }()
		}
		if first, second := <-results, <-results; (first == nil) == (second == nil) {
			t.Errorf("%v, %v", first, second)
		}
	})
}

func TestHandOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		if err := f.HandOver(t.Context(), f.scope(Owner), f.of[Owner]); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("to oneself: %v", err)
		}
		if err := f.HandOver(t.Context(), f.scope(Owner), f.of[Reader]); err != nil {
			t.Fatal(err)
		}
		if got := f.scope(Reader).Role() + " " + f.scope(Owner).Role(); got != "owner manager" {
			t.Errorf("%s", got)
		}
	})
}

func TestTeams(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		if _, err := f.PutTeam(t.Context(), f.scope(Member), Team{Name: "North"}); clientele.KindOf(err) != clientele.Denied {
			t.Errorf("a member makes a team: %v", err)
		}
		if _, err := f.PutTeam(t.Context(), f.scope(Manager), Team{Name: "North", Users: []clientele.ID{999_999}}); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("of strangers: %v", err)
		}
		north, err := f.PutTeam(t.Context(), f.scope(Manager), Team{Name: "North", Users: []clientele.ID{f.of[Member], f.of[Reader], f.of[Member]}})
		if err != nil || !f.scope(Member).InTeam(north) || f.scope(Owner).InTeam(north) {
			t.Errorf("%d %v", north, err)
		}
		wall, err := f.put(f.scope(Manager), clientele.Ref{Type: "account", ID: 1}, f.of[Manager], f.of[Member])
		if err != nil {
			t.Fatal(err)
		}
		if s := f.scope(Member); !s.InTeam(north) || !s.Passes(wall) || s.InTeam(wall) || s.Passes(north) {
			t.Errorf("a team and a wall are mixed up: %+v", s)
		}
		if _, err := f.PutTeam(t.Context(), f.scope(Owner), Team{ID: north, Name: "Far north", Users: []clientele.ID{f.of[Reader]}}); err != nil || f.scope(Member).InTeam(north) {
			t.Errorf("changed: %v", err)
		}
		teams, err := f.Teams(t.Context())
		if err != nil || len(teams) != 1 || teams[0].Name != "Far north" || !slices.Equal(teams[0].Users, []clientele.ID{f.of[Reader]}) {
			t.Errorf("%+v %v", teams, err)
		}
		if err := f.DropTeam(t.Context(), f.scope(Owner), north); err != nil || f.scope(Reader).InTeam(north) {
			t.Errorf("dropped: %v", err)
		}
		if err := f.DropTeam(t.Context(), f.scope(Owner), north); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("dropped twice: %v", err)
		}
	})
}

// A wall that nobody can pass any more is a number to an owner, who may take it over for a
// reason, and give it back.
func TestTakeWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		var reasons []string
		f.Trail = func(_ context.Context, _ *db.Tx, by Scope, about clientele.Ref, what clientele.Changed) error {
			if about.Type == OfWall {
				reasons = append(reasons, by.Name()+" "+string(what.Fields["reason"].Is)+string(what.Fields["users"].Is)+string(what.Fields["of"].Is))
			}
			return nil
		}
		ref := clientele.Ref{Type: "account", ID: 4711}
		wall, err := f.put(f.scope(Manager), ref, f.of[Manager], f.of[Member])
		if err != nil {
			t.Fatal(err)
		}
		owner := f.scope(Owner)
		shut := func() int {
			t.Helper()
			walls, err := f.Walls(t.Context(), owner)
			if err != nil {
				t.Fatal(err)
			}
			return len(walls)
		}
		is := func(what string, err error, want clientele.FaultKind) {
			t.Helper()
			if clientele.KindOf(err) != want {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = f.Walls(t.Context(), f.scope(Manager))
		is("a manager lists walls", err, clientele.Denied)
		is("one that somebody passes is taken", f.TakeWall(t.Context(), owner, wall, "curious"), clientele.NotFound)
		if err := f.Disable(t.Context(), owner, f.of[Manager]); err != nil || shut() != 0 {
			t.Fatalf("a member passes it still: %d %v", shut(), err)
		}
		if err := f.Disable(t.Context(), owner, f.of[Member]); err != nil || shut() != 1 {
			t.Fatalf("nobody passes it: %d %v", shut(), err)
		}
		is("without a reason", f.TakeWall(t.Context(), owner, wall, " "), clientele.Invalid)
		is("by a reader", f.TakeWall(t.Context(), f.scope(Reader), wall, "why"), clientele.Denied)
		is("by the house", f.TakeWall(t.Context(), System("a test"), wall, "why"), clientele.NotFound)
		is("one that is not", f.TakeWall(t.Context(), owner, wall+1, "why"), clientele.NotFound)
		is("given back before", f.GiveWallBack(t.Context(), owner, wall), clientele.NotFound)
		if err := f.TakeWall(t.Context(), owner, wall, "they left the firm"); err != nil || shut() != 0 || !f.scope(Owner).Passes(wall) {
			t.Fatalf("taken over: %v, %d shut", err, shut())
		}
		is("twice", f.TakeWall(t.Context(), owner, wall, "why"), clientele.NotFound)
		if err := f.GiveWallBack(t.Context(), owner, wall); err != nil || shut() != 1 || f.scope(Owner).Passes(wall) {
			t.Fatalf("given back: %v, %d shut", err, shut())
		}
		want := `owner "they left the firm"[` + fmt.Sprintf("%d,%d,%d", f.of[Owner], f.of[Manager], f.of[Member]) + `]{"type":"account","id":4711}`
		if !slices.Contains(reasons, want) {
			t.Errorf("the trail has %q, not %q", reasons, want)
		}
		own, err := f.put(owner, clientele.Ref{Type: "account", ID: 4712}, f.of[Owner])
		if err != nil {
			t.Fatal(err)
		}
		is("one's own wall is left", f.GiveWallBack(t.Context(), owner, own), clientele.Conflict)
	})
}
