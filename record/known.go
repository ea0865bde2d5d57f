package record

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// KeyFor is what of a value a record is known again by: an address folded, a number in
// E.164, a title folded. "" where it says nothing. The country is the record's own, or "".
func (s *Store) KeyFor(t *Type, f Field, given, country string) string {
	given = strings.TrimSpace(db.Clean(given))
	switch {
	case f.Kind == KindPhones:
		r := &reader{numbers: s.numbers}
		if firm := s.firm.Load(); firm != nil {
			r.region = firm.region
		}
		if own := RegionOf(country); own != "" {
			r.region = own
		}
		_, e164 := r.phone(given)
		return e164
	case f.Kind == KindEmails, f.Custom == 0 && f.Name == t.Title && t.Folded:
		return db.Fold(given)
	}
	return given
}

// Keys are what some records of a type are looked for by: values of KeyFor, of one field.
type Keys struct {
	Type   *Type
	Field  Field
	Values []string
}

type heldKey struct {
	Value string       `db:"value"`
	ID    clientele.ID `db:"id"`
}

// holders finds the records that have one of some keys, as the scope sees them, by an
// index; those in the archive are not there.
func (s *Store) holders(ctx context.Context, scope access.Scope, of Keys) (map[string][]clientele.ID, error) {
	t, f := of.Type, of.Field
	found := map[string][]clientele.ID{}
	add := func(value string, id clientele.ID) {
		if !slices.Contains(found[value], id) {
			found[value] = append(found[value], id)
		}
	}
	for _, list := range db.Lists(of.Values) {
		c := s.holding(t, f, list, walksOf(scope))
		c.add(" ORDER BY 2")
		for row, err := range db.Each[heldKey](ctx, s.r, c.text, c.args...) {
			if err != nil {
				return nil, fmt.Errorf("look for %s of %s: %w", f.Name, t.Plural, err)
			}
			if s.tried.of(clientele.Ref{Type: t.Name, ID: row.ID}) == nil {
				add(row.Value, row.ID)
			}
		}
	}
	for _, r := range s.tried.all(t) {
		for _, value := range t.held(f, r) {
			if r.Archived == 0 && slices.Contains(of.Values, value) {
				add(value, r.ID)
			}
		}
	}
	return found, nil
}

func (s *Store) holding(t *Type, f Field, keys []any, walks []behind) (c clause) {
	if f.Many() {
		c = clause{"SELECT v.value, v.id FROM record_values v JOIN " + t.table() + " r ON r.workspace = ? AND r.id = v.id WHERE v.workspace = ?" +
			" AND v.type = ? AND v.field = ? AND v.value IN (" + db.Marks(len(keys)) + ") AND r.archived = 0 AND r.merged = 0",
			append([]any{s.ws, s.ws, t.Name, f.inBook()}, keys...)}
		flat(walks).narrow(&c, s.d.Engine)
		return c
	}
	col := columnOf(s.d.Engine, t, f, rowAlias)
	p := &planned{live: " AND r.archived = 0 AND r.merged = 0", filter: clause{col.text + " IN (" + db.Marks(len(keys)) + ")", keys}, walks: walks}
	return p.every(s, t, col.text+" AS value, r.id AS id")
}

// held are the keys by which a record is found by a field.
func (t *Type) held(f Field, r *Record) []string {
	if f.Many() {
		return looked(f, r.Get(f))
	}
	text, some := r.Get(f).(string)
	if !some {
		return nil
	}
	return []string{textOperand(t, f, text)}
}

// Filled is what of some given fields a record lacks; with over, also what it has
// otherwise. Of a field with several values it is what is there and what comes to it:
// nothing of a list is ever thrown away by a file.
func (s *Store) Filled(r *Record, fields []Field, given map[string]json.RawMessage, over bool) map[string]json.RawMessage {
	out, own := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	_ = json.Unmarshal(given["custom"], &own) // it is of our own making, or not there
	for _, f := range fields {
		raw, into := given[f.Name], out
		if f.Custom != 0 {
			raw, into = own[f.Name], map[string]json.RawMessage{}
		}
		have := r.Get(f)
		switch {
		case len(raw) == 0:
			continue
		case have == nil || over && !f.Many():
			into[f.Name] = raw
		case f.Many():
			if more := s.joined(r, f, have, raw); more != nil {
				into[f.Name] = more
			}
		}
		if f.Custom != 0 && len(into) > 0 {
			custom := map[string]json.RawMessage{}
			_ = json.Unmarshal(out["custom"], &custom)
			maps.Copy(custom, into)
			out["custom"] = marshal(custom)
		}
	}
	return out
}

// joined is a list with what comes to it; nil where nothing does.
func (s *Store) joined(r *Record, f Field, have any, raw json.RawMessage) json.RawMessage {
	var all, more []json.RawMessage
	if json.Unmarshal(encode(f, have), &all) != nil || json.Unmarshal(raw, &more) != nil {
		return nil
	}
	t, err := s.Type(r.Type)
	if err != nil {
		return nil
	}
	d := &draft{is: r}
	known := map[string]bool{}
	for _, v := range all {
		known[s.sameAs(t, f, v, d.country())] = true
	}
	grown := false
	for _, v := range more {
		if key := s.sameAs(t, f, v, d.country()); !known[key] {
			known[key], grown = true, true
			all = append(all, v)
		}
	}
	if !grown {
		return nil
	}
	return marshal(all)
}

// sameAs is by what two values of a list are one.
func (s *Store) sameAs(t *Type, f Field, raw json.RawMessage, country string) string {
	switch f.Kind {
	case KindEmails, KindPhones, KindLinks:
		var one map[string]json.RawMessage
		if json.Unmarshal(raw, &one) != nil {
			return string(raw)
		}
		text, isText := as[string](one[elementKey(f)]).(string)
		if !isText {
			return string(one[elementKey(f)])
		}
		if key := s.KeyFor(t, f, text, country); key != "" {
			return key
		}
		return db.Fold(text)
	}
	return db.Fold(string(raw))
}

// Said is a value of a field as a table shows it, for people; "" where it is empty.
func Said(v any) string {
	if v == nil {
		return ""
	}
	if m, ok := v.(clientele.Money); ok {
		return m.Plain() + " " + m.Currency
	}
	return fmt.Sprint(cell(v))
}
