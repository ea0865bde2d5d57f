package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// code is what an app shows now.
func (h *testHouse) code(secret string) string {
	h.Helper()
	code, err := totp.GenerateCode(secret, h.clock.now())
	h.ok(err)
	return code
}

var shownSecret = regexp.MustCompile(`"secret":"([A-Z2-7]{32})"`)
var shownCodes = regexp.MustCompile(`[A-Z2-7]{4}\x{2011}[A-Z2-7]{4}\x{2011}[A-Z2-7]{4}`)

// twoSteps switches the second step of the owner on, by the page.
func (h *testHouse) twoSteps(sign func(*http.Request)) (secret string, codes []string, now func(*http.Request)) {
	h.Helper()
	if w := h.do(post("/do/begin-two-step", url.Values{"password": {"not it at all"}}), sign); w.Code != 422 {
		h.Errorf("begun with a wrong password: %d", w.Code)
	}
	if w := h.do(post("/do/begin-two-step", url.Values{"password": {password}}), sign); w.Code != 303 {
		h.Fatalf("begin: %d %s", w.Code, clipBody(w.Body.String()))
	}
	if page := h.do(get("/your-account"), sign).Body.String(); !strings.Contains(page, "<svg") || !strings.Contains(page, "confirm-two-step") {
		h.Error("the page shows no square")
	}
	found := shownSecret.FindStringSubmatch(h.do(get("/api/v1/your-account"), sign).Body.String())
	if found == nil {
		h.Fatal("no secret is shown")
	}
	secret = found[1]
	if w := h.do(post("/do/confirm-two-step", url.Values{"code": {"000000x"}}), sign); w.Code != 422 {
		h.Errorf("switched on by a wrong code: %d", w.Code)
	}
	w := h.do(post("/do/confirm-two-step", url.Values{"code": {h.code(secret)}}), sign)
	if w.Code != 303 {
		h.Fatalf("switch on: %d %s", w.Code, clipBody(w.Body.String()))
	}
	now = with(cookies(w)["clientele"])
	shown := h.do(get("/your-account"), now, with(cookies(w)["clientele-flash"])).Body.String()
	if codes = shownCodes.FindAllString(shown, -1); len(codes) != 10 {
		h.Fatalf("%d recovery codes", len(codes))
	}
	if again := h.do(get("/your-account"), now).Body.String(); strings.Contains(again, codes[0]) || strings.Contains(again, secret) {
		h.Error("codes or secret are shown a second time")
	}
	return secret, codes, now
}

// ticketOf is the ticket to which signing in led.
func (h *testHouse) ticketOf(w *httptest.ResponseRecorder) string {
	h.Helper()
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || to.Path != "/second-step" || cookies(w)["clientele"] != nil {
		h.Fatalf("a password alone leads to %v, %v", to, err)
	}
	return to.Query().Get("ticket")
}

func (h *testHouse) step(ticket, code string) *httptest.ResponseRecorder {
	return h.do(post("/do/second-step", url.Values{"ticket": {ticket}, "code": {code}, "next": {"/balance"}}))
}

// TestTwoSteps: on by the page; then a password alone opens nothing, each code is good
// once, and so is a recovery code; off again it is as before.
func TestTwoSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		there := h.session(h.owner)
		secret, codes, here := h.twoSteps(h.session(h.owner))
		if w := h.do(get("/"), there); !denied(w) {
			t.Errorf("a session of one step goes on: %d", w.Code)
		}
		ticket := h.ticketOf(h.signIn(ownerEmail, password))
		if w := h.do(get("/second-step?ticket=" + ticket)); w.Code != 200 || strings.Contains(w.Body.String(), secret) {
			t.Errorf("the page: %d", w.Code)
		}
		if w := h.step(ticket, h.code(secret)); w.Code != 422 {
			t.Errorf("the code by which it was switched on, again: %d", w.Code)
		}
		h.clock.add(time.Minute)
		code := h.code(secret)
		w := h.step(ticket, code[:3]+" "+code[3:])
		if w.Code != 303 || w.Header().Get("Location") != "/balance" || cookies(w)["clientele"] == nil {
			t.Fatalf("a code: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/"), with(cookies(w)["clientele"])); w.Code != 200 {
			t.Errorf("signed in: %d", w.Code)
		}
		h.clock.add(time.Minute)
		if w := h.step(ticket, h.code(secret)); !denied(w) {
			t.Errorf("the ticket again: %d", w.Code)
		}
		h.recover(codes)
		for row := range strings.SplitSeq(strings.Join(h.texts(first(d.SQL()), "SELECT hash FROM recovery_codes UNION SELECT hash FROM links"), "\n"), "\n") {
			if strings.Contains(row, strings.ReplaceAll(codes[1], "\u2011", "")) {
				t.Error("a recovery code is kept in clear")
			}
		}
		w = h.do(post("/do/end-two-step", url.Values{"password": {password}}), here)
		if w.Code != 303 || cookies(w)["clientele"] == nil {
			t.Fatalf("switch off: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.signIn(ownerEmail, password); cookies(w)["clientele"] == nil {
			t.Errorf("after switching off: %d %v", w.Code, w.Header())
		}
	})
}

