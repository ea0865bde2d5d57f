package account

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AddInteractionIn writes down contact.
type AddInteractionIn struct {
	Account   clientele.ID        `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account; not needed where contact names a person"`
	Line      clientele.Line      `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Channel   clientele.Channel   `name:"channel" json:"channel" required:"true" enum:"note,call,meeting,email,visit,message" doc:"how; a note is contact with nobody"`
	Direction clientele.Direction `name:"direction" json:"direction,omitempty" enum:",in,out" doc:"who began: they (in) or we (out)"`
	Day       string              `name:"day" json:"day,omitempty" maxLength:"40" doc:"when, in any usual way: 2026-03-31, 31 March, monday, yesterday; today where nothing is said"`
	Person    string              `name:"person" json:"person,omitempty" maxLength:"200" doc:"with whom"`
	Contact   clientele.ID        `name:"contact" json:"contact,omitzero" minimum:"0" doc:"number of the person it was with: it stands on their page too"`
	About     string              `name:"about" json:"about,omitempty" maxLength:"60" doc:"the record of the account that it is about, as deal/17: it stands on its page too"`
	Minutes   int                 `name:"minutes" json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long, in minutes"`
	Text      string              `name:"text" json:"text,omitempty" maxLength:"10000" doc:"what was said"`
	Keeps     clientele.ID        `name:"keeps" json:"keeps,omitzero" minimum:"0" doc:"number of the task that it does: a promise to this account"`
}

// AddInteraction writes down contact, and with it ends the promise that it keeps. It
// stays on the page that it came from.
func (c *Accounts) AddInteraction(ctx context.Context, s access.Scope, in AddInteractionIn) (page.Done, error) {
	var wrong faults
	at := c.when(say.Of(ctx), in.Day, &wrong)
	if in.Channel == clientele.Note && in.Text == "" {
		wrong.add("text", say.Of(ctx).Say("account.no-note"), say.Of(ctx).Say("account.no-note-remedy"))
	}
	a, err := c.about(ctx, s, &in, &wrong)
	if err != nil {
		return page.Done{}, err
	}
	if in.Text, err = c.naming(ctx, in.Text, a.wall); wrong.take(err) != nil {
		return page.Done{}, err
	}
	if len(wrong) > 0 {
		return page.Done{}, page.Refuse(wrong...)
	}
	body := clientele.Interaction{Channel: in.Channel, Direction: in.Direction, Person: in.Person, Minutes: in.Minutes, Text: in.Text}
	if in.Channel == clientele.Note {
		body = clientele.Interaction{Channel: clientele.Note, Text: in.Text, Person: in.Person}
	}
	promisedTo, err := c.promisedTo(ctx, s, in)
	if err != nil {
		return page.Done{}, err
	}
	done := page.Done{Sentence: say.Of(ctx).Say("account.written-down", say.Args{"who": a.name})}
	with := map[string]string{}
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		e := clientele.Entry{Account: in.Account, Ref: a.ref, Line: in.Line, At: at, Body: body}
		entry, err := c.put(ctx, tx, s, e)
		if err != nil {
			return err
		}
		e.Fact = entry
		if err := c.tell(ctx, tx, s, e); err != nil {
			return err
		}
		with["id"] = strconv.FormatInt(int64(entry), 10)
		if in.Keeps == 0 {
			return nil
		}
		done.Sentence += " " + say.Of(ctx).Say("account.promise-kept")
		with["task"] = strconv.FormatInt(int64(in.Keeps), 10)
		return c.Keep(ctx, tx, s, promisedTo, in.Keeps)
	})
	done.Undo = &page.Undo{Act: "take-back-contact", With: with}
	return done, err
}

// subject is whom contact is with.
type subject struct {
	ref  clientele.Ref // the person, if it is known which
	name string        // of whom it is written down for
	wall clientele.ID  // that of the account; of the person, where it is with them alone
}

// faults are what is wrong with a form, so that all of it is said at once.
type faults []page.FieldFault

func (f *faults) add(field, what, remedy string) {
	*f = append(*f, page.FieldFault{Field: field, What: what, Remedy: remedy})
}

// take keeps what is wrong with fields and gives back any other error.
func (f *faults) take(err error) error {
	var in *page.InputFault
	if !errors.As(err, &in) {
		return err
	}
	*f = append(*f, in.Fields...)
	return nil
}

