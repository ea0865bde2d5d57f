// Package settings is the firm's name and words, one's password, and keys for programs.
package settings

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
)

// Settings is what the page reads and writes.
type Settings struct {
	Access   *access.Access
	Clock    *clientele.Clock
	Data     string // folder of files handed in
	Database string // engine
	KeptIn   string // where the database is
	Version  string
}

// Capability is its pages and acts.
func (c *Settings) Capability() page.Capability {
	return page.Capability{
		Name: "settings",
		Pages: []page.Page{
			page.Read("settings", "/settings", access.SignedIn, c.Settings, SettingsPage).
				Titled(clientele.Tell("title.settings"), "The firm's name and words, your password, keys for programs, and what runs here.").InMenu(page.Low),
		},
		Acts: []page.Act{
			page.Write("set-language", access.SignedIn, c.SetLanguage).Titled(clientele.Tell("settings.read-so"), "Chooses in which language one reads.").InBrowser(),
			page.Write("change-password", access.SignedIn, c.ChangePassword).
				Titled(clientele.Tell("title.change-the-password"), "Changes your password and ends your other sessions, and your keys unless they are kept.").InBrowser(),
			page.Write("create-token", access.SignedIn, c.CreateToken).
				Titled(clientele.Tell("title.make-a-key"), "Makes a key for a program; it is shown once.").InBrowser(),
			page.Write("drop-token", access.SignedIn, c.DropToken).
				Titled(clientele.Tell("title.drop-the-key"), "Ends a key for a program.").InBrowser(),
			page.Write("end-session", access.SignedIn, c.EndSession).
				Titled(clientele.Tell("title.end-the-session"), "Signs you out in one other place.").InBrowser(),
			page.Write("end-other-sessions", access.SignedIn, c.EndOtherSessions).
				Titled(clientele.Tell("title.end-all-but-this-one"), "Signs you out everywhere else.").InBrowser(),
			page.Write("set-place", access.Owners, c.SetPlace).
				Titled(clientele.Tell("title.save-where-you-are"), "Sets the firm's time zone, currency and country."),
			page.Write("rename-firm", access.Owners, c.RenameFirm).
				Titled(clientele.Tell("title.save"), "Names the firm, and its words for clients and customers."),
		},
	}
}
