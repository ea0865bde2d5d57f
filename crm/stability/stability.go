// Package stability is how steady the revenue is: what of it comes again, what the next twelve
// months may bring, who came back, and on whom it hangs.
package stability

import (
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
)

// Stability is what the pages read, and the work folds.
type Stability struct {
	DB        *db.DB
	Workspace clientele.ID
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
}

// KindFold is the work that folds the figures.
const KindFold queue.Kind = "stability"

const (
	foldAt      = 5 * time.Hour // after the nightly measure
	foldTimeout = 6 * time.Hour
)

// Capability is its pages and its work.
func (c *Stability) Capability() page.Capability {
	return page.Capability{
		Name: "stability",
		Pages: []page.Page{
			page.Read("stability", "/stability", access.Insiders, c.Stability, StabilityPage).
				Titled(clientele.Tell("title.stability"), "How steady the revenue is: what comes again, what the next twelve months may bring, who came back, on whom it hangs.").InMenu(page.Look),
			page.Read("stability-who", "/stability/who", access.Insiders, c.Who, WhoPage).
				Titled(clientele.Tell("title.stability-who"), "Who stands behind a number of the stability: who was lost, grew, or began in a period."),
		},
		Works: []queue.Listed{
			queue.Work[struct{}]{Kind: KindFold, Lane: jobs.LaneAside, Attempts: 3, Timeout: foldTimeout, What: "Work out how steady the revenue is", Do: c.fold},
		},
		Schedules: []queue.Schedule{{Name: "nightly stability", At: foldAt, Ask: queue.Ask{Kind: KindFold, Key: string(KindFold)}, After: jobs.KindMeasure}},
		Acts: []page.Act{
			page.Write("stability-now", access.Writers, c.FoldNow).
				Titled(clientele.Tell("title.stability-now"), "Works out anew how steady the revenue is, in the background."),
		},
	}
}