// about is whom contact is with. Who is named as one of the account's people is that one.
func (c *Accounts) about(ctx context.Context, s access.Scope, in *AddInteractionIn, wrong *faults) (a subject, err error) {
	if in.Account == 0 && in.Contact == 0 {
		wrong.add("account", say.Of(ctx).Say("account.said.it-is-not-said-with"), say.Of(ctx).Say("account.said.name-an-account-or-a"))
		return a, nil
	}
	if in.Account != 0 {
		r, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: in.Account})
		if err != nil {
			return a, err
		}
		if err := cmp.Or(archived(r), wrong.take(c.knownLine(ctx, clientele.Relationship{Account: in.Account, Line: in.Line}))); err != nil {
			return a, err
		}
		a.name, a.wall = r.Text("name"), r.Wall
	} else if in.Line != "" {
		wrong.add("line", say.Of(ctx).Say("account.said.a-line-of-business-is"), say.Of(ctx).Say("account.said.leave-it-out-or-name"))
	}
	if in.About != "" {
		if err := c.aboutRecord(ctx, s, in, &a, wrong); err != nil {
			return a, err
		}
	}
	if in.Contact == 0 && in.Person != "" {
		if err := c.named(ctx, s, in, wrong); err != nil {
			return a, err
		}
	}
	if in.Contact == 0 {
		return a, nil
	}
	person := clientele.Ref{Type: clientele.PersonType, ID: in.Contact}
	r, err := c.Records.Get(ctx, s, person)
	if err == nil {
		err = archived(r)
	}
	if err != nil {
		return a, err
	}
	if a.ref.IsZero() { // else it stands with what it is about
		a.ref = person
	}
	if in.Person = r.Text("name"); in.Account == 0 {
		a.name, a.wall = in.Person, r.Wall
	}
	return a, nil
}

// aboutRecord is what of an account contact is about: a deal, a task.
func (c *Accounts) aboutRecord(ctx context.Context, s access.Scope, in *AddInteractionIn, a *subject, wrong *faults) error {
	typeName, number, _ := strings.Cut(in.About, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	_, noType := c.Records.Type(typeName)
	if err != nil || noType != nil || typeName == record.Account || typeName == clientele.PersonType {
		wrong.add("about", say.Of(ctx).Say("account.no-about", say.Args{"text": page.Clip(in.About, 40)}), say.Of(ctx).Say("account.no-about-remedy"))
		return nil
	}
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: typeName, ID: clientele.ID(id)})
	if err != nil {
		return err
	}
	if in.Account == 0 || r.Account != in.Account {
		wrong.add("about", say.Of(ctx).Say("account.about-another"), say.Of(ctx).Say("account.no-about-remedy"))
		return nil
	}
	a.ref, a.wall = r.Ref, cmp.Or(r.Wall, a.wall)
	return archived(r)
}

// named finds whom a name, or a name with a number behind it, means among the account's
// people; several of one name are offered. Who is none of them is kept by name.
func (c *Accounts) named(ctx context.Context, s access.Scope, in *AddInteractionIn, wrong *faults) error {
	people, err := c.Records.Leading(ctx, s, clientele.PersonType, in.Account, peopleShown)
	if err != nil {
		return err
	}
	name, number, numbered := strings.Cut(in.Person, " #")
	choices := []page.Choice{{Value: in.Person, Label: say.Of(ctx).Say("faces.which-one")}}
	for _, r := range people {
		switch {
		case numbered && number == r.ID.String():
			in.Contact = r.ID
			return nil
		case strings.EqualFold(r.Text("name"), name):
			in.Contact = r.ID
			tells := []string{r.Text("name"), r.TieTo(in.Account), first(r.Values["phones"]), first(r.Values["emails"]), "#" + r.ID.String()}
			tells = slices.DeleteFunc(tells, func(s string) bool { return s == "" })
			choices = append(choices, page.Choice{Value: r.Text("name") + " #" + r.ID.String(), Label: strings.Join(tells, " · ")})
		}
	}
	if len(choices) > 2 {
		in.Contact = 0
		*wrong = append(*wrong, page.FieldFault{Field: "person", What: say.Of(ctx).Say("faces.several-called", say.Args{"text": name}),
			Remedy: say.Of(ctx).Say("faces.several-called-remedy"), Choices: choices})
	}
	return nil
}

// archived refuses to write about what somebody put into the archive: nobody would find it
// there. What was written before can be corrected, and taken back.
func archived(r *record.Record) error {
	if r.Archived == 0 {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("account.archived", "name", r.Text("name")),
		Remedy: clientele.Tell("account.archived-remedy")}
}

