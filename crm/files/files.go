// Package files is the files that lie with a record: a contract, a plan, a picture. Each is
// a record, with the walls of what it belongs to, its history, archive and undo; what is in
// it lies in the data folder under the hash of its content, once.
//
// Nothing that was handed in is ever shown as a page: it is given out to be kept. Start at
// Capability, then Add and Content.
package files

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Type is a file.
var Type = record.Type{
	Name: "file", Plural: "files", Home: "/files", Special: true, Of: []string{"account", "person", "task", "deal", "engagement"}, Title: "name", Sort: "name", Sorts: []string{"changed"}, Folded: true,
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed().Sensitive(),
		record.Link("account", record.Account).Listed(), record.Link("person", "person").Listed(), record.Link("task", "task").Listed(),
		record.Link("deal", "deal"), record.Link("engagement", "engagement"), record.Link("product", "product"),
		record.Long("note").Sensitive(),
	},
}

// Files is what this stands on.
type Files struct {
	Face      *faces.Face
	DB        *db.DB
	Workspace clientele.ID
	Access    *access.Access
	Clock     *clientele.Clock
	Data      string // the data folder
}

// Capability is the pages of files as records, and what is special to them.
func (c *Files) Capability() page.Capability {
	all := c.Face.Capability()
	all.Pages = append(all.Pages, page.Read("file-content", "/files/{id}/content", access.SignedIn, c.Content, given).
		Titled(clientele.Tell("title.content"), "What is in a file, to be kept.").AnswersAt("files/{id}/about").InBrowser())
	all.Pages = append(all.Pages, page.Read("file-limit", "/file-limit", access.Owners, c.Limit, limitPage).
		Titled(clientele.Tell("title.size-of-files"), "How large a file may be that is put to a record."))
	all.Acts = append(all.Acts, page.Write("file-add", access.Writers, c.Add).Titled(clientele.Tell("title.add-the-file"), "Puts a file to a record.").InBrowser(),
		page.Write("file-limit-set", access.Owners, c.SetLimit).Titled(clientele.Tell("title.save"), "Says how large a file may be that is put to a record."))
	all.Works = append(all.Works, queue.Work[struct{}]{Kind: kindSweep, Lane: jobs.LaneAside, Attempts: 3, Timeout: time.Hour,
		What: clientele.Tell("files.sweep"), Do: c.workSweep})
	all.Schedules = append(all.Schedules, queue.Schedule{Name: "nightly files", At: nightlyAt, Ask: queue.Ask{Kind: kindSweep, Key: string(kindSweep)}})
	return all
}

// given draws nothing: a content is given out as it is.
func given(page.Frame, ContentOut) templ.Component { return templ.NopComponent }

// Beside puts the files of a record onto its page, with the form for one more.
func (c *Files) Beside(ctx context.Context, scope access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	if r.Type == Type.Name {
		return c.ofFile(ctx, r.ID)
	}
	if _, ok := Type.Field(r.Type); !ok {
		return nil, nil
	}
	found, err := c.Face.Store.LeadingTo(ctx, scope, Type.Name, r.Ref, shown)
	if err != nil {
		return nil, err
	}
	out := listOut{Type: r.Type, ID: r.ID, MayAdd: scope.MayWrite() && r.Archived == 0, MaySet: scope.MayOwn()}
	if out.Most, err = c.most(ctx); err != nil {
		return nil, err
	}
	held, err := c.contents(ctx, found)
	if err != nil {
		return nil, err
	}
	for _, one := range found {
		if h, ok := held[one.ID]; ok {
			out.Rows = append(out.Rows, listRow{ID: one.ID, Name: one.Text("name"), Size: h.Size})
			if r.Type == "product" && out.Picture == "" && shownPicture(h) {
				out.Picture, out.Of = address(one.ID), r.Text("name")
			}
		}
	}
	return func(v page.Frame) templ.Component { return listPart(v, out) }, nil
}

// shown is how many files the page of a record shows.
const shown = 20

// ofFile is the way to its content, on the page of a file itself.
func (c *Files) ofFile(ctx context.Context, id clientele.ID) (func(page.Frame) templ.Component, error) {
	held, err := c.content(ctx, id)
	if err != nil || held.Hash == "" {
		return nil, err
	}
	return func(page.Frame) templ.Component { return contentPart(id, held) }, nil
}

type listOut struct {
	Type   string
	ID     clientele.ID
	Rows   []listRow
	MayAdd bool
	Most   int64 // bytes of a file
	MaySet bool

	Picture string // where the newest picture of a product is given out
	Of      string // what it shows
}

type listRow struct {
	ID   clientele.ID
	Name string
	Size int64
}
