package directory

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// The engine must not take the workspace for a choice among many.
func TestQueryPlans(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, text := range []string{
		"SELECT id FROM accounts WHERE workspace = ? AND key IN (" + db.Marks(512) + ")",
		"SELECT id FROM accounts WHERE workspace = ? AND id IN (" + db.Marks(512) + ")",
		searching("smith"), searching("0171 555-1234"), searching("jo@acme.example"), searching("acme.example"),
	} {
		args := make([]any, strings.Count(text, "?"))
		for i := range args {
			args[i] = i
		}
		for s, err := range db.Each[step](context.Background(), d, "EXPLAIN QUERY PLAN "+text, args...) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(s.Detail, "SCAN a") || strings.HasPrefix(s.Detail, "SCAN w") || strings.HasSuffix(s.Detail, "(workspace=?)") {
				t.Errorf("%s: %s", s.Detail, text)
			}
		}
	}
}

// searching is the statement of a member's search, but for its bound.
func searching(text string) string {
	query, _ := New(&db.DB{Engine: db.SQLite}, 1).searching(text, Within{Walls: []clientele.ID{0, 4}}, false)
	return query
}

type step struct {
	ID     int    `db:"id"`
	Parent int    `db:"parent"`
	Unused int    `db:"notused"`
	Detail string `db:"detail"`
}
