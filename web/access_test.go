package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestWhoMay walks every page and act with every sort of visitor. Who is denied
// changes nothing, and looking changes nothing for anybody.
func TestWhoMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.crm.Access.Refused = nil // that they were not let in is written down: TestWhoWasNotLetIn
		h.note()                   // which a page corrects
		for _, p := range page.Pages(h.server.crm.All) {
			h.paths(p) // makes what its page shows
		}
		actors := h.actors()
		before := h.hash()
		unchanged := func(what string) {
			if now := h.hash(); now != before {
				t.Errorf("%s: the database changed", what)
				before = now
			}
		}
		for _, p := range page.Pages(h.server.crm.All) {
			if p.Who.String() == "" {
				t.Errorf("page %s does not say who may", p.Name)
			}
			for _, a := range actors {
				h.get(p, a)
			}
			unchanged("page " + p.Name)
		}
		for _, act := range page.Acts(h.server.crm.All) {
			if act.Who.String() == "" {
				t.Errorf("act %s does not say who may", act.Name)
			}
			for _, a := range actors {
				h.try(act, a)
			}
			unchanged("act " + act.Name)
		}
	})
}

func (h *testHouse) get(p page.Page, a actor) {
	h.Helper()
	page, api := h.paths(p)
	for _, path := range []string{page, api} {
		w := h.do(get(path), a.sign)
		expired := p.Name == "setup" || p.Name == "invite" || p.Name == "second-step" // the link is spent: that is no matter of who asks
		if got, want := denied(w), !p.Who.Allows(a.scope) || a.name == "wrong key"; got != want && !expired {
			h.Errorf("GET %s as %s: %d, denied %v, want %v", path, a.name, w.Code, got, want)
		}
		if !denied(w) && w.Code != 200 {
			h.Errorf("GET %s as %s: %d %s", path, a.name, w.Code, clipBody(w.Body.String()))
		}
	}
}

func clipBody(s string) string { return s[:min(len(s), 600)] }

func (h *testHouse) try(act page.Act, a actor) {
	h.Helper()
	forbidden := !act.Who.Allows(a.scope) || a.name == "wrong key"
	nothing := []string{"sign-out", "measure-now", "backtest-now", "verify", "find-duplicates", "sample-firm", "mention-read", "calendar-address-make", "stability-now", "drivers-now", "learn-add-ons", "forecast-renew", "pipeline-usual", "calendar-address-drop"}
	if !forbidden && slices.Contains(nothing, act.Name) {
		return // these have nothing to be refused for: other tests do them
	}
	for _, r := range []*http.Request{post("/do/"+act.Name, url.Values{"account": {"x"}, "id": {"x"}}), postJSON("/api/v1/"+act.Name, `{}`)} {
		w := h.do(r, a.sign)
		if got := denied(w); got != forbidden {
			h.Errorf("POST %s as %s: %d, denied %v, want %v: %s", r.URL.Path, a.name, w.Code, got, forbidden, clipBody(w.Body.String()))
		}
		if !forbidden && (w.Code < 400 || w.Code >= 500) {
			h.Errorf("POST %s as %s, with nothing in it: %d", r.URL.Path, a.name, w.Code)
		}
	}
}

// TestForeignOrigin: no form of another site does anything.
func TestForeignOrigin(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	before := h.hash()
	for _, act := range page.Acts(h.server.crm.All) {
		for _, path := range []string{"/do/", "/api/v1/"} {
			r := post(path+act.Name, url.Values{})
			r.Header.Set("Origin", "https://elsewhere.example")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			if w := h.do(r, owner); w.Code != http.StatusForbidden {
				t.Errorf("%s from elsewhere: %d", r.URL.Path, w.Code)
			}
		}
	}
	if h.hash() != before {
		t.Error("the database changed")
	}
}

// TestHeaders: every answer carries them.
func TestHeaders(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{BehindProxy: true})
	h.furnish()
	paths := []string{"/healthz", "/nowhere", "/api/v1/openapi.json", "/api/v1/nowhere", "/metrics"}
	for _, p := range page.Pages(h.server.crm.All) {
		page, api := h.paths(p)
		paths = append(paths, page, api)
	}
	for _, path := range paths {
		w := h.do(get(path), h.session(h.owner))
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := w.Header().Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "script-src 'self';") && !strings.HasPrefix(csp, "sandbox; default-src 'none';") {
			t.Errorf("%s: the policy lets script in: %s", path, csp)
		}
		if w.Body.Len() > 0 && !strings.Contains(w.Header().Get("Content-Type"), "charset=utf-8") && !strings.Contains(w.Header().Get("Content-Type"), "json") && path != "/metrics" && w.Header().Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: Content-Type %q", path, w.Header().Get("Content-Type"))
		}
	}
}

// TestUnknown: what is not in the tables is a page to who is in, and a way in to who is not.
func TestUnknown(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	for _, path := range []string{"/.git/config", "/debug/pprof/", "/admin", "/api/v1/nowhere"} {
		if w := h.do(get(path)); !denied(w) {
			t.Errorf("%s as nobody: %d", path, w.Code)
		}
		if w := h.do(get(path), h.session(h.owner)); w.Code != 404 {
			t.Errorf("%s as owner: %d", path, w.Code)
		}
	}
	r := get("/")
	r.Method = "TRACE"
	if w := h.do(r); w.Code != 405 {
		t.Errorf("TRACE: %d", w.Code)
	}
}
