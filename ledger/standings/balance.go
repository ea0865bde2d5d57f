package standings

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// KindCount is how many relationships are alike, and what they come to, in one
// currency. Revenue and Expected are minor units of it. A relationship is counted
// in its main currency; Revenue holds what was spent in this one by all of them, so
// that Count may be 0.
type KindCount struct {
	Line     clientele.Line  `json:"line" db:"line"`
	Kind     clientele.Kind  `json:"kind" db:"kind"`
	Stage    clientele.Stage `json:"stage,omitempty" db:"stage"`
	Trend    clientele.Trend `json:"trend,omitempty" db:"trend"`
	Quiet    int64           `json:"quiet,omitempty" db:"quiet"` // 1: clients, or such until they fell silent, who slip
	Currency string          `json:"currency,omitempty" db:"currency"`
	Count    int64           `json:"count" db:"n"`
	Revenue  int64           `json:"revenue" db:"revenue"`
	Expected int64           `json:"expected" db:"expected"`
}

// KindMonth is a KindCount of whose trend no more is told than whether they have lapsed, as it was when a month was
// last measured. Month is "2026-03".
type KindMonth struct {
	Month    string         `json:"month" db:"month"`
	Line     clientele.Line `json:"line" db:"line"`
	Kind     clientele.Kind `json:"kind" db:"kind"`
	Lapsed   int64          `json:"lapsed,omitempty" db:"lapsed"` // 1: who has lapsed
	Currency string         `json:"currency,omitempty" db:"currency"`
	Count    int64          `json:"count" db:"n"`
	Revenue  int64          `json:"revenue" db:"revenue"`
	Expected int64          `json:"expected" db:"expected"`
}

// Movement is how many relationships went from one kind to another in a month.
// Was "" came new into the book, Is "" left it.
type Movement struct {
	Month string         `json:"month" db:"month"`
	Line  clientele.Line `json:"line" db:"line"`
	Was   clientele.Kind `json:"was,omitempty" db:"was_kind"`
	Is    clientele.Kind `json:"is,omitempty" db:"kind"`
	Count int64          `json:"count" db:"n"`
}

// Balance is how many there are of each kind, now and month by month.
type Balance struct {
	Now       []KindCount `json:"now"` // stage and trend are left out
	Months    []KindMonth `json:"months"`
	Movements []Movement  `json:"movements"`
}

func byKind(counts []KindCount) []KindCount {
	sums := map[KindCount]KindCount{}
	for _, c := range counts {
		key := KindCount{Line: c.Line, Kind: c.Kind, Currency: c.Currency}
		s := sums[key]
		sums[key] = KindCount{c.Line, c.Kind, "", "", 0, c.Currency, s.Count + c.Count, s.Revenue + c.Revenue, s.Expected + c.Expected}
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b KindCount) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Currency, b.Currency))
	})
}

func monthOf(d clientele.Day) string {
	if d == clientele.NoDay {
		return ""
	}
	return d.String()[:7]
}

// tally gathers what standings change in the sums that are kept beside them.
type tally struct {
	groups map[group]sums
	moves  map[move]int64
	last   clientele.Day
}

type group struct {
	wall     clientele.ID
	line     clientele.Line
	kind     clientele.Kind
	stage    clientele.Stage
	trend    clientele.Trend
	quiet    int64
	currency string
}

type sums struct{ n, revenue, expected int64 }

type move struct {
	wall    clientele.ID
	month   string
	line    clientele.Line
	was, is clientele.Kind
}

func newTally() *tally { return &tally{map[group]sums{}, map[move]int64{}, clientele.NoDay} }

// count puts a standing in n times: once, or -1 times to take it out. It is counted
// in its main currency; of each other one, what was spent in it is summed.
func (t *tally) count(l *listed, n int64) {
	g := l.group()
	expected, others := summedIn(l.Packed)
	s := t.groups[g]
	t.groups[g] = sums{s.n + n, s.revenue + n*l.Revenue, s.expected + n*expected}
	for _, m := range others {
		g.currency = m.Currency
		s := t.groups[g]
		s.revenue += n * m.Minor
		t.groups[g] = s
	}
}

