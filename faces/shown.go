package faces

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Value is one field of a record as people read it.
type Value struct {
	Field record.Field `json:"-"`
	Name  string       `json:"name"`
	Label string       `json:"label"`
	Text  string       `json:"text"`
	Href  string       `json:"href,omitempty"` // to write, to call, to open
	Input string       `json:"-"`              // as a form shows it
	Links []page.Link  `json:"-"`              // the records to which it leads
	Rows  [][]string   `json:"-"`              // of several values, by the parts of each

	Offered []page.Choice `json:"-"` // the records among which a link is chosen, where they are few
}

// linked is the number of the record to which a link leads; "" to none.
func (v Value) linked() string { return v.Input[strings.LastIndexByte(v.Input, '#')+1:] }

// offer puts to the links of a form the records among which they are chosen, where they are few.
func (f *Face) offer(ctx context.Context, scope access.Scope, some ...[]Value) error {
	for _, list := range some {
		for i := range list {
			v := &list[i]
			if f.Offers == nil || v.Field.Kind != record.KindLink {
				continue
			}
			offered, err := f.Offers(ctx, scope, v.Field)
			if err != nil {
				return err
			}
			if v.Offered = offered; len(offered) > 0 && !v.Field.Mandatory {
				v.Offered = append([]page.Choice{{Label: "–"}}, offered...)
			}
		}
	}
	return nil
}

// label is how people call a field.
func label(f record.Field) string {
	if f.Custom != 0 {
		if f.Label != "" {
			return f.Label
		}
		return say.Capital(f.Name)
	}
	return say.Label("field."+f.Name, say.Capital(strings.ReplaceAll(f.Name, "_", " ")))
}

// option is what people call one of the choices of a field; those of a field that the firm
// has made stand as they were written.
func option(field record.Field, o string) string {
	if field.Kind != record.KindChoice || field.Custom != 0 {
		return o
	}
	if field.OfLines {
		return cmp.Or(field.Names[o], o)
	}
	return say.Label("choice."+field.Name+"."+o, say.Capital(o))
}

// known are the names of what some records point to.
type known struct {
	titles map[clientele.Ref]string
	users  map[clientele.ID]string
	emails map[string]string // the same by their e-mail addresses
	all    []access.User     // who may come in
	today  clientele.Day
	say    *say.Speaker
	at     func(clientele.Ref) string // where a record is shown; "" where it is not
}

// names reads what the links and users of some records are called, and some more records: a statement a type.
func (f *Face) names(ctx context.Context, scope access.Scope, fields []record.Field, some []*record.Record, refs ...clientele.Ref) (known, error) {
	k := known{users: map[clientele.ID]string{}, emails: map[string]string{}, today: f.Clock.Today(), say: say.Of(ctx), at: f.Store.Address}
	for _, r := range some {
		for _, field := range fields {
			switch v := r.Get(field).(type) {
			case clientele.ID:
				if field.Kind == record.KindLink {
					refs = append(refs, clientele.Ref{Type: field.To, ID: v})
				}
			case []record.Tie:
				for _, t := range v {
					refs = append(refs, clientele.Ref{Type: field.To, ID: t.To})
				}
			}
		}
	}
	var err error
	if k.titles, err = f.Store.Titles(ctx, scope, refs); err != nil {
		return k, err
	}
	if k.all, err = f.Users(ctx); err != nil {
		return k, err
	}
	ever := k.all
	if f.Store.Users != nil {
		ever, err = f.Store.Users(ctx) // also who has left: what they look after is called by their name
	}
	for _, u := range ever {
		k.users[u.ID] = cmp.Or(u.Name, u.Email)
		k.emails[u.Email] = k.users[u.ID]
	}
	return k, err
}

// whom is who did something, by name where the book says an e-mail address.
func (k known) whom(by string) string { return cmp.Or(k.emails[by], Doer(by)) }

