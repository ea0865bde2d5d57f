package calendar

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// OccurrenceIn names one time of an event that comes again.
type OccurrenceIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the event"`
	At string       `name:"at" json:"at,omitempty" maxLength:"16" doc:"which time, as its rule has it: 2026-03-31T09:30; the next where nothing is said"`
}

// OccurrenceOut is one time of an event that comes again.
type OccurrenceOut struct {
	Sentence string       `json:"sentence"`
	Item     CalendarItem `json:"item"`
	Again    string       `json:"again"` // how it comes again
	Note     string       `json:"note,omitempty"`
	Past     bool         `json:"past"`
	MayWrite bool         `json:"-"`

	series clientele.ID
}

// PageName is what the page is called.
func (out OccurrenceOut) PageName() string { return out.Item.Title }

// Occurrence is one time of an event that comes again. Where another event stands for it, that one is meant.
func (c *Calendar) Occurrence(ctx context.Context, s access.Scope, in OccurrenceIn) (out OccurrenceOut, err error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return out, err
	}
	if in.At == "" {
		in.At = c.next(r)
	}
	if r.Text("recurrence") == "" || !comesOn(r, in.At) {
		return out, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("calendar.no-occurrence", say.Args{"when": page.Clip(in.At, 16)}), Where: "at", Remedy: say.Of(ctx).Say("calendar.no-occurrence-remedy")}
	}
	instead, err := c.standsFor(ctx, s, r.ID, in.At)
	if err != nil {
		return out, err
	}
	one := spanFrom(in.At, written(wall(in.At).Add(spanOf(r).lasts), timeOf(in.At) != ""))
	out = OccurrenceOut{Again: faces.SayAgain(say.Of(ctx), r.Text("recurrence"), c.Clock.Today()), Note: r.Text("note"), MayWrite: s.MayWrite(), series: r.ID}
	out.Item = rowOf(r).item(s, one, in.At)
	if instead != nil {
		out.Item, out.Note = rowOf(instead).item(s, spanOf(instead), ""), instead.Text("note")
	}
	some := []CalendarItem{out.Item}
	if err := c.named(ctx, s, some); err != nil {
		return out, err
	}
	out.Item = some[0]
	out.Past = out.Item.Begins <= c.now(out.Item)
	out.Sentence = say.Of(ctx).Say("calendar.one-time", say.Args{"title": out.Item.Title, "when": c.whenSaid(say.Of(ctx), out.Item.Begins)})
	return out, nil
}

// now is this moment on the firm's clock, as the times of an item are written.
func (c *Calendar) now(i CalendarItem) string { return written(c.Clock.Time(), i.Timed()) }

// next is when an event comes for the next time; its first where it does so no more.
func (c *Calendar) next(r *record.Record) string {
	s, today := spanOf(r), c.Clock.Today()
	for _, one := range times(r.Text("recurrence"), s, today, today+366) {
		return written(one.begins, one.timed)
	}
	return r.Text("begins")
}

func rowOf(r *record.Record) eventRow {
	series, _ := r.Values["series"].(clientele.ID)
	owner, _ := r.Values["owner"].(clientele.ID)
	return eventRow{ID: r.ID, Title: r.Text("title"), Kind: r.Text("kind"), Begins: r.Text("begins"), Ends: r.Text("ends"), Place: r.Text("place"), State: r.Text("state"),
		Recurrence: r.Text("recurrence"), Series: series, Occurrence: r.Text("occurrence"), Account: r.Account, Owner: owner}
}

// headOut is what is done with an event at the top of its page.
type headOut struct {
	Item  CalendarItem
	Past  bool
	Open  bool // nobody said yet whether it took place
	Again string
	Next  string // the page of its next time
}

// Head is what is done with an event, at the top of its own page.
func (c *Calendar) Head(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	if !s.MayWrite() || r.Archived != 0 || r.Merged != 0 {
		return nil, nil
	}
	out := headOut{Item: rowOf(r).item(s, spanOf(r), ""), Again: faces.SayAgain(say.Of(ctx), r.Text("recurrence"), c.Clock.Today())}
	out.Past = out.Item.Begins <= c.now(out.Item)
	out.Open = out.Item.State == planned && out.Past
	if r.Text("recurrence") != "" {
		out.Next = eventHref(r.ID, c.next(r))
	}
	return func(v page.Frame) templ.Component { return headPart(v, out) }, nil
}
