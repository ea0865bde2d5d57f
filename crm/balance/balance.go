// Package balance is how many and how much of each kind, over time, and who moved.
package balance

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// Balance is what the balance reads.
type Balance struct {
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock

	// Came is what came in by month and kind, as the stability was worked out last, of one line or
	// of all, in a currency; nothing where it is not known. It is wired to stability.
	Came func(ctx context.Context, s access.Scope, line *clientele.Line, currency string) ([]shape.MoneyMonth, error)
}

// Capability is its pages and acts.
func (c *Balance) Capability() page.Capability {
	return page.Capability{
		Name: "balance",
		Pages: []page.Page{
			page.Read("balance", "/balance", access.SignedIn, c.Balance, BalancePage).
				Titled(clientele.Tell("title.balance"), "How many and how much of each kind, over time, and who moved.").InMenu(page.Look),
			page.Read("moved", "/balance/moved", access.SignedIn, c.Moved, MovedPage).
				Titled(clientele.Tell("title.who-moved"), "Who went from one kind to another within a period."),
		},
	}
}
