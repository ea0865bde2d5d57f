package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/standing"
)

// A book is looked back upon where it was not measured: its standings as they
// would have been measured at the end of each month since the last measure, with
// what had happened by then and nothing later. Without it, a firm that brings
// years of orders would see no course and no balance until a year has passed.
const (
	lookBackMonths = 12
	lookBackMost   = 50_000 // relationships; a larger book begins its course today
)

var lookBackCause = clientele.Tell("jobs.cause-looked-back")

// fitLookedBack keeps the last month's end that was looked back upon, so that a
// killed look back goes on where it was.
const fitLookedBack = "looked back"

// fitBefore keeps the day as of which the book was measured before it was measured last: what
// changed with the last measure changed since then.
const fitBefore = "measured before"

// MeasuredBefore is that day; NoDay where there was no measure but the last.
func (h *Jobs) MeasuredBefore(ctx context.Context) (clientele.Day, error) {
	_, on, err := h.Book.Fit(ctx, fitBefore)
	if clientele.KindOf(err) == clientele.NotFound {
		return clientele.NoDay, nil
	}
	return on, err
}

// lookBack measures the ends of the last months before asOf that lie after the last measure.
func (h *Jobs) lookBack(ctx context.Context, asOf clientele.Day, report queue.Report) error {
	since, err := h.lastMeasured(ctx)
	if err != nil {
		return err
	}
	facts, err := h.Book.Facts(ctx)
	if err != nil || facts.Accounts > lookBackMost {
		return err
	}
	for before := lookBackMonths; before > 0; before-- {
		day := monthEnd(asOf, before)
		if day <= since {
			continue // never twice, and the course never goes backwards
		}
		report.Tell(queue.Progress{Done: int64(lookBackMonths - before), Total: lookBackMonths, Unit: "months", Note: clientele.Tell("jobs.looking-back")})
		if err := h.lookBackOn(ctx, day); err != nil {
			return err
		}
		err := h.DB.InTx(ctx, func(tx *db.Tx) error { return h.Book.KeepFit(ctx, tx, fitLookedBack, day, []byte("{}")) })
		if err != nil {
			return err
		}
	}
	return nil
}

// lastMeasured is the last day as of which the book was measured; NoDay for never.
func (h *Jobs) lastMeasured(ctx context.Context) (clientele.Day, error) {
	last := clientele.NoDay
	for _, name := range []string{FitMeasure, fitLookedBack} {
		_, on, err := h.Book.Fit(ctx, name)
		if err != nil && clientele.KindOf(err) != clientele.NotFound {
			return last, err
		}
		last = max(last, on)
	}
	return last, nil
}

func (h *Jobs) lookBackOn(ctx context.Context, day clientele.Day) error {
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
		if len(batch) == h.stretch {
			if err := keep(); err != nil {
				return err
			}
		}
	}
	return errors.Join(read.err, keep())
}

// began says that there was something of a relationship by a day.
func began(h *clientele.History, day clientele.Day) bool {
	then := h.AsKnown(day)
	return len(then.Days)+len(then.Returns)+len(then.Contacts)+len(then.Engaged) > 0
}

// monthEnd is the last day of the month so many months before that of day.
func monthEnd(day clientele.Day, before int) clientele.Day {
	t := day.Time()
	return clientele.DayOf(time.Date(t.Year(), t.Month()-time.Month(before)+1, 0, 0, 0, 0, 0, time.UTC))
}
