package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

const at = "https://crm.kettle.example"

// device is a device of a user that makes passkeys.
type device struct {
	*testHouse
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func (h *testHouse) device() *device {
	h.crm.Access.Origin = at
	return &device{h, virtualwebauthn.RelyingParty{Name: "Kettle & Sons", ID: "crm.kettle.example", Origin: at},
		virtualwebauthn.NewAuthenticator(), credential()}
}

// credential is a new key as devices write it: of one key in 128 the library writes a
// coordinate without its leading zero, which is none (RFC 9053, 7.1.1).
func credential() virtualwebauthn.Credential {
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == 77 {
			return c
		}
	}
}

// token is what an act asks the device for.
func (h *testHouse) token(act, body string, sign func(*http.Request)) string {
	h.Helper()
	w := h.do(postJSON("/api/v1/"+act, body), sign)
	var done struct{ Token string }
	if err := json.Unmarshal(w.Body.Bytes(), &done); err != nil || w.Code != 200 {
		h.Fatalf("%s: %d %s", act, w.Code, clipBody(w.Body.String()))
	}
	return done.Token
}

// add makes a passkey for who is signed in.
func (d *device) add(pass string, sign func(*http.Request)) *httptest.ResponseRecorder {
	d.Helper()
	asked, err := virtualwebauthn.ParseAttestationOptions(d.token("begin-passkey", `{"password": "`+pass+`"}`, sign))
	d.ok(err)
	d.auth.Options.UserHandle = []byte(asked.UserID)
	answer := virtualwebauthn.CreateAttestationResponse(d.site, d.auth, d.key, *asked)
	return d.do(post("/do/add-passkey", url.Values{"name": {"my phone"}, "credential": {answer}}), sign)
}

// answer signs what signing in asks for.
func (d *device) answer() string {
	d.Helper()
	asked, err := virtualwebauthn.ParseAssertionOptions(d.token("ask-passkey", `{}`, func(*http.Request) {}))
	d.ok(err)
	return virtualwebauthn.CreateAssertionResponse(d.site, d.auth, d.key, *asked)
}

func (d *device) signIn(answer string) *httptest.ResponseRecorder {
	return d.do(post("/do/passkey-sign-in", url.Values{"credential": {answer}, "next": {"/balance"}}))
}

// TestPasskey: it is made after the password, and signs in without one, also who signs in
// by two steps; each answer is good once, for a while, at this address, and where the device
// knows that it is them; taken away, it lets nobody in.
func TestPasskey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		_, _, owner := h.twoSteps(h.session(h.owner))
		my := h.device()
		if w := h.do(postJSON("/api/v1/begin-passkey", `{"password": "not it at all"}`), owner); w.Code != 422 {
			t.Errorf("begun with a wrong password: %d", w.Code)
		}
		if w := my.signIn(my.answer()); w.Code != 403 && w.Code != 401 {
			t.Errorf("a passkey of nobody: %d", w.Code)
		}
		if w := my.add(password, owner); w.Code != 303 {
			t.Fatalf("made: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := my.add(password, owner); w.Code != 409 {
			t.Errorf("the same passkey again: %d", w.Code)
		}
		if page := h.do(get("/your-account"), owner).Body.String(); !strings.Contains(page, "my phone") || !strings.Contains(page, "not used yet") {
			t.Error("the page does not list it")
		}
		answer := my.answer()
		w := my.signIn(answer)
		if w.Code != 303 || w.Header().Get("Location") != "/balance" || cookies(w)["clientele"] == nil {
			t.Fatalf("sign in: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/settings"), with(cookies(w)["clientele"])); w.Code != 200 || !strings.Contains(w.Body.String(), ownerEmail) {
			t.Errorf("signed in: %d", w.Code)
		}
		if w := my.signIn(answer); w.Code != 422 {
			t.Errorf("the same answer again: %d", w.Code)
		}
		my.refusals()
		h.says(h.trailOf("?about=refused", owner).Rows, "by a passkey that does not fit, as Olga")
		keys, err := h.crm.Access.PasskeysOf(t.Context(), h.owner)
		h.ok(err)
		if len(keys) != 1 || keys[0].Used == 0 {
			t.Fatalf("%+v", keys)
		}
		drop := url.Values{"id": {keys[0].ID.String()}}
		if w := h.do(post("/do/drop-passkey", drop), h.session(h.member)); w.Code != 404 {
			t.Errorf("taken away by another: %d", w.Code)
		}
		answer = my.answer()
		if w := h.do(post("/do/drop-passkey", drop), owner); w.Code != 303 {
			t.Errorf("taken away: %d", w.Code)
		}
		if w := my.signIn(answer); cookies(w)["clientele"] != nil {
			t.Errorf("taken away, it lets in: %d", w.Code)
		}
	})
}

