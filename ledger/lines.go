package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

type sameLineRow struct {
	Line  clientele.Line `db:"line"`
	Under clientele.Line `db:"under"`
}

// LinesUnder are the lines of business that go under another, by what entries call them.
func (b *Book) LinesUnder(ctx context.Context, q db.Querier) (map[clientele.Line]clientele.Line, error) {
	under := map[clientele.Line]clientele.Line{}
	for r, err := range db.Each[sameLineRow](ctx, q, "SELECT line, under FROM same_lines WHERE workspace = ?", b.ws) {
		if err != nil {
			return nil, fmt.Errorf("which lines are one: %w", err)
		}
		under[r.Line] = r.Under
	}
	return under, nil
}

// PutLinesUnder says which lines go under which, and gives those that go under another one than
// before, with those under which they went: what is in them is to be folded again (FoldLines).
func (b *Book) PutLinesUnder(ctx context.Context, tx *db.Tx, under map[clientele.Line]clientele.Line) (moved []clientele.Line, err error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil { // nobody folds meanwhile
		return nil, err
	}
	was, err := b.LinesUnder(ctx, tx)
	if err != nil || maps.Equal(was, under) {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM same_lines WHERE workspace = ?", b.ws); err != nil {
		return nil, fmt.Errorf("drop which lines are one: %w", err)
	}
	var args []any
	for line, to := range under {
		args = append(args, b.ws, line, to)
	}
	if err := tx.InsertRows(ctx, "INSERT INTO same_lines (workspace, line, under)", 3, args, ""); err != nil {
		return nil, fmt.Errorf("which lines are one: %w", err)
	}
	for _, change := range []struct {
		of, by map[clientele.Line]clientele.Line
	}{{was, under}, {under, was}} {
		for line, to := range change.of {
			if change.by[line] != to {
				moved = append(moved, line, to)
			}
		}
	}
	slices.Sort(moved)
	return slices.Compact(moved), nil
}

// FoldLines folds the next accounts after one again that have dealings in some lines, and gives
// the relationships that they have now, and the last of these accounts; 0 at the end.
func (b *Book) FoldLines(ctx context.Context, tx *db.Tx, lines []clientele.Line, after clientele.ID, most int) (rels []clientele.Relationship, last clientele.ID, err error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return nil, 0, err
	}
	of := anys(lines)
	accounts, err := db.All[clientele.ID](ctx, tx, "SELECT DISTINCT account FROM histories WHERE workspace = ? AND account > ? AND line IN "+db.In(of)+" ORDER BY account LIMIT ?",
		append(append([]any{b.ws, after}, of...), most)...)
	if err != nil || len(accounts) == 0 {
		return nil, 0, err
	}
	rels, err = b.again(ctx, tx, accounts)
	return rels, accounts[len(accounts)-1], err
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, x := range list {
		all[i] = x
	}
	return all
}
