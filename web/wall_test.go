package web

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestWallByREST: behind a wall an account and its people are there for those named,
// and for nobody else, owner or not.
func TestWallByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		owner := c.key
		member := h.key
		id := c.must(201, "POST", "/accounts", `{"name": "Quiet Ltd"}`)["id"]
		person := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo Bell", "account": %v}`, id))["id"]
		path := fmt.Sprintf("/accounts/%v/wall", id)
		as := func(key string) *caller { return &caller{c.T, c.at, key} }
		as(member).must(403, "PUT", path, `{"users": ["mo@example.org"]}`)
		c.must(422, "PUT", path, `{"users": ["mo@example.org"]}`)
		c.must(422, "PUT", path, `{"users": ["olga@example.org", "eve@example.org"]}`)
		c.must(404, "PUT", "/accounts/999999/wall", `{"users": ["olga@example.org"]}`)
		if out := c.must(200, "PUT", path, `{"users": ["olga@example.org"]}`); fmt.Sprint(out["users"]) != "[olga@example.org]" {
			t.Errorf("%v", out)
		}
		for _, hidden := range []string{path, fmt.Sprintf("/accounts/%v", id), fmt.Sprintf("/people/%v", person)} {
			as(member).must(404, "GET", hidden, "")
			as(owner).must(200, "GET", hidden, "")
		}
		nora, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Nora", Email: "nora@example.org", Password: "nine yellow saucers"}, access.Owner)
		h.ok(err)
		_, second, err := h.crm.Access.CreateToken(t.Context(), access.System("test"), nora, access.NewKey{Name: "script"})
		h.ok(err)
		as(second).must(404, "PUT", path, `{"users": ["nora@example.org"]}`)
		as(second).must(404, "DELETE", path, "")
		c.must(200, "PUT", path, `{"users": ["olga@example.org", "mo@example.org"]}`)
		as(member).must(200, "GET", fmt.Sprintf("/people/%v", person), "")
		as(member).must(403, "DELETE", path, "")
		c.must(200, "DELETE", path, "")
		as(second).must(200, "GET", fmt.Sprintf("/people/%v", person), "")
		if out := c.must(200, "GET", path, ""); fmt.Sprint(out["users"]) != "[]" {
			t.Errorf("%v", out)
		}
	})
}
