package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Whatever goes wrong is said in the house, with what to do and ways to go on; only what the
// log has bears a number, and only what may be asked for again is offered again.
func TestWhatGoesWrongIsSaidInTheHouse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		member := h.session(h.member)
		failing := func(err error) http.Handler {
			s := h.server
			fails := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, err) })
			return s.watched(s.headers(s.sessions.LoadAndSave(s.viewed(s.named("failing", fails)))))
		}
		for name, c := range map[string]struct {
			from        http.Handler
			path        string
			code        int
			says        string
			again, logs bool
		}{
			"no page":       {h.handler, "/nowhere", 404, "Not found", false, false},
			"no record":     {h.handler, "/people/999999", 404, "Not found", false, false},
			"not for them":  {h.handler, "/trail", 403, "Not for you", false, false},
			"broken":        {failing(errors.New("a defect")), "/people", 500, "It broke here", true, true},
			"no room left":  {failing(&clientele.Fault{Kind: clientele.Full, What: "the disk is full", Remedy: "make room"}), "/people", 507, "No room left", true, true},
			"busy for once": {failing(&clientele.Fault{Kind: clientele.Unavailable, What: "too much at once", Remedy: "try again"}), "/people", 503, "Not now", true, true},
		} {
			r := get(c.path)
			member(r)
			w := httptest.NewRecorder()
			c.from.ServeHTTP(w, r)
			page := w.Body.String()
			if w.Code != c.code {
				t.Errorf("%s: %d, want %d", name, w.Code, c.code)
			}
			for what, want := range map[string]bool{
				">" + c.says + "<": true, `class="rail"`: true, `class="phone-bar"`: true, `id="q-error"`: true, "data-back": true, `href="/"`: true,
				"Try again": c.again, "In the log this is": c.logs, "a defect": false,
			} {
				if strings.Contains(page, what) != want {
					t.Errorf("%s: %q is there: %v", name, what, !want)
				}
			}
		}
	})
}
