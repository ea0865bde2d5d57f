package queue

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Run works the queue until ctx ends: as many goroutines a lane as it is wide. When ctx ends, what
// runs stops at the end of its batch, is queued again, and goes on at the next start.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.sweep(ctx); err != nil {
		return err
	}
	lanes := []<-chan error{Go("forgetting old jobs", func() error { q.sweepDaily(ctx); return nil })}
	for _, lane := range q.lanes {
		for range lane.Width {
			lanes = append(lanes, Go("lane "+lane.Name, func() error { q.runLane(ctx, lane); return nil }))
		}
	}
	var errs []error
	for _, ended := range lanes {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

const (
	aDay    = 24 * time.Hour
	keptFor = 90 * aDay
)

// sweepDaily sweeps each day; a program may run for months.
func (q *Queue) sweepDaily(ctx context.Context) {
	daily := time.NewTicker(aDay)
	defer daily.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-daily.C:
		}
		if err := q.sweep(ctx); err != nil && ctx.Err() == nil {
			q.log.Error("old jobs are not forgotten", "err", err)
		}
	}
}

// sweep forgets jobs that ended long ago, and a day later those that followed somebody's writing: there
// are as many of these as things that are written.
func (q *Queue) sweep(ctx context.Context) error {
	before := func(d time.Duration) clientele.Instant { return clientele.InstantOf(q.now().Add(-d)) }
	text, args := "DELETE FROM jobs WHERE workspace = ? AND (finished > 0 AND finished < ?", []any{q.ws, before(keptFor)}
	for _, w := range q.works {
		if w.Follows {
			text, args = text+" OR kind = ? AND state = ? AND finished < ?", append(args, w.Kind, Done, before(aDay))
		}
	}
	return wrap(q.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, text+")", args...)
		return err
	}), "forget old jobs")
}

// afterWake is how soon a lane looks again after it was woken: the transaction
// that woke it may not be kept yet. It doubles up to the poll.
const afterWake = 10 * time.Millisecond

// heavyWork is how long work takes that leaves much memory behind, which is given
// back when the lane has nothing more to do.
const heavyWork = 3 * time.Second

func (q *Queue) runLane(ctx context.Context, lane Lane) {
	pause := time.Duration(0)
	timer := time.NewTimer(0)
	defer timer.Stop()
	heavy := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.wake[lane.Name]:
			pause = afterWake
		case <-timer.C:
		}
		begun := q.now()
		worked, err := q.step(ctx, lane, nil)
		heavy = heavy || worked && q.now().Sub(begun) > heavyWork
		if heavy && !worked {
			heavy = false
			q.db.Rest()
			debug.FreeOSMemory()
		}
		if err != nil && ctx.Err() == nil {
			q.log.Error("the queue cannot be read", "lane", lane.Name, "err", err)
		}
		switch {
		case worked:
			pause = 0
		case pause == 0:
			pause = q.poll
		default:
			pause = min(2*pause, q.poll)
		}
		timer.Reset(pause)
	}
}

// step does the next job of a lane, if there is one.
func (q *Queue) step(ctx context.Context, lane Lane, report Report) (worked bool, err error) {
	if ready, err := q.due(ctx, lane); err != nil || !ready {
		return false, err
	}
	row, ok, err := q.take(ctx, lane)
	if err != nil || !ok {
		return false, err
	}
	t := q.task(row)
	if t.report = report; report == nil {
		t.report = q.watch
	}
	return true, q.finish(ctx, t, q.do(ctx, t, errShutdown))
}

