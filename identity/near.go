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
	ws   clientele.ID
	kind string // the type of the records
}

// NewStore gives the store of a type of records.
func NewStore(ws clientele.ID, kind string) *Store { return &Store{ws, kind} }

// Keep keeps candidates as they are now, and says which of them are not as they were kept.
func (s *Store) Keep(ctx context.Context, tx *db.Tx, all []Candidate) (fresh []Candidate, err error) {
	ids := make([]clientele.ID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	kept, err := s.kept(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var profiles, keys []any
	var gone []clientele.ID
	for _, c := range all {
		p := profileOf(c)
		is := profileRow{ID: c.ID, Profile: db.Clean(p.packed()), Wall: c.Wall}
		was, known := kept[c.ID]
		if known && was == is {
			continue
		}
		if known {
			gone = append(gone, c.ID)
		}
		fresh = append(fresh, c)
		profiles = append(profiles, s.ws, s.kind, c.ID, is.Profile, is.Wall)
		for _, k := range allKeys(p) {
			keys = append(keys, s.ws, keyText(k), s.kind, c.ID, c.Wall)
		}
	}
	if err := s.Drop(ctx, tx, gone); err != nil {
		return nil, err
	}
	if err := tx.InsertRows(ctx, "INSERT INTO block_profiles (workspace, type, id, profile, wall)", 5, profiles, ""); err != nil {
		return nil, err
	}
	return fresh, tx.InsertRows(ctx, "INSERT INTO block_keys (workspace, key, type, id, wall)", 5, keys, "ON CONFLICT DO NOTHING")
}

// Size is how many are kept, up to a bound.
func (s *Store) Size(ctx context.Context, q db.Querier, most int) (int, error) {
	n, err := db.One[int](ctx, q, "SELECT COUNT(*) FROM (SELECT 1 FROM block_profiles WHERE workspace = ? AND type = ? LIMIT ?) n", s.ws, s.kind, most)
	if err != nil {
		return 0, fmt.Errorf("how many profiles: %w", err)
	}
	return n, nil
}

// Known are those of some candidates who are kept, as they are or otherwise.
func (s *Store) Known(ctx context.Context, q db.Querier, all []Candidate) (known []Candidate, err error) {
	ids := make([]clientele.ID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	kept, err := s.kept(ctx, q, ids)
	for _, c := range all {
		if _, there := kept[c.ID]; there {
			known = append(known, c)
		}
	}
	return known, err
}

func (s *Store) kept(ctx context.Context, q db.Querier, ids []clientele.ID) (map[clientele.ID]profileRow, error) {
	kept := map[clientele.ID]profileRow{}
	for _, list := range db.Lists(ids) {
		text := "SELECT id, profile, wall FROM block_profiles WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ")"
		for r, err := range db.Each[profileRow](ctx, q, text, append([]any{s.ws, s.kind}, list...)...) {
			if err != nil {
				return nil, fmt.Errorf("profiles: %w", err)
			}
			kept[r.ID] = r
		}
	}
	return kept, nil
}

// WallsOf are the walls behind which some stand.
func (s *Store) WallsOf(ctx context.Context, q db.Querier, ids []clientele.ID) (map[clientele.ID]clientele.ID, error) {
	kept, err := s.kept(ctx, q, ids)
	walls := make(map[clientele.ID]clientele.ID, len(kept))
	for id, r := range kept {
		walls[id] = r.Wall
	}
	return walls, err
}

// Walled brings records behind a wall, or before it (0).
func (s *Store) Walled(ctx context.Context, tx *db.Tx, wall clientele.ID, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		moved, err := db.All[profileRow](ctx, tx, "UPDATE block_profiles SET wall = ? WHERE workspace = ? AND type = ? AND wall <> ? AND id IN ("+
			db.Marks(len(list))+") RETURNING id, profile, wall", append([]any{wall, s.ws, s.kind, wall}, list...)...)
		if err != nil {
			return fmt.Errorf("walls of profiles: %w", err)
		}
		for _, r := range moved {
			if err := s.eachKey(r, func(keys []any) error {
				_, err := tx.Exec(ctx, "UPDATE block_keys SET wall = ? WHERE workspace = ? AND type = ? AND id = ? AND key IN ("+db.Marks(len(keys))+")",
					append([]any{wall, s.ws, s.kind, r.ID}, keys...)...)
				return err
			}); err != nil {
				return fmt.Errorf("walls of keys: %w", err)
			}
		}
	}
	return nil
}

// eachKey gives the keys of a profile, as they are stored, in lists that a statement takes.
func (s *Store) eachKey(r profileRow, do func(keys []any) error) error {
	var keys []string
	for _, k := range allKeys(unpacked(r.Profile)) {
		keys = append(keys, keyText(k))
	}
	for _, some := range db.Lists(keys) {
		if err := do(some); err != nil {
			return err
		}
	}
	return nil
}

// Sweep drops those who are not among some numbers, which stand in order: a record may
// go without a word, with the import that made it.
func (s *Store) Sweep(ctx context.Context, q db.Querier, live []clientele.ID, drop func(gone []clientele.ID) error) error {
	var gone []clientele.ID
	for id, err := range db.Each[clientele.ID](ctx, q, "SELECT id FROM block_profiles WHERE workspace = ? AND type = ?", s.ws, s.kind) {
		if err != nil {
			return fmt.Errorf("profiles: %w", err)
		}
		if _, there := slices.BinarySearch(live, id); !there {
			gone = append(gone, id)
		}
	}
	return drop(gone)
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
	Wall    clientele.ID `db:"wall"`
}

// Drop takes records out: archived, merged away, erased.
func (s *Store) Drop(ctx context.Context, tx *db.Tx, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		gone, err := db.All[profileRow](ctx, tx, "DELETE FROM block_profiles WHERE workspace = ? AND type = ? AND id IN ("+db.Marks(len(list))+") RETURNING id, profile, wall",
			append([]any{s.ws, s.kind}, list...)...)
		if err != nil {
			return fmt.Errorf("drop profiles: %w", err)
		}
		for _, r := range gone {
			if err := s.eachKey(r, func(keys []any) error {
				_, err := tx.Exec(ctx, "DELETE FROM block_keys WHERE workspace = ? AND type = ? AND id = ? AND key IN ("+db.Marks(len(keys))+")",
					append([]any{s.ws, s.kind, r.ID}, keys...)...)
				return err
			}); err != nil {
				return fmt.Errorf("drop keys: %w", err)
			}
		}
	}
	return nil
}

