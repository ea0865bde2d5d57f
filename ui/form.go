package ui

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
)

func (a Ask) id() string {
	if a.Scope != "" {
		return fieldID(a.Act, a.Name) + "-" + a.Scope
	}
	return fieldID(a.Act, a.Name)
}

// sent says whether the form that was refused is the one in which the field stands: of
// forms of one act on a page, the one that names the same thing.
func (a Ask) sent(v page.Frame) bool {
	if v.FaultAct != a.Act {
		return false
	}
	named := []string{v.Input["id"], v.Input["team"], v.Input["wall"], InID(v.Input["line"])}
	return a.Scope == "" || slices.Contains(named, a.Scope) || strings.Join(named, "") == "" && a.Scope == "0"
}

// InID is a text of people as a part of an id, or of a scope.
func InID(text string) string { return url.QueryEscape(text) }

func (a Ask) fault(v page.Frame) page.FieldFault {
	if !a.sent(v) {
		return page.FieldFault{}
	}
	return v.FaultOf(a.Act, a.Name)
}

// wrong is what is wrong with the field, with the remedy, in a sentence.
func (a Ask) wrong(v page.Frame) string {
	if f := a.fault(v); f.What != "" {
		return FaultText(v.Speaker, f)
	}
	return ""
}

// several are those who may be meant by what was typed, to choose one of them.
func (a Ask) several(v page.Frame) []page.Choice { return a.fault(v).Choices }

func (a Ask) typed(v page.Frame) string {
	if a.Type == "password" {
		return ""
	}
	if !a.sent(v) {
		return a.Value
	}
	return v.Typed(a.Act, a.Name, a.Value)
}

func (a Ask) attrs(v page.Frame) templ.OrderedAttributes {
	attrs := templ.OrderedAttributes{
		{Key: "id", Value: a.id()},
		{Key: "name", Value: a.Name},
	}
	add := func(key, value string) {
		if value != "" {
			attrs = append(attrs, templ.KeyValue[string, any]{Key: key, Value: value})
		}
	}
	written := a.Type != "textarea" && a.Type != "select" && len(a.several(v)) == 0
	if written {
		add("type", cmp.Or(a.Type, "text"))
		add("value", a.typed(v))
	}
	if !a.Optional && a.Type != "select" {
		attrs = append(attrs, templ.KeyValue[string, any]{Key: "required", Value: true})
	}
	if a.First && v.FaultAct == "" {
		attrs = append(attrs, templ.KeyValue[string, any]{Key: "autofocus", Value: true})
	}
	add("form", a.Form)
	add("autocomplete", a.Complete)
	add("placeholder", a.Hint)
	add("maxlength", a.MaxLength)
	add("list", a.List)
	add("data-day", a.Day)
	describes := ""
	if a.wrong(v) != "" {
		add("aria-invalid", "true")
		describes = a.id() + "-wrong"
	}
	if a.Help != "" {
		describes += " " + a.id() + "-help"
	}
	add("aria-describedby", describes)
	return attrs
}

func CheckID(scope, name string, i int) string {
	return scope + "-" + name + "-" + strconv.Itoa(i)
}

func IdValue(n clientele.ID) string { return strconv.FormatInt(int64(n), 10) }
