package duplicates

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

// Accounts and people, on the tables of the real ones.
var (
	firms = record.Type{Name: record.Account, Plural: "accounts", Title: "name", Keyed: true, Folded: true,
		Fields: []record.Field{record.Text("name").Required(), record.Email("email"), record.Phone("phone"), record.Text("country")}}
	people = record.Type{Name: "person", Plural: "people", Of: []string{"accounts"}, Title: "name", Folded: true,
		Fields: []record.Field{record.Text("name").Required(), record.Text("given"), record.Text("family"), record.Emails("emails"), record.Links("accounts", record.Account)}}
)

// desk keeps accounts and people, and looks for duplicates among them.
type desk struct {
	*testing.T
	*Duplicates
	k                *kind
	meanwhile        func() // is done once, when records were read and are about to be shown
	member, behind66 access.Scope
}

func newDesk(t *testing.T, d *db.DB) *desk {
	member := access.User{ID: 902, Role: access.Member}
	x := &desk{T: t, member: access.Of(member, nil, nil), behind66: access.Of(member, nil, []clientele.ID{66})}
	clock := clientele.NewClock(func() time.Time { return time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC) }, time.UTC)
	book := ledger.New(d, 1)
	store := record.New(d, 1, book, clock, firms, people)
	face := faces.Face{Type: people, Store: store, Clock: clock, Users: func(context.Context) ([]access.User, error) {
		if do := x.meanwhile; do != nil {
			x.meanwhile = nil
			do()
		}
		return nil, nil
	}}
	x.Duplicates = &Duplicates{Store: store, Book: book, Clock: clock, Pairs: NewPairs(d), Jobs: jobs.New(d, 1, t.TempDir(), slog.New(slog.DiscardHandler))}
	x.Jobs.Also(x.works(), nil)
	of := face
	of.Type = firms
	x.Of(&of, &face)
	x.k = x.kindOf("person")
	x.Store.After = []func(context.Context, *db.Tx, []*record.Record) error{x.Follow}
	x.Store.Walled = []func(context.Context, *db.Tx, record.Walled) error{x.Walled}
	return x
}

func (x *desk) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *desk) in(do func(tx *db.Tx) error) {
	x.Helper()
	x.ok(x.Store.InTx(x.Context(), do))
}

// write makes a record, or changes one.
func (x *desk) write(e record.Edit, fields string) (r *record.Record) {
	x.Helper()
	x.ok(json.Unmarshal([]byte(fields), &e.Fields))
	x.in(func(tx *db.Tx) (err error) {
		r, err = x.Store.Change(x.Context(), tx, access.System("test"), e)
		return err
	})
	return r
}

// person makes one who has an address, and belongs to an account.
func (x *desk) person(email string, of *record.Record) *record.Record {
	x.Helper()
	return x.write(record.Edit{Ref: clientele.Ref{Type: "person"}}, fmt.Sprintf(`{"name": "Joanna Quimby", "emails": [%q], "accounts": [%d]}`, email, of.ID))
}

func (x *desk) firm(name string) *record.Record {
	x.Helper()
	return x.write(record.Edit{Ref: clientele.Ref{Type: record.Account}}, fmt.Sprintf(`{"name": %q}`, name))
}

func (x *desk) archive(r *record.Record) {
	x.Helper()
	x.in(func(tx *db.Tx) error {
		_, err := x.Store.Archive(x.Context(), tx, access.System("test"), record.Edit{Ref: r.Ref})
		return err
	})
}

func (x *desk) wall(firm *record.Record, wall clientele.ID) {
	x.Helper()
	x.in(func(tx *db.Tx) error { return x.Store.SetWall(x.Context(), tx, access.System("test"), firm.ID, wall) })
}

// read is what the look reads before it writes.
func (x *desk) read() []*record.Record {
	x.Helper()
	p, err := x.Store.Query(x.Context(), house(), record.Query{Type: "person", Sort: "id"})
	x.ok(err)
	return p.Rows
}

// finds says how many are found by an address who may be one that is typed.
func (x *desk) finds(scope access.Scope, email string, want int) {
	x.Helper()
	m := identity.Usual(1000)
	all, err := x.k.near.Near(x.Context(), x.Pairs.d, scope, &m, identity.Candidate{Full: "Zoe Young", Emails: []string{email}})
	x.ok(err)
	if len(all) != want {
		x.Errorf("%d are found by %s, not %d", len(all), email, want)
	}
}

