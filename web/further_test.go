package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// boat is one more type of record: its declaration and its table are all there is of it.
var boat = record.Type{
	Name: "boat", Plural: "boats", Home: "/boats", Of: []string{"account"}, Title: "name", Sort: "name", Folded: true,
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed(), record.Link("account", record.Account).Listed(),
		record.Email("email").Searched(), record.User("owner").Listed(), record.Long("note"),
	},
}

const boats = "CREATE TABLE boats (workspace BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL DEFAULT '', name_sort TEXT NOT NULL DEFAULT ''," +
	" email TEXT NOT NULL DEFAULT '', owner BIGINT NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', revision BIGINT NOT NULL DEFAULT 1, archived BIGINT NOT NULL DEFAULT 0," +
	" wall BIGINT NOT NULL DEFAULT 0, merged BIGINT NOT NULL DEFAULT 0, account BIGINT NOT NULL DEFAULT 0, import BIGINT NOT NULL DEFAULT 0, custom %s NOT NULL DEFAULT '{}'," +
	" made BIGINT NOT NULL DEFAULT 0, made_by TEXT NOT NULL DEFAULT '', changed BIGINT NOT NULL DEFAULT 0, changed_by TEXT NOT NULL DEFAULT '', PRIMARY KEY (workspace, id))"

// One more type of record costs its declaration and its table: it is listed, found, exported,
// walled, undone, compared, brought in, handed on, asked more of, in REST and described.
func TestOneMoreTypeOfRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		custom := "TEXT"
		if d.Engine == db.Postgres {
			custom = "JSONB"
		}
		_, write := d.SQL()
		if _, err := write.ExecContext(t.Context(), fmt.Sprintf(boats, custom)); err != nil {
			t.Fatal(err)
		}
		h := newHouse(t, d, Config{}, boat)
		c := callerOf(h)
		made := c.must(201, "POST", "/boats", fmt.Sprintf(`{"name": "Kittiwake", "account": %d, "email": "crew@kittiwake.example", "owner": "mo@example.org"}`, h.account))
		path := fmt.Sprintf("/boats/%v", made["id"])
		c.must(422, "POST", "/boats", `{"name": "Nemo", "keel": 3}`)
		owner, member := h.session(h.owner), h.session(h.member)
		reads := func(at, word string, seen bool, sign ...any) {
			t.Helper()
			w := h.do(get(at), owner)
			if len(sign) > 0 {
				w = h.do(get(at), member)
			}
			if strings.Contains(w.Body.String(), word) != seen {
				t.Errorf("%s: %d, and %q is there: %v", at, w.Code, word, !seen)
			}
		}
		reads("/boats", "Kittiwake", true)
		reads(path, "crew@kittiwake.example", true)
		reads(fmt.Sprintf("/accounts/%d/record", h.account), path, true)
		reads("/search?q=kittiw", path, true)
		reads("/own-fields?of=boats", "<form", true)
		reads("/batches", `value="boats"`, true)
		reads(fmt.Sprintf("/leaving?id=%d", h.member), "boats", true)
		reads("/api/v1/boats/export?format=csv", "Kittiwake", true)
		reads("/api/v1/openapi.json", "/api/v1/boats/{id}", true)
		h.twins(c)
		c.must(200, "PATCH", path, `{"note": "leaks"}`)
		past := c.must(200, "GET", path+"/changes", "")["rows"].([]any)
		if undone := c.must(200, "POST", fmt.Sprintf("%s/changes/%v/undo", path, past[0].(map[string]any)["id"]), ""); undone["note"] != "" && undone["note"] != nil {
			t.Errorf("undone, and %v", undone)
		}
		reads(path, "Kittiwake", true, member)
		if w := h.do(postJSON("/api/v1/put-wall", fmt.Sprintf(`{"account": %d, "users": [%d]}`, h.account, h.owner)), owner); w.Code != 200 {
			t.Fatalf("a wall: %d %s", w.Code, clipBody(w.Body.String()))
		}
		for _, at := range []string{"/boats", path, "/search?q=kittiw", "/api/v1/boats/export?format=csv"} {
			reads(at, "Kittiwake", false, member)
			reads(at, "Kittiwake", true)
		}
	})
}

// twins are two boats that may be one, as duplicates say.
func (h *testHouse) twins(c *caller) {
	h.Helper()
	twin := c.must(201, "POST", "/boats", `{"name": "Kittiwake", "email": "crew@kittiwake.example"}`)
	found, err := h.crm.Records.Query(h.Context(), access.System("a test"), record.Query{Type: boat.Name, Count: true})
	h.ok(err)
	if found.Count.N != 2 {
		h.Errorf("%d boats", found.Count.N)
	}
	if w := h.do(get("/duplicates?of=boats"), h.session(h.owner)); strings.Count(w.Body.String(), "Kittiwake") < 2 {
		h.Errorf("the two boats of one name and address are no pair: %d", w.Code)
	}
	c.must(200, "DELETE", fmt.Sprintf("/boats/%v", twin["id"]), "")
}
