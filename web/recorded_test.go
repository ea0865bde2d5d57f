package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// caller scripts the records over real HTTP, with a key.
type caller struct {
	*testing.T
	at, key string
}

func (c *caller) do(method, path, body string, header ...string) (*http.Response, map[string]any) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.at+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.key)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(w.Body)
	if err != nil {
		c.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		c.Fatalf("%s %s: %d %s", method, path, w.StatusCode, raw)
	}
	return w, out
}

// must does what has to be answered so.
func (c *caller) must(status int, method, path, body string, header ...string) map[string]any {
	c.Helper()
	w, out := c.do(method, path, body, header...)
	if w.StatusCode != status {
		c.Fatalf("%s %s %s: %d, want %d: %v", method, path, body, w.StatusCode, status, out)
	}
	return out
}

func newCaller(t *testing.T, d *db.DB) *caller { return callerOf(newHouse(t, d, Config{})) }

// callerOf furnishes a house and scripts it as its owner.
func callerOf(h *testHouse) *caller {
	h.furnishBook()
	_, key, err := h.crm.Access.CreateToken(h.Context(), access.System("test"), h.owner, access.NewKey{Name: "script"})
	h.ok(err)
	server := httptest.NewServer(h.handler)
	h.Cleanup(server.Close)
	return &caller{h.T, server.URL, key}
}

func TestRecordsByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		w, acme := c.do("POST", "/accounts", `{"name": "Acme Ltd", "country": "GB", "owner": "olga@example.org"}`, "Idempotency-Key", "a1")
		if w.StatusCode != 201 || w.Header.Get("ETag") != `"1"` || w.Header.Get("Location") != fmt.Sprintf("/api/v1/accounts/%v", acme["id"]) {
			t.Fatalf("%d %v %v", w.StatusCode, w.Header, acme)
		}
		again := c.must(201, "POST", "/accounts", `{"name": "Acme Ltd", "country": "GB", "owner": "olga@example.org"}`, "Idempotency-Key", "a1")
		if again["id"] != acme["id"] {
			t.Errorf("the same key made another: %v", again)
		}
		c.must(422, "POST", "/accounts", `{"name": "Bcme"}`, "Idempotency-Key", "a1")
		id := acme["id"].(float64)
		jo := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo Bell", "email": "jo@acme.example", "phone": "020 7946 0991", "account": %v, "role": "director"}`, id))
		if jo["email"] != "jo@acme.example" || jo["account"] != id || fmt.Sprint(jo["accounts"]) != fmt.Sprintf("[map[account:%v role:director]]", id) {
			t.Errorf("%v", jo)
		}
		task := c.must(201, "POST", "/tasks", fmt.Sprintf(`{"title": "Call", "person": %v, "due": "2026-04-02", "owner": "me"}`, jo["id"]))
		if task["account"] != id || task["state"] != "open" || task["due"] != "2026-04-02" {
			t.Errorf("%v", task)
		}
		refused := c.must(422, "POST", "/people", `{"name": 7, "emial": "x", "account": 999999}`)
		if fmt.Sprint(refused["errors"]) == "" || len(refused["errors"].([]any)) != 3 {
			t.Errorf("not all faults at once: %v", refused)
		}
		path := fmt.Sprintf("/people/%v", jo["id"])
		changed := c.must(200, "PATCH", path, `{"email": "jo.bell@acme.example", "tags": ["vip"]}`, "If-Match", `"1"`)
		if changed["email"] != "jo.bell@acme.example" || changed["revision"] != 2.0 || changed["phone"] != "020 7946 0991" {
			t.Errorf("%v", changed)
		}
		late := c.must(412, "PATCH", path, `{"email": "other@acme.example"}`, "If-Match", `"1"`)
		if fmt.Sprint(late["changed"].(map[string]any)["tags"]) != "[<nil> [vip]]" {
			t.Errorf("%v", late)
		}
		past := c.must(200, "GET", path+"/changes", "")["rows"].([]any)
		if len(past) != 2 {
			t.Fatalf("%v", past)
		}
		undone := c.must(200, "POST", fmt.Sprintf("%s/changes/%v/undo", path, past[0].(map[string]any)["id"]), "")
		if undone["email"] != "jo@acme.example" || len(undone["tags"].([]any)) != 0 {
			t.Errorf("%v", undone)
		}
		c.must(200, "DELETE", path, "")
		if rows := c.must(200, "GET", "/people?count=1", "")["rows"].([]any); len(rows) != 0 {
			t.Errorf("archived, and listed: %v", rows)
		}
		c.must(200, "POST", path+"/restore", "")
		list := c.must(200, "GET", "/people?filter=any+accounts.name+%3D+%22acme+ltd%22+and+owner+is+empty&count=1&sort=-name", "")
		if fmt.Sprint(list["count"]) != "map[exact:true n:1]" {
			t.Errorf("%v", list)
		}
		c.must(404, "GET", "/people/99999999", "")
		c.must(422, "GET", "/people?filter=colour+%3D+red", "")
		c.must(422, "GET", "/people?colour=red", "")
	})
}

