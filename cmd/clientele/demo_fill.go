package main

import (
	"context"
	"fmt"
	"iter"
	"maps"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/ledger"
)

const (
	fillBatch = 2_000 // entries of one transaction
)

// fill writes the firm into the book, by the doors that every import takes.
func (c *demoCmd) fill(ctx context.Context, set *Settings, s stdio, f *demo.Firm) error {
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
	if err := h.settle(ctx, f); err != nil {
		return err
	}
	b := newBar(s.err, "simulating", "accounts", int64(f.Accounts))
	w := &filler{h: h, firm: f, tell: func(done int64) { b.at(done, int64(f.Accounts)) }, in: h.db.InTx}
	w.imp = ledger.Import{File: fmt.Sprintf("simulated firm, %s, seed %d", f.Preset, f.Seed), Door: "demo", By: "demo", State: ledger.Done}
	if err := w.in(ctx, func(tx *db.Tx) (err error) {
		w.imp.ID, err = h.jobs.Book.BeginImport(ctx, tx, w.imp)
		return err
	}); err != nil {
		return err
	}
	k, err := w.staffed(ctx)
	if err == nil {
		err = w.all(ctx, k)
	}
	b.done()
	if err == nil {
		err = h.measure(ctx, clientele.Tell("jobs.cause-simulated"), s)
	}
	if err == nil {
		err = k.business(ctx)
	}
	if err == nil {
		fmt.Fprintf(s.out, "A simulated firm (%s, seed %d): %s, %s.\n", f.Preset, f.Seed, many(f.Accounts, "account", "accounts"), many(int(w.imp.Added), "entry", "entries"))
	}
	return err
}

// settle says where a simulated firm is, as far as nobody said it: its amounts carry their
// currency, its days are days there.
func (h *program) settle(ctx context.Context, f *demo.Firm) error {
	set, err := h.crm.Access.Settings(ctx)
	if err != nil {
		return err
	}
	place := map[string]string{access.SettingZone: f.Zone(), "currency": f.Currency(), "country": f.Country()}
	maps.DeleteFunc(place, func(name, is string) bool { return is == "" || set[name] != "" })
	if err := h.crm.Access.SetFirm(ctx, commandLine(), access.FirmSet{Settings: place}); err != nil {
		return err
	}
	zone, err := h.crm.Access.Zone(ctx)
	h.crm.Clock.SetZone(zone)
	return err
}

// filler writes a firm into the book as one import, and its records as one batch.
type filler struct {
	h     *program
	firm  *demo.Firm
	imp   ledger.Import
	tell  func(done int64)                                // accounts
	in    func(context.Context, func(*db.Tx) error) error // a transaction
	batch []clientele.Entry
}

// all writes everything, and lets it count.
func (w *filler) all(ctx context.Context, k *keeper) error {
	if err := w.write(ctx, w.firm.Entries()); err != nil {
		return err
	}
	if err := w.write(ctx, w.firm.ByHand()); err != nil {
		return err
	}
	if err := w.h.jobs.Book.FinishImport(ctx, w.imp); err != nil { // before it no account is there
		return err
	}
	return k.records(ctx)
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
		w.tell(done)
	}
	return w.flush(ctx)
}

func (w *filler) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return ctx.Err()
	}
	err := w.in(ctx, func(tx *db.Tx) error {
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
	ids, _, err := w.h.jobs.Directory.Resolve(ctx, tx, w.imp.ID, whos)
	if err != nil {
		return err
	}
	for i := range w.batch {
		w.batch[i].Account = ids[i]
	}
	return nil
}
