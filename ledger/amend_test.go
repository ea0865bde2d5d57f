package ledger_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

func retainer(account clientele.ID, end string) clientele.Entry {
	return clientele.Entry{Account: account, Key: "engagement/crm/R-1", At: at("2024-01-01"), Body: clientele.Engagement{
		Kind: clientele.Retainer, Ref: "R-1", Start: dayOf("2024-01-01"), End: dayOf(end), Fee: clientele.Money{Minor: 50_000, Currency: "EUR"}, Period: clientele.Monthly}}
}

// A later export brings the end of an agreement; an older one read again does not take
// it away; undoing the later one does.
func TestALaterExportAmends(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		end := func(want string) {
			t.Helper()
			history, err := h.book.History(ctx, clientele.Relationship{Account: a})
			h.must(err)
			if len(history.Engaged) != 1 || history.Engaged[0].End != dayOf(want) || len(h.timeline(a)) != 1 {
				t.Errorf("%+v, %d entries; want the end %q", history.Engaged, len(h.timeline(a)), want)
			}
		}
		h.append(imported(h.begin("may.csv"), retainer(a, ""))...)
		end("")
		june := h.begin("june.csv")
		r := h.append(imported(june, retainer(a, "2024-06-30"), retainer(a, "2024-07-31"))...)
		if r.Amended != 1 || r.Added != 0 || r.Known != 1 || len(r.Differs) != 1 || !cmp.Equal(r.Touched, []clientele.Relationship{{Account: a}}) {
			t.Errorf("june: %+v", r)
		}
		end("2024-06-30")
		if r := h.append(imported(june, retainer(a, "2024-07-31"))...); r.Amended != 0 || len(r.Differs) != 1 {
			t.Errorf("another row of the same file, later: %+v", r)
		}
		if r := h.append(imported(h.begin("may again.csv"), retainer(a, ""))...); r.Known != 1 || len(r.Differs) != 0 {
			t.Errorf("an older export again: %+v", r)
		}
		end("2024-06-30")
		words, err := h.book.Revisions(ctx, h.timeline(a)[0].ID)
		h.must(err)
		if len(words) != 2 || words[1].Rev != 2 || words[1].Fact != words[0].ID || words[0].Fact != words[0].ID {
			t.Errorf("%+v", words)
		}
		_, err = h.book.UndoImport(ctx, june, "Ada")
		h.must(err)
		end("")
		_, err = h.book.RedoImport(ctx, june, "Ada")
		h.must(err)
		end("2024-06-30")
	})
}

// An amendment may say that something was another account's; until the import is whole
// neither of the two knows of it.
func TestAnAmendmentMovesAFact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a, b := h.account("A"), h.account("B")
		orders := func(wantA, wantB int) {
			t.Helper()
			ha, _ := h.book.History(ctx, clientele.Relationship{Account: a})
			hb, _ := h.book.History(ctx, clientele.Relationship{Account: b})
			if ha.Orders() != wantA || hb.Orders() != wantB || len(h.timeline(a)) != wantA || len(h.timeline(b)) != wantB {
				t.Errorf("%d and %d orders, %d and %d entries; want %d and %d", ha.Orders(), hb.Orders(), len(h.timeline(a)), len(h.timeline(b)), wantA, wantB)
			}
		}
		h.append(order(a, "1", "2026-01-01", 100))
		var i clientele.ID
		h.inTx(func(ctx context.Context, tx *db.Tx) (err error) {
			i, err = h.book.BeginImport(ctx, tx, ledger.Import{File: "later.csv"})
			return err
		})
		if r := h.append(imported(i, order(b, "1", "2026-01-01", 100), order(b, "1", "2026-01-01", 100))...); r.Known != 2 {
			t.Errorf("under another number of the account: %+v", r)
		}
		if r := h.append(imported(i, order(b, "1", "2026-01-01", 200))...); r.Amended != 1 {
			t.Errorf("%+v", r)
		}
		orders(1, 0)
		h.must(h.book.FinishImport(ctx, ledger.Import{ID: i}))
		orders(0, 1)
		h.must(h.book.Rebuild(ctx, nil))
		orders(0, 1)
		_, err := h.book.UndoImport(ctx, i, "Ada")
		h.must(err)
		orders(1, 0)
	})
}

