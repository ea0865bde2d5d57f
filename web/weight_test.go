package web

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// A list of fifty is a light page, whoever may change it: what stands in every row is
// what the row says, and what can be done with it stands once.
func TestListsAreLight(t *testing.T) {
	const most = 64_000 // some 400 bytes of it an entry of the rail
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	for i := range 50 {
		h.record("person", map[string]any{"name": fmt.Sprintf("Wilhelmina Featherstone %d", i), "account": h.account, "email": fmt.Sprintf("wilhelmina.featherstone%d@example.org", i),
			"phone": "+44 20 7946 0991", "tags": []string{"newsletter", "christmas card"}, "owner": h.owner})
		h.record("account", map[string]any{"name": fmt.Sprintf("Featherstone and Daughters %d", i), "email": fmt.Sprintf("office%d@featherstone.example.org", i),
			"phone": "+44 20 7946 0991", "country": "United Kingdom", "industry": "publishing", "owner": h.owner})
		h.record("task", map[string]any{"title": fmt.Sprintf("Answer the question about the deposit %d", i), "account": h.account, "owner": h.owner, "due": "2026-04-02"})
	}
	owner := h.session(h.owner)
	for _, path := range []string{"/people?limit=50", "/accounts?limit=50", "/tasks?sort=title&limit=50", "/tasks?tab=week"} {
		w := h.do(get(path), owner)
		if n := w.Body.Len(); w.Code != 200 || n > most || n < 20_000 {
			t.Errorf("%s: %d, %d bytes, at most %d", path, w.Code, n, most)
		}
	}
}
