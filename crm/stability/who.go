package stability

import (
	"context"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/revenue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// BehindIn asks who stands behind a number.
type BehindIn struct {
	Moved    string        `name:"moved" json:"moved,omitempty" enum:"lost,shrunk,same,grown,back,new,inactive" doc:"how their last twelve months went against the twelve before"`
	From     clientele.Day `name:"from" json:"from,omitzero" day:"was" doc:"began in the month of this day or later"`
	To       clientele.Day `name:"to" json:"to,omitzero" doc:"began in the month of this day or earlier"`
	Line     string        `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
	Currency string        `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"amounts in this currency; that of most relationships where none is named"`
	After    string        `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
	Limit    int           `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"1000" doc:"how many rows"`
}

// BehindOut is who stands behind a number.
type BehindOut struct {
	Sentence string        `json:"sentence"`
	Count    page.Count    `json:"count"`
	Rows     []BehindRow   `json:"rows"`
	Next     string        `json:"next,omitempty"` // path of the next page
	Currency string        `json:"currency"`
	AsOf     clientele.Day `json:"as_of"`
}

// BehindRow is one relationship.
type BehindRow struct {
	Account clientele.ID   `json:"account"`
	Name    string         `json:"name"`
	Line    clientele.Line `json:"line"`
	Href    string         `json:"href"`
	Began   clientele.Day  `json:"began"` // the first day of the month
	Moved   revenue.Moved  `json:"moved"`
	Is      int64          `json:"is"` // of the last twelve months that are over; minor units, or orders where Currency is ""
	Before  int64          `json:"before"`
}

// Who is who stands behind a number.
func (c *Stability) Who(ctx context.Context, s access.Scope, in BehindIn) (BehindOut, error) {
	out := BehindOut{Rows: []BehindRow{}, Currency: in.Currency}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if err := c.possible(firm, in); err != nil {
		return out, err
	}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return out, err
	}
	part, err := c.partFor(ctx, s)
	if err != nil {
		return out, err
	}
	rows, err := c.kept(ctx, part)
	if err != nil {
		return out, err
	}
	line := firm.Lines.Asked(in.Line)
	row, found := choose(rows, line, in.Currency)
	if !found && len(rows) > 0 {
		return out, noSuch(firm, rows, line, StabilityIn{Line: in.Line, Currency: in.Currency})
	}
	out.Currency = row.Currency
	asked := whoAsked{moved: revenue.Moved(in.Moved), line: line, currency: out.Currency, after: in.After, limit: in.Limit}
	if in.From != clientele.NoDay {
		asked.from = in.From.String()[:7]
	}
	if in.To != clientele.NoDay {
		asked.to = in.To.String()[:7]
	}
	list, next, n, err := c.whoPage(ctx, s, &asked)
	if err != nil {
		return out, err
	}
	out.Count = page.Count{N: int(min(n, whoCounted)), Capped: n > whoCounted}
	if next != "" {
		on := in
		on.After = next
		out.Next = shape.Query("/stability/who", page.Encode(on))
	}
	out.Sentence = whoSentence(firm, in, out.Count)
	return out, c.named(ctx, firm, &out, list)
}

// named gives the rows their names.
func (c *Stability) named(ctx context.Context, f shape.Firm, out *BehindOut, list []yearRow) error {
	ids := make([]clientele.ID, len(list))
	for i, r := range list {
		ids[i] = r.Account
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range list {
		began, err := clientele.ParseDay(r.Began + "-01")
		if err != nil {
			return err
		}
		name := accounts[r.Account].Name
		if name == "" {
			name = f.Say("stability.no-name")
		}
		out.Rows = append(out.Rows, BehindRow{r.Account, name, r.Line, shape.AccountHref(r.Account, r.Line), began, r.Moved, r.Minor, r.Before})
	}
	return nil
}

// possible refuses a period that cannot be.
func (c *Stability) possible(f shape.Firm, in BehindIn) error {
	if in.From != clientele.NoDay && in.From > c.Clock.Today() {
		return page.Wrong("from", f.Say("stability.in-future"), f.Say("stability.in-future-remedy", say.Args{"day": f.LongDay(c.Clock.Today())}))
	}
	if in.From != clientele.NoDay && in.To != clientele.NoDay && in.To < in.From {
		return page.Wrong("to", f.Say("stability.ends-before"), f.Say("stability.ends-before-remedy", say.Args{"day": f.LongDay(in.From)}))
	}
	return nil
}

// whoSentence says how many, and what they have in common.
func whoSentence(f shape.Firm, in BehindIn, n page.Count) string {
	key := "stability.who-all"
	if in.Moved != "" {
		key = "stability.who-" + in.Moved
	}
	count := f.Count(int64(n.N))
	if n.Capped {
		count += "+"
	}
	args := say.Args{"n": n.N, "count": count, "from": f.LongMonth(in.From), "to": f.LongMonth(in.To)}
	said := f.Say(key, args)
	switch {
	case in.From != clientele.NoDay && in.To != clientele.NoDay && in.From.String()[:7] == in.To.String()[:7]:
		said += " " + f.Say("stability.who-in", args)
	case in.From != clientele.NoDay && in.To != clientele.NoDay:
		said += " " + f.Say("stability.who-between", args)
	case in.From != clientele.NoDay:
		said += " " + f.Say("stability.who-since", args)
	case in.To != clientele.NoDay:
		said += " " + f.Say("stability.who-until", args)
	}
	return said
}

// CSV is the list as a file.
func (out BehindOut) CSV() (file string, rows [][]string) {
	rows = append(rows, []string{"account", "name", "line", "began", "moved", "before", "is", "currency"})
	for _, r := range out.Rows {
		before, is := strconv.FormatInt(r.Before, 10), strconv.FormatInt(r.Is, 10)
		if out.Currency != "" {
			before, is = clientele.PlainAmount(r.Before, out.Currency), clientele.PlainAmount(r.Is, out.Currency)
		}
		rows = append(rows, []string{r.Account.String(), r.Name, string(r.Line), r.Began.String()[:7], string(r.Moved), before, is, out.Currency})
	}
	return "stability-who.csv", rows
}
