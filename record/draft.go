package record

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// Edit is one change of one record, or a new one where its ID is 0.
type Edit struct {
	clientele.Ref
	Rev     int64                      // as the one who changes it saw it; 0: as it is now
	Fields  map[string]json.RawMessage // by name, short names too; custom ones under "custom"
	Meet    bool                       // it is a whole form: what it has as it was when it was seen is not meant (meet.go)
	Archive *bool                      // true: away with it; false: back
	Undoes  clientele.ID               // the entry that it takes back
	Batch   clientele.ID               // the job of which it is a part
	Import  clientele.ID               // the import that makes it

	values map[string]json.RawMessage // by the keys of the book, from there: an undo
	goes   clientele.ID               // the record that is merged into it: what that one has is its own
	passes bool                       // it may lead to who was merged away: on the way to where that went
	of     *Record                    // as it was read since the turn to write was taken; nil: it is read
}

// Outcome is what became of an Edit.
type Outcome struct {
	Record *Record
	Done   bool         // false: nothing was to do
	Entry  clientele.ID // that of the book which says so; 0 where nothing was to do
	Err    error        // why this one was not written

	was *Record // as it was before; nil where it is new
}

// draft is a record on its way to its row.
type draft struct {
	edit    Edit
	was, is *Record // was is nil for a new one
	faults  []FieldFault
	given   map[string]string // field -> under what name it was given
	changes map[string]clientele.Edit
	behind  behindWalls
	entry   clientele.ID
	late    *Outrun // what others wrote since it was seen
	err     error
}

func (d *draft) fault(field, what, remedy string) {
	d.faults = append(d.faults, FieldFault{Field: field, What: what, Remedy: remedy})
}

func (d *draft) name(f Field) string {
	if given := d.given[f.said()]; given != "" {
		return given
	}
	return f.said()
}

func (d *draft) blame(f Field, w *wrong) {
	d.faults = append(d.faults, FieldFault{d.name(f), w.what, w.remedy, w.at, w.part})
}

// clone is a copy whose maps are its own; values are never changed in place.
func (r *Record) clone() *Record {
	c := *r
	c.Values, c.Custom, c.kept = maps.Clone(r.Values), maps.Clone(r.Custom), maps.Clone(r.kept)
	return &c
}

// ownNames are what answers carry besides fields: the house sets them.
var ownNames = []string{"id", "type", "revision", "made", "made_by", "changed", "changed_by", "archived", "merged", "import", "merge"}

// meantNames mean something else where people write filters, or programs ask: no field of
// anybody's own is called so. Names of types are not either.
var meantNames = []string{"custom", "role", "wall", "walls", "share", "team", "standing", "count", "sum", "sort", "filter", "group", "last", "line", "me", "mine"}

// Reserved are the names that no field of anybody's own has: they mean something already.
func (s *Store) Reserved() []string {
	names := slices.Concat(ownNames, meantNames)
	for _, t := range s.types {
		names = append(names, t.Name, t.Plural)
	}
	return names
}

// byNames are fields by what they are called when they are given; custom ones by their keys too.
func byNames(fields []Field) map[string]Field {
	names := map[string]Field{}
	for _, f := range fields {
		names[f.said()] = f
		if f.Custom != 0 {
			names[f.key()] = f
		}
	}
	return names
}

// fill reads what was given into a draft.
func (t *Type) fill(d *draft, fields []Field, byName map[string]Field, r *reader) {
	given := spread(d, fields)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		f, known := byName[name]
		switch {
		case !known && slices.Contains(ownNames, name):
			d.fault(name, clientele.Tell("record.not-settable"), clientele.Tell("record.house-sets"))
		case !known || isKey(name):
			d.fault(name, clientele.Tell("record.has-no-field", "types", t.Plural, "name", clip(name)), clientele.Tell("record.correct-name"))
		case f.Fixed:
			d.fault(name, clientele.Tell("record.not-settable"), clientele.Tell("record.follows"))
		default:
			v, w := r.read(f, given[name])
			if w == nil {
				w = nowhere(f, v, d.is.Get(f))
			}
			if w != nil {
				d.blame(f, w)
				continue
			}
			d.is.set(f, v)
		}
	}
	for name, raw := range d.edit.values {
		if f, known := byName[name]; known {
			d.is.set(f, decode(f, raw))
		}
	}
}

func isKey(name string) bool {
	digits, ok := strings.CutPrefix(name, "f")
	n, err := strconv.ParseInt(digits, 10, 64)
	return ok && err == nil && n > 0
}

// spread puts custom fields beside the others, and first values into their lists.
func spread(d *draft, fields []Field) map[string]json.RawMessage {
	given := map[string]json.RawMessage{}
	for name, raw := range d.edit.Fields {
		if name != "custom" {
			given[name] = raw
			continue
		}
		var custom map[string]json.RawMessage
		if json.Unmarshal(raw, &custom) != nil {
			d.fault("custom", clientele.Tell("record.odd-custom"), writeAs(`{"tier": "gold"}`))
		}
		for name, raw := range custom {
			given["custom."+name] = raw
		}
	}
	for _, f := range fields {
		if f.Short == "" {
			continue
		}
		first, some := given[f.Short]
		role, roled := given["role"]
		if f.Kind != KindLinks {
			roled = false
		} else {
			delete(given, "role")
		}
		if !some && !roled {
			continue
		}
		delete(given, f.Short)
		if _, all := given[f.Name]; all {
			if some && !sameFirst(f, given[f.Name], first) {
				d.fault(f.Short, clientele.Tell("record.both-given", "one", f.Short, "other", f.Name), clientele.Tell("record.give-one"))
			}
			continue
		}
		if d.given[f.said()] = f.Short; !some {
			first, d.given[f.said()] = firstOf(f, d.is.Values[f.Name]), "role"
		}
		given[f.Name] = foremost(f, d.is.Values[f.Name], first, role)
	}
	return given
}

