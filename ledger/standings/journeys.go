package standings

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Stays are the sums that the scope may see, of stages that were entered in some months, and of those of
// which that is not known; who is in one yet is counted up to today.
func (s *Seen) Stays(ctx context.Context, from, to string) ([]Stay, error) {
	text, args := s.walls("SELECT line, stage, month, went, days, CAST(SUM(n) AS BIGINT) AS n FROM journey_stays WHERE workspace = ? AND (month = '' OR month BETWEEN ? AND ?)",
		[]any{s.b.ws, from, to})
	stays, err := db.All[Stay](ctx, s.b.d, text+" GROUP BY line, stage, month, went, days", args...)
	if err != nil {
		return nil, fmt.Errorf("journey: %w", err)
	}
	today := s.b.Clock.Today()
	for i, x := range stays {
		if x.Went == "" && x.Month != "" {
			stays[i].Days = TwoDigits(float64(max(today-clientele.Day(x.Days), 0)))
		}
	}
	return stays, nil
}

// Way is how a stage was left in a line of business.
type Way struct {
	Line clientele.Line
	Went string
}

// SpanQuery asks who was in a stage.
type SpanQuery struct {
	Stage    clientele.Stage
	Ways     []Way  // in which of the lines, and how they left it: those of which there are any
	From, To string // months of entering it
	Unknown  bool   // those of which that is not known, instead
	Within   int64  // only who left it within so many days; 0 is however long
	After    string
	Limit    int
}

// Travelled is a span with the cause for which it was entered.
type Travelled struct {
	Span
	Cause string
}

type travelledRow struct {
	Account clientele.ID    `db:"account"`
	Line    clientele.Line  `db:"line"`
	At      clientele.ID    `db:"at"`
	Wall    clientele.ID    `db:"wall"`
	Stage   clientele.Stage `db:"stage"`
	Entered string          `db:"entered"`
	Went    string          `db:"went"`
	Until   string          `db:"until_day"`
	Cause   string          `db:"cause"`
}

func (r travelledRow) travelled() Travelled {
	return Travelled{spanRow{Account: r.Account, Line: r.Line, At: r.At, Wall: r.Wall, Stage: r.Stage, Entered: r.Entered, Went: r.Went, Until: r.Until}.span(), r.Cause}
}

type spanCursor struct {
	Entered string
	At      clientele.ID
}

// mostSpanArms are read by one statement.
const mostSpanArms = 64

const withCauses = "SELECT s.account, s.line, s.at, s.wall, s.stage, s.entered, s.went, s.until_day, c.cause FROM (%s) s" +
	" JOIN standing_changes c ON c.workspace = ? AND c.account = s.account AND c.line = s.line AND c.id = s.at"

// Spans gives a page of who was in a stage, who entered it last before the others, and where the next page begins:
// "" at the end. It walks the index of spans a way, and merges what those give.
func (s *Seen) Spans(ctx context.Context, q SpanQuery) (page []Travelled, next string, err error) {
	after := spanCursor{}
	if q.After != "" {
		if err := db.ReadCursor(q.After, &after); err != nil {
			return nil, "", err
		}
	}
	limit := db.Bounded(q.Limit)
	arms := s.spanArms(q, after, limit+1)
	for some := range slices.Chunk(arms, mostSpanArms) {
		var texts []string
		var args []any
		for i, a := range some {
			texts, args = append(texts, fmt.Sprintf("SELECT * FROM (%s) arm%d", a.Text, i)), append(args, a.Args...)
		}
		text := fmt.Sprintf(withCauses, strings.Join(texts, " UNION ALL "))
		for r, err := range db.Each[travelledRow](ctx, s.b.d, text, append(args, s.b.ws)...) {
			if err != nil {
				return nil, "", fmt.Errorf("who was in the stage %s: %w", q.Stage, err)
			}
			page = append(page, r.travelled())
		}
	}
	slices.SortFunc(page, func(a, b Travelled) int { return cmp.Or(cmp.Compare(b.Entered, a.Entered), cmp.Compare(b.At, a.At)) })
	if len(page) <= limit {
		return page, "", nil
	}
	page = page[:limit]
	last := page[limit-1]
	return page, db.WriteCursor(spanCursor{last.Entered.String(), last.At}), nil
}

// spanArms are the walks, of what stands behind no wall and of what stands behind one.
func (s *Seen) spanArms(q SpanQuery, after spanCursor, most int) (arms []db.Expr) {
	walled := db.SQL(" AND wall <> 0")
	seen := s.scope.Sees(s.b.d.Engine, "wall")
	walled.Add(seen.Text, seen.Args...)
	walls := []db.Expr{walled}
	if s.scope.Passes(0) {
		walls = append(walls, db.SQL(" AND wall = 0"))
	}
	for _, w := range q.Ways {
		one := db.SQL(spanRead+" AND stage = ? AND line = ? AND went = ?", s.b.ws, q.Stage, w.Line, w.Went)
		if q.Unknown {
			one.Add(" AND entered = ''")
		} else {
			one.Add(" AND entered BETWEEN ? AND ?", q.From+"-01", q.To+"-31")
		}
		if q.Within > 0 {
			one.Add(" AND went <> '' AND days <= ?", q.Within)
		}
		if after != (spanCursor{}) {
			one.Add(" AND (entered, at) < (?, ?)", after.Entered, after.At)
		}
		for _, wall := range walls {
			arm := db.SQL(one.Text+wall.Text, append(slices.Clone(one.Args), wall.Args...)...)
			arm.Add(" ORDER BY entered DESC, at DESC LIMIT ?", most)
			arms = append(arms, arm)
		}
	}
	return arms
}

// PathOf are the stages through which an account went, in each line, the latest last; at most so many.
func (s *Seen) PathOf(ctx context.Context, accounts []clientele.ID, most int) (all []Travelled, err error) {
	for _, list := range db.Lists(accounts) {
		text, args := s.walls(spanRead+" AND account IN "+db.In(list), db.With(s.b.ws, list))
		text = fmt.Sprintf(withCauses, text+" ORDER BY at DESC LIMIT ?")
		for r, err := range db.Each[travelledRow](ctx, s.b.d, text+" ORDER BY s.account, s.line, s.at", append(args, most, s.b.ws)...) {
			if err != nil {
				return nil, fmt.Errorf("the journey of %d accounts: %w", len(accounts), err)
			}
			all = append(all, r.travelled())
		}
	}
	return all, nil
}
