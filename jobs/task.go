package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
)

// Progress is how far something long is.
type Progress struct {
	Done, Total int64  // Total 0 where unknown
	Unit        string // of both: "bytes", "relationships"
	Note        string // the step, in words
}

// Report is told of progress. It is cheap, safe from any goroutine, and may be nil for nobody.
type Report func(Progress)

func (r Report) tell(p Progress) {
	if r != nil {
		r(p)
	}
}

// Task is one run of a job: its arguments, and where it tells how far it is.
type Task struct {
	ID   clientele.ID
	Args json.RawMessage
	By   string

	Result any // what DoNow gives back; not kept

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

// Read decodes the arguments.
func (t *Task) Read(into any) error { return json.Unmarshal(t.Args, into) }

// Tell takes note of progress. It goes to the database with the next beat.
func (t *Task) Tell(p Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if t.begun.at.IsZero() || p.Unit != t.begun.unit || p.Done < t.last.Done {
		t.begun = phase{p.Unit, now, p.Done}
	}
	t.last, t.at = p, now
	t.report.tell(p)
}

// Progress is the last that was told, when, and since when the step runs.
func (t *Task) Progress() (Progress, time.Time, phase) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last, t.at, t.begun
}

// Why a job was stopped, as the cause of its context.
var (
	errCancelled = errors.New("cancelled by a person")
	errShutdown  = errors.New("the program stops")
	errLost      = errors.New("another process has taken the job over")
)
