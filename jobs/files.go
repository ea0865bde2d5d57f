package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

// ImportArgs say which file to take into the book, and how to read it.
type ImportArgs struct {
	Path    string           `json:"path"`
	Name    string           `json:"name,omitempty"` // as a person knows the file; the path's last part where empty
	Options evidence.Options `json:"options"`
	Hash    string           `json:"hash,omitempty"`   // of the content; found where empty
	Upload  bool             `json:"upload,omitempty"` // ours: removed when it is in the book
}

// named is a file under the name that a person gave it.
type named struct {
	evidence.Source
	name string
}

func (n named) Name() string { return n.name }

func (a ImportArgs) source() evidence.Source {
	src := evidence.File(a.Path)
	if a.Name != "" {
		return named{src, a.Name}
	}
	return src
}

// Inspect plans the reading of a file.
func (a ImportArgs) Inspect(ctx context.Context) (*evidence.Plan, error) {
	return evidence.Inspect(ctx, a.source(), a.Options)
}

func importKey(hash string) string { return "import:" + hash }

func (a *ImportArgs) complete() (err error) {
	if a.Path, err = filepath.Abs(a.Path); err != nil {
		return fmt.Errorf("find %s: %w", a.Path, err)
	}
	if a.Hash == "" {
		a.Hash, err = hashOf(a.source())
	}
	return err
}

// EnqueueImport asks for an import in the background.
func (h *Jobs) EnqueueImport(ctx context.Context, args ImportArgs, by string) (id clientele.ID, err error) {
	if err := args.complete(); err != nil {
		return 0, err
	}
	err = h.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		id, err = h.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindImport, Args: args, By: by, Key: importKey(args.Hash)})
		return err
	})
	return id, err
}

// ImportNow takes a file into the book in the foreground. All see it as a job. It
// goes on with an import of the same file that was stopped or killed; where this
// process is killed, the next one that works the queue finishes it.
func (h *Jobs) ImportNow(ctx context.Context, args ImportArgs, by string, report queue.Report) (ledger.Import, error) {
	if err := args.complete(); err != nil {
		return ledger.Import{}, err
	}
	result, err := h.Queue.DoNow(ctx, queue.Ask{Kind: KindImport, Args: args, By: by, Key: importKey(args.Hash)}, report)
	imp, _ := result.(ledger.Import) // none where it did not begin
	return imp, err
}

func (h *Jobs) workImport(ctx context.Context, t *queue.Task, args ImportArgs) error {
	if done, ok, err := h.broughtBy(ctx, t.ID); err != nil || ok {
		t.Result = done // a run of this job that was killed had come to its end
		return err
	}
	plan, err := h.Plan(ctx, args)
	if err != nil {
		return err
	}
	imp, err := h.stopped(ctx, args.Hash, plan)
	if err != nil {
		return err
	}
	imp.By = cmp.Or(imp.By, t.By)
	asked, err := json.Marshal(args)
	if err != nil {
		return err
	}
	imp.Job, imp.Asked = t.ID, string(asked)
	return h.bring(ctx, t, args, plan, imp)
}

// Plan is how an import of a file reads it: its times of day in the zone of the firm, where
// nobody says another.
func (h *Jobs) Plan(ctx context.Context, args ImportArgs) (*evidence.Plan, error) {
	if zone := h.Now().Location().String(); args.Options.Zone == "" {
		if _, err := time.LoadLocation(zone); err == nil { // one that is made up has no name to load it by
			args.Options.Zone = zone
		}
	}
	args.Options.Today = h.today()
	return args.Inspect(ctx)
}

func (h *Jobs) bring(ctx context.Context, t *queue.Task, args ImportArgs, plan *evidence.Plan, imp ledger.Import) error {
	imp, err := h.Import(ctx, t, plan, imp)
	t.Result = imp
	if err == nil && args.Upload {
		err = wrap(os.Remove(args.Path), "remove an upload")
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	return err
}

// broughtBy finds the import that a job has brought in whole.
func (h *Jobs) broughtBy(ctx context.Context, job clientele.ID) (imp ledger.Import, ok bool, err error) {
	recent, err := h.Book.Imports(ctx, 0, recentImports)
	for _, i := range recent {
		if i.Job == job && i.Complete {
			return i, true, err
		}
	}
	return imp, false, err
}

// readAgain brings in what is missing of an import that did not come to its end:
// its file is read again, if it is there and what it was.
func (h *Jobs) readAgain(ctx context.Context, t *queue.Task, imp ledger.Import) error {
	var args ImportArgs
	gone := func(what string, err error) error {
		return &clientele.Fault{Kind: clientele.Conflict, What: what, Where: imp.File, Remedy: clientele.Tell("jobs.part-remedy"), Err: err}
	}
	if err := json.Unmarshal([]byte(imp.Asked), &args); err != nil {
		return gone(clientele.Tell("jobs.part-nowhere"), err)
	}
	hash, err := hashOf(args.source())
	if err != nil {
		return gone(clientele.Tell("jobs.part-gone"), err)
	}
	if hash != imp.Hash {
		return gone(clientele.Tell("jobs.part-changed"), nil)
	}
	plan, err := h.Plan(ctx, args)
	if err != nil {
		return err
	}
	imp.Job = t.ID
	return h.bring(ctx, t, args, plan, imp)
}

// stopped finds the import of the same file, read in the same way, that did not
// come to its end; a new one where there is none.
func (h *Jobs) stopped(ctx context.Context, hash string, plan *evidence.Plan) (ledger.Import, error) {
	fresh := ledger.Import{File: plan.Source.Name(), Hash: hash, Door: plan.Door, Map: plan.Map()}
	recent, err := h.Book.Imports(ctx, 0, recentImports)
	if err != nil {
		return fresh, err
	}
	for _, i := range recent {
		if i.Hash == hash && i.Door == fresh.Door && i.Map == fresh.Map && (i.State == ledger.Stopped || i.State == ledger.Running) {
			return i, nil
		}
	}
	return fresh, nil
}

// recentImports is how far back a stopped import is looked for.
const recentImports = 200

// stopOrphans marks imports as stopped that say they run and have no job.
func (h *Jobs) stopOrphans(ctx context.Context) error {
	recent, err := h.Book.Imports(ctx, 0, recentImports)
	if err != nil {
		return err
	}
	for _, i := range recent {
		if i.State != ledger.Running {
			continue
		}
		err := h.DB.InTx(ctx, func(tx *db.Tx) error {
			open, err := h.Queue.OpenOf(ctx, tx, importKey(i.Hash))
			if err != nil || open {
				return err
			}
			i.State, i.Finished = ledger.Stopped, clientele.InstantOf(h.Now())
			return h.Book.KeepImport(ctx, tx, i)
		})
		if err != nil {
			return fmt.Errorf("stop import %d: %w", i.ID, err)
		}
	}
	return nil
}
