// Package trust is how well the measure foresaw what came, on the firm's own past.
package trust

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
)

// Trust is what tests of the measure are read from.
type Trust struct {
	Book   *ledger.Book
	Jobs   *jobs.Jobs
	Access *access.Access
	Clock  *clientele.Clock
}

// Capability is its pages and acts.
func (c *Trust) Capability() page.Capability {
	return page.Capability{
		Name: "trust",
		Pages: []page.Page{
			page.Read("trust", "/trust", access.Insiders, c.Trust, TrustPage).
				Titled(clientele.Tell("title.trust"), "How well the measure foresaw what came, on this house's own data.").InMenu(page.Look),
		},
		Works: []queue.Listed{
			queue.Work[struct{}]{Kind: kindDue, Lane: jobs.LaneAside, Attempts: 2, Timeout: dueTimeout, What: "Test the measure by itself, once a month", Do: c.testDue},
		},
		Schedules: []queue.Schedule{{Name: "monthly trust", At: dueAt, Ask: queue.Ask{Kind: kindDue, Key: string(kindDue)}, After: jobs.KindMeasure}},
		Acts: []page.Act{
			page.Write("backtest-now", access.Writers, c.BacktestNow).
				Titled(clientele.Tell("title.test-the-measure"), "Tests the measure on this house's own past, in the background."),
		},
	}
}