// refusals are answers that let nobody in.
func (d *device) refusals() {
	d.Helper()
	late := d.answer()
	d.clock.add(6 * time.Minute)
	other := *d
	other.site.Origin, other.site.ID = "https://crm.kettle.example.evil.example", "crm.kettle.example.evil.example"
	blind := *d
	blind.auth.Options.UserNotVerified = true
	copied := *d
	copied.key = credential()
	copied.key.ID = d.key.ID
	for what, answer := range map[string]string{"too late": late, "for another address": other.answer(), "without knowing who holds it": blind.answer(),
		"signed by another key": copied.answer(), "no answer": "{}"} {
		if w := d.signIn(answer); w.Code < 400 || cookies(w)["clientele"] != nil {
			d.Errorf("%s: %d", what, w.Code)
		}
	}
}

// TestPasskeyEnds: being shut out, a lost phone and a link to a new password end it.
func TestPasskeyEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		system := access.System("test")
		for what, end := range map[string]func(){
			"the phone is lost": func() { h.ok(h.crm.Access.ResetSecondStep(t.Context(), system, h.member)) },
			"a new password by a link": func() {
				link, err := h.crm.Access.Reset(t.Context(), system, h.member)
				h.ok(err)
				_, err = h.crm.Access.Accept(t.Context(), link, "Mo", password+" more")
				h.ok(err)
			},
			"shut out": func() { h.ok(h.crm.Access.Disable(t.Context(), system, h.member)) },
		} {
			if _, err := h.crm.Access.UserBy(t.Context(), "mo@example.org"); err != nil {
				_, err = h.crm.Access.AddUser(t.Context(), access.Newcomer{Email: "mo@example.org", Password: password + " more", By: system}, access.Member)
				h.ok(err)
			}
			my := h.device()
			if w := my.add(password+" more", h.session(h.member)); w.Code != 303 {
				t.Fatalf("made: %d %s", w.Code, clipBody(w.Body.String()))
			}
			end()
			if w := my.signIn(my.answer()); w.Code < 400 || cookies(w)["clientele"] != nil {
				t.Errorf("%s: it lets in: %d", what, w.Code)
			}
		}
	})
}

// TestNoPasskeyOnPlainHTTP: none is offered where browsers keep none, and it is said why.
func TestNoPasskeyOnPlainHTTP(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	for origin, want := range map[string]bool{"": false, "http://crm.kettle.example": false, "https://192.0.2.7": false, "http://127.0.0.1:8080": false, "ftp://localhost": false,
		at: true, "https://localhost:8443": true, "http://localhost:8080": true} {
		h.crm.Access.Origin = origin
		door, page := h.do(get("/sign-in")).Body.String(), h.do(get("/your-account"), owner).Body.String()
		if got := strings.Contains(door, "<pass-key"); got != want || strings.Contains(page, "<pass-key") != want || strings.Contains(page, "addresses with https") == want {
			t.Errorf("%q: offered %v, want %v", origin, got, want)
		}
		if w := h.do(postJSON("/api/v1/ask-passkey", `{}`)); (w.Code == 200) != want || w.Code >= 500 {
			t.Errorf("%q: asked %d", origin, w.Code)
		}
	}
}
