// Package crm is the one list of what a firm can do here, in meant order.
//
// One more page or act touches one folder: its method beside its In and Out, its
// template, and one line in that folder's Capability(). One more capability is a
// folder below this one and one line in New. Web pages, JSON with its description,
// CSV and the verbs of the command line follow from the list.
package crm

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/ui"
	"github.com/clientele-crm/clientele/view"
)

// Ports is what capabilities stand on. Without any of it the list can be read, but nothing done.
type Ports struct {
	DB        *db.DB
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.House
	Data      string // folder of files handed in
	Log       *slog.Logger
	Now       func() time.Time // the clock; time.Now where nil
	Version   string
	Once      page.Once // remembers what was done under which key; nil: each act is done each time
}

// CRM is the list, with what skins want besides.
type CRM struct {
	Ports
	house *view.House
	All   []page.Capability
}

// New makes the list.
func New(p Ports) *CRM {
	h := &view.House{DB: p.DB, Book: p.Book, Directory: p.Directory, Access: p.Access, Jobs: p.Jobs, Data: p.Data, Log: p.Log, Now: p.Now, Version: p.Version}
	c := &CRM{Ports: p, house: h}
	c.All = []page.Capability{
		{
			Name: "today",
			Pages: []page.Page{
				page.Read("today", "/", access.SignedIn, h.Today, ui.TodayPage).Titled("Today", "Who is slipping, who is growing into a client, and what is due.").InMenu(page.Main),
				page.Read("relationships", "/relationships", access.SignedIn, h.Relationships, ui.RelationshipsPage).Titled("Relationships", "The list of relationships: filtered, sorted, page by page.").InMenu(page.Main),
				page.Read("account", "/accounts/{id}", access.SignedIn, h.Account, ui.AccountPage).Titled("Account", "One account: its standings with their reasons, their course, and everything that happened."),
				page.Read("balance", "/balance", access.SignedIn, h.Balance, ui.BalancePage).Titled("Balance", "How many and how much of each kind, over time, and who moved.").InMenu(page.Main),
				page.Read("trust", "/trust", access.SignedIn, h.Trust, ui.TrustPage).Titled("Trust", "How well the measure foresaw what came, on this house's own data.").InMenu(page.Main),
				page.Read("imports", "/imports", access.SignedIn, h.Imports, ui.ImportsPage).Titled("Imports", "The files that were brought in.").InMenu(page.Low),
				page.Read("import", "/imports/{id}", access.SignedIn, h.Import, ui.ImportPage).Titled("Import", "The receipt of one import, with the rows that were not taken.").As("receipt"),
				page.Read("import-preview", "/imports/preview", access.SignedIn, h.ImportPreview, ui.ImportPreviewPage).Titled("Look at a file", "How a file handed in would be read, on its first rows.").InBrowser(),
				page.Read("jobs", "/jobs", access.SignedIn, h.JobList, ui.JobsPage).Titled("Work", "What the house does in the background.").InMenu(page.Low),
				page.Read("job", "/jobs/{id}", access.SignedIn, h.Job, ui.JobPage).Titled("Work", "One piece of work in the background, with how far it is."),
				page.Read("search", "/search", access.SignedIn, h.Search, ui.SearchPage).Titled("Search", "Accounts by a few letters of their name, key or e-mail address."),
				page.Read("settings", "/settings", access.SignedIn, h.Settings, ui.SettingsPage).Titled("Settings", "The firm's name and words, your password, keys for programs, and what runs here.").InMenu(page.Low),
				page.Read("api", "/api", access.SignedIn, view.Tables(&c.All), ui.APIPage).Titled("For programs", "Every page and act, as programs use them: paths, fields, and who may."),
				page.Read("sign-in", "/sign-in", access.Anyone, h.SignInPage, ui.SignInPage).Titled("Sign in", "The page to sign in.").InBrowser(),
				page.Read("setup", "/setup", access.Anyone, h.SetupPage, ui.SetupPage).Titled("Welcome", "The first page of all, behind the link printed at the start.").InBrowser(),
			},
			Acts: []page.Act{
				page.Write("import-upload", access.SignedIn, h.ImportUpload).Titled("Look at it", "Hands in a file; nothing is imported yet.").InBrowser(),
				page.Write("import-confirm", access.SignedIn, h.ImportConfirm).Titled("Import", "Begins the import of a file handed in.").InBrowser(),
				page.Write("import-undo", access.SignedIn, h.ImportUndo).Titled("Undo the import", "Takes a whole import back."),
				page.Write("import-redo", access.SignedIn, h.ImportRedo).Titled("Redo the import", "Brings an import back that was undone."),
				page.Write("job-cancel", access.SignedIn, h.JobCancel).Titled("Stop", "Calls off work in the background."),
				page.Write("overrule", access.SignedIn, h.Overrule).Titled("Overrule", "Sets your word against the measure, with a reason and a date."),
				page.Write("take-back-overrule", access.SignedIn, h.TakeBackOverrule).Titled("Take back", "Ends an overrule: the measure speaks again."),
				page.Write("add-interaction", access.SignedIn, h.AddInteraction).Titled("Add contact", "Writes down a call, an e-mail, a meeting, a visit or a message."),
				page.Write("add-note", access.SignedIn, h.AddNote).Titled("Add a note", "Writes a note."),
				page.Write("add-follow-up", access.SignedIn, h.AddFollowUp).Titled("Promise", "Writes down something promised, with a date."),
				page.Write("settle", access.SignedIn, h.Settle).Titled("Done", "Closes a promise or a piece of advice, or puts it off."),
				page.Write("set-owner", access.SignedIn, h.SetOwner).Titled("Hand over", "Says who looks after an account."),
				page.Write("measure-now", access.SignedIn, h.MeasureNow).Titled("Measure now", "Measures every relationship afresh, in the background."),
				page.Write("backtest-now", access.SignedIn, h.BacktestNow).Titled("Test the measure", "Tests the measure on this house's own past, in the background."),
				page.Write("change-password", access.SignedIn, h.ChangePassword).Titled("Change the password", "Changes your password and ends your other sessions.").InBrowser(),
				page.Write("create-token", access.SignedIn, h.CreateToken).Titled("Make a key", "Makes a key for a program; it is shown once.").InBrowser(),
				page.Write("drop-token", access.SignedIn, h.DropToken).Titled("Drop the key", "Ends a key for a program.").InBrowser(),
				page.Write("add-user", access.Owners, h.AddUser).Titled("Let in", "Lets a colleague in, with a first password that is shown once."),
				page.Write("shut-out", access.Owners, h.ShutOut).Titled("Shut out", "Ends a colleague's sessions and keys; what they wrote stays."),
				page.Write("rename-firm", access.Owners, h.RenameFirm).Titled("Save", "Names the firm, and its words for clients and customers."),
				page.Write("sign-in", access.Anyone, h.SignIn).Titled("Sign in", "Begins a session.").InBrowser().FormAt(view.AtSignIn),
				page.Write("sign-out", access.SignedIn, h.SignOut).Titled("Sign out", "Ends this session.").InBrowser(),
				page.Write("setup-owner", access.Anyone, h.SetupOwner).Titled("Begin", "Makes the first owner, once, by the link printed at the start.").InBrowser().FormAt(view.AtSetup),
			},
		},
	}
	return c
}

// Shell is what the house around a page says.
func (c *CRM) Shell(ctx context.Context, s access.Scope) (page.Shell, error) {
	return c.house.Shell(ctx, s)
}

// Day is today.
func (c *CRM) Day() clientele.Day { return c.house.Day() }

// OpenJobs counts the open work by kind and state.
func (c *CRM) OpenJobs(ctx context.Context) (map[[2]string]int, error) { return c.house.OpenJobs(ctx) }

// Receive keeps a file that comes in.
func (c *CRM) Receive(ctx context.Context, name string, from io.Reader) (page.Upload, error) {
	return c.house.Receive(ctx, name, from)
}

// DropUploads throws files away that were handed in.
func (c *CRM) DropUploads(files map[string]page.Upload) { c.house.DropUploads(files) }
