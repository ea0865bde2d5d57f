package duplicates

import (
	"context"
	"encoding/json"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// fewAtOnce is up to how many records that were just written are compared at once, in the
// transaction that writes them. More, as an import writes, are left to the work in the
// background, a while later, so that it looks once; of a large book later, as it takes longer.
const (
	fewAtOnce = 5
	aWhile    = 10 * time.Second
	aRecord   = time.Millisecond
)

// house sees all: what it finds is shown through the scope of who looks.
func house() access.Scope { return access.System("duplicates") }

// Follow keeps up with records that were written, merged, parted, archived.
func (c *Duplicates) Follow(ctx context.Context, tx *db.Tx, list []*record.Record) error {
	if len(list) == 0 {
		return nil
	}
	k := c.kindOf(list[0].Type)
	if k == nil {
		return nil
	}
	var live []identity.Candidate
	var gone []clientele.ID
	for _, r := range list {
		if r.Archived != 0 || r.Merged != 0 {
			gone = append(gone, r.ID)
		} else {
			live = append(live, k.as(r))
		}
	}
	if err := k.near.Drop(ctx, tx, gone); err != nil {
		return err
	}
	if err := c.Pairs.forget(ctx, tx, k.face.Type.Name, gone); err != nil {
		return err
	}
	if len(live) > fewAtOnce {
		return c.leave(ctx, tx, k, live)
	}
	fresh, err := k.near.Keep(ctx, tx, live)
	if err != nil || len(fresh) == 0 {
		return err
	}
	return c.compare(ctx, tx, k, fresh)
}

// leave leaves many records to the work in the background. Those that are known are kept
// as they are now, so that nobody is found by what they were, or before a wall; new ones, as
// an import makes them, wait.
func (c *Duplicates) leave(ctx context.Context, tx *db.Tx, k *kind, live []identity.Candidate) error {
	known, err := k.near.Known(ctx, tx, live)
	if err != nil {
		return err
	}
	fresh, err := k.near.Keep(ctx, tx, known)
	if err != nil || len(known) == len(live) && len(fresh) == 0 {
		return err
	}
	m, err := c.modelOf(ctx, tx, k)
	if err != nil {
		return err
	}
	wait := aWhile + time.Duration(m.Size)*aRecord
	_, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindFind, Key: string(kindFind), Args: findArgs{}, RunAt: c.Clock.Now() + clientele.Instant(wait.Milliseconds())})
	return err
}

// compare proposes whom some records, just written, may be one with.
func (c *Duplicates) compare(ctx context.Context, tx *db.Tx, k *kind, fresh []identity.Candidate) error {
	m, err := c.modelOf(ctx, tx, k)
	if err != nil {
		return err
	}
	ids := make([]clientele.ID, len(fresh))
	var found []identity.Match
	for i, one := range fresh {
		ids[i] = one.ID
		near, err := k.near.Near(ctx, tx, house(), m, one)
		if err != nil {
			return err
		}
		for _, x := range near {
			if x.Probability >= identity.Look {
				found = append(found, x)
			}
		}
	}
	if err := c.Pairs.forget(ctx, tx, k.face.Type.Name, ids); err != nil {
		return err
	}
	return c.proposeAll(ctx, tx, k, found)
}

// proposeAll keeps pairs with the walls of both. Where one of them is found by nothing any
// more, as it went meanwhile, there is no pair.
func (c *Duplicates) proposeAll(ctx context.Context, tx *db.Tx, k *kind, found []identity.Match) error {
	var ids []clientele.ID
	for _, x := range found {
		ids = append(ids, x.A, x.B)
	}
	behind, err := k.near.WallsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	var all []proposal
	for _, x := range found {
		one, there := behind[x.A]
		other, too := behind[x.B]
		if there && too {
			all = append(all, proposal{x, [2]clientele.ID{one, other}})
		}
	}
	return c.Pairs.propose(ctx, tx, k.face.Type.Name, c.Clock.Now(), all)
}

// Brought proposes accounts that a file brought and older ones with the very name or address:
// at least as worth a look, however large the book, as nobody was asked when they came.
func (c *Duplicates) Brought(ctx context.Context, tx *db.Tx, found []directory.Namesake) error {
	k := c.kindOf(record.Account)
	if k == nil {
		return nil
	}
	m, err := c.modelOf(ctx, tx, k)
	if err != nil {
		return err
	}
	all := make([]proposal, len(found))
	for i, f := range found {
		x := m.Compare(firm(f.One), firm(f.Other))
		x.LogOdds = max(x.LogOdds, 0)
		all[i] = proposal{x, [2]clientele.ID{0, f.Wall}}
	}
	if err := c.Pairs.propose(ctx, tx, k.face.Type.Name, c.Clock.Now(), all); err != nil {
		return err
	}
	return c.Pairs.brought(ctx, tx, k.face.Type.Name, all)
}

// Walled keeps up with walls that were moved.
func (c *Duplicates) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	k := c.kindOf(w.Type)
	if k == nil {
		return nil
	}
	if err := k.near.Walled(ctx, tx, w.Wall, w.IDs); err != nil {
		return err
	}
	return c.Pairs.walled(ctx, tx, k.face.Type.Name, w.Wall, w.IDs)
}

// sizeUnknown is how many records of a book are counted at most of which nothing was learnt
// yet: in a small one two of a name are more likely one than among many.
const sizeUnknown = 1_000

// modelOf is what was last learnt of a type.
func (c *Duplicates) modelOf(ctx context.Context, q db.Querier, k *kind) (*identity.Model, error) {
	if m := k.model.Load(); m != nil {
		return m, nil
	}
	kept, err := c.Pairs.learnt(ctx, q, k.face.Type.Name)
	if err != nil {
		return nil, err
	}
	if kept.Model == "" {
		size, err := k.near.Size(ctx, q, sizeUnknown)
		m := identity.Usual(size)
		return &m, err
	}
	m := identity.Model{}
	if err := json.Unmarshal([]byte(kept.Model), &m); err != nil {
		return nil, err
	}
	k.model.Store(&m)
	return &m, nil
}
