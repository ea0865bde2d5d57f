package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// What a hand wrote down can be corrected, removed and brought back; what an import
// brought cannot; a call of 1850 is not taken.
func TestWhatAHandWroteCanBeCorrected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.member)
		send := func(want int, act, body string) {
			t.Helper()
			if w := h.do(postJSON("/api/v1/"+act, body), sign); w.Code != want {
				t.Fatalf("%s %s: %d, want %d: %s", act, body, w.Code, want, clipBody(w.Body.String()))
			}
		}
		said := func() (text string, id clientele.ID) {
			t.Helper()
			var out account.AccountOut
			h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page", h.account)), sign).Body.Bytes(), &out))
			for _, day := range out.Timeline {
				for _, e := range day.Entries {
					if e.ByHand {
						text, id = text+"|"+e.Text, e.ID
					}
				}
			}
			return strings.TrimPrefix(text, "|"), id
		}
		send(422, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "day": "1850-01-01", "text": "x"}`, h.account))
		send(200, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "text": "spoke of paint"}`, h.account))
		text, id := said()
		if text != "spoke of paint" {
			t.Fatalf("said %q", text)
		}
		steps := []struct{ act, body, want string }{
			{"correct-entry", fmt.Sprintf(`{"id": %d, "text": "spoke of glue"}`, id), "spoke of glue"},
			{"bring-back-entry", fmt.Sprintf(`{"id": %d}`, id), "spoke of paint"},
			{"remove-entry", fmt.Sprintf(`{"id": %d}`, id), ""},
			{"bring-back-entry", fmt.Sprintf(`{"id": %d}`, id), "spoke of paint"},
		}
		for _, s := range steps {
			send(200, s.act, s.body)
			if got, _ := said(); got != s.want {
				t.Fatalf("after %s it says %q, want %q", s.act, got, s.want)
			}
		}
		for _, bad := range []string{`{"id": 999999}`, `{"id": 0}`, `{}`} {
			if w := h.do(postJSON("/api/v1/remove-entry", bad), sign); w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s: %d", bad, w.Code)
			}
		}
	})
}

var correcting = regexp.MustCompile(`href="(/entries/\d+\?next=[^"]*)"`)

// In the browser, too, the text and the day of a note are corrected; what one leaves as it is
// stays, its hour and whom it names among it.
func TestANoteIsCorrectedOnItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign, path := h.session(h.member), "/accounts/"+h.account.String()
		h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "day": "yesterday 14:30", "text": "spoke of paint with @%s"}`, h.account, ownerEmail))
		note := func() (string, string) {
			t.Helper()
			var out account.AccountOut
			h.ok(json.Unmarshal(h.do(get("/api/v1"+path+"/page"), sign).Body.Bytes(), &out))
			for _, day := range out.Timeline {
				for _, e := range day.Entries {
					if e.ByHand {
						return e.Text, e.At.Time().Format("2006-01-02 15:04")
					}
				}
			}
			t.Fatal("the note is gone")
			return "", ""
		}
		written, _ := note()
		form := func() url.Values {
			t.Helper()
			link := correcting.FindStringSubmatch(h.do(get(path), sign).Body.String())
			if link == nil {
				t.Fatal("the page leads to no correction")
			}
			return formOf(t, h.do(get(html.UnescapeString(link[1])), sign).Body, "correct-entry")
		}
		correct := func(want int, change map[string]string) string {
			t.Helper()
			f := form()
			for name, value := range change {
				f.Set(name, value)
			}
			w := h.do(post("/do/correct-entry", f), sign)
			if w.Code != want || want == 303 && w.Header().Get("Location") != path {
				t.Fatalf("%v: %d to %s: %s", change, w.Code, w.Header().Get("Location"), clipBody(w.Body.String()))
			}
			return w.Body.String()
		}
		correct(303, map[string]string{"day": "3 days ago 9:15"})
		if text, at := note(); text != written || at != "2026-03-28 09:15" {
			t.Errorf("after its day was corrected: %q on %s", text, at)
		}
		correct(303, map[string]string{"text": "spoke of glue"})
		if text, at := note(); text != "spoke of glue" || at != "2026-03-28 09:15" {
			t.Errorf("after its text was corrected: %q on %s", text, at)
		}
		if body := correct(422, map[string]string{"text": "spoke of nails", "day": "soonish"}); !strings.Contains(body, "spoke of nails") || !strings.Contains(body, "soonish") {
			t.Errorf("what was typed is lost: %s", clipBody(body))
		}
		correct(422, map[string]string{"day": "tomorrow"})
		correct(422, map[string]string{"text": ""})
		var out account.AccountOut
		h.ok(json.Unmarshal(h.do(get("/api/v1"+path+"/page"), sign).Body.Bytes(), &out))
		order := out.Timeline[len(out.Timeline)-1].Entries[0]
		if w := h.do(get("/entries/"+order.ID.String()), sign); order.ByHand || w.Code != 422 {
			t.Errorf("%s would be corrected: %d", order.Title, w.Code)
		}
		id := form().Get("id")
		h.send(h.session(h.owner), "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if w := h.do(get("/entries/"+id), sign); w.Code != 404 {
			t.Errorf("behind a wall: %d", w.Code)
		}
	})
}
