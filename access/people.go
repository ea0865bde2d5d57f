package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Users lists who may come in.
func (a *Access) Users(ctx context.Context) ([]User, error) {
	rows, err := db.All[userRow](ctx, a.d, selectUser+"disabled = 0 ORDER BY id", a.ws)
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, nil
}

// Names gives how users are called, also of those who were shut out; who is none is left out.
func (a *Access) Names(ctx context.Context, ids []clientele.ID) (map[clientele.ID]string, error) {
	return a.NamesIn(ctx, a.d, ids)
}

// NamesIn is Names as a transaction sees them: who holds one may not ask for another connection.
func (a *Access) NamesIn(ctx context.Context, q db.Querier, ids []clientele.ID) (map[clientele.ID]string, error) {
	names := make(map[clientele.ID]string, len(ids))
	for _, list := range db.Lists(ids) {
		rows, err := db.All[userRow](ctx, q, selectUser+"id IN ("+db.Marks(len(list))+")", append([]any{a.ws}, list...)...)
		if err != nil {
			return nil, fmt.Errorf("names of %d users: %w", len(ids), err)
		}
		for _, r := range rows {
			names[r.ID] = r.Name
		}
	}
	return names, nil
}

// Invite lets a person in with a first password, which is given back this once and
// is to be changed. Somebody who was shut out is let in again.
func (a *Access) Invite(ctx context.Context, name, email string, role Role) (id clientele.ID, password string, err error) {
	password = rand.Text()
	hash, err := a.admit(ctx, Newcomer{name, email, password}, "")
	if err != nil {
		return 0, "", err
	}
	err = a.d.InTx(ctx, func(tx *db.Tx) error {
		if id, err = a.readmit(ctx, tx, Newcomer{Name: name, Email: email}, role, hash); err != nil {
			return err
		}
		return a.setSettings(ctx, tx, map[string]string{firstPassword(id): "yes"})
	})
	if err != nil {
		return 0, "", err
	}
	return id, password, nil
}

// readmit makes a user, or opens the one again who was shut out.
func (a *Access) readmit(ctx context.Context, tx *db.Tx, n Newcomer, role Role, hash string) (clientele.ID, error) {
	known, err := db.All[userRow](ctx, tx, selectUser+"email_folded = ?", a.ws, foldEmail(n.Email))
	switch {
	case err != nil:
		return 0, fmt.Errorf("look for %s: %w", n.Email, err)
	case len(known) == 0:
		return a.insert(ctx, tx, n, role, hash)
	case known[0].Disabled == 0:
		return 0, field("email", "there is a user with that e-mail address", "choose another")
	}
	_, err = tx.Exec(ctx, "UPDATE users SET name = ?, role = ?, password = ?, disabled = 0 WHERE workspace = ? AND id = ?", n.Name, role, hash, a.ws, known[0].ID)
	if err != nil {
		return 0, fmt.Errorf("let %s in again: %w", n.Email, err)
	}
	return known[0].ID, nil
}

// ShutOut ends a member's sessions and keys; what they wrote stays theirs. The
// owner cannot be shut out: somebody must be left who can let people in.
func (a *Access) ShutOut(ctx context.Context, id clientele.ID) error {
	return a.d.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE users SET disabled = ? WHERE workspace = ? AND id = ? AND disabled = 0 AND role <> ?",
			clientele.InstantOf(a.now()), a.ws, id, Owner)
		if err != nil {
			return fmt.Errorf("shut out user %d: %w", id, err)
		}
		if n == 0 {
			return &clientele.Fault{Kind: clientele.NotFound, What: "there is no such member", Remedy: "look at the list of people; the owner cannot be shut out"}
		}
		for _, table := range []string{"sessions", "tokens"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND user_id = ?", a.ws, id); err != nil {
				return fmt.Errorf("end the %s of user %d: %w", table, id, err)
			}
		}
		return a.setSettings(ctx, tx, map[string]string{firstPassword(id): ""})
	})
}

// HasFirstPassword says whether a user still has the password that was made for them.
func (a *Access) HasFirstPassword(ctx context.Context, id clientele.ID) (bool, error) {
	kept, err := db.All[string](ctx, a.d, "SELECT value FROM settings WHERE workspace = ? AND name = ?", a.ws, firstPassword(id))
	if err != nil {
		return false, fmt.Errorf("first password of user %d: %w", id, err)
	}
	return len(kept) > 0, nil
}

func firstPassword(id clientele.ID) string {
	return "first-password:" + strconv.FormatInt(int64(id), 10)
}
