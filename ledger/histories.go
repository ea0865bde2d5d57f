package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// History gives the history of one relationship; a fault of the kind NotFound
// where there is none.
func (b *Book) History(ctx context.Context, rel clientele.Relationship) (clientele.History, error) {
	var h clientele.History
	packed, err := db.One[[]byte](ctx, b.d, "SELECT packed FROM histories WHERE workspace = ? AND account = "+standings.Canonical+" AND line = ?", b.ws, b.ws, rel.Account, rel.Account, rel.Line)
	if errors.Is(err, db.ErrNoRow) {
		return h, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.no-history", "account", rel.Account, "line", rel.Line), Err: err}
	}
	if err != nil {
		return h, fmt.Errorf("history of account %d: %w", rel.Account, err)
	}
	if err := h.Unpack(packed); err != nil {
		return h, fmt.Errorf("history of account %d: %w", rel.Account, err)
	}
	return h, nil
}

// HistoriesIn gives the histories of some relationships, as a transaction sees
// them; one that has none is left out.
func (b *Book) HistoriesIn(ctx context.Context, tx *db.Tx, rels []clientele.Relationship) (map[clientele.Relationship]*clientele.History, error) {
	return b.historiesOf(ctx, tx, rels)
}

// HistoriesFor is HistoriesIn for who only reads: one statement.
func (b *Book) HistoriesFor(ctx context.Context, rels []clientele.Relationship) (map[clientele.Relationship]*clientele.History, error) {
	return b.historiesOf(ctx, b.d, rels)
}

func (b *Book) historiesOf(ctx context.Context, q db.Querier, rels []clientele.Relationship) (map[clientele.Relationship]*clientele.History, error) {
	wanted := make(map[clientele.Relationship]bool, len(rels))
	accounts := make([]clientele.ID, len(rels))
	for i, r := range rels {
		wanted[r], accounts[i] = true, r.Account
	}
	found := make(map[clientele.Relationship]*clientele.History, len(rels))
	for _, list := range db.Lists(accounts) {
		text := "SELECT account, line, packed FROM histories WHERE workspace = ? AND account IN " + db.In(list)
		for row, err := range db.Each[packedRow](ctx, q, text, db.With(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("histories: %w", err)
			}
			r, err := row.word()
			if err != nil {
				return nil, err
			}
			if wanted[r.Relationship] {
				found[r.Relationship] = r.History
			}
		}
	}
	return found, nil
}

// RelHistory is a history and whose it is.
type RelHistory struct {
	clientele.Relationship
	History *clientele.History
}

func (r packedRow) word() (RelHistory, error) {
	h := &clientele.History{}
	if err := h.Unpack(r.Packed); err != nil {
		return RelHistory{}, fmt.Errorf("history of account %d: %w", r.Account, err)
	}
	return RelHistory{clientele.Relationship{Account: r.Account, Line: r.Line}, h}, nil
}

// Histories streams every history after a relationship, by account and line; the
// zero one begins at the first. It holds no transaction open between batches.
func (b *Book) Histories(ctx context.Context, after clientele.Relationship) iter.Seq2[RelHistory, error] {
	return func(yield func(RelHistory, error) bool) {
		for {
			rows, err := db.All[packedRow](ctx, b.d, "SELECT account, line, packed FROM histories WHERE workspace = ? AND (account, line) > (?, ?)"+
				" ORDER BY account, line LIMIT ?", b.ws, after.Account, after.Line, batchRows)
			if err != nil {
				yield(RelHistory{}, fmt.Errorf("histories after account %d: %w", after.Account, err))
				return
			}
			for _, row := range rows {
				r, err := row.word()
				if !yield(r, err) || err != nil {
					return
				}
				after = r.Relationship
			}
			if len(rows) < batchRows {
				return
			}
		}
	}
}

// spansLast is the last day of which any import or any hand told.
const spansLast = "SELECT COALESCE(MAX(last_day), '') FROM spans WHERE workspace = ? AND import NOT IN" +
	" (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ")"

// LastDay is the last day of which the book tells: of the last order, return, contact
// or engagement; today, if something is dated in days to come. Notes and our own
// plans do not count. NoDay where there is none.
func (b *Book) LastDay(ctx context.Context, today clientele.Day) (clientele.Day, error) {
	last, err := db.One[string](ctx, b.d, spansLast, b.ws, b.ws)
	if err != nil {
		return clientele.NoDay, fmt.Errorf("last day: %w", err)
	}
	return min(db.Day(last), today), nil
}

// RelationshipsOf are those in which some accounts, or who they were merged into, have a history.
func (b *Book) RelationshipsOf(ctx context.Context, tx *db.Tx, accounts []clientele.ID) ([]clientele.Relationship, error) {
	return b.byCanonical(ctx, tx, nil, accounts)
}

// FirstDay is the first day of which any import or any hand told; NoDay where there is none.
func (b *Book) FirstDay(ctx context.Context) (clientele.Day, error) {
	first, err := db.One[string](ctx, b.d, "SELECT COALESCE(MIN(first_day), '') FROM spans WHERE workspace = ? AND first_day <> '' AND import NOT IN"+
		" (SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+")", b.ws, b.ws)
	if err != nil {
		return clientele.NoDay, fmt.Errorf("first day: %w", err)
	}
	return db.Day(first), nil
}

