// Package timeline is what happened with a record, whatever its type: what people said and
// bought, what was promised and done, what was changed of it and of what belongs to it. One stream,
// the latest first, read from the book and told here alone; pages of accounts and of records show
// the head of it with the composer on top, and lead to all of it.
//
// What came in and was not answered, what was promised and is overdue, and who has gone quiet
// are lists of their own (owed.go).
//
// Start at Timeline; stream.go reads and tells, happened.go puts it onto pages of records.
package timeline

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// Timeline is what this stands on.
type Timeline struct {
	Book    *ledger.Book
	Records *record.Store
	Access  *access.Access
	Clock   *clientele.Clock
	Faces   *[]*faces.Face // of every type

	// Open are the open tasks of an account, promises among them.
	Open func(ctx context.Context, s access.Scope, account clientele.ID) ([]shape.Step, error)
	// Tasks draws the tasks of a person that are open, the next first.
	Tasks func(ctx context.Context, s access.Scope, person *record.Record, open []*record.Record) (func(page.Frame) templ.Component, error)
}

// Capability is its pages: one for each type of record that people keep.
func (c *Timeline) Capability() page.Capability {
	all := page.Capability{Name: "timeline"}
	for _, f := range *c.Faces {
		if !tells(f) {
			continue
		}
		p := page.Read(f.Type.Name+"-timeline", f.Home+"/{id}/timeline", access.SignedIn, c.of(f), timelinePage).
			Titled(clientele.Tell("account.happened"), "Everything that happened with "+article(f)+", the latest first: contact, orders, agreements, tasks, files, changes.").
			AnswersAt(f.Type.Plural + "/{id}/timeline")
		if f.Type.Name == record.Account {
			p = p.As("timeline")
		}
		all.Pages = append(all.Pages, p)
	}
	return all
}

// tells says whether records of a type have a stream: what the firm keeps for itself has its changes alone.
func tells(f *faces.Face) bool { return !f.Type.Special }

func article(f *faces.Face) string {
	return "one " + say.Of(context.Background()).Fill(f.One)
}

const (
	pageShown = 50
	headShown = 24 // on the page of the record
)

// TimelineIn asks for what happened with a record.
type TimelineIn struct {
	ID     clientele.ID          `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	Kind   []clientele.EntryKind `name:"kind" json:"kind,omitempty" enum:"interaction,order,return,engagement,task,file,settled,overrule,changed" doc:"only these kinds"`
	Line   string                `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business; - is the one without a name"`
	With   string                `name:"with" json:"with,omitempty" maxLength:"200" doc:"only contact with this person"`
	Before string                `name:"before" json:"before,omitempty" maxLength:"60" doc:"where the page shown before ended"`
}

// TimelineOut is a page of what happened with a record.
type TimelineOut struct {
	Sentence string              `json:"sentence"`
	Name     string              `json:"name"`
	Href     string              `json:"href"` // of the record
	Days     []shape.TimelineDay `json:"days"`
	Older    string              `json:"older,omitempty"` // path of what is further back
	Kinds    []page.Choice       `json:"kinds"`
	Lines    []page.Choice       `json:"lines,omitempty"`
	People   []page.Choice       `json:"people,omitempty"`
	In       TimelineIn          `json:"-"`
	Narrowed bool                `json:"-"`
	Compose  *ui.Composer        `json:"-"` // nil where nothing can be written down
	path     string
}

// PageName is whose it is, for the title of the page.
func (out TimelineOut) PageName() string { return out.Name }

// of is the page of all that happened with a record of a type.
func (c *Timeline) of(f *faces.Face) func(context.Context, access.Scope, TimelineIn) (TimelineOut, error) {
	return func(ctx context.Context, s access.Scope, in TimelineIn) (out TimelineOut, err error) {
		err = c.Book.Snapshot(ctx, func(ctx context.Context) error {
			out, err = c.page(ctx, s, f, in)
			return err
		})
		return out, err
	}
}

