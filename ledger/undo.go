package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// UndoImport takes an import back: what it brought stays in the book and counts
// no more. Histories are folded again, and standings of relationships of which
// nothing is left go; the others are for the caller to measure again. It gives the
// number of accounts affected. What was cut short, by kill -9 too, goes on when
// it is called again.
func (b *Book) UndoImport(ctx context.Context, id clientele.ID, by string) (affected int, err error) {
	return b.turn(ctx, id, by, Undoing, func(tx *db.Tx, i Import) error {
		switch i.State {
		case WasUndone:
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.undone-already"), Where: i.File}
		case Redoing:
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.being-redone"), Where: i.File, Remedy: clientele.Tell("ledger.wait")}
		}
		return nil
	})
}

// RedoImport lets an undone import count again. Where another import has brought the
// same facts since, that one's word on them holds, as the later one.
func (b *Book) RedoImport(ctx context.Context, id clientele.ID, by string) (affected int, err error) {
	return b.turn(ctx, id, by, Redoing, func(tx *db.Tx, i Import) error {
		switch i.State {
		case WasUndone, Stopped:
			if !i.Complete {
				return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.only-part"), Where: i.File, Remedy: clientele.Tell("ledger.only-part-remedy")}
			}
			return nil
		case Undoing:
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.being-undone"), Where: i.File, Remedy: clientele.Tell("ledger.wait")}
		}
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.not-undone"), Where: i.File}
	})
}

// Resume finishes what undo and redo left half done when the program ended, and
// says how many imports that were: whom they touch is to be measured again.
func (b *Book) Resume(ctx context.Context) (resumed int, err error) {
	left, err := db.All[importRow](ctx, b.d, "SELECT "+importColumns+" FROM imports WHERE workspace = ? AND state IN ('undoing', 'redoing') ORDER BY id", b.ws)
	if err != nil {
		return 0, fmt.Errorf("look for half-undone imports: %w", err)
	}
	for _, i := range left {
		_, err := b.refold(ctx, i.ID, i.State)
		if clientele.KindOf(err) == clientele.Conflict {
			continue // another process is at it, and will finish it
		}
		if err != nil {
			return resumed, err
		}
		resumed++
	}
	return resumed, nil
}

// turn changes the state, which is when the entries cease or begin to count, and
// then folds again whom it touches.
func (b *Book) turn(ctx context.Context, id clientele.ID, by, to string, allowed func(*db.Tx, Import) error) (int, error) {
	err := b.InTx(ctx, func(tx *db.Tx) error {
		act, err := tx.Take(ctx, b.ws, 1)
		if err != nil {
			return err
		}
		i, err := b.importIn(ctx, tx, id)
		if err != nil || i.State == to { // it was cut short: go on
			return err
		}
		if err := allowed(tx, i); err != nil {
			return err
		}
		undone := b.now()
		if to == Redoing {
			undone = 0
		}
		if _, err := tx.Exec(ctx, "UPDATE imports SET state = ?, undone = ?, refolded = 0 WHERE workspace = ? AND id = ?", to, undone, b.ws, id); err != nil {
			return fmt.Errorf("import %d: %w", id, err)
		}
		return b.noteAct(ctx, tx, importAct{act, id, to, by})
	})
	if err != nil {
		return 0, err
	}
	return b.refold(ctx, id, to)
}

