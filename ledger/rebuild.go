package ledger

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// folded are the tables that Rebuild drops the rows of, and folds again.
var folded = []string{"histories", "overrules", "spans"}

// rebuildHistories is how many histories are held in memory at once: tens of megabytes.
const rebuildHistories = 50_000

// Rebuild folds everything that is folded again from the entries, in the order
// in which they were learnt, and counts the standings again. It is one
// transaction: until it ends, and if it is cut short, what was there stays.
// Standings are measured, not folded: they stay, with their course, until
// the next measure.
func (b *Book) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	return b.InTx(ctx, func(tx *db.Tx) error {
		last, err := tx.Take(ctx, b.ws, 0)
		if err != nil {
			return err
		}
		last-- // take gives the next
		total, err := db.One[int64](ctx, tx, "SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT) FROM spans WHERE workspace = ?", b.ws)
		if err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		undone, err := b.undone(ctx, tx)
		if err != nil {
			return err
		}
		for _, table := range folded {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ?", b.ws); err != nil {
				return fmt.Errorf("rebuild: drop %s: %w", table, err)
			}
		}
		if err := b.foldAll(ctx, tx, last, undone, func(done int64) {
			if progress != nil {
				progress(done, max(done, total))
			}
		}); err != nil {
			return err
		}
		return b.Recount(ctx, tx)
	})
}

// foldAll folds batch by batch; histories gather in memory until there are many. A fact
// is folded where the first word on it stands, by the word that holds.
func (b *Book) foldAll(ctx context.Context, tx *db.Tx, last clientele.ID, undone map[clientele.ID]bool, progress func(done int64)) error {
	if err := b.foldSame(ctx, tx); err != nil {
		return err
	}
	f, done := newFolding(), int64(0)
	err := b.entriesBetween(ctx, tx, 0, last, func(batch []entryRow) error {
		if len(f.histories) > rebuildHistories {
			if err := b.keep(ctx, tx, f); err != nil {
				return err
			}
			f = newFolding()
		}
		facts, err := b.factsOf(ctx, tx, f, batch, undone)
		if err != nil {
			return err
		}
		if err := b.reload(ctx, tx, f, facts); err != nil {
			return err
		}
		for _, e := range facts {
			f.add(e)
		}
		done += int64(len(batch))
		progress(done)
		return nil
	})
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return b.keep(ctx, tx, f)
}

// factsOf gives the facts of which the first word stands in a batch, and that count;
// every entry of the batch it counts for its import.
func (b *Book) factsOf(ctx context.Context, tx *db.Tx, f *folding, batch []entryRow, undone map[clientele.ID]bool) ([]clientele.Entry, error) {
	amended, err := b.amended(ctx, tx, batch, undone)
	if err != nil {
		return nil, err
	}
	var facts []clientele.Entry
	var accounts []clientele.ID
	for i := range batch {
		r := &batch[i]
		e, err := r.word()
		if err != nil {
			return nil, err
		}
		f.span(&e)
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
		if e.Rev = w.Rev; w.ID != r.ID {
			if e, err = w.word(); err != nil {
				return nil, err
			}
		}
		if tells(e.Body) {
			facts, accounts = append(facts, e), append(accounts, e.Account)
		}
	}
	same, err := b.sameOf(ctx, tx, accounts)
	for i := range facts {
		same.put(&facts[i])
	}
	return facts, err
}

// reload fetches what earlier rounds wrote of the accounts of a batch.
func (b *Book) reload(ctx context.Context, tx *db.Tx, f *folding, facts []clientele.Entry) error {
	var rels []clientele.Relationship
	for _, e := range facts {
		rel := clientele.Relationship{Account: e.Account, Line: e.Line}
		if f.histories[rel] == nil {
			rels = append(rels, rel)
		}
	}
	fresh := newFolding()
	if err := b.loadHistories(ctx, tx, distinct(rels), fresh); err != nil {
		return err
	}
	for rel, h := range fresh.histories {
		f.histories[rel] = h
	}
	return nil
}
