// Package team is who may come in: the first owner, signing in and out, colleagues.
package team

import (
	"log/slog"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// Team is where people are kept.
type Team struct {
	Book   *ledger.Book
	Access *access.Access
	Clock  *clientele.Clock
	Log    *slog.Logger
}

// Capability is its pages and acts.
func (c *Team) Capability() page.Capability {
	return page.Capability{
		Name: "team",
		Pages: []page.Page{
			page.Read("sign-in", "/sign-in", access.Anyone, c.SignInPage, SignInPage).
				Titled("Sign in", "The page to sign in.").InBrowser(),
			page.Read("setup", "/setup", access.Anyone, c.SetupPage, SetupPage).
				Titled("Welcome", "The first page of all, behind the link printed at the start.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("add-user", access.Owners, c.AddUser).
				Titled("Let in", "Lets a colleague in, with a first password that is shown once."),
			page.Write("shut-out", access.Owners, c.ShutOut).
				Titled("Shut out", "Ends a colleague's sessions and keys; what they wrote stays."),
			page.Write("sign-in", access.Anyone, c.SignIn).
				Titled("Sign in", "Begins a session.").InBrowser().FormAt(atSignIn),
			page.Write("sign-out", access.SignedIn, c.SignOut).
				Titled("Sign out", "Ends this session.").InBrowser(),
			page.Write("setup-owner", access.Anyone, c.SetupOwner).
				Titled("Begin", "Makes the first owner, once, by the link printed at the start.").InBrowser().FormAt(atSetup),
		},
	}
}