// TestManyAtOnceByREST: more of them than there are connections, each with the same key.
func TestManyAtOnceByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		ids := make([]string, 100)
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() {
				w, out := c.do("POST", "/accounts", `{"name": "One", "owner": "mo@example.org"}`, "Idempotency-Key", "the same")
				ids[i] = fmt.Sprint(w.StatusCode, out["id"])
			})
		}
		all.Wait()
		slices.Sort(ids)
		if got := slices.Compact(ids); len(got) != 1 || !strings.HasPrefix(got[0], "201 ") {
			t.Errorf("%v", got)
		}
	})
}

func (c *caller) file(path string) []byte {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), "GET", c.at+"/api/v1"+path, nil)
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.key)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != 200 {
		c.Fatalf("%s: %d %s %v", path, w.StatusCode, raw, err)
	}
	return raw
}

// TestFieldsBulkAndExportByREST: a custom field is made, filtered by, edited in bulk, given out, taken away and brought back.
func TestFieldsBulkAndExportByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		tier := c.must(201, "POST", "/fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "silver"], "listed": true}`)
		for body, field := range map[string]string{
			`{"type": "people", "name": "tier", "kind": "text"}`: "name", `{"type": "people", "name": "email", "kind": "text"}`: "name",
			`{"type": "moons", "name": "x", "kind": "text"}`:    "type",
			`{"type": "people", "name": "X y", "kind": "text"}`: "name", `{"type": "people", "name": "x", "kind": "choice"}`: "choices",
			`{"type": "people", "name": "and", "kind": "text"}`: "name",
		} {
			if out := c.must(422, "POST", "/fields", body); out["errors"].([]any)[0].(map[string]any)["field"] != field {
				t.Errorf("%s: %v", body, out)
			}
		}
		var ids []any
		for i, name := range []string{"=cmd()", "Bo", "Cy", "Di"} {
			p := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": %q, "phone": "+44 20 7946 099%d", "custom": {"tier": %s}}`, name, i,
				[]string{`"gold"`, "null"}[i%2]))
			ids = append(ids, p["id"])
		}
		c.must(422, "POST", "/people", `{"name": "X", "custom": {"tier": "lead"}}`)
		gold := func() string {
			var names []string
			for _, r := range c.must(200, "GET", "/people?filter=tier+%3D+gold&sort=name&fields=name,+tier", "")["rows"].([]any) {
				names = append(names, fmt.Sprint(r.(map[string]any)["name"], r.(map[string]any)["custom"]))
			}
			return strings.Join(names, " ")
		}
		if got := gold(); got != "=cmd()map[tier:gold] Cymap[tier:gold]" {
			t.Errorf("%s", got)
		}
		bulk := c.must(200, "POST", "/people/bulk", `{"filter": "tier is empty and name != \"Di\"", "set": {"custom": {"tier": "gold"}}}`,
			"Idempotency-Key", "b")
		if again := c.must(200, "POST", "/people/bulk", `{"filter": "tier is empty and name != \"Di\"", "set": {"custom": {"tier": "gold"}}}`, "Idempotency-Key", "b"); bulk["changed"] != 1.0 || again["batch"] != bulk["batch"] {
			t.Errorf("%v, again %v", bulk, again)
		}
		if groups := c.must(200, "GET", "/people/groups?by=tier",
			"")["groups"]; fmt.Sprint(groups) != "[map[n:3 value:gold] map[n:1 value:<nil>]]" {
			t.Errorf("%v", groups)
		}
		if groups := c.must(200, "GET", "/people?group=tier&filter=name+!=+Di", "")["groups"]; fmt.Sprint(groups) != "[map[n:3 value:gold]]" {
			t.Errorf("%v", groups)
		}
		c.must(422, "GET", "/people?group=tier&limit=3", "")
		if undone := c.must(200, "POST", fmt.Sprintf("/people/bulk/%v/undo", bulk["batch"]),
			""); undone["changed"] != 1.0 || gold() != "=cmd()map[tier:gold] Cymap[tier:gold]" {
			t.Errorf("%v %s", undone, gold())
		}
		want := fmt.Sprintf("id,name,phones,custom.tier,made,changed\n%v,'=cmd(),+44 20 7946 0990,gold,2026-03-31T09:00:00Z,2026-03-31T09:00:00Z\n", ids[0])
		if got := string(c.file("/people/export?format=csv&sort=name&fields=name,phones,custom.tier&filter=name+starts+%22%3D%22")); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		x, err := excelize.OpenReader(bytes.NewReader(c.file("/people/export?format=xlsx&fields=name&sort=-name")))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := x.GetRows("Sheet1"); err != nil || len(rows) != 5 || rows[4][1] != "'=cmd()" {
			t.Errorf("%v %v", rows, err)
		}
		c.must(200, "DELETE", fmt.Sprintf("/fields/%v", tier["id"]), "")
		c.must(422, "GET", "/people?filter=tier+%3D+gold", "")
		c.must(422, "PATCH", fmt.Sprintf("/people/%v", ids[0]), `{"custom": {"tier": "silver"}}`)
		c.must(200, "PATCH", fmt.Sprintf("/people/%v", ids[0]), `{"note": "changed while the field is away"}`)
		c.must(200, "POST", fmt.Sprintf("/fields/%v/restore", tier["id"]), "")
		if got := gold(); got != "=cmd()map[tier:gold] Cymap[tier:gold]" {
			t.Errorf("brought back: %s", got)
		}
	})
}

