// Package find finds accounts and places as one types.
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
	Places    func(access.Scope) []page.Link // the rail, as who asks sees it
}

// Capability is its pages and acts.
func (c *Find) Capability() page.Capability {
	return page.Capability{
		Name: "find",
		Pages: []page.Page{
			page.Read("search", "/search", access.SignedIn, c.Search, SearchPage).
				Titled("Search", "Relationships, people and tasks by the first letters of their words."),
		},
	}
}
