package stability

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/revenue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// StabilityIn asks how steady the revenue is.
type StabilityIn struct {
	Line     string `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
	Currency string `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"only amounts in this currency; that of most relationships where none is named"`
	By       string `name:"by" json:"by,omitempty" enum:"month,quarter,year" default:"quarter" doc:"how long the periods of the cohorts are"`
}

// StabilityOut is how steady the revenue is.
type StabilityOut struct {
	Sentence   string           `json:"sentence"`
	Known      bool             `json:"known"`            // false: nothing is folded yet
	Empty      bool             `json:"empty"`            // nothing in the book
	Waits      string           `json:"waits,omitempty"`  // for what it waits, where a part is not told yet
	Hidden     string           `json:"hidden,omitempty"` // that what lies behind walls is not in it
	AsOf       clientele.Day    `json:"as_of"`
	By         string           `json:"by"`
	Line       string           `json:"line,omitempty"`
	Lines      []page.Choice    `json:"lines"`      // of which one may be chosen; none where there is one alone
	Currencies []page.Choice    `json:"currencies"` // the same
	Currency   string           `json:"currency"`
	Figures    *revenue.Figures `json:"figures,omitempty"` // amounts in minor units of the currency; in orders, where it is ""

	Have      *shape.MoneyRange `json:"have,omitempty"` // what the measure expects of those whom the firm has, one by one, within a year
	Recurring float64           `json:"recurring"`      // share of the last twelve months
	Leading   []LargestRow      `json:"leading"`
	Half      string            `json:"half,omitempty"` // the list of who carries half
	Moves     []MoveRow         `json:"moves"`
	Values    []WorthRow        `json:"values"`
	Job       *shape.JobRow     `json:"job,omitempty"`
}

// LargestRow is one of the accounts that bring most.
type LargestRow struct {
	Account clientele.ID    `json:"account"`
	Name    string          `json:"name"`
	Href    string          `json:"href"`
	Year    clientele.Money `json:"year"`
	Share   float64         `json:"share"`
}

// MoveRow is a part of the year against the one before: how many, and what they brought in both.
type MoveRow struct {
	Moved  revenue.Moved `json:"moved"`
	Count  page.Count    `json:"count"`
	Before int64         `json:"before"`
	Is     int64         `json:"is"`
}

// WorthRow is what one of a kind, in a line, has brought and is still expected to bring.
type WorthRow struct {
	AllLines bool            `json:"all_lines"`
	Line     clientele.Line  `json:"line"`
	Kind     clientele.Kind  `json:"kind"`
	Count    page.Count      `json:"count"`
	Lapsed   int             `json:"lapsed"`  // of them
	SoFar    clientele.Money `json:"so_far"`  // each, on average
	ToCome   clientele.Money `json:"to_come"` // each, discounted, in all the years to come
	Low      clientele.Money `json:"low"`
	High     clientele.Money `json:"high"`
	Thin     bool            `json:"thin,omitempty"` // too few to tell
}

// Stability is how steady the revenue is.
func (c *Stability) Stability(ctx context.Context, s access.Scope, in StabilityIn) (StabilityOut, error) {
	out := StabilityOut{By: in.By, Line: in.Line, Currency: in.Currency, Lines: []page.Choice{}, Currencies: []page.Choice{}, Leading: []LargestRow{}, Moves: []MoveRow{}, Values: []WorthRow{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if out.Job, err = shape.Running(ctx, c.Jobs, KindFold); err != nil {
		return out, err
	}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return out, err
	}
	part, err := c.partFor(ctx, s)
	if err != nil {
		return out, err
	}
	if part == partOpen {
		out.Hidden = firm.Say("stability.hidden")
	}
	rows, err := c.kept(ctx, part)
	if err != nil {
		return out, err
	}
	if len(rows) == 0 {
		return out, c.nothing(ctx, firm, &out)
	}
	line := firm.Lines.Asked(in.Line)
	out.choices(firm, rows)
	row, found := choose(rows, line, in.Currency)
	if !found {
		return out, noSuch(firm, rows, line, in)
	}
	if out.Figures, err = c.view(ctx, part, row); err != nil || out.Figures == nil {
		return out, err
	}
	out.Known, out.Currency = true, row.Currency
	return out, c.fill(ctx, s, firm, &out)
}

// nothing says why there is nothing to see.
func (c *Stability) nothing(ctx context.Context, f shape.Firm, out *StabilityOut) error {
	last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
	out.Empty = last == clientele.NoDay
	out.Sentence = f.Say("stability.waits-fold")
	if out.Empty {
		out.Sentence = f.Say("stability.empty")
	}
	return err
}

// noSuch is a fault of the field that names what there is not.
func noSuch(f shape.Firm, rows []keptRow, line *clientele.Line, in StabilityIn) error {
	if line != nil && !slices.Contains(linesIn(rows), *line) {
		var names []string
		for _, l := range linesIn(rows) {
			names = append(names, f.LineName(l))
		}
		return page.Wrong("line", f.Say("stability.no-line", say.Args{"line": in.Line}), f.Say("stability.no-line-remedy", say.Args{"lines": f.List(names)}))
	}
	return page.Wrong("currency", f.Say("stability.no-currency", say.Args{"currency": in.Currency}), f.Say("stability.no-currency-remedy", say.Args{"currencies": f.List(currenciesIn(rows))}))
}

func (out *StabilityOut) choices(f shape.Firm, rows []keptRow) {
	if lines := linesIn(rows); len(lines) > 1 {
		out.Lines = append(out.Lines, page.Choice{Value: "", Label: f.Say("stability.all-lines"), Selected: out.Line == ""})
		for _, l := range lines {
			value := shape.LineParam(l)
			out.Lines = append(out.Lines, page.Choice{Value: value, Label: f.LineName(l), Selected: out.Line == value})
		}
	}
	if all := currenciesIn(rows); len(all) > 1 {
		for _, name := range all {
			out.Currencies = append(out.Currencies, page.Choice{Value: name, Label: name, Selected: out.Currency == name})
		}
	}
}

// fill adds names, links and words to the figures.
func (c *Stability) fill(ctx context.Context, s access.Scope, f shape.Firm, out *StabilityOut) error {
	v := out.Figures
	out.Recurring = recurringShare(v.Months)
	ids := []clientele.ID{}
	for _, l := range v.Hangs.Leading {
		ids = append(ids, l.Account)
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	for _, l := range v.Hangs.Leading {
		name := accounts[l.Account].Name
		if name == "" {
			name = f.Say("stability.no-name")
		}
		out.Leading = append(out.Leading, LargestRow{l.Account, name, shape.AccountHref(l.Account, ""), shape.Money(l.Minor, out.Currency), l.Share})
	}
	if v.Hangs.Half > 0 {
		out.Half = out.whoHref(BehindIn{})
	}
	for _, r := range v.Year.Rows {
		out.Moves = append(out.Moves, MoveRow{r.Moved, page.Count{N: r.N, Href: out.whoHref(BehindIn{Moved: string(r.Moved)})}, r.Before, r.Is})
	}
	if out.Currency != "" {
		if err := c.values(ctx, s, out); err != nil {
			return err
		}
	}
	out.Sentence, out.Waits = sentence(f, out), waits(f, v)
	return nil
}

// whoHref is the list behind a number of this page.
func (out *StabilityOut) whoHref(in BehindIn) string {
	in.Line, in.Currency = out.Line, out.Currency
	return shape.Query("/stability/who", page.Encode(in))
}

// byHref is this page with cohorts of another length.
func (out *StabilityOut) byHref(by string) string {
	return shape.Query("/stability", page.Encode(StabilityIn{Line: out.Line, Currency: out.Currency, By: by})) + "#cohorts"
}

// recurringShare is the part of the last twelve months that comes again by contract or by rhythm.
func recurringShare(months []revenue.MonthSum) float64 {
	again, all := int64(0), int64(0)
	for _, m := range months[max(0, len(months)-12):] {
		again, all = again+m.Recurring(), all+m.All()
	}
	if all <= 0 {
		return 0
	}
	return min(max(float64(again)/float64(all), 0), 1)
}

// leastEach is of how many a mean is told.
const leastEach = 5

// values are what one of each kind has brought, which is a fact, and is expected to bring.
func (c *Stability) values(ctx context.Context, s access.Scope, out *StabilityOut) error {
	counts, err := c.Book.For(s).KindCounts(ctx)
	if err != nil {
		return err
	}
	totals, _, err := c.Jobs.Totals(ctx, s)
	if err != nil && clientele.KindOf(err) != clientele.NotFound {
		return err
	}
	for _, t := range totals {
		if t.Kind == "" && t.Currency == out.Currency && t.AllLines == (out.Line == "") && (t.AllLines || t.Line == out.Figures.Line) {
			out.Have = &shape.MoneyRange{Low: shape.Money(int64(t.Value.Low), t.Currency), High: shape.Money(int64(t.Value.High), t.Currency)}
		}
		if t.Kind == "" || t.Currency != out.Currency || t.AllLines != (out.Line == "") && !(out.Line == "" && len(out.Lines) > 0) {
			continue
		}
		if out.Line != "" && t.Line != out.Figures.Line {
			continue
		}
		v := WorthRow{AllLines: t.AllLines, Line: t.Line, Kind: t.Kind, Count: page.Count{N: t.Relationships}, Thin: t.Relationships < leastEach}
		in := shape.RelationshipsIn{Kind: []clientele.Kind{t.Kind}}
		if !t.AllLines {
			in.Line = shape.LineParam(t.Line)
		}
		v.Count.Href = shape.Query(shape.PathRelationships, page.Encode(in))
		revenue, n := int64(0), int64(0)
		for _, k := range counts {
			if k.Kind == t.Kind && k.Currency == out.Currency && (t.AllLines || k.Line == t.Line) {
				revenue, n = revenue+k.Revenue, n+k.Count
				if k.Trend == clientele.Lapsed {
					v.Lapsed += int(k.Count)
				}
			}
		}
		if n == 0 {
			continue
		}
		v.Count.N = int(n)
		each := func(x float64, of int64) clientele.Money { return shape.Money(int64(x/float64(of)), out.Currency) }
		v.SoFar = each(float64(revenue), n)
		of := int64(max(t.Relationships, 1))
		v.ToCome, v.Low, v.High = each(t.Lifetime.Expected, of), each(t.Lifetime.Low, of), each(t.Lifetime.High, of)
		out.Values = append(out.Values, v)
	}
	return nil
}

// sentence is the answer that a busy person came for.
func sentence(f shape.Firm, out *StabilityOut) string {
	v := out.Figures
	args := say.Args{"share": f.Percent(out.Recurring), "through": f.LongMonth(v.Through), "n": len(v.Months)}
	if v.Forecast == nil || out.Currency == "" {
		if out.Currency == "" {
			return f.Say("stability.no-amounts")
		}
		return f.Say("stability.too-short", args)
	}
	ends := f.ShortMoneys(shape.Money(int64(v.Forecast.Total.Low), out.Currency), shape.Money(int64(v.Forecast.Total.High), out.Currency))
	args["low"], args["high"], args["month"] = ends[0], ends[1], f.LongMonth(v.Forecast.Months[len(v.Forecast.Months)-1].Month)
	return f.Say("stability.sentence", args)
}

// waits says what a part of the page waits for.
func waits(f shape.Firm, v *revenue.Figures) string {
	n := len(v.Months)
	switch {
	case v.Forecast == nil:
		return ""
	case v.Forecast.Tried.Year.Of == 0:
		return f.Say("stability.waits-tried", say.Args{"n": n})
	case n < 24:
		return f.Say("stability.waits-season", say.Args{"n": n})
	}
	return ""
}

// Came is what came in by month and kind, of a line or of all, in a currency: the latest two years.
func (c *Stability) Came(ctx context.Context, s access.Scope, line *clientele.Line, currency string) (all []shape.MoneyMonth, err error) {
	if s.Nobody() || !s.Passes(0) {
		return nil, nil // help from outside sees what is shared with them, and no sums of others
	}
	part, err := c.partFor(ctx, s)
	if err != nil {
		return nil, err
	}
	rows, err := c.kept(ctx, part)
	if err != nil {
		return nil, err
	}
	row, found := choose(rows, line, currency)
	if !found {
		return nil, nil
	}
	v, err := c.view(ctx, part, row)
	if err != nil || v == nil {
		return nil, err
	}
	for _, m := range lately(v) {
		money := func(minor int64) clientele.Money { return shape.Money(minor, currency) }
		all = append(all, shape.MoneyMonth{Month: m.Month, Clients: money(m.ByKind[revenue.OfClients]), Customers: money(m.ByKind[revenue.OfCustomers]),
			Prospects: money(m.ByKind[revenue.OfOthers]), Lapsed: money(m.ByKind[revenue.OfLapsed]), All: money(m.All())})
	}
	return all, nil
}
