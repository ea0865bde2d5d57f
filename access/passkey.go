package access

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// passkeysMost bounds how many passkeys one user has.
const passkeysMost = 20

// Passkey is a key pair of a device of a user.
type Passkey struct {
	ID   clientele.ID      `db:"id"`
	Name string            `db:"name"`
	Made clientele.Instant `db:"made"`
	Used clientele.Instant `db:"used"` // 0: never
}

// Passkeyed says whether there can be passkeys where people open this Clientele: over https
// under a name, or on this machine as localhost (W3C WebAuthn, 5.1.2 and 13.4.9).
func (a *Access) Passkeyed() bool {
	u, err := url.Parse(a.Origin)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && u.Hostname() == "localhost"
}

// relying is what the standard calls the relying party: this Clientele, at its address.
func (a *Access) relying(ctx context.Context) (*webauthn.WebAuthn, error) {
	if !a.Passkeyed() {
		return nil, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.no-https"),
			Remedy: clientele.Tell("access.no-https-remedy")}
	}
	firm, err := a.Firm(ctx)
	if err != nil {
		return nil, err
	}
	if firm == "" {
		firm = "Clientele"
	}
	u, err := url.Parse(a.Origin)
	if err != nil {
		return nil, fmt.Errorf("the address %s: %w", a.Origin, err)
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: firm, RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", a.Origin, err)
	}
	return w, nil
}

// keyUser is a user as the library wants one.
type keyUser struct {
	userRow
	keys []webauthn.Credential
}

// WebAuthnID is the number of the user, which says nothing of them.
func (u keyUser) WebAuthnID() []byte { return binary.BigEndian.AppendUint64(nil, uint64(u.ID)) }

// WebAuthnName is what devices show.
func (u keyUser) WebAuthnName() string { return u.Email }

// WebAuthnDisplayName is what devices show.
func (u keyUser) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials are the passkeys there are.
func (u keyUser) WebAuthnCredentials() []webauthn.Credential { return u.keys }

// keyUser reads a user who may come in, with their passkeys.
func (a *Access) keyUser(ctx context.Context, q db.Querier, id clientele.ID) (keyUser, error) {
	row, err := a.active(ctx, q, id)
	if err != nil {
		return keyUser{}, err
	}
	u := keyUser{userRow: row}
	kept, err := db.All[string](ctx, q, "SELECT data FROM passkeys WHERE workspace = ? AND user_id = ? ORDER BY id", a.ws, id)
	if err != nil {
		return u, fmt.Errorf("passkeys of user %d: %w", id, err)
	}
	for _, text := range kept {
		var key webauthn.Credential
		if err := json.Unmarshal([]byte(text), &key); err != nil {
			return u, fmt.Errorf("a passkey of user %d: %w", id, err)
		}
		u.keys = append(u.keys, key)
	}
	return u, nil
}

// PasskeysOf lists the passkeys of a user, the oldest first.
func (a *Access) PasskeysOf(ctx context.Context, user clientele.ID) ([]Passkey, error) {
	list, err := db.All[Passkey](ctx, a.d, "SELECT id, name, made, used FROM passkeys WHERE workspace = ? AND user_id = ? ORDER BY id", a.ws, user)
	if err != nil {
		return nil, fmt.Errorf("passkeys of user %d: %w", user, err)
	}
	return list, nil
}

// BeginPasskey gives what a device is asked for to make a passkey, once the password was
// typed again. What it answers is for AddPasskey, within five minutes.
func (a *Access) BeginPasskey(ctx context.Context, by Scope, password string) (string, error) {
	if err := byHand(by); err != nil {
		return "", err
	}
	w, err := a.relying(ctx)
	if err != nil {
		return "", err
	}
	if _, err := a.proven(ctx, by, "password", password); err != nil {
		return "", err
	}
	u, err := a.keyUser(ctx, a.d, by.user)
	if err != nil {
		return "", err
	}
	// It is found without a name, and whoever uses it shows that it is them: by finger, face or code.
	asked, session, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return "", fmt.Errorf("ask for a passkey of %d: %w", by.user, err)
	}
	a.ceremonies.begin(by.user, *session, a.now())
	return asText(asked)
}

func asText(asked any) (string, error) {
	text, err := json.Marshal(asked)
	return string(text), err
}

// AddPasskey keeps the passkey that a device made.
func (a *Access) AddPasskey(ctx context.Context, by Scope, name, answer string) error {
	if err := byHand(by); err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" {
		return field("name", clientele.Tell("access.passkey-no-name"), clientele.Tell("access.passkey-no-name-remedy"))
	}
	w, err := a.relying(ctx)
	if err != nil {
		return err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return badAnswer(err)
	}
	session, ok := a.ceremonies.end(by.user, said.Response.CollectedClientData.Challenge, a.now())
	if !ok {
		return tooSlow()
	}
	return a.write(ctx, func(tx *db.Tx) error {
		u, err := a.keyUser(ctx, tx, by.user)
		if err != nil {
			return err
		}
		if len(u.keys) >= passkeysMost {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.many-passkeys", "n", len(u.keys)),
				Remedy: clientele.Tell("access.many-passkeys-remedy")}
		}
		key, err := w.CreateCredential(u, session, said)
		if err != nil {
			return badAnswer(err)
		}
		return a.keepPasskey(ctx, tx, by, name, key)
	})
}

func (a *Access) keepPasskey(ctx context.Context, tx *db.Tx, by Scope, name string, key *webauthn.Credential) error {
	id, err := tx.Take(ctx, a.ws, 1)
	if err != nil {
		return err
	}
	data, err := asText(key)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "INSERT INTO passkeys (workspace, id, user_id, handle, name, data, made) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		a.ws, id, by.user, handleOfKey(key.ID), db.Clean(name), data, clientele.InstantOf(a.now()))
	if err != nil {
		return fmt.Errorf("keep a passkey of %d: %w", by.user, err)
	}
	if n == 0 {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("access.passkey-known"),
			Remedy: clientele.Tell("access.passkey-known-remedy")}
	}
	return a.noteUser(ctx, tx, by, by.user, map[string]edit{"passkey": {is: name}})
}

func handleOfKey(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// DropPasskey takes a passkey of who asks away.
func (a *Access) DropPasskey(ctx context.Context, by Scope, id clientele.ID) error {
	if err := byHand(by); err != nil {
		return err
	}
	return a.write(ctx, func(tx *db.Tx) error {
		name, err := db.One[string](ctx, tx, "DELETE FROM passkeys WHERE workspace = ? AND id = ? AND user_id = ? RETURNING name", a.ws, id, by.user)
		if errors.Is(err, db.ErrNoRow) {
			return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("access.no-passkey", "id", id),
				Remedy: clientele.Tell("access.no-passkey-remedy")}
		}
		if err != nil {
			return fmt.Errorf("drop passkey %d: %w", id, err)
		}
		return a.noteUser(ctx, tx, by, by.user, map[string]edit{"passkey": {was: name}})
	})
}

func badAnswer(cause error) error {
	return &Field{"credential", &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("access.odd-passkey"), Where: "credential",
		Remedy: clientele.Tell("access.odd-passkey-remedy"), Err: cause}}
}

func tooSlow() error {
	return &Field{"credential", &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("access.took-too-long"), Where: "credential",
		Remedy: clientele.Tell("access.begin-again")}}
}
