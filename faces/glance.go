package faces

import (
	"context"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// GlanceIn asks for what a list shows of a record beside itself.
type GlanceIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
}

// Moment is something that happened, in a line.
type Moment struct {
	When string `json:"when"`
	What string `json:"what"`
	Text string `json:"text,omitempty"`
}

// GlanceOut is a record at a glance: how one reaches them, what is known, what is next, what happened last.
type GlanceOut struct {
	Sentence string     `json:"sentence"`
	Href     string     `json:"href"`
	Reached  []Value    `json:"reached,omitempty"`
	Values   []Value    `json:"values"`
	Next     *page.Link `json:"next,omitempty"`
	Last     []Moment   `json:"last,omitempty"`
}

const (
	glanceFields  = 8
	glanceMoments = 3
)

// Glance is a record as a list shows it beside itself, read from one state.
func (f *Face) Glance(ctx context.Context, scope access.Scope, in GlanceIn) (out GlanceOut, err error) {
	if f.Snapshot == nil {
		return f.glanced(ctx, scope, in)
	}
	err = f.Snapshot(ctx, func(ctx context.Context) (err error) {
		out, err = f.glanced(ctx, scope, in)
		return err
	})
	return out, err
}

func (f *Face) glanced(ctx context.Context, scope access.Scope, in GlanceIn) (GlanceOut, error) {
	r, err := f.Store.Get(ctx, scope, f.ref(in.ID))
	if err != nil {
		return GlanceOut{}, err
	}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return GlanceOut{}, err
	}
	h, err := f.lately(ctx, scope, r)
	if err != nil {
		return GlanceOut{}, err
	}
	k, err := f.names(ctx, scope, fields, []*record.Record{r}, append(linked(fields, h.Changes), h.Refs...)...)
	if err != nil {
		return GlanceOut{}, err
	}
	out := GlanceOut{Sentence: r.Text(f.Type.Title), Href: f.Address(r.ID), Values: []Value{}, Next: h.Next}
	if r.Archived != 0 {
		out.Sentence = say.Of(ctx).Say("faces.archived-one", say.Args{"name": out.Sentence})
	}
	form := f.form(fields, r, k)
	for _, v := range append(form.Usual, form.Rest...) {
		if v.Text != "" && v.Name != f.Type.Title && len(out.Values) < glanceFields {
			out.Values = append(out.Values, v)
		}
	}
	out.Reached = reachable(out.Values)
	told, past := f.tell(r.ID, h, fields, k)
	if h.Last != nil {
		out.Last = h.Last(told)
	}
	for _, c := range past {
		if h.Last == nil && len(c.What) > 0 {
			out.Last = append(out.Last, Moment{When: c.When + byWhom(c), What: strings.Join(c.What, "; ")})
		}
	}
	out.Last = out.Last[:min(len(out.Last), glanceMoments)]
	return out, nil
}

// lately is what is next for a record, and what happened with it last.
func (f *Face) lately(ctx context.Context, scope access.Scope, r *record.Record) (*Happened, error) {
	if f.Lately != nil {
		return f.Lately(ctx, scope, r)
	}
	return f.happened(ctx, scope, r, "")
}
