package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Leading reads the records in use of a type that lead to an account, in the order of
// their making and no more than a limit: one statement, for a page that shows them beside
// much else. Of their links, only those to the account come along.
func (s *Store) Leading(ctx context.Context, scope access.Scope, typeName string, account clientele.ID, limit int) ([]*Record, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	custom, err := s.custom(ctx, s.r, t)
	if err != nil {
		return nil, err
	}
	c := clause{"SELECT " + t.selected("r") + " FROM " + t.table() + " r WHERE r.workspace = ? AND r.archived = 0 AND r.merged = 0", []any{s.ws}}
	if _, direct := t.Field("account"); direct {
		c.add(" AND r.account <> 0 AND r.account = ?", account)
	} else {
		c.add(" AND r.id IN (SELECT l.id FROM record_links l WHERE l.workspace = ? AND l.to_type = ? AND l.to_id = ? AND l.type = ?)",
			s.ws, Account, account, t.Name)
	}
	seen, walls := walled(scope, "r.wall")
	c.add(seen+" ORDER BY r.id LIMIT ?", append(walls, limit)...)
	var list []*Record
	for row, err := range db.Loose(ctx, s.r, c.text, c.args...) {
		if err != nil {
			return nil, fmt.Errorf("%s of account %d: %w", t.Plural, account, err)
		}
		r, _, err := t.scan(row, custom)
		if err != nil {
			return nil, err
		}
		for f := range s.links(t.Name) {
			s.hide(r, f, func(to Tie) bool { return f.To != Account || to.To != account })
		}
		list = append(list, r)
	}
	return list, nil
}

// TieTo is how a record is tied to an account: its role there, "" for none.
func (r *Record) TieTo(account clientele.ID) string {
	for _, v := range r.Values {
		if list, ok := v.([]Tie); ok {
			if i := slices.IndexFunc(list, func(t Tie) bool { return t.To == account }); i >= 0 {
				return list[i].Role
			}
		}
	}
	return ""
}
