package queue

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Progress is how far something long is.
type Progress struct {
	Done, Total int64  // Total 0 where unknown
	Unit        string // of both: "bytes", "relationships"
	Note        string // the step, in words
}

// Report is told of progress. It is cheap, safe from any goroutine, and may be nil for nobody.
type Report func(Progress)

func (r Report) Tell(p Progress) {
	if r != nil {
		r(p)
	}
}

// Task is one run of a job: its arguments, and where it tells how far it is.
type Task struct {
	ID clientele.ID
	By string

	Result any // what DoNow gives back; not kept

	q        *Queue
	args     []byte
	key      string
	kind     Kind
	attempts int
	cancel   context.CancelCauseFunc
	now      func() time.Time
	report   Report // who watches in the foreground
	once     bool   // in the foreground: a failure is final

	mu    sync.Mutex
	last  Progress
	at    time.Time
	begun phase
}

// phase is where a step of a job began, so that a rate is of that step alone.
type phase struct {
	unit string
	at   time.Time
	done int64
}

// Holds says within a transaction that this process still holds the job, and lets
// nobody take it over until the transaction ends: whoever takes a job over locks the
// workspace first, as this does.
func (t *Task) Holds(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Take(ctx, t.q.ws, 0); err != nil {
		return wrap(err, "hold a job")
	}
	held, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM jobs WHERE workspace = ? AND id = ? AND holder = ? AND state = 'running'", t.q.ws, t.ID, t.q.holder)
	if err == nil && len(held) == 0 {
		t.cancel(errLost)
		return errLost
	}
	return wrap(err, "hold a job")
}

// InTx does something in a transaction if this process still holds the job: what
// comes too late, after another process has taken the job over, is not written.
func (t *Task) InTx(ctx context.Context, do func(*db.Tx) error) error {
	return t.q.db.InTx(ctx, func(tx *db.Tx) error {
		if err := t.Holds(ctx, tx); err != nil {
			return err
		}
		return do(tx)
	})
}

// Tell takes note of progress. It goes to the database with the next beat.
func (t *Task) Tell(p Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if t.begun.at.IsZero() || p.Unit != t.begun.unit || p.Done < t.last.Done {
		t.begun = phase{p.Unit, now, p.Done}
	}
	t.last, t.at = p, now
	t.report.Tell(p)
}

// Progress is the last that was told, when, and since when the step runs.
func (t *Task) Progress() (Progress, time.Time, phase) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last, t.at, t.begun
}

// ErrCancelled is the cause of the context of a job that a person called off.
var ErrCancelled = errors.New("cancelled by a person")

// Why else a job was stopped.
var (
	errShutdown = errors.New("the program stops")
	errLost     = errors.New("another process has taken the job over")
	errFenced   = errors.New("the lease could not be renewed")
)
