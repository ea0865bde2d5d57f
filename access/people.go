package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Users lists who may come in.
func (a *Access) Users(ctx context.Context) ([]User, error) {
	if h, err := a.household(ctx); h != nil || err != nil {
		return h.active(), err
	}
	return a.users(ctx, "disabled = 0 ")
}

// Everybody lists all who ever might come in.
func (a *Access) Everybody(ctx context.Context) ([]User, error) {
	if h, err := a.household(ctx); h != nil || err != nil {
		return h.everybody(), err
	}
	return a.users(ctx, "id > 0 ")
}

func (a *Access) users(ctx context.Context, which string) ([]User, error) {
	rows, err := db.All[userRow](ctx, a.d, selectUser+which+"ORDER BY id", a.ws)
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, nil
}

// UserBy finds a user who may come in by the e-mail address.
func (a *Access) UserBy(ctx context.Context, email string) (User, error) {
	row, err := db.One[userRow](ctx, a.d, selectUser+"email_folded = ? AND disabled = 0", a.ws, foldEmail(email))
	if errors.Is(err, db.ErrNoRow) {
		return User{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.nobody-with-email"), Where: email,
			Remedy: clientele.Tell("access.see-users")}
	}
	if err != nil {
		return User{}, fmt.Errorf("look for %s: %w", email, err)
	}
	return row.user(), nil
}

// Names gives how users are called, also of those who were shut out; who is none is left out.
func (a *Access) Names(ctx context.Context, ids []clientele.ID) (map[clientele.ID]string, error) {
	h, err := a.household(ctx)
	if err != nil {
		return nil, err
	}
	if h == nil {
		return a.NamesIn(ctx, a.d, ids)
	}
	names := make(map[clientele.ID]string, len(ids))
	for _, u := range h.users {
		if slices.Contains(ids, u.ID) {
			names[u.ID] = cmp.Or(u.Name, u.Email)
		}
	}
	return names, nil
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
			names[r.ID] = cmp.Or(r.Name, r.Email)
		}
	}
	return names, nil
}

// active reads a user who may come in, and says so to people where there is none.
func (a *Access) active(ctx context.Context, q db.Querier, id clientele.ID) (userRow, error) {
	row, err := db.One[userRow](ctx, q, selectUser+"id = ? AND disabled = 0", a.ws, id)
	if errors.Is(err, db.ErrNoRow) {
		return row, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.nobody", "id", id),
			Remedy: clientele.Tell("access.see-users")}
	}
	if err != nil {
		return row, fmt.Errorf("user %d: %w", id, err)
	}
	return row, nil
}

// Invite makes a user who sets name and password by a one-time link, whose secret is
// given this once. Somebody who was shut out is let in again.
func (a *Access) Invite(ctx context.Context, n Newcomer, role Role) (id clientele.ID, secret string, err error) {
	if err := mayAdmit(n.By); err != nil {
		return 0, "", err
	}
	if err := checkEmail(n.Email); err != nil {
		return 0, "", err
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		if id, err = a.enter(ctx, tx, n, role, ""); err != nil {
			return err
		}
		secret, err = a.link(ctx, tx, id, invitationLives)
		return err
	})
	return id, secret, err
}

// AddUser makes a user with a password, or lets one in again who was shut out.
func (a *Access) AddUser(ctx context.Context, n Newcomer, role Role) (clientele.ID, error) {
	if err := byHand(n.By); err != nil {
		return 0, err
	}
	firm, err := a.Firm(ctx)
	if err != nil {
		return 0, err
	}
	hash, err := a.admit(ctx, n, firm)
	if err != nil {
		return 0, err
	}
	var id clientele.ID
	err = a.write(ctx, func(tx *db.Tx) error {
		id, err = a.enter(ctx, tx, n, role, hash)
		return err
	})
	return id, err
}

// enter makes a user, or opens the one again who was shut out.
func (a *Access) enter(ctx context.Context, tx *db.Tx, n Newcomer, role Role, hash string) (clientele.ID, error) {
	if !role.known() {
		return 0, noRole(role)
	}
	known, err := db.All[userRow](ctx, tx, selectUser+"email_folded = ?", a.ws, foldEmail(n.Email))
	if err != nil {
		return 0, fmt.Errorf("look for %s: %w", n.Email, err)
	}
	if len(known) == 0 {
		return a.insert(ctx, tx, n, role, hash)
	}
	was := known[0]
	if was.Disabled == 0 {
		return 0, &Field{"email", &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.email-taken"), Where: n.Email,
			Remedy: clientele.Tell("access.email-taken-remedy")}}
	}
	if n.Name == "" {
		n.Name = was.Name
	}
	_, err = tx.Exec(ctx, "UPDATE users SET name = ?, role = ?, password = ?, disabled = 0 WHERE workspace = ? AND id = ?", n.Name, role, hash, a.ws, was.ID)
	if err != nil {
		return 0, fmt.Errorf("let %s in again: %w", n.Email, err)
	}
	if err := a.end(ctx, tx, was.ID, "passkeys"); err != nil {
		return 0, err
	}
	return was.ID, a.noteUser(ctx, tx, n.By, was.ID, map[string]edit{
		"state": {"disabled", "let in"}, "name": {was.Name, n.Name}, "role": {was.Role, role},
	})
}

