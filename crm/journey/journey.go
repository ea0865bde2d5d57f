// Package journey is how relationships go from having heard of each other to recommending: how many
// are in each stage, how many went on, how many lapsed, and how long that took.
//
// A stage is that of the standing (standing/stage.go), entered and left on the days and for the causes
// that the course of each standing keeps. The ledger keeps the stages that each went through, and their sums,
// with those courses; Funnel counts them, Who lists them, OfAccount shows the path of one.
package journey

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Journey is what the page reads, and the work folds.
type Journey struct {
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
}

// KindFold is the work that sums up the courses.
const KindFold queue.Kind = "journey"

const (
	foldAt      = 5*time.Hour + 30*time.Minute // after the nightly measure
	foldTimeout = 6 * time.Hour
)

// Capability is its page and its work.
func (c *Journey) Capability() page.Capability {
	return page.Capability{
		Name: "journey",
		Pages: []page.Page{
			page.Read("journey", "/journey", access.Insiders, c.Funnel, funnelPage).
				Titled(clientele.Tell("title.journey"), "The stages of the journey: how many are in each, went on or lapsed, and how long that took, by line and month of entering.").InMenu(page.Look, "/journey/who"),
			page.Read("journey-who", "/journey/who", access.Insiders, c.Who, whoListPage).
				Titled(clientele.Tell("title.journey-who"), "Who entered a stage of the journey in some months, or went on from it, went back, lapsed or is in it yet: since when and why."),
		},
		Panels: []page.Panel{page.On(page.AccountSide, c.OfAccount, accountPanel)},
		Works: []queue.Listed{queue.Work[struct{}]{Kind: KindFold, Lane: jobs.LaneAside, Attempts: 3, Timeout: foldTimeout, What: clientele.Tell("work.of.journey"),
			Do: func(ctx context.Context, t *queue.Task, _ struct{}) error {
				return c.Book.FoldJourney(ctx, t.InTx)
			}}},
		Schedules: []queue.Schedule{{Name: "nightly journey", At: foldAt, Ask: queue.Ask{Kind: KindFold, Key: string(KindFold)}, After: jobs.KindMeasure}},
	}
}

// Regrouped leaves out of the journey an account that was merged into another, and takes in one that is its own
// again.
func (c *Journey) Regrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	return c.Book.RenewSpans(ctx, tx, []clientele.ID{stays.ID, other.ID})
}
