package engagements

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

const (
	typeTask  = "task"
	usualLead = 90 // days before the last day on which something can be done
	dueLead   = 30 // days before it, by which it should be done
)

// reminder is the task that reminds of a day on which an engagement is decided.
type reminder struct {
	key  string // of what is to be done
	day  clientele.Day
	lead clientele.Day
}

// reminderOf is what to be reminded of; the day is NoDay where there is nothing.
func reminderOf(r *record.Record, today clientele.Day) (m reminder) {
	a := read(r)
	if r.Archived != 0 || r.Merged != 0 || a.Stage != running && a.Stage != paused {
		return m
	}
	switch {
	case a.goesOn() && a.NoticeBy >= today:
		m = reminder{key: "engagements.task-notice", day: a.NoticeBy}
	case !a.goesOn() && a.NoticeBy >= today:
		m = reminder{key: "engagements.task-talk", day: a.NoticeBy}
	case a.RunsOut >= today:
		m = reminder{key: "engagements.task-ends", day: a.RunsOut}
	default:
		return m
	}
	m.lead = usualLead
	if n := numberOf(r, "remind_before"); n > 0 {
		m.lead = clientele.Day(n)
	} else if half := (a.Ends - a.Since) / 2; half < m.lead { // of what lasts a month nobody wants to hear before it began
		m.lead = half
	}
	return m
}

type reminded struct {
	Engagement clientele.ID `db:"engagement"`
	Task       clientele.ID `db:"task"`
	Day        string       `db:"day"`
}

// remind keeps one task an engagement. One that was done stays, and the next day has the next.
func (c *Engagements) remind(ctx context.Context, tx *db.Tx, some []*record.Record) error {
	had, err := c.reminded(ctx, tx, some)
	if err != nil {
		return err
	}
	tasks, err := c.tasksOf(ctx, tx, had)
	if err != nil {
		return err
	}
	speakers, err := c.speakers(ctx, tx, some)
	if err != nil {
		return err
	}
	var edits []record.Edit
	var of []*record.Record
	for _, r := range some {
		m, was := reminderOf(r, c.Clock.Today()), had[r.ID]
		there := tasks[was.Task]
		switch {
		case m.day == clientele.NoDay && there:
			away := true
			edits, of = append(edits, record.Edit{Ref: clientele.Ref{Type: typeTask, ID: was.Task}, Archive: &away}), append(of, r)
		case m.day == clientele.NoDay, was.Day == m.day.String() && !there: // nothing, or done already
		default:
			e := record.Edit{Ref: clientele.Ref{Type: typeTask}, Fields: c.task(speakers[ownerOf(r)], r, m)}
			if there {
				e.ID = was.Task
				if was.Day == m.day.String() { // when it is to be done somebody may have said otherwise
					delete(e.Fields, "due")
					delete(e.Fields, "remind")
				}
			}
			edits, of = append(edits, e), append(of, r)
		}
	}
	return c.keepReminders(ctx, tx, edits, of)
}

func ownerOf(r *record.Record) clientele.ID {
	owner, _ := r.Values["owner"].(clientele.ID)
	return owner
}

// speakers say things to whose some engagements are, each in their language.
func (c *Engagements) speakers(ctx context.Context, tx *db.Tx, some []*record.Record) (map[clientele.ID]*say.Speaker, error) {
	all := map[clientele.ID]*say.Speaker{}
	for _, r := range some {
		owner := ownerOf(r)
		if all[owner] != nil {
			continue
		}
		speak, err := c.Speak(ctx, tx, owner)
		if err != nil {
			return nil, err
		}
		all[owner] = speak
	}
	return all, nil
}

// task is what a reminder is as a task, said in the language of whose it is.
func (c *Engagements) task(speak *say.Speaker, r *record.Record, m reminder) map[string]json.RawMessage {
	owner := ownerOf(r)
	a, today := read(r), c.Clock.Today()
	title := speak.Say(m.key, say.Args{"name": r.Text("name"), "day": speak.LongDay(m.day), "ends": speak.LongDay(a.Ends)})
	due, remind := max(today, m.day-min(dueLead, m.lead/3)), max(today, m.day-m.lead)
	fields := map[string]json.RawMessage{"title": raw(title), "due": raw(due), "remind": raw(remind), "owner": raw(nil)}
	if r.Account != 0 {
		fields["account"] = raw(r.Account)
	}
	if owner != 0 {
		fields["owner"] = raw(owner)
	}
	return fields
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return b
}

func (c *Engagements) reminded(ctx context.Context, tx *db.Tx, some []*record.Record) (map[clientele.ID]reminded, error) {
	ids := make([]clientele.ID, len(some))
	for i, r := range some {
		ids[i] = r.ID
	}
	found := map[clientele.ID]reminded{}
	for _, list := range db.Lists(ids) {
		text := "SELECT engagement, task, day FROM engagement_tasks WHERE workspace = ? AND engagement IN " + db.In(list)
		for row, err := range db.Each[reminded](ctx, tx, text, db.With(c.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("tasks of engagements: %w", err)
			}
			found[row.Engagement] = row
		}
	}
	return found, nil
}

// tasksOf are the tasks of reminders that are still to be done, as the transaction sees them.
func (c *Engagements) tasksOf(ctx context.Context, tx *db.Tx, had map[clientele.ID]reminded) (map[clientele.ID]bool, error) {
	var ids []clientele.ID
	for _, row := range had {
		ids = append(ids, row.Task)
	}
	slices.Sort(ids)
	found, err := c.Records.Behind(ctx, tx, record.Walled{Type: typeTask, IDs: ids})
	open := map[clientele.ID]bool{}
	for _, r := range found {
		open[r.ID] = r.Archived == 0 && r.Text("state") != "done"
	}
	return open, err
}

var house = access.System("what engagements remind of")

// keepReminders writes the tasks, and which of them is whose. A task that cannot be written, as whose
// account went to the archive, is left out: no reminder stands in the way of what it reminds of.
func (c *Engagements) keepReminders(ctx context.Context, tx *db.Tx, edits []record.Edit, of []*record.Record) error {
	if len(edits) == 0 {
		return nil
	}
	outcomes, err := c.Records.Write(ctx, tx, house, typeTask, edits)
	if err != nil {
		return err
	}
	var args []any
	for i, o := range outcomes {
		if o.Err != nil || o.Record == nil {
			continue
		}
		day := ""
		if m := reminderOf(of[i], c.Clock.Today()); m.day != clientele.NoDay {
			day = m.day.String()
		}
		args = append(args, c.Workspace, of[i].ID, o.Record.ID, day)
	}
	err = tx.InsertRows(ctx, "INSERT INTO engagement_tasks (workspace, engagement, task, day)", 4, args,
		"ON CONFLICT (workspace, engagement) DO UPDATE SET task = excluded.task, day = excluded.day")
	if err != nil {
		return fmt.Errorf("tasks of engagements: %w", err)
	}
	return nil
}
