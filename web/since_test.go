package web

import (
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// What changed is said to have changed since the measure before: not since yesterday where that was last
// week, nor since any day where a firm is measured for the first time.
func TestWhatChangedNamesSinceWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		owner := h.session(h.owner)
		up, err := h.crm.Receive(t.Context(), "quiet.csv", strings.NewReader(quietOrders()))
		h.ok(err)
		_, err = h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "quiet.csv"}, ownerEmail, nil)
		h.ok(err)
		for _, at := range []struct {
			pass  time.Duration
			since clientele.Day // before today; 0: not said
			says  string
		}{
			{0, 0, "What changed last"},
			{time.Hour, 0, "What changed last"},
			{24 * time.Hour, 1, "What changed since yesterday"},
			{9 * 24 * time.Hour, 9, "What changed since 1 April 2026"},
			{24 * time.Hour, 1, "What changed since yesterday"},
		} {
			h.clock.add(at.pass)
			h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
			var day today.TodayOut
			h.read(t, owner, "today", &day)
			want := clientele.NoDay
			if at.since > 0 {
				want = day.Today - at.since
			}
			if len(day.Changes) == 0 || day.Since != want {
				t.Errorf("after %s: %d changes since %s, not %s", at.pass, len(day.Changes), day.Since, want)
			}
			if page := h.do(get("/"), owner).Body.String(); !strings.Contains(page, at.says) {
				t.Errorf("after %s the page does not say %q", at.pass, at.says)
			}
		}
	})
}
