package account

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// OverruleIn sets a person's word against the measure.
type OverruleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Kind    clientele.Kind `name:"kind" json:"kind" required:"true" enum:"client,customer,prospect" doc:"what it is"`
	Reason  string         `name:"reason" json:"reason" required:"true" maxLength:"1000" doc:"why you know better"`
	Until   clientele.Day  `name:"until" json:"until" required:"true" doc:"until which day that holds"`
}

// Overrule sets a person's word against the measure.
func (c *Accounts) Overrule(ctx context.Context, s access.Scope, in OverruleIn) (page.Done, error) {
	if in.Until < c.Clock.Today() {
		return page.Done{}, page.Wrong("until", "that day is past", "choose a day to come")
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	a, err := c.write(ctx, s, rel, c.Clock.Now(), clientele.Overrule{Kind: in.Kind, Reason: in.Reason, Until: in.Until})
	if err != nil {
		return page.Done{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return page.Done{}, err
	}
	said := firm.Say("account.overruled-now", say.Args{"name": a.Name, "is": firm.Words.One(in.Kind), "until": firm.LongDay(in.Until)})
	return page.Done{Sentence: said, Next: shape.AccountHref(in.Account, in.Line),
		Undo: &page.Undo{Act: "take-back-overrule", With: relFields(rel)}}, nil
}

// TakeBackOverruleIn ends an overrule.
type TakeBackOverruleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Reason  string         `name:"reason" json:"reason,omitempty" maxLength:"1000" doc:"why"`
}

// TakeBackOverrule lets the measure speak again.
func (c *Accounts) TakeBackOverrule(ctx context.Context, s access.Scope, in TakeBackOverruleIn) (page.Done, error) {
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	if _, err := c.seen(ctx, s, in.Account); err != nil {
		return page.Done{}, err
	}
	overrules, err := c.Book.Overrules(ctx, in.Account)
	if err != nil {
		return page.Done{}, err
	}
	holds := false
	for _, o := range overrules {
		holds = holds || o.Line == in.Line
	}
	if !holds {
		return page.Done{}, &clientele.Fault{Kind: clientele.Conflict, What: "nothing is overruled here", Remedy: "look at the account again"}
	}
	a, err := c.write(ctx, s, rel, c.Clock.Now(), clientele.Overrule{Reason: in.Reason, Until: c.Clock.Today()})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "The measure speaks for " + a.Name + " again.", Next: shape.AccountHref(in.Account, in.Line)}, nil
}

// AddInteractionIn writes down contact.
type AddInteractionIn struct {
	Account   clientele.ID        `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line      clientele.Line      `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Channel   clientele.Channel   `name:"channel" json:"channel" required:"true" enum:"note,call,meeting,email,visit,message" doc:"how; a note is contact with nobody"`
	Direction clientele.Direction `name:"direction" json:"direction,omitempty" enum:",in,out" doc:"who began: they (in) or we (out)"`
	Day       string              `name:"day" json:"day,omitempty" maxLength:"40" doc:"when, in any usual way: 2026-03-31, 31 March, monday, yesterday; today where nothing is said"`
	Person    string              `name:"person" json:"person,omitempty" maxLength:"200" doc:"with whom"`
	Minutes   int                 `name:"minutes" json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long, in minutes"`
	Text      string              `name:"text" json:"text,omitempty" maxLength:"10000" doc:"what was said"`
}

// AddInteraction writes down contact.
func (c *Accounts) AddInteraction(ctx context.Context, s access.Scope, in AddInteractionIn) (page.Done, error) {
	at, err := c.when(in.Day)
	if err != nil {
		return page.Done{}, err
	}
	body := clientele.Interaction{Channel: in.Channel, Direction: in.Direction, Person: in.Person, Minutes: in.Minutes, Text: in.Text}
	if in.Channel == clientele.Note {
		if in.Text == "" {
			return page.Done{}, page.Wrong("text", "nothing is written here", "write the note")
		}
		body = clientele.Interaction{Channel: clientele.Note, Text: in.Text, Person: in.Person}
	}
	a, entry, err := c.put(ctx, s, clientele.Relationship{Account: in.Account, Line: in.Line}, at, body)
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "Written down for " + a.Name + ".", ID: entry, Next: shape.AccountHref(in.Account, in.Line), Undo: removal(entry)}, nil
}

// when is the moment of something that was on a day, as somebody wrote it.
func (c *Accounts) when(given string) (clientele.Instant, error) {
	if given == "" {
		return c.Clock.Now(), nil
	}
	day, ok := say.English.ReadDay(given, c.Clock.Today())
	switch {
	case !ok:
		return 0, page.Wrong("day", fmt.Sprintf("%q is not a day", page.Clip(given, 40)), "write it as 31 March, 31.3.2026 or yesterday")
	case day > c.Clock.Today():
		return 0, page.Wrong("day", "that day is still to come", "write it down when it has happened, or promise it")
	case day == c.Clock.Today():
		return c.Clock.Now(), nil
	}
	return c.Book.Clock.Begins(day), nil
}

