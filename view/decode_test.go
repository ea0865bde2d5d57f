package view

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// ins are the Ins of both tables.
func ins() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, p := range Pages {
		all["page "+p.Name] = p.In
	}
	for _, a := range Acts {
		all["act "+a.Name] = a.In
	}
	return all
}

// TestTables: every row is whole, and nothing is named twice.
func TestTables(t *testing.T) {
	names, paths, menu := map[string]bool{}, map[string]bool{}, []Link{}
	row := func(kind string, r Row) {
		if r.Title == "" || r.Summary == "" || r.Who == "" || r.In == nil || r.Out == nil || r.do == nil && r.Name != PageAPI || names[kind+r.Name] {
			t.Errorf("%s %q is not whole, or twice", kind, r.Name)
		}
		names[kind+r.Name] = true
	}
	for _, p := range Pages {
		row("page ", p.Row)
		if paths[p.Path] || p.Path == "" {
			t.Errorf("page %s: path %q", p.Name, p.Path)
		}
		paths[p.Path] = true
		if f, ok := p.Out.FieldByName("Sentence"); !ok || f.Index[0] != 0 {
			t.Errorf("page %s does not begin with its sentence", p.Name)
		}
		if p.Menu {
			menu = append(menu, Link{p.Title, p.Path})
		}
	}
	for _, a := range Acts {
		row("act ", a.Row)
		if a.Out != reflect.TypeFor[Done]() {
			t.Errorf("act %s answers with %s", a.Name, a.Out)
		}
	}
	if !reflect.DeepEqual(menu, places) {
		t.Errorf("search knows the places %v, the rail has %v", places, menu)
	}
}

// TestTags: every field says what it is, and its limits are numbers.
func TestTags(t *testing.T) {
	for name, in := range ins() {
		for i := range in.NumField() {
			tag := in.Field(i).Tag
			json, _, _ := strings.Cut(tag.Get("json"), ",")
			if tag.Get("name") == "" || json != tag.Get("name") || tag.Get("doc") == "" {
				t.Errorf("%s: field %s: name %q, json %q, doc %q", name, in.Field(i).Name, tag.Get("name"), json, tag.Get("doc"))
			}
			for _, limit := range []string{"minimum", "maximum", "maxLength"} {
				if text := tag.Get(limit); text != "" {
					if _, err := strconv.ParseFloat(text, 64); err != nil {
						t.Errorf("%s: field %s: %s %q", name, in.Field(i).Name, limit, text)
					}
				}
			}
		}
	}
}

// TestDecodeRefuses gives every field of every In what it cannot be, and finds the field named.
func TestDecodeRefuses(t *testing.T) {
	for name, in := range ins() {
		for _, f := range Fields(in) {
			for _, bad := range badFor(f) {
				_, err := Decode(in, Input{Values: url.Values{f.Name: bad}})
				var fault *InputFault
				if !errors.As(err, &fault) || clientele.KindOf(err) != clientele.Invalid {
					t.Errorf("%s: %s = %q is taken: %v", name, f.Name, bad, err)
					continue
				}
				found := false
				for _, x := range fault.Fields {
					found = found || x.Field == f.Name && x.What != "" && x.Remedy != ""
				}
				if !found {
					t.Errorf("%s: %s = %.40q: not named in %+v", name, f.Name, bad, fault.Fields)
				}
			}
		}
	}
}

func badFor(f Field) [][]string {
	var bad [][]string
	if f.Required {
		bad = append(bad, nil, []string{""})
	}
	if f.File {
		return nil // a file is no value
	}
	if !f.Many {
		bad = append(bad, []string{"a", "b"})
	}
	switch {
	case f.Enum != nil:
		bad = append(bad, []string{"no such choice"})
	case f.Type == "day":
		bad = append(bad, []string{"2026-02-30"}, []string{"3/4/2026"}, []string{"0000-01-01"}, []string{"soon"})
	case f.Type == "number":
		bad = append(bad, []string{"NaN"}, []string{"1e999"}, []string{"twelve"}, []string{"99999999999999999999999x"})
	case f.Type == "yes or no":
		bad = append(bad, []string{"perhaps"})
	default:
		bad = append(bad, []string{"a\x00b"}, []string{"\xff"}, []string{strings.Repeat("x", 20_000)})
	}
	return bad
}

// TestDecode reads what is right.
func TestDecode(t *testing.T) {
	in, err := Decode(reflect.TypeFor[RelationshipsIn](), Input{Values: url.Values{
		"kind": {"client,customer"}, "trend": {"slipping", "lapsed"}, "min_value": {"12.5"}, "last_after": {"31.3.2026"}, "q": {"  ann  "}, "limit": {""}}, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	got := in.(RelationshipsIn)
	if len(got.Kind) != 2 || len(got.Trend) != 2 || *got.MinValue != 12.5 || got.LastAfter.String() != "2026-03-31" || got.Text != "ann" || got.Limit != 50 || got.View != "all" {
		t.Errorf("%+v", got)
	}
	again, err := Decode(reflect.TypeFor[RelationshipsIn](), Input{Values: Encode(got)})
	if err != nil || !reflect.DeepEqual(again, in) {
		t.Errorf("written and read again: %+v, %v", again, err)
	}
	if _, err := Decode(reflect.TypeFor[SearchIn](), Input{Values: url.Values{"query": {"x"}}, Strict: true}); err == nil {
		t.Error("a field that is none is taken")
	}
}

// FuzzDecode: whatever comes, an In or faults.
func FuzzDecode(f *testing.F) {
	f.Add("kind=client&limit=3&after=x", `{"account": 1, "text": "x"}`)
	f.Add("last_after=2026-03-31&min_value=1e3", `{"a": [1, null, "b"], "c": {"d": 1}}`)
	f.Add("q=%00&sort=", `[`)
	types := ins()
	f.Fuzz(func(t *testing.T, query, body string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		fromJSON, err := FromJSON([]byte(body))
		if err != nil && clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("body: %v", err)
		}
		for name, in := range types {
			for _, v := range []url.Values{values, fromJSON} {
				if _, err := Decode(in, Input{Values: v, Strict: true}); err != nil && clientele.KindOf(err) != clientele.Invalid {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}

func ExampleFields() {
	act, _ := ActNamed("add-follow-up")
	for _, f := range Fields(act.In) {
		fmt.Printf("--%s (%s) %s\n", f.Name, f.Type, f.Doc)
	}
	// Output:
	// --account (number) number of the account
	// --line (text) line of business
	// --text (text) what was promised
	// --due (day) by when
	// --owner (text) who does it; you where nobody is named
}
