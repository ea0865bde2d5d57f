package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// word is what the book has said of one key: every word that counts, and the last one.
type word struct {
	hashes  [][]byte
	last    int // its revision
	by      clientele.ID
	account clientele.ID // whose the fact is: later words do not move it
}

type keyRow struct {
	Key     string       `db:"key"`
	Import  clientele.ID `db:"import"`
	Rev     int          `db:"revision"`
	Account clientele.ID `db:"account"`
	Hash    []byte       `db:"content_hash"`
}

func (w *word) hear(r keyRow) {
	w.hashes = append(w.hashes, r.Hash)
	if r.Rev >= w.last {
		w.last, w.by, w.account = r.Rev, r.Import, r.Account
	}
}

func (w *word) said(hash []byte) bool {
	return slices.ContainsFunc(w.hashes, func(h []byte) bool { return string(h) == string(hash) })
}

// lastWords are, of the words on facts, those that hold: of each key the last one, in the
// place and under the number of the first, to which other entries may point.
func lastWords(rows []entryRow) []entryRow {
	at := make(map[string]int, len(rows))
	held := rows[:0]
	for _, r := range rows {
		i, again := at[r.Key]
		switch {
		case !again:
			at[r.Key] = len(held)
			held = append(held, r)
		case r.Rev > held[i].Rev:
			r.ID = held[i].ID
			held[i] = r
		}
	}
	return held
}

// amended gives, for a walk through all of the book, the facts of which there is more
// than one word: what holds in the place of the first, and which to pass over.
func (b *Book) amended(ctx context.Context, q db.Querier, undone map[clientele.ID]bool) (instead map[clientele.ID]entryRow, over map[clientele.ID]bool, err error) {
	keys, err := db.All[string](ctx, q, "SELECT DISTINCT key FROM entries WHERE workspace = ? AND revision > 1", b.ws)
	if err != nil {
		return nil, nil, fmt.Errorf("amended facts: %w", err)
	}
	instead, over = map[clientele.ID]entryRow{}, map[clientele.ID]bool{}
	for _, list := range db.Lists(keys) {
		rows, err := b.rowsOf(ctx, q, "key IN "+in(list), list, undone)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rows {
			over[r.ID] = true
		}
		for _, r := range lastWords(rows) {
			delete(over, r.ID)
			instead[r.ID] = r
		}
	}
	return instead, over, nil
}

// superseded are the entries of some accounts that a later word has replaced, and the
// words that take a fact away.
func (b *Book) superseded(ctx context.Context, q db.Querier, accounts []clientele.ID, undone map[clientele.ID]bool) (map[clientele.ID]bool, error) {
	gone := map[clientele.ID]bool{}
	for _, list := range db.Lists(accounts) {
		text := "key IN (SELECT key FROM entries WHERE workspace = ? AND account IN " + in(list) + " AND revision > 1)"
		rows, err := b.rowsOf(ctx, q, text, with(b.ws, list), undone)
		if err != nil {
			return nil, err
		}
		last := map[string]entryRow{}
		for _, r := range rows {
			gone[r.ID] = true
			if r.Rev > last[r.Key].Rev {
				last[r.Key] = r
			}
		}
		for _, r := range last {
			if r.Kind != clientele.KindStruck {
				delete(gone, r.ID)
			}
		}
	}
	return gone, nil
}

