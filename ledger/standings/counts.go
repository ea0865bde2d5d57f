package standings

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// countRow is a KindCount of what is open to all, or of what lies behind walls.
type countRow struct {
	Walled   clientele.ID    `db:"walled"` // 1: behind walls
	Line     clientele.Line  `db:"line"`
	Kind     clientele.Kind  `db:"kind"`
	Stage    clientele.Stage `db:"stage"`
	Trend    clientele.Trend `db:"trend"`
	Quiet    int64           `db:"quiet"`
	Currency string          `db:"currency"`
	Count    int64           `db:"n"`
	Revenue  int64           `db:"revenue"`
	Expected int64           `db:"expected"`
}

func (r countRow) count() KindCount {
	return KindCount{r.Line, r.Kind, r.Stage, r.Trend, r.Quiet, r.Currency, r.Count, r.Revenue, r.Expected}
}

const (
	summed     = "CAST(SUM(n) AS BIGINT) AS n"
	summedAlso = summed + ", CAST(SUM(revenue) AS BIGINT) AS revenue, CAST(SUM(expected) AS BIGINT) AS expected"
)

// counts are the sums over what the scope may see, what lies behind walls apart.
func (s *Seen) counts(ctx context.Context) ([]countRow, error) {
	text, args := s.walls("SELECT CASE WHEN wall = 0 THEN 0 ELSE 1 END AS walled, line, kind, stage, trend, quiet, currency, "+summedAlso+
		" FROM standing_counts WHERE workspace = ?", []any{s.b.ws})
	rows, err := db.All[countRow](ctx, s.b.d, text+" GROUP BY CASE WHEN wall = 0 THEN 0 ELSE 1 END, line, kind, stage, trend, quiet, currency"+
		" ORDER BY line, kind, stage, trend, quiet, currency, walled", args...)
	if err != nil {
		return nil, fmt.Errorf("counts by kind: %w", err)
	}
	return rows, nil
}

// KindCounts gives the counts by line, kind, stage, trend, whether they have gone quiet, and currency.
func (s *Seen) KindCounts(ctx context.Context) ([]KindCount, error) {
	rows, err := s.counts(ctx)
	if err != nil {
		return nil, err
	}
	var counts []KindCount
	for _, r := range rows {
		c := r.count()
		if n := len(counts); n > 0 && counts[n-1].alike(c) {
			counts[n-1].Count, counts[n-1].Revenue, counts[n-1].Expected = counts[n-1].Count+c.Count, counts[n-1].Revenue+c.Revenue, counts[n-1].Expected+c.Expected
			continue
		}
		counts = append(counts, c)
	}
	return counts, nil
}

// alike says that two counts are of the same sort.
func (c KindCount) alike(o KindCount) bool {
	o.Count, o.Revenue, o.Expected = c.Count, c.Revenue, c.Expected
	return c == o
}

// Movements gives the movements between kinds in the months from one day to another; NoDay is unbounded.
func (s *Seen) Movements(ctx context.Context, from, to clientele.Day) ([]Movement, error) {
	first, last := monthOf(from), monthOf(to)
	if to == clientele.NoDay {
		last = "9999-12"
	}
	text, args := s.walls("SELECT month, line, was_kind, kind, "+summed+" FROM movements WHERE workspace = ? AND month >= ? AND month <= ?", []any{s.b.ws, first, last})
	moves, err := db.All[Movement](ctx, s.b.d, text+" GROUP BY month, line, was_kind, kind ORDER BY month, line, was_kind, kind", args...)
	if err != nil {
		return nil, fmt.Errorf("movements: %w", err)
	}
	return moves, nil
}

// Balance gives the counts by kind, their months, and every movement. What a month came
// to before a wall was put up is not taken out of it: sums name nobody.
func (s *Seen) Balance(ctx context.Context) (Balance, error) {
	counts, err := s.KindCounts(ctx)
	if err != nil {
		return Balance{}, err
	}
	text, args := s.walls("SELECT month, line, kind, lapsed, currency, "+summedAlso+" FROM kind_months WHERE workspace = ?", []any{s.b.ws})
	months, err := db.All[KindMonth](ctx, s.b.d, text+" GROUP BY month, line, kind, lapsed, currency ORDER BY month, line, kind, lapsed, currency", args...)
	if err != nil {
		return Balance{}, fmt.Errorf("balance: %w", err)
	}
	moves, err := s.Movements(ctx, clientele.NoDay, clientele.NoDay)
	return Balance{byKind(counts), months, moves}, err
}
