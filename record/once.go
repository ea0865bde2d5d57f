package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
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

	// Again makes of a kept answer what who asks may still see of it; nil gives it as it was.
	Again func(*db.Tx, Answer) (Answer, error)
}

const mostKey = 200

// ErrAnother marks the fault of a key that comes again with another request.
var ErrAnother = errors.New("another request")

// Once does the work of a request in one transaction. The same key with the same
// request is answered as the first time, and nothing is done again; with another
// request it is refused. What fails is not kept: it may be corrected and sent again.
func (s *Store) Once(ctx context.Context, scope access.Scope, q Request, do func(*db.Tx) (Answer, error)) (Answer, error) {
	request, err := q.sum()
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	err = s.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, s.ws, 0); err != nil { // whoever has the same key waits here
			return err
		}
		if q.Key != "" {
			known, kept, err := s.redeemed(ctx, tx, scope, q.Key, request)
			if known && err == nil && q.Again != nil {
				kept, err = q.Again(tx, kept)
			}
			if err != nil || known {
				a = kept
				return err
			}
		}
		var err error
		if a, err = do(tx); err != nil || q.Key == "" {
			return err
		}
		return s.redeem(ctx, tx, scope, redeeming{q.Key, request, a})
	})
	return a, err
}

// sum is the hash by which a request is known again.
func (q Request) sum() (string, error) {
	if len(q.Key) > mostKey || db.Clean(q.Key) != q.Key {
		return "", &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.odd-key"), Where: "Idempotency-Key",
			Remedy: clientele.Tell("record.odd-key-remedy", "n", mostKey)}
	}
	sum := sha256.Sum256(q.Says)
	return hex.EncodeToString(sum[:]), nil
}

// redeemed is what a request was answered under its key before.
func (s *Store) redeemed(ctx context.Context, tx *db.Tx, scope access.Scope, key, request string) (known bool, a Answer, err error) {
	kept, err := db.All[redeemedRow](ctx, tx, "SELECT request, status, place, revision, body FROM redeemed"+
		" WHERE workspace = ? AND user_id = ? AND key = ?", s.ws, scope.User(), key)
	switch {
	case err != nil:
		return false, a, fmt.Errorf("look for a key: %w", err)
	case len(kept) == 0:
		return false, a, nil
	case kept[0].Request != request:
		return true, a, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.key-again"),
			Where: "Idempotency-Key", Remedy: clientele.Tell("record.key-again-remedy"), Err: ErrAnother}
	case kept[0].Status == underWay:
		return true, a, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.under-way"),
			Where: "Idempotency-Key", Remedy: clientele.Tell("record.under-way-remedy")}
	}
	return true, Answer{kept[0].Status, kept[0].Place, kept[0].Rev, kept[0].Body}, nil
}

// redeeming is the answer to a request, as it is kept under its key.
type redeeming struct {
	key, request string
	Answer
}

func (s *Store) redeem(ctx context.Context, tx *db.Tx, scope access.Scope, r redeeming) error {
	return tx.InsertRows(ctx, "INSERT INTO redeemed (workspace, user_id, key, request, status, place, revision, body, made)", 9,
		[]any{s.ws, scope.User(), r.key, r.request, r.Status, r.Place, r.Rev, r.Body, s.clock.Now()},
		"ON CONFLICT (workspace, user_id, key) DO UPDATE SET status = excluded.status, body = excluded.body")
}

// underWay is the status of a request that was begun, and not answered yet.
const underWay = 0

// Claim does the work of a request that has transactions of its own, at most once for a
// key: who comes second while it is done is told so; after it, answered as the first.
// What fails is not kept.
func (s *Store) Claim(ctx context.Context, scope access.Scope, q Request, do func() (Answer, error)) (Answer, error) {
	request, err := q.sum()
	if err != nil {
		return Answer{}, err
	}
	var known bool
	var a Answer
	err = s.InTx(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Take(ctx, s.ws, 0); err != nil {
			return err
		}
		if known, a, err = s.redeemed(ctx, tx, scope, q.Key, request); err != nil || known {
			return err
		}
		return s.redeem(ctx, tx, scope, redeeming{q.Key, request, Answer{Status: underWay, Body: []byte{}}})
	})
	if err != nil || known {
		return a, err
	}
	a, outcome := do()
	err = s.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if outcome == nil {
			return s.redeem(ctx, tx, scope, redeeming{q.Key, request, a})
		}
		_, err := tx.Exec(ctx, "DELETE FROM redeemed WHERE workspace = ? AND user_id = ? AND key = ? AND status = ?", s.ws, scope.User(), q.Key, underWay)
		return err
	})
	return a, errors.Join(outcome, err)
}

// keysKept is how long a key is remembered.
const keysKept = 7 * 24 * 60 * 60 * 1000 // ms: no request is sent again after a week

// Forget drops the keys that nobody will send again.
func (s *Store) Forget(ctx context.Context) error {
	return s.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM redeemed WHERE workspace = ? AND made < ?", s.ws, s.clock.Now()-keysKept)
		return err
	})
}

// Still is a record as it was answered before, for who asks again: they must see it still,
// and where a link of it leads to what they see no more, it is the record as it is now.
func (s *Store) Still(ctx context.Context, tx *db.Tx, scope access.Scope, t *Type, was []byte) ([]byte, error) {
	var given map[string]json.RawMessage
	var id clientele.ID
	if err := errors.Join(json.Unmarshal(was, &given), json.Unmarshal(given["id"], &id)); err != nil {
		return nil, fmt.Errorf("an answer that was kept: %w", err)
	}
	found, err := s.load(ctx, tx, scope, t, []clientele.ID{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, s.missing(ctx, tx, scope, clientele.Ref{Type: t.Name, ID: id})
	}
	then := &Record{Ref: found[0].Ref, Values: map[string]any{}}
	links := 0
	for f := range s.links(t.Name) {
		then.Set(f.Name, decode(f, given[f.Name]))
		links += len(ties(f, then.Values[f.Name]))
	}
	if err := s.unlink(ctx, tx, scope, append(found, then)); err != nil {
		return nil, err
	}
	s.eachTie(then, func(Field, Tie) { links-- })
	if links == 0 {
		return was, nil
	}
	fields, err := s.FieldsIn(ctx, tx, t)
	return found[0].Encode(fields, nil), err
}

// Seen are those of some records of a type that the scope sees, as a transaction has them.
func (s *Store) Seen(ctx context.Context, tx *db.Tx, scope access.Scope, t *Type, ids []clientele.ID) (map[clientele.ID]bool, error) {
	return s.in(tx).SeenOf(ctx, scope, t.Name, ids)
}

// SeenOf are those of some records of a type that the scope sees.
func (s *Store) SeenOf(ctx context.Context, scope access.Scope, typeName string, ids []clientele.ID) (map[clientele.ID]bool, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	found, err := s.load(ctx, s.r, scope, t, ids)
	seen := map[clientele.ID]bool{}
	for _, r := range found {
		seen[r.ID] = true
	}
	return seen, err
}
