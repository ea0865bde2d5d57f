package access

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// Of is the scope of a user who is in some teams and may pass some walls.
func Of(u User, teams, walls []clientele.ID) Scope {
	teams, walls = slices.Clone(teams), slices.Clone(walls)
	slices.Sort(teams)
	slices.Sort(walls)
	return Scope{user: u.ID, role: u.Role, name: u.Name, email: u.Email, teams: teams, walls: walls}
}
