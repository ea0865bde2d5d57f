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
	"iter"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Book is the book of one workspace. It is safe for concurrent use.
type Book struct {
	Clock *clientele.Clock // in the zone of the firm

	d     *db.DB
	ws    clientele.ID
	trace func(text string, args []any) // sees every read outside a transaction; for tests of query plans
	few   int                           // see fewCandidates
	look  int                           // see mostLooked

	phrases phrasebook
}

// New gives the book of a workspace.
func New(d *db.DB, ws clientele.ID) *Book {
	return &Book{Clock: clientele.NewClock(nil, nil), d: d, ws: ws, few: fewCandidates, look: mostLooked}
}

// InTx runs do in one transaction: all of it is kept, or nothing.
func (b *Book) InTx(ctx context.Context, do func(*db.Tx) error) error { return b.d.InTx(ctx, do) }

// Snapshot lets do read one state of the book, and of all else in its database.
func (b *Book) Snapshot(ctx context.Context, do func(context.Context) error) error {
	return b.d.Snapshot(ctx, do)
}

func (b *Book) now() clientele.Instant { return b.Clock.Now() }

// take gives n new ids, of which it returns the first. It also holds the
// workspace until the transaction ends: one writer of a workspace at a time.
func (b *Book) take(ctx context.Context, tx *db.Tx, n int) (clientele.ID, error) {
	return tx.Take(ctx, b.ws, n)
}

// each reads outside a transaction.
func each[T any](ctx context.Context, b *Book, text string, args ...any) iter.Seq2[T, error] {
	if b.trace != nil {
		b.trace(text, args)
	}
	return db.Each[T](ctx, b.d, text, args...)
}

func all[T any](ctx context.Context, b *Book, text string, args ...any) ([]T, error) {
	if b.trace != nil {
		b.trace(text, args)
	}
	return db.All[T](ctx, b.d, text, args...)
}

func one[T any](ctx context.Context, b *Book, text string, args ...any) (T, error) {
	if b.trace != nil {
		b.trace(text, args)
	}
	return db.One[T](ctx, b.d, text, args...)
}

// day reads a day as it is stored. What we stored ourselves is a day or "".
func day(s string) clientele.Day {
	if s == "" {
		return clientele.NoDay
	}
	d, err := clientele.ParseDay(s)
	if err != nil {
		return clientele.NoDay
	}
	return d
}

func in(list []any) string { return "(" + db.Marks(len(list)) + ")" }

func with(first any, rest []any) []any { return append([]any{first}, rest...) }

// walk is what follows the column in a search for accounts.
type walk struct {
	text string
	args []any
}

// Accounts lie close together where a range of ids, which accounts and entries
// share, holds few others; then it is read at one go.
const (
	leastRange  = 256
	mostBetween = 64 // ids of whatever for one account
)

// walks are the searches for some accounts, in ascending order. They may find others besides.
func walks(ids []clientele.ID) (all []walk) {
	if n := len(ids); n >= leastRange && ids[n-1]-ids[0] <= clientele.ID(mostBetween*n) {
		return []walk{{"BETWEEN ? AND ?", []any{ids[0], ids[n-1]}}}
	}
	for _, list := range db.Lists(ids) {
		all = append(all, walk{"IN " + in(list), list})
	}
	return all
}
