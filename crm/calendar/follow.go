package calendar

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

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
	if err := c.onceEach(ctx, tx, events); err != nil {
		return err
	}
	if err := c.Beheld(ctx, tx, events); err != nil {
		return err
	}
	return c.state(ctx, tx, events)
}

// Walled says anew what the book may tell of events that stand behind another wall now: their account
// may be open to more people than they are.
func (c *Calendar) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type != Type.Name {
		return nil
	}
	events, err := c.Records.Behind(ctx, tx, w)
	if err != nil {
		return err
	}
	return c.state(ctx, tx, slices.DeleteFunc(events, func(r *record.Record) bool { return r.Text("state") != held }))
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

// key is under what the book has the fact that an event was held: its own, whatever becomes of the
// series of which it was one time.
func key(r *record.Record) string { return fmt.Sprintf("event/%d", r.ID) }

// state tells the book of each event whether it was held: contact with its account, or with its
// person. Where somebody wrote that contact down by hand, it is that, and counts once.
func (c *Calendar) state(ctx context.Context, tx *db.Tx, events []*record.Record) error {
	known, err := c.knownOf(ctx, tx, events)
	if err != nil {
		return err
	}
	var facts []clientele.Entry
	for _, r := range events {
		how, met := metAt(r)
		if !met && r.Rev == 1 {
			continue // nothing was said of it
		}
		e := clientele.Entry{Account: r.Account, Ref: r.Ref, Line: clientele.Line(r.Text("line")), Key: key(r), Body: clientele.Struck{}}
		s := spanOf(r)
		e.Day, e.At = s.first(), clientele.InstantOf(moment(s.begins, c.Clock.Zone()))
		if met && !known.byHand[metOn{r.Account, e.Day, how}] {
			known.tell(r, &e, how)
		}
		facts = append(facts, e)
	}
	if len(facts) == 0 {
		return nil
	}
	return c.Jobs.State(ctx, tx, facts, clientele.Tell("calendar.cause-held"))
}

// metAt says whether somebody was met at an event, and how.
func metAt(r *record.Record) (clientele.Channel, bool) {
	how, counts := channel(r.Text("kind"))
	return how, counts && r.Text("state") == held && r.Archived == 0 && r.Merged == 0 && (r.Account != 0 || personOf(r) != 0)
}

// personOf is the first whom an event is with.
func personOf(r *record.Record) clientele.ID {
	if people, _ := r.Values["people"].([]record.Tie); len(people) > 0 {
		return people[0].To
	}
	return 0
}

// metOn is contact of a sort with an account on a day.
type metOn struct {
	account clientele.ID
	day     clientele.Day
	how     clientele.Channel
}

// known is what the book and the records have of those with whom some events were.
type known struct {
	accounts, people map[clientele.ID]*record.Record
	byHand           map[metOn]bool // contact that somebody wrote down
}

// knownOf looks up, for however many events at once, with whom they were: three statements.
func (c *Calendar) knownOf(ctx context.Context, tx *db.Tx, events []*record.Record) (k known, err error) {
	var accounts, people []clientele.ID
	first, last := clientele.Day(math.MaxInt32), clientele.NoDay
	for _, r := range events {
		if _, met := metAt(r); !met {
			continue
		}
		day := spanOf(r).first()
		first, last = min(first, day), max(last, day)
		if r.Account != 0 {
			accounts = append(accounts, r.Account)
		}
		if person := personOf(r); person != 0 {
			people = append(people, person)
		}
	}
	if k.accounts, err = c.some(ctx, tx, record.Account, accounts); err != nil {
		return k, err
	}
	if k.people, err = c.some(ctx, tx, clientele.PersonType, people); err != nil || len(accounts) == 0 {
		return k, err
	}
	k.byHand = map[metOn]bool{}
	contacts, err := c.Book.HandContacts(ctx, tx, once(accounts), c.Clock.Begins(first-1), c.Clock.Begins(last+2)) // a day more: the zone of the firm may have been another
	for _, e := range contacts {
		if said, ok := e.Body.(clientele.Interaction); ok && !ofEvent(e.Key) {
			k.byHand[metOn{e.Account, e.On(), said.Channel}] = true
		}
	}
	return k, err
}

// some are records of a type as they stand until the transaction ends, also those in the archive.
func (c *Calendar) some(ctx context.Context, tx *db.Tx, typeName string, ids []clientele.ID) (map[clientele.ID]*record.Record, error) {
	all := map[clientele.ID]*record.Record{}
	if len(ids) == 0 {
		return all, nil
	}
	if _, err := tx.Take(ctx, c.Workspace, 0); err != nil {
		return nil, err
	}
	found, err := c.Records.Behind(ctx, tx, record.Walled{Type: typeName, IDs: once(ids)})
	for _, r := range found {
		all[r.ID] = r
	}
	return all, err
}

func once(ids []clientele.ID) []clientele.ID {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// tell fills in what the book says of an event at which somebody was met. What it was about it says
// only where all who see the account may read it: the event may stand behind more walls.
func (k known) tell(r *record.Record, e *clientele.Entry, how clientele.Channel) {
	body := clientele.Interaction{Channel: how}
	if s := spanOf(r); s.timed {
		body.Minutes = int(s.lasts.Minutes())
	}
	of, with := k.accounts[r.Account], k.people[personOf(r)]
	if r.Account == 0 || r.Wall == 0 || of != nil && of.Wall == r.Wall {
		body.Text = r.Text("title")
		if with != nil {
			e.Ref, body.Person = with.Ref, with.Text("name")
		}
	}
	e.Body = body
}

// Written is told of contact that was written down by hand, corrected or removed: an event that was
// held with the account, on its day or on one that it was said to be on before, is the same contact or
// is it no more, and counts once.
func (c *Calendar) Written(ctx context.Context, tx *db.Tx, e clientele.Entry) error {
	if e.Account == 0 || ofEvent(e.Key) {
		return nil
	}
	days, err := c.Book.DaysSaid(ctx, tx, e.Fact)
	if err != nil {
		return err
	}
	ids, err := c.heldOn(ctx, tx, e.Account, days)
	if err != nil || len(ids) == 0 {
		return err
	}
	events, err := c.some(ctx, tx, Type.Name, ids)
	if err != nil {
		return err
	}
	return c.state(ctx, tx, slices.Collect(maps.Values(events)))
}
