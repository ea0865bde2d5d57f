package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// KeepFit keeps what was fitted, by name; the one before goes.
func (b *Book) KeepFit(ctx context.Context, tx *db.Tx, name string, on clientele.Day, fit []byte) error {
	return tx.InsertRows(ctx, "INSERT INTO fits (workspace, name, day, fit)", 4, []any{b.ws, name, on.String(), fit},
		"ON CONFLICT (workspace, name) DO UPDATE SET day = excluded.day, fit = excluded.fit")
}

// Fit gives what was fitted, and the day of its evidence; a fault of the kind
// NotFound where nothing was.
func (b *Book) Fit(ctx context.Context, name string) (fit []byte, on clientele.Day, err error) {
	return b.fit(ctx, b.d, name)
}

// FitIn is Fit within a transaction. One that holds the workspace must not wait
// for a second connection: all others may be waiting for it.
func (b *Book) FitIn(ctx context.Context, tx *db.Tx, name string) (fit []byte, on clientele.Day, err error) {
	return b.fit(ctx, tx, name)
}

type fitRow struct {
	Day string `db:"day"`
	Fit []byte `db:"fit"`
}

func (b *Book) fit(ctx context.Context, q db.Querier, name string) (fit []byte, on clientele.Day, err error) {
	row, err := db.One[fitRow](ctx, q, "SELECT day, fit FROM fits WHERE workspace = ? AND name = ?", b.ws, name)
	if errors.Is(err, db.ErrNoRow) {
		return nil, clientele.NoDay, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.unmeasured"), Remedy: clientele.Tell("ledger.unmeasured-remedy"), Err: err}
	}
	if err != nil {
		return nil, clientele.NoDay, fmt.Errorf("fit %s: %w", name, err)
	}
	return row.Fit, db.Day(row.Day), nil
}
