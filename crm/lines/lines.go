// Package lines is the firm's lines of business: made, named, put together, archived.
//
// What entries call a line is its key, which never changes. A line is a record once somebody
// made or changed it; one that only evidence names is shown by its key. Lines that were put
// together are folded as one, in the background; entries stay as they were written, so that
// taking it back brings both back whole.
//
// Start at Lines; line.go is the record, names.go what pages call lines.
package lines

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// Lines is where lines of business are made and changed.
type Lines struct {
	DB    *db.DB
	Store *record.Store
	Book  *ledger.Book
	Jobs  *jobs.Jobs
	// Keep keeps what pages call the lines with the firm's settings; "" takes it away.
	Keep func(ctx context.Context, tx *db.Tx, name, value string) error
}

// Capability is its page and acts, and its work in the background.
func (c *Lines) Capability() page.Capability {
	return page.Capability{
		Name: "lines", Works: c.works(),
		Pages: []page.Page{
			page.Read("lines", "/lines", access.Managers, c.List, linesPage).
				Titled(clientele.Tell("lines.title"), "The firm's lines of business, and how many relationships each has.").AnswersAt("lines/page"),
		},
		Acts: []page.Act{
			page.Write("add-line", access.Managers, c.Add).Titled(clientele.Tell("lines.add"), "Adds a line of business."),
			page.Write("name-line", access.Managers, c.Name).Titled(clientele.Tell("lines.save"), "Calls a line of business something else; what files call it stays."),
			page.Write("merge-lines", access.Managers, c.Merge).Titled(clientele.Tell("lines.merge"), "Puts one line of business into another; it can be taken back."),
			page.Write("part-lines", access.Managers, c.Part).Titled(clientele.Tell("lines.part"), "Takes a line of business out of the one that it was put into."),
			page.Write("archive-line", access.Managers, c.Archive).Titled(clientele.Tell("lines.archive"), "Puts a line of business away: it is offered no more."),
			page.Write("restore-line", access.Managers, c.Restore).Titled(clientele.Tell("lines.restore"), "Brings a line of business back."),
			page.Write("undo-line", access.Managers, c.Undo).Titled(clientele.Tell("lines.undo"), "Takes a change of a line of business back.").InBrowser(),
		},
	}
}