// naming is a text as the book keeps it: whom it names by @, by their number.
func (c *Accounts) naming(ctx context.Context, text string, wall clientele.ID) (string, error) {
	if c.Mentioned == nil {
		return text, nil
	}
	return c.Mentioned(ctx, text, wall)
}

// tell keeps who is to be told of an entry. Its wall is that of now: it may have gone up since
// the entry was read, and then nothing is written by who may not pass it.
func (c *Accounts) tell(ctx context.Context, tx *db.Tx, s access.Scope, e clientele.Entry) error {
	of, err := c.holderOf(ctx, e)
	if err != nil {
		return err
	}
	r, err := c.Records.Held(ctx, tx, s, of)
	if err != nil {
		return noEntry(err)
	}
	if c.Told == nil {
		return nil
	}
	return c.Told(ctx, tx, s, e, r.Wall)
}

// promisedTo is the account of the promise that is kept: that of the contact, but for one
// made to the person whom it was with.
func (c *Accounts) promisedTo(ctx context.Context, s access.Scope, in AddInteractionIn) (clientele.ID, error) {
	if in.Keeps == 0 || in.Contact == 0 {
		return in.Account, nil
	}
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: "task", ID: in.Keeps})
	if err != nil {
		return 0, err
	}
	if r.Values[clientele.PersonType] == in.Contact {
		return r.Account, nil
	}
	return in.Account, nil
}

// when is the moment of something that was on a day, as somebody wrote it, perhaps with its
// hour. Of a day alone it is the day's beginning; of today, now.
func (c *Accounts) when(s *say.Speaker, given string, wrong *faults) clientele.Instant {
	today, now := c.Clock.Today(), c.Clock.Now()
	if given == "" {
		return now
	}
	text, hour, timed := say.ReadHour(given)
	day, ok := today, true
	if text != "" {
		day, ok = s.ReadDay(text, today)
	}
	at := c.Clock.Begins(day)
	if timed {
		at = c.at(day, hour)
	}
	if moment, err := time.Parse(time.RFC3339, given); err == nil { // a program's
		at, timed, ok = clientele.InstantOf(moment), true, true
		day = c.Clock.Day(at)
	}
	args := say.Args{"text": page.Clip(given, 40), "now": c.Clock.Time().Format("15:04")}
	switch {
	case !ok:
		wrong.add("day", s.Say("account.no-day", args), clientele.Tell("account.no-day-remedy"))
	case day > today:
		wrong.add("day", clientele.Tell("account.day-to-come"), clientele.Tell("account.day-to-come-remedy"))
	case at > now:
		wrong.add("day", s.Say("account.hour-to-come", args), s.Say("account.hour-to-come-remedy", args))
	case day == today && !timed:
		return now
	}
	return at
}

// at is the moment of a time of a day, for the firm. One that a zone skips is the moment that
// its clocks show instead.
func (c *Accounts) at(day clientele.Day, hour time.Duration) clientele.Instant {
	t := day.Time()
	return clientele.InstantOf(time.Date(t.Year(), t.Month(), t.Day(), int(hour/time.Hour), int(hour/time.Minute)%60, 0, 0, c.Clock.Zone()))
}

// TakeBackContactIn says which contact was never so, and which promise it did not keep.
type TakeBackContactIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the entry"`
	Task clientele.ID `name:"task" json:"task,omitzero" minimum:"0" doc:"number of the task that it ended"`
}

// TakeBackContact takes contact away, and opens again what it kept.
func (c *Accounts) TakeBackContact(ctx context.Context, s access.Scope, in TakeBackContactIn) (page.Done, error) {
	w, err := c.written(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		r, err := c.Book.Amend(ctx, tx, ledger.Amendment{Entry: in.ID, Body: clientele.Struck{}, By: s.User(), Via: s.Via()})
		if err != nil {
			return err
		}
		w.Body = clientele.Struck{}
		if err := c.tell(ctx, tx, s, w.Entry); err != nil {
			return err
		}
		if err := c.Jobs.Renew(ctx, tx, r.Touched, clientele.Tell("account.cause-removed")); err != nil || in.Task == 0 {
			return err
		}
		open := record.Edit{Ref: clientele.Ref{Type: "task", ID: in.Task}, Fields: map[string]json.RawMessage{"state": json.RawMessage(`"open"`)}}
		_, err = c.Records.Change(ctx, tx, s, open)
		return err
	})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("account.said.taken-back"), Undo: back(in.ID)}, nil
}
