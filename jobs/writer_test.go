package jobs

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// What somebody writes down while everything is being measured is in the standing
// afterwards, wherever the measure was just then.
func TestAMeasureDoesNotForgetWhatIsLearntMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newHouse(t, d), t.Context()
		imported(t, h, logFile(t, orderLog(2_000, 100, false)))
		drain(t, h)
		before, _, err := h.Book.Relationships(ctx, standings.Filter{Limit: 200})
		if err != nil || len(before) != 100 {
			t.Fatal(len(before), err)
		}
		h.stretch = 5
		said := false
		err = h.Measure(ctx, "by night", func(p queue.Progress) {
			if say.English.Fill(p.Note) != "measuring" || said {
				return
			}
			said = true
			err := h.DB.InTx(ctx, func(tx *db.Tx) error {
				var entries []clientele.Entry
				var rels []clientele.Relationship
				for _, r := range before {
					rels = append(rels, r.Relationship)
					entries = append(entries, clientele.Entry{Account: r.Account, By: 3, At: h.today().Instant(), Body: clientele.Order{}})
				}
				if _, err := h.Book.Append(ctx, tx, entries); err != nil {
					return err
				}
				return h.Renew(ctx, tx, rels, "an order by hand")
			})
			if err != nil {
				t.Error(err)
			}
		})
		if err != nil || !said {
			t.Fatal(said, err)
		}
		for _, was := range before {
			is, err := h.Book.Standing(ctx, was.Relationship)
			if err != nil || is.Orders != was.Orders+1 {
				t.Errorf("account %d: %d orders before, %d after one more, %v", was.Account, was.Orders, is.Orders, err)
			}
		}
	})
}