// rowsOf reads entries that count, by id.
func (b *Book) rowsOf(ctx context.Context, q db.Querier, where string, args []any, undone map[clientele.ID]bool) ([]entryRow, error) {
	var rows []entryRow
	for r, err := range db.Each[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND "+where+" ORDER BY id", with(b.ws, args)...) {
		if err != nil {
			return nil, fmt.Errorf("read entries: %w", err)
		}
		if !undone[r.Import] {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// Revisions gives every word on the fact of an entry that counts, the first one first.
func (b *Book) Revisions(ctx context.Context, id clientele.ID) ([]clientele.Entry, error) {
	undone, err := b.undone(ctx, b.d)
	if err != nil {
		return nil, err
	}
	rows, err := b.rowsOf(ctx, b.d, "key = (SELECT key FROM entries WHERE workspace = ? AND id = ?)", []any{b.ws, id}, undone)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b entryRow) int { return a.Rev - b.Rev })
	return b.read(ctx, b.d, rows)
}

// Amendment is a later word on a fact.
type Amendment struct {
	Entry clientele.ID
	Body  clientele.Body    // clientele.Struck takes the fact away
	At    clientele.Instant // 0: when it happened stays
	By    string
}

// Amend writes a later word on a fact, and folds its relationships again. Of a fact that
// somebody amended meanwhile, it is the last word.
func (b *Book) Amend(ctx context.Context, tx *db.Tx, a Amendment) (clientele.Entry, []clientele.Relationship, error) {
	first, err := tx.Take(ctx, b.ws, 1)
	if err != nil {
		return clientele.Entry{}, nil, err
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return clientele.Entry{}, nil, err
	}
	rows, err := b.rowsOf(ctx, tx, "key = (SELECT key FROM entries WHERE workspace = ? AND id = ?)", []any{b.ws, a.Entry}, undone)
	if err != nil {
		return clientele.Entry{}, nil, err
	}
	if len(rows) == 0 {
		return clientele.Entry{}, nil, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no entry %d", a.Entry), Remedy: "open the account again"}
	}
	was := slices.MaxFunc(rows, func(a, b entryRow) int { return a.Rev - b.Rev })
	e := clientele.Entry{ID: first, Account: was.Account, Ref: was.ref(), Line: was.Line, Key: was.Key, Rev: was.Rev + 1, Day: was.Day, At: was.At, By: a.By, Body: a.Body}
	if a.At != 0 {
		e.At, e.Day = a.At, b.Clock.Day(a.At)
	}
	w, err := b.write(e, b.now())
	if err == nil {
		err = b.believable(w.Entry)
	}
	if err != nil {
		return clientele.Entry{}, nil, err
	}
	if err := b.insert(ctx, tx, []written{w}); err != nil {
		return clientele.Entry{}, nil, err
	}
	rels, err := b.refoldWords(ctx, tx, []written{w})
	return w.Entry, rels, err
}

// refoldWords folds the accounts of amended facts again, and says whom that touches.
func (b *Book) refoldWords(ctx context.Context, tx *db.Tx, amended []written) ([]clientele.Relationship, error) {
	if len(amended) == 0 {
		return nil, nil
	}
	spans, accounts, rels := newFolding(), []clientele.ID{}, []clientele.Relationship{}
	for i := range amended {
		spans.span(amended[i].Entry)
		accounts = append(accounts, amended[i].Account)
	}
	canonical, err := b.canonical(ctx, tx, accounts)
	if err != nil {
		return nil, err
	}
	for i := range amended {
		account := whose(canonical, amended[i].Account)
		accounts[i] = account
		rels = append(rels, clientele.Relationship{Account: account, Line: amended[i].Line})
	}
	slices.Sort(accounts)
	if err := b.refoldNow(ctx, tx, slices.Compact(accounts)); err != nil {
		return nil, err
	}
	return distinct(rels), b.keepSpans(ctx, tx, spans)
}

// refoldNow folds some canonical parties again from their entries.
func (b *Book) refoldNow(ctx context.Context, tx *db.Tx, accounts []clientele.ID) error {
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return err
	}
	f, err := b.foldAccounts(ctx, tx, accounts, undone)
	if err != nil {
		return err
	}
	return b.replace(ctx, tx, accounts, f)
}

// The earliest days of which a hand may write: of contact, and of anything.
const (
	earliestContact clientele.Day = 719163 // 1970-01-01
	earliestByHand  clientele.Day = 693596 // 1900-01-01
)

// believable refuses what a slip of the pen makes of a date.
func (b *Book) believable(e clientele.Entry) error {
	if e.Import != 0 || !evident(e.Body) {
		return nil
	}
	day, earliest, latest := e.Day, earliestByHand, b.Clock.Today()+1 // a colleague's zone may be a day ahead
	switch e.Body.(type) {
	case clientele.Engagement:
		latest = day
	case clientele.Interaction:
		earliest = earliestContact
	}
	if day < earliest || day > latest {
		return &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("%s cannot be the day on which it happened", day), Where: "day",
			Remedy: fmt.Sprintf("choose a day between %s and today", earliest)}
	}
	return nil
}
