// Package api shows every page and act as programs use them.
package api

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
)

// API is the list that is shown.
type API struct {
	All *[]page.Capability // read when the page is asked for: it grows while it is made
}

// Capability is its pages and acts.
func (c *API) Capability() page.Capability {
	return page.Capability{
		Name: "api",
		Pages: []page.Page{
			page.Read("api", "/api", access.SignedIn, c.Tables, APIPage).
				Titled(clientele.Tell("title.for-programs"), "Every page and act, as programs use them: paths, fields, and who may."),
		},
	}
}
