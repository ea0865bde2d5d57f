package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// chained is the hash of what is stored of an entry: each column with its length before
// it, so that nothing can move from one into the next.
func chained(r *entryRow) [sha256.Size]byte {
	h := sha256.New()
	for _, n := range []int64{int64(r.ID), int64(r.Account), int64(r.RefID), int64(r.Import), int64(r.Rev), int64(r.Day), int64(r.At), int64(r.Learnt)} {
		sized(h, n)
	}
	for _, s := range []string{r.RefType, string(r.Line), string(r.Kind), r.Key, r.By} {
		sized(h, int64(len(s)))
		h.Write([]byte(s))
	}
	for _, s := range [][]byte{r.Body, r.Sealed} {
		sized(h, int64(len(s)))
		h.Write(s)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func sized(h io.Writer, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

// link is one append in the chain.
type link struct {
	Last    clientele.ID `db:"last_id"`
	First   clientele.ID `db:"first_id"`
	Entries int64        `db:"entries"`
	Hash    []byte       `db:"hash"`
}

// extend adds what was written to the chain. Who appends holds the workspace, so
// that nobody else extends it meanwhile.
func (b *Book) extend(ctx context.Context, tx *db.Tx, fresh []written) error {
	if len(fresh) == 0 {
		return nil
	}
	before, err := db.One[[]byte](ctx, tx, "SELECT hash FROM chain WHERE workspace = ? ORDER BY last_id DESC LIMIT 1", b.ws)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return fmt.Errorf("extend the chain: %w", err)
	}
	h := sha256.New()
	h.Write(before)
	for i := range fresh {
		sum := chained(fresh[i].row())
		h.Write(sum[:])
	}
	_, err = tx.Exec(ctx, "INSERT INTO chain (workspace, last_id, first_id, entries, hash) VALUES (?, ?, ?, ?, ?)",
		b.ws, fresh[len(fresh)-1].ID, fresh[0].ID, len(fresh), h.Sum(nil))
	return err
}

// VerifyChain looks whether the book is as it was written: nothing changed, taken away
// or put in since. It gives the first place where it is not; nil where all is whole.
func (b *Book) VerifyChain(ctx context.Context, progress func(done int64)) (*Problem, error) {
	var before []byte
	after, done := clientele.ID(0), int64(0)
	for l, err := range each[link](ctx, b, "SELECT last_id, first_id, entries, hash FROM chain WHERE workspace = ? ORDER BY last_id", b.ws) {
		if err != nil {
			return nil, fmt.Errorf("verify the chain: %w", err)
		}
		h, n := sha256.New(), int64(0)
		h.Write(before)
		err := b.rowsBetween(ctx, b.d, after, l.Last, func(rows []entryRow) error {
			for i := range rows {
				sum := chained(&rows[i])
				h.Write(sum[:])
			}
			n += int64(len(rows))
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("verify the chain: %w", err)
		}
		if n != l.Entries || string(h.Sum(nil)) != string(l.Hash) {
			return &Problem{"the book is not as it was written: entries were changed, taken away or put in", fmt.Sprintf("entries %d to %d", l.First, l.Last), "restore a backup from before; keep this file for whoever looks into it"}, nil
		}
		before, after, done = l.Hash, l.Last, done+n
		if progress != nil {
			progress(done)
		}
	}
	stray, err := all[clientele.ID](ctx, b, "SELECT id FROM entries WHERE workspace = ? AND id > ? ORDER BY id LIMIT 1", b.ws, after)
	if err != nil || len(stray) == 0 {
		return nil, err
	}
	return &Problem{"there are entries that nobody wrote by this program", fmt.Sprintf("entry %d and later", stray[0]), "restore a backup from before; keep this file for whoever looks into it"}, nil
}
