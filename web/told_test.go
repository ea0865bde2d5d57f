package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/record"
)

// telling is a house in which files tell of accounts.
type telling struct {
	*testHouse
	asks access.Scope
}

// called is the accounts of a name that are there.
func (h telling) called(name string) []*record.Record {
	h.Helper()
	found, err := h.crm.Records.Query(h.Context(), h.asks, record.Query{Type: record.Account, Filter: record.Cond{Field: "name", Op: record.Is, Values: []string{name}}})
	h.ok(err)
	return found.Rows
}

func (h telling) set(name, field, value string) {
	h.Helper()
	raw, err := json.Marshal(value)
	h.ok(err)
	h.ok(h.crm.Records.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := h.crm.Records.Change(h.Context(), tx, h.asks, record.Edit{Ref: h.called(name)[0].Ref, Fields: map[string]json.RawMessage{field: raw}})
		return err
	}))
}

// expect compares e-mail, country and revision of accounts; of no name that is called "gone".
func (h telling) expect(when string, want map[string][3]string) {
	h.Helper()
	for name, w := range want {
		got := [3]string{"gone"}
		if found := h.called(name); len(found) == 1 {
			got = [3]string{found[0].Text("email"), found[0].Text("country"), fmt.Sprint(found[0].Rev)}
		}
		if got != w {
			h.Errorf("%s: %s is %v, want %v", when, name, got, w)
		}
	}
}

// What a file tells of accounts that were there is a change as any other: a revision, an
// entry with was and is, by the file. It goes with the import and comes back with it; what
// was changed since stays, and nothing that we knew is contradicted.
func TestWhatAFileTellsIsAChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := telling{newHouse(t, d, Config{}), access.System("a test")}
		h.furnishBook()
		ctx := t.Context()
		h.set("C02", "email", "two@ours.example")
		away := h.called("C05")[0].Ref
		h.ok(h.crm.Records.InTx(ctx, func(tx *db.Tx) error {
			_, err := h.crm.Records.Archive(ctx, tx, h.asks, record.Edit{Ref: away})
			return err
		}))
		up, err := h.crm.Receive(ctx, "shop.csv", strings.NewReader("CustomerID,Email,Country,InvoiceDate,Amount\n"+
			"C01,one@shop.example,France,2026-01-02,5.00\nC02,two@shop.example,Spain,2026-01-02,5.00\nC03,no address at all,Italy,2026-01-02,5.00\n"+
			"C05,five@shop.example,,2026-01-02,5.00\nC77,,,2026-01-02,5.00\nC77,seventy@shop.example,,2026-01-09,5.00\n"))
		h.ok(err)
		imp, err := h.crm.Jobs.ImportNow(ctx, jobs.ImportArgs{Path: up.Path, Name: "shop.csv"}, ownerEmail, nil)
		h.ok(err)
		made := [3]string{"seventy@shop.example", "", "1"} // by this file, until its end
		h.expect("told", map[string][3]string{"C01": {"one@shop.example", "France", "2"}, "C02": {"two@ours.example", "Spain", "3"}, "C03": {"", "Italy", "2"}, "C77": made})
		if r, err := h.crm.Records.Get(ctx, h.asks, away); err != nil || r.Text("email") != "" || r.Rev != 2 {
			t.Errorf("who is in the archive was changed: %+v %v", r, err)
		}
		past, err := h.crm.Records.Changes(ctx, h.asks, h.called("C01")[0].Ref, 0, 10)
		if err != nil || len(past) != 1 || past[0].By != "shop.csv" || string(past[0].Fields["email"].Is) != `"one@shop.example"` || past[0].Fields["email"].Was != nil {
			t.Errorf("the history says %+v, %v", past, err)
		}
		h.set("C01", "country", "Belgium")
		_, err = h.crm.Book.UndoImport(ctx, imp.ID, ownerEmail)
		h.ok(err)
		imp.State = "undoing"
		h.ok(h.crm.Book.Turned(ctx, imp)) // again, as after a kill
		h.expect("taken back", map[string][3]string{"C01": {"", "Belgium", "4"}, "C02": {"two@ours.example", "", "4"}, "C03": {"", "", "3"}, "C77": {"gone"}})
		_, err = h.crm.Book.RedoImport(ctx, imp.ID, ownerEmail)
		h.ok(err)
		h.expect("brought back", map[string][3]string{"C01": {"one@shop.example", "Belgium", "5"}, "C02": {"two@ours.example", "Spain", "5"}, "C03": {"", "Italy", "4"}, "C77": made})
	})
}
