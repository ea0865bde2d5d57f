// Package team is who may come in: the first owner, signing in and out, colleagues.
package team

import (
	"log/slog"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// Team is where people are kept.
type Team struct {
	Access  *access.Access
	Records *record.Store
	Leave   Leaver
	Log     *slog.Logger
}

// Capability is its pages and acts.
func (c *Team) Capability() page.Capability {
	return page.Capability{
		Name: "team",
		Pages: []page.Page{
			page.Read("sign-in", "/sign-in", access.Anyone, c.SignInPage, SignInPage).
				Titled(clientele.Tell("title.sign-in"), "The page to sign in.").InBrowser(),
			page.Read("setup", "/setup", access.Anyone, c.SetupPage, SetupPage).
				Titled(clientele.Tell("title.welcome"), "The first page of all, behind the link printed at the start.").InBrowser(),
			page.Read("invite", "/invite", access.Anyone, c.InvitePage, InvitePage).
				Titled(clientele.Tell("title.choose-a-password"), "The page behind an invitation, or behind a link to a new password.").InBrowser(),
			page.Read("second-step", "/second-step", access.Anyone, c.SecondStepPage, SecondStepPage).
				Titled(clientele.Tell("title.the-second-step"), "Asks for the code of an app, after the password.").InBrowser(),
			page.Read("your-account", "/your-account", access.SignedIn, c.YourAccount, YourAccountPage).
				Titled(clientele.Tell("title.your-account"), "How you sign in: two-step sign-in and its recovery codes."),
			page.Read("leaving", "/leaving", access.Owners, c.Leaving, LeavingPage).
				Titled(clientele.Tell("title.shut-out"), "What a colleague looks after, and who takes it over when they leave."),
			page.Read("teams", "/teams", access.Managers, c.TeamsPage, TeamsPage).
				Titled(clientele.Tell("title.teams"), "Who works together."),
		},
		Acts: []page.Act{
			page.Write("add-user", access.Owners, c.AddUser).
				Titled(clientele.Tell("title.let-in"), "Lets a colleague in by a one-time link, which is shown once.").InBrowser(),
			page.Write("set-role", access.Owners, c.SetRole).
				Titled(clientele.Tell("title.change-the-role"), "Changes what a colleague may do, at once.").InBrowser(),
			page.Write("reset-user", access.Owners, c.ResetUser).
				Titled(clientele.Tell("title.new-password"), "Makes a one-time link by which a colleague sets a new password.").InBrowser(),
			page.Write("hand-over-house", access.Owners, c.HandOver).
				Titled(clientele.Tell("title.hand-over"), "Makes a colleague owner in your place; you become a manager.").InBrowser(),
			page.Write("shut-out", access.Owners, c.ShutOut).
				Titled(clientele.Tell("title.shut-out"), "Ends a colleague's sessions and keys, and hands on what they looked after; what they wrote stays.").InBrowser().FormAt(atLeaving),
			page.Write("put-team", access.Managers, c.PutTeam).
				Titled(clientele.Tell("title.save"), "Makes a team, or gives one another name and other people.").FormAt(atTeams),
			page.Write("drop-team", access.Managers, c.DropTeam).
				Titled(clientele.Tell("title.drop-the-team"), "Takes a team away; its people stay.").FormAt(atTeams),
			page.Write("sign-in", access.Anyone, c.SignIn).
				Titled(clientele.Tell("title.sign-in"), "Begins a session.").InBrowser().FormAt(atSignIn),
			page.Write("second-step", access.Anyone, c.SecondStep).
				Titled(clientele.Tell("title.sign-in"), "Begins a session by a code, after the password.").InBrowser().FormAt(atSecondStep),
			page.Write("begin-two-step", access.SignedIn, c.BeginTwoStep).
				Titled(clientele.Tell("title.begin"), "Makes what an app needs to make codes for signing in.").InBrowser().FormAt(atYourAccount),
			page.Write("confirm-two-step", access.SignedIn, c.ConfirmTwoStep).
				Titled(clientele.Tell("title.switch-on"), "Switches two-step sign-in on by a first code; ends your other sessions.").InBrowser().FormAt(atYourAccount),
			page.Write("end-two-step", access.SignedIn, c.EndTwoStep).
				Titled(clientele.Tell("title.switch-off"), "Switches your two-step sign-in off; ends your other sessions.").InBrowser().FormAt(atYourAccount),
			page.Write("renew-codes", access.SignedIn, c.RenewCodes).
				Titled(clientele.Tell("title.new-recovery-codes"), "Makes ten recovery codes in place of earlier ones; they are shown once.").InBrowser().FormAt(atYourAccount),
			page.Write("reset-two-step", access.Owners, c.ResetTwoStep).
				Titled(clientele.Tell("title.take-away"), "Takes away the second step of a colleague who has lost the phone.").InBrowser().FormAt(atYourAccount),
			page.Write("require-two-step", access.Owners, c.RequireTwoStep).
				Titled(clientele.Tell("title.two-steps-for-everybody"), "Asks two-step sign-in of everybody, or leaves it to each.").InBrowser().FormAt(atYourAccount),
			page.Write("begin-passkey", access.SignedIn, c.BeginPasskey).
				Titled(clientele.Tell("title.make-a-passkey"), "Asks your device for a passkey, after your password.").InBrowser().FormAt(atYourAccount),
			page.Write("add-passkey", access.SignedIn, c.AddPasskey).
				Titled(clientele.Tell("title.make-a-passkey"), "Keeps a passkey that your device made.").InBrowser().FormAt(atYourAccount),
			page.Write("drop-passkey", access.SignedIn, c.DropPasskey).
				Titled(clientele.Tell("title.take-away"), "Takes a passkey away: it lets nobody in any more.").InBrowser().FormAt(atYourAccount),
			page.Write("ask-passkey", access.Anyone, c.AskPasskey).
				Titled(clientele.Tell("title.sign-in-with-a-passkey"), "Asks your device to sign in by a passkey.").InBrowser().FormAt(atSignIn),
			page.Write("passkey-sign-in", access.Anyone, c.PasskeySignIn).
				Titled(clientele.Tell("title.sign-in-with-a-passkey"), "Begins a session by a passkey, which counts as both steps.").InBrowser().FormAt(atSignIn),
			page.Write("sign-out", access.SignedIn, c.SignOut).
				Titled(clientele.Tell("title.sign-out"), "Ends this session.").InBrowser(),
			page.Write("accept-invite", access.Anyone, c.AcceptInvite).
				Titled(clientele.Tell("title.come-in"), "Sets name and password by a one-time link, and signs in.").InBrowser().FormAt(atInvite),
			page.Write("setup-owner", access.Anyone, c.SetupOwner).
				Titled(clientele.Tell("title.begin"), "Makes the first owner, once, by the link printed at the start.").InBrowser().FormAt(atSetup),
		},
	}
}
