// Package ledger keeps the book: append-only entries, the histories folded from
// them, the standings measured from those, and the fits that measure them.
//
// It measures nothing and reads no files. What is folded can be dropped and
// folded again (Rebuild); entries, imports, and the course of the standings cannot.
//
// Start at Append, which writes; then Timeline, History and Relationships, which read.
package ledger

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Book is the book of one workspace, with the standings that were measured of it. It is
// safe for concurrent use.
type Book struct {
	*standings.Book

	// Heard is told, in its transaction, that contact was written by hand or removed, or that an
	// import begins or ceases to count; nil where nobody listens.
	Heard func(ctx context.Context, tx *db.Tx) error

	// Turned is told that an import is being taken back, or brought back, before histories are
	// folded again; it is told again where that was cut short. nil where nobody listens.
	Turned func(ctx context.Context, i Import) error

	d  *db.DB
	ws clientele.ID
}

// New gives the book of a workspace.
func New(d *db.DB, ws clientele.ID) *Book {
	return &Book{Book: standings.New(d, ws), d: d, ws: ws}
}

func (b *Book) now() clientele.Instant { return b.Clock.Now() }
