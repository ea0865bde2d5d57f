package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A promise to somebody behind a wall is no next step of an open account for who may not pass:
// theirs is the next one that they may see.
func TestAPromiseBehindAWallIsNoNextStep(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner, member := h.session(h.owner), h.session(h.member)
	behind := h.record("account", map[string]any{"name": "Behind Ltd"})
	person := h.record("person", map[string]any{"name": "Hid Den", "account": behind})
	first := h.record("task", map[string]any{"title": "Zanzibar", "account": h.account, "person": person, "promise": true, "due": "2026-04-02T15:00"})
	second := h.record("task", map[string]any{"title": "Ring", "account": h.account, "promise": true, "due": "2026-04-09"})
	h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", behind), `{"users": ["`+ownerEmail+`"]}`)
	next := func(sign func(*http.Request)) clientele.ID {
		t.Helper()
		var out relationships.RelationshipsOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/relationships?limit=100"), sign).Body.Bytes(), &out))
		for _, r := range out.Rows {
			if r.Account == h.account && r.Promised != nil {
				return r.Promised.Task
			}
		}
		return 0
	}
	if got := next(owner); got != first {
		t.Errorf("the owner's next step is %d, want %d", got, first)
	}
	if got := next(member); got != second {
		t.Errorf("the member's next step is %d, want %d", got, second)
	}
	for _, path := range []string{"/relationships?limit=100", "/accounts/" + h.account.String(), "/", "/trail"} {
		if body := h.do(get(path), member).Body.String(); strings.Contains(body, "Zanzibar") || strings.Contains(body, "Hid Den") {
			t.Errorf("%s shows what lies behind the wall", path)
		}
	}
}
