package calendar

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// byHouse is who reads and writes what follows from events.
var byHouse = access.System("what follows from events")

// Follow is told of every record that is written, in its transaction: in whose calendars events
// stand, of what their users are reminded, and which of them were contact.
func (c *Calendar) Follow(ctx context.Context, tx *db.Tx, all []*record.Record) error {
	events := eventsOf(all)
	if len(events) == 0 {
		return nil
	}
	if err := c.Beheld(ctx, tx, events); err != nil {
		return err
	}
	return c.state(ctx, tx, events)
}

// Beheld keeps anew in whose calendars events stand, and of what their users are reminded.
func (c *Calendar) Beheld(ctx context.Context, tx *db.Tx, all []*record.Record) error {
	events := eventsOf(all)
	if len(events) == 0 {
		return nil
	}
	if err := c.keepUsers(ctx, tx, events); err != nil {
		return err
	}
	return c.keepRings(ctx, tx, events)
}

func eventsOf(all []*record.Record) (events []*record.Record) {
	for _, r := range all {
		if r.Type == Type.Name {
			events = append(events, r)
		}
	}
	return events
}

// channel is how people met at an event; false for what is no contact.
func channel(kind string) (clientele.Channel, bool) {
	switch kind {
	case meeting:
		return clientele.Meeting, true
	case call:
		return clientele.Call, true
	case visit:
		return clientele.Visit, true
	}
	return "", false
}

// key is under what the book has the fact that an event was held.
func key(r *record.Record) string {
	if series, _ := r.Values["series"].(clientele.ID); series != 0 {
		return fmt.Sprintf("event/%d/%s", series, r.Text("occurrence"))
	}
	return fmt.Sprintf("event/%d", r.ID)
}

// state tells the book of each event whether it was held: contact with its account, or with its
// person. Where somebody wrote that contact down by hand, it is that, and counts once.
func (c *Calendar) state(ctx context.Context, tx *db.Tx, events []*record.Record) error {
	var facts []clientele.Entry
	for _, r := range events {
		how, counts := channel(r.Text("kind"))
		counts = counts && r.Text("state") == held && r.Archived == 0 && r.Merged == 0
		if !counts && r.Rev == 1 {
			continue // nothing was said of it
		}
		e := clientele.Entry{Account: r.Account, Ref: r.Ref, Line: clientele.Line(r.Text("line")), Key: key(r), Body: clientele.Struck{}}
		s := spanOf(r)
		e.Day, e.At = s.first(), clientele.InstantOf(moment(s.begins, c.Clock.Zone()))
		if counts {
			if err := c.met(ctx, tx, r, &e, how); err != nil {
				return err
			}
		}
		facts = append(facts, e)
	}
	if len(facts) == 0 {
		return nil
	}
	return c.Jobs.State(ctx, tx, facts, clientele.Tell("calendar.cause-held"))
}

// met fills in what the book says of an event that was held: nothing where nobody was met, or
// where the book has it by hand.
func (c *Calendar) met(ctx context.Context, tx *db.Tx, r *record.Record, e *clientele.Entry, how clientele.Channel) error {
	people, _ := r.Values["people"].([]record.Tie)
	if r.Account == 0 && len(people) == 0 {
		return nil
	}
	if r.Account != 0 {
		byHand, err := c.byHand(ctx, tx, *e, how)
		if err != nil || byHand {
			return err
		}
	}
	body := clientele.Interaction{Channel: how, Text: r.Text("title")}
	if s := spanOf(r); s.timed {
		body.Minutes = int(s.lasts.Minutes())
	}
	tells, err := c.tells(ctx, tx, r)
	if err != nil {
		return err
	}
	switch {
	case !tells:
		body.Text = ""
	case len(people) > 0:
		with, err := c.Records.Held(ctx, tx, byHouse, clientele.Ref{Type: clientele.PersonType, ID: people[0].To})
		if err == nil {
			e.Ref, body.Person = with.Ref, with.Text("name")
		} else if clientele.KindOf(err) != clientele.NotFound {
			return err
		}
	}
	e.Body = body
	return nil
}

// tells says whether all who see the account may read what an event was about: it may stand
// behind more walls than the account.
func (c *Calendar) tells(ctx context.Context, tx *db.Tx, r *record.Record) (bool, error) {
	if r.Account == 0 || r.Wall == 0 {
		return true, nil
	}
	of, err := c.Records.Held(ctx, tx, byHouse, clientele.Ref{Type: record.Account, ID: r.Account})
	if err != nil {
		return false, err
	}
	return of.Wall == r.Wall, nil
}

// byHand says whether somebody wrote down by hand such contact with the account on that day.
func (c *Calendar) byHand(ctx context.Context, tx *db.Tx, e clientele.Entry, how clientele.Channel) (bool, error) {
	contacts, err := c.Book.ContactsIn(ctx, tx, []clientele.ID{e.Account}, 0)
	if err != nil {
		return false, err
	}
	for _, other := range contacts {
		said, ok := other.Body.(clientele.Interaction)
		if ok && said.Channel == how && other.On() == e.Day && other.Import == 0 && !ofEvent(other.Key) {
			return true, nil
		}
	}
	return false, nil
}

// Written is told of contact that was written down by hand, corrected or removed: an event of that
// day that was held with the account is the same contact, and counts once.
func (c *Calendar) Written(ctx context.Context, tx *db.Tx, e clientele.Entry) error {
	if e.Account == 0 || ofEvent(e.Key) {
		return nil
	}
	day := e.Day
	if day == clientele.NoDay {
		day = c.Clock.Day(e.At)
	}
	ids, err := c.heldOn(ctx, tx, e.Account, day)
	if err != nil || len(ids) == 0 {
		return err
	}
	var events []*record.Record
	for _, id := range ids {
		r, err := c.Records.Held(ctx, tx, byHouse, clientele.Ref{Type: Type.Name, ID: id})
		if err != nil {
			return err
		}
		events = append(events, r)
	}
	return c.state(ctx, tx, events)
}
