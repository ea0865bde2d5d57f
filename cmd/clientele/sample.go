package main

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/demo"
	"github.com/clientele-crm/clientele/queue"
)

// The sample firm that a new user may look at.
const (
	sampleSeed     = 1
	sampleAccounts = 400
)

// sample fills an empty book with a simulated firm, as work in the background. Begun
// again after a kill it adds what is missing: an entry is known by its key, and the
// records are written once.
func (h *program) sample(ctx context.Context, t *queue.Task, args start.SampleArgs) error {
	firm, err := h.sampleOf(args)
	if err != nil {
		return err
	}
	w := &filler{h: h, firm: firm, in: t.InTx, tell: func(done int64) {
		t.Tell(queue.Progress{Done: done, Total: sampleAccounts, Unit: "accounts"})
	}}
	if w.imp, err = h.jobs.Book.Import(ctx, args.Import); err != nil {
		return err
	}
	k := w.alone(args.User)
	if err := w.all(ctx, k); err != nil {
		return err
	}
	if err := k.business(ctx); err != nil {
		return err
	}
	return h.jobs.AskMeasure(ctx, clientele.Tell("jobs.cause-sample"))
}

func (h *program) sampleOf(args start.SampleArgs) (*demo.Firm, error) {
	return demo.New(args.Preset, sampleSeed, sampleAccounts, h.crm.Clock.Today()-1)
}
