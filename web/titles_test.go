package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

var (
	titled  = regexp.MustCompile(`<title>([^<]*)</title>`)
	current = regexp.MustCompile(`href="([^"]*)" aria-current="page"`)
	heading = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
)

// The title of a page, and its heading, name what it is about; a list that is filtered while
// one types answers with both.
func TestTitlesNameWhatThePageIsAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		name := "C01"
		account := "/accounts/" + h.account.String()
		for at, want := range map[string]string{
			account: name, account + "/record": name, "/people/" + h.person.String(): "Jo Bell",
			"/relationships?view=slipping": "Slipping", "/relationships?q=zzz": "zzz", "/balance": "Balance",
		} {
			for _, script := range []string{"", "true"} {
				r := get(at)
				if script != "" {
					r.Header.Set("HX-Request", script)
				}
				body := h.do(r, owner).Body.String()
				title := titled.FindStringSubmatch(body)
				if title == nil || !strings.Contains(html.UnescapeString(title[1]), want) || strings.Count(title[1], "Clientele") != 1 {
					t.Errorf("%s (script %q): the title is %q, want %q in it", at, script, title, want)
				}
				if heading.FindString(body) == "" {
					t.Errorf("%s (script %q): no heading", at, script)
				}
			}
		}
		list := h.do(get("/relationships"), owner).Body.String()
		if !strings.Contains(list, `hx-select-oob="#page-head,#chips"`) || !strings.Contains(list, `id="page-head"`) || !strings.Contains(list, `id="chips"`) {
			t.Error("the live filter does not renew the heading")
		}
	})
}

// The rail says where one is, also on the page of one relationship.
func TestTheRailMarksWhereOneIs(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	for path, want := range map[string]string{
		"/": "/", "/relationships": "/relationships", "/accounts": "/relationships", "/accounts/" + h.account.String(): "/relationships",
		"/accounts/" + h.account.String() + "/record": "/relationships", "/people/" + h.person.String(): "/people", "/tasks": "/tasks", "/reminders": "",
	} {
		_, rail, _ := strings.Cut(h.do(get(path), owner).Body.String(), `<nav class="rail"`)
		rail, _, _ = strings.Cut(rail, "</nav>")
		var marked []string
		for _, m := range current.FindAllStringSubmatch(rail, -1) {
			marked = append(marked, m[1])
		}
		if got := strings.Join(marked, " "); got != want {
			t.Errorf("on %s it marks %q, want %q", path, got, want)
		}
	}
}
