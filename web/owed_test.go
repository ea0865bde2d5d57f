package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// What was not answered, what was promised and is overdue, who has gone quiet: each is a list, with as many as
// Today says, of whoever is asked, without what lies behind a wall; what is done in place leaves it.
func TestWhatFallsThroughTheCracks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		x, mo := streamer{h, h.session(h.owner)}, streamer{h, h.session(h.member)}
		account := h.account.String()
		h.record("task", map[string]any{"title": "send the plan", "account": h.account, "promise": true, "due": "2026-03-20", "owner": h.owner})
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"email"}, "direction": {"in"}, "text": {"when?"}})
		agrees := func(who streamer, unanswered, promised int) (promise string) {
			t.Helper()
			var day today.TodayOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/today"), who.sign).Body.Bytes(), &day))
			want := map[string]int{"unanswered": unanswered, "promised": promised, "quiet": 0}
			for _, o := range day.Owed {
				var list today.OwedOut
				w := h.do(get("/api/v1"+o.Count.Href), who.sign)
				h.ok(json.Unmarshal(w.Body.Bytes(), &list))
				if o.Count.N != want[o.Name] || list.Count.N != o.Count.N || len(list.Steps) != o.Count.N {
					t.Errorf("%s: Today says %d, the list %d with %d, want %d", o.Name, o.Count.N, list.Count.N, len(list.Steps), want[o.Name])
				}
				if o.Name == "promised" && len(list.Steps) > 0 {
					promise = list.Steps[0].Task.String()
				}
			}
			if len(day.Owed) != 3 {
				t.Errorf("%d lists", len(day.Owed))
			}
			return promise
		}
		promise := agrees(x, 1, 1)
		agrees(mo, 1, 1)
		for whose, n := range map[string]int{"mine": 1, "all": 1} {
			var list today.OwedOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/promised?whose="+whose), x.sign).Body.Bytes(), &list))
			if len(list.Steps) != n {
				t.Errorf("%s: %d", whose, len(list.Steps))
			}
		}
		var list today.OwedOut
		if h.ok(json.Unmarshal(h.do(get("/api/v1/promised?whose=mine"), mo.sign).Body.Bytes(), &list)); len(list.Steps) != 0 {
			t.Errorf("another's is mine: %+v", list.Steps)
		}
		x.act("task-done", 303, url.Values{"id": {promise}})
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"email"}, "direction": {"out"}, "text": {"tomorrow"}})
		agrees(x, 0, 0)
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"email"}, "direction": {"in"}, "text": {"thanks"}})
		h.send(x.sign, "PUT", "/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		agrees(x, 1, 0)
		agrees(mo, 0, 0)
	})
}
