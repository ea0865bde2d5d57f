package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// An hour of today that is over is no promise, as a day that is over is none.
func TestNothingIsPromisedForAnHourThatIsPast(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	sign := h.session(h.member)
	for due, want := range map[string]int{"8:59": 422, "today 08:00": 422, "9:00": 200, "today": 200, "9:01": 200, "tomorrow 8:00": 200, "yesterday 23:59": 422} {
		w := h.do(postJSON("/api/v1/promise", fmt.Sprintf(`{"account": %d, "title": "Call", "due": %q}`, h.account, due)), sign)
		if w.Code != want || want == 422 && !strings.Contains(w.Body.String(), "past") {
			t.Errorf("%q: %d, want %d: %s", due, w.Code, want, clipBody(w.Body.String()))
		}
	}
}
