package duplicates

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// enter writes into the book of both that two are said to be different ones, or no longer; of a pair that
// is put off, it says nothing.
func (c *Duplicates) enter(ctx context.Context, tx *db.Tx, scope access.Scope, two [2]*shown, states [2]State) error {
	was, is := states[0] == Distinct, states[1] == Distinct
	if was == is {
		return nil
	}
	var entries []clientele.Entry
	for i, one := range two { // told on the pages of both
		entries = append(entries, clientele.Entry{Account: one.ID, Ref: one.record.Ref, At: c.Clock.Now(), By: scope.User(), Via: scope.Via(),
			Body: clientele.Distinct{Other: two[1-i].ID, Not: was}})
	}
	_, err := c.Book.Append(ctx, tx, entries)
	return err
}
