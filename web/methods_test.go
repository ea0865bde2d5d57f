package web

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// Whatever a program asks for at an address of ours, it is answered as RFC 9457 says; where only
// the method is wrong, it is told those that are right.
func TestWhatIsNotThereIsAProblem(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"PATCH", "/api/v1/accounts/", 404, ""}, {"GET", "/api/v1/accounts/", 404, ""}, {"PUT", "/api/v1/accounts", 405, "GET, POST"},
		{"PUT", "/api/v1/accounts/1", 405, "GET, PATCH, DELETE"}, {"GET", "/api/v1/people/1/restore", 405, "POST"}, {"POST", "/api/v1/accounts/1/wall", 405, "GET, PUT, DELETE"},
		{"POST", "/api/v1/accounts/1/page", 405, "GET"}, {"GET", "/api/v1/rename-firm", 405, "POST"}, {"DELETE", "/api/v1/today", 405, "GET"}, {"GET", "/api/v1/people/1/nothing", 404, ""},
		{"GET", "/api/v1/", 404, ""}, {"GET", "/api/", 404, ""}, {"POST", "/api/v2/people", 404, ""}, {"BREW", "/api/v1/people", 405, "GET, POST"}, {"PATCH", "/api/v1/openapi.json", 405, "GET"},
		{"POST", "/api/v1/people/bulk/1/undo/more", 404, ""},
	} {
		r := get(tt.path)
		r.Method = tt.method
		w := h.do(r, owner)
		var p problem
		err := json.Unmarshal(w.Body.Bytes(), &p)
		if err != nil || w.Code != tt.status || p.Status != tt.status || w.Header().Get("Content-Type") != "application/problem+json" || p.Detail == "" || p.Remedy == "" {
			t.Errorf("%s %s: %d %s %s", tt.method, tt.path, w.Code, w.Header().Get("Content-Type"), clipBody(w.Body.String()))
		}
		if got := w.Header().Get("Allow"); got != tt.allow {
			t.Errorf("%s %s allows %q, want %q", tt.method, tt.path, got, tt.allow)
		}
		r = get(tt.path)
		r.Method = tt.method
		if w := h.do(r); w.Code != 401 || w.Header().Get("Allow") != "" {
			t.Errorf("%s %s, of nobody: %d", tt.method, tt.path, w.Code)
		}
	}
	r := post("/people", nil)
	if w := h.do(r, owner); w.Code != 405 || w.Header().Get("Allow") != "GET" || !strings.Contains(w.Body.String(), "<h1") {
		t.Errorf("a page that is sent something: %d", w.Code)
	}
}
