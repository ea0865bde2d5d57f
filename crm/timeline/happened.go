package timeline

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

const (
	tasksLooked = 500
	openShown   = 20
	peopleShown = 100
)

// headOut is the head of what happened, on the page of a record.
type headOut struct {
	Address string
	All     string // the page of all of it
	Name    string
	Days    []shape.TimelineDay
	Older   string
	Earlier bool // it does not begin at the newest
	Compose *ui.Composer
	Open    func(page.Frame) templ.Component // tasks; nil for none
}

// Tell puts what happened onto the pages of records of every type that has a stream and no page of its own.
func (c *Timeline) Tell(all []*faces.Face) {
	for _, f := range all {
		if tells(f) && f.Type.Name != record.Account && f.Happened == nil {
			f.Happened = c.Happened(f)
		}
	}
}

// Happened is what happened with a record of a type, as its page shows it.
func (c *Timeline) Happened(f *faces.Face) func(context.Context, access.Scope, *record.Record, string) (*faces.Happened, error) {
	return func(ctx context.Context, s access.Scope, r *record.Record, before string) (*faces.Happened, error) {
		t, err := c.stream(ctx, s, r, shape.StreamAsked{Before: before, Limit: headShown})
		if err != nil {
			return nil, err
		}
		out := headOut{Address: f.Address(r.ID), All: f.Home + "/" + r.ID.String() + "/timeline", Name: r.Text(f.Type.Title), Earlier: before != ""}
		if t.older != "" {
			out.Older = out.Address + "?" + url.Values{"before": {t.older}}.Encode()
		}
		h := &faces.Happened{Changes: t.own, Refs: t.refs}
		open, err := c.openFor(ctx, s, r)
		if err != nil {
			return nil, err
		}
		if r.Type == clientele.PersonType {
			if out.Open, err = c.Tasks(ctx, s, r, open); err != nil {
				return nil, err
			}
		}
		if out.Compose, err = c.composer(ctx, s, r, open); err != nil {
			return nil, err
		}
		if out.Compose != nil {
			for _, a := range out.Compose.Accounts {
				h.Refs = append(h.Refs, refOf(a))
			}
		}
		h.Rows, h.Next = func(told faces.Told) any { return t.days(told) }, c.next(open)
		h.Last = func(told faces.Told) []faces.Moment { return c.last(say.Of(ctx), t.days(told)) }
		h.Draw = func(v page.Frame, told faces.Told) templ.Component {
			shown := out
			shown.Days = t.days(told)
			if out.Compose != nil {
				named := *out.Compose
				named.Accounts = slices.Clone(named.Accounts)
				for i, a := range named.Accounts {
					named.Accounts[i].Label = told.Titles[refOf(a)]
				}
				shown.Compose = &named
			}
			return headPart(v, shown)
		}
		return h, nil
	}
}

// refOf is the account of a choice.
func refOf(a page.Choice) clientele.Ref {
	id, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil {
		return clientele.Ref{}
	}
	return clientele.Ref{Type: record.Account, ID: clientele.ID(id)}
}

// openFor are the tasks for a person that are to be done yet, the next first.
func (c *Timeline) openFor(ctx context.Context, s access.Scope, r *record.Record) ([]*record.Record, error) {
	if r.Type != clientele.PersonType {
		return nil, nil
	}
	tasks, err := c.Records.LeadingTo(ctx, s, taskType, r.Ref, tasksLooked)
	if err != nil {
		return nil, err
	}
	open := slices.DeleteFunc(tasks, func(r *record.Record) bool { return r.Text("state") == "done" })
	comes := func(r *record.Record) string { return cmp.Or(r.Text("comes"), "without a day") } // after every day
	slices.SortStableFunc(open, func(a, b *record.Record) int { return cmp.Compare(comes(a), comes(b)) })
	return open[:min(len(open), openShown)], nil
}

