package deals

import (
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// endedShown is for how many days a deal that has ended stands on the board.
const endedShown = 90

func is(field, value string) record.Node {
	return record.Cond{Field: field, Op: record.Is, Values: []string{value}}
}

// opens are the open deals of a pipeline. That they have no end is said too: so the index of the sums has them
// in the order of their stages, and nothing is sorted.
func opens(p pipeline) record.All {
	return record.All{is("pipeline", p.ID.String()), is("state", open), record.Cond{Field: "closed", Op: record.Empty}}
}

// columns are the stages of the pipeline that is shown. Deals that ended long ago are not on it.
func (c *Deals) columns(ctx context.Context, s access.Scope, out *faces.BoardOut) (cols faces.Columns, err error) {
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return cols, err
	}
	cols.Label = say.Of(ctx).Say("deals.pipeline")
	p, there := chosen(all, out.In.Of)
	for _, one := range all {
		cols.Boards = append(cols.Boards, page.Choice{Value: one.ID.String(), Label: one.Name, Selected: one.ID == p.ID})
	}
	switch {
	case !there:
		cols.Empty, cols.Mend = say.Of(ctx).Say("deals.no-board"), &page.Link{Text: say.Of(ctx).Say("deals.to-pipelines"), Href: "/pipelines"}
		return cols, nil
	case len(p.Stages) == 0:
		cols.Empty = say.Of(ctx).Say("deals.no-stages", say.Args{"name": p.Name})
		cols.Mend = &page.Link{Text: say.Of(ctx).Say("deals.to-stages"), Href: "/stages/new"}
		return cols, nil
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return cols, err
	}
	learnt := kept.of(p.ID)
	since := (c.Clock.Today() - endedShown).String()
	recent := record.Cond{Field: "closed", Op: record.AtLeast, Values: []string{since}}
	of := is("pipeline", p.ID.String())
	cols.Parts = []record.Node{opens(p), record.All{of, is("state", won), recent}, record.All{of, is("state", lost), recent}}
	for _, one := range p.Stages {
		col := faces.Column{Value: one.ID.String(), Title: one.Name, Tone: one.State}
		if one.State != open {
			col.Only, col.Note = recent, say.Of(ctx).Say("deals.ended-shown", say.Args{"n": endedShown})
		} else {
			share, _, _, from := c.chance(say.Of(ctx), p, learnt, one)
			col.Note = say.Of(ctx).Say("deals.column-share", say.Args{"share": say.Of(ctx).Percent(share), "from": from})
		}
		cols.List = append(cols.List, col)
	}
	return cols, nil
}

// cards is what stands on cards besides: how long they stand in their stage, and what is next.
func (c *Deals) cards(ctx context.Context, s access.Scope, list []*record.Record) (map[clientele.ID]faces.CardNote, error) {
	notes := map[clientele.ID]faces.CardNote{}
	next, err := c.next(ctx, s, list)
	if err != nil {
		return nil, err
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return nil, err
	}
	by := say.Of(ctx)
	for _, r := range list {
		var note faces.CardNote
		of, _ := r.Values["pipeline"].(clientele.ID)
		if usual, late := c.late(kept.of(of), r); late && r.Text("state") == open {
			note.Sign = by.Say("deals.late", say.Args{"n": max(usual, 1)})
		}
		if r.Text("state") == open {
			note.Age = by.Say("deals.age", say.Args{"n": c.age(r)})
		}
		if t := next[r.ID]; t != nil {
			note.Lines = []page.Link{{Text: nextText(by, t, c.Clock.Today()), Href: "/tasks/" + t.ID.String()}}
		}
		notes[r.ID] = note
	}
	return notes, nil
}

// age is for how many days a deal has stood in its stage.
func (c *Deals) age(r *record.Record) int {
	entered, _ := r.Values["entered"].(clientele.Instant)
	return max(0, int(c.Clock.Today()-c.Clock.Day(entered)))
}

// next is the open task of each deal that comes first: one statement.
func (c *Deals) next(ctx context.Context, s access.Scope, list []*record.Record) (map[clientele.ID]*record.Record, error) {
	next := map[clientele.ID]*record.Record{}
	var ids []string
	for _, r := range list {
		if r.Text("state") == open {
			ids = append(ids, r.ID.String())
		}
	}
	if len(ids) == 0 {
		return next, nil
	}
	for some := range slices.Chunk(ids, mostIn) {
		filter := record.All{record.Cond{Field: "deal", Op: record.In, Values: some}, record.Not{Of: is("state", "done")}}
		found, err := c.Records.Query(ctx, s, record.Query{Type: "task", Filter: filter, Sort: "comes", Limit: mostStages})
		if err != nil {
			return nil, err
		}
		for _, t := range found.Rows {
			if of, _ := t.Values["deal"].(clientele.ID); next[of] == nil {
				next[of] = t
			}
		}
	}
	return next, nil
}

// mostIn are named in one condition.
const mostIn = 200

func nextText(by *say.Speaker, t *record.Record, today clientele.Day) string {
	day, _, _ := strings.Cut(t.Text("due"), "T")
	if d, err := clientele.ParseDay(day); err == nil {
		return t.Text("title") + ", " + by.Day(d, today)
	}
	return t.Text("title")
}

// moved says what follows from a move: what became of a deal that was won, that one may say why
// it was lost.
func (c *Deals) moved(ctx context.Context, s access.Scope, r *record.Record) (string, error) {
	switch r.Text("state") {
	case lost:
		if r.Text("lost_because") == "" {
			return say.Of(ctx).Say("deals.say-why"), nil
		}
	case won:
		return c.wonText(ctx, r), nil
	}
	return "", nil
}

func (c *Deals) wonText(ctx context.Context, r *record.Record) string {
	value, some := r.Values["value"].(clientele.Money)
	switch {
	case r.Account == 0:
		return say.Of(ctx).Say("deals.won-nobody")
	case !some:
		return say.Of(ctx).Say("deals.won-no-value")
	case r.Text("becomes") == becomesOrder:
		return say.Of(ctx).Say("deals.won-order", say.Args{"money": say.Of(ctx).Money(value)})
	}
	return ""
}
