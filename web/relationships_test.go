package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/shape"
)

// Mine, the team's, and those that a written filter leaves: the rows, and how many there are.
func TestRelationshipsOfSome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		list := func(sign func(*http.Request), query string) relationships.RelationshipsOut {
			t.Helper()
			w := h.do(get("/api/v1/relationships?limit=10000&"+query), sign)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", query, w.Code, w.Body)
			}
			var out relationships.RelationshipsOut
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			if len(out.Rows) != out.Count.N {
				t.Errorf("%s: %d rows, and %d are counted", query, len(out.Rows), out.Count.N)
			}
			return out
		}
		send := func(method, path, body string) {
			t.Helper()
			r := postJSON("/api/v1/"+path, body)
			r.Method = method
			if w := h.do(r, owner); w.Code >= 300 {
				t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
			}
		}
		everybody := list(owner, "")
		if !strings.Contains(everybody.Sentence, "gone quiet") {
			t.Errorf("the heading does not answer: %q", everybody.Sentence)
		}
		send("POST", "fields", `{"type": "accounts", "name": "tier", "kind": "choice", "choices": ["gold", "silver"], "listed": true}`)
		mine := everybody.Rows[:7]
		for i, r := range mine {
			of := []any{h.member, h.owner}[i%2]
			send("PATCH", fmt.Sprintf("accounts/%d", r.Account), fmt.Sprintf(`{"owner": %v, "custom": {"tier": %q}}`, of, []string{"gold", "silver"}[i/4]))
		}
		if got := list(member, "view=mine"); got.Count.N != 4 || slices.ContainsFunc(got.Rows, func(r shape.StandingRow) bool { return r.Owner != "mo@example.org" }) {
			t.Errorf("%d are Mo's: %+v", got.Count.N, got.Rows)
		}
		if got := list(member, "view=team"); got.Count.N != 0 {
			t.Errorf("who is in no team has %d of the team's", got.Count.N)
		}
		send("POST", "put-team", fmt.Sprintf(`{"name": "Front desk", "users": ["%d", "%d"]}`, h.owner, h.member))
		if got := list(member, "view=team"); got.Count.N != 7 {
			t.Errorf("%d are the team's, want 7", got.Count.N)
		}
		gold := list(member, "view=mine&fields=tier&where="+url.QueryEscape("tier = gold"))
		if gold.Count.N != 2 || len(gold.Rows) != 2 || gold.Rows[0].Own[0] != "gold" || len(gold.Chips) != 1 {
			t.Errorf("of Mo's, gold are %+v", gold.Rows)
		}
		if got := list(member, "view=team&kind=client&q="+url.QueryEscape(mine[0].Name)); got.Count.N > 1 {
			t.Errorf("a word in the team's list is not heeded: %d", got.Count.N)
		}
		send("PUT", fmt.Sprintf("accounts/%d/wall", mine[1].Account), `{"users": ["`+ownerEmail+`"]}`)
		if got := list(member, "view=team"); got.Count.N != 6 {
			t.Errorf("behind a wall: %d are the team's, want 6", got.Count.N)
		}
		for _, wrong := range []string{"tier = ", "nothing = 3"} {
			if w := h.do(get("/api/v1/relationships?where="+url.QueryEscape(wrong)), member); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"where"`) {
				t.Errorf("where %q: %d %s", wrong, w.Code, w.Body)
			}
		}
	})
}

// What is promised to somebody is their next step, with its day and its hour, before what is advised.
func TestAPromiseIsTheNextStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		row := func() shape.StandingRow {
			t.Helper()
			var out relationships.RelationshipsOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/relationships?limit=10000"), owner).Body.Bytes(), &out))
			for _, r := range out.Rows {
				if r.Account == h.account {
					return r
				}
			}
			t.Fatal("the account is not listed")
			return shape.StandingRow{}
		}
		advised := row()
		if advised.Promised != nil {
			t.Fatalf("nothing is promised, and it says %+v", advised.Promised)
		}
		h.record("task", map[string]any{"title": "Look at the roof", "account": h.account, "due": "2026-04-01"})
		h.record("task", map[string]any{"title": "Send the keys", "account": h.account, "promise": true})
		if got := row(); got.Next != "Send the keys" || got.Promised == nil || got.Promised.Due != "" {
			t.Errorf("a promise without a day: %q %+v", got.Next, got.Promised)
		}
		first := h.record("task", map[string]any{"title": "Send the offer", "account": h.account, "promise": true, "due": "2026-04-07T15:00"})
		h.record("task", map[string]any{"title": "Visit", "account": h.account, "promise": true, "due": "2026-05-04"})
		if got := row(); got.Next != "Send the offer" || got.Promised.Task != first || got.Promised.Due != "Tue 7 Apr, 15:00" || got.Promised.Late {
			t.Errorf("%q %+v", got.Next, got.Promised)
		}
		if body := h.do(get("/relationships?limit=100"), owner).Body.String(); !strings.Contains(body, "Tue 7 Apr, 15:00") {
			t.Errorf("the list does not say the day of the promise")
		}
		h.clock.add(10 * 24 * time.Hour)
		owner = h.session(h.owner)
		if got := row(); !got.Promised.Late {
			t.Errorf("it is not late: %+v", got.Promised)
		}
		h.did(owner, "task-done", fmt.Sprintf(`{"id": %d}`, first))
		if got := row(); got.Next != "Visit" {
			t.Errorf("once it is kept: %q", got.Next)
		}
	})
}
