package faces

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// ListIn asks for a list of records. Add, Op and Value are one more condition, as a form
// asks for it; the address that follows has it in Filter.
type ListIn struct {
	View     clientele.ID `name:"view" json:"view,omitzero" minimum:"0" doc:"number of a saved view"`
	Filter   string       `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"which ones: stage = open and not tags has \"vip\""`
	Sort     string       `name:"sort" json:"sort,omitempty" maxLength:"100" doc:"a field, with - before it for the other way round"`
	Columns  []string     `name:"columns" json:"columns,omitempty" maxLength:"100" doc:"fields that are shown, in this order"`
	Group    string       `name:"group" json:"group,omitempty" maxLength:"100" doc:"a field by whose values the list is counted"`
	Sum      string       `name:"sum" json:"sum,omitempty" maxLength:"100" doc:"a number or an amount that is added up for each of them"`
	At       string       `name:"at" json:"at,omitempty" maxLength:"2000" doc:"where the page begins, as an earlier one says"`
	Archived bool         `name:"archived" json:"archived,omitempty" doc:"those in the archive"`
	All      bool         `name:"all" json:"all,omitempty" doc:"also where one of your views opens by itself"`
	Limit    int          `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"200" doc:"how many"`
	Add      string       `name:"add" json:"add,omitempty" maxLength:"100" doc:"a field that is asked for besides"`
	Op       string       `name:"op" json:"op,omitempty" enum:"is,is-not,contains,starts,more,less,empty,filled" doc:"how it is compared"`
	Value    string       `name:"value" json:"value,omitempty" maxLength:"500" doc:"with what"`
	Of       clientele.ID `name:"of" json:"of,omitzero" minimum:"0" doc:"which board, where there are several"`
	Column   string       `name:"column" json:"column,omitempty" maxLength:"100" doc:"the column of a board that is shown where there is room for one"`
}

// begins says that there is nothing yet to narrow, count or export: what helps is the first one.
func (out ListOut) begins() bool {
	in := out.In
	return len(out.Rows) == 0 && in.Filter == "" && in.View == 0 && in.At == "" && !in.Archived && out.Wrong == ""
}

// ListRow is one record of a list.
type ListRow struct {
	ID       clientele.ID `json:"id"`
	Revision int64        `json:"-"`
	Href     string       `json:"href"`
	Title    string       `json:"title"`
	Picture  string       `json:"picture,omitempty"`
	Values   []Value      `json:"values"`
}

// ListOut is a list of records.
type ListOut struct {
	Sentence string         `json:"sentence"`
	In       ListIn         `json:"in"`
	Fields   []record.Field `json:"-"`
	Columns  []record.Field `json:"-"`
	Rows     []ListRow      `json:"rows"`
	Chips    []Condition    `json:"chips,omitempty"`
	Groups   []ValueRow     `json:"groups,omitempty"`
	Views    []SavedView    `json:"views,omitempty"`
	Next     string         `json:"next,omitempty"`
	Prev     string         `json:"prev,omitempty"`
	Wrong    string         `json:"wrong,omitempty"` // what is wrong with what was asked
	Export   string         `json:"export"`
	MayWrite bool           `json:"-"`
	Users    []access.User  `json:"-"`
	Count    *record.Count  `json:"-"`

	Above func(page.Frame) templ.Component `json:"-"` // what the type says above all
}

const (
	listedMost = 6 // columns
	listedOwn  = 3 // of them kept for fields of one's own
	chosenMost = 12
)

