package tasks

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

type followRow struct {
	ID      clientele.ID `db:"id"`
	Follows clientele.ID `db:"follows"`
	Rev     int64        `db:"revision"`
}

// following are the tasks that follow on some, by the one that they follow.
func (t *Tasks) following(ctx context.Context, tx *db.Tx, some []*record.Record) (map[clientele.ID]followRow, error) {
	ids := make([]clientele.ID, len(some))
	for i, r := range some {
		ids[i] = r.ID
	}
	found := map[clientele.ID]followRow{}
	for _, list := range db.Lists(ids) {
		text := "SELECT id, follows, revision FROM tasks WHERE workspace = ? AND follows <> 0 AND follows IN (" + db.Marks(len(list)) + ") AND archived = 0 AND merged = 0"
		for row, err := range db.Each[followRow](ctx, tx, text, append([]any{t.Workspace}, list...)...) {
			if err != nil {
				return nil, fmt.Errorf("what follows on tasks: %w", err)
			}
			found[row.Follows] = row
		}
	}
	return found, nil
}

// remindedMost is where counting reminders ends.
const remindedMost = 99

// Waiting counts the reminders of somebody whose moment has come.
func (t *Tasks) Waiting(ctx context.Context, s access.Scope) (int, error) {
	if s.User() == 0 && !s.EveryWall() {
		return 0, nil
	}
	seen := s.Sees(t.DB.Engine, "wall")
	text := "SELECT 1 FROM tasks WHERE workspace = ? AND owner = ? AND remind <> '' AND remind <= ? AND archived = 0 AND merged = 0" + seen.Text
	n, err := db.One[int](ctx, t.DB, "SELECT COUNT(*) FROM ("+text+fmt.Sprintf(" LIMIT %d) AS come", remindedMost),
		append([]any{t.Workspace, s.User(), t.now()}, seen.Args...)...)
	if err != nil {
		return 0, fmt.Errorf("reminders: %w", err)
	}
	return n, nil
}

// firstPromises are the open promises to some accounts that come up first, one to each; one
// without a day comes after every day.
func (t *Tasks) firstPromises(ctx context.Context, s access.Scope, accounts []clientele.ID) (ids []clientele.ID, err error) {
	seen := s.Sees(t.DB.Engine, "wall")
	for _, list := range db.Lists(accounts) {
		text := `SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY account ORDER BY CASE comes WHEN '' THEN 1 ELSE 0 END, comes, id) AS place FROM tasks
			WHERE workspace = ? AND account <> 0 AND account IN ` + db.In(list) + " AND promise = 1 AND state <> 'done' AND archived = 0 AND merged = 0" + seen.Text + ") AS first WHERE place = 1"
		some, err := db.All[clientele.ID](ctx, t.DB, text, append(append([]any{t.Workspace}, list...), seen.Args...)...)
		if err != nil {
			return nil, fmt.Errorf("what is promised first: %w", err)
		}
		ids = append(ids, some...)
	}
	return ids, nil
}
