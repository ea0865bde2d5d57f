package jobs

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// The kinds of job.
const (
	KindImport   Kind = "import"
	KindMeasure  Kind = "measure"
	KindRenew    Kind = "renew"
	KindUndo     Kind = "undo"
	KindRedo     Kind = "redo"
	KindRebuild  Kind = "rebuild"
	KindBacktest Kind = "backtest"
	KindBackup   Kind = "backup"
)

// The lanes: what writes the book goes one after another; the rest goes beside it.
const (
	laneBook  = "book"
	laneAside = "aside"
)

// kinds is the table of what the house can do. One more is a line here and a
// function; arguments are JSON, and a function may be run again after a kill.
func (h *House) kinds() []Work {
	return []Work{
		{KindImport, laneBook, 5, "Take a file into the book", h.workImport},
		{KindUndo, laneBook, 5, "Take an import back", h.workUndo},
		{KindRedo, laneBook, 5, "Let an import count again", h.workRedo},
		{KindRebuild, laneBook, 3, "Fold everything again from the entries", h.workRebuild},
		{KindMeasure, laneBook, 3, "Measure every relationship anew", h.workMeasure},
		{KindRenew, laneBook, 3, "Renew the standing of some relationships", h.workRenew},
		{KindBacktest, laneAside, 5, "Test the measure on the firm's own past", h.workBacktest},
		{KindBackup, laneAside, 3, "Keep a copy of everything", h.workBackup},
	}
}

// Schedule is something that the house does by itself, once a day.
type Schedule struct {
	Name string
	At   time.Duration // after midnight on the house's clock
	Ask  Ask
}

// Schedules is the table of what falls due by itself.
func (h *House) Schedules() []Schedule {
	list := []Schedule{
		{"nightly measure", orDefault(h.Nightly.MeasureAt, DefaultMeasureAt), Ask{Kind: KindMeasure, Key: string(KindMeasure), Args: MeasureArgs{Cause: "nightly measure"}}},
	}
	if h.Nightly.BackupTo != "" {
		list = append(list, Schedule{"nightly backup", orDefault(h.Nightly.BackupAt, DefaultBackupAt), Ask{Kind: KindBackup, Key: string(KindBackup), Args: BackupArgs{Folder: h.Nightly.BackupTo, Keep: orDefault(h.Nightly.KeepBackups, DefaultKeepBackups)}}})
	}
	return list
}

// When the house works by itself, where nobody said otherwise.
const (
	DefaultMeasureAt   = 3 * time.Hour
	DefaultBackupAt    = 2 * time.Hour
	DefaultKeepBackups = 14
)

func orDefault[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

// UndoArgs name the import that an undo or a redo is about.
type UndoArgs struct {
	Import clientele.ID `json:"import"`
}

func (h *House) workUndo(ctx context.Context, t *Task) error {
	return h.turn(ctx, t, turning{h.Book.UndoImport, ledger.WasUndone, "an import was undone"})
}

func (h *House) workRedo(ctx context.Context, t *Task) error {
	return h.turn(ctx, t, turning{h.Book.RedoImport, ledger.Done, "an import was redone"})
}

// turning is an undo or a redo: how, which state it ends in, and why all is measured then.
type turning struct {
	do    func(context.Context, clientele.ID, string) (int, error)
	ends  string
	cause string
}

// turn may find its import turned already: TidyUp has finished what an earlier
// run of the same job began. Then the measure is all that is left.
func (h *House) turn(ctx context.Context, t *Task, to turning) error {
	var args UndoArgs
	if err := t.Read(&args); err != nil {
		return err
	}
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
		t.Tell(Progress{Done: int64(n), Total: int64(n), Unit: "accounts"})
	}
	return h.AskMeasure(ctx, to.cause)
}

func (h *House) workRebuild(ctx context.Context, t *Task) error {
	err := h.Book.Rebuild(ctx, func(done, total int64) {
		t.Tell(Progress{Done: done, Total: total, Unit: "entries", Note: "folding the entries again"})
	})
	if err != nil {
		return err
	}
	return h.AskMeasure(ctx, "everything was folded again")
}

// AskMeasure puts a measure into the queue, unless one waits there already.
func (h *House) AskMeasure(ctx context.Context, cause string) error {
	return h.Ask(ctx, Ask{Kind: KindMeasure, Key: string(KindMeasure), Args: MeasureArgs{Cause: cause}})
}

// Ask puts a job into the queue in a transaction of its own.
func (h *House) Ask(ctx context.Context, ask Ask) error {
	return h.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := h.Queue.Enqueue(ctx, tx, ask)
		return err
	})
}
