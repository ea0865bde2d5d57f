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

// Who belongs to two accounts behind a wall each is there only for who passes both,
// whatever comes first and whenever a wall is put up, changed or taken away.
func TestBehindTwoWallsIsWhoPassesBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		max := h.newUser("Max", access.Manager)
		readers := map[string]*caller{"olga": c, "mo": h.as(c, h.member), "max": h.as(c, max)}
		one, two := c.must(201, "POST", "/accounts", `{"name": "One"}`)["id"], c.must(201, "POST", "/accounts", `{"name": "Two"}`)["id"]
		var both []any
		for _, of := range [][2]any{{one, two}, {two, one}} {
			both = append(both, c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Bo Both", "accounts": [{"account": %v}, {"account": %v}]}`, of[0], of[1]))["id"])
		}
		task := c.must(201, "POST", "/tasks", fmt.Sprintf(`{"title": "Call Bo", "account": %v, "person": %v}`, one, both[1]))["id"]
		seen := func(when, want string) {
			t.Helper()
			for name, r := range readers {
				for _, path := range []string{fmt.Sprintf("/people/%v", both[0]), fmt.Sprintf("/people/%v", both[1]), fmt.Sprintf("/tasks/%v", task)} {
					w, _ := r.do("GET", path, "")
					if (w.StatusCode == 200) != strings.Contains(want, name) {
						t.Errorf("%s: %s of %s: %d", when, path, name, w.StatusCode)
					}
				}
				list := r.must(200, "GET", "/people?count=1&filter=name+starts+Bo", "")
				if got := fmt.Sprint(list["count"]); (got == "map[exact:true n:2]") != strings.Contains(want, name) {
					t.Errorf("%s: %s counts %s", when, name, got)
				}
			}
		}
		seen("no wall", "olga mo max")
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", one), `{"users": ["olga@example.org", "mo@example.org"]}`)
		seen("one wall", "olga mo")
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", two), `{"users": ["olga@example.org", "max@example.org"]}`)
		seen("two walls", "olga")
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", two), `{"users": ["olga@example.org", "max@example.org", "mo@example.org"]}`)
		seen("one more passes both", "olga mo")
		c.must(200, "PATCH", fmt.Sprintf("/people/%v", both[0]), `{"note": "written since"}`)
		seen("written since", "olga mo")
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", one), `{"users": ["olga@example.org", "max@example.org"]}`)
		seen("another passes both", "olga max")
		c.must(200, "DELETE", fmt.Sprintf("/accounts/%v/wall", one), "")
		seen("the second wall alone", "olga mo max")
		c.must(200, "DELETE", fmt.Sprintf("/accounts/%v/wall", two), "")
		seen("no wall again", "olga mo max")
		if n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM walls WHERE workspace = 1"); err != nil || n != 0 {
			t.Errorf("%d walls are left, %v", n, err)
		}
	})
}

// Where nobody passes both walls, the record is there for nobody; an owner is told that there
// is such a wall, takes it over for a reason that stands in the trail, and gives it back.
func TestAWallForTwoThatNobodyPasses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		max := h.as(c, h.newUser("Max", access.Manager))
		one, two := c.must(201, "POST", "/accounts", `{"name": "One"}`)["id"], c.must(201, "POST", "/accounts", `{"name": "Two"}`)["id"]
		both := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Bo", "accounts": [{"account": %v}, {"account": %v}]}`, one, two))["id"]
		max.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", one), `{"users": ["max@example.org"]}`)
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", two), `{"users": ["olga@example.org"]}`)
		at := fmt.Sprintf("/people/%v", both)
		c.must(404, "GET", at, "")
		max.must(404, "GET", at, "")
		walls := c.must(200, "GET", "/trail/walls", "")["rows"].([]any)
		if len(walls) != 1 {
			t.Fatalf("%v", walls)
		}
		wall := walls[0].(map[string]any)["wall"]
		owner := h.session(h.owner) // a key lets nobody in
		h.send(owner, "POST", "/take-wall", fmt.Sprintf(`{"wall": %v, "reason": "a letter came for Bo"}`, wall))
		if bo := c.must(200, "GET", at, ""); fmt.Sprint(bo["accounts"]) != fmt.Sprintf("[map[account:%v role:]]", two) && fmt.Sprint(bo["account"]) != fmt.Sprint(two) {
			t.Errorf("what Max keeps is shown with it: %v", bo)
		}
		c.must(200, "GET", "/trail", "")
		h.send(owner, "POST", "/give-wall-back", fmt.Sprintf(`{"wall": %v}`, wall))
		c.must(404, "GET", at, "")
		max.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", one), `{"users": ["max@example.org", "olga@example.org"]}`)
		c.must(200, "GET", at, "")
	})
}

// A wall around an account is around what was merged into it: parted, that stands behind
// one of its own for the same people, with all that belongs to it.
func TestWhatIsPartedBehindAWallStaysThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		stays := h.newRecord(owner, "accounts", `{"name": "Hush"}`)
		goes := h.newRecord(owner, "accounts", `{"name": "Hush & Co"}`)
		person := h.newRecord(owner, "people", fmt.Sprintf(`{"name": "Ona One", "account": %d}`, goes))
		var merged struct{ Merge clientele.ID }
		w := h.do(postJSON(fmt.Sprintf("/api/v1/accounts/%d/merge", stays), fmt.Sprintf(`{"other": %d}`, goes)), owner)
		h.ok(json.Unmarshal(w.Body.Bytes(), &merged))
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", stays), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		h.send(owner, "POST", fmt.Sprintf("/accounts/%d/unmerge", stays), fmt.Sprintf(`{"merge": %d}`, merged.Merge))
		seen := func(want int, sign func(*http.Request)) {
			t.Helper()
			for _, path := range []string{fmt.Sprintf("/api/v1/accounts/%d", goes), fmt.Sprintf("/api/v1/people/%d", person)} {
				if w := h.do(get(path), sign); w.Code != want {
					t.Errorf("%s: %d, want %d: %s", path, w.Code, want, clipBody(w.Body.String()))
				}
			}
		}
		seen(http.StatusOK, owner)
		seen(http.StatusNotFound, member)
		h.send(owner, "DELETE", fmt.Sprintf("/accounts/%d/wall", stays), "")
		seen(http.StatusNotFound, member)
		h.send(owner, "DELETE", fmt.Sprintf("/accounts/%d/wall", goes), "")
		seen(http.StatusOK, member)
	})
}