// each counts standings, as they are read.
func (t *tally) each(rows iter.Seq2[listed, error]) error {
	for r, err := range rows {
		if err != nil {
			return fmt.Errorf("count standings: %w", err)
		}
		t.count(&r, 1)
	}
	maps.DeleteFunc(t.groups, func(_ group, s sums) bool { return s == (sums{}) })
	return nil
}

func (t *tally) move(on clientele.Day, l listed, was, is clientele.Kind) {
	t.last = max(t.last, on)
	if was != is {
		t.moves[move{l.Wall, monthOf(on), l.Line, was, is}]++
	}
}

// keepTally adds a tally to the sums, and takes the picture of its month.
func (b *Book) keepTally(ctx context.Context, tx *db.Tx, t *tally) error {
	if err := b.addCounts(ctx, tx, t); err != nil {
		return err
	}
	var args []any
	for m, n := range t.moves {
		args = append(args, b.ws, m.wall, m.month, m.line, m.was, m.is, n)
	}
	err := tx.InsertRows(ctx, "INSERT INTO movements (workspace, wall, month, line, was_kind, kind, n)", 7, args,
		"ON CONFLICT (workspace, wall, month, line, was_kind, kind) DO UPDATE SET n = movements.n + excluded.n")
	if err != nil {
		return err
	}
	return b.keepMonth(ctx, tx, monthOf(t.last))
}

// addCounts adds a tally to the sums.
func (b *Book) addCounts(ctx context.Context, tx *db.Tx, t *tally) error {
	var args []any
	for g, s := range t.groups {
		if s != (sums{}) {
			args = append(args, b.ws, g.wall, g.line, g.kind, g.stage, g.trend, g.quiet, g.currency, s.n, s.revenue, s.expected)
		}
	}
	err := tx.InsertRows(ctx, "INSERT INTO standing_counts (workspace, wall, line, kind, stage, trend, quiet, currency, n, revenue, expected)", 11, args,
		"ON CONFLICT (workspace, wall, line, kind, stage, trend, quiet, currency) DO UPDATE SET n = standing_counts.n + excluded.n,"+
			" revenue = standing_counts.revenue + excluded.revenue, expected = standing_counts.expected + excluded.expected")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM standing_counts WHERE workspace = ? AND n = 0 AND revenue = 0 AND expected = 0", b.ws); err != nil {
		return fmt.Errorf("count standings: %w", err)
	}
	return nil
}

func (b *Book) keepMonth(ctx context.Context, tx *db.Tx, month string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM kind_months WHERE workspace = ? AND month = ?", b.ws, month); err != nil {
		return fmt.Errorf("balance of %s: %w", month, err)
	}
	_, err := tx.Exec(ctx, "INSERT INTO kind_months (workspace, wall, month, line, kind, lapsed, currency, n, revenue, expected)"+
		" SELECT workspace, wall, CAST(? AS TEXT), line, kind, CASE WHEN trend = 'lapsed' THEN 1 ELSE 0 END AS gone, currency, CAST(SUM(n) AS BIGINT), CAST(SUM(revenue) AS BIGINT), CAST(SUM(expected) AS BIGINT)"+
		" FROM standing_counts WHERE workspace = ? GROUP BY workspace, wall, line, kind, gone, currency", month, b.ws)
	if err != nil {
		return fmt.Errorf("balance of %s: %w", month, err)
	}
	return nil
}

// Recount sums the standings again.
func (b *Book) Recount(ctx context.Context, tx *db.Tx) error {
	t := newTally()
	if err := t.each(db.Each[listed](ctx, tx, listedRead, b.ws)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM standing_counts WHERE workspace = ?", b.ws); err != nil {
		return fmt.Errorf("count standings: %w", err)
	}
	var args []any
	for g, s := range t.groups {
		args = append(args, b.ws, g.wall, g.line, g.kind, g.stage, g.trend, g.quiet, g.currency, s.n, s.revenue, s.expected)
	}
	return tx.InsertRows(ctx, "INSERT INTO standing_counts (workspace, wall, line, kind, stage, trend, quiet, currency, n, revenue, expected)", 11, args, "")
}
