package jobs

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

// What bounds an import.
const (
	batchEntries = 2_000  // of one transaction
	keptRejects  = 10_000 // in the database, for the page; errors.csv has all
	batchesAhead = 2      // that are read while one is written
)

// batch is what goes into the book in one transaction.
type batch struct {
	entries []clientele.Entry
	rows    []int // of the file, that each entry is made of
	rejects []evidence.Reject
	read    int64
	size    int64
	reading string // what the file comes to; only the last batch has it
}

func (b *batch) full() bool { return len(b.entries)+len(b.rejects) >= batchEntries }

// Import takes a planned file into the book. One goroutine reads and another
// writes: accounts, entries, histories, rejects and counters of a batch in one
// transaction. It counts when all of the file is in the book, and nothing of it
// before. An import whose ID is set goes on where it was stopped: the file is
// read again, and what is known adds nothing. Where it ends early, what was
// committed stays for that, and the import that is returned says how far it came.
// It writes only while this process holds the job.
func (h *Jobs) Import(ctx context.Context, t *queue.Task, plan *evidence.Plan, imp ledger.Import) (ledger.Import, error) {
	if err := plan.Ready(); err != nil {
		return imp, err
	}
	w := &importer{h: h, plan: plan, imp: imp, before: imp.Added, earlier: imp.Added + imp.Known + imp.Amended, task: t, begun: h.Now()}
	if err := w.begin(ctx); err != nil {
		return imp, fmt.Errorf("import %s: %w", plan.Source.Name(), err)
	}
	err := w.run(ctx)
	return w.imp, w.end(context.WithoutCancel(ctx), err)
}

// importer is one import on its way.
type importer struct {
	h       *Jobs
	plan    *evidence.Plan
	imp     ledger.Import
	before  int64 // what earlier runs of the same import had added
	earlier int64 // the entries of earlier runs: their rows are counted
	entries int64 // in this run
	known   int64 // in this run, what those added included
	batches int64
	byHand  int64 // accounts that were known by nothing but what a person wrote down, as it began
	task    *queue.Task
	begun   time.Time
	errs    errorsFile
}

func (w *importer) begin(ctx context.Context) error {
	w.imp.State, w.imp.Finished, w.imp.Undone, w.imp.Lines, w.imp.Rejected, w.imp.Differs, w.imp.Amended = ledger.Running, 0, 0, 0, 0, 0, 0
	if w.imp.File == "" {
		w.imp.File = w.plan.Source.Name()
	}
	w.imp.Door, w.imp.Source = w.plan.Door, w.plan.System()
	if err := w.h.prepare(ctx); err != nil {
		return err
	}
	w.imp.Started = cmp.Or(w.imp.Started, clientele.InstantOf(w.begun))
	return w.task.InTx(ctx, func(tx *db.Tx) (err error) {
		if w.imp.ID != 0 {
			err = w.h.Book.ReopenImport(ctx, tx, w.imp, w.imp.By)
		} else {
			w.imp.ID, err = w.h.Book.BeginImport(ctx, tx, w.imp)
		}
		if err == nil {
			w.byHand, err = w.h.Directory.WrittenDown(ctx, tx, w.imp.ID)
		}
		return err
	})
}

func (w *importer) run(ctx context.Context) error {
	if w.h.Data != "" {
		w.errs.begin(w.h.ErrorsFile(w.imp.ID), w.plan, w.h.Say(ctx, w.imp.By))
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan batch, batchesAhead)
	reading := queue.Go("read "+w.imp.File, func() error {
		defer close(batches)
		return w.read(inner, batches)
	})
	var err error
	for b := range batches {
		if err == nil {
			if err = queue.Guarded("write "+w.imp.File, func() error { return w.write(ctx, b) }); err != nil {
				stop() // and let the reader end
			}
		}
	}
	if e := <-reading; err == nil {
		err = e
	}
	return err
}

