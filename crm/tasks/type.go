// Package tasks is what somebody has to do, by when, for whom; a promise is a task that
// the other side knows of.
package tasks

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// Type is a task.
var Type = record.Type{
	Name: "task", Plural: "tasks", Of: []string{"account", "person"}, Title: "title", Sort: "due", Sorts: []string{"changed"}, Rule: rule,
	Fields: []record.Field{
		record.Text("title").Required().Searched().Listed(),
		record.Link("account", record.Account).Listed(), record.Link("person", "person").Listed(),
		record.Due("due").Listed(), record.User("owner").Listed(),
		record.Choice("state", "open", "done", "snoozed").Required().Begins("open").Listed(), record.Day("until"),
		record.Recurrence("recurrence"), record.Moment("done_at").Set(), record.YesNo("promise"), record.Long("note"),
	},
}

// rule keeps the state of a task and what goes with it together.
func rule(d record.Draft) (faults []record.FieldFault) {
	state := d.Is.Text("state")
	switch _, done := d.Is.Values["done_at"]; {
	case state == "done" && !done:
		d.Is.Set("done_at", d.Now)
	case state != "done":
		d.Is.Set("done_at", nil)
	}
	until, _ := d.Is.Values["until"].(clientele.Day)
	switch was := d.Was; {
	case state != "snoozed":
		d.Is.Set("until", nil)
	case until == clientele.NoDay:
		faults = append(faults, record.FieldFault{Field: "until", What: "a task that is put off needs a day",
			Remedy: "say until when, as 2026-03-31"})
	case until <= d.Today && (was == nil || was.Values["until"] != until):
		faults = append(faults, record.FieldFault{Field: "until", What: "that day is not to come", Remedy: "choose a later one"})
	}
	return faults
}
