package ledger

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Ordered streams the orders that hold, of all accounts that stand open: what lies behind a wall
// tells nobody outside of it anything. It holds no transaction open between batches.
func (b *Book) Ordered(ctx context.Context) iter.Seq2[clientele.Entry, error] {
	return func(yield func(clientele.Entry, error) bool) {
		under, err := b.LinesUnder(ctx, b.d)
		if err != nil {
			yield(clientele.Entry{}, err)
			return
		}
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND id > ? AND kind = 'order'" +
			" AND import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ") AND NOT EXISTS (" + holdsInstead + ")" +
			" AND account NOT IN (SELECT a.id FROM accounts a WHERE a.workspace = ? AND a.wall <> 0)" +
			" AND account NOT IN (SELECT s.party FROM same s JOIN accounts a ON a.workspace = s.workspace AND a.id = s.canonical WHERE s.workspace = ? AND a.wall <> 0)" +
			" ORDER BY id LIMIT ?"
		for after := clientele.ID(0); ; {
			rows, err := db.All[entryRow](ctx, b.d, text, b.ws, after, b.ws, b.ws, b.ws, b.ws, batchRows)
			if err != nil {
				yield(clientele.Entry{}, fmt.Errorf("orders after %d: %w", after, err))
				return
			}
			for i := range rows {
				e, err := rows[i].word()
				if to, put := under[e.Line]; put {
					e.Line = to
				}
				if !yield(e, err) || err != nil {
					return
				}
				after = e.ID
			}
			if len(rows) < batchRows {
				return
			}
		}
	}
}
