package faces

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// ConditionIn asks for the form of one condition of a list: of another one, or of one in force.
type ConditionIn struct {
	Filter string    `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"what is in force"`
	Nth    int       `name:"nth" json:"nth,omitempty" minimum:"0" doc:"which of them is changed, the first is 1; 0 adds one"`
	Add    string    `name:"add" json:"add,omitempty" maxLength:"100" doc:"the field that is asked for"`
	Op     string    `name:"op" json:"op,omitempty" enum:"is,is-not,contains,starts,more,less,empty,filled" doc:"how it is compared"`
	Value  string    `name:"value" json:"value,omitempty" maxLength:"500" doc:"with what"`
	Rest   page.Rest // of the list: its sort, its columns
}

// ConditionOut is the form of one condition, as its field wants it.
type ConditionOut struct {
	Sentence string         `json:"sentence"`
	Add      string         `json:"add"`
	Op       string         `json:"op,omitempty"`
	Value    string         `json:"value,omitempty"`
	Fields   []record.Field `json:"-"`
	Users    []access.User  `json:"-"`
	Kept     [][2]string    `json:"-"` // the list besides
}

// Condition is the form of one condition.
func (f *Face) Condition(ctx context.Context, scope access.Scope, in ConditionIn) (ConditionOut, error) {
	out := ConditionOut{Add: in.Add, Op: in.Op, Value: in.Value, Sentence: say.Of(ctx).Say("faces.condition-new", say.Args{"many": f.Many})}
	var err error
	if out.Fields, err = f.Store.Fields(ctx, &f.Type); err != nil {
		return out, err
	}
	if out.Users, err = f.Users(ctx); err != nil {
		return out, err
	}
	tree, err := record.ParseFilter(in.Filter)
	if err != nil {
		return out, err
	}
	rest := url.Values(maps.Clone(in.Rest))
	if rest == nil {
		rest = url.Values{}
	}
	rest.Del("at")
	rest.Set("filter", in.Filter)
	if list := conditions(tree); in.Nth > 0 && in.Nth <= len(list) {
		out.Sentence = say.Of(ctx).Say("faces.condition-change")
		if in.Add == "" {
			if err := f.spoken(ctx, scope, &out, list[in.Nth-1]); err != nil {
				return out, err
			}
		}
		rest.Del("view")
		rest.Set("all", "true")
		rest.Set("filter", record.PrintFilter(together(slices.Delete(slices.Clone(list), in.Nth-1, in.Nth))))
	}
	out.Kept = pairs(rest)
	return out, nil
}

func pairs(values url.Values) (all [][2]string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if value != "" {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return all
}

// saidOps are the comparisons of a form, by how a filter writes them.
var saidOps = map[record.Op]string{record.Is: "is", record.IsNot: "is-not", record.Has: "is", record.Contains: "contains", record.Starts: "starts",
	record.More: "more", record.Less: "less"}

// asForm is a condition as the form asks for it; false where no form does.
func asForm(fields []record.Field, n record.Node) (field record.Field, op, value string, ok bool) {
	field, c, ok := plainly(fields, n)
	_, not := n.(record.Not)
	switch {
	case !ok:
		return field, "", "", false
	case c.Op == record.Empty && not:
		return field, "filled", "", true
	case c.Op == record.Empty:
		return field, "empty", "", true
	case saidOps[c.Op] == "" || len(c.Values) != 1 || not && c.Op != record.Has:
		return field, "", "", false
	case not:
		return field, "is-not", c.Values[0], true
	}
	return field, saidOps[c.Op], c.Values[0], true
}

// spoken fills the form with a condition that is in force.
func (f *Face) spoken(ctx context.Context, scope access.Scope, out *ConditionOut, n record.Node) error {
	field, op, value, ok := asForm(out.Fields, n)
	if !ok {
		return nil
	}
	out.Add, out.Op, out.Value = asked(field), op, value
	id, err := strconv.ParseInt(value, 10, 64)
	if field.To == "" || err != nil {
		return nil
	}
	of := clientele.Ref{Type: field.To, ID: clientele.ID(id)}
	titles, err := f.Store.Titles(ctx, scope, []clientele.Ref{of})
	out.Value = titles[of] + " #" + of.ID.String()
	return err
}

// asks is the field of a condition: the one that was chosen, else the first.
func (out ConditionOut) asks() record.Field {
	at := slices.IndexFunc(out.Fields, func(field record.Field) bool { return asked(field) == out.Add })
	return out.Fields[max(at, 0)]
}

// opsOf are the comparisons that make sense of a field, the usual one first.
func opsOf(field record.Field) []page.Choice {
	names := []string{"contains", "is", "is-not", "starts", "empty", "filled"}
	words := map[string]string{}
	switch field.Kind {
	case record.KindYesNo:
		names = []string{"is"}
	case record.KindChoice, record.KindUser, record.KindLink:
		names = []string{"is", "is-not", "empty", "filled"}
	case record.KindNumber, record.KindMoney, record.KindPercentage, record.KindDuration, record.KindRating:
		names = []string{"is", "more", "less", "empty", "filled"}
		words = map[string]string{"more": "more-number", "less": "less-number"}
	case record.KindDay, record.KindDue, record.KindMoment:
		names = []string{"is", "more", "less", "empty", "filled"}
		words = map[string]string{"is": "on", "more": "after", "less": "before"}
	}
	if field.Many() {
		names, words = []string{"is", "is-not", "empty", "filled"}, map[string]string{"is": "has", "is-not": "has-not"}
	}
	var all []page.Choice
	for _, name := range names {
		at := slices.IndexFunc(Ops(), func(c page.Choice) bool { return c.Value == name })
		c := Ops()[at]
		if w := words[name]; w != "" {
			c.Label = clientele.Tell("faces.op-" + w)
		}
		all = append(all, c)
	}
	return all
}

// compared is how the form asks with what a field is compared, and the choices where there are some.
func (f *Face) compared(out ConditionOut) (ui.Ask, []page.Choice) {
	field := out.asks()
	ask := f.ask("condition", Value{Field: field, Name: "value", Label: clientele.Tell("faces.condition-value"), Input: out.Value}, FormOut{})
	ask.Optional, ask.Bare, ask.MaxLength = true, true, "500"
	field.Mandatory = true // nobody compares with nothing: that is a comparison of its own
	switch field.Kind {
	case record.KindChoice, record.KindChoices:
		field.Kind = record.KindChoice
		ask.Help = ""
		return ask, choices(field, nil)
	case record.KindYesNo:
		return ask, choices(field, nil)
	case record.KindUser, record.KindUsers:
		field.Kind = record.KindUser
		return ask, append([]page.Choice{{Value: "me", Label: clientele.Tell("faces.condition-me")}}, choices(field, out.Users)...)
	case record.KindDay, record.KindDue, record.KindMoment:
		ask.Day, ask.Help = "next", clientele.Tell("faces.condition-day")
	case record.KindLinks, record.KindLink:
		ask.Help = clientele.Tell("faces.condition-link")
	case record.KindLong, record.KindTags:
		ask.Type, ask.Help = "", ""
	}
	return ask, nil
}

// another is the form of one more condition of a list.
func (f *Face) another(out ListOut) ConditionOut {
	return ConditionOut{Fields: out.Fields, Users: out.Users, Kept: kept(out.In, "add", "op", "value")}
}

// changing is where a condition of a list is changed, the first is 1.
func (f *Face) changing(in ListIn, nth int) string {
	in.At, in.View = "", 0
	values := page.Encode(in)
	values.Set("nth", strconv.Itoa(nth))
	return f.Home + "/condition?" + values.Encode()
}
