// Package batches is what is done to many records at once: a list that is edited, a file
// of people, relationships or tasks that is brought in. Both go in the background, step
// by step, with a receipt, and are taken back, and brought back, as a whole.
//
// How records are written is record's; what files of orders hold is evidence's. Start at
// Capability, then edit.go for lists, reading.go and intake.go for files.
package batches

import (
	"context"
	"encoding/json"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Batches is what this stands on.
type Batches struct {
	Records *record.Store
	Access  *access.Access
	Jobs    *jobs.Jobs
	Data    string // folder for what is made of files handed in

	Upload func(ticket string) (page.Upload, error) // finds a file that was handed in
	Drop   func(map[string]page.Upload)             // throws it away
	Alike  Alike                                    // nil: they share a word
	Beside Beside                                   // does what goes with the leaving of somebody

	Fits    map[string]Fit // by the names of types: what their files need besides
	Foreign []Foreign      // files that are no tables, and become one
}

// Foreign is a sort of file that becomes a table of one type.
type Foreign struct {
	Type  string                            // its plural
	Is    func(head []byte) bool            // by how it begins
	Table func(from, to, name string) error // writes it out as CSV
}

// Fit makes ready to fit the rows of one file to their type; it is asked once a file.
type Fit func(ctx context.Context, s access.Scope) (Fitter, error)

// Fitter fits some rows to their type before they are written: what it names is found or made, in
// the same transaction. Links that are no numbers come to it as they are written.
type Fitter func(ctx context.Context, w *record.Writer, batch clientele.ID, rows []FitRow) error

// FitRow is a row that is fitted.
type FitRow struct {
	Fields  map[string]json.RawMessage
	Account string // what it says of whose it is
	Refuse  func(field, what, remedy string)
	Cell    func(header string) string // what stands in a column, used or not
	At      func(line int64)           // where it stands in the file that people know
	Wait    func()                     // until the other rows at hand are written
	Waited  bool
}

// The work.
const (
	KindEdit queue.Kind = "records-edit"
	KindTurn queue.Kind = "records-turn"
	KindKeys queue.Kind = "forget-keys"

	KindIntake queue.Kind = "records-import"
	KindLeave  queue.Kind = "records-leave"

	most      = 24 * time.Hour
	perStep   = 1_000 // records of one transaction
	forgetAt  = 4 * time.Hour
	keyOfKeys = "forget-keys"
)

// Capability is its pages, its acts and its work.
func (c *Batches) Capability() page.Capability {
	return page.Capability{
		Name: "batches",
		Pages: []page.Page{
			page.Read("batches", "/batches", access.Insiders, c.List, ListPage).
				Titled(clientele.Tell("title.many-at-once"), "Lists that were edited and files that were brought in, the latest first."),
			page.Read("batch", "/batches/{id}", access.Insiders, c.Receipt, ReceiptPage).
				Titled(clientele.Tell("title.receipt"), "What became of one edit of a list, or of one file."),
			page.Read("batch-preview", "/batches/preview", access.Writers, c.Preview, PreviewPage).
				Titled(clientele.Tell("title.look-at-a-file"), "How a file of people, relationships or tasks would be read, on its first rows.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("batch-upload", access.Writers, c.HandIn).
				Titled(clientele.Tell("title.look-at-it"), "Hands in a file of people, relationships or tasks; nothing is kept yet.").InBrowser(),
			page.Write("batch-confirm", access.Writers, c.Confirm).
				Titled(clientele.Tell("title.bring-it-in"), "Begins to bring in a file of people, relationships or tasks.").InBrowser(),
			page.Write("batch-undo", access.Writers, c.Undo).
				Titled(clientele.Tell("title.undo-all-of-it"), "Takes back a whole edit of a list, or a whole file of records.").FormAt(atReceipt),
			page.Write("batch-redo", access.Writers, c.Redo).
				Titled(clientele.Tell("title.bring-it-back"), "Brings back what was taken back.").FormAt(atReceipt),
		},
		Works: []queue.Listed{
			queue.Work[EditArgs]{Kind: KindEdit, Lane: jobs.LaneBook, Attempts: 5, Timeout: most, What: "Change many records", Do: c.workEdit},
			queue.Work[EditArgs]{Kind: KindIntake, Lane: jobs.LaneBook, Attempts: 5, Timeout: most, What: "Bring in a file of records", Do: c.workIntake},
			queue.Work[EditArgs]{Kind: KindLeave, Lane: jobs.LaneBook, Attempts: 5, Timeout: most, What: "Hand on what somebody looked after", Do: c.workLeave},
			queue.Work[TurnArgs]{Kind: KindTurn, Lane: jobs.LaneBook, Attempts: 5, Timeout: most, What: "Take many changes back", Do: c.workTurn},
			queue.Work[struct{}]{Kind: KindKeys, Lane: jobs.LaneAside, Attempts: 3, Timeout: time.Hour, What: "Forget the keys of old requests", Do: c.workKeys},
		},
		Schedules: []queue.Schedule{{Name: "nightly keys", At: forgetAt, Ask: queue.Ask{Kind: KindKeys, Key: keyOfKeys}}},
	}
}

func atReceipt(in page.Input) string { return "/batches/" + in.Values.Get("id") }

// workKeys drops the keys under which nobody sends a request again.
func (c *Batches) workKeys(ctx context.Context, _ *queue.Task, _ struct{}) error {
	return c.Records.Forget(ctx)
}

// scopeOf is whose scope a batch is done in, as it is now: who may no longer see or
// change something does not do it by work that was asked for before.
func (c *Batches) scopeOf(ctx context.Context, user clientele.ID) (access.Scope, error) {
	if user == 0 {
		return access.System("many records at once"), nil
	}
	return c.Access.ScopeOf(ctx, user)
}

// step does one step of a batch in one transaction, with what it says of itself in the
// same one: after a kill it goes on there, and does nothing twice.
func (c *Batches) step(ctx context.Context, t *queue.Task, b *record.Batch, do func(*db.Tx) error) error {
	house := access.System("many records at once")
	return t.InTx(ctx, func(tx *db.Tx) (err error) {
		if *b, err = c.Records.BatchIn(ctx, tx, house, b.ID); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return c.Records.KeepBatch(ctx, tx, b)
	})
}

// halted notes that a batch will not go on by itself.
func (c *Batches) halted(ctx context.Context, t *queue.Task, b *record.Batch, cause error) error {
	if context.Cause(ctx) != nil && context.Cause(ctx) != queue.ErrCancelled {
		return cause // the program stops, and goes on when it runs again
	}
	if err := c.step(context.WithoutCancel(ctx), t, b, func(*db.Tx) error {
		if b.State == record.BatchRunning {
			b.State = record.BatchStopped
		}
		return nil
	}); err != nil {
		return err
	}
	return cause
}
