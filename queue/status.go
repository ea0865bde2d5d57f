package queue

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Status is how far a job is, for pages.
type Status struct {
	ID       clientele.ID      `json:"id"`
	Kind     Kind              `json:"kind"`
	What     string            `json:"what"` // the kind in words
	State    State             `json:"state"`
	By       string            `json:"by,omitempty"`
	Args     json.RawMessage   `json:"args"`
	Attempts int               `json:"attempts"`
	Done     int64             `json:"done"`
	Total    int64             `json:"total"` // 0 where unknown
	Unit     string            `json:"unit,omitempty"`
	Note     string            `json:"note,omitempty"`
	Rate     float64           `json:"rate,omitempty"`         // units a second
	Left     int64             `json:"left_seconds,omitempty"` // 0 where unknown
	Err      string            `json:"error,omitempty"`        // what, where and remedy, where it failed or is tried again
	RunAt    clientele.Instant `json:"run_at,omitzero"`
	Created  clientele.Instant `json:"created"`
	Started  clientele.Instant `json:"started,omitzero"`
	Finished clientele.Instant `json:"finished,omitzero"`
}

// Ended says that nothing more will come of it.
func (s Status) Ended() bool { return s.State == Done || s.State == Failed || s.State == Cancelled }

type jobRow struct {
	ID       clientele.ID      `db:"id"`
	Kind     string            `db:"kind"`
	Args     string            `db:"args"`
	Key      string            `db:"unique_key"`
	By       string            `db:"asked_by"`
	State    string            `db:"state"`
	RunAt    clientele.Instant `db:"run_at"`
	Attempts int               `db:"attempts"`
	Deaths   int               `db:"deaths"`
	Lane     string            `db:"lane"`
	Holder   string            `db:"holder"`
	Lease    clientele.Instant `db:"lease_until"`
	Done     int64             `db:"done"`
	Total    int64             `db:"total"`
	Unit     string            `db:"unit"`
	Note     string            `db:"note"`
	Err      string            `db:"error"`
	Created  clientele.Instant `db:"created"`
	Started  clientele.Instant `db:"started"`
	Finished clientele.Instant `db:"finished"`
}

const jobColumns = `id, kind, args, unique_key, asked_by, state, run_at, attempts, deaths, lane, holder, lease_until,
	done, total, unit, note, error, created, started, finished`

// Status is one job.
func (q *Queue) Status(ctx context.Context, id clientele.ID) (Status, error) {
	row, err := db.One[jobRow](ctx, q.db, "SELECT "+jobColumns+" FROM jobs WHERE workspace = ? AND id = ?", q.ws, id)
	if err != nil {
		return Status{}, wrap(err, "job")
	}
	return q.status(row), nil
}

// List gives jobs, newest first, without those that followed somebody's writing and are done; before 0
// begins with the newest.
func (q *Queue) List(ctx context.Context, before clientele.ID, limit int) ([]Status, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	without, args := "", []any{q.ws, before}
	for _, w := range q.works {
		if w.Follows {
			without, args = without+" AND NOT (kind = ? AND state = ?)", append(args, w.Kind, Done)
		}
	}
	rows, err := db.All[jobRow](ctx, q.db, "SELECT "+jobColumns+" FROM jobs WHERE workspace = ? AND id < ?"+without+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, wrap(err, "jobs")
	}
	list := make([]Status, len(rows))
	for i, row := range rows {
		list[i] = q.status(row)
	}
	return list, nil
}

// Open gives the jobs that wait or run, oldest first: a bounded read. What was asked for
// a later time is not open before it.
func (q *Queue) Open(ctx context.Context) ([]Status, error) {
	rows, err := db.All[jobRow](ctx, q.db, "SELECT "+jobColumns+" FROM jobs WHERE workspace = ? AND state IN ('queued', 'running') AND (attempts > 0 OR run_at <= ?) ORDER BY id LIMIT 100", q.ws, q.instant())
	if err != nil {
		return nil, wrap(err, "jobs")
	}
	list := make([]Status, len(rows))
	for i, row := range rows {
		list[i] = q.status(row)
	}
	return list, nil
}

const countOpen = "SELECT COUNT(*) FROM (SELECT id FROM jobs WHERE workspace = ? AND state IN ('queued', 'running') AND (attempts > 0 OR run_at <= ?) LIMIT 100) o"

// OpenOf says that a job of a key waits or runs.
func (q *Queue) OpenOf(ctx context.Context, from db.Querier, key string) (bool, error) {
	open, err := db.All[clientele.ID](ctx, from, "SELECT id FROM jobs WHERE workspace = ? AND unique_key = ? AND state IN ('queued', 'running') LIMIT 1", q.ws, key)
	return len(open) > 0, err
}

// CountOpen is how many jobs Open would give, without reading them.
func (q *Queue) CountOpen(ctx context.Context) (int, error) {
	n, err := db.One[int](ctx, q.db, countOpen, q.ws, q.instant())
	if err != nil {
		return 0, wrap(err, "jobs")
	}
	return n, nil
}

func (q *Queue) status(r jobRow) Status {
	s := Status{
		ID: r.ID, Kind: Kind(r.Kind), State: State(r.State), By: r.By, Args: json.RawMessage(r.Args),
		Attempts: r.Attempts, Done: r.Done, Total: r.Total, Unit: r.Unit, Note: r.Note, Err: r.Err,
		RunAt: r.RunAt, Created: r.Created, Started: r.Started, Finished: r.Finished,
	}
	if w, err := q.work(s.Kind); err == nil {
		s.What = w.What
	}
	if s.State != Running {
		return s
	}
	since := q.now().Sub(r.Started.Time())
	from := int64(0)
	if t := q.mine(r.ID); t != nil { // what this process knows is fresher than the row
		p, at, begun := t.Progress()
		s.Done, s.Total, s.Unit, s.Note = p.Done, p.Total, p.Unit, p.Note
		since, from = at.Sub(begun.at), begun.done
	}
	if n := s.Done - from; n > 0 && since > time.Second/10 {
		s.Rate = float64(n) / since.Seconds()
		if left := s.Total - s.Done; left > 0 {
			s.Left = int64(math.Ceil(float64(left) / s.Rate))
		}
	}
	return s
}
