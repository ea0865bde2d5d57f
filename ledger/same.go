package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// sameness says of some parties who they are: each goes by its canonical one, which is
// itself where it was not merged into another. So do lines of business.
type sameness struct {
	of     map[clientele.ID]clientele.ID
	groups map[clientele.ID][]clientele.ID // by the canonical one, without it
	lines  map[clientele.Line]clientele.Line
}

type sameRow struct {
	Party     clientele.ID `db:"party"`
	Canonical clientele.ID `db:"canonical"`
	Stays     clientele.ID `db:"stays"`
	Merge     clientele.ID `db:"merge"`
}

const sameColumns = "party, canonical, stays, merge"

// sameOf reads the groups of some parties. Where nothing was ever merged, it asks once.
func (b *Book) sameOf(ctx context.Context, q db.Querier, parties []clientele.ID) (sameness, error) {
	s := sameness{of: map[clientele.ID]clientele.ID{}, groups: map[clientele.ID][]clientele.ID{}}
	any, err := db.One[int](ctx, q, "SELECT CASE WHEN EXISTS (SELECT 1 FROM same WHERE workspace = ?) THEN 1 ELSE 0 END"+
		" + CASE WHEN EXISTS (SELECT 1 FROM same_lines WHERE workspace = ?) THEN 2 ELSE 0 END", b.ws, b.ws)
	if err == nil && any&2 != 0 {
		s.lines, err = b.LinesUnder(ctx, q)
	}
	if err != nil || any&1 == 0 {
		return s, err
	}
	for _, list := range db.Lists(parties) {
		text := "SELECT " + sameColumns + " FROM same WHERE workspace = ? AND canonical IN (SELECT canonical FROM same WHERE workspace = ? AND party IN " + db.In(list) + ")" +
			" UNION SELECT " + sameColumns + " FROM same WHERE workspace = ? AND canonical IN " + db.In(list)
		args := append(db.With(b.ws, db.With(b.ws, list)), db.With(b.ws, list)...)
		for row, err := range db.Each[sameRow](ctx, q, text, args...) {
			if err != nil {
				return s, fmt.Errorf("who is the same as whom: %w", err)
			}
			s.note(row.Party, row.Canonical)
		}
	}
	return s, nil
}

func (s sameness) note(party, canonical clientele.ID) {
	if _, known := s.of[party]; !known {
		s.of[party] = canonical
		s.groups[canonical] = append(s.groups[canonical], party)
	}
}

// canonical is under whom a party is folded.
func (s sameness) canonical(party clientele.ID) clientele.ID {
	if c, merged := s.of[party]; merged {
		return c
	}
	return party
}

// line is the line of business under which one goes.
func (s sameness) line(l clientele.Line) clientele.Line {
	if under, merged := s.lines[l]; merged {
		return under
	}
	return l
}

// put puts an entry under the account and the line by which it goes.
func (s sameness) put(e *clientele.Entry) { e.Account, e.Line = s.canonical(e.Account), s.line(e.Line) }

