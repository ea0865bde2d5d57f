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
