// Package team is who may come in: the first owner, signing in and out, colleagues.
package team

import (
	"log/slog"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
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
				Titled(say.English.Say("title.sign-in"), "The page to sign in.").InBrowser(),
			page.Read("setup", "/setup", access.Anyone, c.SetupPage, SetupPage).
				Titled(say.English.Say("title.welcome"), "The first page of all, behind the link printed at the start.").InBrowser(),
			page.Read("invite", "/invite", access.Anyone, c.InvitePage, InvitePage).
				Titled(say.English.Say("title.choose-a-password"), "The page behind an invitation, or behind a link to a new password.").InBrowser(),
			page.Read("second-step", "/second-step", access.Anyone, c.SecondStepPage, SecondStepPage).
				Titled(say.English.Say("title.the-second-step"), "Asks for the code of an app, after the password.").InBrowser(),
			page.Read("your-account", "/your-account", access.SignedIn, c.YourAccount, YourAccountPage).
				Titled(say.English.Say("title.your-account"), "How you sign in: two-step sign-in and its recovery codes."),
			page.Read("leaving", "/leaving", access.Owners, c.Leaving, LeavingPage).
				Titled(say.English.Say("title.shut-out"), "What a colleague looks after, and who takes it over when they leave."),
			page.Read("teams", "/teams", access.Managers, c.TeamsPage, TeamsPage).
				Titled(say.English.Say("title.teams"), "Who works together."),
		},
		Acts: []page.Act{
			page.Write("add-user", access.Owners, c.AddUser).
				Titled(say.English.Say("title.let-in"), "Lets a colleague in by a one-time link, which is shown once.").InBrowser(),
			page.Write("set-role", access.Owners, c.SetRole).
				Titled(say.English.Say("title.change-the-role"), "Changes what a colleague may do, at once.").InBrowser(),
			page.Write("reset-user", access.Owners, c.ResetUser).
				Titled(say.English.Say("title.new-password"), "Makes a one-time link by which a colleague sets a new password.").InBrowser(),
			page.Write("hand-over-house", access.Owners, c.HandOver).
				Titled(say.English.Say("title.hand-over"), "Makes a colleague owner in your place; you become a manager.").InBrowser(),
			page.Write("shut-out", access.Owners, c.ShutOut).
				Titled(say.English.Say("title.shut-out"), "Ends a colleague's sessions and keys, and hands on what they looked after; what they wrote stays.").InBrowser().FormAt(atLeaving),
			page.Write("put-team", access.Managers, c.PutTeam).
				Titled(say.English.Say("title.save"), "Makes a team, or gives one another name and other people.").FormAt(atTeams),
			page.Write("drop-team", access.Managers, c.DropTeam).
				Titled(say.English.Say("title.drop-the-team"), "Takes a team away; its people stay.").FormAt(atTeams),
			page.Write("sign-in", access.Anyone, c.SignIn).
				Titled(say.English.Say("title.sign-in"), "Begins a session.").InBrowser().FormAt(atSignIn),
			page.Write("second-step", access.Anyone, c.SecondStep).
				Titled(say.English.Say("title.sign-in"), "Begins a session by a code, after the password.").InBrowser().FormAt(atSecondStep),
			page.Write("begin-two-step", access.SignedIn, c.BeginTwoStep).
				Titled(say.English.Say("title.begin"), "Makes what an app needs to make codes for signing in.").InBrowser().FormAt(atYourAccount),
			page.Write("confirm-two-step", access.SignedIn, c.ConfirmTwoStep).
				Titled(say.English.Say("title.switch-on"), "Switches two-step sign-in on by a first code; ends your other sessions.").InBrowser().FormAt(atYourAccount),
			page.Write("end-two-step", access.SignedIn, c.EndTwoStep).
				Titled(say.English.Say("title.switch-off"), "Switches your two-step sign-in off; ends your other sessions.").InBrowser().FormAt(atYourAccount),
			page.Write("renew-codes", access.SignedIn, c.RenewCodes).
				Titled(say.English.Say("title.new-recovery-codes"), "Makes ten recovery codes in place of earlier ones; they are shown once.").InBrowser().FormAt(atYourAccount),
			page.Write("reset-two-step", access.Owners, c.ResetTwoStep).
				Titled(say.English.Say("title.take-away"), "Takes away the second step of a colleague who has lost the phone.").InBrowser().FormAt(atYourAccount),
			page.Write("require-two-step", access.Owners, c.RequireTwoStep).
				Titled(say.English.Say("title.two-steps-for-everybody"), "Asks two-step sign-in of everybody, or leaves it to each.").InBrowser().FormAt(atYourAccount),
			page.Write("begin-passkey", access.SignedIn, c.BeginPasskey).
				Titled(say.English.Say("title.make-a-passkey"), "Asks your device for a passkey, after your password.").InBrowser().FormAt(atYourAccount),
			page.Write("add-passkey", access.SignedIn, c.AddPasskey).
				Titled(say.English.Say("title.make-a-passkey"), "Keeps a passkey that your device made.").InBrowser().FormAt(atYourAccount),
			page.Write("drop-passkey", access.SignedIn, c.DropPasskey).
				Titled(say.English.Say("title.take-away"), "Takes a passkey away: it lets nobody in any more.").InBrowser().FormAt(atYourAccount),
			page.Write("ask-passkey", access.Anyone, c.AskPasskey).
				Titled(say.English.Say("title.sign-in-with-a-passkey"), "Asks your device to sign in by a passkey.").InBrowser().FormAt(atSignIn),
			page.Write("passkey-sign-in", access.Anyone, c.PasskeySignIn).
				Titled(say.English.Say("title.sign-in-with-a-passkey"), "Begins a session by a passkey, which counts as both steps.").InBrowser().FormAt(atSignIn),
			page.Write("sign-out", access.SignedIn, c.SignOut).
				Titled(say.English.Say("title.sign-out"), "Ends this session.").InBrowser(),
			page.Write("accept-invite", access.Anyone, c.AcceptInvite).
				Titled(say.English.Say("title.come-in"), "Sets name and password by a one-time link, and signs in.").InBrowser().FormAt(atInvite),
			page.Write("setup-owner", access.Anyone, c.SetupOwner).
				Titled(say.English.Say("title.begin"), "Makes the first owner, once, by the link printed at the start.").InBrowser().FormAt(atSetup),
		},
	}
}
