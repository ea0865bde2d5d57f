package record

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Reached is a record to which a link leads, in a role.
type Reached struct {
	*Record
	Role string // folded
}

// Reach follows a link of a record for a Matcher: only to records that may be seen and are not archived.
type Reach func(r *Record, to *Type, field Field, back bool) ([]Reached, error)

type reachedRow struct {
	ID   clientele.ID `db:"id"`
	Role string       `db:"role"`
}

// Reach reads what a Matcher asks of a record's links, link by link. Who has many records
// to match has a Query, or what is beside them at hand.
func (s *Store) Reach(ctx context.Context, scope access.Scope) Reach {
	return func(r *Record, to *Type, field Field, back bool) ([]Reached, error) {
		text := "SELECT to_id AS id, role FROM record_links WHERE workspace = ? AND type = ? AND field = ? AND id = ? ORDER BY pos"
		args := []any{s.ws, r.Type, field.Name, r.ID}
		if back {
			text = "SELECT id, role FROM record_links WHERE workspace = ? AND type = ? AND field = ? AND to_type = ? AND to_id = ?"
			args = []any{s.ws, to.Name, field.Name, r.Type, r.ID}
		}
		rows, err := db.All[reachedRow](ctx, s.r, text, args...)
		if err != nil {
			return nil, fmt.Errorf("links of %s %d: %w", r.Type, r.ID, err)
		}
		var ids []clientele.ID
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		found, err := s.load(ctx, s.r, scope, to, ids)
		if err != nil {
			return nil, err
		}
		if err := s.unlink(ctx, s.r, scope, found); err != nil {
			return nil, err
		}
		byID := map[clientele.ID]*Record{}
		for _, other := range found {
			byID[other.ID] = other
		}
		var all []Reached
		for _, row := range rows {
			if other := byID[row.ID]; other != nil && other.Archived == 0 {
				all = append(all, Reached{other, row.Role})
			}
		}
		return all, nil
	}
}