// Forget drops all, so that they can be kept anew.
func (s *Store) Forget(ctx context.Context, tx *db.Tx) error {
	for _, table := range []string{"block_keys", "block_profiles"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND type = ?", s.ws, s.kind); err != nil {
			return fmt.Errorf("drop %s: %w", table, err)
		}
	}
	return nil
}

// Near finds those who share a key with a candidate, perhaps half typed, the likeliest
// first, however likely; one statement. Whom the scope may not see is not found and takes
// nobody's place.
func (s *Store) Near(ctx context.Context, q db.Querier, scope access.Scope, m *Model, c Candidate) ([]Match, error) {
	p := profileOf(c)
	query, args := s.alike(db.EngineOf(q), scope, allKeys(p))
	if query == "" {
		return nil, nil
	}
	rows, err := db.All[profileRow](ctx, q, query, args...)
	if err != nil {
		return nil, fmt.Errorf("near: %w", err)
	}
	var matches []Match
	for _, r := range rows {
		if other := unpacked(r.Profile); r.ID != c.ID && other.kind == p.kind {
			matches = append(matches, m.match(c.ID, r.ID, [2]profile{p, other}, nil))
		}
	}
	slices.SortFunc(matches, func(a, b Match) int { return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(a.B, b.B)) })
	return matches, nil
}

// alike is the statement for whom a key is shared with: of each key, so many.
func (s *Store) alike(e db.Engine, scope access.Scope, keys []string) (string, []any) {
	if len(keys) == 0 || scope.Nobody() {
		return "", nil
	}
	seen := scope.Sees(e, "wall")
	var parts []string
	var args []any
	for _, k := range keys {
		parts = append(parts, "SELECT id FROM (SELECT id FROM block_keys WHERE workspace = ? AND key = ? AND type = ?"+seen.Text+" LIMIT ?) k")
		args = append(append(append(args, s.ws, keyText(k), s.kind), seen.Args...), mostInBlock)
	}
	return "SELECT p.id, p.profile, p.wall FROM (" + strings.Join(parts, " UNION ") + ") f JOIN block_profiles p ON p.workspace = ? AND p.type = ? AND p.id = f.id",
		append(args, s.ws, s.kind)
}
