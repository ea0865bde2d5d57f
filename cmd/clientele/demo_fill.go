package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/ledger"
)

const (
	fillBatch = 2_000 // entries of one transaction
)

// fill writes the firm into the book, by the doors that every import takes.
func (c *demoCmd) fill(ctx context.Context, set *Settings, s street, f *demo.Firm) error {
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	last, err := h.jobs.Book.LastDay(ctx, f.AsOf)
	if err != nil {
		return err
	}
	if last != clientele.NoDay {
		if c.IfEmpty {
			return nil
		}
		return &clientele.Fault{Kind: clientele.Conflict, What: "there is a book already", Where: h.db.Where(), Remedy: "name another folder with --data"}
	}
	w := &filler{h: h, firm: f, s: s, bar: newBar(s.err, "simulating", "accounts", int64(f.Accounts))}
	if err := w.begin(ctx); err != nil {
		return err
	}
	if err := w.write(ctx, f.Entries()); err != nil {
		return err
	}
	if err := w.end(ctx); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "A simulated firm (%s, seed %d): %s, %s.\n", f.Preset, f.Seed, many(f.Accounts, "account", "accounts"), many(int(w.imp.Added), "entry", "entries"))
	return nil
}

// filler writes a firm into the book as one import.
type filler struct {
	h     *house
	firm  *demo.Firm
	s     street
	bar   *bar
	imp   ledger.Import
	batch []clientele.Entry
}

func (w *filler) begin(ctx context.Context) error {
	w.imp = ledger.Import{File: fmt.Sprintf("simulated firm, %s, seed %d", w.firm.Preset, w.firm.Seed), Door: "demo", By: "demo", State: ledger.Done}
	return w.h.db.InTx(ctx, func(tx *db.Tx) (err error) {
		w.imp.ID, err = w.h.jobs.Book.BeginImport(ctx, tx, w.imp)
		return err
	})
}

func (w *filler) write(ctx context.Context, entries iter.Seq[clientele.Entry]) error {
	account, done := "", int64(0)
	for e := range entries {
		if e.Who.Key != account {
			account, done = e.Who.Key, done+1
		}
		e.Import = w.imp.ID
		if w.batch = append(w.batch, e); len(w.batch) < fillBatch {
			continue
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
		w.bar.at(done, int64(w.firm.Accounts))
	}
	return w.flush(ctx)
}

func (w *filler) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return ctx.Err()
	}
	err := w.h.db.InTx(ctx, func(tx *db.Tx) error {
		if err := w.resolve(ctx, tx); err != nil {
			return err
		}
		r, err := w.h.jobs.Book.Append(ctx, tx, w.batch)
		if err != nil {
			return err
		}
		w.imp.Added += int64(r.Added)
		w.imp.Lines += int64(len(w.batch))
		for _, e := range w.batch {
			if day := e.On(); w.imp.First == clientele.NoDay || day < w.imp.First {
				w.imp.First = day
			}
			w.imp.Last = max(w.imp.Last, e.On())
		}
		return w.h.jobs.Book.KeepImport(ctx, tx, w.imp)
	})
	w.batch = w.batch[:0]
	return err
}

func (w *filler) resolve(ctx context.Context, tx *db.Tx) error {
	whos := make([]clientele.Who, len(w.batch))
	for i := range w.batch {
		whos[i] = w.batch[i].Who
	}
	ids, err := w.h.jobs.Directory.Resolve(ctx, tx, whos)
	if err != nil {
		return err
	}
	for i := range w.batch {
		w.batch[i].Account = ids[i]
	}
	return nil
}

// end adds what was written by hand, closes the import and measures.
func (w *filler) end(ctx context.Context) error {
	w.bar.done()
	err := w.h.db.InTx(ctx, func(tx *db.Tx) error {
		for e := range w.firm.ByHand() {
			w.batch = append(w.batch, e)
		}
		if err := w.resolve(ctx, tx); err != nil {
			return err
		}
		_, err := w.h.jobs.Book.Append(ctx, tx, w.batch)
		return err
	})
	if err == nil {
		err = w.h.jobs.Book.FinishImport(ctx, w.imp)
	}
	if err == nil {
		err = w.records(ctx)
	}
	if err != nil {
		return err
	}
	return w.h.measure(ctx, "simulated firm", w.s)
}
