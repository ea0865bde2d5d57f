package ledger

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// OfRecord gives the entries about a record, but for who read it and who was in touch, the latest first, before an id (0: from the newest).
func (b *Book) OfRecord(ctx context.Context, q db.Querier, ref clientele.Ref, before clientele.ID, limit int) ([]clientele.Entry, error) {
	text, args := "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND ref_type = ? AND ref_type <> '' AND ref_id = ? AND kind NOT IN ('read', 'interaction')",
		[]any{b.ws, ref.Type, ref.ID}
	if before > 0 {
		text, args = text+" AND id < ?", append(args, before)
	}
	rows, err := db.All[entryRow](ctx, q, text+" ORDER BY id DESC LIMIT ?", append(args, db.Bounded(limit))...)
	if err != nil {
		return nil, fmt.Errorf("entries of %s %d: %w", ref.Type, ref.ID, err)
	}
	return words(rows)
}

// EntryIn gives one entry, as a transaction sees it.
func (b *Book) EntryIn(ctx context.Context, q db.Querier, id clientele.ID) (clientele.Entry, error) {
	row, err := db.One[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id = ?", b.ws, id)
	if err != nil {
		return clientele.Entry{}, fmt.Errorf("entry %d: %w", id, err)
	}
	return row.word()
}

// ToldBy gives what an import of evidence told of records that were there, in the order of
// the entries, after one of them.
func (b *Book) ToldBy(ctx context.Context, q db.Querier, id, after clientele.ID, limit int) ([]clientele.Entry, error) {
	rows, err := db.All[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND import = ? AND import <> 0 AND kind = 'changed' AND id > ?"+
		" ORDER BY id LIMIT ?", b.ws, id, after, limit)
	if err != nil {
		return nil, fmt.Errorf("what import %d told: %w", id, err)
	}
	return words(rows)
}

// Keyed gives the entries of some keys that were made by hand.
func (b *Book) Keyed(ctx context.Context, q db.Querier, keys []string) ([]clientele.Entry, error) {
	var found []entryRow
	for _, list := range db.Lists(once(keys)) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND import = 0 AND key IN " + db.In(list)
		rows, err := db.All[entryRow](ctx, q, text, db.With(b.ws, list)...)
		if err != nil {
			return nil, fmt.Errorf("entries of %d keys: %w", len(keys), err)
		}
		found = append(found, rows...)
	}
	return words(found)
}

// Changes gives every change of the records of a type whose numbers lie after one and up to
// another: those of one record follow each other, in the order of the book.
func (b *Book) Changes(ctx context.Context, q db.Querier, typeName string, after, last clientele.ID) iter.Seq2[clientele.Entry, error] {
	return func(yield func(clientele.Entry, error) bool) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND ref_type = ? AND ref_type <> '' AND ref_id > ? AND ref_id <= ? AND kind = 'changed' ORDER BY ref_id, id"
		for row, err := range db.Each[entryRow](ctx, q, text, b.ws, typeName, after, last) {
			var e clientele.Entry
			if err == nil {
				e, err = row.word()
			}
			if err != nil {
				err = fmt.Errorf("changes of %s after %d: %w", typeName, after, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Went is into whom a party was merged, and the entry that says so.
type Went struct{ Into, Merge clientele.ID }

// Gone gives of the parties whose numbers lie after one and up to another those that were
// merged, with the one that each went into.
func (b *Book) Gone(ctx context.Context, q db.Querier, after, last clientele.ID) (map[clientele.ID]Went, error) {
	gone := map[clientele.ID]Went{}
	for row, err := range db.Each[sameRow](ctx, q, "SELECT "+sameColumns+" FROM same WHERE workspace = ? AND party > ? AND party <= ?", b.ws, after, last) {
		if err != nil {
			return nil, fmt.Errorf("who was merged after %d: %w", after, err)
		}
		gone[row.Party] = Went{row.Stays, row.Merge}
	}
	return gone, nil
}
