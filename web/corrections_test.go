package web

import (
	"encoding/json"
	"fmt"
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
