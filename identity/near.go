package identity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Store keeps the normal forms of a workspace's records of one type, and finds by them.
type Store struct {
	d    *db.DB
	ws   clientele.ID
	kind string // the type of the records
}

// NewStore gives the store of a type of records.
func NewStore(d *db.DB, ws clientele.ID, kind string) *Store { return &Store{d, ws, kind} }

// Keep keeps candidates as they are now, all behind one wall (0 for none).
func (s *Store) Keep(ctx context.Context, tx *db.Tx, wall clientele.ID, all []Candidate) error {
	ids := make([]clientele.ID, len(all))
	var profiles, keys []any
	for i, c := range all {
		ids[i] = c.ID
		p := profileOf(c)
		profiles = append(profiles, s.ws, s.kind, c.ID, db.Clean(p.packed()))
		for _, k := range allKeys(p) {
			keys = append(keys, s.ws, keyText(k), s.kind, c.ID, wall)
		}
	}
	if err := s.Drop(ctx, tx, ids); err != nil {
		return err
	}
	if err := tx.InsertRows(ctx, "INSERT INTO block_profiles (workspace, type, id, profile)", 4, profiles,
		"ON CONFLICT (workspace, type, id) DO UPDATE SET profile = excluded.profile"); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO block_keys (workspace, key, type, id, wall)", 5, keys, "ON CONFLICT DO NOTHING")
}

// keyText is a key as it is stored: of bounded length, as both engines take it.
func keyText(k string) string {
	const longest = 120
	if k = db.Clean(k); len(k) > longest {
		return strings.ToValidUTF8(k[:longest], "")
	}
	return k
}

type profileRow struct {
	ID      clientele.ID `db:"id"`
	Profile string       `db:"profile"`
}

// Drop takes records out: archived, merged away, erased.
func (s *Store) Drop(ctx context.Context, tx *db.Tx, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		gone, err := db.All[profileRow](ctx, tx, "DELETE FROM block_profiles WHERE workspace = ? AND type = ? AND id IN ("+db.Marks(len(list))+") RETURNING id, profile",
			append([]any{s.ws, s.kind}, list...)...)
		if err != nil {
			return fmt.Errorf("drop profiles: %w", err)
		}
		for _, r := range gone {
			var keys []string
			for _, k := range allKeys(unpacked(r.Profile)) {
				keys = append(keys, keyText(k))
			}
			for _, some := range db.Lists(keys) {
				if _, err := tx.Exec(ctx, "DELETE FROM block_keys WHERE workspace = ? AND type = ? AND id = ? AND key IN ("+db.Marks(len(some))+")",
					append([]any{s.ws, s.kind, r.ID}, some...)...); err != nil {
					return fmt.Errorf("drop keys: %w", err)
				}
			}
		}
	}
	return nil
}

// Near finds those who may be a candidate, perhaps half typed, the likeliest first; one
// statement. Whom the scope may not see is not found and takes nobody's place.
func (s *Store) Near(ctx context.Context, scope access.Scope, m *Model, c Candidate) ([]Match, error) {
	p := profileOf(c)
	query, args := s.alike(scope, allKeys(p))
	if query == "" {
		return nil, nil
	}
	rows, err := db.All[profileRow](ctx, s.d, query, args...)
	if err != nil {
		return nil, fmt.Errorf("near: %w", err)
	}
	var matches []Match
	for _, r := range rows {
		if match := m.match(c.ID, r.ID, [2]profile{p, unpacked(r.Profile)}, nil); r.ID != c.ID && match.Probability >= Look {
			matches = append(matches, match)
		}
	}
	slices.SortFunc(matches, func(a, b Match) int { return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(a.B, b.B)) })
	return matches, nil
}

// alike is the statement for whom a key is shared with: of each key, so many.
func (s *Store) alike(scope access.Scope, keys []string) (string, []any) {
	seen := scope.Walls()
	if len(keys) == 0 || scope.Nobody() || len(seen) == 0 && !scope.EveryWall() {
		return "", nil
	}
	var parts []string
	var args []any
	for _, k := range keys {
		part := "SELECT id FROM block_keys WHERE workspace = ? AND key = ? AND type = ?"
		args = append(args, s.ws, keyText(k), s.kind)
		if !scope.EveryWall() {
			list := db.Lists(seen)[0]
			part += " AND wall IN (" + db.Marks(len(list)) + ")"
			args = append(args, list...)
		}
		parts = append(parts, "SELECT id FROM ("+part+" LIMIT ?) k")
		args = append(args, mostInBlock)
	}
	return "SELECT p.id, p.profile FROM (" + strings.Join(parts, " UNION ") + ") f JOIN block_profiles p ON p.workspace = ? AND p.type = ? AND p.id = f.id",
		append(args, s.ws, s.kind)
}
