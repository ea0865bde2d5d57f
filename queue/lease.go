package queue

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// due looks whether there is anything to take, without writing.
func (q *Queue) due(ctx context.Context, lane Lane) (bool, error) {
	open, err := q.openIn(ctx, q.db, lane.Name)
	if err != nil {
		return false, err
	}
	now := q.instant()
	busy, waiting := 0, false
	keys := map[string]bool{} // of what runs, which comes first
	for _, j := range open {
		switch orphan := State(j.State) == Running && q.orphaned(j); {
		case orphan:
			waiting = true
		case State(j.State) == Running:
			keys[j.Key] = j.Key != ""
			if j.Lane == lane.Name {
				busy++
			}
		default:
			waiting = waiting || j.ripe(now) && !keys[j.Key]
		}
	}
	return waiting && busy < lane.Width, nil
}

// openIn reads the running jobs of a lane and the first few that wait. What runs
// in the foreground of a command has no lane: every lane looks after its orphans.
func (q *Queue) openIn(ctx context.Context, from db.Querier, lane string) ([]jobRow, error) {
	return db.All[jobRow](ctx, from, "SELECT "+jobColumns+` FROM jobs
		WHERE workspace = ? AND lane IN (?, ?) AND state IN ('queued', 'running')
		ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, run_at, id LIMIT 50`, q.ws, lane, foreground)
}

const foreground = ""

// hung is how long a process of this machine that lives may be silent: on SQLite
// a single long transaction, such as that of a rebuild, keeps its beat waiting.
const hung = time.Hour

// clockBack is how far ahead of the clock something is written at most. What is further was
// written before the clock was put back, and would else stand until it says so again: a lease
// is over then, and what was asked for without a wait is due.
const clockBack = time.Hour

// ripe says that a job that waits may be begun.
func (j jobRow) ripe(now clientele.Instant) bool {
	return j.RunAt <= now || j.RunAt <= j.Created && j.Created > now+clientele.Instant(clockBack.Milliseconds())
}

// orphaned says that nobody works on a running job any more.
func (q *Queue) orphaned(j jobRow) bool {
	now := q.now()
	expired := j.Lease < clientele.InstantOf(now) || j.Lease > clientele.InstantOf(now.Add(q.lease+clockBack))
	if j.Holder == q.holder { // ours, unless its end could not be written
		return expired && q.mine(j.ID) == nil
	}
	switch fateOf(j.Holder) {
	case dead:
		return true
	case alive:
		return j.Lease < clientele.InstantOf(now.Add(-hung))
	}
	return expired
}

// take leases the next job of a lane; ok is false where there is none or the lane
// is busy. A job whose like runs in the foreground of a command waits for that.
func (q *Queue) take(ctx context.Context, lane Lane) (taken jobRow, ok bool, err error) {
	err = q.db.InTx(ctx, func(tx *db.Tx) error {
		if err := q.reclaim(ctx, tx, lane.Name); err != nil {
			return err
		}
		now := q.instant()
		rows, err := db.All[jobRow](ctx, tx, `UPDATE jobs SET state = 'running', holder = ?, lease_until = ?, attempts = attempts + 1,
			started = ?, done = 0, total = 0, unit = '', note = '', cancel_asked = 0
			WHERE workspace = ? AND id = (
				SELECT w.id FROM jobs w WHERE w.workspace = ? AND w.lane = ? AND w.state = 'queued' AND (w.run_at <= ? OR w.run_at <= w.created AND w.created > ?)
				AND (SELECT COUNT(*) FROM jobs r WHERE r.workspace = ? AND r.lane = ? AND r.state = 'running') < ?
				AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.workspace = ? AND r.state = 'running' AND r.unique_key = w.unique_key AND r.unique_key <> '')
				ORDER BY w.run_at, w.id LIMIT 1)
			RETURNING `+jobColumns, q.holder, q.leaseEnd(), now, q.ws, q.ws, lane.Name, now,
			now+clientele.Instant(clockBack.Milliseconds()), q.ws, lane.Name, lane.Width, q.ws)
		taken, ok = first(rows), len(rows) > 0
		return err
	})
	return taken, ok && err == nil, wrap(err, "take a job")
}

func (q *Queue) leaseEnd() clientele.Instant { return clientele.InstantOf(q.now().Add(q.lease)) }

