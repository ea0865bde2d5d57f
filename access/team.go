package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Team is people who work together.
type Team struct {
	ID    clientele.ID   `json:"id"`
	Name  string         `json:"name"`
	Users []clientele.ID `json:"users"`
}

type teamRow struct {
	ID   clientele.ID `db:"id"`
	Name string       `db:"name"`
	User clientele.ID `db:"user_id"` // 0: nobody is in it
}

const selectTeams = `SELECT t.id, t.name, COALESCE(u.user_id, 0) AS user_id
	FROM teams t LEFT JOIN team_users u ON u.workspace = t.workspace AND u.team = t.id WHERE t.workspace = ? `

// Teams lists the teams with who is in them.
func (a *Access) Teams(ctx context.Context) ([]Team, error) { return a.teams(ctx, a.d, "", a.ws) }

func (a *Access) teams(ctx context.Context, q db.Querier, which string, args ...any) (list []Team, err error) {
	for row, err := range db.Each[teamRow](ctx, q, selectTeams+which+"ORDER BY t.name, t.id, u.user_id", args...) {
		if err != nil {
			return nil, fmt.Errorf("teams: %w", err)
		}
		if n := len(list); n == 0 || list[n-1].ID != row.ID {
			list = append(list, Team{ID: row.ID, Name: row.Name, Users: []clientele.ID{}})
		}
		if t := &list[len(list)-1]; row.User != 0 {
			t.Users = append(t.Users, row.User)
		}
	}
	return list, nil
}

// teamsMost bounds how many teams there are.
const teamsMost = 500

// PutTeam makes a team (of number 0), or gives one another name and other people.
func (a *Access) PutTeam(ctx context.Context, by Scope, t Team) (clientele.ID, error) {
	if !by.MayManage() {
		return 0, Managers.Refuse(by)
	}
	if t.Name == "" {
		return 0, field("name", clientele.Tell("access.team-no-name"), clientele.Tell("access.team-no-name-remedy"))
	}
	t.Users = slices.Compact(slices.Sorted(slices.Values(t.Users)))
	err := a.write(ctx, func(tx *db.Tx) error {
		if err := a.allIn(ctx, tx, t.Users); err != nil {
			return err
		}
		was, rev, err := a.openTeam(ctx, tx, &t)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM team_users WHERE workspace = ? AND team = ?", a.ws, t.ID); err != nil {
			return fmt.Errorf("clear team %d: %w", t.ID, err)
		}
		args := make([]any, 0, 3*len(t.Users))
		for _, u := range t.Users {
			args = append(args, a.ws, t.ID, u)
		}
		if len(args) > 0 {
			if err := tx.InsertRows(ctx, "INSERT INTO team_users (workspace, team, user_id)", 3, args, ""); err != nil {
				return err
			}
		}
		fields := map[string]edit{"name": {is: t.Name}, "users": {is: t.Users}}
		if rev > 1 {
			fields = map[string]edit{"name": {was.Name, t.Name}, "users": {was.Users, t.Users}}
		}
		return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfTeam, ID: t.ID}, rev}, fields)
	})
	return t.ID, err
}

// openTeam makes the row of a team, or brings it to its next revision.
func (a *Access) openTeam(ctx context.Context, tx *db.Tx, t *Team) (was Team, rev int64, err error) {
	if t.ID == 0 {
		have, err := db.One[int](ctx, tx, "SELECT count(*) FROM teams WHERE workspace = ?", a.ws)
		if err != nil {
			return was, 0, fmt.Errorf("count the teams: %w", err)
		}
		if have >= teamsMost {
			return was, 0, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.many-teams", "n", have),
				Remedy: clientele.Tell("access.many-teams-remedy")}
		}
		if t.ID, err = tx.Take(ctx, a.ws, 1); err != nil {
			return was, 0, err
		}
		if _, err = tx.Exec(ctx, "INSERT INTO teams (workspace, id, name) VALUES (?, ?, ?)", a.ws, t.ID, t.Name); err != nil {
			return was, 0, fmt.Errorf("make team %s: %w", t.Name, err)
		}
		return was, 1, nil
	}
	found, err := a.teams(ctx, tx, "AND t.id = ? ", a.ws, t.ID)
	if err != nil {
		return was, 0, err
	}
	if len(found) == 0 {
		return was, 0, noTeam(t.ID)
	}
	rev, err = db.One[int64](ctx, tx, "UPDATE teams SET name = ?, revision = revision + 1 WHERE workspace = ? AND id = ? RETURNING revision", t.Name, a.ws, t.ID)
	if err != nil {
		return was, 0, fmt.Errorf("rename team %d: %w", t.ID, err)
	}
	return found[0], rev, nil
}

func noTeam(id clientele.ID) error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-team", "id", id),
		Remedy: clientele.Tell("access.no-team-remedy")}
}

// allIn holds where all of some users may come in.
func (a *Access) allIn(ctx context.Context, tx *db.Tx, users []clientele.ID) error {
	for _, id := range users {
		if _, err := a.active(ctx, tx, id); err != nil {
			if clientele.KindOf(err) == clientele.NotFound {
				return field("users", clientele.Tell("access.nobody", "id", id), clientele.Tell("access.name-users"))
			}
			return err
		}
	}
	return nil
}

// DropTeam takes a team away; its people stay.
func (a *Access) DropTeam(ctx context.Context, by Scope, id clientele.ID) error {
	if !by.MayManage() {
		return Managers.Refuse(by)
	}
	return a.write(ctx, func(tx *db.Tx) error {
		rev, err := db.One[int64](ctx, tx, "DELETE FROM teams WHERE workspace = ? AND id = ? RETURNING revision", a.ws, id)
		if errors.Is(err, db.ErrNoRow) {
			return noTeam(id)
		}
		if err != nil {
			return fmt.Errorf("drop team %d: %w", id, err)
		}
		if _, err := tx.Exec(ctx, "DELETE FROM team_users WHERE workspace = ? AND team = ?", a.ws, id); err != nil {
			return fmt.Errorf("drop team %d: %w", id, err)
		}
		return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfTeam, ID: id}, rev + 1}, map[string]edit{"state": {"made", "dropped"}})
	})
}
