package calendar

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

const (
	ringsDays = 36            // how far ahead reminders are kept; longer than any reminder goes before its event
	ringsAt   = 9 * time.Hour // of an event of whole days, from which its reminder is counted
	ringsMost = 99            // where counting them ends
)

// keepRings keeps the reminders of the days ahead of some events. Those that were read stay read.
func (c *Calendar) keepRings(ctx context.Context, tx *db.Tx, events []*record.Record) error {
	var ids, series []clientele.ID
	for _, r := range events {
		of, _ := r.Values["series"].(clientele.ID)
		if ids = append(ids, r.ID); r.Text("recurrence") != "" {
			of = r.ID
		}
		if of != 0 && !slices.Contains(series, of) {
			series = append(series, of)
		}
	}
	// another event stands for one of its times, or does so no more
	of, err := c.some(ctx, tx, Type.Name, slices.DeleteFunc(slices.Clone(series), func(id clientele.ID) bool { return slices.Contains(ids, id) }))
	if err != nil {
		return err
	}
	for id, r := range of {
		if r.Text("reminder") != "" {
			ids, events = append(ids, id), append(events, r)
		}
	}
	for _, list := range db.Lists(ids) {
		if _, err := tx.Exec(ctx, "DELETE FROM event_rings WHERE workspace = ? AND heard = 0 AND event IN "+db.In(list), db.With(c.Workspace, list)...); err != nil {
			return fmt.Errorf("reminders of events: %w", err)
		}
	}
	instead, err := c.instead(ctx, tx, series, c.Clock.Today()-1)
	if err != nil {
		return err
	}
	var args []any
	for _, r := range events {
		args = append(args, c.ringsOf(r, instead)...)
	}
	return tx.InsertRows(ctx, "INSERT INTO event_rings (workspace, user_id, rings, event, occurrence, over)", 6, args, "ON CONFLICT (workspace, user_id, rings, event, occurrence) DO NOTHING")
}

// ringsOf are the reminders of one event in the days ahead, a row a user.
func (c *Calendar) ringsOf(r *record.Record, instead map[insteadRow]bool) (args []any) {
	if r.Text("reminder") == "" || r.Text("state") != planned || r.Archived != 0 || r.Merged != 0 {
		return nil
	}
	zone, today := c.Clock.Zone(), c.Clock.Today()
	s, all := spanOf(r), []span{spanOf(r)}
	if rule := r.Text("recurrence"); rule != "" {
		all = times(rule, s, today-1, today+ringsDays)
	}
	for _, one := range all {
		at := written(one.begins, one.timed)
		begins, over := moment(one.begins, zone), moment(one.ends(), zone)
		if !one.timed {
			begins, over = begins.Add(ringsAt), c.Clock.Begins(one.last()+1).Time()
		}
		if instead[insteadRow{r.ID, at}] || !over.After(c.Clock.Time()) || one.first() > today+ringsDays {
			continue
		}
		for _, user := range usersOf(r) {
			args = append(args, c.Workspace, user, clientele.InstantOf(begins.Add(-before(r.Text("reminder")))), r.ID, at, clientele.InstantOf(over))
		}
	}
	return args
}

// kindRings renews the reminders of the days ahead, every night.
const kindRings queue.Kind = "event-reminders"

func (c *Calendar) workRings(ctx context.Context, t *queue.Task, _ struct{}) error {
	err := t.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM event_rings WHERE workspace = ? AND over < ?", c.Workspace, c.Clock.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("reminders that are past: %w", err)
	}
	return c.Records.Each(ctx, byHouse, record.Query{Type: Type.Name, Sort: "begins", Filter: record.Not{Of: record.Cond{Field: "reminder", Op: record.Empty}}}, func(p record.Page) error {
		return t.InTx(ctx, func(tx *db.Tx) error { return c.keepRings(ctx, tx, p.Rows) })
	})
}

func (c *Calendar) works() ([]queue.Listed, []queue.Schedule) {
	return []queue.Listed{queue.Work[struct{}]{Kind: kindRings, Lane: jobs.LaneAside, Attempts: 3, Timeout: time.Hour, What: clientele.Tell("work.of.event-reminders"), Do: c.workRings}},
		[]queue.Schedule{{Name: "nightly reminders of events", At: 3 * time.Hour, Ask: queue.Ask{Kind: kindRings, Key: string(kindRings)}}}
}

