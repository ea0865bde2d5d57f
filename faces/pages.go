package faces

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// NewIn asks for the form of a new record.
type NewIn struct {
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"the account that it is for"`
	Person  clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"the person that it is for"`
	Called  string       `name:"called" json:"called,omitempty" maxLength:"200" doc:"what it is called"`
	On      string       `name:"on" json:"on,omitempty" maxLength:"16" doc:"the day, or 2026-03-31T09:30, on which it stands in the calendar"`
	Rest    page.Rest    // other links of the type, by their names
}

// linkedIn is the record to which a link leads in an address; 0 to none.
func linkedIn(rest page.Rest, name string) clientele.ID {
	if len(rest[name]) != 1 {
		return 0
	}
	n, err := strconv.ParseInt(rest[name][0], 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return clientele.ID(n)
}

// FormOut is a form, filled with what is known.
type FormOut struct {
	Sentence string        `json:"sentence"`
	Usual    []Value       `json:"usual"` // asked at once
	Rest     []Value       `json:"rest"`  // one click away
	Users    []access.User `json:"-"`

	first string // the field with which the page begins
}

// New is the form of a new record: the required and usual fields at once, the rest one
// click away.
func (f *Face) New(ctx context.Context, scope access.Scope, in NewIn) (FormOut, error) {
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return FormOut{}, err
	}
	blank := &record.Record{Values: map[string]any{}, Custom: map[string]any{}}
	for _, field := range fields {
		if field.First != nil {
			blank.Set(field.Name, field.First)
		}
		switch {
		case in.Called != "" && field.Name == f.Type.Title && field.Custom == 0:
			blank.Set(field.Name, in.Called)
		case field.Name == f.Owner && field.Custom == 0 && scope.User() != 0:
			blank.Set(field.Name, scope.User())
		case in.Account != 0 && field.To == record.Account && field.Kind == record.KindLink:
			blank.Set(field.Name, in.Account)
		case in.Account != 0 && field.To == record.Account:
			blank.Set(field.Name, []record.Tie{{To: in.Account}})
		case in.Person != 0 && field.To == "person" && field.Kind == record.KindLink:
			blank.Set(field.Name, in.Person)
		case in.Person != 0 && field.To == "person":
			blank.Set(field.Name, []record.Tie{{To: in.Person}})
		case in.On != "" && field.Name == f.Type.Calendar && field.Custom == 0:
			blank.Set(field.Name, when(field, in.On))
		case field.Kind == record.KindLink && linkedIn(in.Rest, field.Name) != 0:
			blank.Set(field.Name, linkedIn(in.Rest, field.Name))
		}
	}
	if f.Begins != nil {
		if err := f.Begins(ctx, scope, blank); err != nil {
			return FormOut{}, err
		}
	}
	k, err := f.names(ctx, scope, fields, []*record.Record{blank})
	if err != nil {
		return FormOut{}, err
	}
	out := f.form(fields, blank, k)
	if err := f.offer(ctx, scope, out.Usual, out.Rest); err != nil {
		return out, err
	}
	out.first = f.Type.Title
	out.Sentence = say.Of(ctx).Say("faces.what-you-do-not-know-yet")
	return out, err
}

// when is a day, or a moment on the firm's clock, as an address says it, for a field; nil where it says none.
func when(field record.Field, text string) any {
	day, at, timed := strings.Cut(text, "T")
	d, err := clientele.ParseDay(day)
	_, wrong := time.Parse("15:04", at)
	switch {
	case err != nil || timed && wrong != nil || field.Fixed:
		return nil
	case field.Kind == record.KindDay:
		return d
	case field.Kind == record.KindDue:
		return text
	}
	return nil
}

// form sorts the fields of a record into those that are asked at once and the rest.
func (f *Face) form(fields []record.Field, r *record.Record, k known) (out FormOut) {
	out.Users = k.all
	for _, field := range fields {
		v := f.value(field, r, k)
		switch {
		case field.Fixed:
		case field.Mandatory || field.InList || v.Text != "":
			out.Usual = append(out.Usual, v)
		default:
			out.Rest = append(out.Rest, v)
		}
	}
	return out
}

// RecordIn asks for one record.
type RecordIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	Before string       `name:"before" json:"before,omitempty" maxLength:"60" doc:"where what was shown of its past ended"`
}

// PastRow is one change of a record, as people read it.
type PastRow struct {
	ID     clientele.ID `json:"id"`
	When   string       `json:"when"`
	By     string       `json:"by,omitempty"`
	What   []string     `json:"what"`
	Undone bool         `json:"undoes,omitempty"` // it takes another back
	Of     clientele.ID `json:"-"`                // the record
	First  bool         `json:"-"`                // by it the record came to be
	Joined bool         `json:"-"`                // a merge or an unmerge did it
}

// RelatedOut is a list of records that lead to the one shown.
type RelatedOut struct {
	Name  string    `json:"-"`
	Title string    `json:"title"`
	Rows  []ListRow `json:"rows"`
	New   string    `json:"new"`
}

// RecordOut is one record.
type RecordOut struct {
	Sentence string       `json:"sentence"`
	ID       clientele.ID `json:"id"`
	Revision int64        `json:"revision"`
	Title    string       `json:"title"`
	Archived bool         `json:"archived"`
	Values   []Value      `json:"values"`
	Form     FormOut      `json:"-"`
	Past     []PastRow    `json:"past"`
	Rows     any          `json:"happened,omitempty"`
	Related  []RelatedOut `json:"related"`
	MayWrite bool         `json:"-"`

	Head     func(page.Frame) templ.Component       `json:"-"` // what is done with it
	Beside   []func(page.Frame) templ.Component     `json:"-"` // what others put here
	Happened func(page.Frame, Told) templ.Component `json:"-"` // instead of the past
	Told     Told                                   `json:"-"`
}

