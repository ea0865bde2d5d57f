package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest"
)

// What a program did by a key stands in the trail as done by a key: also a merge, and its taking back.
func TestAMergeByAKeyIsByAKey(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	c := callerOf(h)
	one := c.must(201, "POST", "/people", `{"name": "Ann Lee"}`)["id"]
	other := c.must(201, "POST", "/people", `{"name": "Anne Lee"}`)["id"]
	merge := c.must(200, "POST", fmt.Sprintf("/people/%v/merge", one), fmt.Sprintf(`{"other": %v}`, other))["merge"]
	c.must(200, "POST", fmt.Sprintf("/people/%v/unmerge", one), fmt.Sprintf(`{"merge": %v}`, merge))
	found := 0
	for _, row := range h.trailOf("", h.session(h.owner)).Rows {
		if strings.HasPrefix(row.What, "Merged") || strings.HasPrefix(row.What, "Unmerged") {
			if found++; row.Way != "by a key" {
				t.Errorf("%s %s: %s", row.What, row.Record, row.Way)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of a merge and its taking back", found)
	}
}