// ringRow is a reminder whose moment has come.
type ringRow struct {
	Event      clientele.ID      `db:"event"`
	Occurrence string            `db:"occurrence"`
	Rings      clientele.Instant `db:"rings"`
	Title      string            `db:"title"`
	Series     bool              `db:"again"`
}

// rung is the condition of a reminder of somebody whose moment has come.
func (c *Calendar) rung(s access.Scope) (text string, args []any) {
	seen := s.Sees(c.DB.Engine, "e.wall")
	return " FROM event_rings g JOIN events e ON e.workspace = g.workspace AND e.id = g.event WHERE g.workspace = ? AND g.user_id = ? AND g.rings <= ? AND g.over > ? AND g.heard = 0" +
		standing + seen.Text, append([]any{c.Workspace, s.User(), c.Clock.Now(), c.Clock.Now()}, seen.Args...)
}

// Waiting counts the reminders of events of who asks.
func (c *Calendar) Waiting(ctx context.Context, s access.Scope) (int, error) {
	if s.User() == 0 {
		return 0, nil
	}
	text, args := c.rung(s)
	n, err := db.One[int](ctx, c.DB, "SELECT COUNT(*) FROM (SELECT 1 AS one"+text+fmt.Sprintf(" LIMIT %d) AS come", ringsMost), args...)
	if err != nil {
		return 0, fmt.Errorf("reminders of events: %w", err)
	}
	return n, nil
}

// DueOut is the events of which who asks is reminded.
type DueOut struct {
	Rows     []DueRow
	MayWrite bool
}

// DueRow is one of them.
type DueRow struct {
	ID         clientele.ID
	Occurrence string
	Title      string
	When       string
	Href       string
}

// Due are the events of which who asks is reminded, the earliest first.
func (c *Calendar) Due(ctx context.Context, s access.Scope, _ page.About) (out DueOut, err error) {
	out.MayWrite = s.MayWrite()
	if s.User() == 0 {
		return out, nil
	}
	text, args := c.rung(s)
	for row, err := range db.Each[ringRow](ctx, c.DB, "SELECT g.event, g.occurrence, g.rings, e.title, CASE WHEN e.recurrence <> '' THEN 1 ELSE 0 END AS again"+text+" ORDER BY g.rings, g.event LIMIT 50", args...) {
		if err != nil {
			return out, fmt.Errorf("reminders of events: %w", err)
		}
		at := ""
		if row.Series {
			at = row.Occurrence
		}
		out.Rows = append(out.Rows, DueRow{row.Event, row.Occurrence, row.Title, c.whenSaid(say.Of(ctx), row.Occurrence), eventHref(row.Event, at)})
	}
	return out, nil
}

// EventHeardIn names a reminder of an event.
type EventHeardIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the event"`
	At string       `name:"at" json:"at,omitempty" maxLength:"16" doc:"which time of it: 2026-03-31T09:30; its beginning where nothing is said"`
}

// Heard takes a reminder of who asks away; the event stays.
func (c *Calendar) Heard(ctx context.Context, s access.Scope, in EventHeardIn) (page.Done, error) {
	done, err := c.hear(ctx, s, in, c.Clock.Now())
	done.Sentence = say.Of(ctx).Say("calendar.heard", say.Args{"title": done.Sentence})
	done.Undo = &page.Undo{Act: "event-unheard", With: map[string]string{"id": in.ID.String(), "at": in.At}}
	return done, err
}

// Unheard brings a reminder back.
func (c *Calendar) Unheard(ctx context.Context, s access.Scope, in EventHeardIn) (page.Done, error) {
	done, err := c.hear(ctx, s, in, 0)
	done.Sentence = say.Of(ctx).Say("calendar.unheard", say.Args{"title": done.Sentence})
	return done, err
}

func (c *Calendar) hear(ctx context.Context, s access.Scope, in EventHeardIn, at clientele.Instant) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: Type.Name, ID: in.ID})
	if err != nil {
		return page.Done{}, err
	}
	if in.At == "" {
		in.At = r.Text("begins")
	}
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE event_rings SET heard = ? WHERE workspace = ? AND user_id = ? AND event = ? AND occurrence = ?", at, c.Workspace, s.User(), in.ID, in.At)
		return err
	})
	if err != nil {
		return page.Done{}, fmt.Errorf("a reminder of event %d: %w", in.ID, err)
	}
	return page.Done{Sentence: r.Text("title"), ID: in.ID}, nil
}