// noteUser brings a user to the next revision and writes down what was changed.
func (a *Access) noteUser(ctx context.Context, tx *db.Tx, by Scope, id clientele.ID, fields map[string]edit) error {
	rev, err := db.One[int64](ctx, tx, "UPDATE users SET revision = revision + 1 WHERE workspace = ? AND id = ? RETURNING revision", a.ws, id)
	if err != nil {
		return fmt.Errorf("revision of user %d: %w", id, err)
	}
	return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfUser, ID: id}, rev}, fields)
}

// SetRole makes a user what they are from the next request on, and ends their sessions but
// the one by which who asks came. Where they may more than before it ends their keys too: one
// that was given to a program for a reader must not be an owner's now.
func (a *Access) SetRole(ctx context.Context, by Scope, id clientele.ID, role Role) error {
	if err := mayAdmit(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error { return a.setRole(ctx, tx, by, id, role) })
}

func (a *Access) setRole(ctx context.Context, tx *db.Tx, by Scope, id clientele.ID, role Role) error {
	if !role.known() {
		return noRole(role)
	}
	was, err := a.active(ctx, tx, id)
	if err != nil || was.Role == role {
		return err
	}
	if was.Role == Owner {
		if err := a.anotherOwner(ctx, tx, id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE users SET role = ? WHERE workspace = ? AND id = ?", role, a.ws, id); err != nil {
		return fmt.Errorf("role of user %d: %w", id, err)
	}
	if err := a.endOthers(ctx, tx, by, id); err != nil {
		return err
	}
	if role.over(was.Role) {
		if err := a.end(ctx, tx, id, "tokens"); err != nil {
			return err
		}
	}
	return a.noteUser(ctx, tx, by, id, map[string]edit{"role": {was.Role, role}})
}

// HandOver makes another one owner, and who asks a manager.
func (a *Access) HandOver(ctx context.Context, by Scope, to clientele.ID) error {
	if err := mayAdmit(by); err != nil {
		return err
	}
	if to == by.user || by.user == 0 {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("access.to-yourself"), Where: "id",
			Remedy: clientele.Tell("access.to-yourself-remedy")}
	}
	return a.write(ctx, func(tx *db.Tx) error {
		if err := a.setRole(ctx, tx, by, to, Owner); err != nil {
			return err
		}
		return a.setRole(ctx, tx, by, by.user, Manager)
	})
}

// anotherOwner holds where somebody else can come in and let people in.
func (a *Access) anotherOwner(ctx context.Context, tx *db.Tx, than clientele.ID) error {
	n, err := db.One[int](ctx, tx, "SELECT count(*) FROM users WHERE workspace = ? AND role = ? AND disabled = 0 AND password <> '' AND id <> ?", a.ws, Owner, than)
	if err != nil {
		return fmt.Errorf("count the owners: %w", err)
	}
	if n > 0 {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.last-owner"),
		Remedy: clientele.Tell("access.last-owner-remedy")}
}

// Disable ends a user's sessions, keys and links at once; what they wrote stays theirs.
func (a *Access) Disable(ctx context.Context, by Scope, id clientele.ID) error {
	if err := mayAdmit(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error { return a.disable(ctx, tx, by, id) })
}

func (a *Access) disable(ctx context.Context, tx *db.Tx, by Scope, id clientele.ID) error {
	was, err := a.active(ctx, tx, id)
	if err != nil {
		return err
	}
	if was.Role == Owner {
		if err := a.anotherOwner(ctx, tx, id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE users SET disabled = ? WHERE workspace = ? AND id = ?", clientele.InstantOf(a.now()), a.ws, id); err != nil {
		return fmt.Errorf("disable user %d: %w", id, err)
	}
	if err := a.end(ctx, tx, id, "sessions", "tokens", "links", "calendar_addresses"); err != nil {
		return err
	}
	return a.noteUser(ctx, tx, by, id, map[string]edit{"state": {"let in", "disabled"}})
}
