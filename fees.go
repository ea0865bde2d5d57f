package clientele

import (
	"cmp"
	"slices"
)

// What of a fee an amount may be off, as tax and rounding have it, and for how many periods at once people pay.
const (
	feeLeast, feeMost = .8, 1.3
	paidLate          = 120 // days after its end on which the last of a fee may still be paid
)

var paidAtOnce = []float64{1, 2, 3, 4, 6, 12}

// Billed says that the fee of an agreement is seen among the purchases up to a day: then these hold
// it. It is where they look like it, for half of the periods that have begun; where they look like
// several fees at once, for three quarters of them; or where they come about as often as it does and
// are never less. A purchase beside a fee is not the fee, and what pays for an agreement that began
// earlier pays for no other.
func (h *History) Billed(e Engagement, until Day) bool {
	if e.Fee.Minor <= 0 {
		return false
	}
	paid := h.paidIn(e.Fee.Currency)
	for _, o := range h.Engaged {
		if o.Fee.Minor > 0 && o.Fee.Currency == e.Fee.Currency && o.before(e) {
			_, paid = o.paidFor(paid, until)
		}
	}
	billed, _ := e.paidFor(paid, until)
	return billed
}

// before is the order in which agreements take what was paid: by their beginning.
func (e Engagement) before(o Engagement) bool {
	return cmp.Or(cmp.Compare(e.Start, o.Start), cmp.Compare(e.Kind, o.Kind), cmp.Compare(e.Ref, o.Ref)) < 0
}

// paidFor says whether some purchases hold the fee of an agreement, and which of them are left when it
// took its own.
func (e Engagement) paidFor(paid []DayAmount, until Day) (billed bool, left []DayAmount) {
	last := until
	if e.End != NoDay && e.End < until {
		last = e.End
	}
	length := float64(last - e.Start + 1)
	if perYear := e.Period.PerYear(); perYear > 0 {
		length = 365.25 / perYear
	}
	due := max(1, float64(int(float64(last-e.Start)/length)+1))
	single, several, often, at := 0.0, 0.0, 0.0, -1
	var beside []DayAmount // left where one a period is what it comes to
	for _, d := range paid {
		if d.Day < e.Start-31 || d.Day > min(until, last+paidLate) || single+several >= due {
			left, beside = append(left, d), append(beside, d)
			continue
		}
		times := float64(d.Minor) / float64(e.Fee.Minor)
		i := slices.IndexFunc(paidAtOnce, func(m float64) bool { return times >= m*feeLeast && times <= m*feeMost && m <= due+1 })
		switch {
		case i == 0:
			single++
		case i > 0:
			several += paidAtOnce[i]
		default:
			left = append(left, d)
		}
		if period := int(max(0, float64(d.Day-e.Start)) / length); times >= feeLeast && period != at {
			often, at = often+1, period
		} else {
			beside = append(beside, d)
		}
	}
	switch {
	case single >= due/2 || single+several >= due*3/4:
		return true, left
	case due >= 3 && often >= due*3/4:
		return true, beside
	}
	return false, paid
}

// paidIn are the days of purchase with what they came to in a currency.
func (h *History) paidIn(currency string) (days []DayAmount) {
	if h.Currency != currency {
		for _, o := range h.Others {
			if o.Currency == currency {
				return o.Bought
			}
		}
		return nil
	}
	for _, d := range h.Days {
		if d.Priced {
			days = append(days, DayAmount{d.Day, d.Minor})
		}
	}
	return days
}
