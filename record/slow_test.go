package record

import (
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

// TestSlowListNamesItsCondition: a list that takes longer than people wait ends, and says which condition to narrow;
// so do its counts by group, and what is asked of many before they are changed.
func TestSlowListNamesItsCondition(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.made("account", `{"name": "Ann"}`)
		x.patience = time.Nanosecond
		filter, err := ParseFilter(`name contains "n" and count(order, 90 days) >= 2`)
		x.ok(err)
		q := Query{Type: "account", Filter: filter, Count: true}
		_, list := x.Query(t.Context(), x.boss, q)
		_, groups := x.Groups(t.Context(), x.boss, q, "name", "")
		_, would := x.BulkTrial(t.Context(), x.boss, &Bulk{Type: "account", Filter: filter, Set: raw(`{"name": "Bo"}`)})
		for name, err := range map[string]error{"a list": list, "groups": groups, "an edit": would} {
			if clientele.KindOf(err) != clientele.Unavailable || !strings.Contains(say.English.Error(err), "count(order, 90 days)") || strings.Contains(say.English.Error(err), "contains") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
