package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Parties that are one: a forest, in which each that went into another points to it,
// and the root is the one that all of them are. Entries stay where they were written;
// what is folded, listed and shown goes by the root.

type sameRow struct {
	Party     clientele.ID `db:"party"`
	Into      clientele.ID `db:"into_party"`
	Canonical clientele.ID `db:"canonical"`
	Merge     clientele.ID `db:"merge"`
}

const sameColumns = "party, into_party, canonical, merge"

// whose is the party that one is in the end.
func whose(canonical map[clientele.ID]clientele.ID, party clientele.ID) clientele.ID {
	if c, ok := canonical[party]; ok {
		return c
	}
	return party
}

// canonical says of some parties who they are in the end; one that is itself is left out.
func (b *Book) canonical(ctx context.Context, q db.Querier, parties []clientele.ID) (map[clientele.ID]clientele.ID, error) {
	some, err := db.All[clientele.ID](ctx, q, "SELECT party FROM same WHERE workspace = ? LIMIT 1", b.ws)
	if err != nil || len(some) == 0 {
		return nil, err
	}
	found := map[clientele.ID]clientele.ID{}
	for _, list := range db.Lists(parties) {
		for r, err := range db.Each[sameRow](ctx, q, "SELECT "+sameColumns+" FROM same WHERE workspace = ? AND party IN "+in(list), with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("who is who: %w", err)
			}
			found[r.Party] = r.Canonical
		}
	}
	return found, nil
}

// members gives those that some parties are made of, themselves among them, and who
// each of them is in the end. A party that went into another is made of nothing.
func (b *Book) members(ctx context.Context, q db.Querier, parties []clientele.ID) ([]clientele.ID, map[clientele.ID]clientele.ID, error) {
	gone, err := b.canonical(ctx, q, parties)
	if err != nil || gone == nil {
		return parties, nil, err
	}
	canonical, all := map[clientele.ID]clientele.ID{}, []clientele.ID{}
	for _, p := range parties {
		if _, went := gone[p]; !went {
			all = append(all, p)
		}
	}
	for _, list := range db.Lists(slices.Clone(all)) {
		for r, err := range db.Each[sameRow](ctx, q, "SELECT "+sameColumns+" FROM same WHERE workspace = ? AND canonical IN "+in(list), with(b.ws, list)...) {
			if err != nil {
				return nil, nil, fmt.Errorf("who is who: %w", err)
			}
			if _, twice := canonical[r.Party]; !twice {
				canonical[r.Party] = r.Canonical
				all = append(all, r.Party)
			}
		}
	}
	return all, canonical, nil
}

// Canonical is the party that one is in the end: itself, unless it went into another.
func (b *Book) Canonical(ctx context.Context, party clientele.ID) (clientele.ID, error) {
	c, err := b.canonical(ctx, b.d, []clientele.ID{party})
	return whose(c, party), err
}

// Merge says that two parties are one: goes into stays. It gives the entry that says
// so, by which Part takes it back.
func (b *Book) Merge(ctx context.Context, tx *db.Tx, same clientele.Same, by string) (clientele.ID, error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return 0, err
	}
	canonical, err := b.canonical(ctx, tx, []clientele.ID{same.A, same.B})
	if err != nil {
		return 0, err
	}
	switch {
	case same.A == same.B:
		return 0, &clientele.Fault{Kind: clientele.Invalid, What: "a party cannot go into itself", Remedy: "choose two that differ"}
	case whose(canonical, same.A) == whose(canonical, same.B):
		return 0, &clientele.Fault{Kind: clientele.Conflict, What: "these two are one already", Remedy: "look at the one that they are"}
	case canonical[same.A] != 0 || canonical[same.B] != 0:
		return 0, &clientele.Fault{Kind: clientele.Conflict, What: "one of the two went into another before", Remedy: "merge with the one that it is now"}
	}
	e, err := b.firmly(ctx, tx, same.A, same, by)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, "UPDATE same SET canonical = ? WHERE workspace = ? AND canonical = ?", same.A, b.ws, same.B); err != nil {
		return 0, fmt.Errorf("merge %d into %d: %w", same.B, same.A, err)
	}
	if _, err := tx.Exec(ctx, "INSERT INTO same (workspace, "+sameColumns+") VALUES (?, ?, ?, ?, ?)", b.ws, same.B, same.A, same.A, e); err != nil {
		return 0, fmt.Errorf("merge %d into %d: %w", same.B, same.A, err)
	}
	return e, b.refoldNow(ctx, tx, []clientele.ID{same.A, same.B})
}

