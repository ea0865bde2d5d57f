package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/clientele-crm/clientele/page"
)

// A flash goes with the visitor, in a cookie that only this process can write and
// read: showing it once writes nothing here.

// sealer seals what a visitor carries for us.
type sealer struct{ cipher.AEAD }

func newSealer() sealer {
	key := make([]byte, 32)
	rand.Read(key) //nolint:errcheck // crypto/rand never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the key has the right length
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // the block has the right size
	}
	return sealer{gcm}
}

func (s *Server) flashCookie() http.Cookie {
	name := "clientele-flash"
	if s.cfg.secure() {
		name = "__Host-clientele-flash"
	}
	return http.Cookie{Name: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.cfg.secure(), MaxAge: 60}
}

// flashMost keeps the cookie below what every browser takes (4,096 bytes, RFC 6265, 6.1).
const flashMost = 2500

// flashFor is a flash with the page that it is for: what another page asks for in the
// meantime, as a list that looks again by itself, must not take it.
type flashFor struct {
	page.Flash
	Path string `json:"p"`
}

func (s *Server) leaveFlash(w http.ResponseWriter, next string, f page.Flash) {
	path, _, _ := strings.Cut(next, "?")
	path, _, _ = strings.Cut(path, "#")
	text, err := json.Marshal(flashFor{f, path})
	if err != nil || len(text) > flashMost {
		return // a sentence less; what was done is done
	}
	c := s.flashCookie()
	c.Value = base64.RawURLEncoding.EncodeToString(s.flashes.Seal(nil, nil, text, []byte(c.Name)))
	http.SetCookie(w, &c)
}

func (s *Server) takeFlash(w http.ResponseWriter, r *http.Request) *page.Flash {
	c := s.flashCookie()
	given, err := r.Cookie(c.Name)
	if err != nil {
		return nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(given.Value)
	if err != nil {
		return nil
	}
	text, err := s.flashes.Open(nil, nil, sealed, []byte(c.Name))
	if err != nil {
		return nil // of another process, or of nobody
	}
	var f flashFor
	if err := json.Unmarshal(text, &f); err != nil || f.Path != r.URL.Path {
		return nil
	}
	c.MaxAge = -1
	http.SetCookie(w, &c)
	return &f.Flash
}
