package standings

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// WentLapsed is how a stage is left by who has most likely left for good.
const WentLapsed = "lapsed"

// Stay is how many relationships were in a stage for so long, and how they left it.
type Stay struct {
	Line  clientele.Line  `db:"line"`
	Stage clientele.Stage `db:"stage"`
	Month string          `db:"month"` // of entering, "2026-03"; "" where they were in it when it was first looked at
	Went  string          `db:"went"`  // the stage after it, WentLapsed, or "" while they are in it
	Days  int64           `db:"days"`
	N     int64           `db:"n"`
}

type stayKey struct {
	wall clientele.ID
	Stay // without its N
}

type courseRow struct {
	Account clientele.ID    `db:"account"`
	Line    clientele.Line  `db:"line"`
	ID      clientele.ID    `db:"id"`
	Wall    clientele.ID    `db:"wall"`
	Day     string          `db:"day"`
	Was     clientele.Stage `db:"was_stage"`
	Stage   clientele.Stage `db:"stage"`
	Trend   clientele.Trend `db:"trend"`
}

// walking is a relationship on its way through the stages.
type walking struct {
	of      clientele.Relationship
	wall    clientele.ID
	stage   clientele.Stage // "" is in none
	entered clientele.Day
	known   bool // since when it is in it
}

// ended is the stay that ends with a way on a day.
func (w *walking) ended(went string, on clientele.Day) stayKey {
	k := stayKey{w.wall, Stay{Line: w.of.Line, Stage: w.stage, Went: went, Days: TwoDigits(float64(max(on-w.entered, 0)))}}
	if w.known {
		k.Month = w.entered.String()[:7]
	}
	return k
}

const coursesAtOnce = 20_000

// FoldJourney sums up the courses of all standings as of a day. It may read millions of changes, which
// is for a job; what it sums is written at once.
func (b *Book) FoldJourney(ctx context.Context, today clientele.Day, inTx func(context.Context, func(*db.Tx) error) error) error {
	began, err := db.One[string](ctx, b.d, "SELECT COALESCE(MIN(day), '') FROM standing_changes WHERE workspace = ?", b.ws)
	if err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	sums, w := map[stayKey]int64{}, walking{}
	text := "SELECT c.account, c.line, c.id, a.wall, c.day, c.was_stage, c.stage, c.trend FROM standing_changes c JOIN accounts a ON a.workspace = c.workspace AND a.id = c.account" +
		" WHERE c.workspace = ? AND (c.account, c.line, c.id) > (?, ?, ?) AND a.merged = 0 ORDER BY c.account, c.line, c.id LIMIT ?"
	for last := (courseRow{}); ; {
		rows, err := db.All[courseRow](ctx, b.d, text, b.ws, last.Account, last.Line, last.ID, coursesAtOnce)
		if err != nil {
			return fmt.Errorf("journey: %w", err)
		}
		for _, r := range rows {
			w.step(r, began, today, sums)
		}
		if len(rows) < coursesAtOnce {
			break
		}
		last = rows[len(rows)-1]
	}
	w.close(today, sums)
	return inTx(ctx, func(tx *db.Tx) error { return b.keepJourney(ctx, tx, sums) })
}

// step goes on with a course by one of its changes.
func (w *walking) step(r courseRow, began string, today clientele.Day, sums map[stayKey]int64) {
	rel := clientele.Relationship{Account: r.Account, Line: r.Line}
	if rel != w.of {
		w.close(today, sums)
		*w = walking{of: rel, wall: r.Wall}
	}
	stage, day := r.Stage, db.Day(r.Day)
	if r.Trend == clientele.Lapsed {
		stage = ""
	}
	if stage == w.stage {
		return
	}
	if w.stage != "" && (stage != "" || r.Trend == clientele.Lapsed) { // who left the book has gone nowhere
		went := string(stage)
		if stage == "" {
			went = WentLapsed
		}
		sums[w.ended(went, day)]++
	}
	w.stage, w.entered, w.known = stage, day, r.Was != "" || r.Day != began
}

// close ends a course: who is in a stage is in it yet.
func (w *walking) close(today clientele.Day, sums map[stayKey]int64) {
	if w.stage != "" {
		sums[w.ended("", today)]++
	}
}

func (b *Book) keepJourney(ctx context.Context, tx *db.Tx, sums map[stayKey]int64) error {
	if err := b.ForgetJourney(ctx, tx); err != nil {
		return err
	}
	args := make([]any, 0, 8*len(sums))
	for k, n := range sums {
		args = append(args, b.ws, k.wall, k.Line, k.Stage, k.Month, k.Went, k.Days, n)
	}
	if err := tx.InsertRows(ctx, "INSERT INTO journey_stays (workspace, wall, line, stage, month, went, days, n)", 8, args, ""); err != nil {
		return fmt.Errorf("keep the journey: %w", err)
	}
	return nil
}

// ForgetJourney drops the sums: a wall moved, and what it hides is in them. They are summed anew.
func (b *Book) ForgetJourney(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM journey_stays WHERE workspace = ?", b.ws); err != nil {
		return fmt.Errorf("forget the journey: %w", err)
	}
	return nil
}

// Stays are the sums that the scope may see, of stages that were entered in some months, and of those of
// which that is not known.
func (s *Seen) Stays(ctx context.Context, from, to string) ([]Stay, error) {
	text, args := s.walls("SELECT line, stage, month, went, days, CAST(SUM(n) AS BIGINT) AS n FROM journey_stays WHERE workspace = ? AND (month = '' OR month BETWEEN ? AND ?)",
		[]any{s.b.ws, from, to})
	stays, err := db.All[Stay](ctx, s.b.d, text+" GROUP BY line, stage, month, went, days", args...)
	if err != nil {
		return nil, fmt.Errorf("journey: %w", err)
	}
	return stays, nil
}
