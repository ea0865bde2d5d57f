package revenue

import (
	"cmp"
	"slices"

	"github.com/clientele-crm/clientele"
)

// flow is what one relationship brought in a month, in one currency.
type flow struct {
	month Month
	minor int64
	sort  Sort
}

// Sort is by what money comes.
type Sort int

// The sorts of revenue. By contract: what an agreement with a fee brings while it runs. Steady:
// purchases of those who bought in three of the four quarters before, or in each of the three
// years before. The rest is one by one.
const (
	ByContract Sort = iota
	Steady
	OneByOne
	sorts
)

// flowsIn reads what a history brought in one currency, up to a day, in the order of months.
// Agreements whose fees came as priced orders are in the orders: a fee is added where it is not
// seen among what was bought, as the measure does.
func flowsIn(h *clientele.History, currency string, until clientele.Day) []flow {
	var days []clientele.DayAmount
	if currency == "" {
		for _, d := range h.Days {
			days = append(days, clientele.DayAmount{Day: d.Day, Minor: int64(d.Orders)})
		}
	} else {
		days = amountsIn(h, currency)
	}
	slices.SortStableFunc(days, func(a, b clientele.DayAmount) int { return cmp.Compare(a.Day, b.Day) })
	flows := make([]flow, 0, len(days))
	billed, beside := feesIn(h, currency, until)
	bought := monthsBought(h)
	for _, d := range days {
		if d.Day > until {
			break
		}
		m := MonthOf(d.Day)
		if n := len(flows); n > 0 && flows[n-1].month == m {
			flows[n-1].minor += d.Minor
			continue
		}
		flows = append(flows, flow{m, d.Minor, sortOf(bought, m)})
	}
	if currency == "" {
		return flows
	}
	if len(billed) > 0 {
		flows = splitBy(flows, billed)
	}
	flows = append(flows, beside...)
	slices.SortStableFunc(flows, func(a, b flow) int { return cmp.Compare(a.month, b.month) })
	return flows
}

// amountsIn are the days of purchase and return in a currency.
func amountsIn(h *clientele.History, currency string) (days []clientele.DayAmount) {
	if h.Currency == currency {
		for _, d := range h.Days {
			if d.Priced {
				days = append(days, clientele.DayAmount{Day: d.Day, Minor: d.Minor})
			}
		}
		for _, r := range h.Returns {
			if r.Minor != 0 {
				days = append(days, clientele.DayAmount{Day: r.Day, Minor: -r.Minor})
			}
		}
		return days
	}
	for _, o := range h.Others {
		if o.Currency != currency {
			continue
		}
		days = append(days, o.Bought...)
		for _, r := range o.Returned {
			days = append(days, clientele.DayAmount{Day: r.Day, Minor: -r.Minor})
		}
	}
	return days
}

// feesIn are the fees of agreements in a currency, month by month: a fee that comes round is
// spread over the days on which its agreement ran, a single one falls on its beginning. Those that
// are seen among the purchases are told apart from those that come beside them.
func feesIn(h *clientele.History, currency string, until clientele.Day) (billed, beside []flow) {
	for _, e := range h.Engaged {
		if e.Fee.Currency != currency || e.Fee.Minor == 0 || e.Start > until {
			continue
		}
		if h.Billed(e, until) {
			billed = append(billed, feeOf(e, until)...)
		} else {
			beside = append(beside, feeOf(e, until)...)
		}
	}
	return together(billed), together(beside)
}

// feeOf is the fee of an agreement, month by month.
func feeOf(e clientele.Engagement, until clientele.Day) (flows []flow) {
	perYear := e.Period.PerYear()
	if perYear == 0 {
		return []flow{{MonthOf(e.Start), e.Fee.Minor, OneByOne}}
	}
	last := until
	if e.End != clientele.NoDay && e.End < last {
		last = e.End
	}
	for m := MonthOf(e.Start); m <= MonthOf(last); m++ {
		ran := min(last, m.Last()) - max(e.Start, m.First()) + 1
		share := float64(ran) / float64(m.Last()-m.First()+1)
		flows = append(flows, flow{m, int64(float64(e.Fee.Minor)*perYear/12*share + .5), ByContract})
	}
	return flows
}

// together are flows of one sort added up by month, in the order of months.
func together(all []flow) (flows []flow) {
	type month struct {
		Month
		Sort
	}
	by := map[month]int64{}
	for _, f := range all {
		by[month{f.month, f.sort}] += f.minor
	}
	for m, minor := range by {
		if minor != 0 {
			flows = append(flows, flow{m.Month, minor, m.Sort})
		}
	}
	slices.SortFunc(flows, func(a, b flow) int { return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.sort, b.sort)) })
	return flows
}

// splitBy says of orders how much of them is what was agreed: of a month up to the fee of that
// month and of those before that were not yet seen as orders (who pays by the quarter).
func splitBy(flows, agreed []flow) []flow {
	var out []flow
	open, i := int64(0), 0
	for _, f := range flows {
		for i < len(agreed) && agreed[i].month <= f.month {
			if agreed[i].sort == ByContract {
				open += agreed[i].minor
			}
			i++
		}
		part := max(min(f.minor, open), 0)
		open -= part
		if part > 0 {
			out = append(out, flow{f.month, part, ByContract})
		}
		if f.minor != part {
			out = append(out, flow{f.month, f.minor - part, f.sort})
		}
	}
	return out
}

// monthsBought are the months with a purchase, in order, each once.
func monthsBought(h *clientele.History) []Month {
	months := make([]Month, 0, len(h.Days))
	for _, d := range h.Days {
		if m := MonthOf(d.Day); len(months) == 0 || months[len(months)-1] != m {
			months = append(months, m)
		}
	}
	return months
}

// sortOf says whether a purchase in a month was one of a steady rhythm, by what was known then.
func sortOf(bought []Month, m Month) Sort {
	i, _ := slices.BinarySearch(bought, m)
	quarters, years := 0, 0
	for k := i - 1; k >= 0 && m-bought[k] <= 36; k-- {
		ago := int(m - bought[k] - 1)
		if ago < 12 {
			quarters |= 1 << (ago / 3)
		}
		years |= 1 << (ago / 12)
	}
	three := map[int]bool{7: true, 11: true, 13: true, 14: true, 15: true}
	if three[quarters] || years == 7 {
		return Steady
	}
	return OneByOne
}
