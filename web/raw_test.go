package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// raw is what a machine writes and nobody says: a day in digits, a rule of recurrence, a name with
// a low line in it, a number by which the house tells things apart, what a template has forgotten.
var raw = regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b|\bFREQ=|\b[a-z0-9]+_[a-z_0-9]+\b|\b[0-9a-f]{20,}\b|\b[A-Z2-7]{20,}\b|\{[a-z]+\}|<nil>|%!|\bcommand line by\b|Clientele itself by itself`)

// readable is what a person reads of a page: its text, what stands in its fields, and what is read aloud.
func readable(t *testing.T, root *html.Node) []string {
	t.Helper()
	var all []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			all = append(all, n.Data)
		case n.Data == "script" || n.Data == "style" || n.Data == "noscript" && n.FirstChild != nil && strings.HasPrefix(n.FirstChild.Data, "<meta") || n.Data == "code" || n.Data == "pre":
			return
		case n.Data == "input" && attr(n, "name") != "filter" && (attr(n, "type") == "" || attr(n, "type") == "text"):
			all = append(all, attr(n, "value"))
		}
		for _, key := range []string{"title", "aria-label", "placeholder", "alt"} {
			all = append(all, attr(n, key))
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return all
}

// No page shows anybody what only programs read; the written form of a filter is one that people write.
func TestNothingRawIsShown(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	h.lived(owner)
	some := []string{"/trail", "/trail?about=access", "/tasks?sort=due&filter=due+%3C+2026-12-31", "/tasks/new", "/people/new", "/people?filter=custom.last_visit+%3E+-30d", "/own-fields?of=people",
		"/tasks?tab=done&whose=all", "/people?group=custom.last_visit", "/duplicates?view=distinct"}
	for _, p := range page.Pages(h.crm.All) {
		at, _ := h.paths(p)
		switch p.Name {
		case "api": // which is of programs
		case "import-preview", "batch-preview", "import": // which show what stands in a file, and how days are written there
		default:
			some = append(some, at)
		}
	}
	looked := 0
	for _, at := range some {
		w := h.do(get(at), owner)
		if w.Code >= 500 {
			t.Errorf("%s: %d", at, w.Code)
		}
		if !strings.Contains(w.Header().Get("Content-Type"), "html") {
			continue
		}
		looked++
		root, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range readable(t, root) {
			if found := raw.FindString(text); found != "" {
				t.Errorf("%s shows %q: %s", at, found, strings.TrimSpace(text))
			}
		}
	}
	if looked < 60 {
		t.Errorf("only %d pages", looked)
	}
}

// lived is a house in which records were made and changed, by every way and of every kind.
func (h *testHouse) lived(owner func(*http.Request)) {
	h.Helper()
	act := func(name string, form url.Values) {
		h.Helper()
		form.Set("back", "/")
		if w := h.do(post("/do/"+name, form), owner); w.Code != 303 {
			h.Fatalf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
		}
	}
	act("add-field", url.Values{"of": {"people"}, "label": {"Last visit"}, "kind": {"day"}, "listed": {"yes"}})
	act("add-field", url.Values{"of": {"tasks"}, "label": {"How long"}, "kind": {"duration"}})
	act("person-change", url.Values{"id": {h.person.String()}, "dates": {"31 March 1980"}, "dates.label": {"birthday"}, "phones": {"020 7946 0018"}, "phones.label": {"work"},
		"addresses": {"High Street 1"}, "addresses.postcode": {"N1"}, "addresses.city": {"London"}, "addresses.country": {"GB"}, "addresses.region": {""}, "addresses.label": {""}, "custom.last_visit": {"yesterday"}})
	act("person-change", url.Values{"id": {h.person.String()}, "custom.last_visit": {"a week ago"}, "dates": {"1 April 1980"}, "dates.label": {"birthday"}})
	for _, rule := range []string{"FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=7,9;BYSETPOS=1"} {
		h.send(owner, "PATCH", fmt.Sprintf("/tasks/%d", h.task), fmt.Sprintf(`{"due": "2026-03-31T09:30", "recurrence": %q, "promise": true, "owner": %d}`, rule, h.owner))
	}
	act("create-token", url.Values{"name": {"till"}, "until": {"end of the year"}})
	act("task-later", url.Values{"id": {h.task.String()}, "until": {"in 3 months"}})
	act("overrule", url.Values{"account": {h.account.String()}, "kind": {"client"}, "reason": {"they said so"}, "until": {"in 3 months"}})
	act("promise", url.Values{"account": {h.account.String()}, "title": {"Call"}, "due": {"tomorrow"}})
	act("set-role", url.Values{"id": {h.member.String()}, "role": {"reader"}})
	act("set-role", url.Values{"id": {h.member.String()}, "role": {"member"}})
}
