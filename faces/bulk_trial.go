package faces

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// BulkTrialIn asks what would become of several records of a list, before it is done.
type BulkTrialIn struct {
	IDs    []clientele.ID `name:"ids" json:"ids,omitempty" minimum:"1" doc:"numbers of the records that are chosen"`
	All    bool           `name:"every" json:"every,omitempty" doc:"all that fit, not those chosen alone"`
	Filter string         `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"which ones, where all are meant"`
	Do     string         `name:"do" json:"do,omitempty" maxLength:"120" doc:"what is to be done: set:industry, tag, untag, archive"`
	Value  string         `name:"value" json:"value,omitempty" maxLength:"500" doc:"to what; the tag; nothing empties the field"`
	Look   bool           `name:"look" json:"look,omitempty" doc:"say what would change also where the value is empty"`
	Back   string         `name:"back" json:"back,omitempty" maxLength:"2500" doc:"the list to go back to"`
}

// Otherwise is what a record has now, where it would change.
type Otherwise struct {
	Title string `json:"title"`
	Was   string `json:"was"`
}

// BulkTrialOut is what would become of several records.
type BulkTrialOut struct {
	Sentence string            `json:"sentence"`
	In       BulkTrialIn       `json:"in"`
	Bulk     BulkIn            `json:"-"` // what would be done
	Dos      []page.Choice     `json:"-"`
	Value    *Value            `json:"-"` // what is asked for besides; nil: nothing
	Users    []access.User     `json:"-"`
	Says     string            `json:"says,omitempty"` // what would change, in a sentence
	Button   string            `json:"-"`              // of what does it; "" where there is nothing to do
	Some     []Otherwise       `json:"some,omitempty"`
	Wrong    []page.FieldFault `json:"wrong,omitempty"`
}

// someShown is how many of those that would change are named.
const someShown = 5

// BulkTrial says what would become of several records: how many would change, and from what.
func (f *Face) BulkTrial(ctx context.Context, scope access.Scope, in BulkTrialIn) (BulkTrialOut, error) {
	out := BulkTrialOut{In: in}
	out.In.Back = cmp.Or(page.Local(in.Back), f.Home)
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return out, err
	}
	if out.Users, err = f.Users(ctx); err != nil {
		return out, err
	}
	out.Dos = f.dos(fields)
	what, name, _ := strings.Cut(in.Do, ":")
	out.Bulk = BulkIn{IDs: in.IDs, All: in.All, Filter: in.Filter, What: what, Field: name, Value: in.Value}
	out.Value = f.askedFor(fields, out.Bulk)
	tried, err := f.try(ctx, scope, &out)
	if err != nil {
		return out, err
	}
	out.Sentence = f.ofChosen(tried.Of)
	if !f.ripe(out) || tried.Of.N == 0 {
		return out, nil
	}
	return out, f.saysTrial(ctx, scope, fields, &out, tried)
}

// ripe says that it is known what is to be done.
func (f *Face) ripe(out BulkTrialOut) bool {
	switch {
	case len(out.Wrong) > 0 || out.Bulk.What == "":
		return false
	case out.Bulk.What == "archive":
		return true
	case out.Bulk.What == "set":
		return out.Value != nil && (out.In.Value != "" || out.In.Look)
	}
	return strings.TrimSpace(out.In.Value) != ""
}

// try asks the records; what is wrong with what was typed is said beside it.
func (f *Face) try(ctx context.Context, scope access.Scope, out *BulkTrialOut) (record.BulkTried, error) {
	if len(out.Bulk.IDs) == 0 && !out.Bulk.All {
		return record.BulkTried{}, nil
	}
	ripe := f.ripe(*out)
	edit, err := f.bulkOf(out.Bulk)
	if ripe {
		edit, err = f.edit(ctx, scope, out.Bulk)
	}
	var w record.BulkTried
	if err == nil {
		w, err = f.Store.BulkTrial(ctx, scope, edit)
		err = Refusal(err)
	}
	var wrong *page.InputFault
	if ripe && errors.As(err, &wrong) {
		for _, fault := range wrong.Fields {
			fault.Field = "value"
			out.Wrong = append(out.Wrong, fault)
		}
		return f.try(ctx, scope, out)
	}
	return w, err
}

