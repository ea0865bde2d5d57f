package record

import (
	"cmp"
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Joined is a merge by which another record went into one, and how it was taken back; or that
// somebody said that the two are not the same.
type Joined struct {
	Merge    clientele.ID // what Unmerge is given
	Other    clientele.Ref
	Title    string // of the other
	At       clientele.Instant
	By       string
	Parted   clientele.Instant // 0 while it holds
	PartedBy string
	Choose   map[string]clientele.ID
	Apart    bool // it is no merge: somebody said that the two are not the same
}

// Joined are the merges of a record, the latest first. One whose other may not be seen is not there.
func (s *Store) Joined(ctx context.Context, scope access.Scope, ref clientele.Ref) ([]Joined, error) {
	t, err := s.Type(ref.Type)
	if err != nil {
		return nil, err
	}
	if _, err := s.Get(ctx, scope, ref); err != nil {
		return nil, err
	}
	entries, err := s.book.MergesOf(ctx, s.r, ref.ID)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	parted, taken := map[clientele.ID]clientele.Entry{}, map[clientele.ID]clientele.Entry{}
	var all []Joined
	for _, e := range entries { // the latest first: what was taken back is known by then
		switch body := e.Body.(type) {
		case clientele.Parted:
			parted[body.Merge] = e
		case clientele.Distinct:
			if body.Not {
				taken[body.Other] = e
				continue
			}
			p := taken[body.Other]
			delete(taken, body.Other)
			all = append(all, Joined{Merge: e.ID, Other: clientele.Ref{Type: t.Name, ID: body.Other}, At: e.At, By: cmp.Or(names[e.By], e.Via),
				Parted: p.At, PartedBy: cmp.Or(names[p.By], p.Via), Apart: true})
		case clientele.Same:
			if body.A != ref.ID {
				continue
			}
			p := parted[e.ID]
			all = append(all, Joined{Merge: e.ID, Other: clientele.Ref{Type: t.Name, ID: body.B}, At: e.At, By: cmp.Or(names[e.By], e.Via),
				Parted: p.At, PartedBy: cmp.Or(names[p.By], p.Via), Choose: body.Choose})
		}
	}
	return s.entitled(ctx, scope, t, all)
}

type titleRow struct {
	ID    clientele.ID `db:"id"`
	Title string       `db:"title"`
}

// entitled gives the other of each merge its title, also where it is merged away.
func (s *Store) entitled(ctx context.Context, scope access.Scope, t *Type, all []Joined) ([]Joined, error) {
	var ids []clientele.ID
	for _, j := range all {
		ids = append(ids, j.Other.ID)
	}
	titles, err := s.Formerly(ctx, scope, t.Name, ids)
	if err != nil {
		return nil, err
	}
	var shown []Joined
	for _, j := range all {
		if title, there := titles[j.Other.ID]; there {
			j.Title = title
			shown = append(shown, j)
		}
	}
	return shown, nil
}

// Formerly is what people called records of a type, also of those that were merged into others.
// One that may not be seen has no title.
func (s *Store) Formerly(ctx context.Context, scope access.Scope, typeName string, ids []clientele.ID) (map[clientele.ID]string, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	titles := map[clientele.ID]string{}
	seen := scope.Sees(s.d.Engine, "r.wall")
	for _, list := range db.Lists(ids) {
		text := "SELECT r.id, r." + t.Title + " AS title FROM " + t.table() + " r WHERE r.workspace = ? AND r.id IN (" + db.Marks(len(list)) + ")" + seen.Text
		for row, err := range db.Each[titleRow](ctx, s.r, text, append(append([]any{s.ws}, list...), seen.Args...)...) {
			if err != nil {
				return nil, fmt.Errorf("merged %s: %w", t.Plural, err)
			}
			titles[row.ID] = row.Title
		}
	}
	return titles, nil
}
