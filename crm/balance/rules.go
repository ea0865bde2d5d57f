package balance

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func linesIn(counts []standings.KindCount) []clientele.Line {
	var lines []clientele.Line
	for _, c := range counts {
		lines = append(lines, c.Line)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// stillHere are the trends of who has not lapsed. What is too early to say is one of them.
var stillHere = slices.DeleteFunc(slices.Clone(clientele.Trends), func(t clientele.Trend) bool { return t == clientele.Lapsed })

// lineOf is a part of the whole: one line of business, or all of them.
type lineOf struct {
	line  *clientele.Line // nil: every line
	param string          // as addresses name it
}

func (l lineOf) has(line clientele.Line) bool { return l.line == nil || *l.line == line }

// kindShares sums by kind, of who has not lapsed: who has is in no ratio. Amounts in other
// currencies than the house's are left out; those relationships still count.
func kindShares(counts []standings.KindCount, of lineOf, currency string) []KindShare {
	shares := make([]KindShare, len(clientele.Kinds))
	n, revenue := 0, int64(0)
	for i, k := range clientele.Kinds {
		s := KindShare{Kind: k, Revenue: shape.Money(0, currency), Expected: shape.Money(0, currency)}
		s.add(counts, func(c standings.KindCount) bool { return c.Kind == k && of.has(c.Line) && c.Trend != clientele.Lapsed }, currency)
		s.Count.Href = shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{Kind: []clientele.Kind{k}, Trend: stillHere, Line: of.param}))
		shares[i] = s
		n, revenue = n+s.Count.N, revenue+s.Revenue.Minor
	}
	for i := range shares {
		if n > 0 {
			shares[i].CountShare = float64(shares[i].Count.N) / float64(n)
		}
		if revenue > 0 {
			shares[i].RevenueShare = float64(shares[i].Revenue.Minor) / float64(revenue)
		}
	}
	return shares
}

// lapsedShare is who has lapsed, of every kind: a part of its own, in no ratio.
func lapsedShare(counts []standings.KindCount, of lineOf, currency string) KindShare {
	s := KindShare{Revenue: shape.Money(0, currency), Expected: shape.Money(0, currency)}
	s.add(counts, func(c standings.KindCount) bool { return of.has(c.Line) && c.Trend == clientele.Lapsed }, currency)
	s.Count.Href = shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{View: "lapsed", Line: of.param}))
	return s
}

func (s *KindShare) add(counts []standings.KindCount, which func(standings.KindCount) bool, currency string) {
	for _, c := range counts {
		if !which(c) {
			continue
		}
		s.Count.N += int(c.Count)
		if c.Currency == currency {
			s.Revenue.Minor += c.Revenue
			s.Expected.Minor += c.Expected
		}
	}
}

// moneyRows are what was brought, a row for each currency, the house's first; of each kind, and
// by who has lapsed. An amount whose currency nobody named is in a row of its own.
func moneyRows(counts []standings.KindCount, of lineOf, currency string) []MoneyRow {
	var rows []MoneyRow
	for _, c := range counts {
		if c.Currency == "" || c.Revenue == 0 && c.Expected == 0 || !of.has(c.Line) {
			continue
		}
		i := slices.IndexFunc(rows, func(r MoneyRow) bool { return r.Currency == c.Currency })
		if i < 0 {
			i = len(rows)
			rows = append(rows, MoneyRow{Currency: c.Currency, Kinds: make([]clientele.Money, len(clientele.Kinds)), Lapsed: shape.Money(0, c.Currency),
				All: shape.Money(0, c.Currency), Expected: shape.Money(0, c.Currency)})
			for k := range clientele.Kinds {
				rows[i].Kinds[k] = shape.Money(0, c.Currency)
			}
		}
		r := &rows[i]
		if k := slices.Index(clientele.Kinds, c.Kind); c.Trend == clientele.Lapsed {
			r.Lapsed.Minor += c.Revenue
		} else if k >= 0 {
			r.Kinds[k].Minor += c.Revenue
		}
		r.All.Minor, r.Expected.Minor = r.All.Minor+c.Revenue, r.Expected.Minor+c.Expected
	}
	last := func(r MoneyRow) int { // the house's, then the others by name, then what is of none
		switch r.Currency {
		case currency:
			return 0
		case clientele.UnknownCurrency:
			return 2
		}
		return 1
	}
	slices.SortFunc(rows, func(a, b MoneyRow) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Currency, b.Currency))
	})
	return rows
}

// besideSentence names what is not in the sums of the page, as it is in another currency than
// theirs, or in none that anybody named.
func besideSentence(f shape.Firm, rows []MoneyRow, currency string) string {
	var said []string
	for _, r := range rows {
		switch {
		case r.Currency == currency:
		case r.Unnamed():
			said = append(said, f.Say("balance.unnamed", say.Args{"money": f.RoundMoney(r.All)}))
		default:
			said = append(said, f.RoundMoney(r.All))
		}
	}
	switch n := len(said); {
	case currency == clientele.UnknownCurrency && n == 0:
		return f.Say("balance.unnamed-all")
	case n == 0:
		return ""
	case n == 1:
		return f.Say("balance.beside", say.Args{"money": said[0]})
	default:
		all := f.Say("balance.beside-and", say.Args{"first": strings.Join(said[:n-1], ", "), "last": said[n-1]})
		return f.Say("balance.beside", say.Args{"money": all})
	}
}

