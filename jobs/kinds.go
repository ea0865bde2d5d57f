package jobs

import (
	"cmp"
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

// The kinds of job.
const (
	KindImport   queue.Kind = "import"
	KindMeasure  queue.Kind = "measure"
	KindRenew    queue.Kind = "renew"
	KindUndo     queue.Kind = "undo"
	KindRedo     queue.Kind = "redo"
	KindRebuild  queue.Kind = "rebuild"
	KindBacktest queue.Kind = "backtest"
	KindBackup   queue.Kind = "backup"
)

// The lanes: what writes the book goes one after another; the rest goes beside it.
const (
	LaneBook  = "book"
	LaneAside = "aside"
)

var lanes = []queue.Lane{{Name: LaneBook, Width: 1}, {Name: LaneAside, Width: 1}}

// works is the list of what the house can do. One more is a line here and a
// function, which may be run again after a kill.
func (h *Jobs) works() []queue.Listed {
	return []queue.Listed{
		queue.Work[ImportArgs]{Kind: KindImport, Lane: LaneBook, Attempts: 5, Timeout: aDay, What: "Take a file into the book", Do: h.workImport},
		queue.Work[UndoArgs]{Kind: KindUndo, Lane: LaneBook, Attempts: 5, Timeout: aDay, What: "Take an import back", Do: h.workUndo},
		queue.Work[UndoArgs]{Kind: KindRedo, Lane: LaneBook, Attempts: 5, Timeout: aDay, What: "Let an import count again", Do: h.workRedo},
		queue.Work[struct{}]{Kind: KindRebuild, Lane: LaneBook, Attempts: 3, Timeout: aDay, What: "Fold everything again from the entries", Do: h.workRebuild},
		queue.Work[MeasureArgs]{Kind: KindMeasure, Lane: LaneBook, Attempts: 3, Timeout: aDay / 2, What: "Measure every relationship anew", Do: h.workMeasure},
		queue.Work[RenewArgs]{Kind: KindRenew, Lane: LaneBook, Attempts: 3, Timeout: time.Hour, What: "Renew the standing of some relationships", Follows: true, Do: h.workRenew},
		queue.Work[BacktestArgs]{Kind: KindBacktest, Lane: LaneAside, Attempts: 2, Timeout: aDay / 2, What: "Test the measure on the firm's own past", Do: h.workBacktest},
		queue.Work[BackupArgs]{Kind: KindBackup, Lane: LaneAside, Attempts: 3, Timeout: aDay / 2, What: "Keep a copy of everything", Do: h.workBackup},
	}
}

const aDay = 24 * time.Hour

// Schedules is the table of what falls due by itself.
func (h *Jobs) Schedules() []queue.Schedule {
	list := []queue.Schedule{{
		Name: "nightly measure", At: cmp.Or(h.Nightly.MeasureAt, DefaultMeasureAt),
		Ask: queue.Ask{Kind: KindMeasure, Key: string(KindMeasure), Args: MeasureArgs{Cause: clientele.Tell("jobs.cause-nightly")}},
	}}
	if h.Nightly.BackupTo != "" {
		args := BackupArgs{Folder: h.Nightly.BackupTo, Keep: cmp.Or(h.Nightly.KeepBackups, DefaultKeepBackups)}
		list = append(list, queue.Schedule{
			Name: "nightly backup", At: cmp.Or(h.Nightly.BackupAt, DefaultBackupAt),
			Ask: queue.Ask{Kind: KindBackup, Key: string(KindBackup), Args: args},
		})
	}
	return append(list, h.due...)
}

// When the house works by itself, where nobody said otherwise.
const (
	DefaultMeasureAt   = 3 * time.Hour
	DefaultBackupAt    = 2 * time.Hour
	DefaultKeepBackups = 14
)

// UndoArgs name the import that an undo or a redo is about.
type UndoArgs struct {
	Import clientele.ID `json:"import"`
}

func (h *Jobs) workUndo(ctx context.Context, t *queue.Task, args UndoArgs) error {
	return h.turn(ctx, t, args, turning{h.Book.UndoImport, ledger.WasUndone, clientele.Tell("jobs.cause-undone")})
}

func (h *Jobs) workRedo(ctx context.Context, t *queue.Task, args UndoArgs) error {
	return h.turn(ctx, t, args, turning{h.Book.RedoImport, ledger.Done, clientele.Tell("jobs.cause-redone")})
}

// turning is an undo or a redo: how, which state it ends in, and why all is measured then.
type turning struct {
	do    func(context.Context, clientele.ID, string) (int, error)
	ends  string
	cause string
}

// turn may find its import turned already: TidyUp has finished what an earlier
// run of the same job began. Then the measure is all that is left.
func (h *Jobs) turn(ctx context.Context, t *queue.Task, args UndoArgs, to turning) error {
	imp, err := h.Book.Import(ctx, args.Import)
	if err != nil {
		return err
	}
	if to.ends == ledger.Done && !imp.Complete {
		return h.readAgain(ctx, t, imp)
	}
	if imp.State != to.ends {
		n, err := to.do(ctx, args.Import, t.By)
		if err != nil {
			return err
		}
		t.Tell(queue.Progress{Done: int64(n), Total: int64(n), Unit: "accounts"})
	}
	return h.AskMeasure(ctx, to.cause)
}

func (h *Jobs) workRebuild(ctx context.Context, t *queue.Task, _ struct{}) error {
	err := h.Book.Rebuild(ctx, func(done, total int64) {
		t.Tell(queue.Progress{Done: done, Total: total, Unit: "entries", Note: clientele.Tell("jobs.folding")})
	})
	if err != nil {
		return err
	}
	return h.AskMeasure(ctx, clientele.Tell("jobs.cause-folded"))
}

// AskMeasure puts a measure into the queue, unless one waits there already.
func (h *Jobs) AskMeasure(ctx context.Context, cause string) error {
	return h.Ask(ctx, queue.Ask{Kind: KindMeasure, Key: string(KindMeasure), Args: MeasureArgs{Cause: cause}})
}

// Ask puts a job into the queue in a transaction of its own.
func (h *Jobs) Ask(ctx context.Context, ask queue.Ask) error {
	return h.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := h.Queue.Enqueue(ctx, tx, ask)
		return err
	})
}
