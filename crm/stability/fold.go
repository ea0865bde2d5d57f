package stability

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/revenue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// FoldNowIn asks for the figures anew.
type FoldNowIn struct{}

// FoldNow asks for the figures anew.
func (c *Stability) FoldNow(ctx context.Context, s access.Scope, _ FoldNowIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: KindFold, Key: string(KindFold), By: s.By()})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("stability.begun"), Job: id, Next: "/stability"}, nil
}

// folding is one fold on its way: all there is, and what is open to all.
type folding struct {
	c         *Stability
	task      *queue.Task
	walls     map[clientele.ID]clientele.ID
	all, open *revenue.Fold // open is nil where nothing lies behind a wall
	run       int64
	years     []any
	seen      int64
	kinds     kindsBeside
}

// kindsBeside reads the kinds of relationships beside their histories, which come in the same order.
type kindsBeside struct {
	book  *ledger.Book
	read  map[clientele.Relationship]revenue.Kind
	last  clientele.Relationship
	ended bool
}

const kindsAtOnce = 5_000

func (k *kindsBeside) of(ctx context.Context, rel clientele.Relationship) (revenue.Kind, error) {
	for !k.ended && rel.Compare(k.last) > 0 {
		some, err := k.book.KindsAfter(ctx, k.last, kindsAtOnce)
		if err != nil {
			return revenue.OfOthers, err
		}
		k.read, k.ended = make(map[clientele.Relationship]revenue.Kind, len(some)), len(some) < kindsAtOnce
		for _, one := range some {
			k.read[one.Relationship], k.last = kindOf(one), one.Relationship
		}
	}
	if kind, known := k.read[rel]; known {
		return kind, nil
	}
	return revenue.OfOthers, nil
}

func kindOf(one standings.KindOf) revenue.Kind {
	switch {
	case one.Lapsed:
		return revenue.OfLapsed
	case one.Kind == clientele.Client:
		return revenue.OfClients
	case one.Kind == clientele.Customer:
		return revenue.OfCustomers
	}
	return revenue.OfOthers
}

// fold streams the histories through, and keeps what comes of it. It may be killed and run again.
func (c *Stability) fold(ctx context.Context, t *queue.Task, _ struct{}) error {
	last, err := c.Book.LastPastDay(ctx, c.Clock.Today())
	if err != nil {
		return err
	}
	if last == clientele.NoDay {
		return t.InTx(ctx, func(tx *db.Tx) error { return c.forget(ctx, tx) })
	}
	byMonth, err := c.byMonth(ctx)
	if err != nil {
		return err
	}
	asOf := jobs.AsOf(last, c.Clock.Today())
	f := &folding{c: c, task: t, all: revenue.NewFold(asOf, byMonth), kinds: kindsBeside{book: c.Book}}
	if f.run, err = db.One[int64](ctx, c.DB, "SELECT COALESCE(MAX(run), 0) + 1 FROM revenue_years WHERE workspace = ?", c.Workspace); err != nil {
		return err
	}
	if f.walls, err = c.Book.Walls(ctx, c.DB); err != nil {
		return err
	}
	if len(f.walls) > 0 {
		f.open = revenue.NewFold(asOf, byMonth)
	}
	if err := f.stream(ctx); err != nil {
		return err
	}
	return f.keep(ctx, asOf)
}

// lookedAt is how many histories are asked whether the book knows more than months.
const lookedAt = 2_000

// byMonth says that almost everything is dated on the first day of a month.
func (c *Stability) byMonth(ctx context.Context) (bool, error) {
	looked, days, firsts := 0, 0, 0
	for h, err := range c.Book.Histories(ctx, clientele.Relationship{}) {
		if err != nil {
			return false, err
		}
		for _, d := range h.History.Days {
			days++
			if d.Day == revenue.MonthOf(d.Day).First() {
				firsts++
			}
		}
		if looked++; looked == lookedAt {
			break
		}
	}
	return days > 0 && firsts*10 > days*9, nil
}

const (
	yearColumns = 11
	yearsAtOnce = 2_000
)

func (f *folding) stream(ctx context.Context) error {
	for h, err := range f.c.Book.Histories(ctx, clientele.Relationship{}) {
		if err != nil {
			return err
		}
		wall := f.walls[h.Account]
		kind, err := f.kinds.of(ctx, h.Relationship)
		if err != nil {
			return err
		}
		if f.open != nil && wall == 0 {
			f.open.Add(h.Relationship, h.History, kind)
		}
		for _, y := range f.all.Add(h.Relationship, h.History, kind) {
			f.years = append(f.years, f.c.Workspace, y.Account, y.Line, y.Currency, wall, monthText(y.Began), y.Moved, y.Minor, y.Before, max(y.Minor, y.Before), f.run)
		}
		if f.seen++; f.seen%4096 == 0 {
			f.task.Tell(queue.Progress{Done: f.seen, Unit: "histories", Note: clientele.Tell("stability.folding")})
		}
		if len(f.years) >= yearsAtOnce*yearColumns {
			if err := f.flush(ctx); err != nil {
				return err
			}
		}
	}
	return f.flush(ctx)
}

