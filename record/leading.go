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
	seen := scope.Sees(s.d.Engine, "r.wall")
	c.add(seen.Text+" ORDER BY r.id LIMIT ?", append(seen.Args, limit)...)
	return s.leading(ctx, t, custom, c, clientele.Ref{Type: Account, ID: account})
}

// LeadingTo reads the records in use of a type that lead to another record by some link,
// those made last first and no more than a limit: one statement. Of their links, only
// those to that record come along.
func (s *Store) LeadingTo(ctx context.Context, scope access.Scope, typeName string, to clientele.Ref, limit int) ([]*Record, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	custom, err := s.custom(ctx, s.r, t)
	if err != nil {
		return nil, err
	}
	c := clause{"SELECT " + t.selected("r") + " FROM " + t.table() + " r WHERE r.workspace = ? AND r.archived = 0 AND r.merged = 0", []any{s.ws}}
	c.add(" AND r.id IN (SELECT l.id FROM record_links l WHERE l.workspace = ? AND l.to_type = ? AND l.to_id = ? AND l.type = ?)",
		s.ws, to.Type, to.ID, t.Name)
	seen := scope.Sees(s.d.Engine, "r.wall")
	c.add(seen.Text+" ORDER BY r.id DESC LIMIT ?", append(seen.Args, limit)...)
	return s.leading(ctx, t, custom, c, to)
}

// leading reads rows of a type, and keeps of their links those to one record.
func (s *Store) leading(ctx context.Context, t *Type, custom []Field, c clause, only clientele.Ref) ([]*Record, error) {
	var list []*Record
	for row, err := range db.Loose(ctx, s.r, c.text, c.args...) {
		if err != nil {
			return nil, fmt.Errorf("%s of %s %d: %w", t.Plural, only.Type, only.ID, err)
		}
		r, _, err := t.scan(row, custom)
		if err != nil {
			return nil, err
		}
		for f := range s.links(t.Name) {
			s.hide(r, f, func(to Tie) bool { return f.To != only.Type || to.To != only.ID })
		}
		list = append(list, r)
	}
	return list, nil
}

// Some reads those of some records of a type that the scope may see, by their numbers.
func (s *Store) Some(ctx context.Context, scope access.Scope, typeName string, ids []clientele.ID) (map[clientele.ID]*Record, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	found, err := s.load(ctx, s.r, scope, t, ids)
	some := make(map[clientele.ID]*Record, len(found))
	for _, r := range found {
		some[r.ID] = r
	}
	return some, err
}

// mostMatching is how many records a filter may leave where another list is narrowed by it.
const mostMatching = 5_000

// Matching are the numbers of the records that a written filter leaves, in order. A filter
// that leaves more than can be held is refused: it narrows nothing.
func (s *Store) Matching(ctx context.Context, scope access.Scope, typeName, written string) ([]clientele.ID, error) {
	filter, err := ParseFilter(written)
	if err != nil {
		return nil, err
	}
	ids := []clientele.ID{}
	err = s.Each(ctx, scope, Query{Type: typeName, Filter: filter, Sort: "id"}, func(p Page) error {
		for _, r := range p.Rows {
			ids = append(ids, r.ID)
		}
		if len(ids) > mostMatching {
			return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.too-many-fit", "n", mostMatching), Where: "where",
				Remedy: clientele.Tell("record.too-many-fit-remedy")}
		}
		return nil
	})
	slices.Sort(ids)
	return ids, err
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
