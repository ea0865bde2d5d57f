// Package jobs is the room where the house acts: files are taken into the book,
// standings are measured, today is planned. It holds the list of the work that the
// queue runs, and when. It decides nothing about evidence, standings or treatments;
// the stations do.
//
// Start at kinds.go: the list of works and the table of schedules. Then
// importing.go and measure.go, which do the work.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/bits"
	"path/filepath"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Jobs is one workspace with all that acts on it.
type Jobs struct {
	DB        *db.DB
	Workspace clientele.ID
	Book      *ledger.Book
	Directory *directory.Directory
	Queue     *queue.Queue
	Log       *slog.Logger
	Data      string  // the data folder; "" where files are not kept
	Nightly   Nightly // what the schedules need to know

	// Names are what people call users; nil where nobody knows. It is wired to access.
	Names func(ctx context.Context, q db.Querier, users []clientele.ID) (map[clientele.ID]string, error)

	// Backup keeps a copy and says what it kept; nil where the program is built
	// without. It is wired to package ops, which this room knows nothing of.
	Backup func(context.Context, BackupArgs) (said string, err error)

	// Alike is told, in a transaction of the import that brought them, of accounts that bear
	// the name or the address of one known already; nil where nobody keeps such pairs. It is
	// wired to duplicates.
	Alike func(context.Context, *db.Tx, []directory.Namesake) error

	// Say gives who puts into words what stations tell, for a file that somebody opens, known by
	// their e-mail address. It is wired to say.
	Say func(ctx context.Context, by string) func(string) string

	Now func() time.Time // the clock, in the zone of the firm

	records *record.Store // what evidence tells of accounts that were there is written by it; nil: it is not

	due     []queue.Schedule // of the capabilities
	stretch int              // of a measure: how many relationships go together

	mu  sync.Mutex
	fit keptFit // the measure in force, as it was last read
}

// Nightly says when the house works by itself, on its own clock.
type Nightly struct {
	MeasureAt   time.Duration // after midnight; DefaultMeasureAt where 0
	BackupAt    time.Duration // after midnight; DefaultBackupAt where 0
	BackupTo    string        // a folder; "" for no nightly backup
	KeepBackups int           // how many; DefaultKeepBackups where 0
}

// New is the house of a workspace. It does nothing by itself until Run.
func New(d *db.DB, ws clientele.ID, dataDir string, log *slog.Logger) *Jobs {
	h := &Jobs{
		DB: d, Workspace: ws, Book: ledger.New(d, ws), Directory: directory.New(d, ws),
		Log: log, Data: dataDir, Now: clientele.NewClock(nil, nil).Time, stretch: batchStandings,
		Say: func(context.Context, string) func(string) string {
			return func(told string) string { return told }
		},
	}
	h.Directory.Uncounted, h.Directory.There = h.Book.Uncounted, h.Book.ThereSQL
	h.Queue = queue.New(d, ws, queue.Settings{Lanes: lanes, Works: h.works(), Log: log})
	return h
}

// Also takes in what a capability does in the background, and when. It is called before Run.
func (h *Jobs) Also(works []queue.Listed, due []queue.Schedule) {
	h.Queue.Add(works...)
	h.due = append(h.due, due...)
}

// Run works the queue and the schedules until ctx ends, and then stops what
// runs at the end of its batch. It first puts in order what a killed program left.
func (h *Jobs) Run(ctx context.Context) error {
	if err := h.TidyUp(ctx); err != nil {
		return err
	}
	nightly := &queue.Schedules{Queue: h.Queue, Now: h.Now, List: h.Schedules}
	clock := queue.Go("schedules", func() error { nightly.Keep(ctx); return nil })
	return errors.Join(h.Queue.Run(ctx), <-clock)
}

// TidyUp finishes what undo and redo left half done, and has whom that touches
// measured; imports that nobody goes on with it marks as stopped. Run does it first; a command may, too.
func (h *Jobs) TidyUp(ctx context.Context) error {
	resumed, err := h.Book.Resume(ctx)
	if err != nil {
		return err
	}
	if resumed > 0 {
		if err := h.AskMeasure(ctx, clientele.Tell("jobs.cause-finished")); err != nil {
			return err
		}
	}
	return h.stopOrphans(ctx)
}

func (h *Jobs) receipts() string { return filepath.Join(h.Data, "receipts") }

// today is the day on the house's own clock.
func (h *Jobs) today() clientele.Day { return clientele.DayOf(h.Now()) }

// Grown says after each batch of a work that fills tables how many there were.
func (h *Jobs) Grown(ctx context.Context, batches int64) error {
	return h.refreshStatistics(ctx, batches)
}

// refreshStatistics tells PostgreSQL's planner how its tables have grown, each
// time the number of batches is four times what it was: it goes by what it knew when they were
// empty until its own housekeeping comes round, and reads all of a table for one
// key until then (an import of 40,000 orders: 31 s without, 2 s with).
func (h *Jobs) refreshStatistics(ctx context.Context, batches int64) error {
	if h.DB.Engine != db.Postgres || batches&(batches-1) != 0 || bits.TrailingZeros64(uint64(batches))%2 != 0 {
		return nil
	}
	_, write := h.DB.SQL()
	_, err := write.ExecContext(ctx, "ANALYZE")
	return wrap(err, "refresh the statistics")
}

// wrap says what an error was about; nil stays nil.
func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
