// Package today is the page of the day: who is slipping, what is due, and who is growing.
package today

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Today is what the page of the day reads.
type Today struct {
	Panels    page.Panels // what others put onto the page of the day
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
	Records   *record.Store

	// Promises are the open promises to an account, the next one first.
	Promises func(ctx context.Context, s access.Scope, account clientele.ID) ([]shape.Step, error)
	// Finished counts what somebody finished on a day.
	Finished func(ctx context.Context, s access.Scope, day clientele.Day) (int, error)
	// Overdue are the promises whose day is past, of some users or of all (nil), and how many there are.
	Overdue func(ctx context.Context, s access.Scope, owners []clientele.ID, after string, limit int) ([]shape.Step, string, page.Count, error)
	// Tasks are the open tasks that come up until a day, of one user or of all (0), the earliest first.
	Tasks func(ctx context.Context, s access.Scope, owner clientele.ID, until clientele.Day, limit int) ([]shape.Step, error)
}

// Capability is its pages and acts.
func (c *Today) Capability() page.Capability {
	return page.Capability{
		Name: "today",
		Pages: []page.Page{
			page.Read("today", "/", access.SignedIn, c.Today, TodayPage).
				Titled(clientele.Tell("title.today"), "Who is slipping, who is growing into a client, and what is due.").InMenu(page.Main),
			page.Read("today-list", "/today/list", access.SignedIn, c.DueList, DueListPage).
				Titled(clientele.Tell("title.what-is-due"), "All of one list of the day: what is due, who slips, who grows."),
			page.Read("unanswered", "/unanswered", access.SignedIn, c.Unanswered, OwedPage).
				Titled(clientele.Tell("title.unanswered"), "What came in within two months and had no answer: at whom the most is at stake first, or the longest."),
			page.Read("promised", "/promised", access.SignedIn, c.Promised, OwedPage).
				Titled(clientele.Tell("title.promised"), "What was promised and is overdue, the longest first."),
			page.Read("quiet", "/quiet", access.SignedIn, c.GoneQuiet, OwedPage).
				Titled(clientele.Tell("title.quiet"), "Who has been silent for much longer than is usual between them and the firm."),
			page.Read("today-note", "/today/note", access.SignedIn, c.Note, NotePage).
				Titled(clientele.Tell("title.get-in-touch"), "How an account is reached, and the form that writes down what was said."),
		},
		Acts: []page.Act{
			page.Write("hand-over", access.Writers, c.Give).
				Titled(clientele.Tell("title.hand-over"), "Gives a piece of advice to another user."),
		},
	}
}
