package ledger_test

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Who moved is those whose kind changed within a period, the latest first, and as many as
// the movements count.
func TestWhoMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a, b := h.account("A"), h.account("B")
		keep := func(on string, kinds map[clientele.ID]clientele.Kind) {
			t.Helper()
			var all []clientele.Standing
			for id, k := range kinds {
				all = append(all, clientele.Standing{Relationship: clientele.Relationship{Account: id}, Kind: k, Stage: clientele.Retention, Trend: clientele.Steady, AsOf: dayOf(on), HorizonDays: 365})
			}
			if err := h.book.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := h.book.KeepStandings(t.Context(), tx, all, "a test")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		keep("2026-01-31", map[clientele.ID]clientele.Kind{a: clientele.Customer, b: clientele.Customer})
		keep("2026-02-28", map[clientele.ID]clientele.Kind{a: clientele.Client, b: clientele.Customer})
		keep("2026-03-31", map[clientele.ID]clientele.Kind{a: clientele.Client, b: clientele.Client})
		if began, err := h.book.For(access.System("a test")).Began(t.Context()); err != nil || began != dayOf("2026-01-31") {
			t.Errorf("measured since %v, %v", began, err)
		}
		for _, c := range []struct {
			ask  standings.Moves
			want []clientele.ID
		}{
			{standings.Moves{Was: clientele.Customer, Is: clientele.Client, Since: dayOf("2026-02-01"), Upon: dayOf("2026-03-31")}, []clientele.ID{b, a}},
			{standings.Moves{Was: clientele.Customer, Is: clientele.Client, Since: dayOf("2026-02-01"), Upon: dayOf("2026-03-30")}, []clientele.ID{a}},
			{standings.Moves{Is: clientele.Customer, Since: dayOf("2026-01-01"), Upon: dayOf("2026-01-31")}, []clientele.ID{b, a}},
			{standings.Moves{Since: dayOf("2026-01-01"), Upon: dayOf("2026-03-31")}, []clientele.ID{b, a, b, a}},
			{standings.Moves{Was: clientele.Client, Is: clientele.Customer, Since: dayOf("2026-01-01"), Upon: dayOf("2026-03-31")}, nil},
		} {
			found, err := h.book.For(access.System("a test")).Moved(t.Context(), c.ask)
			if err != nil {
				t.Fatal(err)
			}
			var got []clientele.ID
			for _, one := range found {
				got = append(got, one.Account)
			}
			if len(got) != len(c.want) {
				t.Errorf("%+v: %v, want %v", c.ask, got, c.want)
				continue
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%+v: %v, want %v", c.ask, got, c.want)
				}
			}
		}
	})
}
