package standings

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// WentLapsed is how a stage is left by who has most likely left for good.
const WentLapsed = "lapsed"

// Span is a stage that a relationship is in, or was.
type Span struct {
	clientele.Relationship
	At      clientele.ID // the change by which they entered it
	Wall    clientele.ID // of the account
	Stage   clientele.Stage
	Entered clientele.Day // NoDay where they were in it when it was first looked at
	Went    string        // the stage after it, WentLapsed, or "" while they are in it
	Until   clientele.Day // on which they left it; NoDay while they are in it
}

// Days are how long it lasted, beyond 99 to two digits; 0 while it lasts, and where it is not known since when.
func (s Span) Days() int64 {
	if s.Went == "" || s.Entered == clientele.NoDay {
		return 0
	}
	return TwoDigits(float64(max(s.Until-s.Entered, 0)))
}

// stay is the sum in which a span is one.
func (s Span) stay() stayKey {
	k := stayKey{s.Wall, Stay{Line: s.Line, Stage: s.Stage, Went: s.Went, Days: s.Days()}}
	if s.Entered != clientele.NoDay {
		if k.Month = s.Entered.String()[:7]; s.Went == "" {
			k.Days = int64(s.Entered)
		}
	}
	return k
}

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

// courseRow is a step of a course, with the wall of whose it is.
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

// spansOf are the stages in which relationships were by their courses, one after another in the order of
// account, line and number. Who lapses leaves their stage; who leaves the book has gone nowhere, and the stage
// in which they were is not told. Who was in one on the day on which anything was first measured was so before.
func spansOf(rows []courseRow, began string) (all []Span) {
	var open *Span
	var of clientele.Relationship
	for _, r := range rows {
		if rel := (clientele.Relationship{Account: r.Account, Line: r.Line}); rel != of {
			of, open = rel, nil
		}
		stage, day := r.Stage, db.Day(r.Day)
		if r.Trend == clientele.Lapsed {
			stage = ""
		}
		switch {
		case open == nil && stage == "" || open != nil && open.Stage == stage:
			continue
		case open != nil && stage == "" && r.Trend != clientele.Lapsed:
			all = all[:len(all)-1]
		case open != nil:
			open.Until = day
			if open.Went = string(stage); stage == "" {
				open.Went = WentLapsed
			}
		}
		if open = nil; stage != "" {
			one := Span{Relationship: of, At: r.ID, Wall: r.Wall, Stage: stage}
			if r.Was != "" || r.Day != began {
				one.Entered = day
			}
			all = append(all, one)
			open = &all[len(all)-1]
		}
	}
	return all
}

type spanRow struct {
	Account clientele.ID    `db:"account"`
	Line    clientele.Line  `db:"line"`
	At      clientele.ID    `db:"at"`
	Wall    clientele.ID    `db:"wall"`
	Stage   clientele.Stage `db:"stage"`
	Entered string          `db:"entered"`
	Went    string          `db:"went"`
	Until   string          `db:"until_day"`
	N       int64           `db:"n"` // how many are alike, where that is asked
}

func (r spanRow) span() Span {
	return Span{clientele.Relationship{Account: r.Account, Line: r.Line}, r.At, r.Wall, r.Stage, db.Day(r.Entered), r.Went, db.Day(r.Until)}
}

// RenewSpans brings the journey of some accounts to what their courses say, and the sums with it: behind the wall
// that is around them, and without those that were merged into others. Who writes what it follows from
// calls it in the same transaction.
func (b *Book) RenewSpans(ctx context.Context, tx *db.Tx, accounts []clientele.ID) error {
	if len(accounts) == 0 {
		return nil
	}
	if _, err := tx.Take(ctx, b.ws, 0); err != nil { // nobody else adds to the sums meanwhile
		return err
	}
	began, err := db.All[string](ctx, tx, "SELECT day FROM standing_changes WHERE workspace = ? ORDER BY id LIMIT 1", b.ws)
	if err != nil || len(began) == 0 {
		return err
	}
	sums := map[stayKey]int64{}
	for _, w := range db.Walks(slices.Compact(slices.Sorted(slices.Values(accounts)))) {
		if err := b.renewWalk(ctx, tx, w, began[0], sums); err != nil {
			return fmt.Errorf("the journey of %d accounts: %w", len(accounts), err)
		}
	}
	return b.addStays(ctx, tx, sums)
}

