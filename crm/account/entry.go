package account

import (
	"context"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// EntryPageIn names something that was written down, and where one came from.
type EntryPageIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the entry"`
	Next string       `name:"next" json:"next,omitempty" maxLength:"2500" doc:"where to go then"`
}

// EntryOut is a contact or a note as it stands, to be corrected.
type EntryOut struct {
	Sentence string       `json:"sentence"`
	ID       clientele.ID `json:"id"`
	Text     string       `json:"text"`
	Day      string       `json:"day"` // when it was, as a form reads it again
	Rev      int          `json:"rev"` // which word on it this is
	Next     string       `json:"-"`
}

// Entry is something that was written down, as a form to correct it.
func (c *Accounts) Entry(ctx context.Context, s access.Scope, in EntryPageIn) (EntryOut, error) {
	e, said, err := c.lastWord(ctx, s, in.ID)
	if err != nil {
		return EntryOut{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return EntryOut{}, err
	}
	names, err := c.Access.Names(ctx, shape.Mentions(said.Text))
	row := shape.EntryOf(e.Entry, firm)
	out := EntryOut{ID: in.ID, Rev: e.Rev, Text: shape.Named(said.Text, names), Day: c.whenWritten(say.Of(ctx), e), Next: page.Local(in.Next)}
	out.Sentence = say.Of(ctx).Say("account.correct", say.Args{"what": row.Title, "day": say.Of(ctx).Day(e.On(), c.Clock.Today())})
	if out.Next == "" {
		out.Next = c.Records.Address(clientele.Ref{Type: record.Account, ID: e.Account})
		if e.Account == 0 {
			out.Next = c.Records.Address(e.Ref)
		}
	}
	return out, err
}

// whenWritten is when something was, as a form reads it again.
func (c *Accounts) whenWritten(s *say.Speaker, e written) string {
	return strings.TrimSuffix(s.LongDay(e.On())+", "+s.Hour(e.At, c.Clock.Zone()), ", ")
}

// correctable is what was said, where it can be corrected.
func correctable(e written) (clientele.Interaction, error) {
	said, ok := e.Body.(clientele.Interaction)
	switch {
	case e.Body.EntryKind() == clientele.KindStruck:
		return said, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("account.said.this-was-removed"), Remedy: clientele.Tell("account.said.open-the-account-again")}
	case ok && e.Import != 0:
		return said, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("account.said.this-came-with-an-import"), Remedy: clientele.Tell("account.said.correct-it-where-it-came-from")}
	case !ok:
		return said, page.Wrong("id", clientele.Tell("account.said.only-contacts-and-notes-are"), clientele.Tell("account.said.remove-it-and-write-it"))
	}
	return said, nil
}
