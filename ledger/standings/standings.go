// Package standings keeps what was measured: each standing, packed, with a narrow row by
// which it is listed; the sums over them by kind, month and movement; the course of each.
//
// It measures nothing and folds nothing: names, walls and last contacts are taken from
// what the book keeps beside it. Start at Keep, which writes, and Seen.Listed, which reads.
package standings

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Book is the part of a workspace's book where its standings are. It is safe for
// concurrent use.
type Book struct {
	Clock    *clientele.Clock // in the zone of the firm
	Patience Patience

	d  *db.DB
	ws clientele.ID

	phrases phrasebook
}

// Patience is when a list is walked in its order instead of sorted, and how far.
type Patience struct {
	Few  int // rows that may be fetched and sorted: see fewCandidates
	Look int // rows that are looked at for a page: see mostLooked
}

// New gives the standings of a workspace.
func New(d *db.DB, ws clientele.ID) *Book {
	return &Book{Clock: clientele.NewClock(nil, nil), d: d, ws: ws, Patience: Patience{fewCandidates, mostLooked}}
}

// InTx runs do in one transaction: all of it is kept, or nothing.
func (b *Book) InTx(ctx context.Context, do func(*db.Tx) error) error { return b.d.InTx(ctx, do) }

// Snapshot lets do read one state of the book, and of all else in its database.
func (b *Book) Snapshot(ctx context.Context, do func(context.Context) error) error {
	return b.d.Snapshot(ctx, do)
}

// Canonical is, within a statement, the party by which a party goes: of its three
// parameters the first is the workspace, the others are the party.
const Canonical = "COALESCE((SELECT canonical FROM same WHERE workspace = ? AND party = ?), ?)"
