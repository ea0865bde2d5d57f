package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// newKey makes a key of the member.
func (h *testHouse) newKey() func(*http.Request) {
	h.Helper()
	_, key, err := h.crm.Access.CreateToken(h.Context(), access.System("test"), h.member, access.NewKey{Name: "till"})
	h.ok(err)
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) }
}

// sendBoth does an act by its form, or by REST.
func (h *testHouse) sendBoth(rest bool, act string, form url.Values, sign func(*http.Request)) int {
	h.Helper()
	if !rest {
		return h.do(post("/do/"+act, form), sign).Code
	}
	body := map[string]any{}
	for name := range form {
		body[name] = form.Get(name)
		if name == "id" {
			body[name] = json.Number(form.Get(name))
		}
	}
	raw, err := json.Marshal(body)
	h.ok(err)
	return h.do(postJSON("/api/v1/"+act, string(raw)), sign).Code
}

// TestWhatEndsSessionsAndKeys: a role that changes, a second step that is taken away, being
// shut out, a new password: the sessions of whom it is about are over, those of others and
// the one of who asked are not, and the keys end where they are meant to.
func TestWhatEndsSessionsAndKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		_, _, owner := h.twoSteps(h.session(h.owner))
		id := fmt.Sprint(int64(h.member))
		for _, one := range []struct {
			act     string
			form    url.Values
			mine    bool // the member does it
			endsKey bool
		}{
			{"set-role", url.Values{"id": {id}, "role": {"reader"}}, false, false},
			{"set-role", url.Values{"id": {id}, "role": {"member"}}, false, true},
			{"reset-two-step", url.Values{"id": {id}}, false, false},
			{"change-password", url.Values{"old": {password + " more"}, "new": {"nine yellow saucers"}}, true, true},
			{"shut-out", url.Values{"id": {id}}, false, true},
		} {
			for _, rest := range []bool{false, true} {
				if one.mine && rest { // a password changes in the browser, and once: TestPasswordChange has the session of who asks
					continue
				}
				if _, err := h.crm.Access.UserBy(t.Context(), "mo@example.org"); err != nil {
					_, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Email: "mo@example.org", Password: password + " more", By: access.System("test")}, access.Member)
					h.ok(err)
				}
				if one.act == "reset-two-step" {
					h.beginSecond(h.session(h.member), password+" more")
				}
				if one.act == "set-role" {
					h.ok(h.crm.Access.SetRole(t.Context(), access.System("test"), h.member, map[string]access.Role{"reader": access.Member, "member": access.Reader}[one.form.Get("role")]))
				}
				there, key, sign := h.session(h.member), h.newKey(), owner
				if one.mine {
					sign = h.session(h.member)
				}
				what := fmt.Sprintf("%s %v, by REST %v", one.act, one.form, rest)
				if code := h.sendBoth(rest, one.act, one.form, sign); code != 303 && code != 200 {
					t.Fatalf("%s: %d", what, code)
				}
				if w := h.do(get("/settings"), there); !denied(w) {
					t.Errorf("%s: the session goes on: %d", what, w.Code)
				}
				if w := h.do(get("/api/v1/settings"), key); denied(w) != one.endsKey {
					t.Errorf("%s: the key: %d", what, w.Code)
				}
				if w := h.do(get("/settings"), owner); w.Code != 200 {
					t.Errorf("%s: the owner's session: %d", what, w.Code)
				}
			}
		}
	})
}

// beginSecond begins a second step, and switches it on.
func (h *testHouse) beginSecond(sign func(*http.Request), pass string) {
	h.Helper()
	if w := h.do(post("/do/begin-two-step", url.Values{"password": {pass}}), sign); w.Code != 303 {
		h.Fatalf("begin: %d %s", w.Code, clipBody(w.Body.String()))
	}
	secret := shownSecret.FindStringSubmatch(h.do(get("/api/v1/your-account"), sign).Body.String())
	if w := h.do(post("/do/confirm-two-step", url.Values{"code": {h.code(secret[1])}}), sign); w.Code != 303 {
		h.Fatalf("switch on: %d %s", w.Code, clipBody(w.Body.String()))
	}
}

// TestHandOverKeepsWhoAsks: who hands over stays signed in as the manager that they are now.
func TestHandOverKeepsWhoAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		here, there, theirs, key := h.session(h.owner), h.session(h.owner), h.session(h.member), h.newKey()
		if w := h.do(post("/do/hand-over-house", url.Values{"id": {fmt.Sprint(int64(h.member))}}), here); w.Code != 303 {
			t.Fatalf("hand over: %d %s", w.Code, clipBody(w.Body.String()))
		}
		for what, one := range map[string]struct {
			sign func(*http.Request)
			path string
			out  bool
		}{"here": {here, "/settings", false}, "elsewhere": {there, "/settings", true}, "the new owner": {theirs, "/settings", true}, "their key": {key, "/api/v1/settings", true}} {
			if w := h.do(get(one.path), one.sign); denied(w) != one.out {
				t.Errorf("%s: %d", what, w.Code)
			}
		}
	})
}
