package records

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/people"
	"github.com/clientele-crm/clientele/crm/tasks"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/record"
)

func newHandler(d *db.DB, role access.Role) (*Handler, *record.Store) {
	clock := clientele.NewClock(func() time.Time { return time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC) }, time.UTC)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	store := record.New(d, 1, jobs.New(d, 1, "", log).Book, clock, account.Type, people.Type, tasks.Type)
	who := func(*http.Request) (access.Scope, error) {
		return access.Of(access.User{ID: 1, Role: role}, nil, nil), nil
	}
	return New(store, "/api/v1", who, log, Limits{BodyMost: 2000}), store
}

func do(h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestBadRequests: each is told what is wrong, where and the remedy, and changes nothing.
func TestBadRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, _ := newHandler(d, access.Member)
		if w := do(h, "POST", "/accounts", `{"name": "A"}`); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		for _, tt := range []struct {
			status             int
			method, path, body string
			header             []string
		}{
			{422, "GET", "/accounts?filter=%zz", "", nil}, {422, "GET", "/accounts/export?format=csv&filter=name+=+B;a", "", nil},
			{422, "GET", "/accounts?filter=name+=+B&filter=", "", nil}, {422, "GET", "/accounts/1?fields=name&fields=note", "", nil},
			{422, "POST", "/accounts", `{"name": `, nil}, {422, "POST", "/accounts", `["name"]`, nil}, {422, "POST", "/accounts", `null`, nil},
			{413, "POST", "/accounts", `{"name": "` + strings.Repeat("x", 3000) + `"}`, nil}, {422, "POST", "/accounts", "name=A",
				[]string{"Content-Type", "text/plain"}},
			{422, "PATCH", "/accounts/1", `{"name": "B"}`, []string{"If-Match", "yesterday"}}, {412, "PATCH", "/accounts/1", `{"name": "B"}`,
				[]string{"If-Match", `"7"`}},
			{422, "POST", "/accounts", `{"name": "B"}`, []string{"Idempotency-Key", strings.Repeat("k", 300)}}, {404, "GET", "/accounts/x", "",
				nil}, {404, "GET", "/accounts/0", "", nil},
			{404, "GET", "/accounts/99999999999999999999", "", nil}, {404, "PATCH", "/accounts/9", `{"name": "B"}`, nil}, {404, "POST",
				"/accounts/1/changes/1/undo", "", nil},
			{422, "GET", "/accounts?filter=name", "", nil}, {422, "GET", "/accounts?filter=%7B%22and%22%3A7%7D", "", nil}, {422, "GET",
				"/accounts?filter=name+%3D+%22%00%22", "", nil},
			{422, "GET", "/accounts?sort=tags", "", nil}, {422, "GET", "/accounts?limit=0", "", nil}, {422, "GET", "/accounts?limit=99999", "",
				nil}, {422, "GET", "/accounts?after=x", "", nil},
			{422, "GET", "/accounts?fields=name,colour", "", nil}, {422, "GET", "/accounts?flter=x", "", nil}, {422, "GET",
				"/accounts/groups?by=tags", "", nil},
			{422, "GET", "/accounts/groups?by=kind&sum=name", "", nil}, {403, "POST", "/fields", `{"type": "people", "name": "x", "kind": "text"}`, nil},
			{422, "DELETE", "/accounts/1", `{"name": "B"}`, nil}, {422, "POST", "/accounts/1/changes/1/undo", `{"all": true}`, nil}, {404,
				"POST", "/accounts/bulk/5/undo", "", nil},
			{422, "POST", "/accounts/bulk", `{"filter": "name = A"}`, nil}, {422, "POST", "/accounts/bulk", `{"ids": "1", "set": {}, "x": 1}`, nil},
		} {
			w := do(h, tt.method, tt.path, tt.body, tt.header...)
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(),
				&p); err != nil || w.Code != tt.status || w.Header().Get("Content-Type") != "application/problem+json" || p.Detail == "" || p.Remedy == "" {
				t.Errorf("%s %s %s: %d %s", tt.method, tt.path, tt.body, w.Code, w.Body)
			}
		}
		n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM entries WHERE workspace = 1")
		if err != nil || n != 1 {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// TestAFullDiskIsSaid: with the remedy, as every kind of fault is.
func TestAFullDiskIsSaid(t *testing.T) {
	h, _ := newHandler(dbtest.SQLite(t), access.Member)
	for kind, want := range map[clientele.FaultKind]int{clientele.Full: 507, clientele.Unavailable: 503, clientele.Conflict: 409} {
		w := httptest.NewRecorder()
		h.fail(w, httptest.NewRequest("POST", "/api/v1/people", nil), access.Scope{}, &clientele.Fault{Kind: kind, What: "full", Remedy: "make room"})
		if w.Code != want || !strings.Contains(w.Body.String(), "make room") {
			t.Errorf("%s: %d %s", kind, w.Code, w.Body)
		}
	}
}

// TestWhoMayNot: who only reads changes nothing; nobody gets nothing.
func TestWhoMayNot(t *testing.T) {
	d := dbtest.SQLite(t)
	reader, _ := newHandler(d, access.Reader)
	nobody, _ := newHandler(d, "")
	for _, tt := range []struct {
		h            *Handler
		status       int
		method, path string
	}{{reader, 200, "GET", "/people"}, {reader, 403, "POST", "/people"}, {reader, 403, "POST", "/people/bulk"}, {nobody, 401, "GET",
		"/people"}, {nobody, 401, "POST", "/people"}, {nobody, 401, "GET", "/people/export"}} {
		body := map[string]string{"POST": `{"ids": [1], "archive": true}`}[tt.method]
		if tt.path == "/people" && body != "" {
			body = `{"name": "A"}`
		}
		if w := do(tt.h, tt.method, tt.path, body); w.Code != tt.status {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, w.Code, w.Body)
		}
	}
}

// TestDescribed: every address that is answered is described, and every name that is referred to is there.
func TestDescribed(t *testing.T) {
	_, store := newHandler(dbtest.SQLite(t), access.Owner)
	d := Describe(store.Types(), "/api/v1")
	text, err := json.Marshal(map[string]any{"paths": d.Paths, "schemas": d.Schemas})
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"#/components/schemas/([^"]*)"`).FindAllStringSubmatch(string(text), -1)
	for _, m := range refs {
		if d.Schemas[m[1]] == nil {
			t.Errorf("nothing is called %s", m[1])
		}
	}
	for _, ty := range store.Types() {
		for _, f := range ty.Fields {
			if d.Schemas[ty.Name].Properties[f.Name] == nil || (d.Schemas[ty.Name+"Edit"].Properties[f.Name] == nil) != f.Fixed {
				t.Errorf("%s.%s is not described", ty.Name, f.Name)
			}
		}
	}
	if len(refs) < 50 || d.Paths["/api/v1/people/{id}"].Patch == nil || d.Paths["/api/v1/fields"].Post == nil {
		t.Errorf("%d references, %d paths", len(refs), len(d.Paths))
	}
}