// called are all that entries call a line: its own name, and those that go under it.
func (s sameness) called(l clientele.Line) []clientele.Line {
	all := []clientele.Line{s.line(l)}
	for line, under := range s.lines {
		if under == all[0] {
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

// group is a party and all who are the same, the canonical one first.
func (s sameness) group(party clientele.ID) []clientele.ID {
	c := s.canonical(party)
	return append([]clientele.ID{c}, slices.Sorted(slices.Values(s.groups[c]))...)
}

// canonicals are those of some parties, each once, in order.
func (s sameness) canonicals(parties []clientele.ID) []clientele.ID {
	all := make([]clientele.ID, len(parties))
	for i, p := range parties {
		all[i] = s.canonical(p)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// members are all in the groups of some parties, each once, in order.
func (s sameness) members(parties []clientele.ID) []clientele.ID {
	all := s.canonicals(parties)
	for _, c := range all {
		all = append(all, s.groups[c]...)
	}
	slices.Sort(all)
	return all
}

// Canonical is the party by which a party goes: itself, unless it was merged into another.
func (b *Book) Canonical(ctx context.Context, party clientele.ID) (clientele.ID, error) {
	s, err := b.sameOf(ctx, b.d, []clientele.ID{party})
	return s.canonical(party), err
}

// mergesShown is how many merges and partings of one party are told.
const mergesShown = 100

// MergesOf are the entries by which others went into a party, or left it again, or were said to
// be another, the latest first.
func (b *Book) MergesOf(ctx context.Context, q db.Querier, party clientele.ID) ([]clientele.Entry, error) {
	rows, err := db.All[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND account = ? AND kind IN ('same', 'parted', 'distinct') ORDER BY id DESC LIMIT ?",
		b.ws, party, mergesShown)
	if err != nil {
		return nil, fmt.Errorf("merges of %d: %w", party, err)
	}
	return words(rows)
}

// Merge says that two parties are the same: what is of the one that goes is folded and
// listed under the one that stays, and in the book nothing of either is touched. It
// gives the entry that Part takes back. Whom it touches is to be measured again.
func (b *Book) Merge(ctx context.Context, tx *db.Tx, m clientele.Same, by clientele.ID, via string) (clientele.ID, error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil { // nobody merges meanwhile
		return 0, err
	}
	same, err := b.sameOf(ctx, tx, []clientele.ID{m.A, m.B})
	if err != nil {
		return 0, err
	}
	refuse := func(what, remedy string) (clientele.ID, error) {
		return 0, &clientele.Fault{Kind: clientele.Conflict, What: what, Where: clientele.Tell("ledger.two-records", "a", m.A, "b", m.B), Remedy: remedy}
	}
	switch a, c := same.canonical(m.A), same.canonical(m.B); {
	case m.A <= 0 || m.B <= 0 || m.A == m.B:
		return refuse(clientele.Tell("ledger.merge-itself"), clientele.Tell("ledger.merge-itself-remedy"))
	case a == c:
		return refuse(clientele.Tell("ledger.merged"), clientele.Tell("ledger.merged-remedy"))
	case a != m.A:
		return refuse(clientele.Tell("ledger.stays-merged"), clientele.Tell("ledger.stays-merged-remedy", "id", a))
	case c != m.B:
		return refuse(clientele.Tell("ledger.goes-merged"), clientele.Tell("ledger.goes-merged-remedy", "id", c))
	}
	r, err := b.appendAll(ctx, tx, []clientele.Entry{{Account: m.A, At: b.now(), By: by, Via: via, Body: m}}, anew)
	if err != nil {
		return 0, err
	}
	return r.First, b.regroup(ctx, tx, []clientele.ID{m.A, m.B})
}

// Part takes a merge back: each has its own again, also what was written since. Others
// that were merged into either stay with the one that they were merged into. It gives
// the two who are parted.
func (b *Book) Part(ctx context.Context, tx *db.Tx, merge, by clientele.ID, via string) (clientele.Same, error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return clientele.Same{}, err
	}
	rows, err := db.All[sameRow](ctx, tx, "SELECT "+sameColumns+" FROM same WHERE workspace = ? AND merge = ?", b.ws, merge)
	if err != nil {
		return clientele.Same{}, fmt.Errorf("merge %d: %w", merge, err)
	}
	if len(rows) == 0 {
		return clientele.Same{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.no-merge", "id", merge), Remedy: clientele.Tell("ledger.no-merge-remedy")}
	}
	was := rows[0]
	if _, err := b.appendAll(ctx, tx, []clientele.Entry{{Account: was.Stays, At: b.now(), By: by, Via: via, Body: clientele.Parted{Merge: merge}}}, anew); err != nil {
		return clientele.Same{}, err
	}
	return clientele.Same{A: was.Stays, B: was.Party}, b.regroup(ctx, tx, []clientele.ID{was.Party, was.Canonical})
}

// regroup says anew who is the same as whom, and folds those who were touched again.
func (b *Book) regroup(ctx context.Context, tx *db.Tx, touched []clientele.ID) error {
	before, err := b.sameOf(ctx, tx, touched)
	if err != nil {
		return err
	}
	if err := b.foldSame(ctx, tx); err != nil {
		return err
	}
	_, err = b.again(ctx, tx, before.members(touched))
	return err
}

// foldSame writes who is the same as whom from the entries that say so. They are few.
func (b *Book) foldSame(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM same WHERE workspace = ?", b.ws); err != nil {
		return fmt.Errorf("drop same: %w", err)
	}
	merges := map[clientele.ID]sameRow{} // by the party that went
	rows := db.Each[entryRow](ctx, tx, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND kind IN ('same', 'parted') ORDER BY id", b.ws)
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("who is the same as whom: %w", err)
		}
		e, err := row.word()
		if err != nil {
			return err
		}
		switch body := e.Body.(type) {
		case clientele.Same:
			merges[body.B] = sameRow{Party: body.B, Stays: body.A, Merge: e.ID}
		case clientele.Parted:
			maps.DeleteFunc(merges, func(_ clientele.ID, r sameRow) bool { return r.Merge == body.Merge })
		}
	}
	var args []any
	for _, party := range slices.Sorted(maps.Keys(merges)) {
		m := merges[party]
		canonical := m.Stays
		for next, ok := merges[canonical]; ok; next, ok = merges[canonical] { // ends: Merge takes no rings
			canonical = next.Stays
		}
		args = append(args, b.ws, party, canonical, m.Stays, m.Merge)
	}
	return tx.InsertRows(ctx, "INSERT INTO same (workspace, party, canonical, stays, merge)", 5, args, "")
}
