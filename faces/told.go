package faces

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

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
		called := say.Capital(name)
		if known {
			called = label(field)
		}
		was, is := k.plain(field, p.Fields[name].Was), k.plain(field, p.Fields[name].Is)
		switch {
		case was == is: // of what may be seen, nothing
		case was == "":
			what = append(what, fmt.Sprintf("%s: %s", called, is))
		case is == "":
			what = append(what, fmt.Sprintf("%s: no longer %s", called, was))
		default:
			what = append(what, fmt.Sprintf("%s: %s → %s", called, was, is))
		}
	}
	return what
}

// plain is a value of the book in words.
func (k known) plain(field record.Field, raw json.RawMessage) string {
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
	case (field.Kind == record.KindDay || field.Kind == record.KindDue) && json.Unmarshal(raw, &text) == nil:
		return sayDay(text, k.today)
	case field.To == "":
		return plain(raw)
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

// plain is a value of the book in words: texts as they are, lists by their commas.
func plain(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	return say.Shorten(words(v), 200)
}

func words(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = words(e)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if w := words(x[k]); w != "" && k != "e164" {
				parts = append(parts, w)
			}
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(v)
}
