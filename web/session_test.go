package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// cookies are what an answer sets.
func cookies(w *httptest.ResponseRecorder) map[string]*http.Cookie {
	all := map[string]*http.Cookie{}
	for _, c := range w.Result().Cookies() {
		all[c.Name] = c
	}
	return all
}

func with(c *http.Cookie) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value}) }
}

// TestFirstLink: the printed link makes one owner, once.
func TestFirstLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		stale, err := h.server.FirstLink(t.Context(), "http://127.0.0.1:8080")
		h.ok(err)
		link, err := h.server.FirstLink(t.Context(), "http://127.0.0.1:8080")
		h.ok(err)
		if w := h.do(get(strings.TrimPrefix(stale, "http://127.0.0.1:8080"))); w.Code == 200 {
			t.Error("the link of an earlier start still opens")
		}
		if w := h.do(get(strings.TrimPrefix(link, "http://127.0.0.1:8080"))); w.Code != 200 {
			t.Fatalf("the link: %d %s", w.Code, clipBody(w.Body.String()))
		}
		_, token, _ := strings.Cut(link, "token=")
		form := url.Values{"token": {token}, "firm": {"Kettle"}, "name": {"Olga"}, "email": {ownerEmail}, "password": {"short"}}
		before := h.hash()
		w := h.do(post("/do/setup-owner", form))
		if w.Code != 422 || !strings.Contains(w.Body.String(), "at least 10") || h.hash() != before {
			t.Fatalf("a short password: %d, changed %v: %s", w.Code, h.hash() != before, clipBody(w.Body.String()))
		}
		if strings.Contains(w.Body.String(), `value="short"`) {
			t.Error("the password is shown again")
		}
		form.Set("password", password)
		w = h.do(post("/do/setup-owner", form))
		c := cookies(w)["clientele"]
		if w.Code != 303 || c == nil {
			t.Fatalf("set up: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/"), with(c)); w.Code != 200 {
			t.Errorf("the new owner: %d", w.Code)
		}
		form.Set("email", "eve@example.org")
		if w := h.do(post("/do/setup-owner", form)); w.Code < 400 {
			t.Errorf("the link a second time: %d", w.Code)
		}
		if again, err := h.server.FirstLink(t.Context(), ""); err != nil || again != "" {
			t.Errorf("another link for an owned house: %q, %v", again, err)
		}
	})
}

func (h *testHouse) signIn(email, pass string) *httptest.ResponseRecorder {
	return h.do(post("/do/sign-in", url.Values{"email": {email}, "password": {pass}, "next": {"/balance"}}))
}

// TestSession: signing in gives a new token, out ends it, time ends it.
func TestSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		first := h.signIn(ownerEmail, password)
		c := cookies(first)["clientele"]
		if first.Code != 303 || first.Header().Get("Location") != "/balance" || c == nil {
			t.Fatalf("sign in: %d %v", first.Code, first.Header())
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the cookie: %+v", c)
		}
		again := h.do(post("/do/sign-in", url.Values{"email": {ownerEmail}, "password": {password}}), with(c))
		renewed := cookies(again)["clientele"]
		if renewed == nil || renewed.Value == c.Value {
			t.Fatal("the token is the same after signing in")
		}
		if w := h.do(get("/"), with(c)); !denied(w) {
			t.Errorf("the old token: %d", w.Code)
		}
		if w := h.do(post("/do/sign-out", nil), with(renewed)); w.Code != 303 {
			t.Errorf("sign out: %d", w.Code)
		}
		if w := h.do(get("/"), with(renewed)); !denied(w) {
			t.Errorf("after signing out: %d", w.Code)
		}
		h.expire()
	})
}

func (h *testHouse) expire() {
	h.Helper()
	idle := h.session(h.owner)
	h.clock.add(13 * 24 * time.Hour)
	if w := h.do(get("/"), idle); w.Code != 200 {
		h.Errorf("after 13 days: %d", w.Code)
	}
	h.clock.add(13 * 24 * time.Hour)
	if w := h.do(get("/"), idle); w.Code != 200 {
		h.Errorf("after 13 days more: %d", w.Code)
	}
	h.clock.add(15 * 24 * time.Hour)
	if w := h.do(get("/"), idle); !denied(w) {
		h.Errorf("after 15 idle days: %d", w.Code)
	}
	used := h.session(h.owner)
	for range 9 {
		h.clock.add(10 * 24 * time.Hour)
		h.do(get("/"), used)
	}
	h.clock.add(time.Hour)
	if w := h.do(get("/"), used); !denied(w) {
		h.Errorf("after 90 days of use: %d", w.Code)
	}
	h.ok(h.crm.Access.Sweep(h.Context()))
}

