package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// keyed is an entry among those of its key.
type keyed struct {
	Key      string              `db:"key"`
	ID       clientele.ID        `db:"id"`
	Fact     clientele.ID        `db:"fact"`
	Revision int                 `db:"revision"`
	Import   clientele.ID        `db:"import"`
	Account  clientele.ID        `db:"account"`
	Kind     clientele.EntryKind `db:"kind"`
	Content  []byte              `db:"content_hash"`
}

// ofKeys gives all entries of some keys, counting or not, by revision.
func (b *Book) ofKeys(ctx context.Context, q db.Querier, keys []string) (map[string][]keyed, error) {
	found := map[string][]keyed{}
	for _, list := range db.Lists(keys) {
		text := "SELECT key, id, fact, revision, import, account, kind, content_hash FROM entries WHERE workspace = ? AND key IN " + in(list)
		for row, err := range db.Each[keyed](ctx, q, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for %d keys: %w", len(keys), err)
			}
			found[row.Key] = append(found[row.Key], row)
		}
	}
	for _, rows := range found {
		slices.SortFunc(rows, func(a, b keyed) int { return cmp.Compare(a.Revision, b.Revision) })
	}
	return found, nil
}

// amended gives the later words on the facts of some rows, those that count.
func (b *Book) amended(ctx context.Context, q db.Querier, rows []entryRow, undone map[clientele.ID]bool) (map[string][]entryRow, error) {
	any, err := db.One[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM entries WHERE workspace = ? AND revision > 1)", b.ws)
	if err != nil || !any {
		return nil, err
	}
	keys := make([]string, len(rows))
	for i := range rows {
		keys[i] = rows[i].Key
	}
	later := map[string][]entryRow{}
	for _, list := range db.Lists(keys) {
		for row, err := range db.Each[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND revision > 1 AND key IN "+in(list), with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for amended facts: %w", err)
			}
			if !undone[row.Import] {
				later[row.Key] = append(later[row.Key], row)
			}
		}
	}
	return later, nil
}

// holds gives the word that holds of some on a fact: the highest revision; nil where
// none counts, or where the fact was struck.
func holds(words []entryRow) *entryRow {
	if len(words) == 0 {
		return nil
	}
	w := slices.MaxFunc(words, func(a, b entryRow) int { return cmp.Compare(a.Revision, b.Revision) })
	if w.Kind == clientele.KindStruck {
		return nil
	}
	return &w
}

// foldAccounts folds every fact of some canonical accounts that counts: each by the
// word that holds, in the place of the first word on it.
func (b *Book) foldAccounts(ctx context.Context, q db.Querier, accounts []clientele.ID, undone map[clientele.ID]bool) (*folding, error) {
	f := newFolding()
	var rows []entryRow
	same, err := b.sameOf(ctx, q, accounts)
	if err != nil {
		return nil, err
	}
	for _, list := range db.Lists(same.members(accounts)) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + in(list)
		for row, err := range db.Each[entryRow](ctx, q, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("read entries of %d accounts: %w", len(accounts), err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
	}
	later, err := b.amended(ctx, q, rows, undone)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r entryRow) bool {
		return r.Kind == clientele.KindStruck || slices.ContainsFunc(later[r.Key], func(l entryRow) bool { return l.Revision > r.Revision })
	})
	slices.SortFunc(rows, func(a, b entryRow) int { return cmp.Compare(a.Fact, b.Fact) })
	for i := range rows {
		e, err := rows[i].word()
		if err != nil {
			return nil, err
		}
		e.Account = same.canonical(e.Account)
		f.add(e)
	}
	return f, nil
}

// again folds accounts again from their entries, with all whom they were merged with,
// and gives the relationships that they have now.
func (b *Book) again(ctx context.Context, tx *db.Tx, accounts []clientele.ID) ([]clientele.Relationship, error) {
	same, err := b.sameOf(ctx, tx, accounts)
	if err != nil {
		return nil, err
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return nil, err
	}
	f, err := b.foldAccounts(ctx, tx, same.canonicals(accounts), undone)
	if err != nil {
		return nil, err
	}
	rels := make([]clientele.Relationship, 0, len(f.histories))
	for rel := range f.histories {
		rels = append(rels, rel)
	}
	return distinct(rels), b.replace(ctx, tx, append(same.members(accounts), same.canonicals(accounts)...), f)
}
