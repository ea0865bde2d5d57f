package calendar

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// EventTimeIn names an event, or one time of one that comes again.
type EventTimeIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the event"`
	At string       `name:"at" json:"at,omitempty" maxLength:"16" doc:"which time of one that comes again, as its rule has it: 2026-03-31T09:30"`
}

// Held says that an event took place.
func (c *Calendar) Held(ctx context.Context, s access.Scope, in EventTimeIn) (page.Done, error) {
	return c.change(ctx, s, in, map[string]json.RawMessage{"state": raw(held)}, "calendar.was-held")
}

// CallOff calls an event off.
func (c *Calendar) CallOff(ctx context.Context, s access.Scope, in EventTimeIn) (page.Done, error) {
	return c.change(ctx, s, in, map[string]json.RawMessage{"state": raw(cancelled)}, "calendar.called-off")
}

// CalendarMoveIn puts something onto another day.
type CalendarMoveIn struct {
	Type string        `name:"type" json:"type,omitempty" maxLength:"40" default:"event" doc:"type of the record"`
	ID   clientele.ID  `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	At   string        `name:"at" json:"at,omitempty" maxLength:"16" doc:"which time of an event that comes again, as its rule has it"`
	To   clientele.Day `name:"to" json:"to" required:"true" doc:"onto which day"`
	Time string        `name:"time" json:"time,omitempty" maxLength:"10" doc:"at which time of that day: 14:30; as it was where nothing is said"`
}

// Move puts an event, a task or another record of the calendar onto another day, or another time of it.
func (c *Calendar) Move(ctx context.Context, s access.Scope, in CalendarMoveIn) (page.Done, error) {
	hour, wrong := hourOf(ctx, in.Time)
	if wrong != nil {
		return page.Done{}, wrong
	}
	if in.Type == Type.Name {
		return c.moveEvent(ctx, s, in, hour)
	}
	t, err := c.Records.Type(in.Type)
	if err != nil {
		return page.Done{}, err
	}
	f, ok := t.Field(t.Calendar)
	to := in.To.String()
	if hour != "" {
		to += "T" + hour
	}
	switch {
	case ok && t.Name == "task" && c.MoveTask != nil:
		return c.MoveTask(ctx, s, in.ID, to)
	case !ok || f.Fixed:
		return page.Done{}, page.Wrong("type", say.Of(ctx).Say("calendar.not-moved-here"), say.Of(ctx).Say("calendar.not-moved-here-remedy"))
	case f.Kind == record.KindDay:
		to = in.To.String()
	}
	return c.put(ctx, s, record.Edit{Ref: clientele.Ref{Type: t.Name, ID: in.ID}, Fields: map[string]json.RawMessage{f.Name: raw(to)}}, "calendar.moved")
}

// hourOf reads a time of day.
func hourOf(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	rest, hour, ok := say.ReadHour(text)
	if !ok || rest != "" {
		return "", page.Wrong("time", say.Of(ctx).Say("calendar.no-hour", say.Args{"text": text}), say.Of(ctx).Say("calendar.no-hour-remedy"))
	}
	return clientele.Day(1).Time().Add(hour).Format("15:04"), nil
}

func (c *Calendar) moveEvent(ctx context.Context, s access.Scope, in CalendarMoveIn, hour string) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	at := r.Text("begins")
	if in.At != "" {
		at = in.At
	}
	to := in.To.String()
	if hour == "" {
		hour = timeOf(at)
	}
	if hour != "" {
		to += "T" + hour
	}
	fields := map[string]json.RawMessage{"begins": raw(to)}
	if s := spanOf(r); s.timed == (hour != "") {
		fields["ends"] = raw(written(wall(to).Add(s.lasts), s.timed))
	} else {
		fields["ends"] = raw(nil)
	}
	return c.change(ctx, s, EventTimeIn{in.ID, in.At}, fields, "calendar.moved")
}

// change writes an edit of an event; of one time of one that comes again, into the event that
// stands for that time, which is made where there is none.
func (c *Calendar) change(ctx context.Context, s access.Scope, in EventTimeIn, fields map[string]json.RawMessage, sentence string) (page.Done, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	switch again := r.Text("recurrence") != ""; {
	case !again && in.At != "" && in.At != r.Text("begins"):
		return page.Done{}, page.Wrong("at", say.Of(ctx).Say("calendar.no-occurrence", say.Args{"when": in.At}), say.Of(ctx).Say("calendar.no-occurrence-remedy"))
	case !again:
		return c.put(ctx, s, record.Edit{Ref: r.Ref, Fields: fields}, sentence)
	case in.At == "":
		return page.Done{}, page.Wrong("at", say.Of(ctx).Say("calendar.which-time"), say.Of(ctx).Say("calendar.which-time-remedy"))
	case !comesOn(r, in.At):
		return page.Done{}, page.Wrong("at", say.Of(ctx).Say("calendar.no-occurrence", say.Args{"when": in.At}), say.Of(ctx).Say("calendar.no-occurrence-remedy"))
	}
	return c.putIn(ctx, s, sentence, func(tx *db.Tx) (record.Edit, error) {
		id, err := c.standsIn(ctx, tx, r.ID, in.At) // two may move it at once
		if id != 0 {
			return record.Edit{Ref: ref(id), Fields: fields}, err
		}
		return record.Edit{Ref: ref(0), Fields: ofTime(r, in.At, fields)}, err
	})
}

// ofTime is a new event that stands for one time of another: it has all that the other has, but for its rule.
func ofTime(r *record.Record, at string, but map[string]json.RawMessage) map[string]json.RawMessage {
	s := spanOf(r)
	fields := map[string]json.RawMessage{}
	own := []string{"title", "kind", "place", "account", "people", "owner", "attendees", "line", "reminder", "note"}
	if json.Unmarshal(r.Encode(Type.Fields, own), &fields) != nil {
		fields = map[string]json.RawMessage{"title": raw(r.Text("title"))}
	}
	for _, name := range []string{"id", "type", "revision"} {
		delete(fields, name)
	}
	if len(r.Custom) > 0 {
		fields["custom"] = raw(r.Custom)
	}
	fields["begins"], fields["ends"] = raw(at), raw(written(wall(at).Add(s.lasts), s.timed))
	fields["series"], fields["occurrence"] = raw(r.ID), raw(at)
	for name, v := range but {
		fields[name] = v
	}
	return fields
}

// standsFor is the event that stands for one time of another; nil where none does.
func (c *Calendar) standsFor(ctx context.Context, s access.Scope, series clientele.ID, at string) (*record.Record, error) {
	filter := record.All{record.Cond{Field: "series", Op: record.Is, Values: []string{series.String()}}, record.Cond{Field: "occurrence", Op: record.Is, Values: []string{strings.Replace(at, "T", " ", 1)}}}
	found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: "changed", Limit: 1})
	if err != nil || len(found.Rows) == 0 {
		return nil, err
	}
	return found.Rows[0], nil
}

// put writes one edit, says what it did, and how it is taken back.
func (c *Calendar) put(ctx context.Context, s access.Scope, e record.Edit, sentence string) (page.Done, error) {
	return c.putIn(ctx, s, sentence, func(*db.Tx) (record.Edit, error) { return e, nil })
}

// putIn writes an edit that depends on what there is when it is written.
func (c *Calendar) putIn(ctx context.Context, s access.Scope, sentence string, edit func(*db.Tx) (record.Edit, error)) (page.Done, error) {
	var e record.Edit
	var out record.Outcome
	err := c.Records.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, c.Workspace, 0); err != nil {
			return err
		}
		var err error
		if e, err = edit(tx); err != nil {
			return err
		}
		outcomes, err := c.Records.Write(ctx, tx, s, e.Type, []record.Edit{e})
		if err != nil {
			return err
		}
		out = outcomes[0]
		return out.Err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	r := out.Record
	t, err := c.Records.Type(e.Type)
	if err != nil {
		return page.Done{}, err
	}
	args := say.Args{"title": r.Text(t.Title), "when": c.whenSaid(say.Of(ctx), r.Text(t.Calendar))}
	done := page.Done{Sentence: say.Of(ctx).Say(sentence, args), ID: r.ID}
	switch {
	case !out.Done:
		done.Sentence = say.Of(ctx).Say("calendar.was-so", args)
		return done, nil
	case e.ID == 0:
		done.Undo = &page.Undo{Act: e.Type + "-archive", With: map[string]string{"id": r.ID.String()}}
		return done, nil
	}
	past, err := c.Records.Changes(ctx, s, r.Ref, 0, 5)
	if i := slices.IndexFunc(past, func(p record.Past) bool { return p.Rev == r.Rev }); i >= 0 {
		done.Undo = &page.Undo{Act: e.Type + "-undo", With: map[string]string{"id": r.ID.String(), "change": past[i].ID.String()}}
	}
	return done, err
}

// whenSaid says a time as it is kept.
func (c *Calendar) whenSaid(s *say.Speaker, due string) string {
	day, err := clientele.ParseDay(dayPart(due))
	if err != nil {
		return due
	}
	return strings.TrimSuffix(s.Day(day, c.Clock.Today())+", "+timeOf(due), ", ")
}

// eventHref is the page of an event, or of one time of it.
func eventHref(id clientele.ID, at string) string {
	href := Type.Address(id)
	if at != "" {
		href += "/occurrence?" + url.Values{"at": {at}}.Encode()
	}
	return href
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return b
}
