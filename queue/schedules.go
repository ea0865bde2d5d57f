package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Schedule is something that is asked for by itself, once a day.
type Schedule struct {
	Name  string
	At    time.Duration // after midnight
	Ask   Ask
	After Kind // and whenever work of this kind has brought something; "" is none
}

// Schedules are the table of what falls due by itself, on a clock of their own: that
// of the firm, in its zone. The list is asked each time, so that it may change.
type Schedules struct {
	Queue *Queue
	Now   func() time.Time
	List  func() []Schedule
}

// Keep looks each minute whether something falls due. It touches the
// database at the start and when the next moment has come, so that an idle program is idle.
func (s *Schedules) Keep(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	next := time.Time{}
	for {
		now := s.Now()
		if !now.Before(next) || next.Sub(now) > 25*time.Hour { // the clock was put back
			var err error
			if next, err = s.fallDue(ctx, now); err != nil && ctx.Err() == nil {
				s.Queue.log.Error("the schedules cannot be kept", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// fallDue asks for what has fallen due since it was last asked for, once, however
// long that is ago, and says when the next does.
func (s *Schedules) fallDue(ctx context.Context, now time.Time) (next time.Time, err error) {
	for _, one := range s.List() {
		last, coming := around(now, one.At)
		if next.IsZero() || coming.Before(next) {
			next = coming
		}
		if err := s.Queue.db.InTx(ctx, func(tx *db.Tx) error { return s.Queue.askOnce(ctx, tx, one, last) }); err != nil {
			return now.Add(time.Minute), fmt.Errorf("%s: %w", one.Name, err)
		}
	}
	return next, nil
}

// askOnce asks where the last moment is later than the one that was asked for.
// A schedule that is new waits for its next moment. One that was kept by a clock
// far ahead is put right.
func (q *Queue) askOnce(ctx context.Context, tx *db.Tx, s Schedule, last time.Time) error {
	at := clientele.InstantOf(last)
	n, err := tx.Exec(ctx, "UPDATE schedules SET last_due = ? WHERE workspace = ? AND name = ? AND last_due < ?", at, q.ws, s.Name, at)
	if err != nil {
		return err
	}
	if n == 1 {
		_, err := q.Enqueue(ctx, tx, s.Ask)
		return err
	}
	tooFar := clientele.InstantOf(last.Add(48 * time.Hour))
	_, err = tx.Exec(ctx, `INSERT INTO schedules (workspace, name, last_due) VALUES (?, ?, ?)
		ON CONFLICT (workspace, name) DO UPDATE SET last_due = excluded.last_due WHERE schedules.last_due > ?`, q.ws, s.Name, at, tooFar)
	return err
}

// around gives the moments of a daily time before (or at) and after now. The
// calendar counts the days, so that a change of summer time moves nothing.
func around(now time.Time, at time.Duration) (last, coming time.Time) {
	y, m, d := now.Date()
	on := func(day int) time.Time {
		return time.Date(y, m, d+day, 0, int(at/time.Minute), 0, 0, now.Location())
	}
	if now.Before(on(0)) {
		return on(-1), on(0)
	}
	return on(0), on(1)
}
