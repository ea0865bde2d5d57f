package web

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestAnUndoneImportLeavesNoAccount: whom only an undone import knew is in no list and found
// by no number; whom a hand touched, or who has people, stays; a redo brings them back.
func TestAnUndoneImportLeavesNoAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		before := c.must(200, "GET", "/accounts?count=1&sort=name", "")
		rows := before["rows"].([]any)
		kept, gone := rows[0].(map[string]any), rows[1].(map[string]any)
		c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo", "account": %v}`, kept["id"]))
		c.must(200, "POST", "/import-undo", fmt.Sprintf(`{"id": %d}`, h.imported))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		after := c.must(200, "GET", "/accounts?count=1&sort=name", "")
		if got := after["rows"].([]any); len(got) != 1 || got[0].(map[string]any)["id"] != kept["id"] || fmt.Sprint(after["count"]) != "map[exact:true n:1]" {
			t.Errorf("left: %v", after)
		}
		c.must(404, "GET", fmt.Sprintf("/accounts/%v", gone["id"]), "")
		c.must(200, "POST", "/import-redo", fmt.Sprintf(`{"id": %d}`, h.imported))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if again := c.must(200, "GET", "/accounts?count=1&sort=name", ""); fmt.Sprint(again["count"]) != fmt.Sprint(before["count"]) {
			t.Errorf("redone: %v, before %v", again["count"], before["count"])
		}
	})
}
