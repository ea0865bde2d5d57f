package people

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

// People is what the page of a person reads besides the record.
type People struct {
	Book    *ledger.Book
	Records *record.Store
	Users   func(context.Context) ([]access.User, error)
	Clock   *clientele.Clock
}
