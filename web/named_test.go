package web

import (
	"net/http"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// What is called otherwise than it reads is still called by what it reads, so that who
// speaks to a machine can say what they see; and what scrolls can be reached by keyboard.
func TestEveryPageIsNamedAsItReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, looked := h.session(h.owner), 0
		for _, p := range page.Pages(h.crm.All) {
			at, _ := h.paths(p)
			w := h.do(get(at), owner)
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				continue // the walk through all pages says so
			}
			looked++
			root, err := html.Parse(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				if n.Type == html.ElementNode {
					namedAsItReads(t, at, n)
				}
			}
		}
		if looked < 20 {
			t.Errorf("only %d pages were looked at", looked)
		}
	})
}

func namedAsItReads(t *testing.T, at string, n *html.Node) {
	t.Helper()
	of := map[string]string{}
	for _, a := range n.Attr {
		of[a.Key] = a.Val
	}
	for class := range strings.FieldsSeq(of["class"]) {
		if class == "scroll-x" && of["tabindex"] != "0" {
			t.Errorf("%s: <%s class=%q> scrolls, and no key gets there", at, n.Data, of["class"])
		}
	}
	name, reads := folded(of["aria-label"]), folded(readsAs(n))
	if (n.Data == "a" || n.Data == "button" || n.Data == "summary") && name != "" && !strings.Contains(name, reads) {
		t.Errorf("%s: <%s> is called %q and reads %q", at, n.Data, of["aria-label"], reads)
	}
}

// readsAs is what is seen of an element.
func readsAs(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "aria-hidden" || a.Key == "hidden" || a.Key == "class" && a.Val == "sr" {
				return
			}
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		if n.Data == "title" || n.Data == "desc" {
			return
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// folded is a text without what is no letter and no digit.
func folded(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
