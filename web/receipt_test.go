package web

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestAReceiptCountsWhatItsReaderSees: an owner edits people behind a wall and others; a
// manager who does not pass the wall reads the receipt of it, and learns of the others only.
func TestAReceiptCountsWhatItsReaderSees(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		c.must(200, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), `{"users": ["olga@example.org"]}`)
		h.crowd(7, 0)
		h.crowd(5, h.account)
		first := c.must(200, "GET", "/people?limit=1&sort=id&filter=name+starts+P", "")["rows"].([]any)[0].(map[string]any)["id"]
		c.must(200, "DELETE", fmt.Sprintf("/people/%v", first), "")
		ids := "["
		for i, r := range c.must(200, "GET", "/people?limit=50&filter=name+starts+P", "")["rows"].([]any) {
			ids += fmt.Sprint(map[bool]string{true: "", false: ","}[i == 0], r.(map[string]any)["id"])
		}
		edit := c.must(200, "POST", "/people/bulk", fmt.Sprintf(`{"ids": %s, %v], "set": {"industry": "law"}}`, ids, first))
		receipt := func(c *caller) string {
			out := c.must(200, "GET", fmt.Sprintf("/batches/%v", edit["batch"]), "")
			b := out["batch"].(map[string]any)
			return fmt.Sprint("changed ", b["changed"], " same ", b["same"], " refused ", b["refused"], " of them told ", len(out["refusals"].([]any)), " partly ", b["partly"])
		}
		if got := receipt(c); got != "changed 11 same 0 refused 1 of them told 1 partly <nil>" {
			t.Errorf("who did it reads %s", got)
		}
		manager := h.as(c, h.newUser("Max", access.Manager))
		if got := receipt(manager); got != "changed 6 same 0 refused 1 of them told 1 partly true" {
			t.Errorf("who does not pass the wall reads %s", got)
		}
		for _, r := range manager.must(200, "GET", "/batches", "")["rows"].([]any) {
			if row := r.(map[string]any); row["id"] == edit["batch"] && (row["changed"] != 0.0 || row["partly"] != true) {
				t.Errorf("the list says %v", row)
			}
		}
	})
}
