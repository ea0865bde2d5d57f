package directory

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Care is who looks after an account, and behind which wall it stands; 0 for nobody and none.
type Care struct {
	Account clientele.ID `db:"id"`
	Owner   clientele.ID `db:"owner"`
	Wall    clientele.ID `db:"wall"`
}

// CareOf gives the care of some accounts, as a transaction sees it.
func (x *Directory) CareOf(ctx context.Context, tx *db.Tx, ids []clientele.ID) (map[clientele.ID]Care, error) {
	found := make(map[clientele.ID]Care, len(ids))
	for _, list := range db.Lists(ids) {
		text := "SELECT id, owner, wall FROM accounts WHERE workspace = ? AND id IN (" + db.Marks(len(list)) + ")"
		rows, err := db.All[Care](ctx, tx, text, append([]any{x.ws}, list...)...)
		if err != nil {
			return nil, fmt.Errorf("who looks after accounts: %w", err)
		}
		for _, r := range rows {
			found[r.Account] = r
		}
	}
	return found, nil
}