// TestSecureCookie: over TLS the cookie is bound to this host.
func TestSecureCookie(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{BehindProxy: true})
	h.furnish()
	c := cookies(h.signIn(ownerEmail, password))["__Host-clientele"]
	if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie: %+v", c)
	}
}

// TestNextStaysHere: signing in never leads elsewhere.
func TestNextStaysHere(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	for next, want := range map[string]string{"/%09/evil.example": "/", "//evil.example": "/", "/balance?line=-": "/balance?line=-"} {
		w := h.do(post("/do/sign-in", url.Values{"email": {ownerEmail}, "password": {password}, "next": {next}}))
		if got := w.Header().Get("Location"); w.Code != 303 || got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// TestPasswordChange: it ends the other sessions, and keeps this one.
func TestPasswordChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		here := cookies(h.signIn(ownerEmail, password))["clientele"]
		there := h.session(h.owner)
		for old, want := range map[string]int{"not it at all": 422} {
			w := h.do(post("/do/change-password", url.Values{"back": {"/settings"}, "old": {old}, "new": {"nine blue saucers"}}), with(here))
			if w.Code != want {
				t.Fatalf("with a wrong password: %d", w.Code)
			}
		}
		w := h.do(post("/do/change-password", url.Values{"back": {"/settings"}, "old": {password}, "new": {"nine blue saucers"}}), with(here))
		now := cookies(w)["clientele"]
		if w.Code != 303 || now == nil {
			t.Fatalf("change: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/"), there); !denied(w) {
			t.Errorf("the other session: %d", w.Code)
		}
		if w := h.do(get("/"), with(here)); !denied(w) {
			t.Errorf("the old token: %d", w.Code)
		}
		if w := h.do(get("/settings"), with(now)); w.Code != 200 {
			t.Errorf("this session: %d", w.Code)
		}
		if w := h.signIn(ownerEmail, password); w.Code != 403 && w.Code != 401 {
			t.Errorf("the old password: %d", w.Code)
		}
	})
}

// TestTooOften: tries are limited by account and by network, and the limit passes.
func TestTooOften(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	code := 0
	for range 11 {
		w := h.signIn("nobody@example.org", "wrong wrong wrong")
		code = w.Code
	}
	if code != http.StatusTooManyRequests {
		t.Errorf("the eleventh try: %d", code)
	}
	if w := h.signIn(ownerEmail, password); w.Code != 303 {
		t.Errorf("another account meanwhile: %d", w.Code)
	}
	h.clock.add(time.Minute)
	if w := h.signIn("nobody@example.org", "wrong wrong wrong"); w.Code == http.StatusTooManyRequests {
		t.Errorf("a minute later: %d", w.Code)
	}
}

// TestKey: a key does what its user may, and nothing once it is dropped.
func TestKey(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	key := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.key) }
	if w := h.do(get("/api/v1/today"), key); w.Code != 200 {
		t.Fatalf("with the key: %d", w.Code)
	}
	tokens, err := h.crm.Access.Tokens(t.Context(), h.member)
	h.ok(err)
	h.ok(h.crm.Access.DropToken(t.Context(), access.System("test"), h.member, tokens[0].ID))
	if w := h.do(get("/api/v1/today"), key); w.Code != 401 {
		t.Errorf("with the dropped key: %d", w.Code)
	}
	for _, row := range h.texts(first(h.crm.DB.SQL()), "SELECT hash FROM tokens UNION SELECT token FROM sessions UNION SELECT value FROM settings") {
		if strings.Contains(row, h.key) {
			t.Error("a key is kept in clear")
		}
	}
}

// TestOtherSessions: the list says where each was begun, and all but this one end at once.
func TestOtherSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		other, stranger := h.session(h.owner), h.session(h.member)
		const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
		w := h.do(post("/do/sign-in", url.Values{"email": {ownerEmail}, "password": {password}}), func(r *http.Request) { r.Header.Set("User-Agent", agent) })
		here := with(cookies(w)["clientele"])
		if page := h.do(get("/settings"), here).Body.String(); !strings.Contains(page, "Firefox on Windows, here") || !strings.Contains(page, "from 192.0.2.1") {
			t.Error("the list does not say where a session was begun")
		}
		if w := h.do(post("/do/end-other-sessions", url.Values{"which": {"others"}, "back": {"/settings"}}), here); w.Code != 303 {
			t.Fatalf("end: %d %s", w.Code, clipBody(w.Body.String()))
		}
		for _, one := range []struct {
			name string
			sign func(*http.Request)
			out  bool
		}{{"here", here, false}, {"the other", other, true}, {"somebody else's", stranger, false}} {
			if w := h.do(get("/settings"), one.sign); denied(w) != one.out {
				t.Errorf("%s: %d", one.name, w.Code)
			}
		}
	})
}

