package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/standing"
)

// BacktestArgs say where to cut the log; empty ones leave it to the backtest.
type BacktestArgs struct {
	Cut         clientele.Day `json:"cut,omitzero"`
	HorizonDays int           `json:"horizon_days,omitempty"`
}

func (h *Jobs) workBacktest(ctx context.Context, t *queue.Task, args BacktestArgs) error {
	_, err := h.TestBack(ctx, args, t.Tell)
	if f := (*clientele.Fault)(nil); errors.As(err, &f) && f.Kind == clientele.Conflict { // nobody's mistake: it is tried again
		return &clientele.Fault{Kind: clientele.Unavailable, What: f.What, Where: f.Where, Remedy: f.Remedy, Err: err}
	}
	return err
}

// TestBack tests the measure on the firm's own past and keeps the report.
func (h *Jobs) TestBack(ctx context.Context, args BacktestArgs, report queue.Report) (*standing.Report, error) {
	read := &relations{h: h, ctx: ctx, tell: func(n int64) {
		report.Tell(queue.Progress{Done: n, Unit: "histories", Note: clientele.Tell("jobs.testing")})
	}}
	r, err := standing.Protocol(ctx, read.all(), standing.BacktestConfig{Cut: args.Cut, HorizonDays: args.HorizonDays, Today: h.today()})
	if err := errors.Join(read.err, err); err != nil {
		return nil, fmt.Errorf("backtest: %w", err)
	}
	blob, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("backtest: %w", err)
	}
	err = h.DB.InTx(ctx, func(tx *db.Tx) error { return h.Book.KeepFit(ctx, tx, FitBacktest, h.today(), blob) })
	return r, err
}

// Backtest is the kept report and the day of its making; a fault of the kind
// NotFound where none was made.
func (h *Jobs) Backtest(ctx context.Context) (*standing.Report, clientele.Day, error) {
	blob, day, err := h.Book.Fit(ctx, FitBacktest)
	if err != nil {
		return nil, clientele.NoDay, err
	}
	r, err := ReadBacktest(blob)
	return r, day, err
}

// ReadBacktest reads a report as it is kept.
func ReadBacktest(blob []byte) (*standing.Report, error) {
	r := &standing.Report{}
	if err := json.Unmarshal(blob, r); err != nil {
		return nil, fmt.Errorf("read the kept backtest: %w", err)
	}
	return r, nil
}
