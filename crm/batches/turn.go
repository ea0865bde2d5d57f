package batches

import (
	"cmp"
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// BatchTurnIn names an edit of a list, or a file.
type BatchTurnIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the batch"`
}

// TurnArgs name what is to be taken back, or brought back, and by whom.
type TurnArgs struct {
	Batch clientele.ID `json:"batch"`
	User  clientele.ID `json:"user"`
}

// Undo takes a batch back, in the background.
func (c *Batches) Undo(ctx context.Context, s access.Scope, in BatchTurnIn) (page.Done, error) {
	return c.turn(ctx, s, in.ID, record.BatchUndoing)
}

// Redo brings a batch back, in the background.
func (c *Batches) Redo(ctx context.Context, s access.Scope, in BatchTurnIn) (page.Done, error) {
	return c.turn(ctx, s, in.ID, record.BatchRedoing)
}

func (c *Batches) turn(ctx context.Context, s access.Scope, id clientele.ID, through string) (done page.Done, err error) {
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		job, err := c.TurnLater(ctx, tx, s, id, through)
		done = page.Done{Sentence: say.Of(ctx).Say("batches." + through), ID: id, Job: job, Next: shape.Href("/batches/%d", id)}
		return err
	})
	return done, err
}

// UndoLater hands the undo of a batch to the queue, in the transaction of the request.
func (c *Batches) UndoLater(ctx context.Context, tx *db.Tx, s access.Scope, b *record.Bulk) (job clientele.ID, err error) {
	return c.TurnLater(ctx, tx, s, b.Batch, record.BatchUndoing)
}

// TurnLater hands a turn to the queue.
func (c *Batches) TurnLater(ctx context.Context, tx *db.Tx, s access.Scope, id clientele.ID, through string) (job clientele.ID, err error) {
	b, err := c.Records.Turn(ctx, tx, s, id, through)
	if err != nil {
		return 0, err
	}
	if b.What == record.BatchLeave && b.Turning != b.Turns { // it went with the first turn
		if err := c.beside(ctx, tx, s, b, through); err != nil {
			return 0, err
		}
	}
	args := TurnArgs{b.ID, s.User()}
	if b.Job, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindTurn, Args: args, By: s.By(), Key: fmt.Sprintf("batch:%d", b.ID)}); err != nil {
		return 0, err
	}
	return b.Job, c.Records.KeepBatch(ctx, tx, &b)
}

// workTurn takes the changes of a batch back, step by step. What was changed since on a
// record stays, and is left as it is.
func (c *Batches) workTurn(ctx context.Context, t *queue.Task, args TurnArgs) error {
	b, err := c.Records.Batch(ctx, access.System("many records at once"), args.Batch)
	if err != nil {
		return err
	}
	var done int64
	for b.State == record.BatchUndoing || b.State == record.BatchRedoing {
		scope, err := c.scopeFor(ctx, b, args.User)
		if err == nil {
			err = c.Records.Prepare(ctx)
		}
		if err == nil {
			err = c.step(ctx, t, &b, func(tx *db.Tx) error {
				some, err := c.Records.TurnStep(ctx, tx, scope, &b, perStep)
				done += int64(some.Changed)
				return err
			})
		}
		if err != nil {
			return c.haltedTurn(ctx, t, &b, err)
		}
		t.Tell(queue.Progress{Done: done, Total: max(done, b.Made+b.Changed), Unit: "records"})
	}
	return nil
}

// haltedTurn ends a turn that will not go on by itself, as whoever asked for it was shut
// out, or somebody stopped it: what it did not come to stays, for the next to turn.
func (c *Batches) haltedTurn(ctx context.Context, t *queue.Task, b *record.Batch, cause error) error {
	if stopped := context.Cause(ctx); stopped != nil && stopped != queue.ErrCancelled || stopped == nil && clientele.KindOf(cause) == "" {
		return cause // it is tried again
	}
	return cmp.Or(c.step(context.WithoutCancel(ctx), t, b, func(tx *db.Tx) error { return c.Records.Halt(ctx, tx, b) }), cause)
}
