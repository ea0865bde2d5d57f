package access

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// household is what nearly every part of a page asks of access: who there is, and what
// the firm set.
type household struct {
	firm     string
	users    []User // also those who may come in no more
	settings map[string]string
}

type householdKey struct{ ws clientele.ID }

const householdRead = "SELECT id, email, name, role, made, disabled, password FROM users WHERE workspace = ?" +
	" UNION ALL SELECT 0, name, value, '', 0, 0, '' FROM settings WHERE workspace = ? AND name <> ?" +
	" UNION ALL SELECT -1, name, '', '', 0, 0, '' FROM workspaces WHERE id = ? ORDER BY id"

// household is read once for a page that reads a snapshot; there is none without one.
func (a *Access) household(ctx context.Context) (*household, error) {
	if !db.InSnapshot(ctx) {
		return nil, nil
	}
	return db.Noted(ctx, householdKey{a.ws}, func(ctx context.Context) (*household, error) {
		h := &household{settings: map[string]string{}}
		for r, err := range db.Each[userRow](ctx, a.d, householdRead, a.ws, a.ws, setupName, a.ws) {
			switch {
			case err != nil:
				return nil, fmt.Errorf("users and settings: %w", err)
			case r.ID < 0:
				h.firm = r.Email
			case r.ID == 0:
				h.settings[r.Email] = r.Name
			default:
				h.users = append(h.users, r.user())
			}
		}
		return h, nil
	})
}

// everybody are all, also those who may come in no more.
func (h *household) everybody() []User {
	if h == nil {
		return nil
	}
	return slices.Clone(h.users)
}

// active are those who may come in.
func (h *household) active() (users []User) {
	if h == nil {
		return nil
	}
	for _, u := range h.users {
		if u.Disabled == 0 {
			users = append(users, u)
		}
	}
	return users
}

func (h *household) name() string {
	if h == nil {
		return ""
	}
	return h.firm
}

func (h *household) all() map[string]string {
	if h == nil {
		return nil
	}
	return maps.Clone(h.settings)
}
