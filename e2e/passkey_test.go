package e2e

import (
	"net"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// A passkey is made in one's own account and signs in without a password, at the address
// for which it was made alone.
func TestPasskey(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	h := serveAt(t, t.TempDir(), addr)
	x := h.open(t)
	x.visit("/sign-in")
	if get(x, chromedp.Evaluate[bool](`[...document.querySelectorAll("pass-key")].some(e => e.checkVisibility())`)) {
		t.Error("a passkey is offered at an address for which there is none")
	}
	h.url, h.setup = strings.Replace(h.url, "127.0.0.1", "localhost", 1), strings.Replace(h.setup, "127.0.0.1", "localhost", 1)
	x.owner()
	x.device()
	x.visit("/your-account")
	x.fill("add-passkey", "name", "the blue key")
	x.fill("add-passkey", "password", "not it at all")
	x.expected = append(x.expected, "422")
	x.press("Make a passkey")
	x.see("that is not your password")
	x.fill("add-passkey", "password", password)
	x.press("Make a passkey")
	x.see("not used yet")
	x.sent("sign-out")
	x.visit("/sign-in?next=/balance")
	x.press("Sign in with a passkey")
	x.until(`location.pathname === "/balance"`, "to be inside")
	x.visit("/your-account")
	x.see("last used")
	x.sent("drop-passkey")
	x.see("taken away")
}

// device gives the browser a device that makes passkeys and always knows that it is us.
func (x *tab) device() {
	x.t.Helper()
	if _, err := chromedp.Call(x.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		x.t.Fatal(err)
	}
	if _, err := chromedp.Call(x.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}); err != nil {
		x.t.Fatal(err)
	}
}
