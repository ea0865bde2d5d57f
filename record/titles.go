package record

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// Titles are what people call some records: a statement a type, however many they are.
// One that may not be seen has none.
func (s *Store) Titles(ctx context.Context, scope access.Scope, refs []clientele.Ref) (map[clientele.Ref]string, error) {
	ids := map[string][]clientele.ID{}
	for _, r := range refs {
		ids[r.Type] = append(ids[r.Type], r.ID)
	}
	titles := make(map[clientele.Ref]string, len(refs))
	for name, some := range ids {
		t, err := s.Type(name)
		if err != nil {
			return nil, err
		}
		found, err := s.load(ctx, s.r, scope, t, some)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			titles[r.Ref] = r.Text(t.Title)
		}
	}
	return titles, nil
}
