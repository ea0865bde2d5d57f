package account

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// AddInteractionIn writes down contact.
type AddInteractionIn struct {
	Account   clientele.ID        `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line      clientele.Line      `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Channel   clientele.Channel   `name:"channel" json:"channel" required:"true" enum:"call,email,meeting,visit,message" doc:"how"`
	Direction clientele.Direction `name:"direction" json:"direction,omitempty" enum:",in,out" doc:"who began: they (in) or we (out)"`
	Day       clientele.Day       `name:"day" json:"day,omitzero" doc:"when; today where nothing is said"`
	Person    string              `name:"person" json:"person,omitempty" maxLength:"200" doc:"with whom"`
	Minutes   int                 `name:"minutes" json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long, in minutes"`
	Text      string              `name:"text" json:"text,omitempty" maxLength:"10000" doc:"what was said"`
	Keeps     clientele.ID        `name:"keeps" json:"keeps,omitzero" minimum:"0" doc:"number of the task that it does: a promise to this account"`
}

// AddInteraction writes down contact, and with it ends the promise that it keeps. It
// stays on the page that it came from.
func (c *Accounts) AddInteraction(ctx context.Context, s access.Scope, in AddInteractionIn) (page.Done, error) {
	at := c.Clock.Now()
	if in.Day > c.Clock.Today() {
		return page.Done{}, page.Wrong("day", "that day is still to come", "write it down when it has happened, or promise it")
	}
	if in.Day != clientele.NoDay && in.Day != c.Clock.Today() {
		at = c.Book.Clock.Begins(in.Day)
	}
	a, err := c.mayWrite(ctx, s, clientele.Relationship{Account: in.Account, Line: in.Line})
	if err != nil {
		return page.Done{}, err
	}
	body := clientele.Interaction{Channel: in.Channel, Direction: in.Direction, Person: in.Person, Minutes: in.Minutes, Text: in.Text}
	done := page.Done{Sentence: "Written down for " + a.Name + "."}
	with := map[string]string{}
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		entry, err := c.put(ctx, tx, s, clientele.Entry{Account: in.Account, Line: in.Line, At: at, Body: body})
		if err != nil {
			return err
		}
		with["id"] = strconv.FormatInt(int64(entry), 10)
		if in.Keeps == 0 {
			return nil
		}
		done.Sentence += " The promise is kept."
		with["task"] = strconv.FormatInt(int64(in.Keeps), 10)
		return c.Keep(ctx, tx, s, in.Account, in.Keeps)
	})
	done.Undo = &page.Undo{Act: "take-back-contact", With: with}
	return done, err
}

// TakeBackContactIn says which contact was never so, and which promise it did not keep.
type TakeBackContactIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the entry"`
	Task clientele.ID `name:"task" json:"task,omitzero" minimum:"0" doc:"number of the task that it ended"`
}

// TakeBackContact takes contact away, and opens again what it kept.
func (c *Accounts) TakeBackContact(ctx context.Context, s access.Scope, in TakeBackContactIn) (page.Done, error) {
	if _, err := c.written(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	err := c.Records.InTx(ctx, func(tx *db.Tx) error {
		r, err := c.Book.Amend(ctx, tx, ledger.Amendment{Entry: in.ID, Body: clientele.Struck{}, By: s.User(), Via: s.Via()})
		if err != nil {
			return err
		}
		if err := c.Jobs.Renew(ctx, tx, r.Touched, "removed"); err != nil || in.Task == 0 {
			return err
		}
		open := record.Edit{Ref: clientele.Ref{Type: "task", ID: in.Task}, Fields: map[string]json.RawMessage{"state": json.RawMessage(`"open"`)}}
		_, err = c.Records.Change(ctx, tx, s, open)
		return err
	})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "Taken back.", Undo: back(in.ID)}, nil
}
