package record

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

type calledRow struct {
	Type  string       `db:"type"`
	ID    clientele.ID `db:"id"`
	Title string       `db:"title"`
}

// Titles are what people call some records, of however many types: one statement. One that may not
// be seen has none.
func (s *Store) Titles(ctx context.Context, scope access.Scope, refs []clientele.Ref) (map[clientele.Ref]string, error) {
	ids := map[string][]clientele.ID{}
	for _, r := range refs {
		ids[r.Type] = append(ids[r.Type], r.ID)
	}
	titles := make(map[clientele.Ref]string, len(refs))
	var arms []string
	var args []any
	for _, name := range slices.Sorted(maps.Keys(ids)) {
		t, err := s.Type(name)
		if err != nil {
			return nil, err
		}
		others, tried := s.tried.part(t, ids[name])
		for _, r := range tried {
			titles[r.Ref] = r.Text(t.Title)
		}
		seen := s.sight(scope, t)
		for _, list := range db.Lists(others) {
			arms = append(arms, "SELECT '"+t.Name+"' AS type, r.id AS id, r."+t.Title+" AS title FROM "+t.table()+" r WHERE r.workspace = ? AND r.id IN "+db.In(list)+" AND r.merged = 0"+seen.Text)
			args = append(append(args, db.With(s.ws, list)...), seen.Args...)
		}
	}
	if len(arms) == 0 {
		return titles, nil
	}
	for row, err := range db.Each[calledRow](ctx, s.r, strings.Join(arms, " UNION ALL "), args...) {
		if err != nil {
			return nil, fmt.Errorf("what %d records are called: %w", len(refs), err)
		}
		titles[clientele.Ref{Type: row.Type, ID: row.ID}] = row.Title
	}
	return titles, nil
}

// mostLeading bounds how many records that lead to another are looked for at once.
const mostLeading = 200

// Led are the records of any type that lead to another by some link, those made last first.
// Whether they may be seen is asked of what is shown of them.
func (s *Store) Led(ctx context.Context, to clientele.Ref) ([]clientele.Ref, error) {
	type led struct {
		Type string       `db:"type"`
		ID   clientele.ID `db:"id"`
	}
	rows, err := db.All[led](ctx, s.r, "SELECT DISTINCT type, id FROM record_links WHERE workspace = ? AND to_type = ? AND to_id = ? ORDER BY id DESC LIMIT ?", s.ws, to.Type, to.ID, mostLeading)
	refs := make([]clientele.Ref, len(rows))
	for i, r := range rows {
		refs[i] = clientele.Ref{Type: r.Type, ID: r.ID}
	}
	if err != nil {
		return nil, fmt.Errorf("what leads to %s %d: %w", to.Type, to.ID, err)
	}
	return refs, nil
}
