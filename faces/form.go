package faces

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// asked is the name under which a form asks for a field.
func asked(f record.Field) string {
	if f.Custom != 0 {
		return "custom." + f.Name
	}
	return f.Name
}

// lines are the lines of what was typed that are not empty.
func lines(text string) (some []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			some = append(some, line)
		}
	}
	return some
}

// typed is what was typed into a form, as the record's one writer reads it.
type typed struct {
	face   *Face
	near   clientele.Day // of the moment that was read last: an hour alone behind it is of that day
	scope  access.Scope
	faults []page.FieldFault
	reading
}

// read turns a form into fields. What the form did not ask is left alone, and so is what is
// wrong with what was typed: its faults say so.
func (t *typed) read(ctx context.Context, fields []record.Field, given page.Rest) (map[string]json.RawMessage, error) {
	out, custom := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, f := range fields {
		if _, ok := given[asked(f)]; !ok || f.Fixed {
			continue
		}
		faults := len(t.faults)
		raw, byRows, err := t.byRows(ctx, f, given)
		if !byRows {
			raw, err = t.value(ctx, f, t.text(f, given))
		}
		if err != nil {
			return nil, err
		}
		if len(t.faults) > faults {
			continue
		}
		if f.Custom != 0 {
			custom[f.Name] = raw
		} else {
			out[f.Name] = raw
		}
	}
	if len(custom) > 0 {
		out["custom"] = marshal(custom)
	}
	return out, nil
}

func marshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return raw
}

// text is what was typed into a field that is no list of rows.
func (t *typed) text(f record.Field, given page.Rest) string {
	if f.Kind == record.KindRecurrence {
		return t.again(asked(f), given)
	}
	return strings.ReplaceAll(strings.Join(given[asked(f)], "\n"), "\r\n", "\n") // as a browser ends lines; nobody wrote that
}

// again is the rule of recurrence that the choices of a form come to.
func (t *typed) again(name string, given page.Rest) string {
	rule, fault := againIn(name, given).rule(t.day)
	if fault.What != "" {
		fault.Field = name + fault.Field
		t.faults = append(t.faults, fault)
	}
	return rule
}

// value is one field as JSON. What is no value of its kind goes on as text: the record
// says what is wrong with it.
func (t *typed) value(ctx context.Context, f record.Field, text string) (json.RawMessage, error) {
	text = strings.TrimSpace(text)
	switch f.Kind {
	case record.KindYesNo:
		return marshal(text == "yes"), nil
	case record.KindTags, record.KindChoices, record.KindUsers:
		return marshal(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' })), nil
	case record.KindEmails:
		return marshal(each(lines(text), contact("email"))), nil
	case record.KindPhones:
		return marshal(each(lines(text), contact("phone"))), nil
	case record.KindAddresses:
		return marshal(each(lines(text), address)), nil
	case record.KindDates:
		return marshal(each(lines(text), t.occasion)), nil
	case record.KindLink:
		return t.link(ctx, f, text)
	case record.KindLinks:
		return t.links(ctx, f, lines(text))
	}
	if text == "" {
		return json.RawMessage("null"), nil
	}
	switch f.Kind {
	case record.KindDay:
		return t.dated(f, text, t.day), nil
	case record.KindDue:
		return t.dated(f, text, t.dueNear), nil
	case record.KindNumber, record.KindPercentage, record.KindDuration, record.KindRating:
		if n, ok := say.Of(ctx).ReadNumber(strings.TrimSuffix(text, "%")); ok {
			return marshal(n), nil
		}
	case record.KindMoney:
		return money(ctx, text), nil
	}
	return marshal(text), nil
}

// reading is how days are read that somebody typed.
type reading struct {
	by    *say.Speaker
	today clientele.Day
}

func (f *Face) reads(ctx context.Context) reading { return reading{say.Of(ctx), f.Clock.Today()} }

// day is a day to come as a record takes it.
func (r reading) day(text string) (string, bool) {
	day, ok := r.by.ReadWhen(text, r.today)
	return day.String(), ok
}

// was is a day that was, as a record takes it.
func (r reading) was(text string) (string, bool) {
	day, ok := r.by.ReadDay(text, r.today)
	return day.String(), ok
}

// due is a day, or a day with a time of day behind it: "next fri 9:30"; an hour alone is today's.
func (r reading) due(text string) (string, bool) {
	day, at, ok := r.by.ReadDue(text, r.today)
	return strings.TrimSpace(day.String() + " " + at), ok
}

// dueNear is a day, or a day with a time of day; an hour alone is of the day of the moment before it.
func (t *typed) dueNear(text string) (string, bool) {
	if rest, hour, timed := say.ReadHour(text); timed && rest == "" && t.near != clientele.NoDay {
		return t.near.String() + " " + t.near.Time().Add(hour).Format("15:04"), true
	}
	when, ok := t.due(text)
	day, _, _ := strings.Cut(when, " ")
	t.near, _ = clientele.ParseDay(day)
	return when, ok
}

// dated is a day that was typed, as a record takes it; what is none is a fault of its field.
func (t *typed) dated(field record.Field, text string, read func(string) (string, bool)) json.RawMessage {
	day, ok := read(text)
	if !ok {
		t.faults = append(t.faults, page.NoDay(asked(field), text))
	}
	return marshal(day)
}

func each(some []string, as func(string) any) []any {
	all := make([]any, len(some))
	for i, s := range some {
		all[i] = as(s)
	}
	return all
}

// contact reads "work: ann@example.org", or the address alone.
func contact(key string) func(string) any {
	return func(line string) any {
		if label, value, ok := strings.Cut(line, ": "); ok {
			return map[string]string{key: strings.TrimSpace(value), "label": strings.TrimSpace(label)}
		}
		return map[string]string{key: line}
	}
}

// address reads "street, postcode, city, country", as much of it as there is.
func address(line string) any {
	parts := strings.Split(line, ",")
	out := map[string]string{}
	for i, name := range []string{"street", "postcode", "city", "country"} {
		if i < len(parts) && strings.TrimSpace(parts[i]) != "" {
			out[name] = strings.TrimSpace(parts[i])
		}
	}
	return out
}

// occasion reads "birthday: 31 March 1980".
func (t *typed) occasion(line string) any {
	label, text, _ := strings.Cut(line, ": ")
	day, ok := t.was(text)
	if !ok {
		day = strings.TrimSpace(text) // the record says what is wrong with it
	}
	return map[string]string{"label": strings.TrimSpace(label), "day": day}
}

// money reads "1,250.50 GBP" or "EUR 1250", or the amount alone in the firm's currency.
func money(ctx context.Context, text string) json.RawMessage {
	amount := strings.TrimFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || unicode.IsSpace(r) })
	currency := strings.ToUpper(strings.TrimSpace(strings.Replace(text, amount, "", 1)))
	switch currency {
	case "€":
		currency = "EUR"
	case "£":
		currency = "GBP"
	case "$", "¥": // of several countries: the firm's
		currency = ""
	}
	n, ok := say.Of(ctx).ReadNumber(noCents.Replace(amount))
	if !ok {
		return marshal(text)
	}
	minor := n * float64(clientele.MinorPerMajor(currency))
	return marshal(clientele.Money{Minor: int64(minor + 0.5*sign(minor)), Currency: currency})
}