// balanceMonths are the pictures of the months up to a day, the gaps between them filled:
// where nothing was measured, all is as it was.
func balanceMonths(b standings.Balance, of lineOf, currency string, until clientele.Day) []shape.BalanceMonth {
	at := map[clientele.Day]*shape.BalanceMonth{}
	for _, c := range b.Months {
		first := monthNamed(c.Month)
		if !of.has(c.Line) || first == clientele.NoDay || first > until {
			continue
		}
		m := at[first]
		if m == nil {
			m = &shape.BalanceMonth{Month: first}
			for _, k := range clientele.Kinds {
				m.Revenue = append(m.Revenue, shape.KindRevenue{Kind: k, Revenue: shape.Money(0, currency)})
			}
			at[first] = m
		}
		if c.Lapsed != 0 {
			m.Lapsed += int(c.Count)
		} else {
			*m.CountOf(c.Kind) += int(c.Count)
		}
		if i := slices.Index(clientele.Kinds, c.Kind); i >= 0 && c.Currency == currency {
			m.Revenue[i].Revenue.Minor += c.Revenue
		}
	}
	if len(at) == 0 {
		return nil
	}
	var months []shape.BalanceMonth
	for day := slices.Min(slices.Collect(keysOf(at))); day <= until; day = nextMonth(day) {
		m := at[day]
		if m == nil {
			same := months[len(months)-1]
			same.Month = day
			m = &same
		}
		months = append(months, *m)
	}
	return months
}

func keysOf[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// monthNamed is the first day of "2026-03"; NoDay for what is no month.
func monthNamed(name string) clientele.Day {
	day, err := clientele.ParseDay(name + "-01")
	if err != nil {
		return clientele.NoDay
	}
	return day
}

func firstOfMonth(d clientele.Day) clientele.Day { return d - clientele.Day(d.Time().Day()-1) }

func nextMonth(first clientele.Day) clientele.Day {
	t := first.Time()
	return clientele.DayOf(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC))
}

// period is of which days movements are told: the last twelve months up to a day, without
// the first month that there is, in which everybody was new.
type period struct{ from, to clientele.Day }

const movedMonths = 12

func periodOf(b standings.Balance, until clientele.Day) (p period, known bool) {
	p = period{clientele.DayOf(firstOfMonth(until).Time().AddDate(0, 1-movedMonths, 0)), until}
	began := beganIn(b)
	if began != clientele.NoDay {
		p.from = max(p.from, nextMonth(began))
	}
	return p, began != clientele.NoDay && p.from <= p.to
}

// beganIn is the first month of which there is a picture; NoDay before any.
func beganIn(b standings.Balance) clientele.Day {
	began := clientele.NoDay
	for _, c := range b.Months {
		if first := monthNamed(c.Month); first != clientele.NoDay && (began == clientele.NoDay || first < began) {
			began = first
		}
	}
	return began
}

// moves are the movements between kinds within a period, the largest first, each with the
// page of who moved.
func moves(b standings.Balance, of lineOf, p period) []shape.Movement {
	sums := map[shape.Movement]int{}
	for _, mv := range b.Movements {
		if first := monthNamed(mv.Month); of.has(mv.Line) && first >= p.from && first <= p.to {
			sums[shape.Movement{From: mv.Was, To: mv.Is}] += int(mv.Count)
		}
	}
	list := []shape.Movement{}
	for m, n := range sums {
		m.Count, m.Href = n, shape.Query("/balance/moved", page.Encode(MovedIn{Was: m.From, Is: m.To, Since: p.from, Until: p.to, Line: of.param}))
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b shape.Movement) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list
}

// losses says what one of a kind is expected to bring, and so what its loss costs.
func losses(kinds []KindShare, f shape.Firm) []LossRow {
	each := map[clientele.Kind]int64{}
	for _, k := range kinds {
		if k.Count.N > 0 {
			each[k.Kind] = k.Expected.Minor / int64(k.Count.N)
		}
	}
	rows := []LossRow{}
	for _, k := range kinds {
		if k.Count.N == 0 || k.Kind == clientele.Prospect || k.Expected.IsNone() {
			continue
		}
		row := LossRow{Kind: k.Kind, Each: shape.Money(each[k.Kind], k.Expected.Currency)}
		if c := each[clientele.Customer]; c > 0 {
			row.AsMany = float64(each[k.Kind]) / float64(c)
		}
		row.Sentence = f.Say("balance.loss-each", say.Args{"kinds": f.Words.Many(k.Kind)})
		if k.Kind == clientele.Client && row.AsMany > 0 {
			row.Sentence = f.Say("balance.loss-client", say.Args{"many": timesText(f, row.AsMany)})
		}
		rows = append(rows, row)
	}
	return rows
}

// timesText is how many times, to a tenth where that is told apart.
func timesText(f shape.Firm, x float64) string {
	if tenth := math.Round(10*x) / 10; tenth != math.Trunc(tenth) && tenth < 10 {
		return f.Decimal(tenth, 1)
	}
	return f.Decimal(x, 0)
}

// countsSentence says how large a part the clients are, of who has not lapsed: a part that
// rounds to nothing is said in numbers.
func countsSentence(out BalanceOut, f shape.Firm) string {
	client, all := out.Kinds[0], 0
	for _, k := range out.Kinds {
		all += k.Count.N
	}
	args := say.Args{"n": client.Count.N, "all": all, "share": f.Percent(client.CountShare), "revenue": f.Percent(client.RevenueShare)}
	money := hasRevenue(out.Kinds)
	switch few := math.Round(100*client.CountShare) < 1; {
	case all == 0:
		return f.Say("balance.all-lapsed", say.Args{"n": out.Lapsed.Count.N})
	case client.Count.N == 0:
		return f.Say("balance.no-clients", say.Args{"n": all})
	case few && money:
		return f.Say("balance.few-brought", args)
	case few:
		return f.Say("balance.few", args)
	case money:
		return f.Say("balance.part-brought", args)
	}
	return f.Say("balance.part", args)
}