// composer is what can be written down about a record; nil where that is nothing.
func (c *Timeline) composer(ctx context.Context, s access.Scope, r *record.Record, open []*record.Record) (*ui.Composer, error) {
	if !s.MayWrite() || r.Archived != 0 {
		return nil, nil
	}
	out := &ui.Composer{}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return nil, err
	}
	out.Users = userChoices(users, s.User())
	switch {
	case r.Type == clientele.PersonType:
		out.Person = r.ID
		ties, _ := r.Values["accounts"].([]record.Tie)
		for i, t := range ties {
			out.Accounts = append(out.Accounts, page.Choice{Value: t.To.String(), Selected: i == 0})
		}
		for _, one := range open {
			if step := c.step(one); step.Promise {
				out.Promises = append(out.Promises, step)
			}
		}
		return out, nil
	case r.Type == record.Account:
		out.Account = r.ID
	case r.Account == 0: // it belongs to nobody with whom one could be in touch
		return nil, nil
	default:
		out.Account, out.About = r.Account, r.Type+"/"+r.ID.String()
		if line, ok := r.Values["line"].(string); ok && line != "" {
			out.Lines = []page.Choice{{Value: line}}
		}
	}
	return out, c.ofAccount(ctx, s, out)
}

// ofAccount fills in with whom one can be in touch, and which promises that may keep.
func (c *Timeline) ofAccount(ctx context.Context, s access.Scope, out *ui.Composer) error {
	people, err := c.Records.Leading(ctx, s, clientele.PersonType, out.Account, peopleShown)
	if err != nil {
		return err
	}
	for _, p := range people {
		out.People = append(out.People, page.Choice{Value: p.ID.String(), Label: p.Text("name")})
	}
	slices.SortStableFunc(out.People, func(a, b page.Choice) int { return cmp.Compare(a.Label, b.Label) })
	steps, err := c.Open(ctx, s, out.Account)
	for _, step := range steps {
		if step.Promise {
			out.Promises = append(out.Promises, step)
		}
	}
	return err
}

// next is the task that comes up first.
func (c *Timeline) next(open []*record.Record) *page.Link {
	if len(open) == 0 {
		return nil
	}
	return &page.Link{Text: ui.StepText(c.step(open[0])), Href: "/tasks/" + open[0].ID.String()}
}

// step is a task as a step of a day.
func (c *Timeline) step(r *record.Record) shape.Step {
	return shape.Step{Task: r.ID, Do: r.Text("title"), Promise: r.Values["promise"] == true}.ComesUp(r.Text("comes"), c.Clock.Today())
}

// last is what happened last, each in a line: where anything did, not what was changed of records.
func (c *Timeline) last(s *say.Speaker, days []shape.TimelineDay) (some []faces.Moment) {
	var facts []faces.Moment
	for _, d := range days {
		for _, e := range d.Entries {
			m := faces.Moment{When: s.Day(d.Day, c.Clock.Today()), What: e.Title, Text: strings.ReplaceAll(e.Text, "\n", "; ")}
			if e.Kind == clientele.KindChanged && e.Back == nil { // what was entered stands above
				m.Text = ""
			}
			if some = append(some, m); e.Kind != clientele.KindChanged {
				facts = append(facts, m)
			}
		}
	}
	if len(facts) > 0 {
		return facts
	}
	return some
}

// userChoices are users by their names, who looks first.
func userChoices(users []access.User, first clientele.ID) (all []page.Choice) {
	for _, u := range users {
		c := page.Choice{Value: u.ID.String(), Label: cmp.Or(u.Name, u.Email)}
		if u.ID == first {
			all = slices.Insert(all, 0, c)
		} else {
			all = append(all, c)
		}
	}
	return all
}

func contains[T comparable](some []T, one T) bool { return slices.Contains(some, one) }

func sorted[K cmp.Ordered, V any](of map[K]V) []K { return slices.Sorted(maps.Keys(of)) }
