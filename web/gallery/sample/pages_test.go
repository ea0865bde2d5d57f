package sample_test

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/web/gallery/sample"
)

// all is the one list.
var all = crm.New(crm.Ports{}).All

var sets = map[string]func() []sample.Shown{"rich": sample.Rich, "empty": sample.Empty, "hostile": sample.Hostile}

// each draws every page of every firm.
func each(t *testing.T, check func(t *testing.T, p sample.Shown, page []byte)) {
	for set, pages := range sets {
		for _, p := range pages() {
			t.Run(set+"/"+p.Name, func(t *testing.T) {
				var page bytes.Buffer
				if err := p.Draw().Render(t.Context(), &page); err != nil {
					t.Fatal(err)
				}
				check(t, p, page.Bytes())
			})
		}
	}
}

// nodes walks the elements of a page.
func nodes(t *testing.T, page []byte, visit func(n *html.Node)) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// What is opened is closed, in order: a parser would mend it silently.
func TestWellFormed(t *testing.T) {
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "img": true, "hr": true, "wbr": true}
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		var open []string
		z := html.NewTokenizer(bytes.NewReader(page))
		for {
			switch z.Next() {
			case html.ErrorToken:
				if len(open) > 0 {
					t.Fatalf("left open: %v", open)
				}
				return
			case html.StartTagToken:
				name, _ := z.TagName()
				if !void[string(name)] {
					open = append(open, string(name))
				}
			case html.EndTagToken:
				name, _ := z.TagName()
				if len(open) == 0 || open[len(open)-1] != string(name) {
					t.Fatalf("</%s> closes %v", name, open)
				}
				open = open[:len(open)-1]
			}
		}
	})
}

func TestStrictPolicy(t *testing.T) {
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		nodes(t, page, func(n *html.Node) {
			if n.Data == "style" || n.Data == "script" && (n.FirstChild != nil || attr(n, "src") == "") {
				t.Errorf("inline <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("<%s %s>", n.Data, a.Key)
				}
				if a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
					t.Errorf("<%s href=%q>", n.Data, a.Val)
				}
				if a.Key == "hx-trigger" && strings.Contains(a.Val, "[") {
					t.Errorf("hx-trigger %q would be compiled", a.Val)
				}
			}
		})
	})
}

func TestHostileWordsStayWords(t *testing.T) {
	each(t, func(t *testing.T, p sample.Shown, page []byte) {
		if bytes.Contains(page, []byte("<script>alert")) || bytes.Contains(page, []byte("<img src=x")) {
			t.Error("a word became markup")
		}
	})
}

func TestWeight(t *testing.T) {
	const most = 64_000
	for _, p := range append(sample.Rich(), sample.Empty()...) {
		component := p.Draw()
		var page bytes.Buffer
		if err := component.Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if sent := len(say.English.HTML(page.Bytes())); sent > most {
			t.Errorf("%s weighs %d bytes, more than %d", p.Name, sent, most)
		}
	}
}

// Everything that can be filled in or pressed has a name; every id stands once.
func TestNamed(t *testing.T) {
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		labels, ids := map[string]bool{}, map[string]bool{}
		nodes(t, page, func(n *html.Node) {
			if n.Data == "label" {
				labels[attr(n, "for")] = true
			}
			if id, ok := lookup(n, "id"); ok {
				if ids[id] {
					t.Errorf("id %q stands twice", id)
				}
				ids[id] = true
			}
		})
		nodes(t, page, func(n *html.Node) {
			named := attr(n, "aria-label") != ""
			switch n.Data {
			case "input", "select", "textarea":
				if attr(n, "type") != "hidden" && !labels[attr(n, "id")] && !named {
					t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
				}
			case "button", "a", "summary":
				if words(n) == "" && !named {
					t.Errorf("<%s href=%q class=%q> has no name", n.Data, attr(n, "href"), attr(n, "class"))
				}
			}
			for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
				for id := range strings.FieldsSeq(attr(n, key)) {
					if !ids[id] {
						t.Errorf("%s=%q leads nowhere", key, id)
					}
				}
			}
		})
	})
}

