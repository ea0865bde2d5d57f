package account

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// EntryIn names something that was written down.
type EntryIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the entry"`
}

// CorrectIn says what a contact or a note should have said.
type CorrectIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the entry"`
	Text string       `name:"text" json:"text,omitempty" maxLength:"10000" doc:"what it should say; as it stands where nothing is given"`
	Day  string       `name:"day" json:"day,omitempty" maxLength:"40" doc:"when it was, in any usual way; as it stands where nothing is given"`
	Rev  int          `name:"rev" json:"rev,omitzero" minimum:"0" doc:"which word on it was read, as its page gives it: refused where there is a later one; 0 corrects the last"`
	Next string       `name:"next" json:"next,omitempty" maxLength:"2500" doc:"path of the page to look at then; none stays"`
}

// written is an entry that who asks may see, with the wall before it.
type written struct {
	clientele.Entry
	wall clientele.ID
}

func (c *Accounts) written(ctx context.Context, s access.Scope, id clientele.ID) (written, error) {
	e, err := c.Book.Entry(ctx, id)
	if err != nil {
		return written{}, noEntry(err)
	}
	of, err := c.holderOf(ctx, e)
	if err != nil {
		return written{}, err
	}
	r, err := c.Records.Get(ctx, s, of)
	if err != nil {
		return written{}, noEntry(err)
	}
	return written{e, r.Wall}, nil
}

// noEntry says of an entry behind a wall what is said of one that is not there.
func noEntry(err error) error {
	if clientele.KindOf(err) != clientele.NotFound {
		return err
	}
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("account.said.there-is-no-such-entry"), Remedy: clientele.Tell("account.said.open-the-account-again")}
}

// lastWord is what was said last of a contact or a note, whichever word on it is named.
func (c *Accounts) lastWord(ctx context.Context, s access.Scope, id clientele.ID) (w written, said clientele.Interaction, err error) {
	if w, err = c.written(ctx, s, id); err != nil {
		return w, said, err
	}
	if w.Import == 0 { // what an import brought has its last word from one
		words, err := c.Book.Revisions(ctx, id)
		if err != nil {
			return w, said, err
		}
		w.Entry = words[len(words)-1] // there is the one that was found
	}
	said, err = correctable(w)
	return w, said, err
}

// holderOf is the record that an entry is about: what of an account it is about, else the account, or a
// person of none; or the one into which that was merged.
func (c *Accounts) holderOf(ctx context.Context, e clientele.Entry) (clientele.Ref, error) {
	of := e.Ref
	if e.Account != 0 && (of.IsZero() || of.Type == clientele.PersonType) {
		of = clientele.Ref{Type: record.Account, ID: e.Account}
	}
	same, err := c.Book.Canonicals(ctx, []clientele.ID{of.ID})
	return clientele.Ref{Type: of.Type, ID: cmp.Or(same[of.ID], of.ID)}, err
}

// amend writes a later word on something, and renews the standings that it touches.
func (c *Accounts) amend(ctx context.Context, s access.Scope, w written, a ledger.Amendment, cause string) error {
	a.By, a.Via = s.User(), s.Via()
	return c.Book.InTx(ctx, func(tx *db.Tx) error {
		r, err := c.Book.Amend(ctx, tx, a)
		if err != nil {
			return err
		}
		w.Body = a.Body
		if err := c.tell(ctx, tx, s, w.Entry); err != nil {
			return err
		}
		return c.Jobs.Renew(ctx, tx, r.Touched, cause)
	})
}

func back(id clientele.ID) *page.Undo {
	return &page.Undo{Act: "bring-back-entry", With: map[string]string{"id": strconv.FormatInt(int64(id), 10)}}
}

// CorrectEntry corrects what somebody wrote down of a contact or a note.
func (c *Accounts) CorrectEntry(ctx context.Context, s access.Scope, in CorrectIn) (page.Done, error) {
	e, said, err := c.lastWord(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	var wrong faults
	a := ledger.Amendment{Entry: in.ID, Rev: cmp.Or(in.Rev, e.Rev)}
	if in.Day != "" && in.Day != c.whenWritten(say.Of(ctx), e) {
		a.At = c.when(say.Of(ctx), in.Day, &wrong)
	}
	if in.Text == "" && a.At == 0 && len(wrong) == 0 { // then nothing would change
		wrong.add("text", say.Of(ctx).Say("account.no-note"), say.Of(ctx).Say("account.no-note-remedy"))
	}
	if in.Text != "" {
		if said.Text, err = c.naming(ctx, in.Text, e.wall); wrong.take(err) != nil {
			return page.Done{}, err
		}
	}
	if len(wrong) > 0 {
		return page.Done{}, page.Refuse(wrong...)
	}
	a.Body = said
	if err := c.amend(ctx, s, e, a, clientele.Tell("account.cause-corrected")); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("account.said.corrected"), Next: page.Local(in.Next), Undo: back(in.ID)}, nil
}

// RemoveEntry takes away what somebody wrote down: it was never so.
func (c *Accounts) RemoveEntry(ctx context.Context, s access.Scope, in EntryIn) (page.Done, error) {
	w, err := c.written(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	if err := c.amend(ctx, s, w, ledger.Amendment{Entry: in.ID, Body: clientele.Struck{}}, clientele.Tell("account.cause-removed")); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("account.said.removed"), Undo: back(in.ID)}, nil
}

// BringBackEntry says again what was said before the last correction or removal.
func (c *Accounts) BringBackEntry(ctx context.Context, s access.Scope, in EntryIn) (page.Done, error) {
	w, err := c.written(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	words, err := c.Book.Revisions(ctx, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	if len(words) < 2 {
		return page.Done{}, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("account.said.this-was-neither-corrected-nor"), Remedy: say.Of(ctx).Say("account.said.open-the-account-again")}
	}
	before := slices.DeleteFunc(words[:len(words)-1], func(e clientele.Entry) bool { return e.Body.EntryKind() == clientele.KindStruck })
	was := before[len(before)-1] // the first word is never that it was not so
	if err := c.amend(ctx, s, w, ledger.Amendment{Entry: in.ID, Body: was.Body, At: was.At}, clientele.Tell("account.said.brought-back")); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("account.said.it-is-as-it-was")}, nil
}
