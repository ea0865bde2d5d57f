package team

import (
	"net/url"

	"github.com/clientele-crm/clientele/page"
)

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
