package balance

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// MovedIn asks who went from one kind to another.
type MovedIn struct {
	Was   clientele.Kind `name:"was" json:"was,omitempty" enum:"client,customer,prospect" doc:"what they counted as before; nothing for those who were new"`
	Is    clientele.Kind `name:"is" json:"is,omitempty" enum:"client,customer,prospect" doc:"what they came to count as; nothing for those who left the book"`
	Since clientele.Day  `name:"since" json:"since,omitzero" doc:"the first day of it; a year before the last where none is given"`
	Until clientele.Day  `name:"until" json:"until,omitzero" doc:"the last day of it; the last that is known where none is given"`
	Line  string         `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
}

// MovedOut is who went from one kind to another.
type MovedOut struct {
	Sentence string            `json:"sentence"`
	Count    int               `json:"count"`
	Rows     []shape.ChangeRow `json:"rows"` // the latest first, not more than a page holds
	AsOf     clientele.Day     `json:"as_of"`
}

// movedMost is how many are shown.
const movedMost = 500

// Moved is who went from one kind to another within a period.
func (c *Balance) Moved(ctx context.Context, s access.Scope, in MovedIn) (MovedOut, error) {
	out := MovedOut{Rows: []shape.ChangeRow{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if err := c.period(firm, in.Since, in.Until); err != nil {
		return out, err
	}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return out, err
	}
	if in.Until == clientele.NoDay {
		in.Until = out.AsOf
	}
	book := c.Book.For(s)
	began, err := book.Began(ctx)
	if err != nil {
		return out, err
	}
	if in.Since == clientele.NoDay {
		in.Since = in.Until - 365
	}
	if in.Since = max(in.Since, began+1); in.Since > in.Until { // on its first day the measure knew nobody before
		out.Sentence = sinceSentence(firm, began)
		return out, nil
	}
	found, err := book.Moved(ctx, standings.Moves{Was: in.Was, Is: in.Is, Line: shape.LineOf(in.Line), Since: in.Since, Upon: in.Until})
	if err != nil {
		return out, err
	}
	out.Count = len(found)
	found = found[:min(len(found), movedMost)]
	ids := make([]clientele.ID, len(found))
	for i, one := range found {
		ids[i] = one.Account
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	if err != nil {
		return out, err
	}
	for _, one := range found {
		out.Rows = append(out.Rows, firm.RowOfChange(one, accounts[one.Account].Name))
	}
	out.Sentence = movedSentence(firm, in, out.Count)
	return out, nil
}

// movedSentence says how many, from what to what, when, and how many of them are shown.
func movedSentence(f shape.Firm, in MovedIn, n int) string {
	key := "balance.moved-between"
	switch {
	case n == 0:
		key = "balance.moved-none"
	case in.Was == "" && in.Is == "":
		key = "balance.moved-any"
	case in.Was == "":
		key = "balance.moved-new"
	case in.Is == "":
		key = "balance.moved-gone"
	}
	said := f.Say(key, say.Args{"n": n, "was": f.Words.Many(in.Was), "is": f.Words.Many(in.Is), "from": f.LongDay(in.Since), "to": f.LongDay(in.Until)})
	if n > movedMost {
		said += " " + f.Say("balance.moved-latest", say.Args{"n": movedMost})
	}
	return said
}

// sinceSentence says since when there is a measure, where nobody can have moved yet.
func sinceSentence(f shape.Firm, began clientele.Day) string {
	if began == clientele.NoDay {
		return f.Say("balance.empty")
	}
	return f.Say("balance.measured-since", say.Args{"day": f.LongDay(began)})
}
