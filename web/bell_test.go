package web

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// The bell counts the reminders of who looks, on both engines.
func TestTheBellCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		today := h.crm.Clock.Today().String()
		h.record("task", map[string]any{"title": "Call back", "owner": h.member, "due": today, "remind": today + "T00:01"})
		for user, want := range map[clientele.ID]int{h.member: 1, h.owner: 0} {
			scope, err := h.crm.Access.ScopeOf(t.Context(), user)
			h.ok(err)
			shell, err := h.crm.Shell(t.Context(), scope)
			if err != nil || shell.Reminders != want {
				t.Errorf("user %d: %d reminders, want %d, %v", user, shell.Reminders, want, err)
			}
		}
	})
}
