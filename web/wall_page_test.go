package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A manager puts a wall up by the page, changes it, takes it away and shares instead; each
// act says what undoes it, and that brings back what was.
func TestWallByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		as := func(name string, role access.Role) (string, func(*http.Request)) {
			id, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: name, Email: name + "@example.org", Password: password + " " + name}, role)
			h.ok(err)
			return fmt.Sprint(int64(id)), h.session(id)
		}
		max, manager := as("maximilian", access.Manager)
		otto, helper := as("otto", access.Outside)
		member, mo := fmt.Sprint(int64(h.member)), h.session(h.member)
		account := fmt.Sprint(int64(h.account))
		does := func(act string, fields url.Values, want int) {
			t.Helper()
			fields.Set("account", account)
			if w := h.do(post("/do/"+act, fields), manager); w.Code != want {
				t.Fatalf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
			}
		}
		sees := func(what string, m, o int) {
			t.Helper()
			at := "/accounts/" + account
			if got, out := h.do(get(at), mo).Code, h.do(get(at), helper).Code; got != m || out != o {
				t.Errorf("%s: a member is given %d, help from outside %d", what, got, out)
			}
		}
		said := func(what, aside string) {
			t.Helper()
			for at, what := range map[string]string{"/accounts/" + account + "/who": what, "/accounts/" + account: aside} {
				if w := h.do(get(at), manager); w.Code != 200 || !strings.Contains(w.Body.String(), what) {
					t.Errorf("%s does not say %q: %d", at, what, w.Code)
				}
			}
		}
		said("Everybody of the house sees it.", "Everybody of the house sees it.")
		does("put-wall", url.Values{"users": {member}}, 422) // who puts it up stays behind it
		does("put-wall", url.Values{"users": {max}}, 303)
		said("Only these see it, and what belongs to it: maximilian.", "Only those who are named see it")
		sees("walled", 404, 404)
		does("put-wall", url.Values{"list": {max + ", " + member}}, 303)
		sees("changed", 200, 404)
		does("put-wall", url.Values{"list": {"x"}}, 422)
		does("share", url.Values{"users": {otto}}, 409)
		does("drop-wall", url.Values{}, 303)
		does("drop-wall", url.Values{}, 404)
		sees("dropped", 200, 404)
		does("share", url.Values{"users": {otto}}, 303)
		said("Everybody of the house sees it, and from outside: otto.", "and somebody from outside.")
		sees("shared", 200, 200)
		does("end-share", url.Values{}, 303)
		sees("shared no longer", 200, 404)
		does("put-wall", url.Values{"users": {max, otto}}, 303)
		sees("named upon a wall", 404, 200)
		if w := h.do(get("/accounts/"+account), helper); strings.Contains(w.Body.String(), "maximilian") {
			t.Error("help from outside is told who else sees it")
		}
	})
}
