package faces

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// ListIn asks for a list of records.
type ListIn struct {
	Filter   string `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"which ones: stage = open and not tags has \"vip\""`
	Sort     string `name:"sort" json:"sort,omitempty" maxLength:"100" doc:"a field, with - before it for the other way round"`
	At       string `name:"at" json:"at,omitempty" maxLength:"2000" doc:"where the page begins, as an earlier one says"`
	Archived bool   `name:"archived" json:"archived,omitempty" doc:"those in the archive"`
	Limit    int    `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"200" doc:"how many"`
}

// ListRow is one record of a list.
type ListRow struct {
	ID     clientele.ID `json:"id"`
	Href   string       `json:"href"`
	Title  string       `json:"title"`
	Values []Value      `json:"values"`
}

// ListOut is a list of records.
type ListOut struct {
	Sentence string         `json:"sentence"`
	In       ListIn         `json:"in"`
	Columns  []record.Field `json:"-"`
	Rows     []ListRow      `json:"rows"`
	Next     string         `json:"next,omitempty"`
	Wrong    string         `json:"wrong,omitempty"` // what is wrong with the filter
	Export   string         `json:"export"`
	MayWrite bool           `json:"-"`
}

const (
	listedMost = 6 // columns
	listedOwn  = 3 // of them kept for fields of one's own
)

// List is a page of records.
func (f *Face) List(ctx context.Context, scope access.Scope, in ListIn) (ListOut, error) {
	out := ListOut{In: in, MayWrite: scope.MayWrite(), Export: f.export(in)}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return out, err
	}
	out.Columns = f.columns(fields)
	filter, err := record.ParseFilter(in.Filter)
	if err == nil {
		err = f.fill(ctx, scope, &out, record.Query{Type: f.Type.Name, Filter: filter, Sort: in.Sort, Limit: in.Limit, At: in.At, Count: true, Archived: in.Archived})
	}
	if fault := (*clientele.Fault)(nil); in.Filter != "" && errors.As(err, &fault) && fault.Kind == clientele.Invalid {
		out.Wrong = fault.Error()
		out.Sentence = "This filter cannot be understood."
		return out, nil
	}
	return out, err
}

// columns are the fields that the list shows. What the firm asks of its own has room
// beside what is asked everywhere.
func (f *Face) columns(fields []record.Field) (shown []record.Field) {
	own := 0
	for _, field := range fields {
		if field.InList && field.Custom != 0 {
			own++
		}
	}
	for _, field := range fields {
		most := listedMost
		if field.Custom == 0 {
			most -= min(own, listedOwn)
		}
		if field.InList && field.Name != f.Type.Title && len(shown) < most {
			shown = append(shown, field)
		}
	}
	return shown
}

func (f *Face) fill(ctx context.Context, scope access.Scope, out *ListOut, q record.Query) error {
	found, err := f.Store.Query(ctx, scope, q)
	if err != nil {
		return err
	}
	k, err := f.names(ctx, scope, out.Columns, found.Rows)
	if err != nil {
		return err
	}
	for _, r := range found.Rows {
		row := ListRow{ID: r.ID, Href: f.Address(r.ID), Title: r.Text(f.Type.Title)}
		for _, c := range out.Columns {
			row.Values = append(row.Values, f.value(c, r, k))
		}
		out.Rows = append(out.Rows, row)
	}
	if found.Next != "" {
		next := out.In
		next.At = found.Next
		out.Next = f.Home + "?" + page.Encode(next).Encode()
	}
	out.Sentence = f.sentence(*out, found.Count)
	return nil
}

func (f *Face) sentence(out ListOut, count *record.Count) string {
	n := len(out.Rows)
	if count != nil {
		n = count.N
	}
	text := say.English.Count(int64(n)) + "\u00a0" + f.Many
	switch {
	case count != nil && !count.Exact:
		text = "At least " + text
	case n == 1:
		text = "One " + f.One
	case n == 0:
		text = "No " + f.Many
	}
	switch {
	case out.In.Archived:
		return text + " in the archive."
	case out.In.Filter != "":
		return text + " that fit."
	case n == 0:
		return text + " yet."
	}
	return text + "."
}

func (f *Face) export(in ListIn) string {
	values := url.Values{"format": {"csv"}}
	if in.Filter != "" {
		values.Set("filter", in.Filter)
	}
	return page.APIRoot + f.Type.Plural + "/export?" + values.Encode()
}

