package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/clientele-crm/clientele"
)

// MinPassword is the fewest letters a password may have.
const MinPassword = 10

// Argon2id, 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet, first choice.
const (
	argonKiB    = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	saltBytes   = 16
	keyBytes    = 32
)

// hashing bounds the memory that passwords take: two at a time.
var hashing = make(chan struct{}, 2)

func derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, argonPasses, argonKiB, argonLanes, keyBytes), nil
}

var b64 = base64.RawStdEncoding

// hashPassword gives the PHC string form.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // crypto/rand never fails
	key, err := derive(ctx, password, salt)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonKiB, argonPasses, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// matches says whether a password is the hashed one. A hash of other
// parameters than ours does not exist yet; when it does, they are read here.
func matches(ctx context.Context, password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("a password is kept in an unknown form")
	}
	salt, err := b64.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("read a password's salt: %w", err)
	}
	key, err := derive(ctx, password, salt)
	if err != nil {
		return false, fmt.Errorf("check a password: %w", err)
	}
	return same(b64.EncodeToString(key), parts[5]), nil
}

// nobodyHash is checked against when there is no such user, so that it takes as long.
var nobodyHash = sync.OnceValue(func() string {
	hash, err := hashPassword(context.Background(), rand.Text())
	if err != nil {
		return ""
	}
	return hash
})

// common are the passwords of ten letters and more that everybody tries first,
// and the roots of which longer ones are made.
var common = []string{
	"1234567890", "0123456789", "0987654321", "12345678910", "123456789a", "1q2w3e4r5t", "1qaz2wsx3edc", "qwertyuiop", "qwertzuiop",
	"qwerty123456", "asdfghjkl", "password", "passwort", "passw0rd", "letmein", "iloveyou", "welcome", "changeme", "administrator",
	"admin123456", "sunshine", "princess", "football", "baseball", "superman", "trustno1", "dragon", "monkey", "michael", "computer",
	"internet", "starwars", "whatever", "masterkey", "secret", "clientele", "customer", "abcdefghij", "abc123", "hallo123", "schalke04",
	"motdepasse", "contrasena", "correcthorsebatterystaple",
}

// CheckPassword says what is wrong with a new password; known are words that it
// must not be: the mail address, the name, the firm.
func CheckPassword(password string, known ...string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword {
		return field("password", clientele.Tell("access.short-password", "n", n),
			clientele.Tell("access.short-password-remedy", "n", MinPassword))
	}
	if !utf8.ValidString(password) {
		return field("password", clientele.Tell("access.no-letters"), clientele.Tell("access.no-letters-remedy"))
	}
	bare := bareWord(password)
	if distinct(bare) < 4 {
		return field("password", clientele.Tell("access.repeats"), clientele.Tell("access.repeats-remedy"))
	}
	for _, c := range common {
		if bare == bareWord(c) {
			return field("password", clientele.Tell("access.tried-first"), clientele.Tell("access.several-words"))
		}
	}
	for _, k := range known {
		if k = bareWord(k); len(k) >= 3 && (bare == k || strings.Contains(k, bare)) {
			return field("password", clientele.Tell("access.your-name"), clientele.Tell("access.several-words"))
		}
	}
	return nil
}

// bareWord is a word without case, signs, and digits at its end: "Passwort-2024!" is "passwort".
func bareWord(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if cut := strings.TrimRightFunc(s, unicode.IsDigit); len(cut) >= 4 {
		return cut
	}
	return s
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// wrong is one fault for an unknown address and a wrong password: it tells neither.
func wrong() error {
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.not-right"),
		Remedy: clientele.Tell("access.not-right-remedy")}
}
