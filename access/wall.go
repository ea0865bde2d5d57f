package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// How many may pass one wall, and how many walls one user may pass: a scope stays a
// read of bounded size.
const (
	wallUsersMost = 500
	userWallsMost = groupsMost / 2
)

type wallRow struct {
	ID   clientele.ID `db:"id"`
	Rev  int64        `db:"revision"`
	Open bool         `db:"open"`
}

func (a *Access) wallOf(ctx context.Context, q db.Querier, ref clientele.Ref) (wallRow, error) {
	row, err := db.One[wallRow](ctx, q, "SELECT id, revision, open = 1 AS open FROM walls WHERE workspace = ? AND of_type = ? AND of_id = ? AND line = ''", a.ws, ref.Type, ref.ID)
	if errors.Is(err, db.ErrNoRow) {
		return wallRow{}, nil
	}
	if err != nil {
		return wallRow{}, fmt.Errorf("wall of %s %d: %w", ref.Type, ref.ID, err)
	}
	return row, nil
}

// WallUsers are those who may pass a wall, and may still come in.
func (a *Access) WallUsers(ctx context.Context, q db.Querier, wall clientele.ID) ([]User, error) {
	rows, err := db.All[userRow](ctx, q, selectUser+`disabled = 0
		AND id IN (SELECT user_id FROM wall_users WHERE workspace = ? AND wall = ?) ORDER BY id`, a.ws, a.ws, wall)
	if err != nil {
		return nil, fmt.Errorf("who passes wall %d: %w", wall, err)
	}
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, nil
}

// mayWall is for owners and managers, and of a wall that stands only for those who pass it.
func mayWall(s Scope, wall clientele.ID) error {
	if !s.MayManage() {
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.who-walls"),
			Remedy: clientele.Tell("access.who-walls-remedy")}
	}
	if wall != 0 && !s.Passes(wall) {
		return noWall()
	}
	return nil
}

func noWall() error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-wall"), Remedy: clientele.Tell("access.no-wall-remedy")}
}

// PutWall lets only some users see a record and what belongs to it: it makes the wall, or
// names other users of the one that stands. What is walled keeps the number of its wall
// (record.Store.SetWall): both belong into one transaction.
func (a *Access) PutWall(ctx context.Context, tx *db.Tx, s Scope, ref clientele.Ref, users []clientele.ID) (clientele.ID, error) {
	return a.put(ctx, tx, s, walling{ref, users, false})
}

// walling is a wall as it should be.
type walling struct {
	ref   clientele.Ref
	users []clientele.ID
	open  bool
}

func (a *Access) put(ctx context.Context, tx *db.Tx, s Scope, w walling) (clientele.ID, error) {
	if _, err := tx.Take(ctx, a.ws, 0); err != nil {
		return 0, err
	}
	wall, err := a.wallOf(ctx, tx, w.ref)
	if err != nil {
		return 0, err
	}
	if err := mayWall(s, wall.ID); err != nil {
		return 0, err
	}
	w.users = slices.Clone(w.users)
	slices.Sort(w.users)
	w.users = slices.Compact(w.users)
	if err := a.mayName(ctx, tx, s, w, wall); err != nil {
		return 0, err
	}
	fields := map[string]edit{"users": {is: w.users}, "of": {is: w.ref}, "open": {is: w.open}}
	if wall.ID == 0 {
		if wall.ID, err = a.buildWall(ctx, tx, s, w); err != nil {
			return 0, err
		}
		wall.Rev = 1
	} else {
		was, err := a.passers(ctx, tx, wall.ID)
		if err != nil {
			return 0, err
		}
		if slices.Equal(was, w.users) && wall.Open == w.open {
			return wall.ID, nil
		}
		fields = map[string]edit{"users": {was, w.users}, "of": {w.ref, w.ref}, "open": {wall.Open, w.open}}
		if wall.Rev, err = db.One[int64](ctx, tx, "UPDATE walls SET open = ?, revision = revision + 1 WHERE workspace = ? AND id = ? RETURNING revision", bit(w.open), a.ws, wall.ID); err != nil {
			return 0, fmt.Errorf("revision of wall %d: %w", wall.ID, err)
		}
	}
	if err := a.nameOnWall(ctx, tx, wall.ID, w.users); err != nil {
		return 0, err
	}
	return wall.ID, a.note(ctx, tx, s, revised{clientele.Ref{Type: OfWall, ID: wall.ID}, wall.Rev}, fields)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (a *Access) buildWall(ctx context.Context, tx *db.Tx, s Scope, w walling) (clientele.ID, error) {
	id, err := tx.Take(ctx, a.ws, 1)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO walls (workspace, id, of_type, of_id, line, name, open, made, made_by) VALUES (?, ?, ?, ?, '', '', ?, ?, ?)",
		a.ws, id, w.ref.Type, w.ref.ID, bit(w.open), clientele.InstantOf(a.now()), s.user)
	if err != nil {
		return 0, fmt.Errorf("wall around %s %d: %w", w.ref.Type, w.ref.ID, err)
	}
	return id, nil
}