// Pages are turned both ways, and not both at once; what cannot be asked is refused.
func TestPagesBothWaysByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		for _, name := range []string{"Al", "Bo", "Cy", "Di"} {
			c.must(201, "POST", "/people", fmt.Sprintf(`{"name": %q}`, name))
		}
		c.must(422, "POST", "/people/bulk", `{"filter": "", "set": {"note": "x"}}`)
		c.must(422, "POST", "/people/bulk", `{"ids": [1], "filter": "name = Bo", "archive": true}`)
		c.must(422, "GET", "/people?group=tags", "")
		c.must(422, "GET", "/people/export?format=pdf", "")
		page := c.must(200, "GET", "/people?sort=name&limit=2", "")
		next := c.must(200, "GET", fmt.Sprintf("/people?sort=name&limit=2&after=%v", page["next"]), "")
		if back := c.must(200, "GET", fmt.Sprintf("/people?sort=name&limit=2&before=%v", next["prev"]), ""); fmt.Sprint(back["rows"]) != fmt.Sprint(page["rows"]) {
			t.Errorf("the page before is %v, not %v", back["rows"], page["rows"])
		}
		c.must(422, "GET", fmt.Sprintf("/people?sort=name&limit=2&before=%v&after=%v", next["prev"], page["next"]), "")
	})
}
