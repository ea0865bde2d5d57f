package ledger

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// keyed is an entry among those of its key.
type keyed struct {
	Key     string              `db:"key"`
	ID      clientele.ID        `db:"id"`
	Fact    clientele.ID        `db:"fact"`
	Rev     int                 `db:"revision"`
	Import  clientele.ID        `db:"import"`
	Account clientele.ID        `db:"account"`
	Kind    clientele.EntryKind `db:"kind"`
	Content []byte              `db:"content_hash"`
}

// once gives keys each once, in order. What is read list by list (db.Lists) would be found again for a key
// that stands in two of them, and counted as a further word.
func once(keys []string) []string { return slices.Compact(slices.Sorted(slices.Values(keys))) }

// ofKeys gives all entries of some keys, counting or not, by revision.
func (b *Book) ofKeys(ctx context.Context, q db.Querier, keys []string) (map[string][]keyed, error) {
	found := map[string][]keyed{}
	for _, list := range db.Lists(once(keys)) {
		text := "SELECT key, id, fact, revision, import, account, kind, content_hash FROM entries WHERE workspace = ? AND key IN " + db.In(list)
		for row, err := range db.Each[keyed](ctx, q, text, db.With(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for %d keys: %w", len(keys), err)
			}
			found[row.Key] = append(found[row.Key], row)
		}
	}
	for _, rows := range found {
		slices.SortFunc(rows, func(a, b keyed) int { return cmp.Compare(a.Rev, b.Rev) })
	}
	return found, nil
}

// amended gives every word that counts on those facts of some rows that have more than one word.
func (b *Book) amended(ctx context.Context, q db.Querier, rows []entryRow, undone map[clientele.ID]bool) (map[string][]entryRow, error) {
	any, err := db.One[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM entries WHERE workspace = ? AND revision > 1)", b.ws)
	if err != nil || !any {
		return nil, err
	}
	keys := make([]string, len(rows))
	for i := range rows {
		keys[i] = rows[i].Key
	}
	var many []string
	for _, list := range db.Lists(once(keys)) {
		some, err := db.All[string](ctx, q, "SELECT DISTINCT key FROM entries WHERE workspace = ? AND revision > 1 AND key IN "+db.In(list), db.With(b.ws, list)...)
		if err != nil {
			return nil, fmt.Errorf("look for amended facts: %w", err)
		}
		many = append(many, some...)
	}
	words := map[string][]entryRow{}
	for _, list := range db.Lists(many) {
		for row, err := range db.Each[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND key IN "+db.In(list)+" ORDER BY key, revision", db.With(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for amended facts: %w", err)
			}
			if counted := words[row.Key]; undone[row.Import] {
				words[row.Key] = counted
			} else {
				words[row.Key] = append(counted, row)
			}
		}
	}
	return words, nil
}

// holds gives, of the words that count on a fact, the one that holds, in their order: the
// last; nil where there is none, or where the fact was struck. As its revision it bears
// its place among those that count, so that a history knows whether it was the first
// that we heard: that of the first of those before it that say the very same, as two imports
// of one file do, and it was learnt with that one.
func holds(words []entryRow) *entryRow {
	if len(words) == 0 || words[len(words)-1].Kind == clientele.KindStruck {
		return nil
	}
	w, first := words[len(words)-1], len(words)-1
	for first > 0 && words[first-1].Kind == w.Kind && bytes.Equal(words[first-1].Content, w.Content) {
		first--
	}
	w.Rev, w.Learnt = first+1, words[first].Learnt
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
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + db.In(list)
		for row, err := range db.Each[entryRow](ctx, q, text, db.With(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("read entries of %d accounts: %w", len(accounts), err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
	}
	amended, err := b.amended(ctx, q, rows, undone)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r entryRow) bool {
		words, many := amended[r.Key]
		w := holds(words)
		return many && (w == nil || w.ID != r.ID)
	})
	for i := range rows {
		rows[i].Rev = 1
		if w := holds(amended[rows[i].Key]); w != nil {
			rows[i].Rev, rows[i].Learnt = w.Rev, w.Learnt
		}
	}
	slices.SortFunc(rows, func(a, b entryRow) int { return cmp.Compare(a.Fact, b.Fact) })
	for i := range rows {
		e, err := rows[i].word()
		if err != nil {
			return nil, err
		}
		same.put(&e)
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

// Sources are the systems whose ids the imports brought, as keys name them.
func (b *Book) Sources(ctx context.Context) ([]string, error) {
	return db.All[string](ctx, b.d, "SELECT DISTINCT source FROM imports WHERE workspace = ? AND source <> '' ORDER BY source", b.ws)
}

// Holding gives the facts that have one of some keys and count, each by the word that holds.
func (b *Book) Holding(ctx context.Context, keys []string) ([]clientele.Entry, error) {
	return b.HoldingIn(ctx, b.d, keys)
}

// HoldingIn is Holding within a transaction.
func (b *Book) HoldingIn(ctx context.Context, q db.Querier, keys []string) ([]clientele.Entry, error) {
	var found []entryRow
	for _, list := range db.Lists(once(keys)) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND key IN " + db.In(list) + " AND kind <> 'struck'" +
			" AND import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ") AND NOT EXISTS (" + holdsInstead + ")"
		rows, err := db.All[entryRow](ctx, q, text, append(db.With(b.ws, list), b.ws, b.ws)...)
		if err != nil {
			return nil, fmt.Errorf("facts of %d keys: %w", len(keys), err)
		}
		found = append(found, rows...)
	}
	return words(found)
}