// noCents writes out the cents of an amount that has none: 1.250,– and 25.-
var noCents = strings.NewReplacer(",–", ",00", ",-", ",00", ".–", ".00", ".-", ".00")

func sign(f float64) float64 {
	if f < 0 {
		return -1
	}
	return 1
}

func (t *typed) link(ctx context.Context, f record.Field, text string) (json.RawMessage, error) {
	if text == "" {
		return json.RawMessage("null"), nil
	}
	id, err := t.find(ctx, f, text)
	return marshal(id), err
}

// links reads a line a link: "Acme Ltd: director", or the name alone.
func (t *typed) links(ctx context.Context, f record.Field, some []string) (json.RawMessage, error) {
	all := []any{}
	for _, line := range some {
		name, role := line, ""
		if i := strings.LastIndex(line, ": "); i > 0 {
			name, role = line[:i], line[i+2:]
		}
		id, err := t.find(ctx, f, strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		all = append(all, map[string]any{f.To: id, "role": strings.TrimSpace(role)})
	}
	return marshal(all), nil
}

// find is the record that somebody named: by its number at the end, "Acme Ltd #17" or
// "17", or by its name, which must be one's alone.
func (t *typed) find(ctx context.Context, f record.Field, text string) (clientele.ID, error) {
	digits := text[strings.LastIndexByte(text, '#')+1:]
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return clientele.ID(n), nil
	}
	to, err := t.face.Store.Type(f.To)
	if err != nil {
		return 0, err
	}
	filter, err := record.ParseFilter(to.Title + " = " + quoted(text))
	if err != nil {
		return 0, err
	}
	found, err := t.face.Store.Query(ctx, t.scope, record.Query{Type: f.To, Filter: filter, Limit: severalShown})
	if err != nil {
		return 0, err
	}
	said := say.Args{"text": page.Clip(text, 60)}
	switch len(found.Rows) {
	case 1:
		return found.Rows[0].ID, nil
	case 0:
		t.faults = append(t.faults, page.FieldFault{Field: asked(f), What: say.Of(ctx).Say("faces.none-called", said), Remedy: say.Of(ctx).Say("faces.none-called-remedy")})
	default:
		t.faults = append(t.faults, page.FieldFault{Field: asked(f), What: say.Of(ctx).Say("faces.several-called", said),
			Remedy: say.Of(ctx).Say("faces.several-called-remedy"), Choices: several(to, text, found.Rows)})
	}
	return 0, nil
}

// severalShown is how many of one name are offered to choose from.
const severalShown = 20

// several are records of one name to choose from, each with what tells it from the others.
// What was typed stands first, as no choice.
func several(t *record.Type, text string, some []*record.Record) []page.Choice {
	all := []page.Choice{{Value: text, Label: clientele.Tell("faces.which-one")}}
	for _, r := range some {
		number := "#" + r.ID.String()
		all = append(all, page.Choice{Value: r.Text(t.Title) + " " + number, Label: strings.Join(append(apart(t, r), number), " · ")})
	}
	return all
}

// apart is what tells a record from another of its name: how one reaches it, and where it is.
func apart(t *record.Type, r *record.Record) []string {
	parts := []string{r.Text(t.Title)}
	for _, f := range t.Fields {
		switch v := r.Get(f).(type) {
		case string:
			if f.Kind == record.KindEmail || f.Kind == record.KindPhone {
				parts = append(parts, v)
			}
		case []record.Contact:
			parts = append(parts, v[0].Value)
		case []record.Place:
			parts = append(parts, cmp.Or(v[0].City, v[0].Street))
		}
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
