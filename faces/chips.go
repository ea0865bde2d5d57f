package faces

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Condition is one condition in force, with the address of the list without it.
type Condition struct {
	Text   string `json:"text"`
	Remove string `json:"remove"`
	Change string `json:"change,omitempty"` // the form that changes it, where one can
}

// Ops are the comparisons that a form offers, in words.
func Ops() []page.Choice {
	return opChoices("is", "is-not", "contains", "starts", "more", "less", "empty", "filled")
}

func opChoices(names ...string) (all []page.Choice) {
	for _, name := range names {
		all = append(all, page.Choice{Value: name, Label: clientele.Tell("faces.op-" + name)})
	}
	return all
}

// filter reads what is asked for, puts the condition of the form to it, and makes chips of
// all. From then on the condition stands in the filter.
func (f *Face) filter(ctx context.Context, scope access.Scope, out *ListOut) (record.Node, error) {
	tree, err := record.ParseFilter(out.In.Filter)
	if err != nil {
		return nil, err
	}
	if out.In.Add != "" {
		more, err := f.condition(ctx, scope, *out)
		if err != nil {
			return nil, err
		}
		tree = together(append(slices.Clone(conditions(tree)), more))
		out.In.Filter, out.In.Add, out.In.Op, out.In.Value, out.In.At = record.PrintFilter(tree), "", "", "", ""
	}
	return tree, f.chips(ctx, scope, out, tree)
}

// conditions are what holds all together in a filter.
func conditions(tree record.Node) []record.Node {
	switch n := tree.(type) {
	case nil:
		return nil
	case record.All:
		return n
	}
	return []record.Node{tree}
}

func together(list []record.Node) record.Node {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return record.All(list)
}

// condition is what the form asks for besides.
func (f *Face) condition(ctx context.Context, scope access.Scope, out ListOut) (record.Node, error) {
	at := slices.IndexFunc(out.Fields, func(field record.Field) bool { return asked(field) == out.In.Add })
	if at < 0 {
		return nil, page.Wrong("add", say.Of(ctx).Say("faces.no-field"), say.Of(ctx).Say("faces.no-field-remedy"))
	}
	field, op := out.Fields[at], out.In.Op
	cond := record.Cond{Field: out.In.Add, Op: record.Empty}
	switch {
	case op == "empty":
		return cond, nil
	case op == "filled":
		return record.Not{Of: cond}, nil
	case out.In.Value == "":
		return nil, page.Wrong("value", say.Of(ctx).Say("faces.no-value", say.Args{"field": label(field)}), say.Of(ctx).Say("faces.no-value-remedy"))
	}
	value, err := f.written(ctx, scope, field, out)
	if err != nil {
		return nil, err
	}
	cond.Values = []string{value}
	cond.Op = map[string]record.Op{"is-not": record.IsNot, "contains": record.Contains, "starts": record.Starts, "more": record.More,
		"less": record.Less}[op]
	switch {
	case field.Many() && op == "is-not":
		cond.Op = record.Has
		return record.Not{Of: cond}, nil
	case field.Many():
		cond.Op = record.Has
	case cond.Op == "":
		cond.Op = record.Is
	}
	return cond, nil
}

// written is what somebody typed to compare with, as a filter wants it.
func (f *Face) written(ctx context.Context, scope access.Scope, field record.Field, out ListOut) (string, error) {
	text := strings.TrimSpace(out.In.Value)
	switch field.Kind {
	case record.KindUser, record.KindUsers:
		for _, u := range out.Users {
			if strings.EqualFold(u.Name, text) || strings.EqualFold(u.Email, text) {
				return u.ID.String(), nil
			}
		}
	case record.KindChoice, record.KindChoices:
		for _, o := range field.Options {
			if strings.EqualFold(o, text) || strings.EqualFold(say.Of(ctx).Fill(option(field, o)), text) {
				return o, nil
			}
		}
	case record.KindYesNo:
		return strings.ToLower(text), nil
	case record.KindDay, record.KindDue, record.KindMoment:
		if day, ok := f.reads(ctx).day(text); ok {
			return day, nil
		}
	case record.KindLink, record.KindLinks:
		t := &typed{face: f, scope: scope, reading: f.reads(ctx)}
		id, err := t.find(ctx, field, text)
		if err == nil && len(t.faults) > 0 {
			t.faults[0].Field = "value"
			err = page.Refuse(t.faults...)
		}
		return id.String(), err
	}
	return text, nil
}

