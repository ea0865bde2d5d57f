package access

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// SettingSecondStep is the name of the setting that says who must sign in by two steps:
// "everybody", or nobody must.
const SettingSecondStep = "two-step"

// everybody is the value of that setting.
const everybody = "everybody"

// SecondStepRequired says whether everybody must sign in by two steps.
func (a *Access) SecondStepRequired(ctx context.Context) (bool, error) {
	set, err := a.Settings(ctx)
	return set[SettingSecondStep] == everybody, err
}

// Admit says what is left to do for who has shown a password: nothing (""), or the
// second step, by a ticket that holds ten minutes. Where everybody must have one and this
// user has none yet, it is begun.
func (a *Access) Admit(ctx context.Context, user clientele.ID) (ticket string, err error) {
	required, err := a.SecondStepRequired(ctx)
	if err != nil {
		return "", err
	}
	row, err := a.second(ctx, a.d, user)
	if err != nil || !required && (row == nil || row.Since == 0) {
		return "", err
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		row, err := a.second(ctx, tx, user)
		if err != nil {
			return err
		}
		if row == nil || row.Since == 0 && !a.opens(user, row.Secret) {
			if err := a.beginSecond(ctx, tx, user); err != nil {
				return err
			}
		}
		ticket, err = a.linkFor(ctx, tx, forStep, user, ticketLives)
		return err
	})
	return ticket, err
}

func ticketSpent() error {
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.took-too-long"),
		Remedy: clientele.Tell("access.sign-in-again")}
}

// Halfway is whose ticket it is, and how it stands with their second step.
func (a *Access) Halfway(ctx context.Context, ticket string) (User, SecondStep, error) {
	row, err := a.halfway(ctx, a.d, ticket)
	if err != nil {
		return User{}, SecondStep{}, err
	}
	step, err := a.secondStepOf(ctx, row.ID, row.Email)
	return row.user(), step, err
}

func (a *Access) halfway(ctx context.Context, q db.Querier, ticket string) (userRow, error) {
	row, err := a.guest(ctx, q, forStep, ticket)
	if clientele.KindOf(err) == clientele.Denied {
		return row, ticketSpent()
	}
	return row, err
}

// TakeSecondStep lets in whose ticket it is by a code of the app or a recovery code, each
// of which is good once. Where the step was only begun, the code switches it on, and the
// recovery codes are given this once.
func (a *Access) TakeSecondStep(ctx context.Context, ticket, code string) (user clientele.ID, codes []string, err error) {
	u, err := a.halfway(ctx, a.d, ticket)
	if err != nil {
		return 0, nil, err
	}
	try, ok := a.limits.allowSecond(u.ID, a.now())
	if !ok {
		a.refuse(ctx, TriedTooOften, u.ID)
		return 0, nil, secondTooOften()
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		if _, err := a.halfway(ctx, tx, ticket); err != nil { // the first of two wins
			return err
		}
		row, err := a.second(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if row == nil {
			return ticketSpent()
		}
		by := Of(u.user(), nil, nil)
		if row.Since == 0 {
			codes, err = a.confirmSecond(ctx, tx, by, code)
			return err
		}
		if err := a.useCode(ctx, tx, by, *row, code); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM links WHERE workspace = ? AND hash = ?", a.ws, secretHash(ticket))
		return err
	})
	if clientele.KindOf(err) == clientele.Invalid {
		a.refuse(ctx, WrongCode, u.ID)
	}
	if err != nil {
		return 0, nil, err
	}
	a.limits.forgive(try)
	return u.ID, codes, nil
}

// useCode spends a code. One of the app must be later than the last that was taken.
func (a *Access) useCode(ctx context.Context, tx *db.Tx, by Scope, row secondRow, code string) error {
	secret, shut := a.open(by.user, row.Secret) // a recovery code is good without it
	if step, ok := stepOf(secret, code, a.now()); ok && shut == nil {
		n, err := tx.Exec(ctx, "UPDATE second_steps SET taken = ? WHERE workspace = ? AND user_id = ? AND taken < ?", step, a.ws, by.user, step)
		if err != nil {
			return fmt.Errorf("take a code of %d: %w", by.user, err)
		}
		if n == 0 {
			return wrongCode()
		}
		return nil
	}
	n, err := tx.Exec(ctx, "DELETE FROM recovery_codes WHERE workspace = ? AND user_id = ? AND hash = ?", a.ws, by.user, secretHash(bareCode(code)))
	if err != nil {
		return fmt.Errorf("spend a recovery code of %d: %w", by.user, err)
	}
	if n == 0 && shut != nil {
		return shut
	}
	if n == 0 {
		return wrongCode()
	}
	return a.noteUser(ctx, tx, by, by.user, map[string]edit{"recovery code": {is: "used"}})
}

