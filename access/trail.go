package access

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Trail writes into the book that who may come in, or what they may see, was
// changed: of a "user", a "key", a "team" or a "wall"; or what the firm is and set. It never holds a secret.
type Trail func(ctx context.Context, tx *db.Tx, by Scope, about clientele.Ref, what clientele.Changed) error

// What the trail is about.
const (
	OfUser = "user"
	OfKey  = "key"
	OfTeam = "team"
	OfWall = "wall"
	OfFirm = "firm" // its name, and what it set
)

// Refusal is that somebody was not let in.
type Refusal struct {
	What string       // what was wrong
	User clientele.ID // as whom they tried; 0: as nobody here
}

// What was wrong with who was not let in.
const (
	WrongPassword = "password"
	WrongCode     = "code"
	TriedTooOften = "limit"
	WrongKey      = "key"
	EndedKey      = "ended-key"
	WrongPasskey  = "passkey"
)

// refuse tells that somebody was not let in.
func (a *Access) refuse(ctx context.Context, what string, user clientele.ID) {
	if a.Refused != nil {
		a.Refused(ctx, Refusal{what, user})
	}
}

// Via is by which way who asks does something, where that is not plain: by a key, or
// what the house is about.
func (s Scope) Via() string {
	if s.key {
		return "key"
	}
	return s.why
}

// edit is what a field was and is; a nil side is empty.
type edit struct{ was, is any }

// trace writes a change into the book, where somebody keeps one.
func (a *Access) trace(ctx context.Context, tx *db.Tx, by Scope, about clientele.Ref, what clientele.Changed) error {
	if a.Trail == nil {
		return nil
	}
	return a.Trail(ctx, tx, by, about, what)
}

// changed is a revision with its fields.
func changed(rev int64, fields map[string]edit) (clientele.Changed, error) {
	c := clientele.Changed{Rev: rev, Fields: map[string]clientele.Edit{}}
	for name, e := range fields {
		var one clientele.Edit
		var err error
		if e.was != nil {
			one.Was, err = json.Marshal(e.was)
		}
		if e.is != nil && err == nil {
			one.Is, err = json.Marshal(e.is)
		}
		if err != nil {
			return c, fmt.Errorf("note the change of %s: %w", name, err)
		}
		c.Fields[name] = one
	}
	return c, nil
}

// note writes fields of a change into the book.
func (a *Access) note(ctx context.Context, tx *db.Tx, by Scope, at revised, fields map[string]edit) error {
	if by.user == 0 && by.By() != "" { // the book names users by number; the shell has none
		fields["by"] = edit{is: by.By()}
	}
	what, err := changed(at.rev, fields)
	if err != nil {
		return err
	}
	return a.trace(ctx, tx, by, at.Ref, what)
}

// revised is something that came to a revision.
type revised struct {
	clientele.Ref
	rev int64
}

// write changes something, one writer of the workspace at a time.
func (a *Access) write(ctx context.Context, do func(*db.Tx) error) error {
	return a.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, a.ws, 0); err != nil {
			return err
		}
		return do(tx)
	})
}

// byHand refuses keys: a leaked one must not outlive itself through what it made.
func byHand(by Scope) error {
	if !by.key {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.by-hand"), Remedy: clientele.Tell("access.by-hand-remedy")}
}

// mayAdmit is for owners, by hand.
func mayAdmit(by Scope) error {
	if !by.MayOwn() {
		return Owners.Refuse(by)
	}
	return byHand(by)
}
