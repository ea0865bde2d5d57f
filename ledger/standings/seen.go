package standings

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Seen is the list of standings as one scope sees it: what lies behind a wall that it may not pass
// is not there, in lists, counts and sums. Whether there is a wall leads each index by
// which relationships are listed, and the number of the wall each sum; what lies behind
// the walls that the scope passes is looked up by its accounts.
type Seen struct {
	b     *Book
	scope access.Scope
}

// For gives the standings as a scope sees it, for one request.
func (b *Book) For(scope access.Scope) *Seen { return &Seen{b, scope} }

// whole is the book without walls, for the house itself.
func (b *Book) whole() *Seen { return b.For(access.System("the whole book")) }

// Relationships gives a page of the whole list: see Seen.
func (b *Book) Relationships(ctx context.Context, f Filter) ([]Row, string, error) {
	return b.whole().Relationships(ctx, f)
}

// Listed gives a page of the whole list with its count: see Seen.
func (b *Book) Listed(ctx context.Context, f Filter) (Page, error) { return b.whole().Listed(ctx, f) }

// Count says how many of the whole list a filter leaves: see Seen.
func (b *Book) Count(ctx context.Context, f Filter) (n int, capped bool, err error) {
	return b.whole().Count(ctx, f)
}

// KindCounts counts the whole book: see Seen.
func (b *Book) KindCounts(ctx context.Context) ([]KindCount, error) { return b.whole().KindCounts(ctx) }

// Balance sums the whole book: see Seen.
func (b *Book) Balance(ctx context.Context) (Balance, error) { return b.whole().Balance(ctx) }

// Movements are those of the whole book: see Seen.
func (b *Book) Movements(ctx context.Context, from, to clientele.Day) ([]Movement, error) {
	return b.whole().Movements(ctx, from, to)
}

// walls narrows what is kept by wall to what the scope may see.
func (s *Seen) walls(text string, args []any) (string, []any) {
	seen := s.scope.Sees(s.b.d.Engine, "wall")
	return text + seen.Text, append(args, seen.Args...)
}

// Hides are those of some accounts that the scope may not see.
func (s *Seen) Hides(ctx context.Context, accounts []clientele.ID) (map[clientele.ID]bool, error) {
	hidden := map[clientele.ID]bool{}
	if s.scope.EveryWall() {
		return hidden, nil
	}
	accounts = slices.Compact(slices.Sorted(slices.Values(accounts)))
	for _, list := range db.Lists(accounts) {
		for row, err := range db.Each[walledRow](ctx, s.b.d, "SELECT id, wall FROM accounts WHERE workspace = ? AND id IN "+db.In(list), db.With(s.b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("what lies behind walls: %w", err)
			}
			if !s.scope.Passes(row.Wall) {
				hidden[row.ID] = true
			}
		}
	}
	return hidden, nil
}

type walledRow struct {
	ID   clientele.ID `db:"id"`
	Wall clientele.ID `db:"wall"`
}

// Whole says that nothing at all is kept from the scope, whatever walls there are.
func (s *Seen) Whole(ctx context.Context) (bool, error) {
	if s.scope.EveryWall() {
		return true, nil
	}
	if !s.scope.Passes(0) {
		return false, nil
	}
	text, most := "SELECT wall FROM accounts WHERE workspace = ? AND wall <> 0 AND wall > 0 ORDER BY wall LIMIT ?", len(s.scope.Walls())+1
	for wall, err := range db.Each[clientele.ID](ctx, s.b.d, text, s.b.ws, most) { // of more walls than are passed, one is not
		if err != nil {
			return false, fmt.Errorf("walls: %w", err)
		}
		if !s.scope.Passes(wall) {
			return false, nil
		}
	}
	return true, nil
}

// passed are the accounts behind the walls that the scope passes one by one.
func (s *Seen) passed(ctx context.Context) (map[clientele.ID]bool, error) {
	text, args := s.walls("SELECT id FROM accounts WHERE workspace = ? AND wall <> 0", []any{s.b.ws})
	own := map[clientele.ID]bool{}
	for id, err := range db.Each[clientele.ID](ctx, s.b.d, text, args...) {
		if err != nil {
			return nil, fmt.Errorf("what lies behind walls: %w", err)
		}
		own[id] = true
	}
	return own, nil
}

// LatestChanges are the book's, without what the scope may not see.
func (s *Seen) LatestChanges(ctx context.Context, limit int) ([]Change, error) {
	changes, err := s.b.LatestChanges(ctx, limit)
	return shown(ctx, s, changes, err, func(c Change) clientele.ID { return c.Account })
}

// shown are those of some things that are of accounts which the scope may see.
func shown[T any](ctx context.Context, s *Seen, some []T, err error, of func(T) clientele.ID) ([]T, error) {
	if err != nil {
		return nil, err
	}
	ids := make([]clientele.ID, len(some))
	for i, one := range some {
		ids[i] = of(one)
	}
	hidden, err := s.Hides(ctx, ids)
	return slices.DeleteFunc(some, func(one T) bool { return hidden[of(one)] }), err
}
