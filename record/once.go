package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Answer is what a request was answered, as it is kept under its key.
type Answer struct {
	Status int    `db:"status"`
	Place  string `db:"place"`    // of what was made
	Rev    int64  `db:"revision"` // of the record in the body; 0 for none
	Body   []byte `db:"body"`
}

type redeemedRow struct {
	Request string `db:"request"`
	Status  int    `db:"status"`
	Place   string `db:"place"`
	Rev     int64  `db:"revision"`
	Body    []byte `db:"body"`
}

// Request says which request asks, and under which key, so that it does its work once.
type Request struct {
	Key  string // "" does it each time
	Says []byte // method, address and body
}

const mostKey = 200

// Once does the work of a request in one transaction. The same key with the same
// request is answered as the first time, and nothing is done again; with another
// request it is refused. What fails is not kept: it may be corrected and sent again.
func (s *Store) Once(ctx context.Context, scope access.Scope, q Request, do func(*db.Tx) (Answer, error)) (Answer, error) {
	if len(q.Key) > mostKey || db.Clean(q.Key) != q.Key {
		return Answer{}, &clientele.Fault{Kind: clientele.Invalid, What: "this key cannot be used", Where: "Idempotency-Key",
			Remedy: fmt.Sprintf("send at most %d plain letters, as a UUID", mostKey)}
	}
	sum := sha256.Sum256(q.Says)
	request := hex.EncodeToString(sum[:])
	var a Answer
	err := s.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, s.ws, 0); err != nil { // whoever has the same key waits here
			return err
		}
		if q.Key != "" {
			kept, err := db.All[redeemedRow](ctx, tx, "SELECT request, status, place, revision, body FROM redeemed"+
				" WHERE workspace = ? AND user_id = ? AND key = ?", s.ws, scope.User(), q.Key)
			if err != nil {
				return fmt.Errorf("look for a key: %w", err)
			}
			if len(kept) > 0 {
				if kept[0].Request != request {
					return &clientele.Fault{Kind: clientele.Invalid, What: "this key came with another request before",
						Where: "Idempotency-Key", Remedy: "give each request a key of its own"}
				}
				a = Answer{kept[0].Status, kept[0].Place, kept[0].Rev, kept[0].Body}
				return nil
			}
		}
		var err error
		if a, err = do(tx); err != nil || q.Key == "" {
			return err
		}
		return tx.InsertRows(ctx, "INSERT INTO redeemed (workspace, user_id, key, request, status, place, revision, body, made)", 9,
			[]any{s.ws, scope.User(), q.Key, request, a.Status, a.Place, a.Rev, a.Body, s.clock.Now()}, "")
	})
	return a, err
}

// keysKept is how long a key is remembered.
const keysKept = 48 * 60 * 60 * 1000 // ms: no request is sent again after two days

// Forget drops the keys that nobody will send again.
func (s *Store) Forget(ctx context.Context) error {
	return s.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM redeemed WHERE workspace = ? AND made < ?", s.ws, s.clock.Now()-keysKept)
		return err
	})
}
