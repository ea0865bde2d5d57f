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
)

// Who belongs to two accounts, one behind a wall and one that is shared with help from
// outside, stays behind the wall, whatever comes first.
func TestSharingOneAccountOpensNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		helper, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Otto", Email: "otto@example.org", Password: password + " otto"}, access.Outside)
		h.ok(err)
		otto := h.session(helper)
		hidden := h.newRecord(owner, "accounts", `{"name": "Hush"}`)
		shared := h.newRecord(owner, "accounts", `{"name": "Shared"}`)
		both := h.newRecord(owner, "people", fmt.Sprintf(`{"name": "Bo Both", "accounts": [{"account": %d}, {"account": %d}]}`, shared, hidden))
		one := h.newRecord(owner, "people", fmt.Sprintf(`{"name": "Ona One", "account": %d}`, shared))
		seen := func(when string, want map[string]bool) {
			t.Helper()
			for name, sign := range map[string]func(*http.Request){"member": member, "otto": otto} {
				for who, id := range map[string]clientele.ID{"both": both, "one": one} {
					code := h.do(get(fmt.Sprintf("/api/v1/people/%d", id)), sign).Code
					if (code == 200) != want[name+" "+who] {
						t.Errorf("%s: %s reads who is of %s: %d", when, name, who, code)
					}
				}
			}
		}
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", hidden), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		seen("a wall", map[string]bool{"member one": true})
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/share", shared), `{"users": ["otto@example.org"]}`)
		seen("a wall and a share", map[string]bool{"member one": true, "otto one": true})
		h.send(owner, "PATCH", fmt.Sprintf("/people/%d", both), `{"note": "written since"}`)
		seen("written since", map[string]bool{"member one": true, "otto one": true})
		h.send(owner, "DELETE", fmt.Sprintf("/accounts/%d/wall", hidden), "")
		seen("the share alone", map[string]bool{"member one": true, "member both": true, "otto one": true, "otto both": true})
	})
}

// A wall moves what is found by its words, too: who may see a person again, finds them.
func TestSearchFollowsWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		helper, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Otto", Email: "otto@example.org", Password: password + " otto"}, access.Outside)
		h.ok(err)
		otto := h.session(helper)
		of := h.newRecord(owner, "accounts", `{"name": "Hush"}`)
		first := h.newRecord(owner, "people", fmt.Sprintf(`{"name": "Quorlimp First", "account": %d}`, of))
		finds := func(when string, sign func(*http.Request), want bool) {
			t.Helper()
			body := h.do(get("/api/v1/search?q=quorlimp"), sign).Body.String()
			if strings.Contains(body, fmt.Sprintf("/people/%d", first)) != want {
				t.Errorf("%s: found is to be %v: %s", when, want, clipBody(body))
			}
		}
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/share", of), `{"users": ["otto@example.org"]}`)
		finds("shared, otto", otto, true)
		finds("shared, member", member, true)
		h.send(owner, "DELETE", fmt.Sprintf("/accounts/%d/share", of), "")
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", of), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		h.send(owner, "PATCH", fmt.Sprintf("/people/%d", first), `{"name": "Quorlimp Changed"}`)
		finds("behind a wall, owner", owner, true)
		finds("behind a wall, member", member, false)
		h.send(owner, "DELETE", fmt.Sprintf("/accounts/%d/wall", of), "")
		finds("the wall is gone, member", member, true)
		finds("the wall is gone, owner", owner, true)
	})
}

// newRecord makes a record by the API, and gives its number.
func (h *testHouse) newRecord(sign func(*http.Request), plural, body string) clientele.ID {
	h.Helper()
	w := h.do(postJSON("/api/v1/"+plural, body), sign)
	var made struct {
		ID clientele.ID `json:"id"`
	}
	if w.Code != http.StatusCreated {
		h.Fatalf("%s %s: %d %s", plural, body, w.Code, clipBody(w.Body.String()))
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &made))
	return made.ID
}
