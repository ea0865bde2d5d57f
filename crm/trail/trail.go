// Package trail is who did what: every change and every import, with who, when, by which
// way, and what was and is; who read what lies behind a wall; and whether the book is
// still what was written into it.
package trail

import (
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Trail is where what was done is read from.
type Trail struct {
	Book    *ledger.Book
	Reads   *Reads
	Refused *Refusals
	Access  *access.Access
	Records *record.Store
	Jobs    *jobs.Jobs
	Clock   *clientele.Clock
}

// KindVerify is the work of reading the whole book against its chain.
const KindVerify queue.Kind = "verify"

// Capability is its pages, its acts and its work.
func (c *Trail) Capability() page.Capability {
	return page.Capability{
		Name: "trail",
		Pages: []page.Page{
			page.Read("trail", "/trail", access.Managers, c.Trail, TrailPage).
				Titled(clientele.Tell("title.who-did-what"), "Who did what, when, by which way, and what was and is.").InMenu(page.Low),
			page.Read("shut-walls", "/trail/walls", access.Owners, c.Walls, WallsPage).
				Titled(clientele.Tell("title.walls-nobody-can-pass"), "How many walls nobody can pass any more, for an owner to take over."),
		},
		Acts: []page.Act{
			page.Write("verify", access.Managers, c.Verify).
				Titled(clientele.Tell("title.check-the-book"), "Reads all of the book in the background, and says whether it is what was written.").FormAt(atTrail),
			page.Write("take-wall", access.Owners, c.TakeWall).
				Titled(clientele.Tell("title.take-it-over"), "Lets you pass a wall that nobody can pass any more, for a reason that stands in the trail.").FormAt(atWalls),
			page.Write("give-wall-back", access.Owners, c.GiveWallBack).
				Titled(clientele.Tell("title.give-it-back"), "Takes back that you let yourself pass a wall.").FormAt(atWalls),
		},
		Works: []queue.Listed{
			queue.Work[struct{}]{Kind: KindVerify, Lane: jobs.LaneAside, Attempts: 2, Timeout: 12 * time.Hour, What: "Check the book against its chain", Do: c.workVerify},
		},
	}
}

func atTrail(page.Input) string { return "/trail" }
