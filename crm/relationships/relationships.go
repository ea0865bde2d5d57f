// Package relationships is the list of relationships: filtered, sorted, page by page, as a file.
package relationships

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Relationships is what the list reads.
type Relationships struct {
	Book    *ledger.Book
	Access  *access.Access
	Jobs    *jobs.Jobs
	Records *record.Store
	Clock   *clientele.Clock

	// Promised are the promises to some accounts that come up first, one to each.
	Promised func(ctx context.Context, s access.Scope, accounts []clientele.ID) (map[clientele.ID]shape.Promised, error)
}

// Capability is its pages and acts.
func (c *Relationships) Capability() page.Capability {
	return page.Capability{
		Name: "relationships",
		Pages: []page.Page{
			page.Read("relationships", "/relationships", access.SignedIn, c.Relationships, RelationshipsPage).
				Titled(clientele.Tell("title.relationships"), "The list of relationships: filtered, sorted, page by page.").InMenu(page.Main, "/accounts"),
		},
	}
}