// saysTrial says how many would change, and what the first of them have now.
func (f *Face) saysTrial(ctx context.Context, scope access.Scope, fields []record.Field, out *BulkTrialOut, w record.BulkTried) error {
	n, of := counted(w.Changes), counted(w.Of)
	rest := w.Of.N - w.Changes.N - len(w.Refused)
	args := say.Args{"n": w.Changes.N, "count": n, "of": of, "many": f.Many, "rest": say.Of(ctx).Count(int64(rest))}
	switch {
	case w.Changes.N == 0 && w.Changes.Exact:
		if out.Says = refusedSaid(w); out.Says == "" {
			out.Says = say.Of(ctx).Say("faces.would-none", args)
		}
		return nil
	case !w.Changes.Exact:
		out.Says = say.Of(ctx).Say("faces.would-at-most", args)
	case w.Changes.N == w.Of.N:
		out.Says = say.Of(ctx).Say("faces.would-all", args)
	case rest == 0:
		out.Says = say.Of(ctx).Say("faces.would-part", args)
	default:
		out.Says = say.Of(ctx).Say("faces.would-some", args)
	}
	out.Says = strings.TrimSpace(out.Says + " " + refusedSaid(w))
	out.Button = say.Of(ctx).Say("faces.would-do", say.Args{"count": n, "who": f.oneOrMany(w.Changes.N)})
	some := w.Some[:min(len(w.Some), someShown)]
	var shown []record.Field
	for _, field := range fields {
		if out.Bulk.What == "set" && asked(field) == out.Bulk.Field || out.Bulk.What != "set" && out.Bulk.What != "archive" && field.Name == "tags" && field.Custom == 0 {
			shown = append(shown, field)
		}
	}
	k, err := f.names(ctx, scope, shown, some)
	for _, r := range some {
		row := Otherwise{Title: r.Text(f.Type.Title)}
		for _, field := range shown {
			row.Was = cmp.Or(f.value(field, r, k).Text, "–")
		}
		out.Some = append(out.Some, row)
	}
	return err
}

// refusedSaid says how many of those that were tried cannot be changed so, and why the first cannot.
func refusedSaid(w record.BulkTried) string {
	if len(w.Refused) == 0 {
		return ""
	}
	return clientele.Tell("faces.would-refused", "n", len(w.Refused), "why", record.RefusedFor(0, w.Refused[0].Err).What)
}

// counted says how many, where counting may have ended.
func counted(c record.Count) string { return ui.CountText(page.Count{N: c.N, Capped: !c.Exact}) }

func (f *Face) oneOrMany(n int) string {
	if n == 1 {
		return f.One
	}
	return f.Many
}

func (f *Face) ofChosen(of record.Count) string {
	if of.N == 0 {
		return clientele.Tell("faces.none-chosen")
	}
	return clientele.Tell("faces.chosen", "count", counted(of), "who", f.oneOrMany(of.N))
}

// dos are what can be done to several records at once.
func (f *Face) dos(fields []record.Field) []page.Choice {
	all := []page.Choice{{Label: clientele.Tell("faces.do-choose")}}
	for _, field := range fields {
		if editable(field) {
			all = append(all, page.Choice{Value: "set:" + asked(field), Label: clientele.Tell("faces.do-set", "field", label(field))})
		}
	}
	if hasTags(fields) {
		all = append(all, page.Choice{Value: "tag", Label: clientele.Tell("faces.do-tag")}, page.Choice{Value: "untag", Label: clientele.Tell("faces.do-untag")})
	}
	return append(all, page.Choice{Value: "archive", Label: clientele.Tell("faces.do-archive")})
}

// askedFor is what has to be said besides: the value of a field as its form asks for it, or a tag.
func (f *Face) askedFor(fields []record.Field, in BulkIn) *Value {
	switch in.What {
	case "tag", "untag":
		return &Value{Field: record.Text("value").Required(), Name: "value", Label: clientele.Tell("faces.which-tag"), Input: in.Value}
	case "set":
		for _, field := range fields {
			if asked(field) == in.Field && editable(field) {
				return &Value{Field: field, Name: "value", Label: label(field), Input: in.Value}
			}
		}
	}
	return nil
}

// typedBulk is a page whose form was filled with what is asked, with what is wrong beside it.
func (f *Face) typedBulk(v page.Frame, out BulkTrialOut) page.Frame {
	v.FaultAct, v.Faults, v.Input = f.name("many"), out.Wrong, map[string]string{"value": out.In.Value}
	return v
}

// allThatFit says how many the whole list is.
func (f *Face) allThatFit(out ListOut) string {
	if out.Count == nil {
		return clientele.Tell("faces.all-in-list")
	}
	return clientele.Tell("faces.all-that-fit", "count", counted(*out.Count), "who", f.oneOrMany(out.Count.N))
}

// withEmpty puts what takes a value away before some choices, where it does not stand there yet.
func withEmpty(all []page.Choice) []page.Choice {
	if len(all) > 0 && all[0].Value == "" {
		return all
	}
	return append([]page.Choice{{Label: "–"}}, all...)
}
