// Package fields is what a firm asks of its relationships, people and tasks beyond what
// everybody asks: the custom fields of each type of record, on one page.
//
// It keeps nothing itself. A field is a record like every other (record.Custom), with
// its revision, its history and its archive; forms, lists and filters read it there.
//
// Start at Fields.
package fields

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// Fields is where custom fields are made and changed.
type Fields struct {
	Store *record.Store
	Jobs  *jobs.Jobs
	Again func(context.Context) error // indexes the words of all records anew
}

// Capability is its pages and acts.
func (c *Fields) Capability() page.Capability {
	return page.Capability{
		Name: "fields", Works: c.works(),
		Pages: []page.Page{
			page.Read("own-fields", "/own-fields", access.Managers, c.List, OwnFieldsPage).
				Titled(clientele.Tell("title.fields"), "The fields of your own: what else you ask of relationships, people and tasks."),
		},
		Acts: []page.Act{
			page.Write("add-field", access.Managers, c.Add).
				Titled(clientele.Tell("title.add-the-field"), "Adds a field to relationships, people or tasks."),
			page.Write("change-field", access.Managers, c.Change).
				Titled(clientele.Tell("title.save"), "Renames a field of your own, or changes its choices and where it shows."),
			page.Write("move-field", access.Managers, c.Move).
				Titled(clientele.Tell("title.move"), "Moves a field of your own one place up or down."),
			page.Write("archive-field", access.Managers, c.Archive).
				Titled(clientele.Tell("title.take-away"), "Takes a field away; its values are kept."),
			page.Write("restore-field", access.Managers, c.Restore).
				Titled(clientele.Tell("title.bring-back"), "Brings a field back with its values."),
			page.Write("undo-field", access.Managers, c.Undo).
				Titled(clientele.Tell("title.put-it-back"), "Takes a change of a field back.").InBrowser(),
		},
	}
}
