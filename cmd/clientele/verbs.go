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

	"github.com/clientele-crm/clientele/view"
)

// verbs are the commands made from the tables of pages and acts: what the
// browser shows and does, the shell does too.
type verbs struct {
	rows   []verb
	byName map[string]verb
}

// verb is one row of the tables as a command. given is a pointer to a struct
// made of its fields, which the parser fills.
type verb struct {
	view.Row
	name   string
	fields []view.Field
	given  reflect.Value
}

// Rows that make no sense without a browser: they concern its session or the
// one who is signed in, or a file handed in, for which there is the command import.
var onlyInBrowser = []string{
	"sign-in", "sign-out", "setup", "setup-owner", "change-password", "create-token", "drop-token",
	"import-preview", "import-upload", "import-confirm",
}

// The page of one import would take the name of the command that imports.
var verbNames = map[string]string{"import": "receipt"}

func newVerbs() *verbs {
	v := &verbs{byName: map[string]verb{}}
	for _, p := range view.Pages {
		v.add(p.Row)
	}
	for _, a := range view.Acts {
		v.add(a.Row)
	}
	return v
}

func (v *verbs) add(row view.Row) {
	if slices.Contains(onlyInBrowser, row.Name) {
		return
	}
	name := row.Name
	if other, ok := verbNames[name]; ok {
		name = other
	}
	one := verb{Row: row, name: name, fields: view.Fields(row.In)}
	one.given = reflect.New(flagStruct(one.fields))
	v.rows = append(v.rows, one)
	v.byName[name] = one
}

// options hands the verbs to the parser.
func (v *verbs) options() []kong.Option {
	var all []kong.Option
	for _, one := range v.rows {
		all = append(all, kong.DynamicCommand(one.name, one.Summary, "book", one.given.Interface()))
	}
	return all
}

// flagStruct makes a struct with a flag a field; a required number named id is
// an argument.
func flagStruct(fields []view.Field) reflect.Type {
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

func isID(f view.Field) bool { return f.Name == "id" && f.Required }

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// chosen is the work of the verb on the command line, if it is one.
func (v *verbs) chosen(c *kong.Context) func(context.Context, *Settings, street) error {
	node := c.Selected()
	if node == nil {
		return nil
	}
	one, ok := v.byName[node.Name]
	if !ok {
		return nil
	}
	return func(ctx context.Context, set *Settings, s street) error { return one.run(ctx, set, s) }
}

func (v verb) run(ctx context.Context, set *Settings, s street) error {
	in, err := view.Decode(v.In, view.Input{Values: v.values(), Strict: true})
	if err != nil {
		return v.refused(err)
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	out, err := v.Do(ctx, h.view, commandLineViewer(), in)
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
	var f *view.InputFault
	if !errors.As(err, &f) {
		return err
	}
	var said []string
	for _, one := range f.Fields {
		line := fmt.Sprintf("--%s: %s", strings.ReplaceAll(one.Field, "_", "-"), one.What)
		if one.Remedy != "" {
			line += "; " + one.Remedy
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

// commandLineViewer is who sits at the shell: whoever may read the data folder
// may do everything that its owner may.
func commandLineViewer() view.Viewer {
	name := "command line"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return view.Viewer{Name: name, Role: view.Owner}
}