// List is a page of records.
func (f *Face) List(ctx context.Context, scope access.Scope, in ListIn) (ListOut, error) {
	out := ListOut{In: in, MayWrite: f.writers().Allows(scope)}
	var err error
	if out.Fields, err = f.Store.Fields(ctx, &f.Type); err != nil {
		return out, err
	}
	if out.Users, err = f.Users(ctx); err != nil {
		return out, err
	}
	if err := f.viewed(ctx, scope, &out); err != nil {
		return out, err
	}
	out.Columns = f.columns(out.Fields, out.In.Columns)
	filter, err := f.filter(ctx, scope, &out)
	if err == nil {
		err = f.fill(ctx, scope, &out, record.Query{Type: f.Type.Name, Filter: filter, Sort: out.In.Sort, Limit: out.In.Limit, At: out.In.At,
			Count: true, Archived: out.In.Archived})
	}
	if err == nil && f.Above != nil {
		said := ""
		if said, out.Above, err = f.Above(ctx, scope, nil); said != "" && in.Filter == "" && in.Add == "" && out.In.View == 0 && !in.Archived && in.At == "" {
			out.Sentence = said
		}
	}
	out.Export = f.export(out)
	fault := (*clientele.Fault)(nil)
	if errors.As(err, &fault) && (fault.Kind == clientele.Invalid || fault.Kind == clientele.Unavailable) {
		out.Wrong, out.Sentence = say.Of(ctx).Error(fault), say.Of(ctx).Say("faces.filter_wrong")
		if fault.Kind == clientele.Unavailable || out.In.Filter == "" {
			out.Sentence = say.Of(ctx).Say("faces.list_wrong")
		}
		return out, nil
	}
	return out, err
}

// columns are the fields that the list shows: those chosen, in their order, or else those
// that are usual. What the firm asks of its own has room beside what is asked everywhere.
func (f *Face) columns(fields []record.Field, chosen []string) (shown []record.Field) {
	for _, name := range chosen[:min(len(chosen), chosenMost)] {
		at := slices.IndexFunc(fields, func(field record.Field) bool { return asked(field) == name && name != f.Type.Title })
		if at >= 0 && !slices.ContainsFunc(shown, func(field record.Field) bool { return asked(field) == name }) {
			shown = append(shown, fields[at])
		}
	}
	if len(shown) > 0 {
		return shown
	}
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
		row := ListRow{ID: r.ID, Revision: r.Rev, Href: f.Address(r.ID), Title: r.Text(f.Type.Title)}
		for _, c := range out.Columns {
			row.Values = append(row.Values, f.value(c, r, k))
		}
		out.Rows = append(out.Rows, row)
	}
	if err := f.pictured(ctx, scope, out.Rows); err != nil {
		return err
	}
	at := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		next := out.In
		next.At = cursor
		return f.listed(next)
	}
	out.Next, out.Prev = at(found.Next), at(found.Prev)
	out.Count, out.Sentence = found.Count, f.sentence(say.Of(ctx), *out, found.Count)
	if out.In.Group != "" {
		return f.grouped(ctx, scope, out, q)
	}
	return nil
}

// listed is the address of a list.
func (f *Face) listed(in ListIn) string {
	if values := page.Encode(in); len(values) > 0 {
		return f.base() + "?" + values.Encode()
	}
	return f.base()
}

func (f *Face) sentence(s *say.Speaker, out ListOut, count *record.Count) string {
	n := len(out.Rows)
	if count != nil {
		n = count.N
	}
	key := "faces.list"
	switch {
	case out.In.Archived:
		key += "-archived"
	case out.In.Filter != "":
		key += "-filtered"
	}
	args := say.Args{"n": n, "one": f.One, "many": f.Many, "count": n}
	switch {
	case count != nil && !count.Exact:
		args["count"] = counted(*count)
	case n == 0:
		key += "-none"
	}
	return s.Say(key, args)
}

// export is where the list is given out as it is shown; the kind of file is put behind it.
func (f *Face) export(out ListOut) string {
	in := out.In
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("filter", in.Filter)
	set("sort", in.Sort)
	names := []string{f.Type.Title}
	for _, c := range out.Columns {
		names = append(names, asked(c))
	}
	set("fields", strings.Join(names, ","))
	set("shown", "1")
	if in.Archived {
		set("archived", "yes")
	}
	at := page.APIRoot + f.Type.Plural + "/export?"
	if len(values) > 0 {
		at += values.Encode() + "&"
	}
	return at + "format="
}

// pictured puts to rows where their pictures are given out.
func (f *Face) pictured(ctx context.Context, scope access.Scope, rows []ListRow) error {
	if f.Pictures == nil || len(rows) == 0 {
		return nil
	}
	ids := make([]clientele.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	all, err := f.Pictures(ctx, scope, ids)
	for i := range rows {
		rows[i].Picture = all[rows[i].ID]
	}
	return err
}
