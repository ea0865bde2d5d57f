// Package queue keeps work in the database and does it in the background: jobs
// survive a restart and a kill -9, several processes may share one queue, and an
// idle queue writes nothing. It knows nothing of what the work is about; whoever
// has work declares it in a Work, in one list.
//
// A process holds a job by a lease that it renews. One that cannot renew it stops
// its own job (lease.go), and Task.InTx lets nothing be written for a job that is lost.
//
// Start at Work (work.go), then Enqueue and Run. schedules.go asks for what falls
// due by itself; guard.go is the one way to start a goroutine.
package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Kind names what a job does.
type Kind string

// State is how far a job has come.
type State string

// The states of a job.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ask is a wish for a job.
type Ask struct {
	Kind  Kind
	Args  any               // kept as JSON
	By    string            // who asked; "" for the program itself
	Key   string            // while a job of this key waits, no second one is made; two never run at a time
	RunAt clientele.Instant // not before; 0: now
}

// Queue keeps jobs in the database, runs them, and shows how far they are.
type Queue struct {
	db     *db.DB
	ws     clientele.ID
	log    *slog.Logger
	lanes  []Lane
	works  []work
	holder string
	now    func() time.Time
	lease  time.Duration // a holder that is silent for so long is taken for dead
	fence  time.Duration // a holder that could not renew its lease for so long stops by itself, before others take it for dead
	beat   time.Duration // how often a holder says that it lives, with its progress
	poll   time.Duration // how often an idle queue looks: a read, no write
	wake   map[string]chan struct{}
	watch  Report

	mu      sync.Mutex
	running map[clientele.ID]*Task // those of this process
}

// Settings are what a queue has to know.
type Settings struct {
	Lanes []Lane
	Works []Listed
	Log   *slog.Logger
	Now   func() time.Time // the machine's clock where nil
}

// New is a queue for one workspace that knows these kinds of work.
func New(d *db.DB, ws clientele.ID, set Settings) *Queue {
	q := &Queue{
		db: d, ws: ws, log: set.Log, lanes: set.Lanes, holder: thisHolder(), now: set.Now,
		lease: 30 * time.Second, fence: 20 * time.Second, beat: 3 * time.Second, poll: 3 * time.Second,
		wake: map[string]chan struct{}{}, running: map[clientele.ID]*Task{},
	}
	if d.Engine == db.SQLite {
		q.fence = hung * 2 / 3 // its own long transaction may keep the beat waiting
	}
	if q.now == nil {
		q.now = clientele.NewClock(nil, nil).Time
	}
	q.Add(set.Works...)
	for _, l := range set.Lanes {
		q.wake[l.Name] = make(chan struct{}, l.Width)
	}
	return q
}

// Add makes more kinds of work known. It is called before Run.
func (q *Queue) Add(works ...Listed) {
	for _, w := range works {
		q.works = append(q.works, w.listed())
	}
}

// Watch shows the progress of what runs in the background to one who watches. It is set before Run.
func (q *Queue) Watch(r Report) { q.watch = r }

func (q *Queue) instant() clientele.Instant { return clientele.InstantOf(q.now()) }

func (q *Queue) work(kind Kind) (work, error) {
	for _, w := range q.works {
		if w.Kind == kind {
			return w, nil
		}
	}
	return work{}, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("queue.no-kind", "kind", kind)}
}

// Enqueue puts a job into the queue in the transaction it follows from: it is
// there if and only if that is kept. Where a job of the same key waits, it
// answers with that one, which then waits no longer than was asked.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, ask Ask) (clientele.ID, error) {
	w, err := q.work(ask.Kind)
	if err != nil {
		return 0, err
	}
	waiting, err := q.waiting(ctx, tx, ask.Key)
	id := waiting
	switch {
	case err != nil:
	case waiting > 0:
		at := max(ask.RunAt, q.instant())
		_, err = tx.Exec(ctx, "UPDATE jobs SET run_at = ? WHERE workspace = ? AND id = ? AND attempts = 0 AND run_at > ?", at, q.ws, id, at)
	default:
		id, err = q.insert(ctx, tx, ask, w.Lane)
	}
	if err != nil {
		return 0, fmt.Errorf("enqueue %s: %w", ask.Kind, err)
	}
	select {
	case q.wake[w.Lane] <- struct{}{}:
	default: // it is awake
	}
	return id, nil
}

// waiting is the queued job of a key; 0 where there is none.
func (q *Queue) waiting(ctx context.Context, tx *db.Tx, key string) (clientele.ID, error) {
	if key == "" {
		return 0, nil
	}
	ids, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM jobs WHERE workspace = ? AND unique_key = ? AND state = 'queued'", q.ws, key)
	return first(ids), err
}

func (q *Queue) insert(ctx context.Context, tx *db.Tx, ask Ask, lane string) (clientele.ID, error) {
	args := []byte("{}")
	if ask.Args != nil {
		var err error
		if args, err = json.Marshal(ask.Args); err != nil {
			return 0, err
		}
	}
	id, err := tx.Take(ctx, q.ws, 1)
	if err != nil {
		return 0, err
	}
	now := q.instant()
	_, err = tx.Exec(ctx, `INSERT INTO jobs (workspace, id, kind, lane, args, unique_key, asked_by, state, run_at, created)
		VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`,
		q.ws, id, string(ask.Kind), lane, string(args), ask.Key, ask.By, max(ask.RunAt, now), now)
	return id, err
}

// Cancel takes a job out of the queue, or asks the one that runs it to stop at
// the end of its batch. What was done until then stays.
func (q *Queue) Cancel(ctx context.Context, id clientele.ID) error {
	err := q.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE jobs SET state = 'cancelled', finished = ? WHERE workspace = ? AND id = ? AND state = 'queued'", q.instant(), q.ws, id)
		if err != nil || n > 0 {
			return err
		}
		n, err = tx.Exec(ctx, "UPDATE jobs SET cancel_asked = 1 WHERE workspace = ? AND id = ? AND state = 'running'", q.ws, id)
		if err != nil || n > 0 {
			return err
		}
		_, err = db.One[string](ctx, tx, "SELECT state FROM jobs WHERE workspace = ? AND id = ?", q.ws, id)
		switch {
		case clientele.KindOf(err) == clientele.NotFound:
			return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("queue.no-job", "id", id), Remedy: clientele.Tell("queue.no-job-remedy"), Err: err}
		case err != nil:
			return err
		}
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("queue.ended"), Remedy: clientele.Tell("queue.ended-remedy")}
	})
	if err != nil {
		return fmt.Errorf("cancel job %d: %w", id, err)
	}
	if t := q.mine(id); t != nil {
		t.cancel(ErrCancelled)
	}
	return nil
}

func (q *Queue) mine(id clientele.ID) *Task {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.running[id]
}

func first[T any](s []T) (zero T) {
	if len(s) > 0 {
		return s[0]
	}
	return zero
}

// wrap says what an error was about; nil stays nil.
func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
