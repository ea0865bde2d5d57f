package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// Several who bring the same file at once add every fact once, and make every account once.
func TestTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		const writers, batches, size = 4, 6, 25
		added := make([]int, writers)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for b := range batches {
					n, err := h.bring(t.Context(), (b+w)%batches, size)
					if err != nil {
						t.Error(err)
						return
					}
					added[w] += n
				}
			})
		}
		wg.Wait()
		sum := 0
		for _, n := range added {
			sum += n
		}
		facts, err := h.book.Facts(t.Context())
		if err != nil || sum != batches*size || facts.Entries != batches*size || facts.Accounts != size {
			t.Errorf("added %d, %+v, %v", sum, facts, err)
		}
		if problems, err := h.book.Check(t.Context()); len(problems) > 0 || err != nil {
			t.Error(problems, err)
		}
		if facts.Relationships != size {
			t.Errorf("%d standings are counted", facts.Relationships)
		}
	})
}

// bring resolves, appends and measures one batch of a file.
func (h house) bring(ctx context.Context, b, size int) (added int, err error) {
	err = h.book.InTx(ctx, func(tx *db.Tx) error {
		var whos []clientele.Who
		for i := range size {
			whos = append(whos, clientele.Who{Key: fmt.Sprint("C", i)})
		}
		ids, _, err := h.dir.Resolve(ctx, tx, 1, whos)
		if err != nil {
			return err
		}
		var entries []clientele.Entry
		var standings []clientele.Standing
		for i, id := range ids {
			entries = append(entries, order(id, fmt.Sprint(b, "/", i), "2026-01-01", 100))
			standings = append(standings, standing(id, clientele.Kinds[b%3]))
		}
		var r ledger.Receipt
		if r, err = h.book.Append(ctx, tx, entries); err != nil {
			return err
		}
		added = r.Added
		_, err = h.book.KeepStandings(ctx, tx, standings, "test")
		return err
	})
	return added, err
}
