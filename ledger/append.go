package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Receipt says what became of entries that were appended.
type Receipt struct {
	Added   int
	Known   int                      // that was in the book already
	Amended int                      // a later word on a fact that was in the book
	Differs []clientele.Entry        // a second word on a fact in one and the same import: the first one stays
	Touched []clientele.Relationship // whose histories changed, by account and line
}

// written is an entry as it goes into its row.
type written struct {
	clientele.Entry
	body    []byte // what may stay
	private []byte // what names a person
	sealed  []byte // the same, under that person's key
	hash    [16]byte
}

// row is the entry as it is stored.
func (w *written) row() *entryRow {
	return &entryRow{
		ID: w.ID, Account: w.Account, RefType: w.Ref.Type, RefID: w.Ref.ID, Line: w.Line, Kind: w.Body.EntryKind(), Import: w.Import,
		Key: w.Key, Rev: w.Rev, Day: w.Day, At: w.At, Learnt: w.Learnt, By: w.By, Body: w.body, Sealed: w.sealed,
	}
}

// Append writes entries whose accounts are resolved, and folds them into their
// histories in the same transaction. What the book has said already of a key, it
// knows; another word on it amends the fact, and the histories are folded again.
// Learnt is filled in where it is 0; an entry made by hand may come without a key
// and gets its own.
func (b *Book) Append(ctx context.Context, tx *db.Tx, entries []clientele.Entry) (Receipt, error) {
	if len(entries) == 0 {
		return Receipt{}, nil
	}
	next, err := b.take(ctx, tx, len(entries))
	if err != nil {
		return Receipt{}, err
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return Receipt{}, err
	}
	gathering, err := b.gathering(ctx, tx, entries, undone)
	if err != nil {
		return Receipt{}, err
	}
	said, err := b.saidOf(ctx, tx, entries, undone)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	var fresh, amended []written
	now := b.now()
	for _, e := range entries {
		if undone[e.Import] {
			return Receipt{}, &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("import %d was undone", e.Import), Remedy: "redo it, or import the file again"}
		}
		e.ID = next
		w, err := b.write(e, now)
		if err == nil {
			err = b.believable(w.Entry)
		}
		if err != nil {
			return Receipt{}, err
		}
		before, again := said[w.Key]
		switch {
		case again && before.said(w.hash[:]):
			r.Known++
			continue
		case again && before.by == w.Import:
			r.Known++
			r.Differs = append(r.Differs, w.Entry)
			continue
		case again:
			w.Rev, w.Account = before.last+1, before.account
			amended = append(amended, w)
		default:
			before = &word{}
			said[w.Key] = before
			fresh = append(fresh, w)
		}
		before.hear(keyRow{w.Key, w.Import, w.Rev, w.Account, w.hash[:]})
		next++
	}
	r.Added, r.Amended = len(fresh), len(amended)
	all := append(fresh[:len(fresh):len(fresh)], amended...)
	slices.SortFunc(all, func(a, b written) int { return cmp.Compare(a.ID, b.ID) })
	if err := b.insert(ctx, tx, all); err != nil {
		return Receipt{}, err
	}
	r.Touched, err = b.foldOrGather(ctx, tx, news{fresh, amended}, gathering)
	return r, err
}

func (b *Book) write(e clientele.Entry, now clientele.Instant) (written, error) {
	e.Key, e.Line, e.By = db.Clean(e.Key), clientele.Line(db.Clean(string(e.Line))), db.Clean(e.By)
	e.Rev = max(e.Rev, 1)
	if e.Key == "" && e.Import == 0 {
		e.Key = "by hand/" + strconv.FormatInt(int64(e.ID), 10)
	}
	if e.Account == 0 && e.Ref.IsZero() || e.Key == "" || e.Body == nil {
		return written{}, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("entry %q lacks an account, a key or a body", e.Key), Remedy: "this is a defect of the door that it came by"}
	}
	if e.Learnt == 0 {
		e.Learnt = now
	}
	if e.Day == clientele.NoDay {
		e.Day = b.Clock.Day(e.At)
	}
	whole, err := clientele.EncodeBody(e.Body)
	if err != nil {
		return written{}, fmt.Errorf("append %s: %w", e.Key, err)
	}
	hash, err := e.ContentHashOf(whole)
	if err != nil {
		return written{}, fmt.Errorf("append %s: %w", e.Key, err)
	}
	w := written{Entry: e, body: whole, hash: hash, sealed: []byte{}}
	if _, ok := e.Body.(clientele.Private); ok {
		if w.body, w.private, err = clientele.SplitBody(e.Body); err != nil {
			return written{}, fmt.Errorf("append %s: %w", e.Key, err)
		}
	}
	return w, nil
}

// saidOf gives what counts in the book of the keys of some entries.
func (b *Book) saidOf(ctx context.Context, tx *db.Tx, entries []clientele.Entry, undone map[clientele.ID]bool) (map[string]*word, error) {
	keys := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Key != "" {
			keys = append(keys, db.Clean(e.Key))
		}
	}
	said := make(map[string]*word, len(entries))
	for _, list := range db.Lists(keys) {
		text := "SELECT key, import, revision, account, content_hash FROM entries WHERE workspace = ? AND key IN " + in(list)
		for row, err := range db.Each[keyRow](ctx, tx, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for %d keys: %w", len(keys), err)
			}
			if undone[row.Import] {
				continue
			}
			if said[row.Key] == nil {
				said[row.Key] = &word{}
			}
			said[row.Key].hear(row)
		}
	}
	return said, nil
}

func (b *Book) insert(ctx context.Context, tx *db.Tx, fresh []written) error {
	if err := b.seal(ctx, tx, fresh); err != nil {
		return err
	}
	args := make([]any, 0, 17*len(fresh))
	for i := range fresh {
		w := &fresh[i]
		args = append(args, b.ws, w.ID, w.Account, w.Ref.Type, w.Ref.ID, w.Line, w.Body.EntryKind(), w.Import, w.Key, w.Rev, w.hash[:], w.Day, w.At, w.Learnt, w.By, string(w.body), w.sealed)
	}
	err := tx.InsertRows(ctx, "INSERT INTO entries (workspace, id, account, ref_type, ref_id, line, kind, import, key, revision, content_hash, day, at, learnt, by_user, body, sealed)", 17, args, "")
	if err != nil {
		return err
	}
	return b.extend(ctx, tx, fresh)
}
