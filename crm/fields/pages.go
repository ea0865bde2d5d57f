package fields

import (
	"context"
	"net/url"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// OwnFieldsIn asks for the fields of a type.
type OwnFieldsIn struct {
	Of string `name:"of" json:"of" default:"accounts" maxLength:"40" doc:"of what: accounts, people or tasks"`
}

// OwnFieldsOut is the fields of one's own that a type has.
type OwnFieldsOut struct {
	Sentence string        `json:"sentence"`
	Of       string        `json:"of"`
	Called   string        `json:"called"` // as people say it: relationships
	Tabs     []FieldTab    `json:"-"`
	Rows     []FieldRow    `json:"rows"`
	Away     []FieldRow    `json:"archive"`
	Kinds    []page.Choice `json:"-"`
}

// FieldTab leads to the fields of a type.
type FieldTab struct {
	Text    string
	Href    string
	Current bool
}

// FieldRow is one field of one's own.
type FieldRow struct {
	ID       clientele.ID `json:"id"`
	Revision int64        `json:"revision"`
	Name     string       `json:"name"` // as filters and programs know it
	Label    string       `json:"label"`
	Kind     record.Kind  `json:"kind"`
	KindSaid string       `json:"kind_said"`
	Choices  []string     `json:"choices,omitempty"`
	Required bool         `json:"required"`
	Listed   bool         `json:"listed"`
	Searched bool         `json:"searched"`
	Single   bool         `json:"single"`
	Filter   string       `json:"filter,omitempty"` // a filter by it
	Href     string       `json:"href,omitempty"`   // the list so filtered
	First    bool         `json:"-"`
	Last     bool         `json:"-"`

	place float64
}

// types are the types of record that fields can be added to, in meant order: not saved
// views and files.
func (c *Fields) types() (all []*record.Type) {
	for _, t := range c.Store.Types() {
		if !t.Special {
			all = append(all, t)
		}
	}
	return all
}

// called is what people call the records of a type.
func called(s *say.Speaker, plural string) string { return s.Label("fields.of."+plural, plural) }

// typeOf finds a type by its plural.
func (c *Fields) typeOf(plural string) (*record.Type, error) {
	for _, t := range c.types() {
		if t.Plural == plural {
			return t, nil
		}
	}
	return nil, page.Wrong("of", clientele.Tell("fields.wrong.of"), clientele.Tell("fields.remedy.of"))
}

// List is the fields of one's own that a type has.
func (c *Fields) List(ctx context.Context, scope access.Scope, in OwnFieldsIn) (OwnFieldsOut, error) {
	t, err := c.typeOf(in.Of)
	if err != nil {
		return OwnFieldsOut{}, err
	}
	out := OwnFieldsOut{Of: t.Plural, Called: called(say.Of(ctx), t.Plural), Rows: []FieldRow{}, Away: []FieldRow{}, Kinds: kinds(say.Of(ctx))}
	for _, one := range c.types() {
		out.Tabs = append(out.Tabs, FieldTab{say.Of(ctx).Capital(called(say.Of(ctx), one.Plural)), "/own-fields?of=" + one.Plural, one == t})
	}
	if out.Rows, err = c.rows(ctx, scope, t, false); err != nil {
		return out, err
	}
	if out.Away, err = c.rows(ctx, scope, t, true); err != nil {
		return out, err
	}
	out.Sentence = say.Of(ctx).Say("fields.sentence", say.Args{"n": len(out.Rows), "of": out.Called})
	if len(out.Rows) == 0 {
		out.Sentence = say.Of(ctx).Say("fields.sentence.none", say.Args{"of": out.Called})
	}
	return out, nil
}

const mostFields = 200 // of a type

// rows are the fields of a type in their order, in use or in the archive.
func (c *Fields) rows(ctx context.Context, scope access.Scope, t *record.Type, away bool) ([]FieldRow, error) {
	filter, err := record.ParseFilter("type = " + t.Plural)
	if err != nil {
		return nil, err
	}
	found, err := c.Store.Query(ctx, scope, record.Query{Type: record.Custom, Filter: filter, Limit: mostFields, Archived: away})
	if err != nil {
		return nil, err
	}
	rows := []FieldRow{}
	for _, r := range found.Rows {
		rows = append(rows, c.row(say.Of(ctx), r))
	}
	slices.SortStableFunc(rows, func(a, b FieldRow) int {
		switch {
		case a.place < b.place:
			return -1
		case a.place > b.place:
			return 1
		}
		return int(a.ID - b.ID)
	})
	if len(rows) > 0 {
		rows[0].First, rows[len(rows)-1].Last = true, true
	}
	return rows, nil
}

func (c *Fields) row(s *say.Speaker, r *record.Record) FieldRow {
	is := func(field string) bool { yes, _ := r.Values[field].(bool); return yes }
	row := FieldRow{ID: r.ID, Revision: r.Rev, Name: r.Text("name"), Label: r.Text("label"), Kind: record.Kind(r.Text("kind")),
		Required: is("required"), Listed: is("listed"), Searched: is("searched"), Single: is("single"), place: float64(r.ID)}
	row.KindSaid = kindSaid(s, row.Kind)
	row.Choices, _ = r.Values["choices"].([]string)
	if place, ok := r.Values["place"].(float64); ok {
		row.place = place
	}
	if row.Filter = filterFor(row.Name, row.Kind, row.Choices); row.Filter != "" {
		if t, err := c.typeOf(r.Text("type")); err == nil {
			row.Href = t.Home + "?" + url.Values{"filter": {row.Filter}}.Encode()
		}
	}
	return row
}
