package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// How long a link holds: an invitation may lie in a letter box over a holiday, a
// link to a new password is asked for when it is needed.
const (
	invitationLives = 7 * 24 * time.Hour
	resetLives      = 24 * time.Hour
	ticketLives     = 10 * time.Minute
)

// What a link is for.
const (
	forPassword = "password"
	forStep     = "step" // the second of signing in
)

// link makes a one-time link to a password of a user, in place of earlier ones.
func (a *Access) link(ctx context.Context, tx *db.Tx, user clientele.ID, lives time.Duration) (string, error) {
	return a.linkFor(ctx, tx, forPassword, user, lives)
}

// linkFor makes a one-time link of a user for a purpose, in place of earlier ones.
func (a *Access) linkFor(ctx context.Context, tx *db.Tx, purpose string, user clientele.ID, lives time.Duration) (string, error) {
	_, err := tx.Exec(ctx, "DELETE FROM links WHERE workspace = ? AND user_id = ? AND purpose = ?", a.ws, user, purpose)
	if err != nil {
		return "", fmt.Errorf("drop the links of user %d: %w", user, err)
	}
	secret, now := rand.Text(), a.now()
	_, err = tx.Exec(ctx, "INSERT INTO links (workspace, hash, purpose, user_id, made, until) VALUES (?, ?, ?, ?, ?, ?)",
		a.ws, secretHash(secret), purpose, user, clientele.InstantOf(now), clientele.InstantOf(now.Add(lives)))
	if err != nil {
		return "", fmt.Errorf("make a link for user %d: %w", user, err)
	}
	return secret, nil
}

// Reset makes a link by which a user who is let in sets a new password. Who was
// invited and has not come yet gets a new invitation.
func (a *Access) Reset(ctx context.Context, by Scope, id clientele.ID) (secret string, err error) {
	if err := mayAdmit(by); err != nil {
		return "", err
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		u, err := a.active(ctx, tx, id)
		if err != nil {
			return err
		}
		lives := resetLives
		if u.Password == "" {
			lives = invitationLives
		}
		if secret, err = a.link(ctx, tx, id, lives); err != nil {
			return err
		}
		return a.noteUser(ctx, tx, by, id, map[string]edit{"link": {is: "made"}})
	})
	return secret, err
}

// linkSpent is the fault of a link that holds no more, or never did.
func linkSpent() error {
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.dead-link"),
		Remedy: clientele.Tell("access.dead-link-remedy")}
}

// Guest is whose link it is.
func (a *Access) Guest(ctx context.Context, secret string) (User, error) {
	row, err := a.guest(ctx, a.d, forPassword, secret)
	return row.user(), err
}

func (a *Access) guest(ctx context.Context, q db.Querier, purpose, secret string) (userRow, error) {
	id, err := db.One[clientele.ID](ctx, q, "SELECT user_id FROM links WHERE workspace = ? AND hash = ? AND purpose = ? AND until >= ?",
		a.ws, secretHash(secret), purpose, clientele.InstantOf(a.now()))
	if errors.Is(err, db.ErrNoRow) {
		return userRow{}, linkSpent()
	}
	if err != nil {
		return userRow{}, fmt.Errorf("find a link: %w", err)
	}
	row, err := a.active(ctx, q, id)
	if clientele.KindOf(err) == clientele.NotFound {
		return userRow{}, linkSpent()
	}
	return row, err
}

// Accept sets the name and the password of whose link it is, and spends the link.
// Whatever was open under an earlier password is ended: sessions, keys and passkeys.
func (a *Access) Accept(ctx context.Context, secret, name, password string) (clientele.ID, error) {
	u, err := a.Guest(ctx, secret)
	if err != nil {
		return 0, err
	}
	firm, err := a.Firm(ctx)
	if err != nil {
		return 0, err
	}
	hash, err := a.admit(ctx, Newcomer{Name: name, Email: u.Email, Password: password}, firm)
	if err != nil {
		return 0, err
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		was, err := a.guest(ctx, tx, forPassword, secret) // looked at again now that it is our turn: the first of two wins
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE users SET name = ?, password = ? WHERE workspace = ? AND id = ?", name, hash, a.ws, u.ID); err != nil {
			return fmt.Errorf("set the password of %d: %w", u.ID, err)
		}
		if err := a.end(ctx, tx, u.ID, "sessions", "tokens", "links", "passkeys", "calendar_addresses"); err != nil {
			return err
		}
		fields := map[string]edit{"password": {is: "set by a link"}}
		if was.Name != name {
			fields["name"] = edit{was.Name, name}
		}
		return a.noteUser(ctx, tx, Of(was.user(), nil, nil), u.ID, fields)
	})
	return u.ID, err
}

// end takes away by what a user comes in.
func (a *Access) end(ctx context.Context, tx *db.Tx, id clientele.ID, tables ...string) error {
	for _, table := range tables {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND user_id = ?", a.ws, id); err != nil {
			return fmt.Errorf("end the %s of user %d: %w", table, id, err)
		}
	}
	return nil
}
