package tasks

import (
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// Type is a task.
var Type = record.Type{
	Name: "task", Plural: "tasks", Home: "/tasks", Of: []string{"account", "person"}, Title: "title", Sort: "due", Sorts: []string{"changed", "comes"}, Rule: rule,
	Board: "state", Calendar: "comes",
	Fields: []record.Field{
		record.Text("title").Required().Searched().Listed(),
		record.Link("account", record.Account).Listed(), record.Link("person", "person").Listed(), record.Link("deal", "deal"),
		record.Due("due").Listed(), record.User("owner").Listed(),
		record.Choice("state", "open", "done", "snoozed").Required().Begins("open").Listed(), record.Day("until"),
		record.Recurrence("recurrence"), record.Moment("done_at").Set(), record.YesNo("promise"), record.Due("remind"),
		record.Due("comes").Set(), record.Link("follows", "task"), record.Long("note"),
	},
}

// rule keeps the state of a task and what goes with it together.
func rule(d record.Draft) (faults []record.FieldFault) {
	faults = append(comesAgain(d.Is), stateOf(d)...)
	due := d.Is.Text("due")
	switch until, _ := d.Is.Values["until"].(clientele.Day); d.Is.Text("state") {
	case "done":
		d.Is.Set("comes", nil)
		d.Is.Set("remind", nil)
	case "snoozed":
		if was := d.Was; was == nil || was.Values["until"] != until {
			d.Is.Set("remind", orNone(remindOn(until, d.Is.Text("remind"), due)))
		}
		d.Is.Set("comes", orNone(until.String()))
	default:
		d.Is.Set("comes", orNone(due))
		remindAt(d, due)
	}
	return faults
}

// stateOf says what does not go with the state, and fills in what follows from it.
func stateOf(d record.Draft) (faults []record.FieldFault) {
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
		faults = append(faults, record.FieldFault{Field: "until", What: clientele.Tell("tasks.a-task-that-is-put-off"),
			Remedy: clientele.Tell("tasks.say-until-when")})
	case was != nil && was.Text("state") == "done": // it was put off before it was done: an undo brings that back
	case until <= d.Today && (was == nil || was.Values["until"] != until):
		faults = append(faults, record.FieldFault{Field: "until", What: clientele.Tell("tasks.that-day-is-not-to-come"), Remedy: clientele.Tell("tasks.choose-a-later-one")})
	}
	return faults
}

// remindAt reminds of a task at the time at which it is due, unless somebody said when.
func remindAt(d record.Draft, due string) {
	remind := d.Is.Text("remind")
	switch was := d.Was; {
	case was == nil && remind == "" && timeOf(due) != "":
		d.Is.Set("remind", due)
	case was == nil || was.Text("due") == due || was.Text("remind") != remind: // said, or nothing to follow
	case timeOf(due) != "":
		d.Is.Set("remind", due)
	case remind == was.Text("due"):
		d.Is.Set("remind", nil)
	}
}

func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// dayPart and timeOf part a due: "2026-03-31T09:30".
func dayPart(due string) string { day, _, _ := strings.Cut(due, "T"); return day }

func timeOf(due string) string { _, at, _ := strings.Cut(due, "T"); return at }

// remindOn moves the reminder of a task that is put off to the day on which it comes
// back, at its time; one without a reminder has none.
func remindOn(until clientele.Day, remind, due string) string {
	switch {
	case until == clientele.NoDay || remind == "" && timeOf(due) == "":
		return ""
	case timeOf(remind) != "":
		return until.String() + "T" + timeOf(remind)
	case timeOf(due) != "":
		return until.String() + "T" + timeOf(due)
	}
	return until.String()
}
