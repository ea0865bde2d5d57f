package crm

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

var all = New(Ports{}).All

// ins are the Ins of all pages and acts.
func ins() map[string]page.Row {
	rows := map[string]page.Row{}
	for _, p := range page.Pages(all) {
		rows["page "+p.Name] = p.Row
	}
	for _, a := range page.Acts(all) {
		rows["act "+a.Name] = a.Row
	}
	return rows
}

// TestTables: every row is whole, and nothing is named twice.
func TestTables(t *testing.T) {
	names, paths, verbs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	row := func(kind string, r page.Row) {
		if r.Title == "" || r.Summary == "" || r.Who.String() == "" || r.In == nil || r.Out == nil || names[kind+r.Name] || r.Verb != "" && verbs[r.Verb] {
			t.Errorf("%s %q is not whole, or twice", kind, r.Name)
		}
		names[kind+r.Name], verbs[r.Verb] = true, true
	}
	for _, p := range page.Pages(all) {
		row("page ", p.Row)
		if paths[p.Path] || p.Path == "" {
			t.Errorf("page %s: path %q", p.Name, p.Path)
		}
		paths[p.Path] = true
		if p.Verb == "" {
			continue // a part of a page, or a file: only a browser wants it
		}
		if f, ok := p.Out.FieldByName("Sentence"); !ok || f.Index[0] != 0 {
			t.Errorf("page %s does not begin with its sentence", p.Name)
		}
	}
	for _, a := range page.Acts(all) {
		row("act ", a.Row)
	}
}

// TestTags: every field says what it is, and its limits are numbers.
func TestTags(t *testing.T) {
	for name, row := range ins() {
		in := row.In
		for i := range in.NumField() {
			if in.Field(i).Type == reflect.TypeFor[page.Rest]() {
				continue // the fields of a record: its type says what they are
			}
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
	for name, row := range ins() {
		for _, f := range page.Fields(row.In) {
			for _, bad := range badFor(f) {
				err := row.Check(page.Input{Values: url.Values{f.Name: bad}})
				var fault *page.InputFault
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

func badFor(f page.Field) [][]string {
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
	got, err := page.Decode[shape.RelationshipsIn](page.Input{Values: url.Values{
		"kind": {"client,customer"}, "trend": {"slipping", "lapsed"}, "min_value": {"12.5"}, "last_after": {"31.3.2026"}, "q": {"  ann  "}, "limit": {""}}, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Kind) != 2 || len(got.Trend) != 2 || *got.MinValue != 12.5 || got.LastAfter.String() != "2026-03-31" || got.Text != "ann" || got.Limit != 40 || got.View != "all" {
		t.Errorf("%+v", got)
	}
	again, err := page.Decode[shape.RelationshipsIn](page.Input{Values: page.Encode(got)})
	if err != nil || !reflect.DeepEqual(again, got) {
		t.Errorf("written and read again: %+v, %v", again, err)
	}
	if _, err := page.Decode[find.SearchIn](page.Input{Values: url.Values{"query": {"x"}}, Strict: true}); err == nil {
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
		fromJSON, err := page.FromJSON([]byte(body))
		if err != nil && clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("body: %v", err)
		}
		for name, row := range types {
			for _, v := range []url.Values{values, fromJSON} {
				if err := row.Check(page.Input{Values: v, Strict: true}); err != nil && clientele.KindOf(err) != clientele.Invalid {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}

func ExampleNew() {
	for _, a := range page.Acts(New(Ports{}).All) {
		if a.Name != "promise" {
			continue
		}
		for _, f := range page.Fields(a.In) {
			fmt.Printf("--%s (%s) %s\n", f.Name, f.Type, f.Doc)
		}
	}
	// Output:
	// --account (number) number of the account it is promised to
	// --person (number) number of the person it is promised to
	// --title (text) what is promised
	// --due (text) by when: a day, with a time of day where it matters
	// --owner (text) number or e-mail address of the user who does it; you where nobody is named
}