func (c *Timeline) page(ctx context.Context, s access.Scope, f *faces.Face, in TimelineIn) (TimelineOut, error) {
	out := TimelineOut{In: in}
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: f.Type.Name, ID: in.ID})
	if err != nil {
		return out, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	out.Name, out.Href = r.Text(f.Type.Title), c.Records.Address(r.Ref)
	out.path = f.Home + "/" + r.ID.String() + "/timeline"
	if out.Lines, err = c.lines(ctx, firm, r, in); err != nil {
		return out, err
	}
	asked := shape.StreamAsked{Kinds: in.Kind, Line: firm.Lines.Asked(in.Line), With: in.With, Before: in.Before, Limit: pageShown}
	out.Narrowed = asked.Narrowed()
	stream, err := c.Of(ctx, s, r, asked)
	if err != nil {
		return out, err
	}
	if out.Days = stream.Days; out.Days == nil {
		out.Days = []shape.TimelineDay{}
	}
	if stream.Older != "" {
		older := in
		older.Before = stream.Older
		out.Older = out.href(older)
	}
	for _, k := range shape.StreamKinds {
		out.Kinds = append(out.Kinds, page.Choice{Value: string(k), Label: firm.Say("account.entries-" + string(k)), Selected: contains(in.Kind, k)})
	}
	out.Compose, err = c.composer(ctx, s, r, nil)
	if r.Type == record.Account && out.Compose != nil {
		for _, p := range out.Compose.People {
			out.People = append(out.People, page.Choice{Value: p.Label, Label: p.Label, Selected: p.Label == in.With})
		}
	}
	out.Sentence = firm.Say("timeline.sentence", say.Args{"name": out.Name})
	if len(out.Days) == 0 {
		out.Sentence = firm.Say("people.nothing-yet")
	}
	return out, err
}

// lines are those to which an account's stream can be kept, where it has several.
func (c *Timeline) lines(ctx context.Context, firm shape.Firm, r *record.Record, in TimelineIn) (choices []page.Choice, err error) {
	if in.Line != "" {
		known, err := c.Book.Lines(ctx)
		if err != nil {
			return nil, err
		}
		if line := firm.Lines.Asked(in.Line); !contains(append(known, firm.Lines.Made...), *line) {
			return nil, page.Wrong("line", clientele.Tell("account.said.there-is-no-such-line"), clientele.Tell("account.said.choose-one-that-there-is"))
		}
	}
	if r.Type != record.Account {
		return nil, nil
	}
	found, err := c.Book.HistoriesByLine(ctx, r.ID)
	if err != nil || len(found) < 2 {
		return nil, err
	}
	for _, line := range sorted(found) {
		choices = append(choices, page.Choice{Value: shape.LineParam(line), Label: firm.LineName(line), Selected: in.Line == shape.LineParam(line)})
	}
	return choices, nil
}

// href is the page narrowed as asked.
func (out TimelineOut) href(in TimelineIn) string {
	values := page.Encode(in)
	values.Del("id")
	return shape.Query(out.path, values)
}

// kindHref keeps to one kind, or to all again.
func (out TimelineOut) kindHref(k page.Choice) string {
	in := out.In
	in.Before, in.Kind = "", []clientele.EntryKind{clientele.EntryKind(k.Value)}
	if k.Selected {
		in.Kind = nil
	}
	return out.href(in)
}

// lineHref keeps to one line, or to all again.
func (out TimelineOut) lineHref(l page.Choice) string {
	in := out.In
	if in.Before, in.Line = "", l.Value; l.Selected {
		in.Line = ""
	}
	return out.href(in)
}

// whom are the people to whom the stream can be kept.
func (out TimelineOut) whom(v page.Frame) []page.Choice {
	choices := append([]page.Choice{{Label: v.Say("account.with-all")}}, out.People...)
	if out.In.With != "" && !slices.ContainsFunc(choices, func(c page.Choice) bool { return c.Selected }) {
		choices = append(choices, page.Choice{Value: out.In.With, Label: out.In.With, Selected: true})
	}
	return choices
}
