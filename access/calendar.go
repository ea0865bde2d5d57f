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

// Guesses at calendar addresses from one network: so many at once, then one in so long.
const (
	addressBurst = 30
	addressEvery = 10 * time.Second
)

// CalendarAddress is the private address of a user's calendar, without its secret.
type CalendarAddress struct {
	Made clientele.Instant `db:"made"`
	Used clientele.Instant `db:"used"` // to the hour; 0: never
}

// CalendarAddressOf is the address of who asks; false where they have none.
func (a *Access) CalendarAddressOf(ctx context.Context, s Scope) (CalendarAddress, bool, error) {
	one, err := db.One[CalendarAddress](ctx, a.d, "SELECT made, used FROM calendar_addresses WHERE workspace = ? AND user_id = ?", a.ws, s.user)
	if errors.Is(err, db.ErrNoRow) {
		return one, false, nil
	}
	if err != nil {
		return one, false, fmt.Errorf("the calendar address of %d: %w", s.user, err)
	}
	return one, true, nil
}

// MakeCalendarAddress makes the address of who asks, in the place of one before; its secret is given
// this once. Whoever has it reads what that user may see, and changes nothing.
func (a *Access) MakeCalendarAddress(ctx context.Context, by Scope) (secret string, err error) {
	if err := a.ownAddress(by); err != nil {
		return "", err
	}
	secret = rand.Text()
	err = a.write(ctx, func(tx *db.Tx) error {
		if _, err := a.active(ctx, tx, by.user); err != nil {
			return err
		}
		if err := a.end(ctx, tx, by.user, "calendar_addresses"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO calendar_addresses (workspace, user_id, hash, made) VALUES (?, ?, ?, ?)", a.ws, by.user, secretHash(secret), clientele.InstantOf(a.now()))
		if err != nil {
			return fmt.Errorf("make a calendar address of %d: %w", by.user, err)
		}
		return a.noteUser(ctx, tx, by, by.user, map[string]edit{"calendar-address": {is: "made"}})
	})
	return secret, err
}

// DropCalendarAddress ends the address of who asks at once.
func (a *Access) DropCalendarAddress(ctx context.Context, by Scope) error {
	if err := a.ownAddress(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM calendar_addresses WHERE workspace = ? AND user_id = ?", a.ws, by.user)
		if err != nil {
			return fmt.Errorf("drop the calendar address of %d: %w", by.user, err)
		}
		if n == 0 {
			return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-calendar-address"), Remedy: clientele.Tell("access.no-calendar-address-remedy")}
		}
		return a.noteUser(ctx, tx, by, by.user, map[string]edit{"calendar-address": {"made", "dropped"}})
	})
}

// ownAddress holds for a user who is there by hand: a key makes no other way in.
func (a *Access) ownAddress(by Scope) error {
	if by.user == 0 {
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.address-of-nobody"), Remedy: clientele.Tell("access.address-of-nobody-remedy")}
	}
	return byHand(by)
}

// calendarUse is whose address was asked for, and what was given there last.
type calendarUse struct {
	User clientele.ID      `db:"user_id"`
	Used clientele.Instant `db:"used"`
	Said string            `db:"said"`
	At   clientele.Instant `db:"said_at"`
}

// ScopeOfCalendar is the scope of the user whose calendar address this is, as it is now: it only reads.
// A secret that is none's costs a try of its network.
func (a *Access) ScopeOfCalendar(ctx context.Context, secret, from string) (Scope, error) {
	dead := &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.dead-address"), Remedy: clientele.Tell("access.dead-address-remedy")}
	if !a.limits.guess("calendar "+Network(from), a.now()) {
		return Scope{}, tooOften()
	}
	use, err := db.One[calendarUse](ctx, a.d, "SELECT user_id, used, said, said_at FROM calendar_addresses WHERE workspace = ? AND hash = ?", a.ws, secretHash(strings.ToUpper(secret)))
	if errors.Is(err, db.ErrNoRow) {
		a.limits.take("calendar "+Network(from), a.now())
		a.refuse(ctx, WrongKey, 0)
		return Scope{}, dead
	}
	if err != nil {
		return Scope{}, fmt.Errorf("find a calendar address: %w", err)
	}
	s, err := a.ScopeOf(ctx, use.User)
	if clientele.KindOf(err) == clientele.NotFound {
		return Scope{}, dead
	}
	if err != nil {
		return Scope{}, err
	}
	s.key, s.readOnly = true, true
	if now := a.now(); use.Used < clientele.InstantOf(now.Add(-seenEvery)) {
		err = a.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE calendar_addresses SET used = ? WHERE workspace = ? AND user_id = ?", clientele.InstantOf(now), a.ws, use.User)
			return err
		})
	}
	return s, err
}

// CalendarGiven is since when a user's address gives what it gives now: the moment at which what was
// given there last began to differ from what was before.
func (a *Access) CalendarGiven(ctx context.Context, s Scope, hash string) (since clientele.Instant, err error) {
	use, err := db.One[calendarUse](ctx, a.d, "SELECT user_id, used, said, said_at FROM calendar_addresses WHERE workspace = ? AND user_id = ?", a.ws, s.user)
	if err == nil && use.Said == hash {
		return use.At, nil
	}
	if err != nil {
		return 0, fmt.Errorf("the calendar address of %d: %w", s.user, err)
	}
	since = clientele.InstantOf(a.now())
	return since, a.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE calendar_addresses SET said = ?, said_at = ? WHERE workspace = ? AND user_id = ?", hash, since, a.ws, s.user)
		return err
	})
}