// RenewCodes makes ten recovery codes in place of earlier ones.
func (a *Access) RenewCodes(ctx context.Context, by Scope, password string) (codes []string, err error) {
	if err := byHand(by); err != nil {
		return nil, err
	}
	if _, err := a.proven(ctx, by, "password", password); err != nil {
		return nil, err
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		row, err := a.second(ctx, tx, by.user)
		if err != nil {
			return err
		}
		if row == nil || row.Since == 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.second-off"),
				Remedy: clientele.Tell("access.second-off-remedy")}
		}
		if codes, err = a.newCodes(ctx, tx, by.user); err != nil {
			return err
		}
		return a.noteUser(ctx, tx, by, by.user, map[string]edit{"recovery codes": {is: "made anew"}})
	})
	return codes, err
}

// DropSecondStep switches one's own second step off, and ends every session: who asks
// gets a new one.
func (a *Access) DropSecondStep(ctx context.Context, by Scope, password string) error {
	if err := byHand(by); err != nil {
		return err
	}
	if _, err := a.proven(ctx, by, "password", password); err != nil {
		return err
	}
	required, err := a.SecondStepRequired(ctx)
	if err != nil {
		return err
	}
	if required {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.second-must"),
			Remedy: clientele.Tell("access.second-must-remedy")}
	}
	return a.write(ctx, func(tx *db.Tx) error { return a.dropSecond(ctx, tx, by, by.user) })
}

// ResetSecondStep takes away the second step of a user who has lost phone and codes.
func (a *Access) ResetSecondStep(ctx context.Context, by Scope, user clientele.ID) error {
	if err := mayAdmit(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		if _, err := a.active(ctx, tx, user); err != nil {
			return err
		}
		if err := a.end(ctx, tx, user, "passkeys", "sessions"); err != nil { // the lost phone has them too
			return err
		}
		return a.dropSecond(ctx, tx, by, user)
	})
}

func (a *Access) dropSecond(ctx context.Context, tx *db.Tx, by Scope, user clientele.ID) error {
	row, err := a.second(ctx, tx, user)
	if err != nil || row == nil {
		return err
	}
	if err := a.end(ctx, tx, user, "second_steps", "recovery_codes", "sessions"); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM links WHERE workspace = ? AND user_id = ? AND purpose = ?", a.ws, user, forStep); err != nil {
		return fmt.Errorf("end the tickets of user %d: %w", user, err)
	}
	if row.Since == 0 {
		return nil
	}
	return a.noteUser(ctx, tx, by, user, map[string]edit{"two-step sign-in": {"on", "off"}})
}

// RequireSecondStep says whether everybody must sign in by two steps. Whoever has no
// second step is signed out and sets one up when they come next.
func (a *Access) RequireSecondStep(ctx context.Context, by Scope, required bool) error {
	if err := mayAdmit(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		value := ""
		if required {
			value = everybody
			own, err := a.second(ctx, tx, by.user)
			if err != nil {
				return err
			}
			if by.user != 0 && (own == nil || own.Since == 0) {
				return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.own-second-off"),
					Remedy: clientele.Tell("access.own-second-off-remedy")}
			}
			_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE workspace = ? AND user_id NOT IN
				(SELECT user_id FROM second_steps WHERE workspace = ? AND since > 0)`, a.ws, a.ws)
			if err != nil {
				return fmt.Errorf("end the sessions of one step: %w", err)
			}
		}
		if err := a.setSettings(ctx, tx, map[string]string{SettingSecondStep: value}); err != nil {
			return err
		}
		if by.user == 0 {
			return nil
		}
		return a.noteUser(ctx, tx, by, by.user, map[string]edit{"two-step sign-in of everybody": {!required, required}})
	})
}

// SecondSteps are the users who sign in by two steps.
func (a *Access) SecondSteps(ctx context.Context) (map[clientele.ID]bool, error) {
	ids, err := db.All[clientele.ID](ctx, a.d, "SELECT user_id FROM second_steps WHERE workspace = ? AND since > 0", a.ws)
	if err != nil {
		return nil, fmt.Errorf("who signs in by two steps: %w", err)
	}
	have := make(map[clientele.ID]bool, len(ids))
	for _, id := range ids {
		have[id] = true
	}
	return have, nil
}
