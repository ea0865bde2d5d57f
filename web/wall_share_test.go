package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/page"
)

// Help from outside sees what is shared with them and nothing else, by any page or record;
// those of the house see it as before; and when it is shared no longer, nobody of outside
// sees it.
func TestOutsideSeesWhatIsShared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.fillRarely()
		owner, member := h.session(h.owner), h.session(h.member)
		helper, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Otto", Email: "otto@example.org", Password: password + " otto"}, access.Outside)
		h.ok(err)
		otto := h.session(helper)
		found, err := h.crm.Directory.SearchWithin(t.Context(), "c02", 1, directory.Within{Every: true})
		h.ok(err)
		shared := found[0].ID
		h.record("person", map[string]any{"name": "Sheila Shared", "account": shared})
		at := fmt.Sprintf("/accounts/%d", shared)
		names := func(sign func(*http.Request)) string {
			return h.do(get("/relationships"), sign).Body.String() + h.do(get("/people"), sign).Body.String()
		}
		if text := names(otto); strings.Contains(text, "C02") || strings.Contains(text, "Sheila") || h.do(get(at), otto).Code != 404 {
			t.Error("before anything is shared, something is seen")
		}
		for body, want := range map[string]int{`{"users": ["mo@example.org"]}`: 422, `{"users": []}`: 422, `{"users": ["eve@example.org"]}`: 422} {
			r := postJSON("/api/v1"+at+"/share", body)
			r.Method = "PUT"
			if w := h.do(r, owner); w.Code != want {
				t.Errorf("shared with %s: %d", body, w.Code)
			}
		}
		h.send(owner, "PUT", at+"/share", `{"users": ["otto@example.org"]}`)
		if text := names(otto); !strings.Contains(text, "C02") || !strings.Contains(text, "Sheila") || h.do(get(at), otto).Code != 200 {
			t.Error("what is shared is not seen")
		}
		h.wallsOf(otto, rare, h.account)
		for who, sign := range map[string]func(*http.Request){"owner": owner, "member": member} {
			if text := names(sign); !strings.Contains(text, "C02") || !strings.Contains(text, "Sheila") || h.do(get(at), sign).Code != 200 {
				t.Errorf("the %s does not see it any more", who)
			}
		}
		counted := func(sign func(*http.Request)) int {
			var list struct {
				Count page.Count `json:"count"`
			}
			h.ok(json.Unmarshal(h.do(get("/api/v1/relationships"), sign).Body.Bytes(), &list))
			return list.Count.N
		}
		if one, all := counted(otto), counted(member); one != 1 || all != 40 {
			t.Errorf("%d are counted for help from outside, %d for a member", one, all)
		}
		reads := strings.Join(said(h.trailOf("?about=reads", owner).Rows), "\n")
		if !strings.Contains(reads, "Otto, in the browser: Read, behind a wall, the relationship C02") || strings.Contains(reads, "Mo,") {
			t.Errorf("who read it:\n%s", reads)
		}
		h.says(h.trailOf("?about=access", owner).Rows, "Shared with help from outside C02 Who: Otto")
		h.send(owner, "DELETE", at+"/share", "")
		if text := names(otto); strings.Contains(text, "C02") || strings.Contains(text, "Sheila") || h.do(get(at), otto).Code != 404 {
			t.Error("what is shared no longer is seen")
		}
		if counted(member) != 40 {
			t.Error("the house lost it")
		}
		h.send(owner, "PUT", at+"/wall", `{"users": ["olga@example.org", "otto@example.org"]}`)
		if h.do(get(at), otto).Code != 200 || h.do(get(at), member).Code != 404 {
			t.Error("help from outside who is named on a wall does not pass it, or a member does")
		}
	})
}

// wallsOf walks every page and record for who may see one account and not another.
func (h *testHouse) wallsOf(sign func(*http.Request), word string, hidden clientele.ID) {
	h.Helper()
	for _, path := range h.everyPath() {
		w := h.do(get(path), sign)
		if w.Code >= 500 {
			h.Errorf("%s: %d", path, w.Code)
		}
		for _, what := range []string{word, fmt.Sprintf("/accounts/%d\"", hidden), "Jo Bell", "orders.csv", "mo@example.org"} {
			if i := strings.Index(w.Body.String(), what); i >= 0 && !strings.Contains(path, what) {
				h.Errorf("%s says %s to help from outside: …%s…", path, what, w.Body.String()[max(0, i-150):min(w.Body.Len(), i+60)])
			}
		}
	}
}
