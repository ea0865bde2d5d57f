package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// ofWalls is what a wall stands around that stands for several: what belongs to more than
// one of those behind them. Its line is a hash of their numbers, its name the numbers.
const ofWalls = "walls"

type jointRow struct {
	ID   clientele.ID `db:"id"`
	Name string       `db:"name"`
}

func (r jointRow) walls() (list []clientele.ID) {
	for one := range strings.SplitSeq(r.Name, ",") {
		n, err := strconv.ParseInt(one, 10, 64)
		if err == nil {
			list = append(list, clientele.ID(n))
		}
	}
	return list
}

// JointWall is the wall of what belongs to several that stand behind a wall each: whoever
// passes all of these passes it, and nobody else. It is made where there is none yet.
func (a *Access) JointWall(ctx context.Context, tx *db.Tx, walls []clientele.ID) (clientele.ID, error) {
	joints, err := a.joints(ctx, tx)
	if err != nil {
		return 0, err
	}
	var all []clientele.ID
	for _, wall := range walls {
		if i := slices.IndexFunc(joints, func(r jointRow) bool { return r.ID == wall }); i >= 0 {
			all = append(all, joints[i].walls()...)
		} else {
			all = append(all, wall)
		}
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 1 {
		return all[0], nil
	}
	numbers := make([]string, len(all))
	for i, wall := range all {
		numbers[i] = wall.String()
	}
	name := strings.Join(numbers, ",")
	if i := slices.IndexFunc(joints, func(r jointRow) bool { return r.Name == name }); i >= 0 {
		return joints[i].ID, nil
	}
	id, err := tx.Take(ctx, a.ws, 1)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256([]byte(name))
	_, err = tx.Exec(ctx, "INSERT INTO walls (workspace, id, of_type, of_id, line, name, open, made, made_by) VALUES (?, ?, ?, 0, ?, ?, 0, ?, 0)",
		a.ws, id, ofWalls, hex.EncodeToString(sum[:]), name, clientele.InstantOf(a.now()))
	if err != nil {
		return 0, fmt.Errorf("one wall for %s: %w", name, err)
	}
	return id, a.nameOnJoint(ctx, tx, jointRow{id, name})
}

// joints are the walls that stand for several.
func (a *Access) joints(ctx context.Context, tx *db.Tx) ([]jointRow, error) {
	list, err := db.All[jointRow](ctx, tx, "SELECT id, name FROM walls WHERE workspace = ? AND of_type = ? ORDER BY id", a.ws, ofWalls)
	if err != nil {
		return nil, fmt.Errorf("walls that stand for several: %w", err)
	}
	return list, nil
}

// nameOnJoint names on it who passes each of those for which it stands.
func (a *Access) nameOnJoint(ctx context.Context, tx *db.Tx, r jointRow) error {
	walls := r.walls()
	args := []any{a.ws}
	for _, wall := range walls {
		args = append(args, wall)
	}
	users, err := db.All[clientele.ID](ctx, tx, "SELECT user_id FROM wall_users WHERE workspace = ? AND wall IN ("+db.Marks(len(walls))+
		") GROUP BY user_id HAVING count(*) = ? ORDER BY user_id", append(args, len(walls))...)
	if err != nil {
		return fmt.Errorf("who passes the walls %s: %w", r.Name, err)
	}
	return a.fillWall(ctx, tx, r.ID, users)
}

// rejoin brings the walls up to date that stand for one among others. With gone, that one
// is no more, and nor are they: what stood behind them has another wall in the same transaction.
func (a *Access) rejoin(ctx context.Context, tx *db.Tx, wall clientele.ID, gone bool) error {
	joints, err := a.joints(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range joints {
		switch {
		case !slices.Contains(r.walls(), wall):
		case !gone:
			err = a.nameOnJoint(ctx, tx, r)
		default:
			_, cleared := tx.Exec(ctx, "DELETE FROM wall_users WHERE workspace = ? AND wall = ?", a.ws, r.ID)
			_, dropped := tx.Exec(ctx, "DELETE FROM walls WHERE workspace = ? AND id = ?", a.ws, r.ID)
			err = errors.Join(cleared, dropped)
		}
		if err != nil {
			return fmt.Errorf("the wall for %s: %w", r.Name, err)
		}
	}
	return nil
}
