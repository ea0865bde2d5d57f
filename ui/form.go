package ui

import (
	"strconv"

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

// wrong is what is wrong with the field, with the remedy, in a sentence.
func (a Ask) wrong(v page.Frame) string {
	if f := v.FaultOf(a.Act, a.Name); f.What != "" {
		return FaultText(f)
	}
	return ""
}

func (a Ask) typed(v page.Frame) string {
	if a.Type == "password" {
		return ""
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
	switch a.Type {
	case "textarea", "select":
	case "":
		add("type", "text")
	default:
		add("type", a.Type)
	}
	if a.Type != "textarea" && a.Type != "select" {
		add("value", a.typed(v))
	}
	if !a.Optional && a.Type != "select" {
		attrs = append(attrs, templ.KeyValue[string, any]{Key: "required", Value: true})
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
