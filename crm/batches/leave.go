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

// Left is what somebody leaves to others: records of several types, as one batch.
type Left struct {
	Who   string          `json:"who"` // as the receipt says it
	Parts []LeftPart      `json:"parts"`
	Kept  json.RawMessage `json:"kept"` // what Beside wants to know
}

// LeftPart are records of one type that go to one colleague.
type LeftPart struct {
	Type   string                     `json:"type"`
	Filter json.RawMessage            `json:"filter"`
	Set    map[string]json.RawMessage `json:"set"`
}

// Beside does what is no record when such a batch is taken back, or brought back, in the
// transaction of the request.
type Beside func(ctx context.Context, tx *db.Tx, s access.Scope, kept json.RawMessage, back bool) error

// beside does what goes with the turn of such a batch.
func (c *Batches) beside(ctx context.Context, tx *db.Tx, s access.Scope, b record.Batch, through string) error {
	var left Left
	if err := json.Unmarshal(b.Asked, &left); err != nil {
		return fmt.Errorf("what was asked of batch %d: %w", b.ID, err)
	}
	return c.Beside(ctx, tx, s, left.Kept, through == record.BatchUndoing)
}

// Leave hands what somebody leaves to the queue, in the transaction of the request.
func (c *Batches) Leave(ctx context.Context, tx *db.Tx, s access.Scope, left Left) (batch, job clientele.ID, err error) {
	text, err := json.Marshal(left)
	if err != nil {
		return 0, 0, fmt.Errorf("keep what %s leaves: %w", left.Who, err)
	}
	b := record.Batch{What: record.BatchLeave, Asked: text, File: left.Who, User: s.User(), By: s.By(), State: record.BatchRunning}
	if len(left.Parts) == 0 { // there is nothing to hand on, but a way back
		b.State, b.Finished = record.BatchDone, c.now()
	}
	if err := c.Records.KeepBatch(ctx, tx, &b); err != nil || len(left.Parts) == 0 {
		return b.ID, 0, err
	}
	if b.Job, err = c.Jobs.Queue.Enqueue(ctx, tx, askLeave(b.ID, b.By)); err != nil {
		return 0, 0, err
	}
	return b.ID, b.Job, c.Records.KeepBatch(ctx, tx, &b)
}

func askLeave(batch clientele.ID, by string) queue.Ask {
	return queue.Ask{Kind: KindLeave, Args: EditArgs{batch}, By: by, Key: fmt.Sprintf("batch:%d", batch)}
}

// LeaveNow does at the command line what was handed to the queue, and gives what came of it.
func (c *Batches) LeaveNow(ctx context.Context, s access.Scope, batch clientele.ID) (record.Batch, error) {
	if _, err := c.Jobs.Queue.DoNow(ctx, askLeave(batch, s.By()), nil); err != nil {
		return record.Batch{}, err
	}
	return c.Records.Batch(ctx, s, batch)
}

// scopeFor is scopeOf; what somebody leaves goes on also behind walls.
func (c *Batches) scopeFor(ctx context.Context, b record.Batch, user clientele.ID) (access.Scope, error) {
	s, err := c.scopeOf(ctx, user)
	if err != nil || b.What != record.BatchLeave {
		return s, err
	}
	return access.HandingOn(s)
}

// workLeave hands on what somebody leaves, part by part and step by step.
func (c *Batches) workLeave(ctx context.Context, t *queue.Task, args EditArgs) error {
	b, err := c.Records.Batch(ctx, access.System("many records at once"), args.Batch)
	if err != nil {
		return err
	}
	var left Left
	if err := json.Unmarshal(b.Asked, &left); err != nil {
		return fmt.Errorf("what was asked of batch %d: %w", b.ID, err)
	}
	for b.State == record.BatchRunning {
		scope, err := c.scopeFor(ctx, b, b.User)
		if err == nil {
			err = c.Records.Prepare(ctx)
		}
		if err == nil {
			err = c.step(ctx, t, &b, func(tx *db.Tx) error { return c.leaveSome(ctx, tx, scope, &b, left.Parts) })
		}
		if err != nil {
			return c.halted(ctx, t, &b, err)
		}
		t.Tell(queue.Progress{Done: b.Changed + b.Same + b.Refused, Unit: "records"})
	}
	return nil
}

func (c *Batches) leaveSome(ctx context.Context, tx *db.Tx, scope access.Scope, b *record.Batch, parts []LeftPart) (err error) {
	if b.Phase >= int64(len(parts)) {
		b.State, b.Phase, b.Reached, b.Finished = record.BatchDone, 0, 0, c.now()
		return nil
	}
	part := parts[b.Phase]
	edit := record.Bulk{Type: part.Type, Set: part.Set, Batch: b.ID, After: clientele.ID(b.Reached), Slow: true}
	if edit.Filter, err = record.DecodeFilter(part.Filter); err != nil {
		return err
	}
	done, more, err := c.Records.BulkStep(ctx, tx, scope, &edit, perStep)
	if err != nil {
		return err
	}
	if b.Reached = int64(edit.After); !more {
		b.Phase, b.Reached = b.Phase+1, 0
	}
	return c.Records.Count(ctx, tx, b, done)
}
