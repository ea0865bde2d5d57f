// Package imports brings files in: handed in, looked at, imported, undone and redone.
package imports

import (
	"context"
	"log/slog"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// Imports is what reads files.
type Imports struct {
	Book  *ledger.Book
	Firm  func(context.Context) (currency string, err error) // of amounts that name none
	Jobs  *jobs.Jobs
	Clock *clientele.Clock
	Data  string // folder of files handed in
	Log   *slog.Logger

	// Otherwise takes a file that is no evidence, as a calendar; nil: there is none.
	Otherwise func(ctx context.Context, s access.Scope, file page.Upload) (done page.Done, taken bool, err error)
}

// Capability is its pages and acts.
func (c *Imports) Capability() page.Capability {
	return page.Capability{
		Name: "imports",
		Pages: []page.Page{
			page.Read("imports", "/imports", access.Insiders, c.Imports, ImportsPage).
				Titled(clientele.Tell("title.imports"), "The files that were brought in.").InMenu(page.Low),
			page.Read("import", "/imports/{id}", access.Insiders, c.Import, ImportPage).
				Titled(clientele.Tell("title.import"), "The receipt of one import, with the rows that were not taken.").As("receipt"),
			page.Read("import-preview", "/imports/preview", access.Insiders, c.ImportPreview, ImportPreviewPage).
				Titled(clientele.Tell("title.look-at-a-file"), "How a file handed in would be read, on its first rows.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("import-upload", access.Writers, c.ImportUpload).
				Titled(clientele.Tell("title.look-at-it"), "Hands in a file; nothing is imported yet.").InBrowser(),
			page.Write("import-confirm", access.Writers, c.ImportConfirm).
				Titled(clientele.Tell("title.import"), "Begins the import of a file handed in.").InBrowser(),
			page.Write("import-undo", access.Writers, c.ImportUndo).
				Titled(clientele.Tell("title.undo-the-import"), "Takes a whole import back."),
			page.Write("import-redo", access.Writers, c.ImportRedo).
				Titled(clientele.Tell("title.redo-the-import"), "Brings an import back that was undone."),
		},
	}
}
