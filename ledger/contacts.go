package ledger

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// ContactsIn gives the contacts with some accounts that the book learnt of after a
// moment, by id, as a transaction sees them. What was said in them stays sealed.
func (b *Book) ContactsIn(ctx context.Context, tx *db.Tx, accounts []clientele.ID, learntAfter clientele.Instant) ([]clientele.Entry, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return nil, err
	}
	var found []clientele.Entry
	for _, list := range db.Lists(accounts) {
		rows, err := b.rowsOf(ctx, tx, "account IN "+in(list)+" AND learnt > ?", append(list, learntAfter), undone)
		if err != nil {
			return nil, err
		}
		for _, r := range lastWords(rows) {
			if r.Kind != clientele.KindInteraction {
				continue
			}
			e, err := r.word()
			if err != nil {
				return nil, fmt.Errorf("contacts: %w", err)
			}
			found = append(found, e)
		}
	}
	return found, nil
}
