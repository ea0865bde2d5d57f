package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// tokenPrefix lets people and scanners of leaked secrets see what it is.
const tokenPrefix = "clientele_"

// tokensMost bounds how many keys one user has.
const tokensMost = 50

// Token is a key for a program. It may do what its user may.
type Token struct {
	ID   clientele.ID      `db:"id"`
	Name string            `db:"name"`
	Made clientele.Instant `db:"made"`
	Used clientele.Instant `db:"used"` // to the hour
}

// CreateToken makes a key. Its secret is given this once.
func (a *Access) CreateToken(ctx context.Context, user clientele.ID, name string) (clientele.ID, string, error) {
	secret := tokenPrefix + rand.Text()
	var id clientele.ID
	err := a.d.InTx(ctx, func(tx *db.Tx) (err error) {
		have, err := db.One[int](ctx, tx, "SELECT count(*) FROM tokens WHERE workspace = ? AND user_id = ?", a.ws, user)
		if err != nil {
			return fmt.Errorf("count the keys of %d: %w", user, err)
		}
		if have >= tokensMost {
			return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("you have %d keys already", have), Remedy: "drop one that nobody uses"}
		}
		if id, err = tx.Take(ctx, a.ws, 1); err != nil {
			return err
		}
		now := clientele.InstantOf(a.now())
		_, err = tx.Exec(ctx, "INSERT INTO tokens (workspace, id, hash, user_id, name, made, used) VALUES (?, ?, ?, ?, ?, ?, ?)",
			a.ws, id, secretHash(secret), user, name, now, now)
		return err
	})
	if err != nil {
		return 0, "", err
	}
	return id, secret, nil
}

// DropToken ends a key of a user.
func (a *Access) DropToken(ctx context.Context, user, id clientele.ID) error {
	return a.d.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM tokens WHERE workspace = ? AND id = ? AND user_id = ?", a.ws, id, user)
		if err != nil {
			return fmt.Errorf("drop key %d: %w", id, err)
		}
		if n == 0 {
			return &clientele.Fault{Kind: clientele.NotFound, What: "you have no such key", Remedy: "look at Settings for the ones you have"}
		}
		return nil
	})
}

// Tokens lists the keys of a user, newest first.
func (a *Access) Tokens(ctx context.Context, user clientele.ID) ([]Token, error) {
	list, err := db.All[Token](ctx, a.d, "SELECT id, name, made, used FROM tokens WHERE workspace = ? AND user_id = ? ORDER BY id DESC LIMIT 50", a.ws, user)
	if err != nil {
		return nil, fmt.Errorf("keys of %d: %w", user, err)
	}
	return list, nil
}

type tokenUse struct {
	ID   clientele.ID      `db:"id"`
	User clientele.ID      `db:"user_id"`
	Used clientele.Instant `db:"used"`
}

// ByToken is the user whose key this is.
func (a *Access) ByToken(ctx context.Context, secret string) (User, error) {
	invalid := &clientele.Fault{Kind: clientele.Denied, What: "this key is not valid", Remedy: "make a new one in Settings"}
	if !strings.HasPrefix(secret, tokenPrefix) {
		return User{}, invalid
	}
	use, err := db.One[tokenUse](ctx, a.d, "SELECT id, user_id, used FROM tokens WHERE workspace = ? AND hash = ?", a.ws, secretHash(secret))
	if errors.Is(err, db.ErrNoRow) {
		return User{}, invalid
	}
	if err != nil {
		return User{}, fmt.Errorf("find a key: %w", err)
	}
	u, err := a.User(ctx, use.User)
	if errors.Is(err, db.ErrNoRow) {
		return User{}, invalid
	}
	if err != nil {
		return User{}, err
	}
	now := a.now()
	if use.Used < clientele.InstantOf(now.Add(-seenEvery)) {
		err = a.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE tokens SET used = ? WHERE workspace = ? AND id = ?", clientele.InstantOf(now), a.ws, use.ID)
			return err
		})
	}
	return u, err
}