// removal takes away what was written down just now.
func removal(entry clientele.ID) *page.Undo {
	return &page.Undo{Act: "remove-entry", With: map[string]string{"id": strconv.FormatInt(int64(entry), 10)}}
}

// AddNoteIn writes a note.
type AddNoteIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Text    string         `name:"text" json:"text" required:"true" maxLength:"10000" doc:"the note"`
}

// AddNote writes a note.
func (c *Accounts) AddNote(ctx context.Context, s access.Scope, in AddNoteIn) (page.Done, error) {
	return c.AddInteraction(ctx, s, AddInteractionIn{Account: in.Account, Line: in.Line, Channel: clientele.Note, Text: in.Text})
}

// AddFollowUpIn promises something.
type AddFollowUpIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Text    string         `name:"text" json:"text" required:"true" maxLength:"1000" doc:"what was promised"`
	Due     clientele.Day  `name:"due" json:"due" required:"true" doc:"by when"`
	Owner   string         `name:"owner" json:"owner,omitempty" maxLength:"200" doc:"who does it; you where nobody is named"`
}

// AddFollowUp promises something.
func (c *Accounts) AddFollowUp(ctx context.Context, s access.Scope, in AddFollowUpIn) (page.Done, error) {
	if in.Due < c.Clock.Today() {
		return page.Done{}, page.Wrong("due", "that day is past", "choose today or a day to come")
	}
	owner := in.Owner
	if owner == "" {
		owner = s.By()
	}
	a, err := c.write(ctx, s, clientele.Relationship{Account: in.Account, Line: in.Line}, c.Clock.Now(), clientele.FollowUp{Text: in.Text, Owner: owner, Due: in.Due})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "Promised to " + a.Name + " for " + shape.Say(in.Due) + ".", Next: shape.AccountHref(in.Account, in.Line)}, nil
}

// SettleIn closes a follow-up or a piece of advice, or puts it off.
type SettleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Of      clientele.ID   `name:"of" json:"of,omitempty" minimum:"0" doc:"the follow-up's entry"`
	Play    string         `name:"play" json:"play,omitempty" maxLength:"60" doc:"or the play whose advice it was"`
	Until   clientele.Day  `name:"until" json:"until,omitzero" doc:"put off until this day; done where none is given"`
	Note    string         `name:"note" json:"note,omitempty" maxLength:"1000" doc:"what came of it"`
}

// Settle closes a promise or a piece of advice, or puts it off. It stays on the page it came from.
func (c *Accounts) Settle(ctx context.Context, s access.Scope, in SettleIn) (page.Done, error) {
	if (in.Of == 0) == (in.Play == "") {
		return page.Done{}, page.Wrong("of", "it is not said what is settled", "name either a promise (of) or a play (play)")
	}
	if in.Until != clientele.NoDay && in.Until <= c.Clock.Today() {
		return page.Done{}, page.Wrong("until", "that day is not to come", "choose a day after today")
	}
	if _, err := c.seen(ctx, s, in.Account); err != nil {
		return page.Done{}, err
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	if in.Of != 0 {
		e, err := c.Book.Entry(ctx, in.Of)
		if err != nil && clientele.KindOf(err) != clientele.NotFound {
			return page.Done{}, err
		}
		if _, promise := e.Body.(clientele.FollowUp); !promise || e.Account != in.Account {
			return page.Done{}, page.Wrong("of", "that is no promise to this account", "choose one of its promises")
		}
		if err := c.stillOpen(ctx, in); err != nil {
			return page.Done{}, err
		}
		rel.Line = e.Line
	}
	if in.Play != "" {
		return c.settlePlay(ctx, s, in)
	}
	a, entry, err := c.put(ctx, s, rel, c.Clock.Now(), clientele.Settled{Of: in.Of, Until: in.Until, Note: in.Note})
	if err != nil {
		return page.Done{}, err
	}
	done := page.Done{Sentence: "Done for " + a.Name + ".", Undo: removal(entry)}
	if in.Until != clientele.NoDay {
		done.Sentence = a.Name + " is put off until " + shape.Say(in.Until) + "."
	}
	return done, nil
}

// stillOpen refuses to settle a promise that was settled before.
func (c *Accounts) stillOpen(ctx context.Context, in SettleIn) error {
	open, err := c.Book.FollowUps(ctx, in.Account)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(f ledger.FollowUp) bool { return f.Entry == in.Of }) {
		return &clientele.Fault{Kind: clientele.Conflict, What: "this promise was settled already", Remedy: "look at the account again"}
	}
	return nil
}

