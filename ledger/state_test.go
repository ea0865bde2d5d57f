package ledger_test

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// What a record says of a fact holds as it is said last, also where it was said before; what
// stands so already adds nothing; taken away it is gone, and may come back, for another account too.
func TestARecordStatesAFact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a, b := h.account("A"), h.account("B")
		for i, of := range []clientele.ID{a, b} {
			h.append(clientele.Entry{Account: of, Key: []string{"order/1", "order/2"}[i], At: at("2024-01-01"), Body: clientele.Order{}})
		}
		state := func(words int, touched int, e clientele.Entry) {
			t.Helper()
			var r ledger.Receipt
			h.must(d.InTx(ctx, func(tx *db.Tx) (err error) {
				r, err = h.book.State(ctx, tx, []clientele.Entry{e})
				return err
			}))
			if r.Added+r.Amended != words || len(r.Touched) != touched {
				t.Errorf("%+v; want %d words and %d touched", r, words, touched)
			}
		}
		ends := func(account clientele.ID, want ...string) {
			t.Helper()
			history, err := h.book.History(ctx, clientele.Relationship{Account: account})
			h.must(err)
			if len(history.Engaged) != len(want) || len(want) > 0 && history.Engaged[0].End != dayOf(want[0]) {
				t.Errorf("%+v; want the ends %q", history.Engaged, want)
			}
		}
		gone := retainer(a, "")
		gone.Body = clientele.Struck{}
		state(0, 0, gone)
		state(1, 1, retainer(a, ""))
		state(0, 0, retainer(a, ""))
		state(1, 1, retainer(a, "2024-06-30"))
		ends(a, "2024-06-30")
		state(1, 1, retainer(a, ""))
		ends(a, "")
		state(1, 1, gone)
		state(0, 0, gone)
		ends(a)
		state(1, 1, retainer(a, ""))
		state(1, 2, retainer(b, ""))
		ends(a)
		ends(b, "")
	})
}
