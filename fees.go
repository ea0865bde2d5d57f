package clientele

import "slices"

// What of a fee an amount may be off, as tax and rounding have it, and for how many periods at once people pay.
const (
	feeLeast, feeMost = .8, 1.3
	paidLate          = 120 // days after its end on which the last of a fee may still be paid
)

var paidAtOnce = []float64{1, 2, 3, 4, 6, 12}

// Billed says that the fee of an agreement is seen among the purchases up to a day: then these hold
// it. It is where they look like it, for half of the periods that have begun, or come about as often
// as it does and are never less. A purchase beside a fee is not the fee.
func (h *History) Billed(e Engagement, until Day) bool {
	if e.Fee.Minor <= 0 {
		return false
	}
	last := until
	if e.End != NoDay && e.End < until {
		last = e.End
	}
	length := float64(last - e.Start + 1)
	if perYear := e.Period.PerYear(); perYear > 0 {
		length = 365.25 / perYear
	}
	due := max(1, float64(int(float64(last-e.Start)/length)+1))
	alike, often, at := 0.0, 0.0, -1
	for _, d := range h.paidIn(e.Fee.Currency) {
		if d.Day < e.Start-31 || d.Day > min(until, last+paidLate) {
			continue
		}
		times := float64(d.Minor) / float64(e.Fee.Minor)
		if i := slices.IndexFunc(paidAtOnce, func(m float64) bool { return times >= m*feeLeast && times <= m*feeMost && m <= due+1 }); i >= 0 {
			alike += paidAtOnce[i]
		}
		if period := int(max(0, float64(d.Day-e.Start)) / length); times >= feeLeast && period != at {
			often, at = often+1, period
		}
	}
	return alike >= due/2 || due >= 3 && often >= due*3/4
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
