package trust

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// kindDue is the look whether a test is due: each night, and after each measure, so that the
// first import is tested once it is measured.
const kindDue queue.Kind = "trust"

const (
	dueAt      = 4 * time.Hour // after the nightly measure
	dueTimeout = 12 * time.Hour
	dueEvery   = 30 // days between two tests that nobody asked for
)

// testDue tests the measure where that was never done, or not for a month. A past that is
// too short for it is no fault of the work: it is looked at again the next night.
func (c *Trust) testDue(ctx context.Context, t *queue.Task, _ struct{}) error {
	_, on, err := c.Jobs.Backtest(ctx)
	switch {
	case err == nil && c.Clock.Today() < on+dueEvery:
		return nil
	case err != nil && clientele.KindOf(err) != clientele.NotFound:
		return err
	}
	_, err = c.Jobs.TestBack(ctx, jobs.BacktestArgs{}, t.Tell)
	if kind := clientele.KindOf(err); kind == clientele.Invalid || kind == clientele.NotFound {
		return nil
	}
	return err
}
