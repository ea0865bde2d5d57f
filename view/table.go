package view

import (
	"context"
	"reflect"

	"github.com/clientele-crm/clientele"
)

// Row is what a page and an act have in common.
type Row struct {
	Name    string // "account": of the command, the template, the operation of the API
	Title   string // as a heading or a button says it
	Summary string // one sentence, for the description of the API and the command line
	Who     Who
	Work
}

// Page is a read.
type Page struct {
	Row
	Path string // of the web page; the API has it below /api/v1
	Menu bool   // shown in the rail
}

// APIPath is where the JSON endpoint of the page is.
func (p Page) APIPath() string {
	switch p.Name {
	case PageToday:
		return apiRoot + p.Name
	case PageAccount:
		return apiRoot + "accounts/{id}/page" // the account itself is a record
	}
	return apiRoot + p.Path[1:]
}

const apiRoot = "/api/v1/"

// APIPath is where the JSON endpoint of the act is.
func (a Act) APIPath() string { return apiRoot + a.Name }

// Act is a write: POST to /do/<name>, and to /api/v1/<name>.
type Act struct{ Row }

// Work is what is done for a row: a method of House, its types and itself.
type Work struct {
	In, Out reflect.Type
	do      func(context.Context, *House, Viewer, any) (any, error) // nil: see ofTables
}

func of[I, O any](do func(*House, context.Context, Viewer, I) (O, error)) Work {
	return Work{
		In:  reflect.TypeFor[I](),
		Out: reflect.TypeFor[O](),
		do: func(ctx context.Context, h *House, v Viewer, in any) (any, error) {
			return do(h, ctx, v, in.(I))
		},
	}
}

// ofTables is the work of the page that shows the tables themselves. No method of
// House can do it: the tables would be needed to make the tables.
var ofTables = Work{In: reflect.TypeFor[APIIn](), Out: reflect.TypeFor[APIOut]()}

// Do does the work of a row for a viewer, if it is for that viewer. in is a value
// of the type In, as Decode gives it.
func (r Row) Do(ctx context.Context, h *House, v Viewer, in any) (any, error) {
	if !r.Who.Allows(v) {
		return nil, Refuse(v)
	}
	if r.do == nil {
		return describeTables(), nil
	}
	return r.do(ctx, h, v, in)
}

// Refuse is the fault of a viewer who may not.
func Refuse(v Viewer) error {
	if v.Role == Nobody {
		return &clientele.Fault{Kind: clientele.Denied, What: "you are not signed in", Remedy: "sign in first"}
	}
	return &clientele.Fault{Kind: clientele.Denied, What: "that is for the owner of this Clientele", Remedy: "ask the owner"}
}

// Names of pages that others lead to.
const (
	PageToday         = "today"
	PageRelationships = "relationships"
	PageAccount       = "account"
	PageImportPreview = "import-preview"
	PageSettings      = "settings"
	PageSignIn        = "sign-in"
	PageSetup         = "setup"
	PageAPI           = "api"
)

// Pages are the reads, in meant order.
var Pages = []Page{
	{Row{PageToday, "Today", "Who is slipping, who is growing into a client, and what is due.", SignedIn, of((*House).Today)}, "/", true},
	{Row{PageRelationships, "Relationships", "The list of relationships: filtered, sorted, page by page.", SignedIn, of((*House).Relationships)}, "/relationships", true},
	{Row{PageAccount, "Account", "One account: its standings with their reasons, their course, and everything that happened.", SignedIn, of((*House).Account)}, "/accounts/{id}", false},
	{Row{"balance", "Balance", "How many and how much of each kind, over time, and who moved.", SignedIn, of((*House).Balance)}, "/balance", true},
	{Row{"trust", "Trust", "How well the measure foresaw what came, on this house's own data.", SignedIn, of((*House).Trust)}, "/trust", true},
	{Row{"imports", "Imports", "The files that were brought in.", SignedIn, of((*House).Imports)}, "/imports", true},
	{Row{"import", "Import", "The receipt of one import, with the rows that were not taken.", SignedIn, of((*House).Import)}, "/imports/{id}", false},
	{Row{PageImportPreview, "Look at a file", "How a file handed in would be read, on its first rows.", SignedIn, of((*House).ImportPreview)}, "/imports/preview", false},
	{Row{"jobs", "Work", "What the house does in the background.", SignedIn, of((*House).JobList)}, "/jobs", true},
	{Row{"job", "Work", "One piece of work in the background, with how far it is.", SignedIn, of((*House).Job)}, "/jobs/{id}", false},
	{Row{"search", "Search", "Accounts by a few letters of their name, key or e-mail address.", SignedIn, of((*House).Search)}, "/search", false},
	{Row{PageSettings, "Settings", "The firm's name and words, your password, keys for programs, and what runs here.", SignedIn, of((*House).Settings)}, "/settings", true},
	{Row{PageAPI, "For programs", "Every page and act, as programs use them: paths, fields, and who may.", SignedIn, ofTables}, "/api", false},
	{Row{PageSignIn, "Sign in", "The page to sign in.", Anyone, of((*House).SignInPage)}, "/sign-in", false},
	{Row{PageSetup, "Welcome", "The first page of all, behind the link printed at the start.", Anyone, of((*House).SetupPage)}, "/setup", false},
}

