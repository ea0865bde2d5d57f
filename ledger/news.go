package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// tell lets whoever follows the book know that something in it begins or ceases to count.
func (b *Book) tell(ctx context.Context, tx *db.Tx) error {
	if b.Heard == nil {
		return nil
	}
	return b.Heard(ctx, tx)
}

// saysByHand says that some of what was written by hand is contact, or removes some.
func saysByHand(fresh []written) bool {
	return slices.ContainsFunc(fresh, func(w written) bool { return w.Import == 0 && saying(w.Body.EntryKind()) })
}

func saying(k clientele.EntryKind) bool {
	return k == clientele.KindInteraction || k == clientele.KindStruck
}

type saidRow struct {
	ID      clientele.ID        `db:"id"`
	Account clientele.ID        `db:"account"`
	Kind    clientele.EntryKind `db:"kind"`
	Import  clientele.ID        `db:"import"`
}

// SaidAfter are the accounts with which contact was written down by hand, corrected or
// removed after an entry, and the last of the entries looked at; that entry where there is
// none. It looks at no more than a few thousand.
func (b *Book) SaidAfter(ctx context.Context, tx *db.Tx, after clientele.ID) (accounts []clientele.ID, last clientele.ID, err error) {
	last = after
	for r, err := range db.Each[saidRow](ctx, tx, "SELECT id, account, kind, import FROM entries WHERE workspace = ? AND id > ? ORDER BY id LIMIT ?", b.ws, after, batchRows) {
		if err != nil {
			return nil, after, fmt.Errorf("what was said after %d: %w", after, err)
		}
		last = r.ID
		if r.Import == 0 && r.Account != 0 && saying(r.Kind) {
			accounts = append(accounts, r.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts), last, nil
}

// SaidBy are the accounts after one of them with which an import brought contact, in order.
func (b *Book) SaidBy(ctx context.Context, tx *db.Tx, id, after clientele.ID, limit int) ([]clientele.ID, error) {
	accounts, err := db.All[clientele.ID](ctx, tx, "SELECT DISTINCT account FROM entries WHERE workspace = ? AND import = ? AND import <> 0 AND account > ? AND kind = 'interaction' ORDER BY account LIMIT ?",
		b.ws, id, after, limit)
	if err != nil {
		return nil, fmt.Errorf("what import %d says: %w", id, err)
	}
	return accounts, nil
}

// Said is the contact with some accounts that counts, each fact by the word that holds, under
// the account by which they go; and these accounts with all who are the same.
func (b *Book) Said(ctx context.Context, tx *db.Tx, accounts []clientele.ID) (said []clientele.Entry, whose []clientele.ID, err error) {
	same, err := b.sameOf(ctx, tx, accounts)
	if err != nil {
		return nil, nil, err
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	whose = append(same.members(accounts), same.canonicals(accounts)...)
	slices.Sort(whose)
	whose = slices.Compact(whose)
	var rows []entryRow
	for _, list := range db.Lists(whose) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + db.In(list) + " AND kind = 'interaction'"
		for row, err := range db.Each[entryRow](ctx, tx, text, db.With(b.ws, list)...) {
			if err != nil {
				return nil, nil, fmt.Errorf("what was said with %d accounts: %w", len(accounts), err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
	}
	amended, err := b.amended(ctx, tx, rows, undone)
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(rows, func(a, b entryRow) int { return cmp.Compare(a.ID, b.ID) })
	for i := range rows {
		words, many := amended[rows[i].Key]
		if w := holds(words); many && (w == nil || w.ID != rows[i].ID) {
			continue
		}
		e, err := rows[i].word()
		if err != nil {
			return nil, nil, err
		}
		same.put(&e)
		said = append(said, e)
	}
	return said, whose, nil
}
