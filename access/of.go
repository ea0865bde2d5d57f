package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// groupsMost bounds the teams and walls of one user, so that a request reads a bounded scope.
const groupsMost = 10_000

// scopeRow is a user with one of their teams or walls, or with none. All but help from
// outside pass the walls that are open.
type scopeRow struct {
	ID    clientele.ID `db:"id"`
	Email string       `db:"email"`
	Name  string       `db:"name"`
	Role  Role         `db:"role"`
	Reads string       `db:"language"`
	Kind  int          `db:"kind"` // 1 team, 2 wall, 3 open wall
	Group clientele.ID `db:"grp"`
}

const selectScope = `SELECT u.id, u.email, u.name, u.role, u.language, COALESCE(g.kind, 0) AS kind, COALESCE(g.grp, 0) AS grp
	FROM users u LEFT JOIN (
		SELECT user_id, 1 AS kind, team AS grp FROM team_users WHERE workspace = ? AND user_id = ?
		UNION ALL SELECT user_id, 2, wall FROM wall_users WHERE workspace = ? AND user_id = ?
		UNION ALL SELECT CAST(? AS BIGINT), 3, id FROM walls WHERE workspace = ? AND open = 1
	) g ON g.user_id = u.id
	WHERE u.workspace = ? AND u.id = ? AND u.disabled = 0 LIMIT ?`

// ScopeOf is the scope of a user, as it is now; a fault of kind NotFound where they may not come in.
func (a *Access) ScopeOf(ctx context.Context, user clientele.ID) (Scope, error) {
	rows, err := db.All[scopeRow](ctx, a.d, selectScope, a.ws, user, a.ws, user, user, a.ws, a.ws, user, groupsMost+1)
	if err != nil {
		return Scope{}, fmt.Errorf("scope of user %d: %w", user, err)
	}
	if len(rows) == 0 {
		return Scope{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.nobody", "id", user),
			Remedy: clientele.Tell("access.sign-in-again")}
	}
	if len(rows) > groupsMost {
		return Scope{}, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.many-walls", "id", user, "n", groupsMost),
			Remedy: clientele.Tell("access.many-walls-remedy")}
	}
	var teams, walls, open []clientele.ID
	u := rows[0]
	for _, r := range rows {
		switch {
		case r.Kind == 1:
			teams = append(teams, r.Group)
		case r.Kind == 2:
			walls = append(walls, r.Group)
		case r.Kind == 3 && u.Role != Outside:
			open = append(open, r.Group)
		}
	}
	s := Of(User{ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role}, teams, append(walls, open...))
	slices.Sort(open)
	s.open, s.language = open, u.Reads
	return s, nil
}

// LanguageOf is what a user reads, as a transaction sees it; "" where they chose nothing, or may not come in.
func (a *Access) LanguageOf(ctx context.Context, q db.Querier, user clientele.ID) (string, error) {
	language, err := db.One[string](ctx, q, "SELECT language FROM users WHERE workspace = ? AND id = ? AND disabled = 0", a.ws, user)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return "", fmt.Errorf("language of user %d: %w", user, err)
	}
	return language, nil
}

// Of is the scope of a user who is in some teams and may pass some walls.
func Of(u User, teams, walls []clientele.ID) Scope {
	teams, walls = slices.Clone(teams), slices.Clone(walls)
	slices.Sort(teams)
	slices.Sort(walls)
	walls = slices.Compact(walls)
	return Scope{user: u.ID, role: u.Role, name: u.Name, email: u.Email, teams: teams, walls: walls}
}

// Behind says that what stands behind a wall is kept from others of the house: reading it
// is noted. To help from outside all that they see is so.
func (s Scope) Behind(wall clientele.ID) bool {
	_, open := slices.BinarySearch(s.open, wall)
	return wall != 0 && !open
}