// TestWhatMovesWhileAllAreRead: between the reading of records and their keeping a wall goes up,
// an address changes, one goes to the archive. Each is found as it is then, and not as it was
// read, whether or not it was known before.
func TestWhatMovesWhileAllAreRead(t *testing.T) {
	for _, known := range []bool{true, false} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			x := newDesk(t, d)
			follow := x.Store.After
			if !known { // as many at once, which are left to the look
				x.Store.After = nil
			}
			kettle, pan := x.firm("Kettle"), x.firm("Pan")
			x.person("wanda@example.org", kettle)
			changed, gone := x.person("old@example.org", pan), x.person("gone@example.org", pan)
			x.person("stays@example.org", pan)
			read := x.read()
			x.Store.After = follow
			x.wall(kettle, 66)
			x.write(record.Edit{Ref: changed.Ref}, `{"emails": ["new@example.org"]}`)
			x.archive(gone)
			x.in(func(tx *db.Tx) error { return x.bring(t.Context(), tx, x.k, read) })
			x.finds(x.member, "wanda@example.org", 0)
			x.finds(x.behind66, "wanda@example.org", 1)
			x.finds(x.member, "old@example.org", 0)
			x.finds(x.member, "new@example.org", 1)
			x.finds(x.member, "gone@example.org", 0)
			x.finds(x.member, "stays@example.org", 1)
		})
	}
}

// TestWhoWentIsInNoPair: two were found to be alike, and one of them went, or came behind a wall,
// before the pair is kept.
func TestWhoWentIsInNoPair(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		kettle, pan := x.firm("Kettle"), x.firm("Pan")
		one, gone, walled := x.person("a@example.org", pan), x.person("b@example.org", pan), x.person("c@example.org", kettle)
		x.wall(kettle, 66)
		x.archive(gone)
		x.in(func(tx *db.Tx) error {
			return x.proposeAll(t.Context(), tx, x.k, []identity.Match{{A: one.ID, B: gone.ID}, {A: gone.ID, B: one.ID}, {A: one.ID, B: walled.ID}})
		})
		for scope, want := range map[*access.Scope]int{&x.member: 0, &x.behind66: 1} {
			if n, err := x.Pairs.count(t.Context(), *scope, "person", Open); n != want || err != nil {
				t.Errorf("%d pairs are seen, not %d: %v", n, want, err)
			}
		}
		if n, err := x.Pairs.count(t.Context(), house(), "person", Open); n != 1 || err != nil {
			t.Errorf("%d pairs are kept, %v", n, err)
		}
	})
}

// TestWhoCameWhileAllWereReadStays: one who was made, or came back, since the records were
// read is not among them, and is not gone.
func TestWhoCameWhileAllWereReadStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		pan := x.firm("Pan")
		gone := x.person("gone@example.org", pan)
		var live []clientele.ID
		for _, r := range x.read() {
			live = append(live, r.ID)
		}
		x.person("came@example.org", pan)
		x.person("came@example.org", pan)
		x.Store.After = nil // as it goes with its import, without a word
		x.archive(gone)
		x.ok(x.k.near.Sweep(t.Context(), d, live[1:], func(all []clientele.ID) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return x.sweep(t.Context(), tx, x.k, all) })
		}))
		x.finds(x.member, "came@example.org", 2)
		x.finds(x.member, "gone@example.org", 0)
		if n, err := x.Pairs.count(t.Context(), x.member, "person", Open); n != 1 || err != nil {
			t.Errorf("%d pairs are kept, %v", n, err)
		}
	})
}

// TestWhatIsSaidOfAPairHoldsBehindItsWalls: a wall goes up between the look at two and what is
// said of them.
func TestWhatIsSaidOfAPairHoldsBehindItsWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		kettle, pan := x.firm("Kettle"), x.firm("Pan")
		two := PairIn{Type: "person", One: x.person("a@example.org", kettle).ID, Other: x.person("a@example.org", pan).ID}
		says := func(scope access.Scope, meanwhile func(), want clientele.FaultKind) {
			t.Helper()
			x.meanwhile = meanwhile
			if _, err := x.NotTheSame(t.Context(), scope, two); clientele.KindOf(err) != want || x.meanwhile != nil {
				t.Errorf("%v, not %q", err, want)
			}
		}
		says(x.member, func() { x.wall(kettle, 66) }, clientele.NotFound)
		x.wall(kettle, 0)
		says(x.behind66, func() { x.wall(kettle, 66) }, "")
		if n, err := x.Pairs.count(t.Context(), x.member, "person", Distinct); n != 0 || err != nil {
			t.Errorf("who does not pass the wall sees %d pairs, %v", n, err)
		}
	})
}
