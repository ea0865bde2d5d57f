// Package find finds accounts and places as one types.
package find

import (
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// Find is what is searched.
type Find struct {
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Places    func(access.Scope) []page.Link // the rail, as who asks sees it
}

// Capability is its pages and acts.
func (c *Find) Capability() page.Capability {
	return page.Capability{
		Name: "find",
		Pages: []page.Page{
			page.Read("search", "/search", access.SignedIn, c.Search, SearchPage).
				Titled("Search", "Accounts by a few letters of their name, key or e-mail address."),
		},
	}
}
