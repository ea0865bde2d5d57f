package ledger

import (
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Seen is the book as one scope sees it: what lies behind a wall that it may not pass
// is not there.
type Seen struct {
	*Book
	*standings.Seen
	scope access.Scope
}

// For gives the book as a scope sees it, for one request.
func (b *Book) For(scope access.Scope) *Seen {
	return &Seen{b, b.Book.For(scope), scope}
}
