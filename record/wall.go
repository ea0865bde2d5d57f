package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// SetWall puts a wall around an account, or takes it away (0): around it and all that
// belongs to it. Who may pass is not kept here.
func (s *Store) SetWall(ctx context.Context, tx *db.Tx, scope access.Scope, account, wall clientele.ID) error {
	t, err := s.Type(Account)
	if err != nil {
		return err
	}
	if !scope.MayManage() {
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.who-walls"),
			Remedy: clientele.Tell("access.who-walls-remedy")}
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return err
	}
	found, err := s.load(ctx, tx, scope, t, []clientele.ID{account})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return noRecord(t, account)
	}
	if _, err := tx.Exec(ctx, "UPDATE "+t.table()+" SET wall = ? WHERE workspace = ? AND id = ?", wall, s.ws, account); err != nil {
		return fmt.Errorf("wall of account %d: %w", account, err)
	}
	if err := s.tellWalled(ctx, tx, wall, Account, []clientele.ID{account}); err != nil {
		return err
	}
	return s.rewall(ctx, tx, []clientele.Ref{{Type: Account, ID: account}})
}

// read tells of records behind walls that somebody reads. What is read within a
// transaction is about to be changed, and that is told by the change.
func (s *Store) read(ctx context.Context, scope access.Scope, some []*Record) {
	if _, inside := s.r.(*db.Tx); inside || s.Reads == nil {
		return
	}
	var walled []clientele.Ref
	for _, r := range some {
		if scope.Behind(r.Wall) {
			walled = append(walled, r.Ref)
		}
	}
	if len(walled) > 0 {
		s.Reads(ctx, scope, walled)
	}
}

// tellWalled lets those who keep something of records beside them know that a wall moved.
func (s *Store) tellWalled(ctx context.Context, tx *db.Tx, wall clientele.ID, typeName string, ids []clientele.ID) error {
	for _, walled := range s.Walled {
		if err := walled(ctx, tx, Walled{typeName, wall, ids}); err != nil {
			return err
		}
	}
	return nil
}

// Behind reads records whose wall moved as the transaction sees them: for who keeps
// something of them beside them. Those that are merged into another are not there.
func (s *Store) Behind(ctx context.Context, tx *db.Tx, w Walled) ([]*Record, error) {
	t, err := s.Type(w.Type)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, tx, access.System("what is kept beside records"), t, w.IDs)
}

// Now is what of a record may move after somebody read it.
type Now struct {
	ID   clientele.ID `db:"id"`
	Wall clientele.ID `db:"wall"`
	Rev  int64        `db:"revision"`
}

// Now are those of some records of a type that are in use, as they stand until the
// transaction ends: nobody else writes.
func (s *Store) Now(ctx context.Context, tx *db.Tx, typeName string, ids []clientele.ID) (map[clientele.ID]Now, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return nil, err
	}
	there := s.sight(access.System("what is kept beside records"), t)
	found := map[clientele.ID]Now{}
	for _, list := range db.Lists(ids) {
		text := "SELECT r.id, r.wall, r.revision FROM " + t.table() + " r WHERE r.workspace = ? AND r.id IN " + db.In(list) + " AND r.archived = 0 AND r.merged = 0" + there.Text
		for row, err := range db.Each[Now](ctx, tx, text, append(db.With(s.ws, list), there.Args...)...) {
			if err != nil {
				return nil, fmt.Errorf("%s as they stand: %w", t.Plural, err)
			}
			found[row.ID] = row
		}
	}
	return found, nil
}

// Unchanged are those of some records of a type, read before the transaction began, that nobody
// wrote since: for who keeps something beside them. A wall that moved leaves the revision
// alone; they stand behind it now.
func (s *Store) Unchanged(ctx context.Context, tx *db.Tx, typeName string, read []*Record) ([]*Record, error) {
	ids := make([]clientele.ID, len(read))
	for i, r := range read {
		ids[i] = r.ID
	}
	now, err := s.Now(ctx, tx, typeName, ids)
	if err != nil {
		return nil, err
	}
	var still []*Record
	for _, r := range read {
		if is, there := now[r.ID]; there && is.Rev == r.Rev {
			r.Wall = is.Wall
			still = append(still, r)
		}
	}
	return still, nil
}

type wallRow struct {
	Type  string       `db:"type"`
	ID    clientele.ID `db:"id"`
	Field string       `db:"field"`
	To    string       `db:"to_type"`
	ToID  clientele.ID `db:"to_id"`
}

// rewall brings the walls of what belongs to records, and of what belongs to that, up to
// date (see around).
func (s *Store) rewall(ctx context.Context, tx *db.Tx, moved []clientele.Ref) error {
	for depth := 0; len(moved) > 0 && depth < len(s.types); depth++ {
		below, err := s.belonging(ctx, tx, moved)
		if err != nil {
			return err
		}
		moved = nil
		for _, t := range s.types {
			if len(below[t.Name]) == 0 {
				continue
			}
			walls, err := s.wallsOf(ctx, tx, t, below[t.Name])
			if err != nil {
				return err
			}
			for wall, ids := range walls {
				for _, list := range db.Lists(ids) {
					text := "UPDATE " + t.table() + " SET wall = ? WHERE workspace = ? AND wall <> ? AND id IN (" + db.Marks(len(list)) + ")"
					if _, err := tx.Exec(ctx, text, append([]any{wall, s.ws, wall}, list...)...); err != nil {
						return fmt.Errorf("walls of %s: %w", t.Plural, err)
					}
				}
				if err := s.tellWalled(ctx, tx, wall, t.Name, ids); err != nil {
					return err
				}
				for _, id := range ids {
					moved = append(moved, clientele.Ref{Type: t.Name, ID: id})
				}
			}
		}
	}
	return nil
}

