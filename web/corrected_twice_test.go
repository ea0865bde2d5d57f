package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// What somebody corrected is not undone by one who looked before: neither by a form that was
// open meanwhile, nor by a program that knows the entry by its first number.
func TestACorrectionKeepsTheOneBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign, owner := h.session(h.member), h.session(h.owner)
		h.did(sign, "add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "day": "yesterday 14:30", "text": "spoke of paint"}`, h.account))
		id, err := db.One[clientele.ID](t.Context(), d, "SELECT MAX(id) FROM entries WHERE kind = ?", clientele.KindInteraction)
		h.ok(err)
		page := fmt.Sprintf("/entries/%d", id)
		stale := formOf(t, h.do(get(page), owner).Body, "correct-entry")

		h.did(sign, "correct-entry", fmt.Sprintf(`{"id": %d, "text": "spoke of glue"}`, id))
		h.did(sign, "correct-entry", fmt.Sprintf(`{"id": %d, "day": "3 days ago 9:15"}`, id))
		if f := formOf(t, h.do(get(page), sign).Body, "correct-entry"); f.Get("text") != "spoke of glue" || !strings.Contains(f.Get("day"), "28 March") {
			t.Errorf("its page has %q on %q", f.Get("text"), f.Get("day"))
		}
		stale.Set("day", "2 days ago")
		if w := h.do(post("/do/correct-entry", stale), owner); w.Code != 409 {
			t.Errorf("a form from before the correction: %d %s", w.Code, clipBody(w.Body.String()))
		}
		h.did(sign, "remove-entry", fmt.Sprintf(`{"id": %d}`, id))
		if w := h.do(get(page), sign); w.Code != 404 {
			t.Errorf("what was removed: %d", w.Code)
		}
		if w := h.do(postJSON("/api/v1/correct-entry", fmt.Sprintf(`{"id": %d, "text": "x"}`, id)), sign); w.Code != 404 {
			t.Errorf("what was removed is corrected: %d", w.Code)
		}
	})
}
