package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// HandingOn is the scope of an owner who hands on what a colleague looked after, also
// behind walls that the owner does not pass: nothing of it may be shown to them.
func HandingOn(s Scope) (Scope, error) {
	if err := mayAdmit(s); err != nil {
		return Scope{}, err
	}
	s.every = true
	return s, nil
}

// Place is the place of a user behind a wall, which somebody else takes.
type Place struct {
	Wall clientele.ID `json:"wall"`
	Had  bool         `json:"had,omitempty"` // the other passed it anyway
}

// Left is who left, who took their place behind walls (0: nobody), and which places.
type Left struct {
	User   clientele.ID `json:"user"`
	Walls  clientele.ID `json:"walls,omitempty"`
	Places []Place      `json:"places,omitempty"`
}

// Passes counts the walls that a user passes by name.
func (a *Access) Passes(ctx context.Context, user clientele.ID) (int, error) {
	n, err := db.One[int](ctx, a.d, "SELECT count(*) FROM wall_users p JOIN walls w ON w.workspace = p.workspace AND w.id = p.wall AND w.open = 0 AND w.of_type <> '"+ofWalls+"'"+
		" WHERE p.workspace = ? AND p.user_id = ?", a.ws, user)
	if err != nil {
		return 0, fmt.Errorf("walls of user %d: %w", user, err)
	}
	return n, nil
}

// Leave is Disable in the transaction of who hands on what the user looked after. to takes
// the user's place behind walls; 0 leaves it empty. Return takes it back.
func (a *Access) Leave(ctx context.Context, tx *db.Tx, by Scope, user, to clientele.ID) ([]Place, error) {
	if err := mayAdmit(by); err != nil {
		return nil, err
	}
	if _, err := tx.Take(ctx, a.ws, 0); err != nil {
		return nil, err
	}
	if err := a.disable(ctx, tx, by, user); err != nil || to == 0 {
		return nil, err
	}
	if _, err := a.active(ctx, tx, to); err != nil {
		return nil, err
	}
	walls, err := db.All[clientele.ID](ctx, tx, "SELECT w.id FROM walls w JOIN wall_users p ON p.workspace = w.workspace AND p.wall = w.id AND p.user_id = ?"+
		" WHERE w.workspace = ? AND w.open = 0 AND w.of_type <> '"+ofWalls+"' ORDER BY w.id", user, a.ws)
	if err != nil {
		return nil, fmt.Errorf("walls of user %d: %w", user, err)
	}
	var places []Place
	for _, wall := range walls { // an entry each: the trail of a record says who passes its wall
		p := Place{Wall: wall}
		if p.Had, err = a.replace(ctx, tx, by, wall, [2]clientele.ID{user, to}); err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, a.notTooMany(ctx, tx, []clientele.ID{to})
}

// replace names one user on a wall in the place of another, and says whether they were
// named anyway. Where the other is not named any more, nothing is done.
func (a *Access) replace(ctx context.Context, tx *db.Tx, by Scope, wall clientele.ID, users [2]clientele.ID) (had bool, err error) {
	was, err := a.passers(ctx, tx, wall)
	if err != nil || !slices.Contains(was, users[0]) {
		return false, err
	}
	w, err := a.wallByID(ctx, tx, wall)
	if err != nil {
		return false, err
	}
	had = slices.Contains(was, users[1])
	return had, a.pass(ctx, tx, by, wall, passing{w, "", func(was []clientele.ID) []clientele.ID {
		is := slices.DeleteFunc(was, func(u clientele.ID) bool { return u == users[0] })
		if !had {
			is = append(is, users[1])
		}
		return is
	}})
}

// Return takes a Leave back: the user may come in again, by the password until then, and
// has their place behind walls again where the other still holds it.
func (a *Access) Return(ctx context.Context, tx *db.Tx, by Scope, left Left) error {
	user := left.User
	if err := mayAdmit(by); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "UPDATE users SET disabled = 0 WHERE workspace = ? AND id = ? AND disabled <> 0", a.ws, user)
	if err != nil {
		return fmt.Errorf("let user %d in again: %w", user, err)
	}
	if n > 0 {
		if err := a.noteUser(ctx, tx, by, user, map[string]edit{"state": {"disabled", "let in"}}); err != nil {
			return err
		}
	}
	for _, p := range left.Places {
		if err := a.restore(ctx, tx, by, p, [2]clientele.ID{left.Walls, user}); err != nil {
			return err
		}
	}
	return nil
}

// restore names the second user on a wall again. The first goes, who only stood in for them.
func (a *Access) restore(ctx context.Context, tx *db.Tx, by Scope, p Place, users [2]clientele.ID) error {
	if !p.Had {
		_, err := a.replace(ctx, tx, by, p.Wall, users)
		return err
	}
	was, err := a.passers(ctx, tx, p.Wall)
	if err != nil || !slices.Contains(was, users[0]) || slices.Contains(was, users[1]) {
		return err
	}
	w, err := a.wallByID(ctx, tx, p.Wall)
	if err != nil {
		return err
	}
	return a.pass(ctx, tx, by, p.Wall, passing{w, "", func(was []clientele.ID) []clientele.ID { return append(was, users[1]) }})
}