// A page has one main, one first heading, and no heading level is skipped.
func TestOutline(t *testing.T) {
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		mains, firsts, last := 0, 0, 0
		nodes(t, page, func(n *html.Node) {
			switch n.Data {
			case "main":
				mains++
			case "h1", "h2", "h3":
				level := int(n.Data[1] - '0')
				if level == 1 {
					firsts++
				}
				if level > last+1 {
					t.Errorf("<%s> %q follows level %d", n.Data, words(n), last)
				}
				last = level
			}
		})
		if mains != 1 || firsts != 1 {
			t.Errorf("%d <main>, %d <h1>", mains, firsts)
		}
	})
}

// Every form goes to an act or asks a page, with names that its In knows.
func TestFormsFitTheTables(t *testing.T) {
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		nodes(t, page, func(n *html.Node) {
			if n.Data != "form" {
				return
			}
			action := attr(n, "action")
			fields, err := askedOf(action, attr(n, "method"))
			if err != nil {
				t.Error(err)
			}
			for d := range n.Descendants() {
				name := attr(d, "name")
				if d.Type == html.ElementNode && d.Data != "details" && name != "" && fields != nil && !fields[name] {
					t.Errorf("the form of %s asks for %q, which nobody reads", action, name)
				}
			}
		})
	})
}

// oneOf is the number of a record in an address.
var oneOf = regexp.MustCompile(`\b\d+\b`)

// askedOf are the names that an act or a page reads; nil for a form without an address.
func askedOf(action, method string) (map[string]bool, error) {
	if method == "dialog" {
		return nil, nil
	}
	var fields []page.Field
	known := map[string]bool{}
	if name, isAct := strings.CutPrefix(action, "/do/"); isAct {
		acts := page.Acts(all)
		i := slices.IndexFunc(acts, func(a page.Act) bool { return a.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no act %q", name)
		}
		if acts[i].In.NumField() > 0 && acts[i].In.Field(acts[i].In.NumField()-1).Type == reflect.TypeFor[page.Rest]() {
			return nil, nil // reads whatever comes: the fields of a record
		}
		fields = page.Fields(acts[i].In)
		known["back"], known[page.KeyField], known[page.WhoseField] = true, true, true
	} else {
		for _, p := range page.Pages(all) {
			if p.Path == action || oneOf.ReplaceAllString(action, "{id}") == p.Path {
				fields = page.Fields(p.In)
			}
		}
		if fields == nil {
			return nil, fmt.Errorf("there is no page at %q", action)
		}
	}
	for _, f := range fields {
		known[f.Name] = true
	}
	return known, nil
}

// Every link within the house leads to a page of the table.
func TestLinksLeadSomewhere(t *testing.T) {
	var paths []*regexp.Regexp
	for _, p := range page.Pages(all) {
		pattern := regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(p.Path), `[^/]+`)
		paths = append(paths, regexp.MustCompile("^"+pattern+"$"))
	}
	own := regexp.MustCompile(`\.csv$|^/static/`)
	each(t, func(t *testing.T, _ sample.Shown, page []byte) {
		nodes(t, page, func(n *html.Node) {
			for _, key := range []string{"href", "data-href", "hx-get"} {
				path, _, _ := strings.Cut(attr(n, key), "?")
				path, _, _ = strings.Cut(path, "#")
				if !strings.HasPrefix(path, "/") || own.MatchString(path) {
					continue
				}
				found := false
				for _, p := range paths {
					found = found || p.MatchString(path)
				}
				if !found {
					t.Errorf("%s=%q leads to no page", key, path)
				}
			}
		})
	})
}

func TestFragmentIsTheMiddleAlone(t *testing.T) {
	for _, p := range sample.Rich()[:2] {
		p.View.Fragment = true
		var page strings.Builder
		if err := p.Draw().Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if s := page.String(); strings.Contains(s, "<html") || !strings.Contains(s, `<main id="main"`) {
			t.Errorf("%s as a fragment: %.80s", p.Name, s)
		}
	}
}
