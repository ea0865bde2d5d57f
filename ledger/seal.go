package ledger

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What is private in an entry is sealed by AES-256-GCM under a random key of its party.
// The form is for ever: a version, the nonce, the sealed text with its tag. The entry's
// id is sealed in, so that one text cannot be put in the place of another.
const (
	sealVersion = 1
	keyBytes    = 32
)

var errSeal = errors.New("the sealed part of an entry cannot be opened: it, or the key of its party, was changed")

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func place(id clientele.ID) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

func seal(key []byte, id clientele.ID, private []byte) ([]byte, error) {
	aead, err := sealer(key)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, 1+aead.NonceSize(), 1+aead.NonceSize()+len(private)+aead.Overhead())
	sealed[0] = sealVersion
	if _, err := rand.Read(sealed[1:]); err != nil {
		return nil, err
	}
	return aead.Seal(sealed, sealed[1:], private, place(id)), nil
}

func unseal(key []byte, id clientele.ID, sealed []byte) ([]byte, error) {
	aead, err := sealer(key)
	if err != nil {
		return nil, err
	}
	if n := 1 + aead.NonceSize(); len(sealed) >= n && sealed[0] == sealVersion {
		if private, err := aead.Open(nil, sealed[1:n], sealed[n:], place(id)); err == nil {
			return private, nil
		}
	}
	return nil, errSeal
}

// hashUnder is the content hash of what is private in part: only under the key, so that
// nobody can try texts against the hash of one that was erased.
func hashUnder(key, says []byte) [16]byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(says)
	return [16]byte(mac.Sum(nil)[:16])
}

type keyOfParty struct {
	Party clientele.ID `db:"party"`
	Key   []byte       `db:"key"`
}

// keysFor gives the keys of parties, and makes those that are missing. The key of one
// that was erased is empty.
func (b *Book) keysFor(ctx context.Context, tx *db.Tx, parties []clientele.ID) (map[clientele.ID][]byte, error) {
	keys := make(map[clientele.ID][]byte, len(parties))
	for _, list := range db.Lists(parties) {
		for row, err := range db.Each[keyOfParty](ctx, tx, "SELECT party, key FROM party_keys WHERE workspace = ? AND party IN "+db.In(list), db.With(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("keys of %d parties: %w", len(parties), err)
			}
			keys[row.Party] = row.Key
		}
	}
	var args []any
	for _, p := range parties {
		if _, known := keys[p]; known {
			continue
		}
		key := make([]byte, keyBytes)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		keys[p] = key
		args = append(args, b.ws, p, key)
	}
	return keys, tx.InsertRows(ctx, "INSERT INTO party_keys (workspace, party, key)", 3, args, "")
}

// Erase throws the key of a party away, and of all whom it was merged with: what the
// book says of them in words is gone for good, also from entries that do not count and
// from backups that are made from now on. What happened when, and what it came to, stays.
func (b *Book) Erase(ctx context.Context, tx *db.Tx, party clientele.ID) error {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil {
		return err
	}
	s, err := b.sameOf(ctx, tx, []clientele.ID{party})
	if err != nil {
		return err
	}
	group := s.group(party)
	var args []any
	for _, p := range group {
		args = append(args, b.ws, p, []byte{})
	}
	if err := tx.InsertRows(ctx, "INSERT INTO party_keys (workspace, party, key)", 3, args, "ON CONFLICT (workspace, party) DO UPDATE SET key = excluded.key"); err != nil {
		return fmt.Errorf("erase %d: %w", party, err)
	}
	accounts := group
	for _, list := range db.Lists(group) {
		of, err := db.All[clientele.ID](ctx, tx, "SELECT DISTINCT account FROM entries WHERE workspace = ? AND ref_type = 'person' AND ref_type <> '' AND account <> 0 AND ref_id IN "+db.In(list), db.With(b.ws, list)...)
		if err != nil {
			return fmt.Errorf("erase %d: %w", party, err)
		}
		accounts = append(accounts, of...)
	}
	_, err = b.again(ctx, tx, accounts)
	return err
}
