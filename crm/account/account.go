// Package account is one account: its standings with their reasons, what happened, and the acts
// that write down what happens.
package account

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Accounts is what the page of an account reads and writes.
type Accounts struct {
	Panels    page.Panels // what others put onto an account's page
	Book      *ledger.Book
	Directory *directory.Directory
	Jobs      *jobs.Jobs
	Access    *access.Access
	Records   *record.Store
	Clock     *clientele.Clock

	// Open are the open tasks of an account, promises among them; Keep ends a promise in the
	// transaction in which the contact that kept it is written down.
	Open func(ctx context.Context, s access.Scope, account clientele.ID) ([]shape.Step, error)
	Keep func(ctx context.Context, tx *db.Tx, s access.Scope, account, task clientele.ID) error
	// Happened is what happened with an account, or the head of it.
	Happened func(ctx context.Context, s access.Scope, account *record.Record, asked shape.StreamAsked) (shape.Stream, error)

	// Mentioned reads whom a text names by @, where it is about what stands behind a wall;
	// Told keeps who is to be told of an entry. nil: nobody is.
	Mentioned func(ctx context.Context, text string, wall clientele.ID) (string, error)
	Told      func(ctx context.Context, tx *db.Tx, s access.Scope, e clientele.Entry, wall clientele.ID) error
}

// Capability is its pages and acts.
func (c *Accounts) Capability() page.Capability {
	return page.Capability{
		Name: "account",
		Pages: []page.Page{
			page.Read("account", "/accounts/{id}", access.SignedIn, c.Account, AccountPage).
				Titled(clientele.Tell("title.account"), "One account: its standings with their reasons, their course, and everything that happened.").
				AnswersAt("accounts/{id}/page"), // the account itself is a record
			page.Read("entry", "/entries/{id}", access.Writers, c.Entry, EntryPage).
				Titled(clientele.Tell("title.correct"), "A contact or a note that was written down, to correct it."),
		},
		Acts: []page.Act{
			page.Write("overrule", access.Writers, c.Overrule).
				Titled(clientele.Tell("title.overrule"), "Sets your word against the measure, with a reason and a date."),
			page.Write("take-back-overrule", access.Writers, c.TakeBackOverrule).
				Titled(clientele.Tell("title.take-back"), "Ends an overrule: the measure speaks again."),
			page.Write("add-interaction", access.Writers, c.AddInteraction).
				Titled(clientele.Tell("title.add-contact"), "Writes down a call, an e-mail, a meeting, a visit or a message."),
			page.Write("take-back-contact", access.Writers, c.TakeBackContact).
				Titled(clientele.Tell("title.take-back"), "Takes away contact that was just written down, and opens again what it kept."),
			page.Write("add-note", access.Writers, c.AddNote).
				Titled(clientele.Tell("title.add-a-note"), "Writes a note."),
			page.Write("settle", access.Writers, c.Settle).
				Titled(clientele.Tell("title.done"), "Ends a piece of advice as followed, or puts it off."),
			page.Write("take-back-settle", access.Writers, c.TakeBackSettle).
				Titled(clientele.Tell("title.take-back"), "Brings advice back as it was before it was settled."),
			page.Write("correct-entry", access.Writers, c.CorrectEntry).
				Titled(clientele.Tell("title.correct"), "Corrects what was written down of a contact or a note; what it said before is kept."),
			page.Write("remove-entry", access.Writers, c.RemoveEntry).
				Titled(clientele.Tell("title.remove"), "Takes away what was written down by hand."),
			page.Write("bring-back-entry", access.Writers, c.BringBackEntry).
				Titled(clientele.Tell("title.bring-back"), "Takes the last correction or removal of an entry back."),
			page.Write("set-owner", access.Writers, c.SetOwner).
				Titled(clientele.Tell("title.hand-over"), "Says who looks after an account."),
		},
	}
}
