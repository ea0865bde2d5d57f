package db

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
)

// LastID is the last id of a workspace that was given to anything; what is written later has a greater one.
func LastID(ctx context.Context, q Querier, workspace clientele.ID) (clientele.ID, error) {
	last, err := One[clientele.ID](ctx, q, "SELECT last_id FROM workspaces WHERE id = ?", workspace)
	if err != nil {
		return 0, fmt.Errorf("last id: %w", err)
	}
	return last, nil
}

// Take gives n new ids of a workspace, of which it returns the first. It also holds
// the workspace until the transaction ends: one writer of a workspace at a time.
// Taking none just waits for that turn.
func (t *Tx) Take(ctx context.Context, workspace clientele.ID, n int) (first clientele.ID, err error) {
	if t.frozen && n == 0 { // nobody writes: it is always our turn
		last, err := One[clientele.ID](ctx, t, "SELECT last_id FROM workspaces WHERE id = ?", workspace)
		return last + 1, err
	}
	last, err := One[clientele.ID](ctx, t, "UPDATE workspaces SET last_id = last_id + ? WHERE id = ? RETURNING last_id", n, workspace)
	if err != nil {
		return 0, fmt.Errorf("take %d ids in workspace %d: %w", n, workspace, err)
	}
	return last - clientele.ID(n) + 1, nil
}
