// Package deals is what a firm may sell and has not sold yet: leads and deals in pipelines, the
// board on which they move, what is learnt from those that ended, and the forecast.
//
// A deal that is won states its fact in the book (follow.go). How likely a deal is won, how long
// it takes and when one stands longer than usual is learnt in the background from the firm's own
// (learn.go), with package forecast, and kept; pages read what is kept.
//
// Start at Type and rule, then Deals.
package deals

import (
	"context"
	"sync/atomic"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Deals is what this stands on.
type Deals struct {
	DB        *db.DB
	Workspace clientele.ID
	Records   *record.Store
	Jobs      *jobs.Jobs
	Access    *access.Access
	Clock     *clientele.Clock
	Face      *faces.Face
	Ordered   func(context.Context, db.Querier, []clientele.ID) (map[clientele.ID]bool, error) // those of some deals whose orders say what they brought

	read atomic.Pointer[reading]
}

// Capability puts what is special to deals to what every type has.
func (c *Deals) Capability(plain page.Capability) page.Capability {
	plain.Pages = append(plain.Pages, page.Read("forecast", "/forecast", access.SignedIn, c.Forecast, forecastPage).
		Titled(clientele.Tell("deals.forecast"), "What open deals should bring, month by month with an interval, and how well such forecasts did.").InMenu(page.Look))
	plain.Works = c.works()
	plain.Schedules = []queue.Schedule{{Name: "nightly deals", At: learnAt, Ask: queue.Ask{Kind: kindLearn, Key: string(kindLearn)}}}
	plain.Acts = append(plain.Acts,
		page.Write("forecast-renew", access.Writers, c.LearnNow).Titled(clientele.Tell("deals.learn"), "Learns anew from the deals that ended, in the background."),
		page.Write("stage-clear", access.Writers, c.Clear).FormAt(func(in page.Input) string { return Stage.Home + "/" + in.Values.Get("id") }).
			Titled(clientele.Tell("deals.clear"), "Moves all deals of a stage to another, as one edit that is taken back as a whole."),
		page.Write("pipeline-usual", access.Managers, c.Usual).Titled(clientele.Tell("deals.set-up"), "Sets up a first pipeline with plain stages."),
	)
	return plain
}

// Dress gives the face of deals what its board and forms want besides, and that of stages what is done with
// the deals in one.
func (c *Deals) Dress(f, stages *faces.Face) {
	stages.Head = c.clearing
	c.Face = f
	f.Columns, f.Cards, f.Moved, f.Offers, f.Begins, f.Above, f.Head = c.columns, c.cards, c.moved, c.offers, c.begins, c.above, c.head
}