// NewIn asks for the form of a new record.
type NewIn struct {
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"the account that it is for"`
	Person  clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"the person that it is for"`
}

// FormOut is a form, filled with what is known.
type FormOut struct {
	Sentence string        `json:"sentence"`
	Usual    []Value       `json:"usual"` // asked at once
	Rest     []Value       `json:"rest"`  // one click away
	Users    []access.User `json:"-"`
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
		case in.Account != 0 && field.To == record.Account && field.Kind == record.KindLink:
			blank.Set(field.Name, in.Account)
		case in.Account != 0 && field.To == record.Account:
			blank.Set(field.Name, []record.Tie{{To: in.Account}})
		case in.Person != 0 && field.To == "person" && field.Kind == record.KindLink:
			blank.Set(field.Name, in.Person)
		}
	}
	out, err := f.form(ctx, scope, fields, blank)
	out.Sentence = "What you do not know yet can stay empty."
	return out, err
}

// form sorts the fields of a record into those that are asked at once and the rest.
func (f *Face) form(ctx context.Context, scope access.Scope, fields []record.Field, r *record.Record) (out FormOut, err error) {
	k, err := f.names(ctx, scope, fields, []*record.Record{r})
	if err != nil {
		return out, err
	}
	if out.Users, err = f.Users(ctx); err != nil {
		return out, err
	}
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
	return out, nil
}

// RecordIn asks for one record.
type RecordIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
}

// PastRow is one change of a record, as people read it.
type PastRow struct {
	ID     clientele.ID `json:"id"`
	When   string       `json:"when"`
	By     string       `json:"by,omitempty"`
	What   []string     `json:"what"`
	Undone bool         `json:"undoes,omitempty"` // it takes another back
}

// RelatedOut is a list of records that lead to the one shown.
type RelatedOut struct {
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
	Related  []RelatedOut `json:"related"`
	MayWrite bool         `json:"-"`

	Beside func(page.Frame) templ.Component `json:"-"` // what others put here
}

const (
	pastShown    = 20
	relatedShown = 20
)

// Record is one record with its history.
func (f *Face) Record(ctx context.Context, scope access.Scope, in RecordIn) (RecordOut, error) {
	r, err := f.Store.Get(ctx, scope, f.ref(in.ID))
	if err != nil {
		return RecordOut{}, err
	}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return RecordOut{}, err
	}
	out := RecordOut{ID: r.ID, Revision: r.Rev, Title: r.Text(f.Type.Title), Archived: r.Archived != 0, MayWrite: scope.MayWrite()}
	out.Sentence = out.Title
	if out.Archived {
		out.Sentence += " (in the archive)"
	}
	if out.Form, err = f.form(ctx, scope, fields, r); err != nil {
		return out, err
	}
	for _, v := range slices.Concat(out.Form.Usual, out.Form.Rest) {
		if v.Text != "" && v.Name != f.Type.Title {
			out.Values = append(out.Values, v)
		}
	}
	if out.Past, err = f.past(ctx, scope, fields, r); err != nil {
		return out, err
	}
	if f.Beside != nil {
		if out.Beside, err = f.Beside(ctx, scope, r); err != nil {
			return out, err
		}
	}
	out.Related, err = f.related(ctx, scope, in.ID)
	return out, err
}

// past is the history of a record in words.
func (f *Face) past(ctx context.Context, scope access.Scope, fields []record.Field, r *record.Record) ([]PastRow, error) {
	changes, err := f.Store.Changes(ctx, scope, r.Ref, 0, pastShown)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, field := range fields {
		labels[asked(field)] = label(field)
	}
	rows := make([]PastRow, len(changes))
	for i, c := range changes {
		rows[i] = PastRow{ID: c.ID, When: say.English.Moment(c.At, f.Clock), By: c.By, Undone: c.Undoes != 0, What: changed(c, labels)}
	}
	return rows, nil
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
		list := RelatedOut{Title: rel.Title, New: rel.Home + "/new?" + f.Type.Name + "=" + number}
		for _, r := range found.Rows {
			list.Rows = append(list.Rows, ListRow{ID: r.ID, Title: r.Text(t.Title), Href: rel.Home + "/" + strconv.FormatInt(int64(r.ID), 10) + rel.Page})
		}
		all = append(all, list)
	}
	return all, nil
}
