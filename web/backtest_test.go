package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// A test of trust that cannot be is refused in its form: no work is begun that would fail.
func TestABacktestThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		first, err := h.crm.Book.FirstDay(t.Context())
		if err != nil || first == clientele.NoDay {
			t.Fatal(first, err)
		}
		last, err := h.crm.Book.LastDay(t.Context(), h.crm.Clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		send := func(cut clientele.Day) (int, string) {
			a := h.do(postJSON("/api/v1/backtest-now", `{"cut": "`+cut.String()+`", "horizon": 30}`), h.session(h.owner))
			return a.Code, a.Body.String()
		}
		for cut, words := range map[clientele.Day]string{
			first: "well after", first - 400: "well after", last: "choose a day before", last + 30: "choose a day before",
		} {
			if code, said := send(cut); code != 422 || !strings.Contains(said, words) || !strings.Contains(said, `"cut"`) {
				t.Errorf("%s: %d %s", cut, code, said)
			}
		}
		open, err := h.crm.Jobs.Queue.Open(t.Context())
		if err != nil || slices.ContainsFunc(open, func(s queue.Status) bool { return s.Kind == jobs.KindBacktest }) {
			t.Errorf("work was begun: %v %v", open, err)
		}
		if code, said := send(last - 30); code != 200 {
			t.Errorf("a day between: %d %s", code, said)
		}
	})
}
