package trust

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/shape"
)

// BacktestNowIn asks for a backtest.
type BacktestNowIn struct {
	Cut     clientele.Day `name:"cut" json:"cut,omitzero" doc:"what was known on this day; a horizon before the last day where none is given"`
	Horizon int           `name:"horizon" json:"horizon,omitempty" default:"365" minimum:"7" maximum:"3650" doc:"how far to look ahead, in days"`
}

// BacktestNow asks for a backtest.
func (c *Trust) BacktestNow(ctx context.Context, s access.Scope, in BacktestNowIn) (page.Done, error) {
	last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
	if err != nil {
		return page.Done{}, err
	}
	if in.Cut != clientele.NoDay && in.Cut >= last {
		return page.Done{}, page.Wrong("cut", "nothing is known after that day", "choose a day before "+shape.Say(last))
	}
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: jobs.KindBacktest, Args: jobs.BacktestArgs{Cut: in.Cut, HorizonDays: in.Horizon}, By: s.By(), Key: string(jobs.KindBacktest)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "The measure is being tested on your own past.", Job: id, Next: "/trust"}, nil
}
