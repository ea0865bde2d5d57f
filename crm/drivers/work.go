package drivers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// LearnNowIn asks for it anew.
type LearnNowIn struct{}

// LearnNow asks for it anew.
func (c *Drivers) LearnNow(ctx context.Context, s access.Scope, _ LearnNowIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: KindLearn, Key: string(KindLearn), By: s.By()})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("drivers.begun"), Job: id, Next: "/drivers"}, nil
}

// dueEvery is how many days lie between two times that nobody asked for: it reads every order.
const dueEvery = 7

func (c *Drivers) learnDue(ctx context.Context, t *queue.Task, _ struct{}) error {
	kept, err := c.kept(ctx)
	if err != nil || kept != nil && c.Clock.Today() < kept.On+dueEvery {
		return err
	}
	return c.learn(ctx, t, struct{}{})
}

// mostFirsts are looked at, and mostItems of their products: tens of megabytes.
const (
	mostFirsts = 100_000
	mostItems  = 1_500_000
)

// gathering is the first purchases on their way.
type gathering struct {
	c     *Drivers
	at    map[clientele.Relationship]int
	all   []First
	items int
	asOf  clientele.Day
	mask  uint64 // of many relationships one in so many, by their numbers
}

// learn reads the histories for the first purchases and what came of them, then the orders for what
// they were like, and compares. What lies behind a wall is not looked at: what is learnt is shown to all.
func (c *Drivers) learn(ctx context.Context, t *queue.Task, _ struct{}) error {
	last, err := c.Book.LastPastDay(ctx, c.Clock.Today())
	if err != nil {
		return err
	}
	if last == clientele.NoDay {
		return t.InTx(ctx, func(tx *db.Tx) error { return c.forget(ctx, tx) })
	}
	walls, err := c.Book.Walls(ctx, c.DB)
	if err != nil {
		return err
	}
	g := &gathering{c: c, at: map[clientele.Relationship]int{}, asOf: jobs.AsOf(last, c.Clock.Today())}
	if err := g.histories(ctx, walls); err != nil {
		return err
	}
	if err := g.kinds(ctx); err != nil {
		return err
	}
	t.Tell(queue.Progress{Done: int64(len(g.all)), Unit: "histories", Note: clientele.Tell("drivers.reading")})
	if err := c.Book.Orders(ctx, g.order); err != nil {
		return err
	}
	body, err := json.Marshal(Learn(g.all, g.asOf))
	if err != nil {
		return fmt.Errorf("keep what was learnt: %w", err)
	}
	return t.InTx(ctx, func(tx *db.Tx) error {
		if err := c.forget(ctx, tx); err != nil {
			return err
		}
		now, err := c.Book.Walls(ctx, tx)
		if err != nil {
			return err
		}
		for id := range now {
			if _, stood := walls[id]; !stood { // it was looked at, and may be no more: learnt again
				_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindLearn})
				return err
			}
		}
		return tx.InsertRows(ctx, "INSERT INTO drivers (workspace, day, body)", 3, []any{c.Workspace, c.Clock.Today().String(), string(body)}, "")
	})
}

// mix spreads numbers (Stafford's variant 13 of the finalizer of MurmurHash3).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (g *gathering) histories(ctx context.Context, walls map[clientele.ID]clientele.ID) error {
	for h, err := range g.c.Book.Histories(ctx, clientele.Relationship{}) {
		if err != nil {
			return err
		}
		if walls[h.Account] != 0 || len(h.History.Days) == 0 || h.History.Days[0].Day > g.asOf || mix(uint64(h.Account))&g.mask != 0 {
			continue
		}
		f := First{Day: h.History.Days[0].Day, Line: h.Line}
		if len(h.History.Days) > 1 && h.History.Days[1].Day <= g.asOf {
			f.Next = h.History.Days[1].Day
		}
		g.at[h.Relationship] = len(g.all)
		if g.all = append(g.all, f); len(g.all) > mostFirsts {
			g.thin()
		}
	}
	return nil
}

// thin keeps every second of them.
func (g *gathering) thin() {
	g.mask = 2*g.mask + 1
	at, all := map[clientele.Relationship]int{}, make([]First, 0, mostFirsts)
	for rel, i := range g.at {
		if mix(uint64(rel.Account))&g.mask == 0 {
			at[rel] = len(all)
			all = append(all, g.all[i])
		}
	}
	g.at, g.all = at, all
}

func (g *gathering) kinds(ctx context.Context) error {
	const atOnce = 5_000
	for after := (clientele.Relationship{}); ; {
		some, err := g.c.Book.KindsAfter(ctx, after, atOnce)
		if err != nil {
			return err
		}
		for _, one := range some {
			after = one.Relationship
			g.client(one)
		}
		if len(some) < atOnce {
			return nil
		}
	}
}

func (g *gathering) client(one standings.KindOf) {
	if i, in := g.at[one.Relationship]; in && one.Kind == clientele.Client {
		g.all[i].Client = true
	}
}

// order tells what a first purchase was like; several orders of that day are one purchase.
func (g *gathering) order(e clientele.Entry) error {
	b, is := e.Body.(clientele.Order)
	i, in := g.at[clientele.Relationship{Account: e.Account, Line: e.Line}]
	if !is || !in || e.On() != g.all[i].Day {
		return nil
	}
	f := &g.all[i]
	if !b.Total.IsNone() && (f.Currency == "" || f.Currency == b.Total.Currency) {
		f.Currency, f.Minor = b.Total.Currency, f.Minor+b.Total.Minor
	}
	if f.Channel == "" {
		f.Channel = b.Channel
	}
	for _, item := range b.Items {
		name := item.Text
		if name == "" {
			name = item.Product
		}
		if name == "" || item.QuantityMilli <= 0 || g.items >= mostItems {
			continue
		}
		g.items++
		f.Items = append(f.Items, Bought{name, max(float64(item.TotalMinor)*1000/float64(item.QuantityMilli), 0)})
	}
	return nil
}

// known is what was learnt, and when.
type known struct {
	On clientele.Day
	Learnt
}

type keptRow struct {
	Day  string `db:"day"`
	Body string `db:"body"`
}

// kept is what was learnt last; nil before.
func (c *Drivers) kept(ctx context.Context) (*known, error) {
	row, err := db.One[keptRow](ctx, c.DB, "SELECT day, body FROM drivers WHERE workspace = ?", c.Workspace)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("drivers: %w", err)
	}
	k := &known{On: db.Day(row.Day)}
	if err := json.Unmarshal([]byte(row.Body), &k.Learnt); err != nil {
		return nil, fmt.Errorf("read the drivers: %w", err)
	}
	return k, nil
}

func (c *Drivers) forget(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM drivers WHERE workspace = ?", c.Workspace); err != nil {
		return fmt.Errorf("drivers: %w", err)
	}
	return nil
}

// Walled forgets what was learnt when a wall goes up around an account: it was looked at. It is
// learnt again at once.
func (c *Drivers) Walled(ctx context.Context, tx *db.Tx) error {
	if err := c.forget(ctx, tx); err != nil {
		return err
	}
	_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindLearn, Key: string(KindLearn)})
	return err
}
