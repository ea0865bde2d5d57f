package ledger

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Facts are counts of what is in the book.
type Facts struct {
	Accounts      int64         `json:"accounts" db:"accounts"`
	Relationships int64         `json:"relationships" db:"relationships"` // with a standing
	Entries       int64         `json:"entries" db:"entries"`             // also of undone imports
	Imports       int64         `json:"imports" db:"imports"`
	Undone        int64         `json:"undone" db:"undone"`
	Rejects       int64         `json:"rejects" db:"rejects"`
	Fits          int64         `json:"fits" db:"fits"`
	LastDay       clientele.Day `json:"last_day,omitzero"`
}

// Facts counts. Only the accounts are really counted; the rest was summed before.
func (b *Book) Facts(ctx context.Context) (Facts, error) {
	f, err := db.One[Facts](ctx, b.d, "SELECT"+
		" (SELECT COUNT(*) FROM accounts WHERE workspace = ?) AS accounts,"+
		" (SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM standing_counts WHERE workspace = ?) AS relationships,"+
		" (SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT) FROM spans WHERE workspace = ?) AS entries,"+
		" (SELECT COUNT(*) FROM imports WHERE workspace = ?) AS imports,"+
		" (SELECT COUNT(*) FROM imports WHERE workspace = ? AND state IN ('undoing', 'undone')) AS undone,"+
		" (SELECT CAST(COALESCE(SUM(rejected), 0) AS BIGINT) FROM imports WHERE workspace = ?) AS rejects,"+
		" (SELECT COUNT(*) FROM fits WHERE workspace = ?) AS fits",
		b.ws, b.ws, b.ws, b.ws, b.ws, b.ws, b.ws)
	if err != nil {
		return Facts{}, fmt.Errorf("facts: %w", err)
	}
	f.LastDay, err = b.LastDay(ctx, b.Clock.Today())
	return f, err
}