// value shows one field of a record.
func (f *Face) value(field record.Field, r *record.Record, k known) Value {
	v := Value{Field: field, Name: asked(field), Label: label(field)}
	switch x := r.Get(field).(type) {
	case nil:
	case string:
		v.Text, v.Input = option(field, x), x
		if field.OfLines && !slices.Contains(field.Options, x) {
			v.Field.Options = append(slices.Clone(field.Options), x) // it is offered no more, and stays
		}
		v.Href = reach(field, x)
		switch field.Kind {
		case record.KindRecurrence:
			v.Text = SayAgain(k.say, x, f.Clock.Today())
		case record.KindDue:
			v.Text, v.Input = sayDay(k.say, x, f.Clock.Today()), writeDay(k.say, x)
		}
	case bool:
		v.Text, v.Input = clientele.Tell("faces.yes-2"), "yes"
	case float64:
		v.Input = k.say.Plain(strconv.FormatFloat(x, 'f', -1, 64))
		v.Text = v.Input
		if field.Kind == record.KindPercentage {
			v.Text += "\u00a0%"
		}
	case int64:
		v.Text, v.Input = strconv.FormatInt(x, 10), strconv.FormatInt(x, 10)
	case clientele.Money:
		v.Text, v.Input = k.say.Money(x), k.say.Plain(x.Plain())+" "+x.Currency
	case clientele.Day:
		v.Text, v.Input = k.say.Day(x, f.Clock.Today()), k.say.LongDay(x)
	case clientele.Instant:
		v.Text, v.Input = k.say.Moment(x, f.Clock), ""
	case clientele.ID:
		v.one(field, x, k)
	case []string:
		v.Text, v.Input = strings.Join(x, ", "), strings.Join(x, ", ")
	default:
		v.many(field, x, k)
	}
	return v
}

// sayDay is a day as it is kept, and its hour where it has one, in words.
func sayDay(s *say.Speaker, kept string, today clientele.Day) string {
	day, hour, timed := strings.Cut(kept, "T")
	d, err := clientele.ParseDay(day)
	if err != nil {
		return kept
	}
	if timed {
		hour = ", " + hour
	}
	return s.Day(d, today) + hour
}

// writeDay is a day as it is kept, and its hour where it has one, as a form shows it and reads it again.
func writeDay(s *say.Speaker, kept string) string {
	day, hour, timed := strings.Cut(kept, "T")
	d, err := clientele.ParseDay(day)
	switch {
	case err != nil:
		return kept
	case timed:
		return s.LongDay(d) + ", " + hour
	}
	return s.LongDay(d)
}

// reach is the address by which a contact is reached.
func reach(field record.Field, text string) string {
	switch field.Kind {
	case record.KindEmail:
		return "mailto:" + text
	case record.KindPhone:
		return "tel:" + strings.ReplaceAll(text, " ", "")
	case record.KindWeb:
		return text
	}
	return ""
}

func (v *Value) one(field record.Field, id clientele.ID, k known) {
	number := strconv.FormatInt(int64(id), 10)
	if field.Kind == record.KindUser {
		v.Text, v.Input = k.users[id], number
		return
	}
	v.Text = k.titles[clientele.Ref{Type: field.To, ID: id}]
	v.lead(k, clientele.Ref{Type: field.To, ID: id}, v.Text)
	v.Input = v.Text + " #" + number
}

// ways are how one reaches whom a contact is of.
var ways = map[record.Kind]string{record.KindEmails: "mailto:", record.KindPhones: "tel:"}

func (v *Value) lead(k known, to clientele.Ref, title string) {
	if at := k.at(to); at != "" && title != "" {
		v.Links = append(v.Links, page.Link{Text: title, Href: at})
	}
}

