package access

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// sharesMost is how many records a firm shares: all but help from outside pass these
// walls, so that each is in everybody's scope.
const sharesMost = 1_000

// PutShare shows a record, and what belongs to it, to help from outside. It is a wall that
// is open: all others pass it. Where a wall stands that is none, help from outside is named
// upon it like anybody else (PutWall). record.Store.SetWall belongs into the transaction.
func (a *Access) PutShare(ctx context.Context, tx *db.Tx, s Scope, ref clientele.Ref, users []clientele.ID) (clientele.ID, error) {
	return a.put(ctx, tx, s, walling{ref, users, true})
}

// DropShare ends that a record is shared with help from outside; see DropWall.
func (a *Access) DropShare(ctx context.Context, tx *db.Tx, s Scope, ref clientele.Ref) error {
	return a.drop(ctx, tx, s, walling{ref: ref, open: true})
}

// mayName checks whom a wall names, and what it becomes.
func (a *Access) mayName(ctx context.Context, tx *db.Tx, s Scope, w walling, was wallRow) error {
	if !w.open {
		return a.maySee(ctx, tx, s, w.users)
	}
	if was.ID != 0 && !was.Open {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.walled"), Where: "users",
			Remedy: clientele.Tell("access.walled-remedy")}
	}
	if len(w.users) == 0 || len(w.users) > wallUsersMost {
		return field("users", clientele.Tell("access.shared-with", "n", len(w.users)), clientele.Tell("access.users-remedy", "n", wallUsersMost))
	}
	for _, id := range w.users {
		u, err := a.active(ctx, tx, id)
		if clientele.KindOf(err) == clientele.NotFound || err == nil && u.Role != Outside {
			return field("users", clientele.Tell("access.not-outside", "id", id), clientele.Tell("access.not-outside-remedy"))
		}
		if err != nil {
			return err
		}
	}
	if was.ID == 0 {
		n, err := db.One[int](ctx, tx, "SELECT count(*) FROM walls WHERE workspace = ? AND open = 1", a.ws)
		if err != nil {
			return fmt.Errorf("count what is shared: %w", err)
		}
		if n >= sharesMost {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.many-shared", "n", n),
				Remedy: clientele.Tell("access.many-shared-remedy")}
		}
	}
	return a.notTooMany(ctx, tx, w.users)
}

// Around says who may see a record.
type Around struct {
	Wall  clientele.ID // 0: everybody but help from outside
	Open  bool         // everybody, and those of help from outside who are named
	Users []User       // who are named, and may still come in
}

// Seen is Around, outside a transaction.
func (a *Access) Seen(ctx context.Context, ref clientele.Ref) (Around, error) {
	return a.Around(ctx, a.d, ref)
}

// Around says who may see a record.
func (a *Access) Around(ctx context.Context, q db.Querier, ref clientele.Ref) (Around, error) {
	wall, err := a.wallOf(ctx, q, ref)
	if err != nil || wall.ID == 0 {
		return Around{}, err
	}
	users, err := a.WallUsers(ctx, q, wall.ID)
	return Around{wall.ID, wall.Open, users}, err
}