// Acts are the writes, in meant order.
var Acts = []Act{
	{Row{"import-upload", "Look at it", "Hands in a file; nothing is imported yet.", SignedIn, of((*House).ImportUpload)}},
	{Row{"import-confirm", "Import", "Begins the import of a file handed in.", SignedIn, of((*House).ImportConfirm)}},
	{Row{"import-undo", "Undo the import", "Takes a whole import back.", SignedIn, of((*House).ImportUndo)}},
	{Row{"import-redo", "Redo the import", "Brings an import back that was undone.", SignedIn, of((*House).ImportRedo)}},
	{Row{"job-cancel", "Stop", "Calls off work in the background.", SignedIn, of((*House).JobCancel)}},
	{Row{"overrule", "Overrule", "Sets your word against the measure, with a reason and a date.", SignedIn, of((*House).Overrule)}},
	{Row{"take-back-overrule", "Take back", "Ends an overrule: the measure speaks again.", SignedIn, of((*House).TakeBackOverrule)}},
	{Row{"add-interaction", "Add contact", "Writes down a call, an e-mail, a meeting, a visit or a message.", SignedIn, of((*House).AddInteraction)}},
	{Row{"add-note", "Add a note", "Writes a note.", SignedIn, of((*House).AddNote)}},
	{Row{"add-follow-up", "Promise", "Writes down something promised, with a date.", SignedIn, of((*House).AddFollowUp)}},
	{Row{"settle", "Done", "Closes a promise or a piece of advice, or puts it off.", SignedIn, of((*House).Settle)}},
	{Row{"take-back-settle", "Take back", "Brings advice back as it was before it was settled.", SignedIn, of((*House).TakeBackSettle)}},
	{Row{"set-owner", "Hand over", "Says who looks after an account.", SignedIn, of((*House).SetOwner)}},
	{Row{"measure-now", "Measure now", "Measures every relationship afresh, in the background.", SignedIn, of((*House).MeasureNow)}},
	{Row{"backtest-now", "Test the measure", "Tests the measure on this house's own past, in the background.", SignedIn, of((*House).BacktestNow)}},
	{Row{"change-password", "Change the password", "Changes your password and ends your other sessions.", SignedIn, of((*House).ChangePassword)}},
	{Row{"create-token", "Make a key", "Makes a key for a program; it is shown once.", SignedIn, of((*House).CreateToken)}},
	{Row{"drop-token", "Drop the key", "Ends a key for a program.", SignedIn, of((*House).DropToken)}},
	{Row{"add-user", "Let in", "Lets a colleague in, with a first password that is shown once.", OwnerOnly, of((*House).AddUser)}},
	{Row{"shut-out", "Shut out", "Ends a colleague's sessions and keys; what they wrote stays.", OwnerOnly, of((*House).ShutOut)}},
	{Row{"rename-firm", "Save", "Names the firm, and its words for clients and customers.", OwnerOnly, of((*House).RenameFirm)}},
	{Row{"sign-in", "Sign in", "Begins a session.", Anyone, of((*House).SignIn)}},
	{Row{"sign-out", "Sign out", "Ends this session.", SignedIn, of((*House).SignOut)}},
	{Row{"setup-owner", "Begin", "Makes the first owner, once, by the link printed at the start.", Anyone, of((*House).SetupOwner)}},
}

// ActNamed finds an act.
func ActNamed(name string) (Act, bool) {
	for _, a := range Acts {
		if a.Name == name {
			return a, true
		}
	}
	return Act{}, false
}

// Kept is an Out that stands for a file of ours, which is given out as it is.
type Kept interface {
	File() (name, path string)
}

// Tabular is an Out that can be given out as a CSV file.
type Tabular interface {
	CSV() (file string, rows [][]string)
}
