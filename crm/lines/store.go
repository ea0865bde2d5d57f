package lines

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

const workspace clientele.ID = 1 // the only one of this version

// kept is a line of business as its row has it, also one that was merged or put away.
type kept struct {
	ID     clientele.ID   `db:"id"`
	Name   string         `db:"name"`
	Line   clientele.Line `db:"line"`
	Merged clientele.ID   `db:"merged"`
	Away   int64          `db:"archived"`
	Rev    int64          `db:"revision"`
}

func all(ctx context.Context, q db.Querier) ([]kept, error) {
	rows, err := db.All[kept](ctx, q, "SELECT id, name, line, merged, archived, revision FROM business_lines WHERE workspace = ? ORDER BY name, id", workspace)
	if err != nil {
		return nil, fmt.Errorf("lines of business: %w", err)
	}
	return rows, nil
}
