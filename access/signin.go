package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// ErrTooOften is the cause inside the fault of a limit.
var ErrTooOften = errors.New("over the limit")

func tooOften() error {
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("access.too-often"),
		Remedy: clientele.Tell("access.wait-one"), Err: ErrTooOften}
}

// SignIn finds the user of an address and a password. from is the network
// address of the asker. Wrong tries are limited by account from one network, and
// loosely by network: who mistypes in an office locks nobody else out.
func (a *Access) SignIn(ctx context.Context, email, password, from string) (User, error) {
	folded := foldEmail(email)
	row, err := db.One[userRow](ctx, a.d, selectUser+"email_folded = ? AND disabled = 0", a.ws, folded)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return User{}, fmt.Errorf("sign in: %w", err)
	}
	try, ok := a.limits.allow(folded, from, a.now())
	if !ok {
		a.refuse(ctx, TriedTooOften, row.ID)
		return User{}, tooOften()
	}
	hash := row.Password
	if hash == "" {
		hash = nobodyHash()
	}
	ok, err = matches(ctx, password, hash)
	if err != nil {
		return User{}, fmt.Errorf("sign in: %w", err)
	}
	if !ok || row.Password == "" {
		a.refuse(ctx, WrongPassword, row.ID)
		return User{}, wrong()
	}
	a.limits.forgive(try)
	return row.user(), nil
}

// Password is a change of one's own password.
type Password struct {
	Old, New string
	KeepKeys bool // a key that leaked with the password would outlive it
}

// ChangePassword changes one's own password and ends every session and key of theirs,
// unless the keys are to stay; who asks gets a new session from whoever keeps the cookie.
func (a *Access) ChangePassword(ctx context.Context, by Scope, p Password) error {
	if err := byHand(by); err != nil {
		return err
	}
	id := by.user
	u, err := a.proven(ctx, by, "old", p.Old)
	if err != nil {
		return err
	}
	firm, err := a.Firm(ctx)
	if err != nil {
		return err
	}
	if err := CheckPassword(p.New, u.Email, u.Name, firm); err != nil {
		var f *Field
		if errors.As(err, &f) {
			f.Name, f.Fault.Where = "new", "new"
		}
		return err
	}
	if p.New == p.Old {
		return field("new", clientele.Tell("access.old-password"), clientele.Tell("access.old-password-remedy"))
	}
	hash, err := hashPassword(ctx, p.New)
	if err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		// It holds only where the password is still the one that was checked.
		n, err := tx.Exec(ctx, "UPDATE users SET password = ? WHERE workspace = ? AND id = ? AND password = ?", hash, a.ws, id, u.Password)
		if err != nil {
			return fmt.Errorf("set the password of %d: %w", id, err)
		}
		if n == 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.password-changed"),
				Remedy: clientele.Tell("access.password-changed-remedy")}
		}
		ended := []string{"sessions", "links", "tokens", "calendar_addresses"}
		if p.KeepKeys {
			ended = ended[:2]
		}
		if err := a.end(ctx, tx, id, ended...); err != nil {
			return err
		}
		return a.noteUser(ctx, tx, by, id, map[string]edit{"password": {is: "changed"}})
	})
}

// proven is who asks, once they have typed their password again.
func (a *Access) proven(ctx context.Context, by Scope, where, password string) (userRow, error) {
	u, err := a.active(ctx, a.d, by.user)
	if err != nil {
		return u, err
	}
	try, ok := a.limits.allow(foldEmail(u.Email), "", a.now())
	if !ok {
		a.refuse(ctx, TriedTooOften, u.ID)
		return u, tooOften()
	}
	if ok, err = matches(ctx, password, u.Password); err != nil {
		return u, fmt.Errorf("check the password of %d: %w", by.user, err)
	}
	if !ok {
		a.refuse(ctx, WrongPassword, u.ID)
		return u, field(where, clientele.Tell("access.not-yours"), clientele.Tell("access.not-yours-remedy"))
	}
	a.limits.forgive(try)
	return u, nil
}

const setupName = "setup-token"

// FirstLink makes the secret of the one-time link of the first start, in place of
// an earlier one; "" where there is an owner already.
func (a *Access) FirstLink(ctx context.Context) (string, error) {
	owned, err := a.Owned(ctx)
	if err != nil || owned {
		return "", err
	}
	secret := rand.Text()
	return secret, a.SetSettings(ctx, map[string]string{setupName: secretHash(secret)})
}

// FirstLinkHolds says whether a secret is that of the link, and unused.
func (a *Access) FirstLinkHolds(ctx context.Context, secret string) (bool, error) {
	return a.firstLinkHolds(ctx, a.d, secret)
}

func (a *Access) firstLinkHolds(ctx context.Context, q db.Querier, secret string) (bool, error) {
	kept, err := db.All[string](ctx, q, "SELECT value FROM settings WHERE workspace = ? AND name = ? AND NOT EXISTS (SELECT 1 FROM users WHERE workspace = ? AND role = ?)", a.ws, setupName, a.ws, Owner)
	if err != nil {
		return false, fmt.Errorf("read the first link: %w", err)
	}
	return len(kept) == 1 && same(kept[0], secretHash(secret)), nil
}

// Spent is the fault of a link that is not, or no more, the one printed.
func Spent() error {
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.dead-first-link"),
		Remedy: clientele.Tell("access.dead-first-link-remedy")}
}

// MakeOwner makes the first owner by the secret of the link, which is spent with it.
func (a *Access) MakeOwner(ctx context.Context, secret, firm string, n Newcomer) (clientele.ID, error) {
	if holds, err := a.FirstLinkHolds(ctx, secret); err != nil {
		return 0, err
	} else if !holds {
		return 0, Spent()
	}
	hash, err := a.admit(ctx, n, firm)
	if err != nil {
		return 0, err
	}
	var id clientele.ID
	err = a.d.InTx(ctx, func(tx *db.Tx) error {
		if id, err = a.insert(ctx, tx, n, Owner, hash); err != nil {
			return err
		}
		// Looked at again now that writers queue: the first of two visitors wins.
		others, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM users WHERE workspace = ? AND role = ? AND id <> ? LIMIT 1", a.ws, Owner, id)
		if err != nil {
			return fmt.Errorf("make the owner: %w", err)
		}
		if len(others) > 0 {
			return Spent()
		}
		gone, err := tx.Exec(ctx, "DELETE FROM settings WHERE workspace = ? AND name = ? AND value = ?", a.ws, setupName, secretHash(secret))
		if err != nil {
			return fmt.Errorf("spend the first link: %w", err)
		}
		if gone != 1 {
			return Spent()
		}
		return a.setFirm(ctx, tx, Of(User{ID: id, Name: n.Name, Email: n.Email, Role: Owner}, nil, nil), FirmSet{Name: firm})
	})
	return id, err
}
