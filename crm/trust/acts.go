package trust

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// BacktestNowIn asks for a backtest.
type BacktestNowIn struct {
	Cut     clientele.Day `name:"cut" json:"cut,omitzero" day:"was" doc:"what was known on this day; a horizon before the last day where none is given"`
	Horizon int           `name:"horizon" json:"horizon,omitempty" default:"365" minimum:"7" maximum:"3650" doc:"how far to look ahead, in days"`
}

// BacktestNow asks for a backtest.
func (c *Trust) BacktestNow(ctx context.Context, s access.Scope, in BacktestNowIn) (page.Done, error) {
	if err := c.testable(ctx, in); err != nil {
		return page.Done{}, err
	}
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: jobs.KindBacktest, Args: jobs.BacktestArgs{Cut: in.Cut, HorizonDays: in.Horizon}, By: s.By(), Key: string(jobs.KindBacktest)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("trust.begun"), Job: id, Next: "/trust"}, nil
}

// testable says at once what the work would find out later: on which days there is nothing to test.
func (c *Trust) testable(ctx context.Context, in BacktestNowIn) error {
	last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
	if err != nil {
		return err
	}
	if last == clientele.NoDay {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("trust.nothing-to-test"), Remedy: say.Of(ctx).Say("trust.nothing-to-test-remedy")}
	}
	if in.Cut == clientele.NoDay {
		return nil
	}
	if in.Cut >= last {
		return page.Wrong("cut", say.Of(ctx).Say("trust.cut-late"), say.Of(ctx).Say("trust.cut-late-remedy", say.Args{"day": say.Of(ctx).LongDay(last)}))
	}
	first, err := c.Book.FirstDay(ctx)
	if err == nil && in.Cut <= first {
		err = page.Wrong("cut", say.Of(ctx).Say("trust.cut-early"), say.Of(ctx).Say("trust.cut-early-remedy", say.Args{"day": say.Of(ctx).LongDay(first)}))
	}
	return err
}
