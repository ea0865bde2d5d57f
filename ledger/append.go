// EDITOR: read NOTE-FROM-EDITOR.md in the root of this room before you go on.
package ledger

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Receipt says what became of entries that were appended.
type Receipt struct {
	Added   int
	Known   int                      // their key was in the book already
	Differs []clientele.Entry        // of the known: those whose content is another; the book keeps what it had
	Touched []clientele.Relationship // whose histories changed, by account and line
}

// written is an entry as it goes into its row.
type written struct {
	clientele.Entry
	body []byte
	hash [16]byte
}

// Append writes entries whose accounts are resolved, and folds them into their
// histories in the same transaction. An entry whose key counts in the book
// already is known, and changes nothing. Learnt is filled in where it is 0; an
// entry made by hand may come without a key and gets its own.
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
	known, err := b.knownKeys(ctx, tx, entries, undone)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	now := b.now()
	fresh := make([]written, 0, len(entries))
	for _, e := range entries {
		e.ID = next
		w, err := b.write(e, now)
		if err != nil {
			return Receipt{}, err
		}
		if undone[w.Import] {
			return Receipt{}, &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("import %d was undone", w.Import), Remedy: "redo it, or import the file again"}
		}
		if hash, ok := known[w.Key]; ok {
			r.Known++
			if !bytes.Equal(hash, w.hash[:]) {
				r.Differs = append(r.Differs, w.Entry)
			}
			continue
		}
		known[w.Key] = w.hash[:]
		fresh = append(fresh, w)
		next++
	}
	r.Added = len(fresh)
	if err := b.insert(ctx, tx, fresh); err != nil {
		return Receipt{}, err
	}
	r.Touched, err = b.foldOrGather(ctx, tx, fresh, gathering)
	return r, err
}

func (b *Book) write(e clientele.Entry, now clientele.Instant) (written, error) {
	e.Key, e.Line, e.By = db.Clean(e.Key), clientele.Line(db.Clean(string(e.Line))), db.Clean(e.By)
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
	body, err := clientele.EncodeBody(e.Body)
	if err != nil {
		return written{}, fmt.Errorf("append %s: %w", e.Key, err)
	}
	hash, err := e.ContentHashOf(body)
	if err != nil {
		return written{}, fmt.Errorf("append %s: %w", e.Key, err)
	}
	return written{e, body, hash}, nil
}

type keyRow struct {
	Key    string       `db:"key"`
	Import clientele.ID `db:"import"`
	Hash   []byte       `db:"content_hash"`
}

// knownKeys gives the content hashes of those keys that count in the book.
func (b *Book) knownKeys(ctx context.Context, tx *db.Tx, entries []clientele.Entry, undone map[clientele.ID]bool) (map[string][]byte, error) {
	keys := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Key != "" {
			keys = append(keys, db.Clean(e.Key))
		}
	}
	known := make(map[string][]byte, len(entries))
	for _, list := range db.Lists(keys) {
		text := "SELECT key, import, content_hash FROM entries WHERE workspace = ? AND key IN " + in(list)
		for row, err := range db.Each[keyRow](ctx, tx, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("look for %d keys: %w", len(keys), err)
			}
			if !undone[row.Import] {
				known[row.Key] = row.Hash
			}
		}
	}
	return known, nil
}

func (b *Book) insert(ctx context.Context, tx *db.Tx, fresh []written) error {
	args := make([]any, 0, 15*len(fresh))
	for i := range fresh {
		w := &fresh[i]
		args = append(args, b.ws, w.ID, w.Account, w.Ref.Type, w.Ref.ID, w.Line, w.Body.EntryKind(), w.Import, w.Key, w.hash[:], w.Day, w.At, w.Learnt, w.By, string(w.body))
	}
	return tx.InsertRows(ctx, "INSERT INTO entries (workspace, id, account, ref_type, ref_id, line, kind, import, key, content_hash, day, at, learnt, by_user, body)", 15, args, "")
}
