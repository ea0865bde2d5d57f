package faces

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// told says what a change did, field by field. What a link led to goes by its name; where
// that may not be seen, it is not there.
func told(p record.Past, fields []record.Field, k known) []string {
	byName := map[string]record.Field{}
	for _, field := range fields {
		byName[asked(field)] = field
	}
	var what []string
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		field, known := byName[name]
		if field.Fixed {
			continue // it follows from the rest
		}
		called := say.Label("field."+name, say.Capital(strings.ReplaceAll(name, "_", " ")))
		if known {
			called = label(field)
		}
		was, is := k.plain(field, p.Fields[name].Was), k.plain(field, p.Fields[name].Is)
		switch {
		case was == is: // of what may be seen, nothing
		case was == "":
			what = append(what, called+": "+is)
		case is == "":
			what = append(what, clientele.Tell("faces.no-longer", "field", called, "was", was))
		default:
			what = append(what, called+": "+was+" → "+is)
		}
	}
	return what
}

// plain is a value of the book in words.
func (k known) plain(field record.Field, raw json.RawMessage) string {
	if field.Kind == record.KindUsers {
		var ids []clientele.ID
		_ = json.Unmarshal(raw, &ids) // our own words
		names := make([]string, 0, len(ids))
		for _, id := range ids {
			names = append(names, k.users[id])
		}
		return strings.Join(names, ", ")
	}
	if field.Kind == record.KindUser {
		var id clientele.ID
		if json.Unmarshal(raw, &id) == nil && k.users[id] != "" {
			return k.users[id]
		}
	}
	var text string
	switch {
	case field.Kind == record.KindChoice && json.Unmarshal(raw, &text) == nil:
		return option(field, text)
	case field.Kind == record.KindItems:
		return k.goods(raw)
	case field.To == "":
		return ValueInWords(k.say, field, raw, k.today)
	}
	var names []string
	for _, t := range leads(field, raw) {
		if title := k.titles[clientele.Ref{Type: field.To, ID: t.To}]; title != "" && t.Role != "" {
			names = append(names, title+" ("+t.Role+")")
		} else if title != "" {
			names = append(names, title)
		}
	}
	return strings.Join(names, ", ")
}

// goods are lines of goods in words, with what came back of them.
func (k known) goods(raw json.RawMessage) string {
	var items []record.Item
	if json.Unmarshal(raw, &items) != nil {
		return ""
	}
	parts := make([]string, len(items))
	for i, it := range items {
		if parts[i] = it.String(); !it.Amount.IsNone() {
			parts[i] += " " + k.say.Money(it.Amount)
		}
		if it.Returned != "" {
			parts[i] = clientele.Tell("faces.goods-returned", "goods", parts[i], "n", string(it.Returned))
		}
	}
	return k.say.Shorten(strings.Join(parts, ", "), 300)
}

// linked are the records to which the links in some changes lead.
func linked(fields []record.Field, some []record.Past) (refs []clientele.Ref) {
	for _, p := range some {
		for _, field := range fields {
			e, changed := p.Fields[asked(field)]
			if !changed || field.To == "" {
				continue
			}
			for _, t := range append(leads(field, e.Was), leads(field, e.Is)...) {
				refs = append(refs, clientele.Ref{Type: field.To, ID: t.To})
			}
		}
	}
	return refs
}

// leads are the ties of a link in the book: a number, or a list of them with roles.
func leads(field record.Field, raw json.RawMessage) (ties []record.Tie) {
	var one clientele.ID
	if len(raw) == 0 {
		return nil
	}
	if json.Unmarshal(raw, &one) == nil {
		return []record.Tie{{To: one}}
	}
	var many []map[string]json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	for _, m := range many {
		t := record.Tie{}
		if json.Unmarshal(m[field.To], &t.To) != nil {
			continue
		}
		if len(m["role"]) > 0 && json.Unmarshal(m["role"], &t.Role) != nil {
			t.Role = ""
		}
		ties = append(ties, t)
	}
	return ties
}

// ValueInWords is a value of the book as people read it: of a link, a user or a choice, what is kept.
func ValueInWords(s *say.Speaker, field record.Field, raw json.RawMessage, today clientele.Day) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	text, is := v.(string)
	switch {
	case is && (field.Kind == record.KindDay || field.Kind == record.KindDue):
		return sayDay(s, text, today)
	case is && field.Kind == record.KindMoment:
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return s.Day(clientele.DayOf(at), today)
		}
	case is && field.Kind == record.KindRecurrence:
		return SayAgain(s, text, today)
	}
	return s.Shorten(words(s, v), 200)
}

// Doer is who did something that no user did, by what the book has of the way.
func Doer(way string) string {
	return say.Label("by."+strings.ReplaceAll(way, " ", "-"), way)
}

// words are a text as it is, a list by its commas, a list's row by its parts.
func words(s *say.Speaker, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return clientele.Tell(map[bool]string{true: "faces.yes", false: "faces.no"}[x])
	case float64:
		return s.Plain(strconv.FormatFloat(x, 'f', -1, 64))
	case []any:
		parts := make([]string, 0, len(x))
		for _, e := range x {
			parts = append(parts, words(s, e))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		return rowInWords(s, x)
	}
	return fmt.Sprint(v)
}

// ofRow are the parts of a row in the order in which people write them.
var ofRow = []string{"day", "email", "phone", "street", "postcode", "city", "region", "country"}

// rowInWords is a row of a field that holds several values: "birthday: 31 March 1980".
func rowInWords(s *say.Speaker, row map[string]any) string {
	var parts []string
	for _, name := range ofRow {
		text := words(s, row[name])
		if day, err := clientele.ParseDay(text); name == "day" && err == nil {
			text = s.LongDay(day)
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	if minor, is := row["minor"].(float64); is {
		parts = append(parts, s.Money(clientele.Money{Minor: int64(minor), Currency: words(s, row["currency"])}))
	}
	return labelled(words(s, row["label"]), strings.Join(parts, ", "))
}
