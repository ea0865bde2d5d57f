package duplicates

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// PairIn names a pair.
type PairIn struct {
	Type  string       `name:"type" json:"type" required:"true" maxLength:"40" doc:"type of both: person or account"`
	One   clientele.ID `name:"one" json:"one" required:"true" minimum:"1" doc:"number of one of them"`
	Other clientele.ID `name:"other" json:"other" required:"true" minimum:"1" doc:"number of the other"`
}

// NotTheSame remembers that two are different.
func (c *Duplicates) NotTheSame(ctx context.Context, scope access.Scope, in PairIn) (page.Done, error) {
	return c.say(ctx, scope, in, pair{State: Distinct})
}

// laterDays is for how long a pair is put off.
const laterDays = 30

// Later puts a pair off.
func (c *Duplicates) Later(ctx context.Context, scope access.Scope, in PairIn) (page.Done, error) {
	return c.say(ctx, scope, in, pair{State: Later, Until: (c.Clock.Today() + laterDays).String()})
}

// Again takes back what was said of a pair.
func (c *Duplicates) Again(ctx context.Context, scope access.Scope, in PairIn) (page.Done, error) {
	return c.say(ctx, scope, in, pair{State: Open})
}

// say keeps what somebody says of a pair that they may see. What was said before can be said again.
func (c *Duplicates) say(ctx context.Context, scope access.Scope, in PairIn, p pair) (page.Done, error) {
	k := c.kindOf(in.Type)
	if k == nil || in.One == in.Other {
		return page.Done{}, page.Wrong("type", said("duplicates.wrong.of"), said("duplicates.remedy.of"))
	}
	live, err := c.live(ctx, scope, k.face, []clientele.ID{in.One, in.Other})
	if err != nil {
		return page.Done{}, err
	}
	a, b := live[min(in.One, in.Other)], live[max(in.One, in.Other)]
	gone := &clientele.Fault{Kind: clientele.NotFound, What: said("duplicates.wrong.pair"), Remedy: said("duplicates.remedy.pair")}
	if a == nil || b == nil {
		return page.Done{}, gone
	}
	p.One, p.Other, p.By, p.Said = a.ID, b.ID, scope.User(), c.Clock.Now()
	var was State
	err = c.Store.InTx(ctx, func(tx *db.Tx) error {
		now, err := c.Store.Now(ctx, tx, k.face.Type.Name, []clientele.ID{a.ID, b.ID})
		if err != nil {
			return err
		}
		walls := [2]clientele.ID{now[a.ID].Wall, now[b.ID].Wall}
		if len(now) < 2 || !scope.Passes(walls[0]) || !scope.Passes(walls[1]) { // since they were read
			return gone
		}
		before, err := c.Pairs.of(ctx, tx, k.face.Type.Name, a.ID, b.ID)
		if err != nil {
			return err
		}
		m, err := c.modelOf(ctx, tx, k)
		if err != nil {
			return err
		}
		on := proposal{m.Compare(k.as(a.record), k.as(b.record)), walls}
		if was = Open; before != nil {
			was = before.State
			on.LogOdds, on.Reasons = float64(before.Odds)/1000, readReasons(before.Reasons)
		}
		if err := c.Pairs.say(ctx, tx, k.face.Type.Name, p, on); err != nil {
			return err
		}
		return c.enter(ctx, tx, scope, [2]*shown{a, b}, [2]State{was, p.State})
	})
	if err != nil {
		return page.Done{}, err
	}
	act := map[State]string{Open: "propose-again", Later: "decide-later", Distinct: "not-the-same"}
	key := map[State]string{Open: "duplicates.done.again", Later: "duplicates.done.later", Distinct: "duplicates.done.distinct"}[p.State]
	return page.Done{Sentence: say.Of(ctx).Label(key, ""),
		Undo: &page.Undo{Act: act[was], With: map[string]string{"type": in.Type, "one": a.ID.String(), "other": b.ID.String()}}}, nil
}

// LookIn asks to look through everything.
type LookIn struct{}

// Look looks through all records, in the background.
func (c *Duplicates) Look(ctx context.Context, scope access.Scope, _ LookIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: kindFind, Key: string(kindFind) + "-anew", By: scope.By(), Args: findArgs{Anew: true}})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: said("duplicates.done.look"), Job: id}, nil
}

// likely is from which evidence on somebody is shown whom they may be entering: a name
// that is the same says more.
const likely = 8 // bits

// Known says whom a candidate may be, of a type, the likeliest first, at most so many. Only
// who may be seen is there. It is what an import calls for each row, and the form as one types.
func (c *Duplicates) Known(ctx context.Context, scope access.Scope, typeName string, one identity.Candidate) ([]identity.Match, error) {
	k := c.kindOf(typeName)
	if k == nil {
		return nil, nil
	}
	m, err := c.modelOf(ctx, c.Pairs.d, k)
	if err != nil {
		return nil, err
	}
	near, err := k.near.Near(ctx, c.Pairs.d, scope, m, one)
	if err != nil {
		return nil, err
	}
	var all []identity.Match
	for _, x := range near {
		if x.Evidence >= likely {
			all = append(all, x)
		}
	}
	return all, nil
}
