package people

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
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
}
