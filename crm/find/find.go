// Package find finds whatever a person means as they type: relationships, people, tasks
// and files by their words, numbers and addresses, what was written down of contact, and
// the pages and acts of the house. feed.go follows the book in the background.
//
// It decides nothing about who may see what: each search holds the walls of who asks, and
// what is offered is of the one list that are for them.
package find

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/search"
)

// Find is what is searched.
type Find struct {
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Records   *record.Store
	Words     *search.Finder
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
	DB        *db.DB
	Workspace clientele.ID
	All       *[]page.Capability // whose pages and acts are offered
}

// Capability is its pages and acts.
func (c *Find) Capability() page.Capability {
	return page.Capability{
		Name: "find", Works: c.works(),
		Schedules: []queue.Schedule{{Name: "nightly search", At: nightlyAt, Ask: queue.Ask{Kind: kindFeed, Key: string(kindFeed), Args: feedArgs{}}}},
		Pages: []page.Page{
			page.Read("search", "/search", access.SignedIn, c.Search, SearchPage).
				Titled(clientele.Tell("title.search"), "Relationships, people, tasks, files and what was written down, and the pages and acts of the house."),
		},
	}
}
