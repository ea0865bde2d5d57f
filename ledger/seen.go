package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Seen is the book as one scope sees it: what lies behind a wall that it may not pass
// is not there, in lists, counts and sums. Accounts behind walls are few beside all, so
// they are looked up once, and left out.
type Seen struct {
	*Book
	scope  access.Scope
	looked bool
	hidden map[clientele.ID]bool
}

// For gives the book as a scope sees it, for one request.
func (b *Book) For(scope access.Scope) *Seen { return &Seen{Book: b, scope: scope} }

// Hidden are the accounts that the scope may not see.
func (s *Seen) Hidden(ctx context.Context) (map[clientele.ID]bool, error) {
	if s.looked || s.scope.EveryWall() {
		return s.hidden, nil
	}
	text, args := "SELECT id FROM accounts WHERE workspace = ?", []any{s.ws}
	if s.scope.Passes(0) {
		text += " AND wall <> 0"
	}
	s.hidden = map[clientele.ID]bool{}
	walls := s.scope.Walls()
	for row, err := range each[walledRow](ctx, s.Book, "SELECT id, wall FROM accounts WHERE workspace = ? AND id IN ("+text+")", with(s.ws, args)...) {
		if err != nil {
			return nil, fmt.Errorf("what lies behind walls: %w", err)
		}
		if !slices.Contains(walls, row.Wall) {
			s.hidden[row.ID] = true
		}
	}
	s.looked = true
	return s.hidden, nil
}

type walledRow struct {
	ID   clientele.ID `db:"id"`
	Wall clientele.ID `db:"wall"`
}

// rowsOf are the list rows of the hidden accounts, with what they add to the sums.
func (s *Seen) rowsOf(ctx context.Context, hidden map[clientele.ID]bool) (map[group]sums, error) {
	t := newTally()
	for _, list := range db.Lists(slices.Sorted(maps.Keys(hidden))) {
		for was, err := range each[listed](ctx, s.Book, listedRead+" AND s.account IN "+in(list)+" ORDER BY s.account, s.line", with(s.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("sums behind walls: %w", err)
			}
			t.count(&was, 1)
		}
	}
	return t.groups, nil
}

// KindCounts is the book's, without what is hidden.
func (s *Seen) KindCounts(ctx context.Context) ([]KindCount, error) {
	counts, err := s.Book.KindCounts(ctx)
	if err != nil {
		return nil, err
	}
	hidden, err := s.Hidden(ctx)
	if err != nil || len(hidden) == 0 {
		return counts, err
	}
	less, err := s.rowsOf(ctx, hidden)
	if err != nil {
		return nil, err
	}
	left := counts[:0]
	for _, c := range counts {
		gone := less[group{c.Line, c.Kind, c.Stage, c.Trend, c.Currency}]
		c.Count, c.Revenue, c.Expected = c.Count-gone.n, c.Revenue-gone.revenue, c.Expected-gone.expected
		if c.Count > 0 || c.Revenue != 0 {
			left = append(left, c)
		}
	}
	return left, nil
}

// Listed is the book's, without what is hidden: a page may be shorter for it.
func (s *Seen) Listed(ctx context.Context, f Filter) (Page, error) {
	p, err := s.Book.Listed(ctx, f)
	if err != nil {
		return p, err
	}
	hidden, err := s.Hidden(ctx)
	if err != nil || len(hidden) == 0 {
		return p, err
	}
	p.Rows = slices.DeleteFunc(p.Rows, func(r Row) bool { return hidden[r.Account] })
	l, err := s.listing(ctx, f)
	if err != nil {
		return p, err
	}
	if len(l.facets) == 0 || p.Capped {
		return p, nil
	}
	behind, err := l.ofAccounts(ctx, slices.Sorted(maps.Keys(hidden)))
	p.Count -= len(behind)
	return p, err
}

// Relationships is the book's, without what is hidden.
func (s *Seen) Relationships(ctx context.Context, f Filter) ([]Row, string, error) {
	rows, next, err := s.Book.Relationships(ctx, f)
	if err != nil {
		return nil, "", err
	}
	hidden, err := s.Hidden(ctx)
	return slices.DeleteFunc(rows, func(r Row) bool { return hidden[r.Account] }), next, err
}

// LatestChanges are the book's, without what is hidden.
func (s *Seen) LatestChanges(ctx context.Context, limit int) ([]Change, error) {
	changes, err := s.Book.LatestChanges(ctx, limit)
	if err != nil {
		return nil, err
	}
	hidden, err := s.Hidden(ctx)
	return slices.DeleteFunc(changes, func(c Change) bool { return hidden[c.Account] }), err
}

// Balance is the book's, without what is hidden. Months and movements were summed over
// all when they were measured: who may not see all is shown those of no month.
func (s *Seen) Balance(ctx context.Context) (Balance, error) {
	b, err := s.Book.Balance(ctx)
	if err != nil {
		return b, err
	}
	hidden, err := s.Hidden(ctx)
	if err != nil || len(hidden) == 0 {
		return b, err
	}
	b.Now, err = s.KindCounts(ctx)
	b.Months, b.Movements = nil, nil
	return b, err
}
