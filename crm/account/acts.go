package account

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
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
		return page.Done{}, page.Wrong("until", say.Of(ctx).Say("account.said.that-day-is-past"), say.Of(ctx).Say("account.said.choose-a-day-to-come"))
	}
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: in.Account})
	if err == nil {
		err = archived(r)
	}
	if err != nil {
		return page.Done{}, err
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
		return page.Done{}, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("account.said.nothing-is-overruled-here"), Remedy: say.Of(ctx).Say("account.said.look-at-the-account-again")}
	}
	a, err := c.write(ctx, s, rel, c.Clock.Now(), clientele.Overrule{Reason: in.Reason, Until: c.Clock.Today()})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("account.measure-speaks", say.Args{"who": a.Name}), Next: shape.AccountHref(in.Account, in.Line)}, nil
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

// SettleIn answers a piece of advice: it was followed, or is put off.
type SettleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Play    string         `name:"play" json:"play" required:"true" maxLength:"60" doc:"the play whose advice it was"`
	Until   clientele.Day  `name:"until" json:"until,omitzero" doc:"put off until this day; done where none is given"`
	Note    string         `name:"note" json:"note,omitempty" maxLength:"1000" doc:"what came of it"`
}

// Settle ends a piece of advice, or puts it off. It stays on the page it came from.
func (c *Accounts) Settle(ctx context.Context, s access.Scope, in SettleIn) (page.Done, error) {
	if in.Until != clientele.NoDay && in.Until <= c.Clock.Today() {
		return page.Done{}, page.Wrong("until", say.Of(ctx).Say("account.said.that-day-is-not-to"), say.Of(ctx).Say("account.said.choose-a-day-after-today"))
	}
	a, err := c.seen(ctx, s, in.Account)
	if err != nil {
		return page.Done{}, err
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	id, err := c.Jobs.Settle(ctx, s, jobs.Answer{Relationship: rel, Play: in.Play, Until: in.Until, Note: in.Note})
	if err != nil {
		return page.Done{}, err
	}
	done := page.Done{Sentence: say.Of(ctx).Say("account.done-for", say.Args{"who": a.Name}),
		Undo: &page.Undo{Act: "take-back-settle", With: map[string]string{"id": strconv.FormatInt(int64(id), 10)}}}
	if in.Until != clientele.NoDay {
		done.Sentence = say.Of(ctx).Say("account.put-off", say.Args{"who": a.Name, "day": say.Of(ctx).LongDay(in.Until)})
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
	return page.Done{Sentence: say.Of(ctx).Say("account.said.it-is-on-the-list")}, nil
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
	done := page.Done{Sentence: say.Of(ctx).Say("account.looks-after", say.Args{"user": owner.Name, "who": is.Text("name")}),
		Undo: &page.Undo{Act: "set-owner", With: map[string]string{"account": strconv.FormatInt(int64(in.Account), 10), "owner": before}}}
	if owner.ID == 0 {
		done.Sentence = say.Of(ctx).Say("account.nobody-looks", say.Args{"who": is.Text("name")})
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
	return access.User{}, page.Wrong("owner", say.Of(ctx).Say("account.said.there-is-no-such-user"), say.Of(ctx).Say("account.said.give-the-e-mail-address"))
}

// write puts one fact, made by hand, into the book, and renews the standing of
// whose it is in the same transaction. It says by whom.
func (c *Accounts) write(ctx context.Context, s access.Scope, rel clientele.Relationship, at clientele.Instant, body clientele.Body) (clientele.Account, error) {
	a, err := c.mayWrite(ctx, s, rel)
	if err != nil {
		return a, err
	}
	return a, c.Book.InTx(ctx, func(tx *db.Tx) error {
		_, err := c.put(ctx, tx, s, clientele.Entry{Account: rel.Account, Line: rel.Line, At: at, Body: body})
		return err
	})
}

// mayWrite is the account of a relationship that who asks may write about.
func (c *Accounts) mayWrite(ctx context.Context, s access.Scope, rel clientele.Relationship) (clientele.Account, error) {
	a, err := c.seen(ctx, s, rel.Account)
	if err != nil {
		return a, err
	}
	return a, c.knownLine(ctx, rel)
}

// put writes a fact in a transaction, renews what it is about, and gives its entry.
func (c *Accounts) put(ctx context.Context, tx *db.Tx, s access.Scope, e clientele.Entry) (clientele.ID, error) {
	e.By, e.Via = s.User(), s.Via()
	r, err := c.Book.Append(ctx, tx, []clientele.Entry{e})
	if err != nil {
		return 0, err
	}
	rel := clientele.Relationship{Account: e.Account, Line: e.Line}
	touched := r.Touched
	if e.Account != 0 && !slices.Contains(touched, rel) {
		touched = append(touched, rel)
	}
	return r.First, c.Jobs.Renew(ctx, tx, touched, causeOf(e.Body, s))
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
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return err
	}
	if !slices.Contains(append(lines, firm.Lines.Made...), rel.Line) {
		return page.Wrong("line", say.Of(ctx).Say("account.said.there-is-no-such-line"), say.Of(ctx).Say("account.said.choose-one-that-there-is"))
	}
	return nil
}