// reclaim puts jobs of dead holders back into the queue. It begins by locking
// the workspace's row, so that on PostgreSQL two processes do not both find a
// lane free; SQLite has one writer anyway.
func (q *Queue) reclaim(ctx context.Context, tx *db.Tx, lane string) error {
	if _, err := tx.Take(ctx, q.ws, 0); err != nil {
		return err
	}
	open, err := q.openIn(ctx, tx, lane)
	if err != nil {
		return err
	}
	for _, j := range open {
		if State(j.State) != Running || !q.orphaned(j) {
			continue
		}
		w, err := q.work(Kind(j.Kind))
		if err != nil {
			continue // a later program's job: leave it to that
		}
		if j.Deaths+1 >= mostDeaths {
			said := clientele.Tell("queue.died", "n", j.Deaths+1)
			_, err = tx.Exec(ctx, "UPDATE jobs SET state = 'failed', error = ?, finished = ? WHERE workspace = ? AND id = ?", said, q.instant(), q.ws, j.ID)
		} else {
			err = q.putBack(ctx, tx, j, w.Lane)
		}
		if err != nil {
			return err
		}
		q.log.Warn("job taken back from a process that is gone", "job", j.ID, "kind", j.Kind, "holder", j.Holder)
	}
	return nil
}

// The end of a process says little about the work, so it is forgiven often. The
// first few times the work goes on at once; then it waits longer and longer, in case
// it is the work that ends the process.
const (
	mostDeaths   = 25
	deathsAtOnce = 5
)

func deathPause(deaths int) time.Duration {
	return min(backoff(max(0, deaths-deathsAtOnce)), time.Hour)
}

var laterOne = clientele.Tell("queue.later-one")

// putBack queues an orphan again, unless one of its key waits already: then that one does its work.
func (q *Queue) putBack(ctx context.Context, tx *db.Tx, j jobRow, lane string) error {
	waiting, err := q.waiting(ctx, tx, j.Key)
	if err != nil {
		return err
	}
	if waiting > 0 {
		_, err := tx.Exec(ctx, "UPDATE jobs SET state = 'cancelled', note = ?, finished = ? WHERE workspace = ? AND id = ?", laterOne, q.instant(), q.ws, j.ID)
		return err
	}
	runAt := clientele.InstantOf(q.now().Add(deathPause(j.Deaths + 1)))
	_, err = tx.Exec(ctx, `UPDATE jobs SET state = 'queued', holder = '', lane = ?, run_at = ?, attempts = attempts - 1, deaths = deaths + 1
		WHERE workspace = ? AND id = ?`, lane, runAt, q.ws, j.ID)
	return err
}

// keep renews the lease and writes the progress down until ended; where the job
// is no longer ours, or a person wants it to stop, it stops it. Where the lease was
// not renewed for too long (the database is out of reach, or the clock stands, so
// that the lease ends where it did), it stops the job before another process takes it.
func (q *Queue) keep(ctx context.Context, t *Task, ended <-chan struct{}) error {
	tick := time.NewTicker(q.beat)
	defer tick.Stop()
	fence := time.AfterFunc(q.fence, func() { t.cancel(errFenced) })
	defer fence.Stop()
	last := q.now()
	for {
		select {
		case <-ended:
			return nil
		case <-tick.C:
			now := q.now()
			err := q.renew(ctx, t)
			if err != nil {
				q.log.Warn("the lease of a job could not be renewed", "job", t.ID, "err", err)
			}
			if err == nil && now.After(last) {
				fence.Reset(q.fence)
				last = now
			}
		}
	}
}

type held struct {
	CancelAsked int `db:"cancel_asked"`
}

func (q *Queue) renew(ctx context.Context, t *Task) error {
	p, _, _ := t.Progress()
	ctx, cancel := context.WithTimeout(ctx, q.fence)
	defer cancel()
	return q.db.InTx(ctx, func(tx *db.Tx) error {
		rows, err := db.All[held](ctx, tx, `UPDATE jobs SET lease_until = ?, done = ?, total = ?, unit = ?, note = ?
			WHERE workspace = ? AND id = ? AND holder = ? AND state = 'running' RETURNING cancel_asked`,
			q.leaseEnd(), p.Done, p.Total, p.Unit, p.Note, q.ws, t.ID, q.holder)
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			t.cancel(errLost)
		case rows[0].CancelAsked != 0:
			t.cancel(ErrCancelled)
		}
		return nil
	})
}
