package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/user"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// verbs are the commands made from the list of pages and acts: what the
// browser shows and does, the shell does too.
type verbs struct {
	rows   []verb
	byName map[string]verb
}

// verb is a page or an act as a command. given is a pointer to a struct made of
// its fields, which the parser fills.
type verb struct {
	page.Row
	do     func(context.Context, *crm.CRM, access.Scope, page.Input) (any, error)
	fields []page.Field
	given  reflect.Value
}

// newVerbs reads the list before anything is opened; a verb finds its row again, in
// the same place, in the list of the opened book.
func newVerbs() *verbs {
	v := &verbs{byName: map[string]verb{}}
	all := crm.New(crm.Ports{}).All
	for i, p := range page.Pages(all) {
		v.add(p.Row, func(ctx context.Context, c *crm.CRM, s access.Scope, in page.Input) (any, error) {
			answer, err := page.Pages(c.All)[i].Do(ctx, s, in)
			return answer.Out, err
		})
	}
	for i, a := range page.Acts(all) {
		v.add(a.Row, func(ctx context.Context, c *crm.CRM, s access.Scope, in page.Input) (any, error) {
			return page.Acts(c.All)[i].Do(ctx, s, in)
		})
	}
	return v
}

func (v *verbs) add(row page.Row, do func(context.Context, *crm.CRM, access.Scope, page.Input) (any, error)) {
	if row.Verb == "" {
		return
	}
	one := verb{Row: row, do: do, fields: page.Fields(row.In)}
	one.given = reflect.New(flagStruct(one.fields))
	v.rows = append(v.rows, one)
	v.byName[row.Verb] = one
}

// options hands the verbs to the parser.
func (v *verbs) options() []kong.Option {
	var all []kong.Option
	for _, one := range v.rows {
		all = append(all, kong.DynamicCommand(one.Verb, one.Summary, "book", one.given.Interface()))
	}
	return all
}

// flagStruct makes a struct with a flag a field; a required number named id is
// an argument.
func flagStruct(fields []page.Field) reflect.Type {
	made := []reflect.StructField{{
		Name: "Format", Type: reflect.TypeFor[string](),
		Tag: `help:"Output: table or json (${default})." enum:"table,json" default:"table"`,
	}}
	for i, f := range fields {
		t := reflect.TypeFor[string]()
		switch {
		case f.Many:
			t = reflect.TypeFor[[]string]()
		case f.Type == "yes or no":
			t = reflect.TypeFor[bool]()
		}
		help := f.Doc
		if f.Enum != nil {
			help += ": " + strings.Join(slices.DeleteFunc(slices.Clone(f.Enum), func(s string) bool { return s == "" }), ", ")
		}
		tag := fmt.Sprintf(`name:%q help:%q placeholder:%q sep:"none"`, strings.ReplaceAll(f.Name, "_", "-"), sentence(help), strings.ToUpper(f.Type))
		if isID(f) {
			tag += ` arg:""`
		}
		made = append(made, reflect.StructField{Name: "F" + strconv.Itoa(i), Type: t, Tag: reflect.StructTag(tag)})
	}
	return reflect.StructOf(made)
}

func isID(f page.Field) bool { return f.Name == "id" && f.Required }

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// chosen is the work of the verb on the command line, if it is one.
func (v *verbs) chosen(c *kong.Context) func(context.Context, *Settings, stdio) error {
	node := c.Selected()
	if node == nil {
		return nil
	}
	one, ok := v.byName[node.Name]
	if !ok {
		return nil
	}
	return func(ctx context.Context, set *Settings, s stdio) error { return one.run(ctx, set, s) }
}

func (v verb) run(ctx context.Context, set *Settings, s stdio) error {
	in := page.Input{Values: v.values(), Strict: true}
	if err := v.Check(in); err != nil {
		return v.refused(err)
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	out, err := v.do(ctx, h.crm, commandLine(), in)
	if err != nil {
		return v.refused(err)
	}
	if err := h.workOff(ctx, s); err != nil {
		return err
	}
	if v.given.Elem().Field(0).String() == "json" {
		return writeJSON(s.out, out)
	}
	return writeText(s.out, out)
}

// refused says which flag was wrong.
func (v verb) refused(err error) error {
	var f *page.InputFault
	if !errors.As(err, &f) {
		return err
	}
	var said []string
	for _, one := range f.Fields {
		line := fmt.Sprintf("--%s: %s", strings.ReplaceAll(one.Field, "_", "-"), say.English.Fill(one.What))
		if one.Remedy != "" {
			line += "; " + say.English.Fill(one.Remedy)
		}
		said = append(said, line)
	}
	return usage{errors.New(strings.Join(said, "\n  "))}
}

func (v verb) values() url.Values {
	values := url.Values{}
	for i, f := range v.fields {
		switch x := v.given.Elem().Field(i + 1).Interface().(type) {
		case string:
			if x != "" {
				values.Set(f.Name, x)
			}
		case bool:
			if x {
				values.Set(f.Name, "yes")
			}
		case []string:
			if len(x) > 0 {
				values[f.Name] = x
			}
		}
	}
	return values
}

// commandLine is the scope of who sits at the shell.
func commandLine() access.Scope {
	name := "command line"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return access.CommandLine(name)
}
