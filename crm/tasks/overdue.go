package tasks

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Overdue are the promises whose day is past, of some users or of all (nil), the longest first, and
// how many there are.
func (t *Tasks) Overdue(ctx context.Context, s access.Scope, owners []clientele.ID, after string, limit int) (steps []shape.Step, next string, n page.Count, err error) {
	filter := record.All{compare("comes", record.Less, t.Clock.Today().String()), is("promise", "yes")}
	if owners != nil {
		of := record.Cond{Field: "owner", Op: record.In}
		for _, u := range owners[:min(len(owners), 200)] {
			of.Values = append(of.Values, u.String())
		}
		filter = append(filter, of)
	}
	found, err := t.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: "comes", Limit: limit, At: after, Count: true})
	if err != nil {
		return nil, "", n, err
	}
	if found.Count != nil {
		n = page.Count{N: found.Count.N, Capped: !found.Count.Exact}
	}
	rows, _, err := t.rows(ctx, s, found.Rows)
	return t.stepsOf(found.Rows, rows), found.Next, n, err
}