// accountsTouched gives the accounts of an import, in order: those of its entries, and
// those of other words on the same facts, which hold where the import does not count.
func (b *Book) accountsTouched(ctx context.Context, id clientele.ID) ([]clientele.ID, error) {
	accounts, err := db.All[clientele.ID](ctx, b.d, "SELECT DISTINCT account FROM entries WHERE workspace = ? AND import = ? AND import <> 0 AND account > 0 ORDER BY account", b.ws, id)
	if err != nil {
		return nil, fmt.Errorf("accounts of import %d: %w", id, err)
	}
	// CROSS JOIN: from its entries to the later words on their facts, and from there to all.
	others, err := db.All[clientele.ID](ctx, b.d, "SELECT DISTINCT o.account FROM entries i CROSS JOIN entries a CROSS JOIN entries o WHERE i.workspace = ? AND i.import = ? AND i.import <> 0"+
		" AND a.workspace = i.workspace AND a.key = i.key AND a.revision > 1 AND o.workspace = i.workspace AND o.key = i.key AND o.account > 0", b.ws, id)
	if err != nil {
		return nil, fmt.Errorf("facts that import %d shares: %w", id, err)
	}
	same, err := b.sameOf(ctx, b.d, append(accounts, others...))
	if err != nil {
		return nil, err
	}
	return same.canonicals(append(accounts, others...)), nil
}

const refoldAccounts = 512

// refold folds the accounts of an import again, batch by batch, and remembers
// after each how far it came.
func (b *Book) refold(ctx context.Context, id clientele.ID, state string) (int, error) {
	if b.Turned != nil {
		i, err := b.Import(ctx, id)
		if err == nil {
			err = b.Turned(ctx, i)
		}
		if err != nil {
			return 0, err
		}
	}
	accounts, err := b.accountsTouched(ctx, id)
	if err != nil {
		return 0, err
	}
	done, err := db.One[clientele.ID](ctx, b.d, "SELECT refolded FROM imports WHERE workspace = ? AND id = ?", b.ws, id)
	if err != nil {
		return 0, noImport(id, err)
	}
	from, found := slices.BinarySearch(accounts, done)
	if found {
		from++
	}
	for left := accounts[from:]; ; {
		batch := left[:min(len(left), refoldAccounts)]
		left = left[len(batch):]
		to := step{id, state, state}
		if len(left) == 0 {
			to.after = map[string]string{Undoing: WasUndone, Redoing: Done}[state]
		}
		err := b.InTx(ctx, func(tx *db.Tx) error { return b.refoldBatch(ctx, tx, to, batch) })
		if err != nil {
			return 0, fmt.Errorf("import %d: fold again: %w", id, err)
		}
		if len(left) == 0 {
			return len(accounts), nil
		}
	}
}

// step is an import, the state that it is in, and the one that it will be in.
type step struct {
	id            clientele.ID
	before, after string
}

// refoldBatch folds some accounts again, and notes how far the import came. Where
// somebody else has brought it further meanwhile, it is a Conflict.
func (b *Book) refoldBatch(ctx context.Context, tx *db.Tx, to step, accounts []clientele.ID) error {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return err
	}
	done := clientele.ID(0)
	if len(accounts) > 0 {
		done = accounts[len(accounts)-1]
		if _, err := b.again(ctx, tx, accounts); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, "UPDATE imports SET state = ?, refolded = ? WHERE workspace = ? AND id = ? AND state = ?", to.after, done, b.ws, to.id, to.before)
	if err == nil && n == 0 {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.turned-elsewhere"), Remedy: clientele.Tell("ledger.look-again")}
	}
	if err != nil || to.after == to.before {
		return err
	}
	return b.tell(ctx, tx)
}

// replace puts what was folded in the place of what was kept of some accounts.
func (b *Book) replace(ctx context.Context, tx *db.Tx, accounts []clientele.ID, f *folding) error {
	for _, table := range []string{"histories", "overrules"} {
		for _, list := range db.Lists(accounts) {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND account IN "+db.In(list), db.With(b.ws, list)...); err != nil {
				return fmt.Errorf("drop %s: %w", table, err)
			}
		}
	}
	f.spans = nil // what an import brought is what it brought, undone or not
	if err := b.keep(ctx, tx, f); err != nil {
		return err
	}
	return b.DropStandings(ctx, tx, accounts, func(rel clientele.Relationship) bool { return f.histories[rel] != nil })
}
