package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// tokenPrefix lets people and scanners of leaked secrets see what it is.
const tokenPrefix = "clientele_"

// tokensMost bounds how many keys one user has.
const tokensMost = 50

// Token is a key for a program. It may do what its user may, or only read it.
type Token struct {
	ID   clientele.ID      `db:"id"`
	User clientele.ID      `db:"user_id"`
	Name string            `db:"name"`
	Made clientele.Instant `db:"made"`
	Used clientele.Instant `db:"used"` // to the hour

	ReadOnly bool          `db:"read_only"`
	Until    clientele.Day `db:"until"` // the last day on which it holds; 0: it does not end by itself
}

// NewKey is a key to be made.
type NewKey struct {
	Name     string
	ReadOnly bool          // it changes nothing
	Until    clientele.Day // the last day on which it holds; 0: it does not end by itself
}

func (k NewKey) check(now time.Time) error {
	if k.Until != 0 && k.Until < clientele.DayOf(now) {
		return field("until", clientele.Tell("access.key-over"), clientele.Tell("access.key-over-remedy"))
	}
	return nil
}

// CreateToken makes a key of a user: their own, or an owner makes it. Its secret is given this once.
func (a *Access) CreateToken(ctx context.Context, by Scope, user clientele.ID, k NewKey) (clientele.ID, string, error) {
	if err := mayKey(by, user); err != nil {
		return 0, "", err
	}
	if by.user != user && !by.EveryWall() { // it would pass that user's walls
		return 0, "", &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.key-of-another"),
			Remedy: clientele.Tell("access.key-of-another-remedy")}
	}
	if err := k.check(a.now()); err != nil {
		return 0, "", err
	}
	secret := tokenPrefix + rand.Text()
	var id clientele.ID
	err := a.write(ctx, func(tx *db.Tx) error {
		if _, err := a.active(ctx, tx, user); err != nil {
			return err
		}
		have, err := db.One[int](ctx, tx, "SELECT count(*) FROM tokens WHERE workspace = ? AND user_id = ?", a.ws, user)
		if err != nil {
			return fmt.Errorf("count the keys of %d: %w", user, err)
		}
		if have >= tokensMost {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.many-keys", "n", have),
				Remedy: clientele.Tell("access.many-keys-remedy")}
		}
		if id, err = tx.Take(ctx, a.ws, 1); err != nil {
			return err
		}
		now := clientele.InstantOf(a.now())
		_, err = tx.Exec(ctx, "INSERT INTO tokens (workspace, id, hash, user_id, name, made, used, read_only, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			a.ws, id, secretHash(secret), user, k.Name, now, now, bit(k.ReadOnly), k.Until)
		if err != nil {
			return fmt.Errorf("make a key of %d: %w", user, err)
		}
		fields := map[string]edit{"name": {is: k.Name}, "user": {is: user}}
		if k.ReadOnly {
			fields["read-only"] = edit{is: true}
		}
		if k.Until != 0 {
			fields["until"] = edit{is: k.Until}
		}
		return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfKey, ID: id}, 1}, fields)
	})
	if err != nil {
		return 0, "", err
	}
	return id, secret, nil
}

// mayKey holds for one's own keys and for owners, by hand.
func mayKey(by Scope, user clientele.ID) error {
	if by.user != user || by.Nobody() {
		return mayAdmit(by)
	}
	return byHand(by)
}

// DropToken ends a key of a user.
func (a *Access) DropToken(ctx context.Context, by Scope, user, id clientele.ID) error {
	if err := mayKey(by, user); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM tokens WHERE workspace = ? AND id = ? AND user_id = ?", a.ws, id, user)
		if err != nil {
			return fmt.Errorf("drop key %d: %w", id, err)
		}
		if n == 0 {
			return noKey(id)
		}
		return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfKey, ID: id}, 2}, map[string]edit{"state": {"made", "dropped"}})
	})
}

func noKey(id clientele.ID) error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-key", "id", id),
		Remedy: clientele.Tell("access.no-key-remedy")}
}

const selectTokens = "SELECT id, user_id, name, made, used, read_only, until FROM tokens WHERE workspace = ? "

// Tokens lists the keys of a user, newest first.
func (a *Access) Tokens(ctx context.Context, user clientele.ID) ([]Token, error) {
	return a.tokens(ctx, selectTokens+"AND user_id = ? ORDER BY id DESC LIMIT 50", a.ws, user)
}

// EveryToken lists the keys of all users, newest first.
func (a *Access) EveryToken(ctx context.Context) ([]Token, error) {
	return a.tokens(ctx, selectTokens+"ORDER BY id DESC", a.ws)
}

func (a *Access) tokens(ctx context.Context, text string, args ...any) ([]Token, error) {
	list, err := db.All[Token](ctx, a.d, text, args...)
	if err != nil {
		return nil, fmt.Errorf("list the keys: %w", err)
	}
	return list, nil
}

type tokenUse struct {
	ID   clientele.ID      `db:"id"`
	User clientele.ID      `db:"user_id"`
	Used clientele.Instant `db:"used"`

	ReadOnly bool          `db:"read_only"`
	Until    clientele.Day `db:"until"`
}

// ScopeOfKey is the scope of the user whose key this is; it says that it came by one.
func (a *Access) ScopeOfKey(ctx context.Context, secret string) (Scope, error) {
	invalid := &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.bad-key"), Remedy: clientele.Tell("access.new-key")}
	if !strings.HasPrefix(secret, tokenPrefix) {
		a.refuse(ctx, WrongKey, 0)
		return Scope{}, invalid
	}
	use, err := db.One[tokenUse](ctx, a.d, "SELECT id, user_id, used, read_only, until FROM tokens WHERE workspace = ? AND hash = ?", a.ws, secretHash(secret))
	if errors.Is(err, db.ErrNoRow) {
		a.refuse(ctx, WrongKey, 0)
		return Scope{}, invalid
	}
	if err != nil {
		return Scope{}, fmt.Errorf("find a key: %w", err)
	}
	now := a.now()
	if use.Until != 0 && use.Until < clientele.DayOf(now) {
		a.refuse(ctx, EndedKey, use.User)
		return Scope{}, &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.key-ended", "day", use.Until),
			Remedy: clientele.Tell("access.new-key")}
	}
	s, err := a.ScopeOf(ctx, use.User)
	if clientele.KindOf(err) == clientele.NotFound {
		return Scope{}, invalid
	}
	if err != nil {
		return Scope{}, err
	}
	s.key, s.readOnly = true, use.ReadOnly
	if use.Used < clientele.InstantOf(now.Add(-seenEvery)) {
		err = a.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE tokens SET used = ? WHERE workspace = ? AND id = ?", clientele.InstantOf(now), a.ws, use.ID)
			return err
		})
	}
	return s, err
}
