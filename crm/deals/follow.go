package deals

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction: a deal that is won states
// its order in the book, and one that is so no longer takes it away; a stage or a pipeline in
// which deals stand stays.
func (c *Deals) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var dealt []*record.Record
	for _, r := range written {
		switch {
		case r.Type == Type.Name:
			dealt = append(dealt, r)
		case (r.Type == Stage.Name || r.Type == Pipeline.Name) && r.Archived != 0 && r.Archived == r.Changed:
			if err := c.empty(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	if many := len(written) > 1 && written[0].Type == Type.Name; many { // a file, or an edit of a list
		if _, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindLearn, Key: string(kindLearn)}); err != nil {
			return err
		}
	}
	if err := c.steady(ctx, tx, written); err != nil {
		return err
	}
	return c.state(ctx, tx, dealt)
}

// Restate has some deals say anew what they brought: an order says it now, or does so no more.
func (c *Deals) Restate(ctx context.Context, tx *db.Tx, ids []clientele.ID) error {
	list, err := c.Records.Behind(ctx, tx, record.Walled{Type: Type.Name, IDs: ids})
	if err != nil {
		return err
	}
	return c.state(ctx, tx, list)
}

// state keeps in the book what deals say. One of which an order tells says nothing itself, as the
// same money would count twice.
func (c *Deals) state(ctx context.Context, tx *db.Tx, dealt []*record.Record) error {
	ids := make([]clientele.ID, len(dealt))
	for i, r := range dealt {
		ids[i] = r.ID
	}
	ordered, err := c.Ordered(ctx, tx, ids)
	if err != nil {
		return err
	}
	var facts []clientele.Entry
	for _, r := range dealt {
		if e, some := c.fact(r, ordered[r.ID]); some {
			facts = append(facts, e)
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return c.Jobs.State(ctx, tx, facts, clientele.Tell("deals.cause"))
}

// fact is what the book says of a deal. Of one that was never more than open there is nothing to say.
func (c *Deals) fact(r *record.Record, ordered bool) (clientele.Entry, bool) {
	e := clientele.Entry{Account: r.Account, Line: clientele.Line(r.Text("line")), Key: fmt.Sprintf("deal/%d", r.ID), Ref: r.Ref, Body: clientele.Struck{}}
	value, some := r.Values["value"].(clientele.Money)
	day, ended := r.Values["closed"].(clientele.Day)
	if r.Text("state") == won && r.Text("becomes") == becomesOrder && some && ended && r.Account != 0 && r.Archived == 0 && r.Merged == 0 && !ordered {
		e.Day, e.At = day, c.Clock.Begins(day)
		e.Body = clientele.Order{Ref: "deal " + r.ID.String(), Total: value}
		return e, true
	}
	e.At = r.Changed
	return e, r.Rev > 1 || ordered // a new one has said nothing yet
}

// steady refuses that a stage says something else of the deals that stand in it: they would be won,
// or be of another pipeline, when somebody next writes them, and on that day.
func (c *Deals) steady(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	for _, r := range written {
		if r.Type != Stage.Name || r.Archived != 0 || r.Merged != 0 {
			continue
		}
		n, err := db.One[int](ctx, tx, "SELECT count(*) FROM (SELECT 1 FROM deals WHERE workspace = ? AND stage = ? AND (state <> ? OR pipeline <> ?) AND archived = 0 AND merged = 0 LIMIT 1) d",
			c.Workspace, r.ID, r.Text("state"), r.Values["pipeline"])
		if err != nil {
			return fmt.Errorf("deals in stage %d: %w", r.ID, err)
		}
		if n > 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("deals.stage-in-use", "name", r.Text("name")), Where: "state",
				Remedy: clientele.Tell("deals.not-empty-remedy", "filter", "stage = "+r.ID.String())}
		}
	}
	return nil
}

// empty refuses to put away what deals stand in.
func (c *Deals) empty(ctx context.Context, tx *db.Tx, r *record.Record) error {
	field := r.Type // a deal names both as they are called
	n, err := db.One[int](ctx, tx, "SELECT count(*) FROM (SELECT 1 FROM deals WHERE workspace = ? AND "+field+" = ? AND archived = 0 AND merged = 0 LIMIT 1) d", c.Workspace, r.ID)
	if err != nil {
		return fmt.Errorf("deals in %s %d: %w", r.Type, r.ID, err)
	}
	if n == 0 {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("deals.not-empty-"+r.Type, "name", r.Text("name")), Where: "archived",
		Remedy: clientele.Tell("deals.not-empty-remedy-"+field, "filter", field+" = "+r.ID.String())}
}