// Drain does every job that is due, in this process, and returns when none is
// left: for commands that run without a server.
func (q *Queue) Drain(ctx context.Context, report Report) error {
	for again := true; again; {
		again = false
		for _, lane := range q.lanes {
			worked, err := q.step(ctx, lane, report)
			if err != nil {
				return err
			}
			again = again || worked
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// DoNow does one job in the foreground of a command, seen by all, outside the
// lanes. Where the process is killed, the queue takes the job over; where one of
// the same key was left by a dead process, this goes on with it.
func (q *Queue) DoNow(ctx context.Context, ask Ask, report Report) (result any, err error) {
	row, err := q.takeNow(ctx, ask)
	if err != nil {
		return nil, err
	}
	t := q.task(row)
	t.report, t.once = report, true
	err = q.do(ctx, t, ErrCancelled)
	return t.Result, errors.Join(err, q.finish(ctx, t, err))
}

func (q *Queue) takeNow(ctx context.Context, ask Ask) (row jobRow, err error) {
	w, err := q.work(ask.Kind)
	if err != nil {
		return row, err
	}
	err = q.db.InTx(ctx, func(tx *db.Tx) error {
		if err := q.reclaim(ctx, tx, w.Lane); err != nil {
			return err
		}
		if ask.Key != "" {
			running, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM jobs WHERE workspace = ? AND unique_key = ? AND state = 'running'", q.ws, ask.Key)
			if err != nil {
				return err
			}
			if len(running) > 0 {
				return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("queue.elsewhere"), Remedy: clientele.Tell("queue.elsewhere-remedy")}
			}
		}
		id, err := q.Enqueue(ctx, tx, ask)
		if err != nil {
			return err
		}
		row, err = db.One[jobRow](ctx, tx, `UPDATE jobs SET state = 'running', lane = ?, holder = ?, lease_until = ?, attempts = attempts + 1, started = ?, cancel_asked = 0
			WHERE workspace = ? AND id = ? RETURNING `+jobColumns, foreground, q.holder, q.leaseEnd(), q.instant(), q.ws, id)
		return err
	})
	return row, wrap(err, string(ask.Kind))
}

func (q *Queue) task(r jobRow) *Task {
	return &Task{ID: r.ID, By: r.By, q: q, args: []byte(r.Args), key: r.Key, kind: Kind(r.Kind), attempts: r.Attempts, now: q.now}
}

// do runs a task with a beat beside it, and gives the task's own error, or why it was stopped.
func (q *Queue) do(ctx context.Context, t *Task, onEnd error) error {
	w, err := q.work(t.kind)
	if err != nil {
		return err
	}
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	if w.Timeout > 0 {
		spent := time.AfterFunc(w.Timeout, func() { cancel(tooLong(w.Timeout)) })
		defer spent.Stop()
	}
	defer context.AfterFunc(ctx, func() { cancel(onEnd) })()
	t.cancel = cancel
	q.mu.Lock()
	q.running[t.ID] = t
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		delete(q.running, t.ID)
		q.mu.Unlock()
	}()
	ended := make(chan struct{})
	beat := Go("beat", func() error { return q.keep(context.WithoutCancel(ctx), t, ended) })
	q.log.Info("job begins", "job", t.ID, "kind", t.kind, "attempt", t.attempts)
	err = Guarded(string(t.kind), func() error { return w.do(inner, t) })
	close(ended)
	if e := <-beat; e != nil {
		q.log.Error("the beat of a job ended", "job", t.ID, "err", e, "stack", stackOf(e))
	}
	if err != nil && inner.Err() != nil && stackOf(err) == "" {
		return context.Cause(inner)
	}
	return err
}

// backoff is how long a failed job waits: 10 s, 40 s, 90 s …
func backoff(attempts int) time.Duration {
	return time.Duration(attempts*attempts) * 10 * time.Second
}

const patience = 30 * time.Second // for writing an outcome down while the program stops

// finish writes down how a task ended.
func (q *Queue) finish(ctx context.Context, t *Task, outcome error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if errors.Is(outcome, errLost) {
		q.log.Warn("job lost to another process", "job", t.ID, "kind", t.kind)
		return nil
	}
	state, runAt, attempts := q.judge(t, outcome)
	said := ""
	if outcome != nil && state != Cancelled && !innocent(outcome) {
		said = outcome.Error()
	}
	p, _, _ := t.Progress()
	err := q.db.InTx(ctx, func(tx *db.Tx) error {
		if state == Queued {
			waiting, err := q.waiting(ctx, tx, t.key)
			if err != nil {
				return err
			}
			if waiting > 0 {
				state, p.Note = Cancelled, laterOne
			}
		}
		var finished clientele.Instant
		if state != Queued {
			finished = q.instant()
		}
		_, err := tx.Exec(ctx, `UPDATE jobs SET state = ?, error = ?, run_at = ?, finished = ?, attempts = ?, done = ?, total = ?, unit = ?, note = ?
			WHERE workspace = ? AND id = ? AND holder = ? AND state = 'running'`,
			string(state), said, runAt, finished, attempts, p.Done, p.Total, p.Unit, p.Note, q.ws, t.ID, q.holder)
		return err
	})
	q.tellLog(t, state, outcome)
	return wrap(err, "write down how a job ended")
}

// innocent says that a task was stopped by what is no fault of its work.
func innocent(outcome error) bool {
	return errors.Is(outcome, errShutdown) || errors.Is(outcome, errFenced)
}

// judge says what becomes of a task. A person's fault, a panic, the end of
// its time and the last attempt are final; a stop of the program is no attempt.
func (q *Queue) judge(t *Task, outcome error) (state State, runAt clientele.Instant, attempts int) {
	now := q.instant()
	switch {
	case outcome == nil:
		return Done, now, t.attempts
	case errors.Is(outcome, ErrCancelled):
		return Cancelled, now, t.attempts
	case innocent(outcome):
		return Queued, now, t.attempts - 1
	case stackOf(outcome) != "" || errors.As(outcome, new(tooLong)):
		return Failed, now, t.attempts
	}
	if personal(outcome) {
		return Failed, now, t.attempts
	}
	if w, err := q.work(t.kind); err != nil || t.once || t.attempts >= w.Attempts {
		return Failed, now, t.attempts
	}
	return Queued, clientele.InstantOf(q.now().Add(backoff(t.attempts))), t.attempts
}

// personal says that a task failed by what was asked of it: trying again does not help, and
// it is for who asked to mend, not for who keeps the machine.
func personal(outcome error) bool {
	switch clientele.KindOf(outcome) {
	case clientele.Invalid, clientele.NotFound, clientele.Denied, clientele.Conflict:
		return stackOf(outcome) == ""
	}
	return false
}

func (q *Queue) tellLog(t *Task, state State, outcome error) {
	switch {
	case state == Failed && personal(outcome):
		q.log.Warn("job refused", "job", t.ID, "kind", t.kind, "why", outcome)
	case state == Failed:
		q.log.Error("job failed", "job", t.ID, "kind", t.kind, "err", outcome, "stack", stackOf(outcome))
	case outcome != nil:
		q.log.Info("job stopped", "job", t.ID, "kind", t.kind, "state", state, "why", outcome)
	default:
		q.log.Info("job done", "job", t.ID, "kind", t.kind)
	}
}
