package web

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A form of a page that was made for one is not sent by another, who has signed in in the same browser since,
// and is not shown to them.
func TestAFormOfAnotherIsNotSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		const text = "They want the Ferry Lane flat"
		form := formOf(t, h.do(get("/accounts/"+h.account.String()), h.session(h.member)).Body, "add-interaction")
		form.Set("text", text)
		form.Set("channel", "note")
		w := h.do(post("/do/add-interaction", form), h.session(h.owner))
		if body := w.Body.String(); w.Code != 409 || strings.Contains(body, text) || !strings.Contains(body, "omebody else was signed in here") {
			t.Errorf("%d %s", w.Code, clipBody(body))
		}
		if w := h.do(post("/do/add-interaction", form), h.session(h.member)); w.Code != 303 {
			t.Errorf("their own is refused: %d %s", w.Code, clipBody(w.Body.String()))
		}
	})
}