// LastPastDay is LastDay, looked for before today where something is dated in days
// to come: its import does not tell of the days before, the relationships without
// such days do. It may read all histories, which is for a job.
func (b *Book) LastPastDay(ctx context.Context, today clientele.Day) (clientele.Day, error) {
	last, err := b.LastDay(ctx, today)
	if err != nil || last < today {
		return last, err
	}
	ended := spansLast + " AND last_day <= ?"
	bought := "SELECT COALESCE(MAX(last_day), '') FROM histories WHERE workspace = ? AND last_day <= ?"
	heard := "SELECT COALESCE(MAX(last_contact), '') FROM histories WHERE workspace = ? AND last_contact <= ?"
	t := today.String()
	past, err := db.One[string](ctx, b.d, "SELECT MAX(d) FROM (SELECT ("+ended+") AS d UNION ALL SELECT ("+bought+") UNION ALL SELECT ("+heard+")) AS days",
		b.ws, b.ws, t, b.ws, t, b.ws, t)
	if err != nil {
		return clientele.NoDay, fmt.Errorf("last day up to %s: %w", today, err)
	}
	return cmp.Or(db.Day(past), today), nil
}

// LastID is the last id that was given to anything; entries that are learnt later have a greater one.
func (b *Book) LastID(ctx context.Context) (clientele.ID, error) {
	return db.LastID(ctx, b.d, b.ws)
}

type newsRow struct {
	Account clientele.ID        `db:"account"`
	Line    clientele.Line      `db:"line"`
	ID      clientele.ID        `db:"id"`
	Kind    clientele.EntryKind `db:"kind"`
	Key     string              `db:"key"`
	Rev     int                 `db:"revision"`
}

// News gives the relationships of entries that were learnt after an id, each once,
// and the last of those entries; that id where there is none. Of parties that were
// merged or parted, and where a fact has a new word, it gives all relationships that
// may have changed by it.
func (b *Book) News(ctx context.Context, tx *db.Tx, after clientele.ID) (rels []clientele.Relationship, last clientele.ID, err error) {
	told := map[clientele.Relationship]bool{}
	last = after
	var keys []string
	var whole []clientele.ID
	for r, err := range db.Each[newsRow](ctx, tx, "SELECT account, line, id, kind, key, revision FROM entries WHERE workspace = ? AND id > ? AND kind NOT IN ('changed', 'read') ORDER BY id", b.ws, after) {
		if err != nil {
			return nil, last, fmt.Errorf("news: %w", err)
		}
		last = r.ID
		switch rel := (clientele.Relationship{Account: r.Account, Line: r.Line}); {
		case r.Kind == clientele.KindSame || r.Kind == clientele.KindParted: // below
		case r.Rev > 1:
			keys = append(keys, r.Key)
		case !told[rel]:
			told[rel] = true
			rels = append(rels, rel)
		}
	}
	words, err := b.ofKeys(ctx, tx, keys)
	if err != nil {
		return nil, last, err
	}
	for _, some := range words {
		for _, k := range some {
			whole = append(whole, k.Account)
		}
	}
	parted, err := b.partedSince(ctx, tx, after)
	if err != nil {
		return nil, last, err
	}
	rels, err = b.byCanonical(ctx, tx, rels, append(whole, parted...))
	return rels, last, err
}

// partedSince gives the parties that were merged, or parted, after an id.
func (b *Book) partedSince(ctx context.Context, tx *db.Tx, after clientele.ID) (parties []clientele.ID, err error) {
	rows, err := db.All[entryRow](ctx, tx, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND kind IN ('same', 'parted') AND id > ? ORDER BY id", b.ws, after)
	if err != nil {
		return nil, fmt.Errorf("merges after %d: %w", after, err)
	}
	for i := range rows {
		e, err := rows[i].word()
		if err != nil {
			return nil, err
		}
		if p, ok := e.Body.(clientele.Parted); ok {
			merge, err := b.rowIn(ctx, tx, p.Merge)
			if err != nil {
				return nil, err
			}
			if e, err = merge.word(); err != nil {
				return nil, err
			}
		}
		if m, ok := e.Body.(clientele.Same); ok {
			parties = append(parties, m.A, m.B)
		}
	}
	return parties, nil
}

// byCanonical puts relationships under the parties by which they go, with all those of
// some parties besides.
func (b *Book) byCanonical(ctx context.Context, tx *db.Tx, rels []clientele.Relationship, whole []clientele.ID) ([]clientele.Relationship, error) {
	all := slices.Clone(whole)
	for _, r := range rels {
		all = append(all, r.Account)
	}
	same, err := b.sameOf(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	told := map[clientele.Relationship]bool{}
	var list []clientele.Relationship
	put := func(r clientele.Relationship) {
		if !told[r] {
			told[r], list = true, append(list, r)
		}
	}
	for _, r := range rels {
		put(clientele.Relationship{Account: same.canonical(r.Account), Line: same.line(r.Line)})
	}
	for _, some := range db.Lists(same.canonicals(whole)) {
		for row, err := range db.Each[relationshipRow](ctx, tx, "SELECT account, line FROM histories WHERE workspace = ? AND account IN "+db.In(some)+" ORDER BY account, line", db.With(b.ws, some)...) {
			if err != nil {
				return nil, fmt.Errorf("relationships of %d accounts: %w", len(whole), err)
			}
			put(clientele.Relationship{Account: row.Account, Line: row.Line})
		}
	}
	return list, nil
}
