package batches

import (
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

// turns are which state leads to which, and through which.
var turns = map[string]struct{ through, to string }{
	record.BatchDone: {record.BatchUndoing, record.BatchUndone}, record.BatchStopped: {record.BatchUndoing, record.BatchUndone},
	record.BatchUndone: {record.BatchRedoing, record.BatchDone},
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
		done = page.Done{Sentence: say.English.Say("batches." + through), ID: id, Job: job, Next: shape.Href("/batches/%d", id)}
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
	if _, err := tx.Take(ctx, c.Jobs.Workspace, 0); err != nil {
		return 0, err
	}
	b, err := c.Records.BatchIn(ctx, tx, s, id)
	if err != nil {
		return 0, err
	}
	if turns[b.State].through != through {
		return 0, &clientele.Fault{Kind: clientele.Conflict, What: say.English.Say("batches.not-so"), Where: say.English.Say("batches.state-" + b.State),
			Remedy: say.English.Say("batches.look-again")}
	}
	if b.What == record.BatchLeave {
		if err := c.beside(ctx, tx, s, b, through); err != nil {
			return 0, err
		}
	}
	if b.Turning, err = tx.Take(ctx, c.Jobs.Workspace, 1); err != nil {
		return 0, err
	}
	b.State, b.Phase, b.Reached = through, 0, 0
	args := TurnArgs{b.ID, s.User()}
	if b.Job, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindTurn, Args: args, By: s.By(), Key: fmt.Sprintf("batch:%d", b.ID)}); err != nil {
		return 0, err
	}
	return b.Job, c.Records.KeepBatch(ctx, tx, &b)
}

// typesOf are the types of record that a batch may have changed, in the order in which it
// is turned: what a file made by the way goes after what led to it.
func typesOf(b record.Batch) []string {
	if b.What == record.BatchImport && b.Type != record.Account {
		return []string{b.Type, record.Account}
	}
	if b.What == record.BatchLeave {
		return typesLeft(b)
	}
	return []string{b.Type}
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
				n, err := c.turnSome(ctx, tx, scope, &b)
				done += n
				return err
			})
		}
		if err != nil {
			return err
		}
		t.Tell(queue.Progress{Done: done, Total: max(done, b.Made+b.Changed), Unit: "records"})
	}
	return nil
}

func (c *Batches) turnSome(ctx context.Context, tx *db.Tx, scope access.Scope, b *record.Batch) (int64, error) {
	types := typesOf(*b)
	if b.Phase >= int64(len(types)) {
		for state, to := range turns {
			if to.through == b.State && state != record.BatchStopped {
				b.State = to.to
				break
			}
		}
		b.Turns, b.Turning, b.Phase, b.Reached, b.Turned = b.Turning, 0, 0, 0, c.now()
		return 0, nil
	}
	back := record.Bulk{Type: types[b.Phase], Batch: b.Turns, Into: b.Turning, After: clientele.ID(b.Reached)}
	done, more, err := c.Records.UndoBatch(ctx, tx, scope, &back, perStep)
	if err != nil && clientele.KindOf(err) != clientele.NotFound { // none of this type were changed
		return 0, err
	}
	if b.Reached = int64(back.After); !more {
		b.Phase, b.Reached = b.Phase+1, 0
	}
	return int64(done.Changed), nil
}
