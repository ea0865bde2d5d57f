package batches

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// EditArgs name the edit of a list that is to be done.
type EditArgs struct {
	Batch clientele.ID `json:"batch"`
}

// Later hands an edit of a list to the queue, in the transaction of the request.
func (c *Batches) Later(ctx context.Context, tx *db.Tx, scope access.Scope, edit *record.Bulk) (job clientele.ID, err error) {
	b := record.Batch{What: record.BatchEdit, Type: edit.Type, Asked: edit.Asked(), User: scope.User(), By: scope.By(), State: record.BatchRunning}
	if err := c.Records.KeepBatch(ctx, tx, &b); err != nil {
		return 0, err
	}
	edit.Batch = b.ID
	if b.Job, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindEdit, Args: EditArgs{b.ID}, By: scope.By(), Key: fmt.Sprintf("batch:%d", b.ID)}); err != nil {
		return 0, err
	}
	return b.Job, c.Records.KeepBatch(ctx, tx, &b)
}

// workEdit edits a list, step by step.
func (c *Batches) workEdit(ctx context.Context, t *queue.Task, args EditArgs) error {
	b, err := c.Records.Batch(ctx, access.System("many records at once"), args.Batch)
	if err != nil || b.State == record.BatchDone {
		return err
	}
	edit, err := record.BulkOf(b)
	if err != nil {
		return err
	}
	edit.Slow = true
	for more := true; more; {
		scope, err := c.scopeOf(ctx, b.User)
		if err == nil {
			err = c.Records.Prepare(ctx)
		}
		if err == nil {
			err = c.step(ctx, t, &b, func(tx *db.Tx) (err error) {
				more, err = c.editSome(ctx, tx, scope, &b, edit)
				return err
			})
		}
		if err != nil {
			return c.halted(ctx, t, &b, err)
		}
		t.Tell(queue.Progress{Done: b.Changed + b.Same + b.Refused, Total: int64(len(edit.IDs)), Unit: "records"})
	}
	return nil
}

func (c *Batches) editSome(ctx context.Context, tx *db.Tx, scope access.Scope, b *record.Batch, edit *record.Bulk) (more bool, err error) {
	edit.After = clientele.ID(b.Reached)
	done, more, err := c.Records.BulkStep(ctx, tx, scope, edit, perStep)
	if err != nil {
		return false, err
	}
	b.State, b.Reached = record.BatchRunning, int64(edit.After)
	if !more {
		b.State, b.Finished = record.BatchDone, c.now()
	}
	return more, c.Records.Count(ctx, tx, b, done)
}

func (c *Batches) now() clientele.Instant { return clientele.InstantOf(c.Jobs.Now()) }
