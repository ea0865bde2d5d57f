package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/standing"
)

// A book that is measured for the first time is looked back upon: its standings
// as they would have been measured at the end of each of the last months, with
// what had happened by then and nothing later. Without it, a firm that brings
// years of orders would see no course and no balance until a year has passed.
const (
	lookBackMonths = 12
	lookBackMost   = 50_000 // relationships; a larger book begins its course today
	lookBackCause  = "as it would have been measured then"
)

// fitLookedBack keeps how many of the months before its day are done, so that a
// killed look back goes on where it was, and a finished one is not done again.
const fitLookedBack = "looked back"

// lookBack measures the past months of a book that was never measured before asOf.
func (h *House) lookBack(ctx context.Context, asOf clientele.Day, report Report) error {
	done, err := h.lookedBack(ctx, asOf)
	if err != nil {
		return err
	}
	for ; done < lookBackMonths; done++ {
		report.tell(Progress{Done: int64(done), Total: lookBackMonths, Unit: "months", Note: "looking back, month by month"})
		if err := h.lookBackOn(ctx, monthEnd(asOf, lookBackMonths-done)); err != nil {
			return err
		}
		err := h.DB.InTx(ctx, func(tx *db.Tx) error {
			return h.Book.KeepFit(ctx, tx, fitLookedBack, asOf, []byte(strconv.Itoa(done+1)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lookedBack says how many months before asOf are done: all of them where there is nothing to do.
func (h *House) lookedBack(ctx context.Context, asOf clientele.Day) (int, error) {
	kept, from, err := h.Book.Fit(ctx, fitLookedBack)
	if err == nil {
		done, err := strconv.Atoi(string(kept))
		return monthsDone(done, from, asOf), err
	}
	if clientele.KindOf(err) != clientele.NotFound {
		return 0, err
	}
	facts, err := h.Book.Facts(ctx)
	if err != nil {
		return 0, err
	}
	_, _, err = h.Book.Fit(ctx, fitMeasure)
	if facts.Accounts > lookBackMost || clientele.KindOf(err) != clientele.NotFound {
		return lookBackMonths, dropNotFound(err)
	}
	return 0, nil
}

// monthsDone counts months that were done before one day as months before another:
// a new month may have begun since a look back was killed, or an import come or
// gone. None is left out or done twice, and the course never goes backwards.
func monthsDone(done int, from, asOf clientele.Day) int {
	if done >= lookBackMonths {
		return done
	}
	next := monthEnd(from, lookBackMonths-done)
	for done = 0; done < lookBackMonths && monthEnd(asOf, lookBackMonths-done) < next; {
		done++
	}
	return done
}

func dropNotFound(err error) error {
	if clientele.KindOf(err) == clientele.NotFound {
		return nil
	}
	return err
}

func (h *House) lookBackOn(ctx context.Context, day clientele.Day) error {
	read := &relations{h: h, ctx: ctx, tell: func(int64) {}}
	m, err := standing.Learn(ctx, read.all(), standing.Config{AsOf: day})
	if err := errors.Join(read.err, err); err != nil {
		return fmt.Errorf("learn as of %s: %w", day, err)
	}
	var batch []clientele.Standing
	keep := func() error {
		err := h.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := h.Book.KeepPastStandings(ctx, tx, batch, lookBackCause)
			return err
		})
		batch = batch[:0]
		return err
	}
	for r := range read.all() {
		if began(r.History, day) {
			batch = append(batch, m.Of(r))
		}
		if len(batch) == batchStandings {
			if err := keep(); err != nil {
				return err
			}
		}
	}
	return errors.Join(read.err, keep())
}

// began says that there was something of a relationship by a day.
func began(h *clientele.History, day clientele.Day) bool {
	then := h.Before(day)
	return len(then.Days)+len(then.Returns)+len(then.Contacts)+len(then.Engaged) > 0
}

// monthEnd is the last day of the month so many months before that of day.
func monthEnd(day clientele.Day, before int) clientele.Day {
	t := day.Time()
	return clientele.DayOf(time.Date(t.Year(), t.Month()-time.Month(before)+1, 0, 0, 0, 0, 0, time.UTC))
}
