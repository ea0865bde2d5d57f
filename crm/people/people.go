package people

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// People is what the page of a person reads besides the record, and what of people
// stands on Today.
type People struct {
	DB        *db.DB
	Workspace clientele.ID

	Book    *ledger.Book
	Records *record.Store
	Users   func(context.Context) ([]access.User, error)
	Clock   *clientele.Clock

	// Tasks draws the tasks of a person that are open, the next first.
	Tasks func(ctx context.Context, s access.Scope, person *record.Record, open []*record.Record) (func(page.Frame) templ.Component, error)
}
