// Package tasks is what somebody has to do, by when, for whom; a promise is a task that
// the other side knows of.
//
// Its list and its acts stand here; the record page and the form are those that every
// type has. What comes again is made anew by whichever door it was done (follow.go).
package tasks

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// Tasks is what the pages and acts of tasks stand on.
type Tasks struct {
	DB        *db.DB
	Workspace clientele.ID
	Records   *record.Store
	Access    *access.Access
	Clock     *clientele.Clock
	Panels    page.Panels // what others put beside the reminders

	table page.Page // the list that every type has: filtered, sorted, with all columns
}

// Capability puts the list by days, the acts and the panels of tasks to what every type has.
func (t *Tasks) Capability(plain page.Capability) page.Capability {
	t.table = plain.Pages[0]
	list := page.Read(t.table.Name, t.table.Path, t.table.Who, t.List, t.listPage).
		Titled(t.table.Title, "What is to be done, and when: late, today, this week, later; or any filter.").
		AnswersAt("tasks/page").InMenu(t.table.Menu)
	plain.Pages[0] = list
	plain.Pages = append(plain.Pages,
		page.Read("reminders", "/reminders", access.SignedIn, t.Reminders, remindersPage).
			Titled(clientele.Tell("title.reminders"), "Your tasks whose moment has come."),
		page.Read("task-more", "/tasks/{id}/more", access.SignedIn, t.More, morePage).
			Titled(clientele.Tell("title.later-or-hand-over"), "Puts a task off, or hands it over."))
	plain.Acts = append(plain.Acts,
		page.Write("promise", access.Writers, t.Promise).
			Titled(clientele.Tell("title.promise"), "Writes down something promised to somebody, with a day: a task that they know of."),
		page.Write("task-done", access.Writers, t.Done).
			Titled(clientele.Tell("title.done"), "Ends a task; one that comes again is made anew."),
		page.Write("task-later", access.Writers, t.Later).
			Titled(clientele.Tell("title.put-off"), "Puts a task off until a day."),
		page.Write("task-reopen", access.Writers, t.Reopen).
			Titled(clientele.Tell("title.open-again"), "Opens a task again that was done or put off."),
		page.Write("task-hand-over", access.Writers, t.HandOver).
			Titled(clientele.Tell("title.hand-over"), "Gives a task to another user."),
		page.Write("reminder-read", access.Writers, t.Read).
			Titled(clientele.Tell("title.read"), "Takes a reminder away; the task stays."),
	)
	plain.Panels = append(plain.Panels, page.On(page.AccountSide, t.OfAccount, accountPanel))
	return plain
}

// users are those who may own a task, as people call them.
func (t *Tasks) users(ctx context.Context) (map[clientele.ID]string, []page.Choice, error) {
	all, err := t.Access.Users(ctx)
	names, choices := make(map[clientele.ID]string, len(all)), make([]page.Choice, len(all))
	for i, u := range all {
		if names[u.ID] = u.Name; u.Name == "" {
			names[u.ID] = u.Email
		}
		choices[i] = page.Choice{Value: u.ID.String(), Label: names[u.ID]}
	}
	return names, choices, err
}
