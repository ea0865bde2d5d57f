package team

import (
	"net/url"

	"github.com/clientele-crm/clientele/page"
)

// localOr keeps to this house: an address that leads elsewhere is not followed.
func localOr(next, otherwise string) string {
	if len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return otherwise
	}
	return next
}

// atSignIn is where the form to sign in stands.
func atSignIn(page.Input) string { return "/sign-in" }

// atSetup is where the form of the first owner stands.
func atSetup(from page.Input) string {
	return "/setup?" + url.Values{"token": from.Values["token"]}.Encode()
}

// atInvite is where the form behind a one-time link stands.
func atInvite(from page.Input) string {
	return "/invite?" + url.Values{"token": from.Values["token"]}.Encode()
}
