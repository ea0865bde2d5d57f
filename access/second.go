package access

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Codes of the second step are those of RFC 6238 as every app makes them: six digits, a
// new one every 30 seconds, HMAC-SHA1. One step early or late is forgiven to clocks.
const (
	stepEvery     = 30 * time.Second
	stepSlack     = 1
	stepSecret    = 20 // bytes, RFC 4226, 4
	recoveryCodes = 10
)

var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

type secondRow struct {
	Secret string            `db:"secret"`
	Since  clientele.Instant `db:"since"`
	Taken  int64             `db:"taken"`
}

// second reads the second step of a user; nil where there is none, not even begun.
func (a *Access) second(ctx context.Context, q db.Querier, user clientele.ID) (*secondRow, error) {
	row, err := db.One[secondRow](ctx, q, "SELECT secret, since, taken FROM second_steps WHERE workspace = ? AND user_id = ?", a.ws, user)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("second step of user %d: %w", user, err)
	}
	return &row, nil
}

// SecondStep is how it stands with the second step of a user.
type SecondStep struct {
	On     bool
	Since  clientele.Instant
	Codes  int    // recovery codes that are left
	Secret string // of one that is begun and not on yet
	URI    string // the same for an app, to be drawn as a square
}

// SecondStepOf says how it stands with the second step of who asks.
func (a *Access) SecondStepOf(ctx context.Context, by Scope) (SecondStep, error) {
	if by.Nobody() || by.key {
		return SecondStep{}, nil // a program is shown no secret
	}
	return a.secondStepOf(ctx, by.user, by.email)
}

func (a *Access) secondStepOf(ctx context.Context, user clientele.ID, email string) (SecondStep, error) {
	row, err := a.second(ctx, a.d, user)
	if row == nil || err != nil {
		return SecondStep{}, err
	}
	if row.Since == 0 {
		secret, err := a.open(user, row.Secret)
		if err != nil {
			return SecondStep{}, err
		}
		firm, err := a.Firm(ctx)
		return SecondStep{Secret: secret, URI: secondURI(firm, email, secret)}, err
	}
	left, err := db.One[int](ctx, a.d, "SELECT count(*) FROM recovery_codes WHERE workspace = ? AND user_id = ?", a.ws, user)
	if err != nil {
		return SecondStep{}, fmt.Errorf("count the recovery codes of %d: %w", user, err)
	}
	return SecondStep{On: true, Since: row.Since, Codes: left}, nil
}

// secondURI is the address that apps read: the Key Uri Format of Google Authenticator.
func secondURI(firm, email, secret string) string {
	issuer := strings.ReplaceAll(firm, ":", " ")
	if issuer == "" {
		issuer = "Clientele"
	}
	q := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+email) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// BeginSecondStep makes the secret that an app is shown. The step counts once a code of
// the app was seen.
func (a *Access) BeginSecondStep(ctx context.Context, by Scope, password string) error {
	if err := byHand(by); err != nil {
		return err
	}
	if _, err := a.proven(ctx, by, "password", password); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		was, err := a.second(ctx, tx, by.user)
		if err != nil {
			return err
		}
		if was != nil && was.Since != 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.second-on"),
				Remedy: clientele.Tell("access.second-on-remedy")}
		}
		return a.beginSecond(ctx, tx, by.user)
	})
}

func (a *Access) beginSecond(ctx context.Context, tx *db.Tx, user clientele.ID) error {
	secret := make([]byte, stepSecret)
	rand.Read(secret) //nolint:errcheck // crypto/rand never fails
	kept, err := a.seal(user, base32NoPad.EncodeToString(secret))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO second_steps (workspace, user_id, secret) VALUES (?, ?, ?)
		ON CONFLICT (workspace, user_id) DO UPDATE SET secret = excluded.secret, since = 0, taken = 0`, a.ws, user, kept)
	if err != nil {
		return fmt.Errorf("begin the second step of %d: %w", user, err)
	}
	return nil
}

// ConfirmSecondStep switches the second step on by a first code of the app, and ends
// every session: who asks gets a new one. The recovery codes are given this once.
func (a *Access) ConfirmSecondStep(ctx context.Context, by Scope, code string) (codes []string, err error) {
	if err := byHand(by); err != nil {
		return nil, err
	}
	try, ok := a.limits.allowSecond(by.user, a.now())
	if !ok {
		return nil, secondTooOften()
	}
	err = a.write(ctx, func(tx *db.Tx) error {
		codes, err = a.confirmSecond(ctx, tx, by, code)
		return err
	})
	if err == nil {
		a.limits.forgive(try)
	}
	return codes, err
}

func (a *Access) confirmSecond(ctx context.Context, tx *db.Tx, by Scope, code string) ([]string, error) {
	row, err := a.second(ctx, tx, by.user)
	if err != nil {
		return nil, err
	}
	if row == nil || row.Since != 0 {
		return nil, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.no-second"),
			Remedy: clientele.Tell("access.no-second-remedy")}
	}
	secret, err := a.open(by.user, row.Secret)
	if err != nil {
		return nil, err
	}
	step, ok := stepOf(secret, code, a.now())
	if !ok {
		return nil, wrongCode()
	}
	_, err = tx.Exec(ctx, "UPDATE second_steps SET since = ?, taken = ? WHERE workspace = ? AND user_id = ?", clientele.InstantOf(a.now()), step, a.ws, by.user)
	if err != nil {
		return nil, fmt.Errorf("switch the second step of %d on: %w", by.user, err)
	}
	if err := a.end(ctx, tx, by.user, "sessions", "links"); err != nil {
		return nil, err
	}
	codes, err := a.newCodes(ctx, tx, by.user)
	if err != nil {
		return nil, err
	}
	return codes, a.noteUser(ctx, tx, by, by.user, map[string]edit{"two-step sign-in": {"off", "on"}})
}

// stepOf finds the time step whose code this is.
func stepOf(secret, code string, now time.Time) (step int64, ok bool) {
	code = bareCode(code)
	at := now.Unix() / int64(stepEvery/time.Second)
	for step = at - stepSlack; step <= at+stepSlack; step++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && same(want, code) {
			return step, true
		}
	}
	return 0, false
}

// bareCode is a code as it was meant: people type blanks and hyphens.
func bareCode(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u2011", "", "\u00a0", "", "\t", "").Replace(code))
}

// newCodes makes ten recovery codes in place of earlier ones.
func (a *Access) newCodes(ctx context.Context, tx *db.Tx, user clientele.ID) ([]string, error) {
	if err := a.end(ctx, tx, user, "recovery_codes"); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		text := rand.Text()[:12] // 60 bits: a plain hash is enough
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:]
		_, err := tx.Exec(ctx, "INSERT INTO recovery_codes (workspace, user_id, hash) VALUES (?, ?, ?)", a.ws, user, secretHash(text))
		if err != nil {
			return nil, fmt.Errorf("make recovery codes of %d: %w", user, err)
		}
	}
	return codes, nil
}

func wrongCode() error {
	return field("code", clientele.Tell("access.wrong-code"), clientele.Tell("access.wrong-code-remedy"))
}

func secondTooOften() error {
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("access.too-often"),
		Remedy: clientele.Tell("access.wait-five"), Err: ErrTooOften}
}
