package balance

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
)

// BalanceIn asks for the balance.
type BalanceIn struct {
	Line  string        `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
	Since clientele.Day `name:"since" json:"since,omitzero" day:"was" doc:"movements from the month of this day on; the last twelve months where none is given"`
	Until clientele.Day `name:"until" json:"until,omitzero" day:"was" doc:"movements up to the month of this day; the last that is known where none is given"`
}

// Balance is how the house stands.
func (c *Balance) Balance(ctx context.Context, s access.Scope, in BalanceIn) (BalanceOut, error) {
	book := c.Book.For(s)
	counts, err := book.KindCounts(ctx)
	if err != nil {
		return BalanceOut{}, err
	}
	b, err := book.Balance(ctx)
	if err != nil {
		return BalanceOut{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return BalanceOut{}, err
	}
	for i := range b.Months { // which were counted before lines were put together
		b.Months[i].Line = firm.Lines.Goes(b.Months[i].Line)
	}
	for i := range b.Movements {
		b.Movements[i].Line = firm.Lines.Goes(b.Movements[i].Line)
	}
	out := BalanceOut{Currency: shape.CurrencyOf(counts), Empty: len(counts) == 0, Movements: []shape.Movement{}}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return BalanceOut{}, err
	}
	of := lineOf{firm.Lines.Asked(in.Line), in.Line}
	if err := c.possible(firm, in, linesIn(counts)); err != nil {
		return BalanceOut{}, err
	}
	out.Line = in.Line
	out.Kinds, out.Lapsed = kindShares(counts, of, out.Currency), lapsedShare(counts, of, out.Currency)
	for _, l := range linesIn(counts) {
		one := lineOf{&l, shape.LineParam(l)}
		out.Lines = append(out.Lines, LineShare{l, shape.Query("/balance", page.Encode(BalanceIn{Line: one.param})),
			kindShares(counts, one, out.Currency), lapsedShare(counts, one, out.Currency)})
	}
	out.Months = balanceMonths(b, of, out.Currency, out.AsOf)
	out.Money = moneyRows(counts, of, out.Currency)
	if out.Beside = besideSentence(firm, out.Money, out.Currency); slices.ContainsFunc(out.Money, MoneyRow.Unnamed) {
		set, err := c.Access.Settings(ctx)
		if err != nil {
			return BalanceOut{}, err
		}
		out.Unnamed = map[bool]string{true: "set", false: "again"}[set["currency"] == ""]
	}
	imports, err := c.Book.Imports(ctx, 0, lookedAt)
	if err != nil {
		return BalanceOut{}, err
	}
	out.Guesses = shape.GuessesIn(ctx, s, imports)
	if err := c.told(ctx, s, &out, asked{firm, b, of, in}); err != nil {
		return BalanceOut{}, err
	}
	out.Loss = losses(out.Kinds, firm)
	if out.Empty {
		out.Sentence = firm.Say("balance.empty")
		return out, nil
	}
	out.Sentence = countsSentence(out, firm)
	if of.line == nil {
		err = c.ahead(ctx, s, &out, firm)
	}
	return out, err
}

// asked is what is asked of the past, and what is known of it.
type asked struct {
	firm shape.Firm
	b    standings.Balance
	of   lineOf
	in   BalanceIn
}

// told is what came in by month, and who moved within the period asked for.
func (c *Balance) told(ctx context.Context, s access.Scope, out *BalanceOut, a asked) (err error) {
	if c.Came != nil && out.Currency != "" {
		if out.Came, err = c.Came(ctx, s, a.of.line, out.Currency); err != nil {
			return err
		}
	}
	p, known := periodOf(a.b, out.AsOf)
	if !known {
		if out.Empty {
			return nil
		}
		began, err := c.Book.For(s).Began(ctx)
		out.Moved = sinceSentence(a.firm, began)
		return err
	}
	earliest := beganIn(a.b)
	if a.in.Since != clientele.NoDay {
		p.from = max(firstOfMonth(a.in.Since), nextMonth(earliest))
	}
	if a.in.Until != clientele.NoDay {
		p.to = min(nextMonth(firstOfMonth(a.in.Until))-1, out.AsOf)
	}
	out.Since, out.Until = p.from, p.to
	if p.from > p.to {
		out.Moved = sinceSentence(a.firm, nextMonth(earliest)-1)
		return nil
	}
	out.Movements = moves(a.b, a.of, p)
	key := "balance.moved"
	if len(out.Movements) == 0 {
		key = "balance.moved-nobody"
	}
	out.Moved = a.firm.Say(key, say.Args{"from": a.firm.LongDay(p.from), "to": a.firm.LongDay(p.to)})
	return nil
}

// possible refuses a line that there is not, and a period that cannot be.
func (c *Balance) possible(f shape.Firm, in BalanceIn, lines []clientele.Line) error {
	if line := f.Lines.Asked(in.Line); line != nil && len(lines) > 0 && !slices.Contains(lines, *line) && !slices.Contains(f.Lines.Made, *line) {
		names := make([]string, len(lines))
		for i, l := range lines {
			names[i] = f.LineName(l)
		}
		return page.Wrong("line", f.Say("balance.no-line", say.Args{"line": in.Line}), f.Say("balance.no-line-remedy", say.Args{"lines": f.List(names)}))
	}
	return c.period(f, in.Since, in.Until)
}

// period refuses one that ends before it begins, or has not come.
func (c *Balance) period(f shape.Firm, since, until clientele.Day) error {
	today := c.Clock.Today()
	for _, end := range []struct {
		field string
		day   clientele.Day
	}{{"since", since}, {"until", until}} {
		if end.day > today {
			return page.Wrong(end.field, f.Say("balance.in-future"), f.Say("balance.in-future-remedy", say.Args{"day": f.LongDay(today)}))
		}
	}
	if since == clientele.NoDay || until == clientele.NoDay || until >= since {
		return nil
	}
	return page.Wrong("until", f.Say("balance.ends-before"), f.Say("balance.ends-before-remedy", say.Args{"day": f.LongDay(since)}))
}

// lookedAt is how many imports are asked how they were read, the latest first.
const lookedAt = 20

// BalanceOut is how the house stands: how many and how much of each kind.
type BalanceOut struct {
	Sentence  string               `json:"sentence"`
	Ahead     string               `json:"ahead,omitempty"`                    // what the money in the sentence is
	AsOf      clientele.Day        `json:"as_of"`                              // from which day all of it counts
	Kinds     []KindShare          `json:"kinds"`                              // without who has lapsed
	Lapsed    KindShare            `json:"lapsed"`                             // who has, of every kind
	Lines     []LineShare          `json:"lines"`                              // by line of business
	Months    []shape.BalanceMonth `json:"months"`                             // oldest first, up to AsOf
	Came      []shape.MoneyMonth   `json:"came"`                               // what came in by month, up to the last that is over
	Line      string               `json:"line,omitempty"`                     // the one that is looked at
	Since     clientele.Day        `json:"since,omitzero"`                     // of the movements
	Until     clientele.Day        `json:"until,omitzero"`                     // the same
	Moved     string               `json:"moved,omitempty"`                    // of which period the movements are
	Movements []shape.Movement     `json:"movements"`                          // between kinds
	Loss      []LossRow            `json:"loss"`                               // what losing one of a kind costs
	Money     []MoneyRow           `json:"money"`                              // what was brought, by currency
	Beside    string               `json:"beside,omitempty"`                   // what of it is in no sum of the page
	Unnamed   string               `json:"unnamed,omitempty" enum:"set,again"` // where the currency of amounts that bear none can be said: in the settings first, or with the file
	Guesses   []shape.Guess        `json:"guesses,omitempty"`                  // on what of them that a file left open
	Currency  string               `json:"currency"`
	Empty     bool                 `json:"empty"`
}

// ahead puts before the sentence what all relationships together should bring, in the
// house's currency; nothing before all were measured.
func (c *Balance) ahead(ctx context.Context, s access.Scope, out *BalanceOut, f shape.Firm) error {
	totals, on, err := c.Jobs.Totals(ctx, s)
	if clientele.KindOf(err) == clientele.NotFound {
		return nil
	}
	for _, t := range totals {
		if t.AllLines && t.Kind == "" && t.Currency == out.Currency && out.Currency != "" && t.Value.High >= 1 {
			ends := f.ShortMoneys(shape.Money(int64(t.Value.Low), t.Currency), shape.Money(int64(t.Value.High), t.Currency))
			args := say.Args{"low": ends[0], "high": ends[1], "month": f.LongMonth(on + standing.DefaultHorizonDays)}
			out.Sentence, out.Ahead = f.Say("balance.ahead", args)+" "+out.Sentence, f.Say("balance.ahead-note", args)
		}
	}
	return err
}

// KindShare is one kind's part in the whole.
type KindShare struct {
	Kind         clientele.Kind  `json:"kind,omitempty"`
	Count        page.Count      `json:"count"`
	CountShare   float64         `json:"count_share"` // 0…1
	Revenue      clientele.Money `json:"revenue"`
	RevenueShare float64         `json:"revenue_share"`
	Expected     clientele.Money `json:"expected"` // within the horizon
}

// MoneyRow is what was brought in one currency.
type MoneyRow struct {
	Currency string            `json:"currency"` // XXX where nobody named it
	Kinds    []clientele.Money `json:"kinds"`    // of who has not lapsed, clients first
	Lapsed   clientele.Money   `json:"lapsed"`
	All      clientele.Money   `json:"all"`
	Expected clientele.Money   `json:"expected"` // within the horizon
}

// Unnamed says that nobody named the currency.
func (r MoneyRow) Unnamed() bool { return r.Currency == clientele.UnknownCurrency }

// LineShare is one line's part.
type LineShare struct {
	Line   clientele.Line `json:"line"`
	Href   string         `json:"href"`
	Kinds  []KindShare    `json:"kinds"`
	Lapsed KindShare      `json:"lapsed"`
}

// LossRow is what losing one of a kind costs over the horizon, on average.
type LossRow struct {
	Kind     clientele.Kind  `json:"kind"`
	Each     clientele.Money `json:"each"`
	AsMany   float64         `json:"as_many"` // how many customers it takes to make up for one
	Sentence string          `json:"sentence"`
}
