package stability

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/revenue"
)

// keptRow is one of what is kept.
type keptRow struct {
	AllLines int64          `db:"all_lines"`
	Line     clientele.Line `db:"line"`
	Currency string         `db:"currency"`
	Weight   int64          `db:"weight"`
}

// partFor is what somebody may see: all, where no wall stands before them, else what is open to all.
func (c *Stability) partFor(ctx context.Context, s access.Scope) (string, error) {
	whole, err := c.Book.For(s).Whole(ctx)
	if whole {
		return partAll, err
	}
	return partOpen, err
}

// kept are the lines and currencies of which there are figures, those with most relationships first.
func (c *Stability) kept(ctx context.Context, part string) ([]keptRow, error) {
	return db.All[keptRow](ctx, c.DB, "SELECT all_lines, line, currency, weight FROM stability WHERE workspace = ? AND part = ? ORDER BY weight DESC, currency, line", c.Workspace, part)
}

func (c *Stability) view(ctx context.Context, part string, row keptRow) (*revenue.Figures, error) {
	body, err := db.One[string](ctx, c.DB, "SELECT body FROM stability WHERE workspace = ? AND part = ? AND all_lines = ? AND line = ? AND currency = ?", c.Workspace, part, row.AllLines, row.Line, row.Currency)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("stability: %w", err)
	}
	v := &revenue.Figures{}
	if err := json.Unmarshal([]byte(body), v); err != nil {
		return nil, fmt.Errorf("read the stability: %w", err)
	}
	return v, nil
}

// choose finds the row of a line, or of all, in a currency; in that of most relationships where
// none is named, and one with amounts before one that only counts orders.
func choose(rows []keptRow, line *clientele.Line, currency string) (keptRow, bool) {
	best, found := keptRow{}, false
	for _, r := range rows {
		if (line == nil) != (r.AllLines == 1) || line != nil && *line != r.Line || currency != "" && r.Currency != currency {
			continue
		}
		if !found || best.Currency == "" {
			best, found = r, true
		}
	}
	return best, found
}

// currenciesIn are those of all lines, in the order of choose.
func currenciesIn(rows []keptRow) (all []string) {
	for _, r := range rows {
		if r.AllLines == 1 && r.Currency != "" {
			all = append(all, r.Currency)
		}
	}
	return all
}

func linesIn(rows []keptRow) (all []clientele.Line) {
	for _, r := range rows {
		if r.AllLines == 0 && !slices.Contains(all, r.Line) {
			all = append(all, r.Line)
		}
	}
	slices.Sort(all)
	return all
}

// yearRow is a relationship in a list.
type yearRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
	Began   string         `db:"began"`
	Moved   revenue.Moved  `db:"moved"`
	Minor   int64          `db:"minor"`
	Before  int64          `db:"before"`
	Weight  int64          `db:"weight"`
}

// whoAsked narrows the list of who stands behind a number.
type whoAsked struct {
	moved    revenue.Moved
	line     *clientele.Line
	currency string
	from, to string // months of beginning
	after    string
	limit    int
}

// byBegan says in which order it is listed: by the month of beginning where that narrows it, else
// by the larger of the two years.
func (q *whoAsked) byBegan() bool { return q.from != "" || q.to != "" }

type whoCursor struct {
	Weight  int64          `json:"w,omitempty"`
	Began   string         `json:"b,omitempty"`
	Account clientele.ID   `json:"a"`
	Line    clientele.Line `json:"l,omitempty"`
}

func (c *Stability) whoSQL(s access.Scope, q *whoAsked) (text string, args []any) {
	text, args = " FROM revenue_years WHERE workspace = ? AND currency = ?", []any{c.Workspace, q.currency}
	if q.moved != "" {
		text, args = text+" AND moved = ?", append(args, q.moved)
	}
	if q.from != "" {
		text, args = text+" AND began >= ?", append(args, q.from)
	}
	if q.to != "" {
		text, args = text+" AND began <= ?", append(args, q.to)
	}
	if q.line != nil {
		text, args = text+" AND line = ?", append(args, *q.line)
	}
	seen := s.Sees(c.DB.Engine, "wall")
	return text + seen.Text, append(args, seen.Args...)
}

// whoCounted is up to how many are counted.
const whoCounted = 10_000

// whoPage is a page of the list, where the next begins, and how many there are in all.
func (c *Stability) whoPage(ctx context.Context, s access.Scope, q *whoAsked) (rows []yearRow, next string, n int64, err error) {
	text, args := c.whoSQL(s, q)
	if n, err = db.One[int64](ctx, c.DB, "SELECT COUNT(*) FROM (SELECT 1"+text+" LIMIT ?) few", slices.Concat(args, []any{whoCounted + 1})...); err != nil {
		return nil, "", 0, fmt.Errorf("count who: %w", err)
	}
	order := " ORDER BY weight DESC, account DESC, line DESC"
	if q.byBegan() {
		order = " ORDER BY began DESC, account DESC, line DESC"
	}
	if q.after != "" {
		var at whoCursor
		if err := db.ReadCursor(q.after, &at); err != nil {
			return nil, "", 0, err
		}
		if q.byBegan() {
			text, args = text+" AND (began, account, line) < (CAST(? AS TEXT), ?, ?)", append(args, at.Began, at.Account, at.Line)
		} else {
			text, args = text+" AND (weight, account, line) < (?, ?, ?)", append(args, at.Weight, at.Account, at.Line)
		}
	}
	rows, err = db.All[yearRow](ctx, c.DB, "SELECT account, line, began, moved, minor, before, weight"+text+order+" LIMIT ?", append(args, q.limit+1)...)
	if err != nil {
		return nil, "", 0, fmt.Errorf("who: %w", err)
	}
	if len(rows) > q.limit {
		rows = rows[:q.limit]
		last := rows[q.limit-1]
		next = db.WriteCursor(whoCursor{last.Weight, last.Began, last.Account, last.Line})
	}
	return rows, next, n, nil
}
