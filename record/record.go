// Package record keeps what people keep and change: accounts, people, tasks, and every
// type that is declared as a Type. One declaration gives its table, its checks, its
// lists and filters, its history and undo, its custom fields and its walls.
//
// There is one writer (Store.Write) and one reader (Store.Query), and both carry a Scope.
// What a change comes to is decided in one place (decide), for who writes and for a Trial.
// A Bulk is one edit of many records; a Batch is that as work, or a file, with its receipt,
// which is turned: undone, redone. Each change is an entry of the ledger.
//
// Start at Type and Field, then Store.
package record

import (
	"encoding/json"
	"slices"

	"github.com/clientele-crm/clientele"
)

// The types that the kernel knows by name.
const (
	Account = "account" // what others belong to: its wall is theirs
	Custom  = "field"   // a custom field of another type
)

// Type declares one type of record.
type Type struct {
	Name   string   // "person": in refs and in the book
	Plural string   // "people": in addresses
	Table  string   // its SQL table; Plural where empty
	Of     []string // the link fields through which it belongs to an account: its walls are theirs
	Title  string   // the text field by which people call it
	Sort   string   // how lists are sorted where nobody says: "name", "-changed"
	Sorts  []string // the fields besides that have an index to be sorted by
	Fields []Field

	Home    string // where its pages stand, "/people"; "" where there are none
	Special bool   // what it holds is no fields of the firm's, as of a view or a file: nobody asks more of it, and no file brings it
	Managed bool   // only who manages may write
	Private bool   // what its field audience keeps to "me" is there for its owner alone
	Keyed   bool   // evidence names it by a key, which one made by hand gets too
	Folded  bool   // its title, folded, stands in the column name_sort

	Board    string // the link or choice that says where it stands: by it a board has its columns
	Sum      string // the amount that a board adds up
	Calendar string // the day, or moment, on which it stands in the calendar

	// Rule sees a record before it is checked. It may fill in what follows from the
	// rest, and say what does not go together.
	Rule  func(Draft) []FieldFault
	Looks []string // the links whose records the rule sees
}

// Draft is a record about to be written, for the rules of its type.
type Draft struct {
	Was, Is *Record // Was is nil for a new one
	Now     clientele.Instant
	Today   clientele.Day
	Trial   bool // nothing of it is kept
	Back    bool // it takes a change back: what it says is whole

	led map[clientele.Ref]*Record
	to  map[string]string // the type to which each link leads that the rule sees
}

// Led is the record to which a link leads that the type Looks at; nil where it leads nowhere,
// or to what the one who writes may not see: then it is refused without the rule.
func (d Draft) Led(field string) *Record {
	id, _ := d.Is.Values[field].(clientele.ID)
	return d.led[clientele.Ref{Type: d.to[field], ID: id}]
}

// LedTo is the record of that number to which a link of several leads, as Led.
func (d Draft) LedTo(field string, id clientele.ID) *Record {
	return d.led[clientele.Ref{Type: d.to[field], ID: id}]
}

// Record is one record as it stands. Values holds only what is not empty.
type Record struct {
	clientele.Ref
	Rev       int64
	Account   clientele.ID // the first account that it belongs to; 0 for none
	Wall      clientele.ID
	Merged    clientele.ID
	Import    clientele.ID
	Archived  clientele.Instant
	Made      clientele.Instant
	MadeBy    string
	Changed   clientele.Instant
	ChangedBy string
	Values    map[string]any // by field
	Custom    map[string]any // by the name of the custom field

	kept map[string]json.RawMessage // values of custom fields by their number, also of archived ones
}

// Get is the value of a built-in or custom field; nil where it is empty.
func (r *Record) Get(f Field) any {
	if f.Custom != 0 {
		return r.Custom[f.Name]
	}
	return r.Values[f.Name]
}

// Text is a text value; "" where it is empty.
func (r *Record) Text(field string) string {
	s, _ := r.Values[field].(string)
	return s
}

// Set puts a value; nil empties it.
func (r *Record) Set(field string, v any) {
	if v == nil {
		delete(r.Values, field)
		return
	}
	r.Values[field] = v
}

func (r *Record) set(f Field, v any) {
	switch {
	case f.Custom == 0:
		r.Set(f.Name, v)
	case v == nil:
		delete(r.Custom, f.Name)
	default:
		r.Custom[f.Name] = v
	}
}

func (t *Type) table() string {
	if t.Table != "" {
		return t.Table
	}
	return t.Plural
}

// Found says whether the index of words holds its records. What evidence makes by the
// million has an index of its own.
func (t *Type) Found() bool {
	return !t.Keyed && slices.ContainsFunc(t.Fields, func(f Field) bool { return f.InSearch })
}

// Address is where a record of the type is shown; "" where it has no page.
func (t *Type) Address(id clientele.ID) string {
	if t.Home == "" {
		return ""
	}
	return t.Home + "/" + id.String()
}

// Leads says by which field records of the type lead to those of another; "" by none.
func (t *Type) Leads(to string) string {
	for _, f := range t.Fields {
		if f.To == to && (f.Kind == KindLink || f.Kind == KindLinks) {
			return f.Name
		}
	}
	return ""
}

// Field finds a built-in field.
func (t *Type) Field(name string) (Field, bool) {
	for _, f := range t.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (t *Type) defaultSort() string {
	if t.Sort != "" {
		return t.Sort
	}
	return t.Title
}