// sameFirst lets an answer be sent back as it came: both names, with the same first value.
func sameFirst(f Field, all, first json.RawMessage) bool {
	var list []json.RawMessage
	if json.Unmarshal(all, &list) != nil {
		return false
	}
	if len(list) == 0 {
		return string(bytes.TrimSpace(first)) == "null"
	}
	if f.Kind == KindAddresses {
		return string(list[0]) == string(first)
	}
	var one map[string]json.RawMessage
	_ = json.Unmarshal(list[0], &one) // not an object: has no first below
	return string(one[elementKey(f)]) == string(first)
}

func elementKey(f Field) string {
	switch f.Kind {
	case KindEmails:
		return "email"
	case KindPhones:
		return "phone"
	}
	return f.To
}

func firstOf(f Field, v any) json.RawMessage {
	switch v := v.(type) {
	case []Contact:
		return marshal(v[0].Value)
	case []Tie:
		return marshal(v[0].To)
	case []Place:
		return marshal(v[0])
	}
	return json.RawMessage("null")
}

// foremost is the list of a field with another first value. null takes the first away.
func foremost(f Field, have any, first, role json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	if raw := encode(f, have); raw != nil {
		_ = json.Unmarshal(raw, &list) // our own words
	}
	rest := list
	if len(list) > 0 {
		rest = list[1:]
	}
	if len(first) == 0 || string(first) == "null" {
		return marshal(rest)
	}
	if f.Kind == KindAddresses {
		return marshal(append([]json.RawMessage{first}, rest...))
	}
	one := map[string]json.RawMessage{elementKey(f): first}
	if f.Kind == KindLinks && len(role) > 0 {
		one["role"] = role
	}
	return marshal(append([]json.RawMessage{marshal(one)}, rest...))
}

// compare notes what a draft changes, in the words of the book.
func (d *draft) compare(fields []Field) {
	d.changes = map[string]clientele.Edit{}
	for _, f := range fields {
		var was any
		if d.was != nil {
			was = d.was.Get(f)
		}
		is := d.is.Get(f)
		if equal(was, is) {
			continue
		}
		name := f.inBook()
		if f.Custom != 0 {
			if d.is.kept == nil {
				d.is.kept = map[string]json.RawMessage{}
			}
			if is == nil {
				delete(d.is.kept, name)
			} else {
				d.is.kept[name] = store(f, is)
			}
		}
		d.changes[name] = clientele.Edit{Was: encode(f, was), Is: encode(f, is)}
	}
	var was clientele.Instant
	if d.was != nil {
		was = d.was.Archived
	}
	if was != d.is.Archived {
		d.changes["archived"] = clientele.Edit{Was: moment(was), Is: moment(d.is.Archived)}
	}
}

func moment(at clientele.Instant) json.RawMessage {
	if at == 0 {
		return nil
	}
	return marshal(at)
}

// required says what a draft lacks.
func (d *draft) required(fields []Field) {
	for _, f := range fields {
		named := func(x FieldFault) bool { return x.Field == d.name(f) }
		if slices.ContainsFunc(d.faults, named) {
			continue
		}
		if f.Mandatory && d.is.Get(f) == nil && (f.Custom == 0 || d.was == nil || d.was.Get(f) != nil) {
			d.fault(d.name(f), clientele.Tell("record.mandatory"), clientele.Tell("record.mandatory-remedy"))
		}
	}
}

// begin makes drafts of edits: of what is there, or new.
func (s *Store) begin(ctx context.Context, scope access.Scope, t *Type, edits []Edit, next clientele.ID) ([]*draft, error) {
	var ids []clientele.ID
	for _, e := range edits {
		if e.ID != 0 && e.of == nil {
			ids = append(ids, e.ID)
		}
	}
	there := map[clientele.ID]*Record{}
	found, err := s.load(ctx, s.r, scope, t, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		there[r.ID] = r
	}
	for _, e := range edits {
		if e.of != nil {
			there[e.ID] = e.of
		}
	}
	drafts := make([]*draft, len(edits))
	for i, e := range edits {
		d := &draft{edit: e, given: map[string]string{}}
		drafts[i] = d
		if e.ID == 0 {
			d.is = &Record{Ref: clientele.Ref{Type: t.Name, ID: next}, Import: e.Import, Values: map[string]any{}, Custom: map[string]any{}}
			for _, f := range t.Fields {
				d.is.Set(f.Name, f.First)
			}
			next++
			continue
		}
		r := there[e.ID]
		if r == nil {
			if d.err = noRecord(t, e.ID); len(edits) == 1 { // of many it is not asked one by one
				d.err = s.missing(ctx, s.r, scope, clientele.Ref{Type: t.Name, ID: e.ID})
			}
			continue
		}
		delete(there, e.ID) // a record is changed once at a time
		d.was, d.is = r, r.clone()
	}
	return drafts, nil
}
