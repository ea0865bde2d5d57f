package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// ContactsIn gives the contacts with some accounts that the book learnt of after a
// moment, by id, as a transaction sees them. What was said in them stays sealed.
func (b *Book) ContactsIn(ctx context.Context, tx *db.Tx, accounts []clientele.ID, learntAfter clientele.Instant) ([]clientele.Entry, error) {
	return b.contacts(ctx, tx, accounts, db.Expr{Text: " AND learnt > ?", Args: []any{learntAfter}})
}

// HandContacts gives the contacts with some accounts that people wrote down and that were between two
// moments, the second left out, by id, as a transaction sees them.
func (b *Book) HandContacts(ctx context.Context, tx *db.Tx, accounts []clientele.ID, from, to clientele.Instant) ([]clientele.Entry, error) {
	return b.contacts(ctx, tx, accounts, db.Expr{Text: " AND at >= ? AND at < ? AND import = 0", Args: []any{from, to}})
}

// DaysSaid are the days that the words on the fact of an entry ever named, as a transaction sees them.
func (b *Book) DaysSaid(ctx context.Context, tx *db.Tx, entry clientele.ID) ([]clientele.Day, error) {
	days, err := db.All[clientele.Day](ctx, tx, "SELECT DISTINCT day FROM entries WHERE workspace = ? AND key = (SELECT key FROM entries WHERE workspace = ? AND id = ?)", b.ws, b.ws, entry)
	if err != nil {
		return nil, fmt.Errorf("days of the fact of entry %d: %w", entry, err)
	}
	return days, nil
}

// contacts are those with some accounts of which more is true.
func (b *Book) contacts(ctx context.Context, tx *db.Tx, accounts []clientele.ID, more db.Expr) ([]clientele.Entry, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return nil, err
	}
	same, err := b.sameOf(ctx, tx, accounts)
	if err != nil {
		return nil, err
	}
	var rows []entryRow
	for _, list := range db.Lists(same.members(accounts)) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + db.In(list) + " AND kind = 'interaction'" + more.Text
		args := append(db.With(b.ws, list), more.Args...)
		for row, err := range db.Each[entryRow](ctx, tx, text, args...) {
			if err != nil {
				return nil, fmt.Errorf("contacts: %w", err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
	}
	amended, err := b.amended(ctx, tx, rows, undone)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b entryRow) int { return cmp.Compare(a.ID, b.ID) })
	var found []clientele.Entry
	for _, r := range rows {
		words, many := amended[r.Key]
		if w := holds(words); many && (w == nil || w.ID != r.ID) {
			continue
		}
		e, err := r.word()
		if err != nil {
			return nil, fmt.Errorf("contacts: %w", err)
		}
		same.put(&e)
		found = append(found, e)
	}
	return found, nil
}