// Part takes a merge back: the party that went comes back, with all that was written
// of it since, and with those that had gone into it.
func (b *Book) Part(ctx context.Context, tx *db.Tx, merge clientele.ID, by string) (clientele.Same, error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return clientele.Same{}, err
	}
	was, err := db.One[sameRow](ctx, tx, "SELECT "+sameColumns+" FROM same WHERE workspace = ? AND merge = ?", b.ws, merge)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Same{}, &clientele.Fault{Kind: clientele.NotFound, What: "there is no such merge, or it was taken back", Remedy: "look at the history of the one that stayed"}
	}
	if err != nil {
		return clientele.Same{}, fmt.Errorf("part %d: %w", merge, err)
	}
	if _, err := b.firmly(ctx, tx, was.Into, clientele.Parted{Merge: merge}, by); err != nil {
		return clientele.Same{}, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM same WHERE workspace = ? AND party = ?", b.ws, was.Party); err != nil {
		return clientele.Same{}, fmt.Errorf("part %d: %w", merge, err)
	}
	if err := b.reroot(ctx, tx, was.Party); err != nil {
		return clientele.Same{}, err
	}
	return clientele.Same{A: was.Into, B: was.Party}, b.refoldNow(ctx, tx, []clientele.ID{was.Canonical, was.Party})
}

// reroot makes a party the one that all below it are.
func (b *Book) reroot(ctx context.Context, tx *db.Tx, root clientele.ID) error {
	level := []clientele.ID{root}
	for len(level) > 0 {
		var below []clientele.ID
		for _, list := range db.Lists(level) {
			some, err := db.All[clientele.ID](ctx, tx, "UPDATE same SET canonical = ? WHERE workspace = ? AND into_party IN "+in(list)+" RETURNING party",
				append([]any{root, b.ws}, list...)...)
			if err != nil {
				return fmt.Errorf("who is %d: %w", root, err)
			}
			below = append(below, some...)
		}
		level = below
	}
	return nil
}

// firmly writes an entry about who is who.
func (b *Book) firmly(ctx context.Context, tx *db.Tx, account clientele.ID, body clientele.Body, by string) (clientele.ID, error) {
	id, err := tx.Take(ctx, b.ws, 1)
	if err != nil {
		return 0, err
	}
	w, err := b.write(clientele.Entry{ID: id, Account: account, At: b.now(), By: by, Body: body}, b.now())
	if err != nil {
		return 0, err
	}
	f := newFolding()
	f.span(w.Entry)
	return id, errors.Join(b.insert(ctx, tx, []written{w}), b.keepSpans(ctx, tx, f))
}

// foldSame folds again who went into whom, from what was said of it.
func (b *Book) foldSame(ctx context.Context, tx *db.Tx) error {
	rows, err := db.All[entryRow](ctx, tx, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND kind IN ('same', 'parted') ORDER BY id", b.ws)
	if err != nil {
		return fmt.Errorf("who is who: %w", err)
	}
	entries, err := b.read(ctx, tx, rows)
	if err != nil {
		return err
	}
	into := map[clientele.ID]sameRow{}
	for _, e := range entries {
		switch body := e.Body.(type) {
		case clientele.Same:
			into[body.B] = sameRow{Party: body.B, Into: body.A, Merge: e.ID}
		case clientele.Parted:
			for party, r := range into {
				if r.Merge == body.Merge {
					delete(into, party)
				}
			}
		}
	}
	var args []any
	for party, r := range into {
		root := r.Into
		for up, ok := into[root]; ok; up, ok = into[root] {
			root = up.Into
		}
		args = append(args, b.ws, party, r.Into, root, r.Merge)
	}
	if _, err := tx.Exec(ctx, "DELETE FROM same WHERE workspace = ?", b.ws); err != nil {
		return fmt.Errorf("who is who: %w", err)
	}
	return tx.InsertRows(ctx, "INSERT INTO same (workspace, "+sameColumns+")", 5, args, "")
}