func (c *Accounts) settlePlay(ctx context.Context, s access.Scope, in SettleIn) (page.Done, error) {
	a, err := c.seen(ctx, s, in.Account)
	if err != nil {
		return page.Done{}, err
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	id, err := c.Jobs.Settle(ctx, s, jobs.Answer{Relationship: rel, Play: in.Play, Until: in.Until, Note: in.Note})
	if err != nil {
		return page.Done{}, err
	}
	done := page.Done{Sentence: "Done for " + a.Name + ".",
		Undo: &page.Undo{Act: "take-back-settle", With: map[string]string{"id": strconv.FormatInt(int64(id), 10)}}}
	if in.Until != clientele.NoDay {
		done.Sentence = a.Name + " is put off until " + shape.Say(in.Until) + "."
	}
	return done, nil
}

// TakeBackSettleIn says which advice comes back.
type TakeBackSettleIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the treatment"`
}

// TakeBackSettle brings advice back as it was before it was settled, put off or handed over.
func (c *Accounts) TakeBackSettle(ctx context.Context, s access.Scope, in TakeBackSettleIn) (page.Done, error) {
	if err := c.Jobs.Undo(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "It is on the list again, as it was."}, nil
}

// SetOwnerIn says who looks after an account.
type SetOwnerIn struct {
	Account clientele.ID `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Owner   string       `name:"owner" json:"owner,omitempty" maxLength:"200" doc:"number or e-mail address of a user; nobody where empty"`
}

// SetOwner says who looks after an account.
func (c *Accounts) SetOwner(ctx context.Context, s access.Scope, in SetOwnerIn) (page.Done, error) {
	owner, err := c.user(ctx, in.Owner)
	if err != nil {
		return page.Done{}, err
	}
	ref := clientele.Ref{Type: record.Account, ID: in.Account}
	was, err := c.Records.Get(ctx, s, ref)
	if err != nil {
		return page.Done{}, err
	}
	value := json.RawMessage("null")
	if owner.ID != 0 {
		value = json.RawMessage(strconv.FormatInt(int64(owner.ID), 10))
	}
	var is *record.Record
	err = c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		if is, err = c.Records.Change(ctx, tx, s, record.Edit{Ref: ref, Fields: map[string]json.RawMessage{"owner": value}}); err != nil {
			return err
		}
		return c.Jobs.Cared(ctx, tx, in.Account)
	})
	if err != nil {
		return page.Done{}, err
	}
	before := ""
	if id, ok := was.Values["owner"].(clientele.ID); ok {
		before = strconv.FormatInt(int64(id), 10)
	}
	done := page.Done{Sentence: owner.Name + " looks after " + is.Text("name") + " now.",
		Undo: &page.Undo{Act: "set-owner", With: map[string]string{"account": strconv.FormatInt(int64(in.Account), 10), "owner": before}}}
	if owner.ID == 0 {
		done.Sentence = "Nobody looks after " + is.Text("name") + " now."
	}
	return done, nil
}

// user finds a user by number or e-mail address; "" is nobody.
func (c *Accounts) user(ctx context.Context, given string) (access.User, error) {
	if given == "" {
		return access.User{}, nil
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return access.User{}, err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, given) || strconv.FormatInt(int64(u.ID), 10) == given {
			return u, nil
		}
	}
	return access.User{}, page.Wrong("owner", "there is no such user", "give the e-mail address of somebody who may come in")
}

// write puts one fact, made by hand, into the book, and renews the standing of
// whose it is in the same transaction. It says by whom.
func (c *Accounts) write(ctx context.Context, s access.Scope, rel clientele.Relationship, at clientele.Instant, body clientele.Body) (clientele.Account, error) {
	a, _, err := c.put(ctx, s, rel, at, body)
	return a, err
}

// put is write, and gives the entry too.
func (c *Accounts) put(ctx context.Context, s access.Scope, rel clientele.Relationship, at clientele.Instant, body clientele.Body) (a clientele.Account, entry clientele.ID, err error) {
	if a, err = c.seen(ctx, s, rel.Account); err != nil {
		return a, 0, err
	}
	if err := c.knownLine(ctx, rel); err != nil {
		return a, 0, err
	}
	err = c.Book.InTx(ctx, func(tx *db.Tx) error {
		r, err := c.Book.Append(ctx, tx, []clientele.Entry{{Account: rel.Account, Line: rel.Line, At: at, By: s.User(), Via: s.Via(), Body: body}})
		if err != nil {
			return err
		}
		entry = r.First
		touched := r.Touched
		if !slices.Contains(touched, rel) {
			touched = append(touched, rel)
		}
		return c.Jobs.Renew(ctx, tx, touched, causeOf(body, s))
	})
	return a, entry, err
}

// knownLine keeps a slip of the pen from opening a line of business.
func (c *Accounts) knownLine(ctx context.Context, rel clientele.Relationship) error {
	if rel.Line == "" {
		return nil
	}
	lines, err := c.Book.Lines(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(lines, rel.Line) {
		return page.Wrong("line", "there is no such line of business", "choose one that there is")
	}
	return nil
}
