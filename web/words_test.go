package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
)

var (
	notShown  = regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>|<[^>]*>`)
	ourWords  = regexp.MustCompile(`(?i)\b(clients?|customers?|prospects?)\b`)
	explained = map[string]bool{ // pages that ask for the words, or show how programs name things
		"settings": true, "start": true, "api": true, "setup": true, "sign-in": true, "invite": true,
	}
)

// A firm that has words of its own reads no others: on no page, in no sentence of an answer,
// in none that an act gives, whatever was measured before the words were chosen.
func TestTheFirmsWordsAreOnEveryPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		post := func(name, body string) string {
			t.Helper()
			w := h.do(postJSON("/api/v1/"+name, body), owner)
			if w.Code >= 300 {
				t.Fatalf("%s: %d %s", name, w.Code, w.Body)
			}
			return w.Body.String()
		}
		post("rename-firm", `{"firm": "Kettle", "client": "ownling", "clients": "ownlings", "customer": "guestling", "customers": "guestlings", "prospect": "maybeling", "prospects": "maybelings"}`)
		for _, kind := range []string{"prospect", "customer", "client"} {
			said := post("overrule", fmt.Sprintf(`{"account": %d, "kind": %q, "reason": "so they say", "until": "2026-09-01"}`, h.account, kind))
			if found := ourWords.FindString(said); found != "" {
				t.Errorf("the act says %q: %s", found, said)
			}
		}
		if _, err := h.crm.Jobs.TestBack(t.Context(), jobs.BacktestArgs{}, nil); err != nil {
			t.Fatal(err)
		}
		own := 0
		for _, p := range page.Pages(h.crm.All) {
			if explained[p.Name] {
				continue
			}
			at, api := h.paths(p)
			w := h.do(get(at), owner)
			if w.Code != http.StatusOK {
				continue // the walk through all pages says so
			}
			shown := html.UnescapeString(notShown.ReplaceAllString(w.Body.String(), " "))
			if strings.Contains(strings.ToLower(shown), "ling") {
				own++
			}
			for _, i := range ourWords.FindAllStringIndex(shown, -1) {
				t.Errorf("%s: …%s…", at, strings.Join(strings.Fields(shown[max(0, i[0]-60):min(len(shown), i[1]+40)]), " "))
			}
			var answer any
			if json.Unmarshal(h.do(get(api), owner).Body.Bytes(), &answer) == nil {
				eachSentence(answer, func(said string) {
					if found := ourWords.FindString(said); found != "" || strings.Contains(said, "{") {
						t.Errorf("%s says %q", api, said)
					}
				})
			}
		}
		if own < 4 {
			t.Errorf("the firm's words are on %d pages only: the test shows nothing", own)
		}
	})
}

// eachSentence finds the sentences in an answer by the names under which they stand.
func eachSentence(v any, say func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			text, isText := one.(string)
			switch name {
			case "sentence", "text", "why", "do", "verdict", "because":
				if isText {
					say(text)
				}
			}
			eachSentence(one, say)
		}
	case []any:
		for _, one := range v {
			if text, ok := one.(string); ok && strings.Contains(text, " ") {
				say(text)
			}
			eachSentence(one, say)
		}
	}
}