// PageName is what the record is called, for the title of its page.
func (out RecordOut) PageName() string { return out.Title }

const (
	pastShown    = 20
	relatedShown = 20
)

// Record is one record with its history, read from one state.
func (f *Face) Record(ctx context.Context, scope access.Scope, in RecordIn) (out RecordOut, err error) {
	if f.Snapshot == nil {
		return f.looked(ctx, scope, in)
	}
	err = f.Snapshot(ctx, func(ctx context.Context) (err error) {
		out, err = f.looked(ctx, scope, in)
		return err
	})
	return out, err
}

func (f *Face) looked(ctx context.Context, scope access.Scope, in RecordIn) (RecordOut, error) {
	r, err := f.Store.Get(ctx, scope, f.ref(in.ID))
	if err != nil {
		return RecordOut{}, err
	}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return RecordOut{}, err
	}
	out := RecordOut{ID: r.ID, Revision: r.Rev, Title: r.Text(f.Type.Title), Archived: r.Archived != 0, MayWrite: f.writers().Allows(scope)}
	out.Sentence = out.Title
	if out.Archived {
		out.Sentence = say.Of(ctx).Say("faces.archived-one", say.Args{"name": out.Title})
	}
	h, err := f.happened(ctx, scope, r, in.Before)
	if err != nil {
		return out, err
	}
	k, err := f.names(ctx, scope, fields, []*record.Record{r}, append(linked(fields, h.Changes), h.Refs...)...)
	if err != nil {
		return out, err
	}
	out.Form = f.form(fields, r, k)
	if err := f.offer(ctx, scope, out.Form.Usual, out.Form.Rest); err != nil {
		return out, err
	}
	for _, v := range slices.Concat(out.Form.Usual, out.Form.Rest) {
		if v.Text != "" && v.Name != f.Type.Title {
			out.Values = append(out.Values, v)
		}
	}
	out.Happened = h.Draw
	out.Told, out.Past = f.tell(r.ID, h, fields, k)
	if h.Rows != nil {
		out.Rows = h.Rows(out.Told)
	}
	if f.Head != nil {
		if out.Head, err = f.Head(ctx, scope, r); err != nil {
			return out, err
		}
	}
	for _, of := range f.Beside {
		beside, err := of(ctx, scope, r)
		if err != nil {
			return out, err
		}
		if beside != nil {
			out.Beside = append(out.Beside, beside)
		}
	}
	out.Related, err = f.related(ctx, scope, in.ID)
	return out, err
}

// tell says what happened with a record in words: its changes by their numbers, and in their order.
func (f *Face) tell(of clientele.ID, h *Happened, fields []record.Field, k known) (all Told, past []PastRow) {
	all = Told{map[clientele.ID]PastRow{}, k.titles}
	for _, c := range h.Changes {
		row := PastRow{ID: c.ID, When: k.say.Moment(c.At, f.Clock), By: k.whom(c.By), Undone: c.Undoes != 0, Of: of, First: c.Rev == 1,
			Joined: c.By == byMerge || c.By == byUnmerge, What: told(c, fields, k)}
		past, all.Changes[c.ID] = append(past, row), row
	}
	return all, past
}

// Tell says what happened with a record in words, for who shows it without the rest of its page.
func (f *Face) Tell(ctx context.Context, scope access.Scope, r *record.Record, h Happened) (Told, error) {
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return Told{}, err
	}
	k, err := f.names(ctx, scope, fields, nil, append(linked(fields, h.Changes), h.Refs...)...)
	if err != nil {
		return Told{}, err
	}
	all, _ := f.tell(r.ID, &h, fields, k)
	return all, nil
}

// happened is what happened with a record; where nobody knows more, its changes.
func (f *Face) happened(ctx context.Context, scope access.Scope, r *record.Record, before string) (*Happened, error) {
	if f.Happened != nil {
		return f.Happened(ctx, scope, r, before)
	}
	changes, err := f.Store.Changes(ctx, scope, r.Ref, 0, pastShown)
	return &Happened{Changes: changes}, err
}

// leading is the filter of the records that lead to this one.
func (f *Face) leading(rel Related, number string) (record.Node, error) {
	t, err := f.Store.Type(rel.Type)
	if err != nil {
		return nil, err
	}
	if field, ok := t.Field(rel.Field); ok && field.Many() {
		return record.ParseFilter(rel.Field + " has " + number)
	}
	return record.ParseFilter(rel.Field + " = " + number)
}

// related are the lists of records that lead to this one: one statement each.
func (f *Face) related(ctx context.Context, scope access.Scope, id clientele.ID) ([]RelatedOut, error) {
	var all []RelatedOut
	for _, rel := range f.Related {
		number := strconv.FormatInt(int64(id), 10)
		filter, err := f.leading(rel, number)
		if err != nil {
			return nil, err
		}
		found, err := f.Store.Query(ctx, scope, record.Query{Type: rel.Type, Filter: filter, Limit: relatedShown})
		if err != nil {
			return nil, err
		}
		t, err := f.Store.Type(rel.Type)
		if err != nil {
			return nil, err
		}
		list := RelatedOut{Name: t.Plural, Title: say.Of(ctx).Capital(say.Of(ctx).Fill(rel.Title)), New: t.Home + "/new?" + f.Type.Name + "=" + number}
		for _, r := range found.Rows {
			list.Rows = append(list.Rows, ListRow{ID: r.ID, Title: r.Text(t.Title), Href: t.Address(r.ID)})
		}
		all = append(all, list)
	}
	return all, nil
}
