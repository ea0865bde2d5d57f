package ledger

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What an entry says of a person is sealed under the key of that party (AES-256-GCM,
// NIST SP 800-38D). Erasing throws the key away: what is stored stays as it is, so
// that sums and the chain hold, and can never be read again.
const partyKeyBytes = 32

// sealedBy is the party whose key seals an entry: the person that it is about, else its account.
func sealedBy(e clientele.Entry) clientele.ID {
	if e.Ref.Type == "person" || e.Account == 0 {
		return e.Ref.ID
	}
	return e.Account
}

type partyKeyRow struct {
	Party clientele.ID `db:"party"`
	Key   []byte       `db:"key"`
}

// partyKeys reads the keys of some parties; an erased one is empty.
func (b *Book) partyKeys(ctx context.Context, q db.Querier, parties map[clientele.ID]bool) (map[clientele.ID][]byte, error) {
	keys := make(map[clientele.ID][]byte, len(parties))
	for _, list := range db.Lists(slices.Sorted(maps.Keys(parties))) {
		for row, err := range db.Each[partyKeyRow](ctx, q, "SELECT party, key FROM party_keys WHERE workspace = ? AND party IN "+in(list), with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("keys of %d parties: %w", len(parties), err)
			}
			keys[row.Party] = row.Key
		}
	}
	return keys, nil
}

// seal seals the private parts of entries that are to be written. A party without a
// key gets one; what is written of one who was erased is sealed under a new one, as
// it was said after that.
func (b *Book) seal(ctx context.Context, tx *db.Tx, fresh []written) error {
	parties := map[clientele.ID]bool{}
	for i := range fresh {
		if len(fresh[i].private) > 0 {
			parties[sealedBy(fresh[i].Entry)] = true
		}
	}
	if len(parties) == 0 {
		return nil
	}
	keys, err := b.partyKeys(ctx, tx, parties)
	if err != nil {
		return err
	}
	var made []any
	for _, p := range slices.Sorted(maps.Keys(parties)) {
		if len(keys[p]) == 0 {
			keys[p] = make([]byte, partyKeyBytes)
			rand.Read(keys[p]) //nolint:errcheck // never fails: crypto/rand
			made = append(made, b.ws, p, keys[p])
		}
	}
	if err := tx.InsertRows(ctx, "INSERT INTO party_keys (workspace, party, key)", 3, made, "ON CONFLICT (workspace, party) DO UPDATE SET key = excluded.key"); err != nil {
		return err
	}
	for i := range fresh {
		w := &fresh[i]
		if len(w.private) == 0 {
			continue
		}
		box, err := sealing(keys[sealedBy(w.Entry)])
		if err != nil {
			return err
		}
		w.sealed = box.Seal(nil, nil, w.private, []byte(w.Key))
	}
	return nil
}

func sealing(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// unseal reads the private parts of rows: one look for all their keys.
func (b *Book) unseal(ctx context.Context, q db.Querier, rows []entryRow) error {
	parties := map[clientele.ID]bool{}
	for i := range rows {
		if len(rows[i].Sealed) > 0 {
			parties[rows[i].sealedBy()] = true
		}
	}
	if len(parties) == 0 {
		return nil
	}
	keys, err := b.partyKeys(ctx, q, parties)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if len(r.Sealed) == 0 {
			continue
		}
		key := keys[r.sealedBy()]
		if len(key) == 0 {
			r.erased = true
			continue
		}
		box, err := sealing(key)
		if err == nil {
			r.private, err = box.Open(nil, nil, r.Sealed, []byte(r.Key))
		}
		if err != nil {
			r.erased = true // sealed under a key that was thrown away before
		}
	}
	return nil
}

func (r *entryRow) sealedBy() clientele.ID {
	return sealedBy(clientele.Entry{Account: r.Account, Ref: clientele.Ref{Type: r.RefType, ID: r.RefID}})
}

// Erase makes unreadable for ever what the book says of a party as a person. What
// happened, when, and what it came to stay.
func (b *Book) Erase(ctx context.Context, tx *db.Tx, party clientele.ID) error {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE party_keys SET key = ? WHERE workspace = ? AND party = ?", []byte{}, b.ws, party); err != nil {
		return fmt.Errorf("erase party %d: %w", party, err)
	}
	canonical, err := b.canonical(ctx, tx, []clientele.ID{party})
	if err != nil {
		return err
	}
	if c, ok := canonical[party]; ok {
		party = c
	}
	return b.refoldNow(ctx, tx, []clientele.ID{party}) // promises and reasons were copied out of it
}
