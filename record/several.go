package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// readMany reads a field that holds several values. One value alone is a list of one.
func (r *reader) readMany(f Field, raw json.RawMessage) (any, *wrong) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	if len(list) > mostValues {
		return nil, no(clientele.Tell("record.many-values", "n", len(list)), clientele.Tell("record.many-values-remedy", "n", mostValues))
	}
	switch f.Kind {
	case KindTags, KindChoices:
		return readWords(f, list)
	case KindEmails, KindPhones:
		return collect(list, func(raw json.RawMessage) (Contact, bool, *wrong) { return r.readContact(f, raw) })
	case KindUsers:
		return r.readUsers(list)
	case KindLinks:
		return collect(list, func(raw json.RawMessage) (Tie, bool, *wrong) { return readTie(f, raw) })
	case KindAddresses:
		return collect(list, readPlace)
	case KindDates:
		return collect(list, readOccasion)
	case KindItems:
		return collect(list, readItem)
	}
	return nil, no(clientele.Tell("record.not-settable"), clientele.Tell("record.leave-out"))
}

// collect reads value by value; one that is empty is left out.
func collect[T any](list []json.RawMessage, read func(json.RawMessage) (T, bool, *wrong)) (any, *wrong) {
	var all []T
	for i, raw := range list {
		v, some, w := read(raw)
		if w != nil {
			return nil, w.of(len(list), i)
		}
		if some {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

func readWords(f Field, list []json.RawMessage) (any, *wrong) {
	var words []string
	for _, raw := range list {
		s, w := readString(raw)
		if w != nil {
			return nil, no(clientele.Tell("record.no-words"), writeAs(`["one", "two"]`))
		}
		if s == "" {
			continue
		}
		if len(s) > mostText {
			return nil, no(clientele.Tell("record.word-long"), atMost(mostText))
		}
		if f.Kind == KindChoices {
			chosen, w := choose(f, s)
			if w != nil {
				return nil, w
			}
			s = chosen.(string)
		}
		same := func(have string) bool { return db.Fold(have) == db.Fold(s) }
		if !slices.ContainsFunc(words, same) {
			words = append(words, s)
		}
	}
	if len(words) == 0 {
		return nil, nil
	}
	return words, nil
}

// readUsers reads who is named, each once.
func (r *reader) readUsers(list []json.RawMessage) (any, *wrong) {
	var all []clientele.ID
	for i, raw := range list {
		v, w := r.readID(Field{Kind: KindUser}, raw)
		if w != nil {
			return nil, w.of(len(list), i)
		}
		if id, some := v.(clientele.ID); some && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// strictly reads an object whose names must be known.
func strictly(raw json.RawMessage, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into) == nil
}

func (r *reader) readContact(f Field, raw json.RawMessage) (c Contact, some bool, w *wrong) {
	key, example := "email", "name@example.org"
	if f.Kind == KindPhones {
		key, example = "phone", "+44 20 7946 0991"
	}
	given := map[string]string{}
	if s, w := readString(raw); w == nil {
		given[key] = s
	} else if json.Unmarshal(raw, &given) != nil {
		return c, false, no(clientele.Tell("record.unread"), writeAs(fmt.Sprintf(`{%q: %q, "label": "work"}`, key, example)))
	}
	for name := range given {
		if name != key && name != "label" && name != "e164" {
			return c, false, no(clientele.Tell("record.unknown-part", "name", clip(name)),
				clientele.Tell("record.give-both", "one", key, "other", "label"))
		}
	}
	c.Label, c.Value = clip(strings.TrimSpace(db.Clean(given["label"]))), strings.TrimSpace(db.Clean(given[key]))
	if c.Value == "" {
		return c, false, nil
	}
	if len(c.Value) > mostText {
		return c, false, no(clientele.Tell("record.too-long"), atMost(mostText))
	}
	if f.Kind == KindEmails {
		_, w = readEmail(c.Value)
		return c, true, w
	}
	if !strings.ContainsAny(c.Value, "0123456789") {
		return c, false, no(clientele.Tell("record.no-phone"), writeAs(example))
	}
	c.Value, c.E164 = r.phone(c.Value)
	return c, true, nil
}

func readTie(f Field, raw json.RawMessage) (t Tie, some bool, w *wrong) {
	if json.Unmarshal(raw, &t.To) == nil {
		return t, t.To > 0, nil
	}
	given := map[string]json.RawMessage{}
	bad := no(clientele.Tell("record.unread"), writeAs(fmt.Sprintf(`{%q: 17, "role": "director"}`, f.To)))
	if json.Unmarshal(raw, &given) != nil {
		return t, false, bad
	}
	for name, v := range given {
		switch name {
		case f.To:
			if json.Unmarshal(v, &t.To) != nil || t.To < 0 {
				return t, false, bad
			}
		case "role":
			if string(v) == "null" {
				continue
			}
			s, w := readString(v)
			if w != nil || len(s) > mostText {
				return t, false, bad
			}
			t.Role = s
		default:
			return t, false, no(clientele.Tell("record.unknown-part", "name", clip(name)),
				clientele.Tell("record.give-both", "one", f.To, "other", "role"))
		}
	}
	return t, t.To > 0, nil
}

func readPlace(raw json.RawMessage) (p Place, some bool, w *wrong) {
	if s, w := readString(raw); w == nil {
		p.Street = s
	} else if !strictly(raw, &p) {
		return p, false, no(clientele.Tell("record.no-address"), writeAs(`{"street": "…", "city": "…", "postcode": "…", "country": "…"}`))
	}
	for _, s := range []*string{&p.Label, &p.Street, &p.City, &p.Postcode, &p.Region, &p.Country} {
		*s = strings.TrimSpace(db.Clean(*s))
		if len(*s) > mostText {
			return p, false, no(clientele.Tell("record.part-long"), atMost(mostText))
		}
	}
	return p, p != Place{} && p != Place{Label: p.Label}, nil
}

func readOccasion(raw json.RawMessage) (o Occasion, some bool, w *wrong) {
	if !strictly(raw, &o) || o.Day < 1 || len(o.Label) > mostText {
		return o, false, no(clientele.Tell("record.no-date"), writeAs(`{"label": "birthday", "day": "1970-03-31"}`))
	}
	o.Label = strings.TrimSpace(db.Clean(o.Label))
	return o, true, nil
}

// encode writes a value as JSON, as answers, the book and the columns have it; nil where it is empty.
func encode(f Field, v any) json.RawMessage {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return quotedJSON(v)
	case []Contact:
		list := make([]keptContact, len(v))
		for i, c := range v {
			if list[i] = (keptContact{E164: c.E164, Label: c.Label, Email: c.Value}); f.Kind == KindPhones {
				list[i].Email, list[i].Phone = "", c.Value
			}
		}
		return marshal(list)
	case []Tie:
		list := make([]json.RawMessage, len(v))
		for i, t := range v {
			parts := []string{`"` + f.To + `":` + strconv.FormatInt(int64(t.To), 10)} // names of types are plain letters
			if t.Role != "" {
				parts = append(parts, `"role":`+string(quotedJSON(t.Role)))
			}
			slices.Sort(parts)
			list[i] = json.RawMessage("{" + strings.Join(parts, ",") + "}")
		}
		return marshal(list)
	}
	return marshal(v)
}

// keptContact is a Contact as its row has it.
type keptContact struct {
	E164  string `json:"e164,omitempty"`
	Email string `json:"email,omitempty"`
	Label string `json:"label,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// quotedJSON is marshal of a text. Most texts need no escape.
func quotedJSON(s string) json.RawMessage {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return marshal(s)
		}
	}
	return json.RawMessage(`"` + s + `"`)
}

func marshal(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("a value that cannot be JSON: " + err.Error()) // a defect of ours: values are made of plain things
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// ids are the records to which a value leads.
func ties(f Field, v any) []Tie {
	switch v := v.(type) {
	case clientele.ID:
		if f.Kind == KindLink {
			return []Tie{{To: v}}
		}
	case []Tie:
		return v
	case []Item:
		return tiesOfItems(v)
	}
	return nil
}

// looked are the single values of a field by which it is looked for, folded.
func looked(f Field, v any) (all []string) {
	switch v := v.(type) {
	case []string:
		for _, s := range v {
			all = append(all, db.Fold(s))
		}
	case []clientele.ID:
		for _, id := range v {
			all = append(all, id.String())
		}
	case []Contact:
		for _, c := range v {
			all = append(all, contactKey(f.Kind, c))
		}
	case []Occasion:
		for _, o := range v {
			all = append(all, o.Day.String()[5:]) // comes again every year: month and day
		}
	}
	return all
}

func contactKey(k Kind, c Contact) string {
	if k == KindPhones && c.E164 != "" {
		return c.E164
	}
	return db.Fold(c.Value)
}
