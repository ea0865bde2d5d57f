package tasks

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

// The types to which tasks belong stand on the tables of the real ones.
var (
	firm   = record.Type{Name: record.Account, Plural: "accounts", Title: "name", Keyed: true, Folded: true, Fields: []record.Field{record.Text("name").Required()}}
	person = record.Type{Name: "person", Plural: "people", Of: []string{"accounts"}, Title: "name", Folded: true, Fields: []record.Field{record.Text("name").Required(), record.Links("accounts", record.Account)}}
)

// desk keeps tasks under a clock that is set by hand.
type desk struct {
	*testing.T
	*Tasks
	at time.Time
	mo access.Scope
}

func newDesk(t *testing.T, d *db.DB) *desk {
	x := &desk{T: t, at: time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC), mo: access.Of(access.User{ID: 902, Role: access.Member}, nil, nil)}
	clock := clientele.NewClock(func() time.Time { return x.at }, time.UTC)
	x.Tasks = &Tasks{DB: d, Workspace: 1, Clock: clock, Records: record.New(d, 1, ledger.New(d, 1), clock, firm, person, Type)}
	x.Records.Users = func(context.Context) ([]access.User, error) {
		return []access.User{{ID: 902, Email: "mo@example.org", Role: access.Member}}, nil
	}
	x.Records.After = []func(context.Context, *db.Tx, []*record.Record) error{x.Follow}
	return x
}

func (x *desk) write(e record.Edit, fields string) *record.Record {
	x.Helper()
	e.Type = Type.Name
	if fields != "" {
		if err := json.Unmarshal([]byte(fields), &e.Fields); err != nil {
			x.Fatal(err)
		}
	}
	x.at = x.at.Add(time.Millisecond)
	var r *record.Record
	err := x.Records.InTx(x.Context(), func(tx *db.Tx) (err error) {
		r, err = x.Records.Change(x.Context(), tx, access.System("test"), e)
		return err
	})
	if err != nil {
		x.Fatal(err)
	}
	return r
}

// due are the tasks that are not in the archive, by when they are due, with their states.
func (x *desk) due() string {
	x.Helper()
	p, err := x.Records.Query(x.Context(), access.System("test"), record.Query{Type: Type.Name, Sort: "due"})
	if err != nil {
		x.Fatal(err)
	}
	var all []string
	for _, r := range p.Rows {
		all = append(all, r.Text("due")+" "+r.Text("state"))
	}
	return strings.Join(all, ", ")
}

// TestATaskComesAgainOnce: done, it is followed by the next; open again, it takes that back, unless
// somebody has touched it; done once more, it is followed again.
func TestATaskComesAgainOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		r := x.write(record.Edit{}, `{"title": "Call", "due": "2026-03-31", "recurrence": "FREQ=WEEKLY", "owner": 902}`)
		set := func(state, want string) {
			t.Helper()
			x.write(record.Edit{Ref: r.Ref}, fmt.Sprintf(`{"state": %q}`, state))
			if got := x.due(); got != want {
				t.Errorf("%s: %s, want %s", state, got, want)
			}
		}
		set("done", "2026-03-31 done, 2026-04-07 open")
		set("open", "2026-03-31 open")
		set("done", "2026-03-31 done, 2026-04-07 open")
		x.write(record.Edit{Ref: r.Ref}, `{"note": "said so"}`) // is done already: nothing comes again
		if got := x.due(); got != "2026-03-31 done, 2026-04-07 open" {
			t.Errorf("a word on it: %s", got)
		}
		p, err := x.Records.Query(t.Context(), access.System("test"), record.Query{Type: Type.Name, Sort: "-due"})
		if err != nil {
			t.Fatal(err)
		}
		x.write(record.Edit{Ref: p.Rows[0].Ref}, `{"note": "mine"}`)
		set("open", "2026-03-31 open, 2026-04-07 open")
		set("done", "2026-03-31 done, 2026-04-07 open")
	})
}

// TestAReminderComesAtItsMinute: to whom it is for, and to nobody else, until it is done; a clock that is put
// back takes it away again.
func TestAReminderComesAtItsMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		r := x.write(record.Edit{}, `{"title": "Call", "due": "2026-03-31T09:30", "owner": 902}`)
		x.write(record.Edit{}, `{"title": "Of nobody", "due": "2026-03-31T09:30"}`)
		waiting := func(hour, minute int, scope access.Scope, want int) {
			t.Helper()
			x.at = time.Date(2026, 3, 31, hour, minute, 0, 0, time.UTC)
			if n, err := x.Waiting(t.Context(), scope); err != nil || n != want {
				t.Errorf("at %02d:%02d %d wait, want %d; %v", hour, minute, n, want, err)
			}
		}
		waiting(9, 29, x.mo, 0)
		waiting(9, 30, x.mo, 1)
		waiting(9, 30, access.Of(access.User{ID: 903, Role: access.Owner}, nil, nil), 0)
		waiting(9, 30, access.Of(access.User{ID: 902, Role: access.Outside}, nil, nil), 0)
		waiting(7, 0, x.mo, 0)
		waiting(23, 0, x.mo, 1)
		x.write(record.Edit{Ref: r.Ref}, `{"state": "done"}`)
		waiting(23, 0, x.mo, 0)
	})
}
