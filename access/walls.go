package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// ShutWall is a wall that nobody can pass any more: all who could are gone or shut out.
// It says no name of what stands behind it.
type ShutWall struct {
	ID   clientele.ID      `db:"id"`
	Made clientele.Instant `db:"made"`
}

// shut narrows walls to those of which nobody who may pass may come in.
const shut = ` AND w.open = 0 AND NOT EXISTS (SELECT 1 FROM wall_users p JOIN users u ON u.workspace = p.workspace AND u.id = p.user_id AND u.disabled = 0
	WHERE p.workspace = w.workspace AND p.wall = w.id)`

// shutMost bounds the walls that are listed.
const shutMost = 500

// Walls are those that nobody can pass any more, the oldest first: for owners.
func (a *Access) Walls(ctx context.Context, s Scope) ([]ShutWall, error) {
	if !s.MayOwn() {
		return nil, Owners.Refuse(s)
	}
	walls, err := db.All[ShutWall](ctx, a.d, "SELECT w.id, w.made FROM walls w WHERE w.workspace = ?"+shut+" ORDER BY w.id LIMIT ?", a.ws, shutMost)
	if err != nil {
		return nil, fmt.Errorf("walls that nobody passes: %w", err)
	}
	return walls, nil
}

// wallToTake is a wall with what it stands around.
type wallToTake struct {
	Type string       `db:"of_type"`
	Of   clientele.ID `db:"of_id"`
	Shut bool         `db:"shut"`
}

func (a *Access) wallByID(ctx context.Context, tx *db.Tx, wall clientele.ID) (wallToTake, error) {
	w, err := db.One[wallToTake](ctx, tx, "SELECT w.of_type, w.of_id, EXISTS (SELECT 1 FROM walls v WHERE v.workspace = w.workspace AND v.id = w.id"+
		strings.ReplaceAll(shut, "w.", "v.")+") AS shut FROM walls w WHERE w.workspace = ? AND w.id = ?", a.ws, wall)
	if errors.Is(err, db.ErrNoRow) {
		return w, noWall()
	}
	if err != nil {
		return w, fmt.Errorf("wall %d: %w", wall, err)
	}
	return w, nil
}

// TakeWall lets an owner pass a wall that nobody can pass any more, for a reason. It is
// in the trail, and GiveWallBack takes it back.
func (a *Access) TakeWall(ctx context.Context, s Scope, wall clientele.ID, reason string) error {
	if err := mayAdmit(s); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return field("reason", clientele.Tell("access.no-why"), clientele.Tell("access.no-why-remedy"))
	}
	return a.write(ctx, func(tx *db.Tx) error {
		w, err := a.wallByID(ctx, tx, wall)
		if err != nil {
			return err
		}
		if !w.Shut || s.user == 0 {
			return noWall()
		}
		if err := a.notTooMany(ctx, tx, []clientele.ID{s.user}); err != nil {
			return err
		}
		return a.pass(ctx, tx, s, wall, passing{w, reason, func(was []clientele.ID) []clientele.ID { return append(was, s.user) }})
	})
}

// GiveWallBack takes back that an owner let themselves pass a wall: nobody passes it
// again. It is refused where others pass it meanwhile, and of a wall that was never taken.
func (a *Access) GiveWallBack(ctx context.Context, s Scope, wall clientele.ID) error {
	if err := mayAdmit(s); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		w, err := a.wallByID(ctx, tx, wall)
		if err != nil {
			return err
		}
		users, err := a.WallUsers(ctx, tx, wall)
		if err != nil {
			return err
		}
		if len(users) == 0 || !slices.ContainsFunc(users, func(u User) bool { return u.ID == s.user }) {
			return noWall()
		}
		left := func(was []clientele.ID) []clientele.ID {
			return slices.DeleteFunc(was, func(u clientele.ID) bool { return u == s.user })
		}
		was, err := a.passers(ctx, tx, wall)
		if err != nil {
			return err
		}
		never := len(left(was)) == 0 // nobody is named but them
		if w.Type == ofWalls {
			if never, err = a.passesAll(ctx, tx, wall, s.user); err != nil {
				return err
			}
		}
		if len(users) > 1 || never {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.not-taken-over"),
				Remedy: clientele.Tell("access.not-taken-over-remedy")}
		}
		return a.pass(ctx, tx, s, wall, passing{w, "", left})
	})
}

// passers are all who are named on a wall, also those who are shut out.
func (a *Access) passers(ctx context.Context, tx *db.Tx, wall clientele.ID) ([]clientele.ID, error) {
	was, err := db.All[clientele.ID](ctx, tx, "SELECT user_id FROM wall_users WHERE workspace = ? AND wall = ? ORDER BY user_id", a.ws, wall)
	if err != nil {
		return nil, fmt.Errorf("who passes wall %d: %w", wall, err)
	}
	return was, nil
}

// passing is a change of who passes a wall.
type passing struct {
	wallToTake
	reason string
	to     func(was []clientele.ID) []clientele.ID
}

func (a *Access) pass(ctx context.Context, tx *db.Tx, s Scope, wall clientele.ID, p passing) error {
	was, err := a.passers(ctx, tx, wall)
	if err != nil {
		return err
	}
	is := p.to(slices.Clone(was))
	slices.Sort(is)
	if err := a.nameOnWall(ctx, tx, wall, is); err != nil {
		return err
	}
	rev, err := db.One[int64](ctx, tx, "UPDATE walls SET revision = revision + 1 WHERE workspace = ? AND id = ? RETURNING revision", a.ws, wall)
	if err != nil {
		return fmt.Errorf("revision of wall %d: %w", wall, err)
	}
	of := clientele.Ref{Type: p.Type, ID: p.Of}
	fields := map[string]edit{"users": {was, is}, "of": {of, of}}
	if p.reason != "" {
		fields["reason"] = edit{is: p.reason}
	}
	return a.note(ctx, tx, s, revised{clientele.Ref{Type: OfWall, ID: wall}, rev}, fields)
}
