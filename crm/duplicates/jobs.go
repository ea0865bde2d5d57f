package duplicates

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// kindFind looks through all records of all types.
const kindFind queue.Kind = "duplicates"

// findArgs say whether all is looked through even where nothing was changed since.
type findArgs struct {
	Anew bool `json:"anew,omitempty"`
}

func (c *Duplicates) works() []queue.Listed {
	return []queue.Listed{
		queue.Work[findArgs]{Kind: kindFind, Lane: jobs.LaneAside, Attempts: 3, Timeout: 6 * time.Hour, What: said("duplicates.work"), Do: c.find},
	}
}

func (c *Duplicates) find(ctx context.Context, t *queue.Task, args findArgs) error {
	if err := t.InTx(ctx, func(tx *db.Tx) error { return c.Pairs.wake(ctx, tx, c.Clock.Today()) }); err != nil {
		return err
	}
	for _, k := range c.kinds {
		idle, err := c.idle(ctx, k)
		if err != nil {
			return err
		}
		if idle && !args.Anew {
			continue
		}
		if err := c.look(ctx, t, k); err != nil {
			return err
		}
	}
	return nil
}

// idle says that no record of a type was made, changed, or came back with its import since all were
// looked through. One that an import made has a number, and no moment of a change.
func (c *Duplicates) idle(ctx context.Context, k *kind) (bool, error) {
	kept, err := c.Pairs.learnt(ctx, c.Pairs.d, k.face.Type.Name)
	if err != nil || kept.Looked == 0 {
		return false, err
	}
	if turned, err := c.Book.CountedSince(ctx, c.Pairs.d, kept.Looked); err != nil || turned {
		return false, err
	}
	for _, sort := range []string{"-changed", "-id"} {
		last, err := c.Store.Query(ctx, house(), record.Query{Type: k.face.Type.Name, Sort: sort, Limit: 1})
		if err != nil {
			return false, err
		}
		for _, r := range last.Rows {
			if r.Changed >= kept.Looked || r.ID > kept.Highest {
				return false, nil
			}
		}
	}
	return true, nil
}

// mostPairs is how many pairs of a type are kept, the surest: more nobody decides on.
const mostPairs = 200_000

// look looks through all records of a type: brings what is found by up to date, learns,
// finds, and keeps what was found.
func (c *Duplicates) look(ctx context.Context, t *queue.Task, k *kind) error {
	began := c.Clock.Now()
	set, err := c.gather(ctx, t, k)
	if err != nil {
		return err
	}
	tell := func(step string) {
		t.Tell(queue.Progress{Done: int64(set.Len()), Total: int64(set.Len()), Unit: k.face.Many, Note: said(step)})
	}
	tell("duplicates.step.learn")
	m := set.Learn()
	tell("duplicates.step.find")
	found := set.Find(m, identity.Look)
	if len(found) > mostPairs {
		slices.SortFunc(found, func(a, b identity.Match) int { return cmp.Compare(b.LogOdds, a.LogOdds) })
		found = found[:mostPairs]
	}
	if err := c.keep(ctx, t, k, set.Reasoned(m, found)); err != nil {
		return err
	}
	seen := learnt{Highest: set.Highest(), Looked: began}
	err = t.InTx(ctx, func(tx *db.Tx) error {
		if turned, err := c.Book.CountedSince(ctx, tx, began); err != nil {
			return err
		} else if turned {
			seen.Highest = 0 // whoever comes when it ends was not among those read: the next look is none too many
		}
		if err := c.Pairs.forgetOld(ctx, tx, k.face.Type.Name, began); err != nil {
			return err
		}
		return c.Pairs.learn(ctx, tx, k.face.Type.Name, m, seen)
	})
	if err == nil {
		k.model.Store(m)
	}
	return err
}

// gather reads all records of a type, and keeps under what each is found.
func (c *Duplicates) gather(ctx context.Context, t *queue.Task, k *kind) (*identity.Set, error) {
	set := &identity.Set{}
	var live []clientele.ID
	err := c.Store.Each(ctx, house(), record.Query{Type: k.face.Type.Name, Sort: "id", Count: true}, func(p record.Page) error {
		for _, r := range p.Rows {
			set.Add(k.as(r))
			live = append(live, r.ID)
		}
		t.Tell(queue.Progress{Done: int64(set.Len()), Unit: k.face.Many, Note: said("duplicates.step.read")})
		return t.InTx(ctx, func(tx *db.Tx) error { return c.bring(ctx, tx, k, p.Rows) })
	})
	if err != nil {
		return nil, err
	}
	return set, k.near.Sweep(ctx, c.Pairs.d, live, func(gone []clientele.ID) error {
		return t.InTx(ctx, func(tx *db.Tx) error { return c.sweep(ctx, tx, k, gone) })
	})
}

// bring keeps under what records are found that were read before. What was written since was
// followed by itself.
func (c *Duplicates) bring(ctx context.Context, tx *db.Tx, k *kind, read []*record.Record) error {
	still, err := c.Store.Unchanged(ctx, tx, k.face.Type.Name, read)
	if err != nil {
		return err
	}
	all := make([]identity.Candidate, len(still))
	for i, r := range still {
		all[i] = k.as(r)
	}
	_, err = k.near.Keep(ctx, tx, all)
	return err
}

// Forget drops under what records are found, of all types, so that Bring can keep it anew.
func (c *Duplicates) Forget(ctx context.Context, tx *db.Tx) error {
	for _, k := range c.kinds {
		if err := k.near.Forget(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// Bring keeps under what some records of a type are found.
func (c *Duplicates) Bring(ctx context.Context, tx *db.Tx, typeName string, list []*record.Record) error {
	k := c.kindOf(typeName)
	if k == nil {
		return nil
	}
	return c.bring(ctx, tx, k, list)
}

// sweep drops those of some records that are gone: others were made, or came back, since all
// were read.
func (c *Duplicates) sweep(ctx context.Context, tx *db.Tx, k *kind, gone []clientele.ID) error {
	now, err := c.Store.Now(ctx, tx, k.face.Type.Name, gone)
	if err != nil {
		return err
	}
	gone = slices.DeleteFunc(gone, func(id clientele.ID) bool { _, there := now[id]; return there })
	if err := k.near.Drop(ctx, tx, gone); err != nil {
		return err
	}
	return c.Pairs.forget(ctx, tx, k.face.Type.Name, gone)
}

const keptTogether = 500

// keep writes what was found, some at a time, so that nobody waits long for their turn.
func (c *Duplicates) keep(ctx context.Context, t *queue.Task, k *kind, found iter.Seq[identity.Match]) error {
	some := make([]identity.Match, 0, keptTogether)
	var err error
	write := func() bool {
		err = t.InTx(ctx, func(tx *db.Tx) error { return c.proposeAll(ctx, tx, k, some) })
		some = some[:0]
		return err == nil
	}
	for x := range found {
		if some = append(some, x); len(some) == keptTogether && !write() {
			return err
		}
	}
	if len(some) > 0 {
		write()
	}
	return err
}
