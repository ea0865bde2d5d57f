package record

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Encode writes a record as answers have it: its number and revision, its fields, the
// custom ones by their names, and who made and changed it when. Of chosen fields, where
// some are named, only those.
func (r *Record) Encode(fields []Field, chosen []string) json.RawMessage {
	var b bytes.Buffer
	wanted := func(name string) bool { return len(chosen) == 0 || slices.Contains(chosen, name) }
	put := func(name string, v json.RawMessage) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.Write(marshal(name))
		b.WriteByte(':')
		b.Write(v)
	}
	put("id", marshal(r.ID))
	if r.Type != Custom { // whose own field says of which type it is
		put("type", marshal(r.Type))
	}
	put("revision", marshal(r.Rev))
	custom := map[string]json.RawMessage{}
	for _, f := range fields {
		switch {
		case f.Custom != 0:
			if wanted("custom") || wanted(f.said()) {
				custom[f.Name] = shown(f, r.Get(f))
			}
			continue
		case wanted(f.Name):
			put(f.Name, shown(f, r.Get(f)))
		}
		if f.Short != "" && wanted(f.Short) {
			put(f.Short, firstOf(f, r.Get(f)))
		}
	}
	if len(chosen) == 0 || len(custom) > 0 {
		put("custom", marshal(custom))
	}
	if len(chosen) == 0 {
		put("made", when(r.Made))
		put("made_by", marshal(r.MadeBy))
		put("changed", when(r.Changed))
		put("changed_by", marshal(r.ChangedBy))
		put("archived", when(r.Archived))
	}
	return json.RawMessage("{" + b.String() + "}")
}

// shown is one value as answers have it: null, false or [] where it is empty.
func shown(f Field, v any) json.RawMessage {
	switch {
	case v != nil:
		return encode(f, v)
	case f.Many():
		return json.RawMessage("[]")
	case f.Kind == KindYesNo:
		return json.RawMessage("false")
	}
	return json.RawMessage("null")
}

func when(at clientele.Instant) json.RawMessage {
	if at == 0 {
		return json.RawMessage("null")
	}
	return marshal(at)
}