// chips are the conditions in words; what leads to others is named.
func (f *Face) chips(ctx context.Context, scope access.Scope, out *ListOut, tree record.Node) error {
	list := conditions(tree)
	k := known{users: map[clientele.ID]string{}, today: f.Clock.Today(), say: say.Of(ctx)}
	for _, u := range out.Users {
		k.users[u.ID] = u.Name
	}
	var refs []clientele.Ref
	for _, n := range list {
		if field, c, ok := plainly(out.Fields, n); ok && field.To != "" && len(c.Values) == 1 {
			if id, err := strconv.ParseInt(c.Values[0], 10, 64); err == nil {
				refs = append(refs, clientele.Ref{Type: field.To, ID: clientele.ID(id)})
			}
		}
	}
	var err error
	if k.titles, err = f.Store.Titles(ctx, scope, refs); err != nil {
		return err
	}
	for i, n := range list {
		without := out.In
		without.At, without.View, without.All = "", 0, true
		without.Filter = record.PrintFilter(together(slices.Delete(slices.Clone(list), i, i+1)))
		chip := Condition{Text: inWords(out.Fields, k, n), Remove: f.listed(without)}
		if _, _, _, asks := asForm(out.Fields, n); asks {
			chip.Change = f.changing(out.In, i+1)
		}
		out.Chips = append(out.Chips, chip)
	}
	return nil
}

// plainly is a condition on one of the fields, or its contrary.
func plainly(fields []record.Field, n record.Node) (record.Field, record.Cond, bool) {
	if not, is := n.(record.Not); is {
		n = not.Of
	}
	if c, is := n.(record.Cond); is {
		for _, field := range fields {
			if asked(field) == c.Field || field.Short != "" && field.Short == c.Field || field.Custom != 0 && field.Name == c.Field {
				return field, c, true
			}
		}
	}
	return record.Field{}, record.Cond{}, false
}

// opWords are the comparisons in words, by their keys in the catalogue; of days some are said otherwise.
var (
	opWords = map[record.Op]string{record.Is: "is", record.IsNot: "is-not", record.Less: "less", record.AtMost: "at-most",
		record.More: "more", record.AtLeast: "at-least", record.Has: "has", record.In: "in", record.Contains: "contains", record.Starts: "starts"}
	opWordsOfDays = map[record.Op]string{record.Is: "on", record.Less: "before", record.More: "after", record.AtMost: "until", record.AtLeast: "from"}
)

// InWords says a filter on some fields in words, each condition by what its field is called;
// what cannot be read stays as it is written.
func InWords(s *say.Speaker, fields []record.Field, filter string) string {
	tree, err := record.ParseFilter(filter)
	if err != nil {
		return filter
	}
	var said []string
	for _, n := range conditions(tree) {
		said = append(said, inWords(fields, known{say: s}, n))
	}
	return strings.Join(said, ", ")
}

// inWords says a condition; what has no plain words is said as it is written.
func inWords(fields []record.Field, k known, n record.Node) string {
	field, c, ok := plainly(fields, n)
	if !ok {
		return record.PrintFilter(n)
	}
	_, not := n.(record.Not)
	word := opWords[c.Op]
	switch field.Kind {
	case record.KindDay, record.KindDue, record.KindMoment:
		if w := opWordsOfDays[c.Op]; w != "" {
			word = w
		}
	}
	switch {
	case c.Op == record.Empty && not:
		word = "filled"
	case c.Op == record.Empty:
		word = "empty"
	case not:
		word += "-not"
	}
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		values[i] = called(field, k, v)
	}
	args := say.Args{"field": label(field), "value": k.say.Shorten(strings.Join(values, ", "), 80)}
	if key := "faces.said-" + word; k.say.Knows(key) {
		return k.say.Say(key, args)
	}
	return record.PrintFilter(n)
}

// relative is a day from today on, as a filter writes it: -30d, 2w.
var relative = regexp.MustCompile(`^([+-]?)(\d{1,5})([dwmy])$`)

// sayWritten is a day of a filter in words.
func sayWritten(v string, k known) string {
	if d, err := clientele.ParseDay(v); err == nil {
		return k.say.Day(d, cmp.Or(k.today, d))
	}
	if m := relative.FindStringSubmatch(v); m != nil {
		n, _ := strconv.Atoi(m[2])
		way := "faces.ahead-"
		if m[1] == "-" {
			way = "faces.ago-"
		}
		return clientele.Tell(way+m[3], "n", n)
	}
	return v
}

func called(field record.Field, k known, v string) string {
	switch field.Kind {
	case record.KindDay, record.KindDue, record.KindMoment:
		return sayWritten(v, k)
	}
	id, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return option(field, v)
	}
	if name := k.users[clientele.ID(id)]; name != "" && (field.Kind == record.KindUser || field.Kind == record.KindUsers) {
		return name
	}
	if name := k.titles[clientele.Ref{Type: field.To, ID: clientele.ID(id)}]; name != "" {
		return name
	}
	return v
}