// read sends batches until the file ends, also the last one before a fatal error.
func (w *importer) read(ctx context.Context, batches chan<- batch) error {
	var b batch
	survey := evidence.NewSurveyor(w.plan)
	send := func() error {
		b.read, b.size = w.plan.Progress()
		select {
		case batches <- b:
			b = batch{}
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for t, err := range w.plan.Taken(ctx) {
		var reject *evidence.Reject
		switch {
		case err == nil:
			survey.Entry(&t)
			t.Import = w.imp.ID
			b.entries, b.rows = append(b.entries, t.Entry), append(b.rows, t.Rows)
		case errors.As(err, &reject):
			survey.Reject(reject)
			b.rejects = append(b.rejects, *reject)
		default:
			if ctx.Err() == nil {
				err = errors.Join(err, send())
			}
			return err
		}
		if b.full() {
			if err := send(); err != nil {
				return err
			}
		}
	}
	reading, err := json.Marshal(survey.Read(w.plan))
	if err != nil {
		return err
	}
	b.reading = string(reading)
	return send()
}

// write keeps one batch, all of it or nothing, and then says so.
func (w *importer) write(ctx context.Context, b batch) error {
	next, known := w.imp, w.known
	err := w.task.InTx(ctx, func(tx *db.Tx) error {
		r, err := w.admit(ctx, tx, b.entries)
		if err != nil {
			return err
		}
		known += int64(r.Known)
		next.Differs += int64(len(r.Differs))
		next.Amended += int64(r.Amended)
		next.Added += int64(r.Added)
		next.Known = max(0, known-w.before)
		next.Repeated = w.imp.Repeated + w.repeated(b, r.Again)
		next.Lines += b.lines()
		next.Reading = b.reading
		if err := w.h.Book.KeepRejects(ctx, tx, next.ID, w.toKeep(b.rejects)); err != nil {
			return err
		}
		next.Rejected += int64(len(b.rejects))
		for i := range b.entries {
			day := b.entries[i].On()
			if next.First == clientele.NoDay || day < next.First {
				next.First = day
			}
			next.Last = max(next.Last, day)
		}
		return w.h.Book.KeepImport(ctx, tx, next)
	})
	if err != nil {
		return err
	}
	w.imp, w.known = next, known
	w.entries += int64(len(b.entries))
	w.tell(b)
	w.batches++
	return errors.Join(w.errs.add(b.rejects), w.h.refreshStatistics(ctx, w.batches))
}

// lines are the rows of a batch.
func (b *batch) lines() int64 {
	n := len(b.rejects)
	for _, rows := range b.rows {
		n += rows
	}
	return int64(n)
}

// repeated counts the rows of the entries that the book knew, but for those of which an
// earlier run of this import has counted them.
func (w *importer) repeated(b batch, again []int) (n int64) {
	for _, i := range again {
		if w.entries+int64(i) >= w.earlier {
			n += int64(b.rows[i])
		}
	}
	return n
}

// admit finds whose the entries are and appends them.
func (w *importer) admit(ctx context.Context, tx *db.Tx, entries []clientele.Entry) (ledger.Receipt, error) {
	whos := make([]clientele.Who, len(entries))
	for i := range entries {
		whos[i] = entries[i].Who
	}
	ids, told, err := w.h.Directory.Resolve(ctx, tx, w.imp.ID, whos)
	if err == nil {
		err = w.h.tell(ctx, tx, w.imp, told)
	}
	if err != nil {
		return ledger.Receipt{}, err
	}
	for i := range entries {
		entries[i].Account = ids[i]
	}
	return w.h.Book.Append(ctx, tx, entries)
}

func (w *importer) toKeep(rejects []evidence.Reject) []ledger.Rejected {
	n := int(min(int64(len(rejects)), max(0, keptRejects-w.imp.Rejected)))
	keep := make([]ledger.Rejected, n)
	for i, r := range rejects[:n] {
		keep[i] = ledger.Rejected{Line: r.Line, Row: strings.Join(r.Row, " | "), What: r.What, Column: r.Column, Remedy: r.Remedy}
	}
	return keep
}

func (w *importer) tell(b batch) {
	note := []string{clientele.Tell("jobs.entries", "n", w.imp.Added+w.imp.Known)}
	if s := w.h.Now().Sub(w.begun).Seconds(); s > 1 {
		rate := int64(math.Round(float64(w.known+w.imp.Added-w.before) / s))
		note[0] = clientele.Tell("jobs.entries-rate", "entries", note[0], "rate", rate)
	}
	if w.imp.Rejected > 0 {
		note = append(note, clientele.Tell("jobs.rows-not-taken", "n", w.imp.Rejected))
	}
	if w.imp.Differs > 0 {
		note = append(note, clientele.Tell("jobs.rows-differ", "n", w.imp.Differs))
	}
	rows := queue.Progress{Done: w.imp.Lines, Unit: "rows", Note: strings.Join(note, "; ")}
	if b.read > 0 && b.size > 0 { // how many rows the rest holds is told by its size
		rows.Total = max(rows.Done, int64(float64(rows.Done)*float64(b.size)/float64(b.read)))
	}
	w.task.Tell(rows)
}

// end closes the import: done, and then all of it counts; or stopped.
func (w *importer) end(ctx context.Context, outcome error) error {
	w.imp.Finished = clientele.InstantOf(w.h.Now())
	var err error
	if outcome == nil {
		outcome = w.errs.end()
	}
	if outcome == nil {
		outcome = w.count(ctx)
	}
	if outcome != nil {
		w.imp.State = ledger.Stopped
		err = w.task.InTx(ctx, func(tx *db.Tx) error { return w.h.Book.KeepImport(ctx, tx, w.imp) })
	}
	if clientele.KindOf(err) == clientele.Conflict && outcome != nil {
		err = nil // undone meanwhile: that is what stopped it, and it has been said
	}
	return wrap(errors.Join(outcome, w.errs.end(), err), "import "+w.imp.File)
}

// count lets a whole import count, and asks for whom it touches to be measured.
func (w *importer) count(ctx context.Context) error {
	if err := w.whoIsAlike(ctx); err != nil {
		return err
	}
	if err := w.h.Book.FinishImport(ctx, w.imp); err != nil {
		return err
	}
	w.imp.State, w.imp.Complete = ledger.Done, true
	if w.imp.Added == 0 && w.before == 0 {
		return nil
	}
	if err := w.h.Ask(ctx, queue.Ask{Kind: KindMeasure, Key: string(KindMeasure), By: w.imp.By, Args: MeasureArgs{Cause: clientele.Tell("jobs.cause-import", "file", w.imp.File)}}); err != nil {
		return err
	}
	return w.h.askAfter(ctx, KindImport)
}

// whoIsAlike says of the accounts that the file brought who bears the name of one known
// already: they are proposed to be one, and the receipt counts them, as it does those who
// were written down by hand and found in the file.
func (w *importer) whoIsAlike(ctx context.Context) error {
	var read evidence.Survey
	if err := json.Unmarshal([]byte(w.imp.Reading), &read); err != nil {
		return fmt.Errorf("what %s comes to: %w", w.imp.File, err)
	}
	var last clientele.ID
	for after, more := clientele.ID(0), true; more; more = after != 0 {
		err := w.task.InTx(ctx, func(tx *db.Tx) error {
			found, next, err := w.h.Directory.Namesakes(ctx, tx, w.imp.ID, after)
			if err != nil {
				return err
			}
			after = next
			for _, f := range found {
				if f.One.ID != last {
					read.Namesakes++
				}
				last = f.One.ID
			}
			if w.h.Alike == nil || len(found) == 0 {
				return nil
			}
			return w.h.Alike(ctx, tx, found)
		})
		if err != nil {
			return err
		}
	}
	return w.task.InTx(ctx, func(tx *db.Tx) error {
		left, err := w.h.Directory.WrittenDown(ctx, tx, w.imp.ID)
		if err != nil {
			return err
		}
		read.Joined = max(0, w.byHand-left)
		text, err := json.Marshal(read)
		if err != nil {
			return err
		}
		w.imp.Reading = string(text)
		return w.h.Book.KeepImport(ctx, tx, w.imp)
	})
}

// askAfter asks for what falls due whenever work of a kind has brought something.
func (h *Jobs) askAfter(ctx context.Context, kind queue.Kind) error {
	for _, s := range h.due {
		if s.After == kind {
			if err := h.Ask(ctx, s.Ask); err != nil {
				return err
			}
		}
	}
	return nil
}

// hashOf names a file by its content.
func hashOf(src evidence.Source) (string, error) {
	r, err := src.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	s := sha256.New()
	if _, err := io.Copy(s, r); err != nil {
		return "", fmt.Errorf("read %s: %w", src.Name(), err)
	}
	return hex.EncodeToString(s.Sum(nil)), nil
}
