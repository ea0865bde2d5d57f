package jobs

import (
	"errors"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

// A program that was killed in the middle of an undo leaves the import half undone
// and its job to be run again.
func TestHalfAnUndoIsFinishedAndMeasured(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := t.Context()
		imp := imported(t, h, logFile(t, orderLog(600, 30, false)))
		drain(t, h)
		err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE imports SET state = 'undoing', refolded = 0 WHERE workspace = 1 AND id = ?", imp.ID)
			if err != nil {
				return err
			}
			_, err = h.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindUndo, Args: UndoArgs{Import: imp.ID}, By: "anna"})
			return err
		})
		if err := errors.Join(err, h.TidyUp(ctx)); err != nil {
			t.Fatal(err)
		}
		open, err := h.Queue.Open(ctx)
		if err != nil || !slices.ContainsFunc(open, func(s queue.Status) bool { return s.Kind == KindMeasure }) {
			t.Errorf("no measure is asked for: %+v %v", open, err)
		}
		drain(t, h)
		if got, err := h.Book.Import(ctx, imp.ID); got.State != ledger.WasUndone || err != nil {
			t.Errorf("%+v %v", got, err)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM standings") + count(t, d, "SELECT COUNT(*) FROM treatments"); n != 0 {
			t.Errorf("%d rows are left of what was undone", n)
		}
		for _, kind := range []queue.Kind{KindRedo, KindUndo} { // and each is measured after
			if err := h.Ask(ctx, queue.Ask{Kind: kind, Args: UndoArgs{Import: imp.ID}}); err != nil {
				t.Fatal(err)
			}
			drain(t, h)
			if n := count(t, d, "SELECT COUNT(*) FROM standings"); (n > 0) != (kind == KindRedo) {
				t.Errorf("%d standings after the %s", n, kind)
			}
		}
	})
}