// belonging are the records that belong to some others, by type.
func (s *Store) belonging(ctx context.Context, tx *db.Tx, to []clientele.Ref) (map[string][]clientele.ID, error) {
	below := map[string][]clientele.ID{}
	seen := map[clientele.Ref]bool{}
	for _, t := range s.types {
		var ids []clientele.ID
		for _, ref := range to {
			if ref.Type == t.Name {
				ids = append(ids, ref.ID)
			}
		}
		for _, list := range db.Lists(ids) {
			text := "SELECT type, id, field, to_type, to_id FROM record_links" +
				" WHERE workspace = ? AND to_type = ? AND to_id IN (" + db.Marks(len(list)) + ")"
			for row, err := range db.Each[wallRow](ctx, tx, text, append([]any{s.ws, t.Name}, list...)...) {
				if err != nil {
					return nil, fmt.Errorf("what belongs to %s: %w", t.Plural, err)
				}
				ref := clientele.Ref{Type: row.Type, ID: row.ID}
				if !seen[ref] && s.ofField(row.Type, row.Field) {
					seen[ref] = true
					below[row.Type] = append(below[row.Type], row.ID)
				}
			}
		}
	}
	return below, nil
}

func (s *Store) ofField(typeName, field string) bool {
	t, err := s.Type(typeName)
	if err != nil {
		return false
	}
	for _, name := range t.Of {
		if name == field {
			return true
		}
	}
	return false
}

// wallsOf works out the walls of records from where their links lead, in the order of the type.
func (s *Store) wallsOf(ctx context.Context, tx *db.Tx, t *Type, ids []clientele.ID) (map[clientele.ID][]clientele.ID, error) {
	led := map[clientele.ID]map[string][]clientele.Ref{} // by record and field, in order
	refs := map[clientele.Ref]bool{}
	for _, list := range db.Lists(ids) {
		text := "SELECT type, id, field, to_type, to_id FROM record_links" +
			" WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ") ORDER BY id, field, pos"
		for row, err := range db.Each[wallRow](ctx, tx, text, append([]any{s.ws, t.Name}, list...)...) {
			if err != nil {
				return nil, fmt.Errorf("links of %s: %w", t.Plural, err)
			}
			to := clientele.Ref{Type: row.To, ID: row.ToID}
			if led[row.ID] == nil {
				led[row.ID] = map[string][]clientele.Ref{}
			}
			led[row.ID][row.Field] = append(led[row.ID][row.Field], to)
			refs[to] = true
		}
	}
	found, err := s.targets(ctx, tx, refs)
	if err != nil {
		return nil, err
	}
	if err := s.in(tx).sharing(ctx, found); err != nil {
		return nil, err
	}
	walls := map[clientele.ID][]clientele.ID{}
	for _, id := range ids {
		var of []target
		for _, name := range t.Of {
			for _, to := range led[id][name] {
				of = append(of, found[to])
			}
		}
		wall, err := s.around(ctx, tx, behindOf(of))
		if err != nil {
			return nil, err
		}
		walls[wall] = append(walls[wall], id)
	}
	return walls, nil
}

// behindWalls are the walls of what a record belongs to.
type behindWalls struct {
	shut   []clientele.ID // those that keep people of the house out
	shared clientele.ID   // the first that only shares with help from outside
}

func behindOf(of []target) (b behindWalls) {
	for _, to := range of {
		switch {
		case to.wall == 0:
		case to.shares && b.shared == 0:
			b.shared = to.wall
		case !to.shares && !slices.Contains(b.shut, to.wall):
			b.shut = append(b.shut, to.wall)
		}
	}
	return b
}

// first is the wall of what stands behind one at most.
func (b behindWalls) first() clientele.ID {
	if len(b.shut) == 0 {
		return b.shared
	}
	return b.shut[0]
}

// around is the wall of what belongs to some others: that of theirs which keeps people of
// the house out; where several do, the one that only those pass who pass them all; else the
// first that only shares with help from outside. To share one account opens nothing that
// stands behind the wall of another.
func (s *Store) around(ctx context.Context, tx *db.Tx, b behindWalls) (clientele.ID, error) {
	if len(b.shut) < 2 || s.Joint == nil {
		return b.first(), nil
	}
	return s.Joint(ctx, tx, b.shut)
}

// sharing finds which of the walls around what was found only share it.
func (s *Store) sharing(ctx context.Context, found map[clientele.Ref]target) error {
	var walls []clientele.ID
	for _, to := range found {
		if to.wall != 0 && !slices.Contains(walls, to.wall) {
			walls = append(walls, to.wall)
		}
	}
	for _, list := range db.Lists(walls) {
		open, err := db.All[clientele.ID](ctx, s.r, "SELECT id FROM walls WHERE workspace = ? AND open = 1 AND id IN ("+db.Marks(len(list))+")",
			append([]any{s.ws}, list...)...)
		if err != nil {
			return fmt.Errorf("which walls only share: %w", err)
		}
		for ref, to := range found {
			to.shares = to.shares || slices.Contains(open, to.wall)
			found[ref] = to
		}
	}
	return nil
}
