package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// A slot is a record that looks where its links lead, and that the firm's lines and users answer.
var slotType = Type{Name: "slot", Plural: "slots", Of: []string{"account"}, Title: "name", Sort: "name", Looks: []string{"account"},
	Fields: []Field{Text("name").Required(), Link("account", Account), Line("line"), Users("team"), Text("industry").Set()},
	Rule: func(d Draft) []FieldFault {
		of := d.Led("account")
		if of == nil {
			return nil
		}
		if of.Text("industry") == "mining" {
			return []FieldFault{{Field: "account", What: "not for mines", Remedy: "choose another"}}
		}
		d.Is.Set("industry", of.Values["industry"])
		return nil
	},
}

const slots = "CREATE TABLE slots (workspace BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL DEFAULT '', line TEXT NOT NULL DEFAULT ''," +
	" team TEXT NOT NULL DEFAULT '', industry TEXT NOT NULL DEFAULT '', revision BIGINT NOT NULL DEFAULT 1, archived BIGINT NOT NULL DEFAULT 0," +
	" wall BIGINT NOT NULL DEFAULT 0, merged BIGINT NOT NULL DEFAULT 0, account BIGINT NOT NULL DEFAULT 0, import BIGINT NOT NULL DEFAULT 0, custom %s NOT NULL DEFAULT '{}'," +
	" made BIGINT NOT NULL DEFAULT 0, made_by TEXT NOT NULL DEFAULT '', changed BIGINT NOT NULL DEFAULT 0, changed_by TEXT NOT NULL DEFAULT '', PRIMARY KEY (workspace, id))"

func slotDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	kind := map[db.Engine]string{db.SQLite: "TEXT", db.Postgres: "JSONB"}[d.Engine]
	_, write := d.SQL()
	if _, err := write.ExecContext(t.Context(), fmt.Sprintf(slots, kind)); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	x := &desk{T: t, db: d, all: access.System("test")}
	x.Store = New(d, 1, ledger.New(d, 1), clientele.NewClock(func() time.Time { return now }, time.UTC), firmType, slotType)
	x.users = []access.User{{ID: 901, Email: "olga@example.org", Name: "Olga", Role: access.Owner}, {ID: 902, Email: "mo@example.org", Name: "Mo", Role: access.Member},
		{ID: 903, Email: "mo.two@example.org", Name: "Mo Two", Role: access.Member}, {ID: 904, Email: "mo.too@example.org", Name: "mo two", Role: access.Member}}
	x.Users = func(context.Context) ([]access.User, error) { return x.users, nil }
	x.Lines = func(context.Context) ([]Offered, error) {
		return []Offered{{Value: "audit", Name: "Audits"}, {Value: "tax", Name: "tax", Away: true}}, nil
	}
	x.boss = access.Of(x.users[0], nil, nil)
	return x
}

// fitting counts the records that fit a filter, as the boss sees them.
func (x *desk) fitting(typeName, filter string) int {
	x.Helper()
	tree, err := ParseFilter(filter)
	x.ok(err)
	found, err := x.Query(x.Context(), x.boss, Query{Type: typeName, Filter: tree})
	x.ok(err)
	return len(found.Rows)
}

// A rule sees where a link leads, in the transaction of the write; where it leads nowhere the
// link is refused, and the rule sees nothing.
func TestARuleLooksWhereALinkLeads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := slotDesk(t, d)
		farm, mine := x.made(Account, `{"name": "Farm", "industry": "farming"}`), x.made(Account, `{"name": "Pit", "industry": "mining"}`)
		slot := x.made("slot", fmt.Sprintf(`{"name": "A", "account": %d}`, farm.ID))
		if slot.Text("industry") != "farming" {
			t.Errorf("%v", slot.Values)
		}
		for _, account := range []clientele.ID{mine.ID, 4711} {
			_, err := x.try(x.boss, Edit{Ref: slot.Ref, Fields: raw(fmt.Sprintf(`{"account": %d}`, account))})
			var refused *Refused
			if !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].Field != "account" {
				t.Errorf("to %d: %v", account, err)
			}
		}
	})
}

// A line is answered by its key or by its name, and by no other word; one that is put away stays
// with whom it was.
func TestALineIsAnsweredByTheFirmsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := slotDesk(t, d)
		for given, kept := range map[string]string{"Audits": "audit", "audit": "audit", "tax": "tax"} {
			if slot := x.made("slot", fmt.Sprintf(`{"name": "A", "line": %q}`, given)); slot.Text("line") != kept {
				t.Errorf("%s: %v", given, slot.Values)
			}
		}
		if _, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: "slot"}, Fields: raw(`{"name": "A", "line": "audits & tax"}`)}); err == nil {
			t.Error("a line that there is not was taken")
		}
		slot, _ := x.Type("slot")
		fields, err := x.Fields(t.Context(), slot)
		if err != nil || fmt.Sprint(fields[2].Options) != "[audit]" {
			t.Errorf("offered: %v, %v", fields[2].Options, err)
		}
		if n := x.fitting("slot", "line = Audits"); n != 2 {
			t.Errorf("%d slots of the line by its name", n)
		}
	})
}

// Several users are named by number, address or name; a name that two have is refused. They are
// found by each of them.
func TestSeveralUsers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := slotDesk(t, d)
		slot := x.made("slot", `{"name": "A", "team": ["mo@example.org", "olga", 902]}`)
		if string(encode(Users("team"), slot.Values["team"])) != "[902,901]" {
			t.Errorf("%v", slot.Values)
		}
		other := x.made("slot", `{"name": "B", "team": [901, 903]}`)
		for filter, n := range map[string]int{`team has "mo@example.org"`: 1, `team has me`: 2, `team is empty`: 0} {
			if found := x.fitting("slot", filter); found != n {
				t.Errorf("%s: %d", filter, found)
			}
		}
		x.ok(x.InTx(x.Context(), func(tx *db.Tx) error {
			_, _, err := x.Merge(x.Context(), tx, x.boss, Merging{Stays: slot.Ref, Goes: other.Ref})
			return err
		}))
		both, err := x.Get(x.Context(), x.boss, slot.Ref)
		if x.ok(err); string(encode(Users("team"), both.Values["team"])) != "[902,901,903]" {
			t.Errorf("merged: %v", both.Values)
		}
		for _, wrong := range []string{`["mo two"]`, `["nobody"]`, `{"a": 1}`} {
			_, err := x.try(x.boss, Edit{Ref: slot.Ref, Fields: map[string]json.RawMessage{"team": json.RawMessage(wrong)}})
			if clientele.KindOf(err) != clientele.Invalid {
				t.Errorf("%s: %v", wrong, err)
			}
		}
	})
}
