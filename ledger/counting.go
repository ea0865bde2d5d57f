package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// uncounted are the states of imports of which nothing counts: an import counts as
// a whole or not at all.
const uncounted = "('running', 'stopped', 'undoing', 'undone')"

// Undone are the imports of which nothing counts, as a transaction sees them.
func (b *Book) Undone(ctx context.Context, q db.Querier) (map[clientele.ID]bool, error) {
	return b.undone(ctx, q)
}

// undone gives the imports whose entries do not count. They are few.
func (b *Book) undone(ctx context.Context, q db.Querier) (map[clientele.ID]bool, error) {
	set := map[clientele.ID]bool{}
	for id, err := range db.Each[clientele.ID](ctx, q, "SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted, b.ws) {
		if err != nil {
			return nil, fmt.Errorf("undone imports: %w", err)
		}
		set[id] = true
	}
	return set, nil
}

// gathering gives those of the entries' imports that run. They take entries, and
// know their own; what they bring is folded when they are complete. It takes them
// out of the imports that do not count.
func (b *Book) gathering(ctx context.Context, tx *db.Tx, entries []clientele.Entry, undone map[clientele.ID]bool) (map[clientele.ID]bool, error) {
	set := map[clientele.ID]bool{}
	for _, e := range entries {
		if !undone[e.Import] {
			continue
		}
		i, err := b.importIn(ctx, tx, e.Import)
		if err != nil {
			return nil, err
		}
		if i.State == Running {
			set[i.ID] = true
			delete(undone, i.ID)
		}
	}
	return set, nil
}

// foldOrGather folds what counts at once; of the rest it notes how much there is.
func (b *Book) foldOrGather(ctx context.Context, tx *db.Tx, w *writing, gathering map[clientele.ID]bool) ([]clientele.Relationship, error) {
	counts, f := w.fresh, newFolding()
	for i := range w.fresh {
		f.span(&w.fresh[i].Entry)
	}
	if err := b.keepSpans(ctx, tx, f); err != nil {
		return nil, err
	}
	if len(gathering) > 0 {
		counts = slices.DeleteFunc(slices.Clone(counts), func(e written) bool { return gathering[e.Import] })
		if len(counts) == 0 {
			return nil, nil
		}
	}
	return b.fold(ctx, tx, counts, w.anew)
}

// FinishImport notes that the book has all that a file holds, and lets it count:
// all of it from one moment on, and then histories are folded. What is cut short
// after that moment, Resume finishes. Finished is filled in where it is missing.
func (b *Book) FinishImport(ctx context.Context, i Import) error {
	counts := true
	err := b.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, b.ws, 0); err != nil {
			return err
		}
		was, err := b.importIn(ctx, tx, i.ID)
		if err != nil {
			return err
		}
		if i.Finished == 0 {
			i.Finished = b.now()
		}
		counts = was.State == Done // from the first: it is folded
		i.State = was.State
		if err := b.KeepImport(ctx, tx, i); err != nil || counts {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE imports SET state = 'redoing', complete = 1, refolded = 0 WHERE workspace = ? AND id = ?", b.ws, i.ID)
		return err
	})
	if err != nil || counts {
		return err
	}
	_, err = b.refold(ctx, i.ID, Redoing)
	if clientele.KindOf(err) == clientele.Conflict {
		if now, err := b.Import(ctx, i.ID); err == nil && now.State == Done {
			return nil // another process has folded it
		}
	}
	return err
}

// ReopenImport lets an import that did not come to its end go on: its file is read
// again, and adds what is missing. It is refused where the import is complete.
func (b *Book) ReopenImport(ctx context.Context, tx *db.Tx, i Import, by string) error {
	act, err := tx.Take(ctx, b.ws, 1)
	if err != nil {
		return err
	}
	was, err := b.importIn(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	if was.Complete || was.State != Running && was.State != Stopped && was.State != WasUndone {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.not-stopped"), Where: was.File, Remedy: clientele.Tell("ledger.look-at-it-again")}
	}
	if was.State == WasUndone {
		if err := b.noteAct(ctx, tx, importAct{act, was.ID, Redoing, by}); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE imports SET state = 'running', undone = 0, job = ? WHERE workspace = ? AND id = ?", i.Job, b.ws, i.ID); err != nil {
		return fmt.Errorf("import %d: %w", i.ID, err)
	}
	return b.KeepImport(ctx, tx, i)
}

// importAct is an undo or a redo, for the trail.
type importAct struct {
	id, of   clientele.ID
	what, by string
}

func (b *Book) noteAct(ctx context.Context, tx *db.Tx, a importAct) error {
	_, err := tx.Exec(ctx, "INSERT INTO import_acts (workspace, id, import, act, by_user, at) VALUES (?, ?, ?, ?, ?, ?)", b.ws, a.id, a.of, a.what, db.Clean(a.by), b.now())
	return err
}
