package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A file of evidence may tell of anybody, and its receipt would say who is there: who may
// not see all brings none in, takes none back and reads no row of one. Nor does a member
// take back what somebody else brought in.
func TestFilesOfEvidenceKeepToWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		undo := func() int {
			return h.do(postJSON("/api/v1/import-undo", fmt.Sprintf(`{"id": %d}`, h.imported)), member).Code
		}
		if code := undo(); code != 403 {
			t.Errorf("a member takes back what another brought in: %d", code)
		}
		file := []byte("who,day,amount\nA,2026-01-02,5\n")
		if w := h.handIn("orders.csv", file, member); w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/imports/preview") {
			t.Errorf("no wall: %d %s", w.Code, clipBody(w.Body.String()))
		}
		id := h.newRecord(owner, "accounts", `{"name": "Hush"}`)
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", id), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if w := h.handIn("orders.csv", file, member); strings.HasPrefix(w.Header().Get("Location"), "/imports/preview") || w.Code == 500 {
			t.Errorf("behind a wall: %d", w.Code)
		}
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		if err != nil {
			t.Fatal(err)
		}
		other := h.newRecord(h.session(manager), "accounts", `{"name": "Hidden from the owner"}`)
		h.send(h.session(manager), "PUT", fmt.Sprintf("/accounts/%d/wall", other), `{"users": ["max@example.org"]}`)
		if w := h.handIn("orders.csv", file, owner); !strings.HasPrefix(w.Header().Get("Location"), "/imports/preview") {
			t.Errorf("an owner whom one wall keeps out: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if code := undo(); code != 403 {
			t.Errorf("behind a wall, a member takes it back: %d", code)
		}
		for _, of := range []string{"/api/v1/imports/%d", "/imports/%d", "/imports/%d?format=csv"} {
			for name, sign := range map[string]func(*http.Request){"owner": owner, "member": member} {
				w := h.do(get(fmt.Sprintf(of, h.imported)), sign)
				if w.Code != 200 || strings.Contains(w.Body.String(), "not a day") != (name == "owner") {
					t.Errorf("%s reads the rows that were not taken at %s: %d %s", name, of, w.Code, clipBody(w.Body.String()))
				}
			}
		}
	})
}