func (b *Book) renewWalk(ctx context.Context, tx *db.Tx, w db.Walk, began string, sums map[stayKey]int64) error {
	args := db.With(b.ws, w.Args)
	rows, err := db.All[courseRow](ctx, tx, "SELECT c.account, c.line, c.id, a.wall, c.day, c.was_stage, c.stage, c.trend FROM standing_changes c"+
		" JOIN accounts a ON a.workspace = c.workspace AND a.id = c.account AND a.merged = 0 WHERE c.workspace = ? AND c.account "+w.Text+
		" ORDER BY c.account, c.line, c.id", args...)
	if err != nil {
		return err
	}
	kept, err := db.All[spanRow](ctx, tx, spanRead+" AND account "+w.Text, args...)
	if err != nil {
		return err
	}
	was := make(map[clientele.ID]Span, len(kept)) // changes are numbered across all
	for _, r := range kept {
		was[r.At] = r.span()
	}
	var fresh []any
	for _, is := range spansOf(rows, began) {
		before, known := was[is.At]
		if delete(was, is.At); known && before == is {
			continue
		}
		if known {
			sums[before.stay()]--
		}
		sums[is.stay()]++
		fresh = append(fresh, b.ws, is.Account, is.Line, is.At, is.Wall, is.Stage, is.Entered.String(), is.Went, is.Until.String(), is.Days())
	}
	if err := b.dropSpans(ctx, tx, was, sums); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO journey_spans (workspace, account, line, at, wall, stage, entered, went, until_day, days)", 10, fresh,
		"ON CONFLICT (workspace, account, line, at) DO UPDATE SET wall = excluded.wall, stage = excluded.stage, entered = excluded.entered,"+
			" went = excluded.went, until_day = excluded.until_day, days = excluded.days")
}

const spanRead = "SELECT account, line, at, wall, stage, entered, went, until_day FROM journey_spans WHERE workspace = ?"

// dropSpans takes away what no course says any more.
func (b *Book) dropSpans(ctx context.Context, tx *db.Tx, gone map[clientele.ID]Span, sums map[stayKey]int64) error {
	var accounts, at []clientele.ID
	for id, s := range gone {
		sums[s.stay()]--
		accounts, at = append(accounts, s.Account), append(at, id)
	}
	for i, list := range db.Lists(at) {
		of := db.Lists(accounts)[i]
		text := "DELETE FROM journey_spans WHERE workspace = ? AND account IN " + db.In(of) + " AND at IN " + db.In(list)
		if _, err := tx.Exec(ctx, text, append(db.With(b.ws, of), list...)...); err != nil {
			return err
		}
	}
	return nil
}

// addStays adds to the sums.
func (b *Book) addStays(ctx context.Context, tx *db.Tx, sums map[stayKey]int64) error {
	var args []any
	for k, n := range sums {
		if n != 0 {
			args = append(args, b.ws, k.wall, k.Line, k.Stage, k.Month, k.Went, k.Days, n)
		}
	}
	if len(args) == 0 {
		return nil
	}
	err := tx.InsertRows(ctx, "INSERT INTO journey_stays (workspace, wall, line, stage, month, went, days, n)", 8, args,
		"ON CONFLICT (workspace, wall, line, stage, month, went, days) DO UPDATE SET n = journey_stays.n + excluded.n")
	if err == nil {
		_, err = tx.Exec(ctx, "DELETE FROM journey_stays WHERE workspace = ? AND n = 0", b.ws)
	}
	if err != nil {
		return fmt.Errorf("sum up the journey: %w", err)
	}
	return nil
}

const journeysAtOnce = 2_000

// FoldJourney makes the journey of all accounts anew, so many in a transaction, and then its sums; what was right
// stays as it is.
func (b *Book) FoldJourney(ctx context.Context, inTx func(context.Context, func(*db.Tx) error) error) error {
	for last := clientele.ID(0); ; {
		ids, err := db.All[clientele.ID](ctx, b.d, "SELECT id FROM accounts WHERE workspace = ? AND id > ? ORDER BY id LIMIT ?", b.ws, last, journeysAtOnce)
		if err != nil {
			return fmt.Errorf("journey: %w", err)
		}
		if len(ids) == 0 {
			break
		}
		if err := inTx(ctx, func(tx *db.Tx) error { return b.RenewSpans(ctx, tx, ids) }); err != nil {
			return err
		}
		last = ids[len(ids)-1]
	}
	return inTx(ctx, func(tx *db.Tx) error { return b.resumJourney(ctx, tx) })
}

// resumJourney makes the sums anew of the spans.
func (b *Book) resumJourney(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM journey_stays WHERE workspace = ?", b.ws); err != nil {
		return fmt.Errorf("sum up the journey: %w", err)
	}
	sums := map[stayKey]int64{}
	text := "SELECT wall, line, stage, entered, went, MAX(until_day) AS until_day, CAST(COUNT(*) AS BIGINT) AS n FROM journey_spans WHERE workspace = ?" +
		" GROUP BY wall, line, stage, entered, went, days"
	for r, err := range db.Each[spanRow](ctx, tx, text, b.ws) {
		if err != nil {
			return fmt.Errorf("sum up the journey: %w", err)
		}
		sums[r.span().stay()] += r.N
	}
	return b.addStays(ctx, tx, sums)
}
