package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Once a wall went up, what all together should bring is not told to who may not pass it before
// all are measured again: what was added up holds what the wall hides.
func TestAWallIsInTheSumOfWhatIsToCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		ahead := func(sign func(*http.Request)) string {
			t.Helper()
			var out balance.BalanceOut
			w := h.do(get("/api/v1/balance"), sign)
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			return out.Ahead
		}
		if ahead(owner) == "" || ahead(member) == "" {
			t.Fatal("nothing is told of what is to come: the test shows nothing")
		}
		r := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", h.account), `{"users": ["`+ownerEmail+`"]}`)
		r.Method = http.MethodPut
		if w := h.do(r, owner); w.Code >= 300 {
			t.Fatalf("a wall: %d %s", w.Code, w.Body)
		}
		if ahead(owner) == "" {
			t.Error("who passes the wall is not told")
		}
		if said := ahead(member); said != "" {
			t.Errorf("who does not pass is told: %s", said)
		}
		h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
		if ahead(member) == "" {
			t.Error("once all are measured again nothing is told")
		}
	})
}
