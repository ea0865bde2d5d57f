package batches

import (
	"context"
	"encoding/json"
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

// asked is an edit of a list as it is kept.
type asked struct {
	Filter json.RawMessage            `json:"filter,omitempty"`
	IDs    []clientele.ID             `json:"ids,omitempty"`
	Set    map[string]json.RawMessage `json:"set,omitempty"`
	Away   *bool                      `json:"archive,omitempty"`
	Tag    string                     `json:"tag,omitempty"`
	Untag  bool                       `json:"untag,omitempty"`
}

// Later hands an edit of a list to the queue, in the transaction of the request.
func (c *Batches) Later(ctx context.Context, tx *db.Tx, scope access.Scope, edit *record.Bulk) (job clientele.ID, err error) {
	a := asked{IDs: edit.IDs, Set: edit.Set, Away: edit.Away, Tag: edit.Tag, Untag: edit.Untag}
	if edit.Filter != nil {
		a.Filter = record.EncodeFilter(edit.Filter)
	}
	text, err := json.Marshal(a)
	if err != nil {
		return 0, fmt.Errorf("keep an edit: %w", err)
	}
	b := record.Batch{What: record.BatchEdit, Type: edit.Type, Asked: text, User: scope.User(), By: scope.By(), State: record.BatchRunning}
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
	var a asked
	if err := json.Unmarshal(b.Asked, &a); err != nil {
		return fmt.Errorf("what was asked of batch %d: %w", b.ID, err)
	}
	edit := record.Bulk{Type: b.Type, IDs: a.IDs, Set: a.Set, Away: a.Away, Tag: a.Tag, Untag: a.Untag, Batch: b.ID, Slow: true}
	if len(a.Filter) > 0 {
		if edit.Filter, err = record.DecodeFilter(a.Filter); err != nil {
			return err
		}
	}
	for more := true; more; {
		scope, err := c.scopeOf(ctx, b.User)
		if err == nil {
			err = c.Records.Prepare(ctx)
		}
		if err == nil {
			err = c.step(ctx, t, &b, func(tx *db.Tx) (err error) {
				more, err = c.editSome(ctx, tx, scope, &b, &edit)
				return err
			})
		}
		if err != nil {
			return c.halted(ctx, t, &b, err)
		}
		t.Tell(queue.Progress{Done: b.Changed + b.Same + b.Refused, Total: int64(len(a.IDs)), Unit: "records"})
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
	if err := c.count(ctx, tx, b, done); err != nil {
		return false, err
	}
	if !more {
		b.State, b.Finished = record.BatchDone, c.now()
	}
	return more, nil
}

func (c *Batches) now() clientele.Instant { return clientele.InstantOf(c.Jobs.Now()) }

func (c *Batches) count(ctx context.Context, tx *db.Tx, b *record.Batch, done record.BulkDone) error {
	b.Changed, b.Same = b.Changed+int64(done.Changed), b.Same+int64(done.Same)
	refusals := make([]record.BatchRefusal, len(done.Refused))
	for i, r := range done.Refused {
		refusals[i] = record.RefusedFor(int64(r.ID), r.Err)
	}
	return c.Records.KeepRefusals(ctx, tx, b, refusals)
}
