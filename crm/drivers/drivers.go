// Package drivers is what goes with quick purchases: price and discount, channel, season, product
// and the first purchase, each set beside whether somebody bought again soon, or became a client.
package drivers

import (
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
)

// Drivers is what the page reads, and the work learns from.
type Drivers struct {
	DB        *db.DB
	Workspace clientele.ID
	Book      *ledger.Book
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
}

// The work: asked for, and the look each night whether it is due.
const (
	KindLearn queue.Kind = "drivers"
	kindDue   queue.Kind = "drivers-due"
)

const (
	dueAt        = 6 * time.Hour // after the stability
	learnTimeout = 6 * time.Hour
)

// Capability is its page and its work.
func (c *Drivers) Capability() page.Capability {
	return page.Capability{
		Name: "drivers",
		Pages: []page.Page{
			page.Read("drivers", "/drivers", access.Insiders, c.Drivers, DriversPage).
				Titled(clientele.Tell("title.drivers"), "What goes with buying again soon and with becoming a client: channel, season, price, product, the first purchase.").InMenu(page.Look),
		},
		Works: []queue.Listed{
			queue.Work[struct{}]{Kind: KindLearn, Lane: jobs.LaneAside, Attempts: 3, Timeout: learnTimeout, What: "Learn what goes with quick purchases", Do: c.learn},
			queue.Work[struct{}]{Kind: kindDue, Lane: jobs.LaneAside, Attempts: 3, Timeout: learnTimeout, What: "Learn once a week what goes with quick purchases", Do: c.learnDue},
		},
		Schedules: []queue.Schedule{{Name: "weekly drivers", At: dueAt, Ask: queue.Ask{Kind: kindDue, Key: string(kindDue)}, After: jobs.KindMeasure}},
		Acts: []page.Act{
			page.Write("drivers-now", access.Writers, c.LearnNow).
				Titled(clientele.Tell("title.drivers-now"), "Learns anew what goes with quick purchases, in the background."),
		},
	}
}
