package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/shape"
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
		agrees := func(who streamer, unanswered, promised, quiet int) (promise string) {
			t.Helper()
			var day today.TodayOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/today"), who.sign).Body.Bytes(), &day))
			want := map[string]int{"unanswered": unanswered, "promised": promised, "quiet": quiet}
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
		promise := agrees(x, 1, 1, 31)
		agrees(mo, 1, 1, 31)
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
		agrees(x, 0, 0, 31)
		x.act("add-interaction", 303, url.Values{"account": {account}, "channel": {"email"}, "direction": {"in"}, "text": {"thanks"}})
		h.send(x.sign, "PUT", "/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		agrees(x, 1, 0, 31)
		agrees(mo, 0, 0, 30)
	})
}

// The lists say first at whom the most is at stake, or who waits the longest; page by page they hold what their count
// says, and who has gone quiet is there once, as a client or as a customer.
func TestWhatIsOwedIsSorted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), "DELETE FROM treatments"); err != nil {
				return err
			}
			for i := range 150 {
				play := []string{"call-slipping-client", "client-gone-quiet", "win-back-customer", "keep-long-time-customer"}[i%4]
				account := i/2 + 1 // every other client is quiet by two plays
				if _, err := tx.Exec(t.Context(), "INSERT INTO treatments (workspace, id, account, line, play, state, since, made, due_on, until_day, ended, why_ended, by_user, list, why, step, worth, stake_minor, stake_currency, owner, handed, wall, fact, was)"+
					" VALUES (1, ?, ?, '', ?, 'due', '2026-03-01', 0, ?, '', '', '', '', 'slipping', 'Why.', 'Step.', ?, ?, 'EUR', 0, 0, 0, 0, '')",
					900_000+i, account, play, fmt.Sprintf("2026-03-%02d", 1+i%7), float64(i%5), 100*(i%11)); err != nil {
					return err
				}
			}
			return nil
		}))
		for path, want := range map[string]int{"/quiet": 112, "/quiet?kind=client": 38, "/quiet?kind=customer": 74} {
			for _, sort := range []string{"stake", "waits"} {
				n, said, next := 0, 0, shape.Query(path, url.Values{"sort": {sort}})
				if strings.Contains(path, "?") {
					next = path + "&sort=" + sort
				}
				var last shape.Step
				seen := map[string]bool{}
				for next != "" {
					var list today.OwedOut
					w := h.do(get("/api/v1"+next), owner)
					if h.ok(json.Unmarshal(w.Body.Bytes(), &list)); w.Code != 200 {
						t.Fatalf("%s: %d %s", next, w.Code, clipBody(w.Body.String()))
					}
					for _, s := range list.Steps {
						if n > 0 && (sort == "stake" && s.Stake.Minor > last.Stake.Minor || sort == "waits" && s.Due < last.Due) {
							t.Fatalf("%s by %s: %+v after %+v", path, sort, s, last)
						}
						if seen[s.Advice.String()] {
							t.Errorf("%s comes twice", s.Advice)
						}
						seen[s.Advice.String()], last = true, s
						n++
					}
					said, next = list.Count.N, list.Next
				}
				if n != said || n != want {
					t.Errorf("%s by %s: %d, said %d, want %d", path, sort, n, said, want)
				}
			}
		}
	})
}