// nameOnWall says who passes a wall, and those that stand for it among others.
func (a *Access) nameOnWall(ctx context.Context, tx *db.Tx, wall clientele.ID, users []clientele.ID) error {
	if err := a.fillWall(ctx, tx, wall, users); err != nil {
		return err
	}
	return a.rejoin(ctx, tx, wall, false)
}

func (a *Access) fillWall(ctx context.Context, tx *db.Tx, wall clientele.ID, users []clientele.ID) error {
	if _, err := tx.Exec(ctx, "DELETE FROM wall_users WHERE workspace = ? AND wall = ?", a.ws, wall); err != nil {
		return fmt.Errorf("clear wall %d: %w", wall, err)
	}
	args := make([]any, 0, 3*len(users))
	for _, u := range users {
		args = append(args, a.ws, wall, u)
	}
	if len(users) == 0 {
		return nil
	}
	return tx.InsertRows(ctx, "INSERT INTO wall_users (workspace, wall, user_id)", 3, args, "")
}

// maySee checks whom a wall names: users who may come in, and the one who names them, or
// nobody could open the wall again.
func (a *Access) maySee(ctx context.Context, tx *db.Tx, s Scope, users []clientele.ID) error {
	if s.user != 0 && !slices.Contains(users, s.user) {
		return field("users", clientele.Tell("access.not-yourself"), clientele.Tell("access.not-yourself-remedy"))
	}
	if len(users) == 0 || len(users) > wallUsersMost {
		return field("users", clientele.Tell("access.wall-users", "n", len(users)), clientele.Tell("access.users-remedy", "n", wallUsersMost))
	}
	if err := a.allIn(ctx, tx, users); err != nil {
		return err
	}
	return a.notTooMany(ctx, tx, users)
}

// notTooMany holds where none of some users passes as many walls as one may.
func (a *Access) notTooMany(ctx context.Context, tx *db.Tx, users []clientele.ID) error {
	for _, list := range db.Lists(users) {
		full, err := db.All[clientele.ID](ctx, tx, "SELECT user_id FROM wall_users WHERE workspace = ? AND user_id IN ("+db.Marks(len(list))+") GROUP BY user_id HAVING count(*) >= ?",
			append(append([]any{a.ws}, list...), userWallsMost)...)
		if err != nil {
			return fmt.Errorf("count the walls of %d users: %w", len(users), err)
		}
		if len(full) > 0 {
			return field("users", clientele.Tell("access.full-walls", "id", full[0], "n", userWallsMost), clientele.Tell("access.many-walls-remedy"))
		}
	}
	return nil
}

// DropWall takes the wall around a record away. The number that the record keeps goes in
// the same transaction.
func (a *Access) DropWall(ctx context.Context, tx *db.Tx, s Scope, ref clientele.Ref) error {
	return a.drop(ctx, tx, s, walling{ref: ref})
}

func (a *Access) drop(ctx context.Context, tx *db.Tx, s Scope, w walling) error {
	if _, err := tx.Take(ctx, a.ws, 0); err != nil {
		return err
	}
	wall, err := a.wallOf(ctx, tx, w.ref)
	if err != nil {
		return err
	}
	if err := mayWall(s, wall.ID); err != nil {
		return err
	}
	if wall.ID == 0 || wall.Open != w.open {
		return noWall()
	}
	if _, err := tx.Exec(ctx, "DELETE FROM wall_users WHERE workspace = ? AND wall = ?", a.ws, wall.ID); err != nil {
		return fmt.Errorf("clear wall %d: %w", wall.ID, err)
	}
	if _, err := tx.Exec(ctx, "DELETE FROM walls WHERE workspace = ? AND id = ?", a.ws, wall.ID); err != nil {
		return fmt.Errorf("drop wall %d: %w", wall.ID, err)
	}
	if err := a.rejoin(ctx, tx, wall.ID, true); err != nil {
		return err
	}
	return a.note(ctx, tx, s, revised{clientele.Ref{Type: OfWall, ID: wall.ID}, wall.Rev + 1}, map[string]edit{"of": {was: w.ref}, "open": {was: wall.Open}})
}
