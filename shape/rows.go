package shape

import (
	"cmp"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/say"
)

// Sure is how sure the kind is, in words.
func Sure(s clientele.Standing) string {
	p := s.ClientProb
	if s.Kind != clientele.Client {
		p = 1 - p
	}
	switch {
	case s.Kind != s.MeasuredKind:
		return clientele.Tell("sure.word")
	case !s.Enough:
		return clientele.Tell("sure.early")
	case p >= 0.9:
		return clientele.Tell("sure.surely")
	case p >= 0.7:
		return clientele.Tell("sure.likely")
	}
	return clientele.Tell("sure.perhaps")
}

// standingRow shows a standing.
func (f Firm) RowOfStanding(s clientele.Standing, name string) StandingRow {
	amount := func(minor float64) clientele.Money { return Money(int64(math.Round(minor)), s.Revenue.Currency) }
	row := StandingRow{
		Account: s.Account, Line: s.Line, Name: name, Href: AccountHref(s.Account, s.Line),
		Kind: s.Kind, MeasuredKind: s.MeasuredKind, ClientProb: s.ClientProb, Enough: s.Enough, Sure: Sure(s),
		Stage: s.Stage, Trend: s.Trend, Quiet: s.Quiet(), ActiveProb: s.ActiveProb, HorizonDays: s.HorizonDays,
		ExpectedOrders: s.ExpectedOrders, ExpectedValue: amount(s.ExpectedValue), Lifetime: amount(s.Lifetime),
		ClientRange: s.ClientRange, ActiveRange: s.ActiveRange, OrdersRange: s.OrdersRange,
		ValueRange:    MoneyRange{amount(s.ValueRange.Low), amount(s.ValueRange.High)},
		LifetimeRange: MoneyRange{amount(s.LifetimeRange.Low), amount(s.LifetimeRange.High)},
		Orders:        s.Orders, First: s.First, Last: s.Last, UsualDays: s.UsualDays, Revenue: s.Earned(), AsOf: s.AsOf,
	}
	if s.AliveTold {
		row.AliveProb = &s.AliveProb
	}
	if s.Last != clientele.NoDay {
		row.SinceDays = int(s.AsOf - s.Last)
	}
	for _, r := range Strongest(Telling(s.Reasons), 2) {
		row.Why = append(row.Why, f.Fill(r.Text))
	}
	return row
}

// RowOf shows a row of the list.
func (f Firm) RowOf(r standings.Row) StandingRow {
	row := f.RowOfStanding(r.Standing, r.Name)
	row.Owner, row.OwnerName = f.Owners[r.Owner], f.People[r.Owner]
	row.LastContact, row.LastContactIn, row.LastContactOut = r.LastContact, r.LastContactIn, r.LastContactOut
	return row
}

// Telling are the reasons that say something of this relationship: not what is usual for
// all, with which the sum begins.
func Telling(reasons []clientele.Reason) []clientele.Reason {
	return slices.DeleteFunc(slices.Clone(reasons), func(r clientele.Reason) bool { return r.Code == "usual" || r.Code == "pace" })
}

// Strongest are the weightiest of some reasons.
func Strongest(reasons []clientele.Reason, n int) []clientele.Reason {
	sorted := slices.Clone(reasons)
	slices.SortStableFunc(sorted, func(a, b clientele.Reason) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	return sorted[:min(n, len(sorted))]
}

// Explain sets the reasons for beside those against, drawn to one scale; those of
// no weight say which way it moves.
func (l *LineStanding) Explain(reasons []clientele.Reason, f Firm) {
	for _, r := range reasons {
		l.Sum += r.Weight
		l.MaxWeight = math.Max(l.MaxWeight, math.Abs(r.Weight))
	}
	for _, r := range Strongest(reasons, len(reasons)) {
		row := ReasonRow{Code: r.Code, Text: f.Fill(r.Text), Weight: r.Weight, Day: r.Day}
		if l.MaxWeight > 0 {
			row.Share = math.Abs(r.Weight) / l.MaxWeight
		}
		if r.Day != clientele.NoDay {
			row.Href = "#day-" + r.Day.String()
		}
		switch {
		case r.Weight > 0:
			l.For = append(l.For, row)
		case r.Weight < 0:
			l.Against = append(l.Against, row)
		default:
			l.Moves = append(l.Moves, row)
		}
	}
}

// changeRow shows a step of a course. The book keeps no interval of a step.
func (f Firm) RowOfChange(c standings.Change, name string) ChangeRow {
	return ChangeRow{
		Account: c.Account, Name: name, Line: c.Line, Href: AccountHref(c.Account, c.Line), Day: c.Day, Cause: f.Fill(c.Cause),
		WasKind: c.WasKind, IsKind: c.Kind, WasTrend: c.WasTrend, IsTrend: c.Trend, WasStage: c.WasStage, IsStage: c.Stage,
		ClientProb: c.ClientProb, Low: c.ClientProb, High: c.ClientProb, Text: f.ChangeText(c),
	}
}

// stage is a stage within a sentence.
func (f Firm) stage(s clientele.Stage) string { return f.Label("list.stage-"+string(s), string(s)) }

// ChangeText says what changed.
func (f Firm) ChangeText(c standings.Change) string {
	switch {
	case c.Kind == "":
		return f.Say("account.change-left")
	case c.WasKind == "":
		return f.Say("account.change-new", say.Args{"is": f.Words.One(c.Kind)})
	case c.WasKind != c.Kind:
		return f.Say("account.change-from", say.Args{"was": f.Words.Of(c.WasKind), "is": f.Words.Of(c.Kind)})
	case c.WasTrend != c.Trend:
		return f.Say("account.change-from", say.Args{"was": TrendWord(c.WasTrend), "is": TrendWord(c.Trend)})
	case c.WasStage != c.Stage:
		return f.Say("account.change-from", say.Args{"was": f.stage(c.WasStage), "is": f.stage(c.Stage)})
	case c.ClientProb > c.WasProb:
		return f.Say("account.change-more")
	}
	return f.Say("account.change-less")
}
