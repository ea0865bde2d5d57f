package ledger

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Orders streams the orders that count, by the words that hold, under the accounts and lines that
// they go under. It holds no transaction open between batches.
func (b *Book) Orders(ctx context.Context, each func(clientele.Entry) error) error {
	undone, err := b.undone(ctx, b.d)
	if err != nil {
		return err
	}
	for after := clientele.ID(0); ; {
		rows, err := db.All[entryRow](ctx, b.d, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id > ? AND kind = 'order' ORDER BY id LIMIT ?", b.ws, after, batchRows)
		if err != nil {
			return fmt.Errorf("orders after %d: %w", after, err)
		}
		if len(rows) == 0 {
			return nil
		}
		after = rows[len(rows)-1].ID
		facts, err := b.holdingOf(ctx, rows, undone)
		if err != nil {
			return err
		}
		for _, e := range facts {
			if err := each(e); err != nil {
				return err
			}
		}
	}
}

// holdingOf gives, of facts whose first word stands in a batch, the word that holds.
func (b *Book) holdingOf(ctx context.Context, batch []entryRow, undone map[clientele.ID]bool) (facts []clientele.Entry, err error) {
	amended, err := b.amended(ctx, b.d, batch, undone)
	if err != nil {
		return nil, err
	}
	var accounts []clientele.ID
	for i := range batch {
		r := &batch[i]
		if r.Fact != r.ID {
			continue
		}
		words, many := amended[r.Key]
		if !many && !undone[r.Import] {
			words = batch[i : i+1]
		}
		w := holds(words)
		if w == nil {
			continue
		}
		e, err := w.word()
		if err != nil {
			return nil, err
		}
		facts, accounts = append(facts, e), append(accounts, e.Account)
	}
	same, err := b.sameOf(ctx, b.d, accounts)
	for i := range facts {
		same.put(&facts[i])
	}
	return facts, err
}
