package access

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Passing are those who may pass a wall (0: where there is none), and may come in: of
// whom somebody may be told who sees what stands behind it.
func (a *Access) Passing(ctx context.Context, wall clientele.ID) ([]User, error) {
	rows, err := db.All[userRow](ctx, a.d, selectUser+`disabled = 0 AND id > 0 AND (
		role <> ? AND (CAST(? AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM walls w WHERE w.workspace = ? AND w.id = ? AND w.open = 1))
		OR id IN (SELECT user_id FROM wall_users WHERE workspace = ? AND wall = ?)) ORDER BY name, id`,
		a.ws, Outside, wall, a.ws, wall, a.ws, wall)
	if err != nil {
		return nil, fmt.Errorf("who passes wall %d: %w", wall, err)
	}
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, nil
}
