package access

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// How long a device has to answer, and how many questions are remembered: the oldest is
// forgotten first. Who restarts in between asks again.
const (
	ceremonyLives   = 5 * time.Minute
	ceremoniesAtAll = 10_000
)

// ceremonies are the questions that devices were asked and have not answered yet. Each is
// answered once.
type ceremonies struct {
	mu    sync.Mutex
	open  map[string]ceremony // by challenge
	order []string            // the oldest first, also of those that were answered
}

type ceremony struct {
	user    clientele.ID // 0: whoever answers
	session webauthn.SessionData
	until   time.Time
}

func newCeremonies() *ceremonies { return &ceremonies{open: map[string]ceremony{}} }

func (c *ceremonies) begin(user clientele.ID, session webauthn.SessionData, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.order) >= ceremoniesAtAll {
		delete(c.open, c.order[0])
		c.order = c.order[1:]
	}
	c.open[session.Challenge] = ceremony{user, session, now.Add(ceremonyLives)}
	c.order = append(c.order, session.Challenge)
}

func (c *ceremonies) end(user clientele.ID, challenge string, now time.Time) (webauthn.SessionData, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.open[challenge]
	delete(c.open, challenge)
	return one.session, ok && one.user == user && now.Before(one.until)
}

// BeginPasskeySignIn gives what a device is asked for to sign in, whoever they are.
func (a *Access) BeginPasskeySignIn(ctx context.Context) (string, error) {
	w, err := a.relying(ctx)
	if err != nil {
		return "", err
	}
	asked, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", fmt.Errorf("ask for a passkey: %w", err)
	}
	a.ceremonies.begin(0, *session, a.now())
	return asText(asked)
}

// SignInByPasskey finds the user whose passkey answered. It counts as both steps: they have
// the device, and have shown it that it is them.
func (a *Access) SignInByPasskey(ctx context.Context, answer string) (User, error) {
	w, err := a.relying(ctx)
	if err != nil {
		return User{}, err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return User{}, badAnswer(err)
	}
	session, ok := a.ceremonies.end(0, said.Response.CollectedClientData.Challenge, a.now())
	if !ok {
		return User{}, tooSlow()
	}
	var tried keyUser
	whose := func(_, handle []byte) (webauthn.User, error) {
		if len(handle) != 8 {
			return nil, fmt.Errorf("a handle of %d bytes", len(handle))
		}
		var err error
		tried, err = a.keyUser(ctx, a.d, clientele.ID(binary.BigEndian.Uint64(handle)))
		return tried, err
	}
	_, key, err := w.ValidatePasskeyLogin(whose, session, said)
	if err == nil && key.Authenticator.CloneWarning {
		err = fmt.Errorf("the count of passkey %s went back: there is a copy of it", handleOfKey(key.ID))
	}
	if err != nil {
		a.refuse(ctx, WrongPasskey, tried.ID)
		return User{}, &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.foreign-passkey"),
			Remedy: clientele.Tell("access.foreign-passkey-remedy"), Err: err}
	}
	data, err := asText(key)
	if err != nil {
		return User{}, err
	}
	return tried.user(), a.d.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE passkeys SET used = ?, data = ? WHERE workspace = ? AND user_id = ? AND handle = ?",
			clientele.InstantOf(a.now()), data, a.ws, tried.ID, handleOfKey(key.ID))
		if err == nil && n == 0 { // taken away in between
			return wrong()
		}
		return err
	})
}
