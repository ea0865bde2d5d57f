package access

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele/db"
)

// Language is the tag of the language in which who asks reads; "" where they did not choose.
func (s Scope) Language() string { return s.language }

// SetLanguage chooses in which language who asks reads, by its tag; "" leaves it to their browser.
func (a *Access) SetLanguage(ctx context.Context, by Scope, tag string) error {
	return a.write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE users SET language = ? WHERE workspace = ? AND id = ?", tag, a.ws, by.user); err != nil {
			return fmt.Errorf("the language of user %d: %w", by.user, err)
		}
		return nil
	})
}