func call(account clientele.ID, on, text string) clientele.Entry {
	return clientele.Entry{Account: account, At: at(on), By: 3, Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.In, Person: "Zoë", Text: text}}
}

// What was written down by hand is corrected, removed, and brought back.
func TestAmendByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		id := h.append(call(a, "2026-03-01", "about the oak")).First
		amend := func(m ledger.Amendment) error {
			return h.book.InTx(ctx, func(tx *db.Tx) error {
				m.Entry, m.By = id, 4
				_, err := h.book.Amend(ctx, tx, m)
				return err
			})
		}
		contacts := func(days ...clientele.Day) {
			t.Helper()
			history, _ := h.book.History(ctx, clientele.Relationship{Account: a})
			var got []clientele.Day
			for _, c := range history.Contacts {
				got = append(got, c.Day)
			}
			if !cmp.Equal(got, days) || len(h.timeline(a)) != len(days) {
				t.Errorf("contact on %v, %d entries; want %v", got, len(h.timeline(a)), days)
			}
		}
		beech := clientele.Interaction{Channel: clientele.Call, Text: "about the beech"}
		h.must(amend(ledger.Amendment{Body: beech, At: at("2026-03-05")}))
		contacts(dayOf("2026-03-05"))
		if e := h.timeline(a)[0]; e.Rev != 2 || e.Fact != id || e.By != 4 || !cmp.Equal(e.Body, clientele.Body(beech)) {
			t.Errorf("%+v", e)
		}
		h.must(amend(ledger.Amendment{Body: clientele.Struck{Reason: "it was their sister"}}))
		contacts()
		if err := amend(ledger.Amendment{Body: clientele.Struck{}}); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("removed twice: %v", err)
		}
		h.must(amend(ledger.Amendment{Body: beech}))
		contacts(dayOf("2026-03-05"))
		for name, m := range map[string]ledger.Amendment{
			"becomes an order":   {Body: clientele.Order{}},
			"in 1850":            {Body: beech, At: at("1850-01-01")},
			"the day after next": {Body: beech, At: at("2026-04-02")},
		} {
			if k := clientele.KindOf(amend(m)); k != clientele.Conflict && k != clientele.Invalid {
				t.Errorf("%s: %q", name, k)
			}
		}
		contacts(dayOf("2026-03-05"))
		words, err := h.book.Revisions(ctx, h.timeline(a)[0].ID)
		if err != nil || len(words) != 4 || words[0].Body.(clientele.Interaction).Text != "about the oak" {
			t.Errorf("%+v, %v", words, err)
		}
		brought := h.append(imported(h.begin("calls.csv"), clientele.Entry{Account: a, Key: "call/1", At: at("2026-03-01"), Body: beech})...)
		id = brought.First
		if err := amend(ledger.Amendment{Body: beech}); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("what came with an import was amended: %v", err)
		}
	})
}

func TestContactIsDatedInTheLifeOfAFirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a := h.account("A")
		for on, want := range map[string]clientele.FaultKind{"1850-06-01": clientele.Invalid, "1969-12-31": clientele.Invalid, "1970-01-01": "",
			"2026-03-31": "", "2026-04-01": "", "2026-04-02": clientele.Invalid} {
			err := h.book.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := h.book.Append(t.Context(), tx, []clientele.Entry{call(a, on, "")})
				return err
			})
			if (want == "") != (err == nil) || want != "" && clientele.KindOf(err) != want {
				t.Errorf("%s: %v", on, err)
			}
		}
	})
}
