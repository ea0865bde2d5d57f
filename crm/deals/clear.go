package deals

import (
	"context"
	"encoding/json"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// ClearIn moves all deals of a stage to another.
type ClearIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the stage"`
	To clientele.ID `name:"to" json:"to" required:"true" minimum:"1" doc:"number of the stage to which its deals go"`
}

// clearAtOnce is how many deals are moved while somebody waits; more are work for later.
const clearAtOnce = 1_000

// Clear moves the deals of a stage to another, as far as who asks may see them: one batch.
func (c *Deals) Clear(ctx context.Context, s access.Scope, in ClearIn) (done page.Done, err error) {
	from, err := c.Records.Get(ctx, s, clientele.Ref{Type: Stage.Name, ID: in.ID})
	if err != nil {
		return done, err
	}
	by := say.Of(ctx)
	if in.To == in.ID {
		return done, page.Wrong("to", by.Say("deals.clear-same", say.Args{"name": from.Text("name")}), by.Say("deals.clear-other-remedy"))
	}
	to, err := c.Records.Get(ctx, s, clientele.Ref{Type: Stage.Name, ID: in.To})
	if clientele.KindOf(err) == clientele.NotFound || err == nil && to.Archived != 0 {
		return done, page.Wrong("to", by.Say("deals.clear-nowhere"), by.Say("deals.clear-other-remedy"))
	}
	if err != nil {
		return done, err
	}
	edit := &record.Bulk{Type: Type.Name, Filter: record.All{is("stage", in.ID.String())}, Set: map[string]json.RawMessage{"stage": raw(to.ID), "pipeline": raw(to.Values["pipeline"])}}
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		large, err := c.Records.Large(ctx, tx, s, edit, clearAtOnce)
		if err != nil {
			return err
		}
		if large {
			job, err := c.Face.Later(ctx, tx, s, edit)
			done = page.Done{Sentence: by.Say("faces.many_later"), Job: job, ID: edit.Batch, Next: "/batches/" + edit.Batch.String()}
			return err
		}
		b, moved, err := c.Records.BulkNow(ctx, tx, s, edit, clearAtOnce)
		if err != nil {
			return err
		}
		done = page.Done{ID: b.ID, Sentence: by.Say("deals.cleared", say.Args{"n": moved.Changed, "from": from.Text("name"), "to": to.Text("name")})}
		if moved.Changed > 0 {
			done.Undo = &page.Undo{Act: "batch-undo", With: map[string]string{"id": b.ID.String()}}
		}
		if n := len(moved.Refused); n > 0 {
			done.Sentence += " " + by.Say("faces.many-refused", say.Args{"n": n, "what": by.Fill(record.RefusedFor(0, moved.Refused[0].Err).What)})
		}
		return nil
	})
	return done, faces.Refusal(err)
}

// clearOut is what stands in a stage, and where it may go.
type clearOut struct {
	ID      clientele.ID
	Deals   page.Count
	Choices []page.Choice
}

// clearing asks, on the page of a stage, where its deals are to go.
func (c *Deals) clearing(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	if !s.MayWrite() || r.Archived != 0 || r.Merged != 0 {
		return nil, nil
	}
	only := is("stage", r.ID.String())
	found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: record.All{only}, Limit: 1, Count: true})
	if err != nil || found.Count.N == 0 {
		return nil, err
	}
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	out := clearOut{ID: r.ID, Deals: page.Count{N: found.Count.N, Capped: !found.Count.Exact, Href: listOf(only)}}
	for _, p := range all {
		for _, one := range p.Stages {
			if one.ID != r.ID {
				out.Choices = append(out.Choices, page.Choice{Value: one.ID.String(), Label: p.Name + ": " + one.Name})
			}
		}
	}
	return func(v page.Frame) templ.Component { return clearPart(v, out) }, nil
}
