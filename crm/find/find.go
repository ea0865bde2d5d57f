// Package find finds whatever a person means as they type: relationships, people, tasks
// and files by their words, numbers and addresses, and the pages and acts of the house.
//
// It decides nothing about who may see what: each search holds the walls of who asks, and
// what is offered is of the one list that are for them.
package find

import (
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
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
	All       *[]page.Capability // whose pages and acts are offered
}

// Capability is its pages and acts.
func (c *Find) Capability() page.Capability {
	return page.Capability{
		Name: "find",
		Pages: []page.Page{
			page.Read("search", "/search", access.SignedIn, c.Search, SearchPage).
				Titled("Search", "Relationships, people, tasks and files by words, numbers and addresses, and the pages and acts of the house."),
		},
	}
}