// recover signs in by a recovery code, once.
func (h *testHouse) recover(codes []string) {
	h.Helper()
	if w := h.step(h.ticketOf(h.signIn(ownerEmail, password)), strings.ToLower(strings.ReplaceAll(codes[0], "\u2011", "-"))); w.Code != 303 {
		h.Errorf("a recovery code: %d %s", w.Code, clipBody(w.Body.String()))
	}
	if w := h.step(h.ticketOf(h.signIn(ownerEmail, password)), codes[0]); w.Code != 422 {
		h.Errorf("the same recovery code: %d", w.Code)
	}
}

// TestSecondStepLimit: a ticket is no licence to guess, and the limit passes.
func TestSecondStepLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		secret, _, _ := h.twoSteps(h.session(h.owner))
		h.clock.add(time.Hour)
		code := 0
		for range 6 {
			code = h.step(h.ticketOf(h.signIn(ownerEmail, password)), "wrong").Code
		}
		if code != http.StatusTooManyRequests {
			t.Errorf("the sixth wrong code: %d", code)
		}
		ticket := h.ticketOf(h.signIn(ownerEmail, password))
		if w := h.step(ticket, h.code(secret)); w.Code != http.StatusTooManyRequests {
			t.Errorf("the right code after that: %d", w.Code)
		}
		h.clock.add(5 * time.Minute)
		if w := h.step(ticket, h.code(secret)); w.Code != 303 {
			t.Errorf("five minutes later: %d", w.Code)
		}
		ticket = h.ticketOf(h.signIn(ownerEmail, password))
		h.clock.add(11 * time.Minute)
		if w := h.step(ticket, h.code(secret)); !denied(w) {
			t.Errorf("a ticket of eleven minutes: %d", w.Code)
		}
	})
}

// TestLinkAsksForTheSecondStep: who has only the link to a new password is not in.
func TestLinkAsksForTheSecondStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		secret, _, _ := h.twoSteps(h.session(h.owner))
		link, err := h.crm.Access.Reset(t.Context(), access.System("test"), h.owner)
		h.ok(err)
		ticket := h.ticketOf(h.do(post("/do/accept-invite", url.Values{"token": {link}, "name": {"Olga"}, "password": {"nine yellow saucers"}})))
		h.clock.add(time.Minute)
		if w := h.step(ticket, h.code(secret)); w.Code != 303 || cookies(w)["clientele"] == nil {
			t.Errorf("the code after the link: %d", w.Code)
		}
		h.ok(h.crm.Access.ResetSecondStep(t.Context(), access.System("test"), h.owner))
		if w := h.signIn(ownerEmail, "nine yellow saucers"); cookies(w)["clientele"] == nil {
			t.Errorf("after the reset: %d", w.Code)
		}
	})
}

// TestTwoStepsOfEverybody: who has no second step is signed out, and sets one up before
// anything else; nobody switches it off then.
func TestTwoStepsOfEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		require := url.Values{"who": {"everybody"}}
		if w := h.do(post("/do/require-two-step", require), h.session(h.owner)); w.Code != 409 {
			t.Errorf("of everybody but oneself: %d", w.Code)
		}
		_, _, owner := h.twoSteps(h.session(h.owner))
		member := h.session(h.member)
		if w := h.do(post("/do/require-two-step", require), owner); w.Code != 303 {
			t.Fatalf("require: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/"), member); !denied(w) {
			t.Errorf("a member of one step: %d", w.Code)
		}
		if w := h.do(post("/do/end-two-step", url.Values{"password": {password}}), owner); w.Code != 409 {
			t.Errorf("switched off: %d", w.Code)
		}
		ticket, err := h.crm.Access.Admit(t.Context(), h.member)
		h.ok(err)
		found := shownSecret.FindStringSubmatch(h.do(get("/api/v1/second-step?ticket=" + ticket)).Body.String())
		if found == nil {
			t.Fatal("no secret for the member's app")
		}
		w := h.step(ticket, h.code(found[1]))
		if w.Code != 303 || cookies(w)["clientele"] == nil {
			t.Fatalf("the first code: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(post("/do/reset-two-step", url.Values{"id": {fmt.Sprint(int64(h.member))}}), owner); w.Code != 303 {
			t.Errorf("reset: %d %s", w.Code, clipBody(w.Body.String()))
		}
		if w := h.do(get("/"), with(cookies(w)["clientele"])); !denied(w) {
			t.Errorf("after the reset: %d", w.Code)
		}
	})
}