func (v *Value) many(field record.Field, x any, k known) {
	var texts, inputs []string
	v.Rows = rowsOf(field, x, k)
	switch list := x.(type) {
	case []clientele.ID:
		for _, id := range list {
			texts = append(texts, k.users[id])
		}
		v.Text, v.Input = strings.Join(texts, ", "), strings.Join(texts, ", ")
		return
	case []record.Tie:
		for _, t := range list {
			name := k.titles[clientele.Ref{Type: field.To, ID: t.To}]
			title, role := name, ""
			if t.Role != "" {
				title, role = name+" ("+t.Role+")", ": "+t.Role
			}
			texts, inputs = append(texts, title), append(inputs, fmt.Sprintf("%s #%d%s", name, t.To, role))
			v.lead(k, clientele.Ref{Type: field.To, ID: t.To}, title)
		}
	case []record.Contact:
		for _, c := range list {
			texts, inputs = append(texts, c.Value), append(inputs, labelled(c.Label, c.Value))
			if by := ways[field.Kind]; by != "" {
				v.Links = append(v.Links, page.Link{Text: c.Value, Href: by + strings.ReplaceAll(c.Value, " ", "")})
			}
		}
		v.Href = ways[field.Kind] + strings.ReplaceAll(list[0].Value, " ", "")
	case []record.Item:
		for _, it := range list {
			texts, inputs = append(texts, it.String()), append(inputs, it.String())
		}
	case []record.Place:
		for _, p := range list {
			text := strings.Join([]string{p.Street, p.Postcode, p.City, p.Country}, ", ")
			texts, inputs = append(texts, strings.Trim(strings.ReplaceAll(text, ", , ", ", "), ", ")), append(inputs, strings.TrimRight(text, ", "))
		}
	case []record.Occasion:
		for _, o := range list {
			one := labelled(o.Label, k.say.LongDay(o.Day))
			texts, inputs = append(texts, one), append(inputs, one)
		}
	}
	v.Text, v.Input = strings.Join(texts, ", "), strings.Join(inputs, "\n")
}

func labelled(label, value string) string {
	if label == "" {
		return value
	}
	return label + ": " + value
}

// choices are the options of a field that is answered by one.
func choices(field record.Field, users []access.User) []page.Choice {
	all := []page.Choice{{Value: "", Label: "–"}}
	if field.Mandatory || field.First != nil {
		all = nil
	}
	switch field.Kind {
	case record.KindYesNo:
		return []page.Choice{{Value: "no", Label: clientele.Tell("faces.no-2")}, {Value: "yes", Label: clientele.Tell("faces.yes-2")}}
	case record.KindUser:
		for _, u := range users {
			name := u.Name
			if name == "" {
				name = u.Email
			}
			all = append(all, page.Choice{Value: strconv.FormatInt(int64(u.ID), 10), Label: name})
		}
	case record.KindChoice:
		for _, o := range field.Options {
			all = append(all, page.Choice{Value: o, Label: option(field, o)})
		}
	}
	return all
}

// Compared are the fields of some records as people read them, those of each in the same order.
func (f *Face) Compared(ctx context.Context, scope access.Scope, some []*record.Record) ([][]Value, error) {
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return nil, err
	}
	k, err := f.names(ctx, scope, fields, some)
	if err != nil {
		return nil, err
	}
	all := make([][]Value, len(some))
	for i, r := range some {
		for _, field := range fields {
			all[i] = append(all[i], f.value(field, r, k))
		}
	}
	return all, nil
}

// Said is what a change did, field by field.
func (f *Face) Said(ctx context.Context, scope access.Scope, p record.Past) ([]string, error) {
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return nil, err
	}
	k, err := f.names(ctx, scope, fields, nil, linked(fields, []record.Past{p})...)
	return told(p, fields, k), err
}

// reachable are the ways to reach whom a record is about, by one touch.
func reachable(values []Value) (some []Value) {
	for _, v := range values {
		if strings.HasPrefix(v.Href, "tel:") || strings.HasPrefix(v.Href, "mailto:") {
			v.Text, _, _ = strings.Cut(v.Text, ", ")
			some = append(some, v)
		}
	}
	return some
}
