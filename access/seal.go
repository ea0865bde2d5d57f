package access

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Key gives the key of the installation, by which secrets are sealed that must be read
// again. make says that one may be made where there is none yet.
type Key func(make bool) ([]byte, error)

// sealed begins a secret that is sealed: AES-256-GCM, nonce first, in base64.
const sealed = "gcm1:"

// seal seals a secret of a user. It opens for that user alone, so that nobody who can write
// the database gives their own secret to another.
func (a *Access) seal(user clientele.ID, secret string) (string, error) {
	gcm, err := a.gcm(true)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce) //nolint:errcheck // crypto/rand never fails
	return sealed + base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, []byte(secret), a.sealedFor(user))), nil
}

// open gives what seal sealed.
func (a *Access) open(user clientele.ID, text string) (string, error) {
	gcm, err := a.gcm(false)
	if err != nil {
		return "", err
	}
	text, ok := strings.CutPrefix(text, sealed)
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) < gcm.NonceSize() {
		return "", noKeyFits(fmt.Errorf("sealed for user %d: not in the form of a sealed secret", user))
	}
	secret, err := gcm.Open(nil, raw[:gcm.NonceSize()], raw[gcm.NonceSize():], a.sealedFor(user))
	if err != nil {
		return "", noKeyFits(fmt.Errorf("sealed for user %d: %w", user, err))
	}
	return string(secret), nil
}

func (a *Access) opens(user clientele.ID, text string) bool {
	_, err := a.open(user, text)
	return err == nil
}

func (a *Access) gcm(make bool) (cipher.AEAD, error) {
	if a.Key == nil {
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("access.no-seal"),
			Remedy: clientele.Tell("access.no-seal-remedy")}
	}
	key, err := a.Key(make)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key of the installation: %w", err)
	}
	return cipher.NewGCM(block)
}

func (a *Access) sealedFor(user clientele.ID) []byte {
	return fmt.Appendf(nil, "second step of user %d in workspace %d", user, a.ws)
}

func noKeyFits(cause error) error {
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("access.other-seal"),
		Remedy: clientele.Tell("access.other-seal-remedy"), Err: cause}
}

// SealedRight counts the secrets that are sealed, and those of them that do not open with
// the key of the installation.
func (a *Access) SealedRight(ctx context.Context) (all, shut int, err error) {
	type row struct {
		User   clientele.ID `db:"user_id"`
		Secret string       `db:"secret"`
	}
	rows, err := db.All[row](ctx, a.d, "SELECT user_id, secret FROM second_steps WHERE workspace = ?", a.ws)
	if err != nil {
		return 0, 0, fmt.Errorf("sealed secrets: %w", err)
	}
	for _, r := range rows {
		if !a.opens(r.User, r.Secret) {
			shut++
		}
	}
	return len(rows), shut, nil
}