// TestKeyThatOnlyReads: it looks as its user does, changes nothing whatever it asks, and
// holds through its last day.
func TestKeyThatOnlyReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		member := h.session(h.member)
		if w := h.do(post("/do/create-token", url.Values{"name": {"till"}, "until": {"2026-03-30"}, "back": {"/settings"}}), member); w.Code != 422 {
			t.Errorf("a key that ended yesterday: %d", w.Code)
		}
		w := h.do(postJSON("/api/v1/create-token", `{"name": "till", "may": "read", "until": "2026-04-01"}`), member)
		var made struct{ Token string }
		h.ok(json.Unmarshal(w.Body.Bytes(), &made))
		key := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+made.Token) }
		if w := h.do(get("/api/v1/today"), key); w.Code != 200 {
			t.Fatalf("a look: %d %s", w.Code, clipBody(w.Body.String()))
		}
		before := h.hash()
		for _, r := range []*http.Request{
			postJSON("/api/v1/add-note", `{}`), postJSON("/api/v1/accounts", `{"name": "Acme"}`), post("/do/put-team", url.Values{"name": {"x"}}),
			httptest.NewRequest("PATCH", "/api/v1/accounts/1", strings.NewReader(`{}`)), httptest.NewRequest("DELETE", "/api/v1/accounts/1", nil),
		} {
			if w := h.do(r, key); w.Code != 403 || r.URL.Path != "/do/put-team" && w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: %d %s", r.Method, r.URL.Path, w.Code, clipBody(w.Body.String()))
			}
		}
		if h.hash() != before {
			t.Error("the database changed")
		}
		h.clock.add(24 * time.Hour)
		if w := h.do(get("/api/v1/today"), key); w.Code != 200 {
			t.Errorf("on its last day: %d", w.Code)
		}
		h.clock.add(24 * time.Hour)
		if w := h.do(get("/api/v1/today"), key); w.Code != 401 || !strings.Contains(w.Body.String(), "this key ended on 1 Apr 2026") {
			t.Errorf("the day after: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if page := h.do(get("/settings"), member).Body.String(); !strings.Contains(page, "only reads, ended") {
			t.Error("the page does not say what became of the key")
		}
	})
}

func first[A, B any](a A, _ B) A { return a }

// TestMetricsAreLocal: from elsewhere they want a key.
func TestMetricsAreLocal(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	if w := h.do(get("/metrics")); w.Code != 401 && w.Code != 303 {
		t.Errorf("from elsewhere: %d", w.Code)
	}
	here := func(r *http.Request) { r.RemoteAddr = "127.0.0.1:4711" }
	w := h.do(get("/metrics"), here)
	if w.Code != 200 || !strings.Contains(w.Body.String(), "clientele_build_info") || !strings.Contains(w.Body.String(), "clientele_http_requests_total") {
		t.Errorf("from here: %d %s", w.Code, clipBody(w.Body.String()))
	}
	if w := h.do(get("/metrics"), here, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.7") }); w.Code == 200 {
		t.Error("through a proxy here")
	}
	proxied := newHouse(t, dbtest.SQLite(t), Config{BehindProxy: true})
	if w := proxied.do(get("/metrics"), here); w.Code == 200 {
		t.Error("behind a proxy that says nothing of whom it speaks for, everyone may read the metrics")
	}
	if w := h.do(get("/metrics"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.key) }); w.Code != 200 {
		t.Errorf("with a key: %d", w.Code)
	}
}

// TestSessionsOneByOne: they are listed, this one marked, and one elsewhere is ended alone.
func TestSessionsOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		here, there, third := h.session(h.member), h.session(h.member), h.session(h.member)
		var out struct {
			Sessions []struct {
				Session string
				Here    bool
			}
		}
		list := func() (elsewhere []string, marked string) {
			h.ok(json.Unmarshal(h.do(get("/api/v1/settings"), there).Body.Bytes(), &out))
			for _, one := range out.Sessions {
				if one.Here {
					marked += one.Session
				} else {
					elsewhere = append(elsewhere, one.Session)
				}
			}
			return elsewhere, marked
		}
		others, there1 := list()
		if len(others) != 2 || len(there1) != 12 {
			t.Fatalf("%v", out)
		}
		if w := h.do(post("/do/end-session", url.Values{"session": {there1}}), h.session(h.owner)); w.Code != 404 {
			t.Errorf("another's: %d", w.Code)
		}
		if w := h.do(post("/do/end-session", url.Values{"session": {there1}}), here); w.Code != 303 {
			t.Errorf("end: %d", w.Code)
		}
		for what, want := range map[string]bool{"here": false, "there": true, "third": false} {
			sign := map[string]func(*http.Request){"here": here, "there": there, "third": third}[what]
			if w := h.do(get("/settings"), sign); denied(w) != want {
				t.Errorf("%s: %d", what, w.Code)
			}
		}
	})
}