// flush writes the years that were gathered, each behind the wall that stands as they are written:
// nobody moves one meanwhile.
func (f *folding) flush(ctx context.Context) error {
	if len(f.years) == 0 {
		return nil
	}
	err := f.task.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, f.c.Workspace, 0); err != nil {
			return err
		}
		walls, err := f.c.Book.Walls(ctx, tx)
		if err != nil {
			return err
		}
		for at := 0; at < len(f.years); at += yearColumns {
			account, _ := f.years[at+1].(clientele.ID)
			f.years[at+4] = walls[account]
		}
		return tx.InsertRows(ctx, "INSERT INTO revenue_years (workspace, account, line, currency, wall, began, moved, minor, before, weight, run)", yearColumns, f.years,
			"ON CONFLICT (workspace, account, line, currency) DO UPDATE SET wall = excluded.wall, began = excluded.began, moved = excluded.moved, minor = excluded.minor,"+
				" before = excluded.before, weight = excluded.weight, run = excluded.run")
	})
	f.years = f.years[:0]
	return err
}

// keep writes the figures, and drops what the fold did not meet again. Where a wall moved while
// it ran, what is open to all was added up with what is hidden: it is not kept, and folded again.
func (f *folding) keep(ctx context.Context, asOf clientele.Day) error {
	all := f.all.All()
	open := all
	if f.open != nil {
		open = f.open.All()
	}
	moved := false
	err := f.task.InTx(ctx, func(tx *db.Tx) error {
		c := f.c
		walls, err := c.Book.Walls(ctx, tx)
		if err != nil {
			return err
		}
		if moved = !maps.Equal(walls, f.walls); moved {
			open = nil
			if err := f.rewall(ctx, tx, walls); err != nil {
				return err
			}
		}
		if err := c.forgetViews(ctx, tx); err != nil {
			return err
		}
		for part, views := range map[string][]revenue.Figures{partAll: all, partOpen: open} {
			if err := c.keepViews(ctx, tx, part, asOf, views); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, "DELETE FROM revenue_years WHERE workspace = ? AND run <> ?", c.Workspace, f.run); err != nil {
			return fmt.Errorf("years of revenue: %w", err)
		}
		return nil
	})
	if err == nil && moved {
		err = f.c.Jobs.Ask(ctx, queue.Ask{Kind: KindFold})
	}
	return err
}

// rewall writes the walls of rows that came while one moved.
func (f *folding) rewall(ctx context.Context, tx *db.Tx, walls map[clientele.ID]clientele.ID) error {
	for _, some := range []map[clientele.ID]clientele.ID{f.walls, walls} {
		for id := range some {
			if err := f.c.rewall(ctx, tx, walls[id], id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Stability) rewall(ctx context.Context, tx *db.Tx, wall clientele.ID, accounts ...clientele.ID) error {
	for _, list := range db.Lists(accounts) {
		text := "UPDATE revenue_years SET wall = ? WHERE workspace = ? AND account IN " + db.In(list)
		if _, err := tx.Exec(ctx, text, append([]any{wall, c.Workspace}, list...)...); err != nil {
			return fmt.Errorf("walls of %d accounts: %w", len(accounts), err)
		}
	}
	return nil
}

// Walled follows the walls of accounts: what is open to all was added up before, and is not
// shown until it is folded again.
func (c *Stability) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if _, err := tx.Exec(ctx, "DELETE FROM stability WHERE workspace = ? AND part = ?", c.Workspace, partOpen); err != nil {
		return fmt.Errorf("stability: %w", err)
	}
	if err := c.rewall(ctx, tx, w.Wall, w.IDs...); err != nil {
		return err
	}
	_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindFold, Key: string(KindFold)})
	return err
}

// The parts that are kept.
const (
	partAll  = "all"
	partOpen = "open"
)

func (c *Stability) keepViews(ctx context.Context, tx *db.Tx, part string, asOf clientele.Day, views []revenue.Figures) error {
	var args []any
	for _, v := range views {
		body, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("keep the stability: %w", err)
		}
		allLines := 0
		if v.AllLines {
			allLines = 1
		}
		args = append(args, c.Workspace, part, allLines, v.Line, v.Currency, asOf.String(), v.Relationships, string(body))
	}
	return tx.InsertRows(ctx, "INSERT INTO stability (workspace, part, all_lines, line, currency, day, weight, body)", 8, args, "")
}

func (c *Stability) forgetViews(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM stability WHERE workspace = ?", c.Workspace); err != nil {
		return fmt.Errorf("stability: %w", err)
	}
	return nil
}

func (c *Stability) forget(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM revenue_years WHERE workspace = ?", c.Workspace); err != nil {
		return fmt.Errorf("years of revenue: %w", err)
	}
	return c.forgetViews(ctx, tx)
}

func monthText(m revenue.Month) string { return m.First().String()[:7] }
