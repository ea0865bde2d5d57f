package people

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// People is what the page of a person reads besides the record.
type People struct {
	Book    *ledger.Book
	Records *record.Store
	Users   func(context.Context) ([]access.User, error)
	Clock   *clientele.Clock

	// Tasks draws the tasks of a person that are open, the next first.
	Tasks func(ctx context.Context, s access.Scope, person *record.Record, open []*record.Record) (func(page.Frame) templ.Component, error)
}
