package clientele

import (
	"cmp"
	"slices"
)

// Amounts are what was bought and what was given back in one currency that is not
// the main one.
type Amounts struct {
	Currency string
	Bought   []DayAmount
	Returned []DayAmount
}

// DayAmount is what a day came to. Days are ascending, and an amount is never nothing.
type DayAmount struct {
	Day   Day
	Minor int64
}

func (d DayAmount) on(day Day) int { return cmp.Compare(d.Day, day) }

// addOn adds to a day; a day that comes to nothing goes.
func addOn(days []DayAmount, day Day, minor int64) []DayAmount {
	i, found := slices.BinarySearchFunc(days, day, DayAmount.on)
	if !found {
		days = slices.Insert(days, i, DayAmount{Day: day})
	}
	if days[i].Minor += minor; days[i].Minor == 0 {
		return slices.Delete(days, i, i+1)
	}
	return days
}

// bought puts an amount, or what is taken back of it, where its currency belongs.
func (h *History) bought(i int, m Money) {
	if m.IsNone() || m.Minor == 0 {
		return
	}
	d := &h.Days[i]
	if h.isMain(m.Currency) {
		d.Minor += m.Minor
		d.Priced = d.Minor != 0
		return
	}
	o := h.other(m.Currency)
	o.Bought = addOn(o.Bought, d.Day, m.Minor)
}

// cameBack is bought for a day of returns.
func (h *History) cameBack(i int, m Money) {
	if m.IsNone() || m.Minor == 0 {
		return
	}
	if h.isMain(m.Currency) {
		h.Returns[i].Minor += m.Minor
		return
	}
	o := h.other(m.Currency)
	o.Returned = addOn(o.Returned, h.Returns[i].Day, m.Minor)
}

func (h *History) isMain(currency string) bool {
	if h.Currency == "" && len(h.Others) == 0 {
		h.Currency = currency
	}
	return h.Currency == currency
}

func (h *History) other(currency string) *Amounts {
	i, found := slices.BinarySearchFunc(h.Others, currency, func(a Amounts, c string) int { return cmp.Compare(a.Currency, c) })
	if !found {
		h.Others = slices.Insert(h.Others, i, Amounts{Currency: currency})
	}
	return &h.Others[i]
}

// claim is what makes a currency the main one.
type claim struct {
	days, orders int
	currency     string
}

// above says which currency goes before: more days of purchase with an amount in it,
// then more orders on those days, then the alphabet. So the main currency is a matter
// of what happened, not of what arrived first.
func (c claim) above(o claim) bool {
	return cmp.Or(-cmp.Compare(c.days, o.days), -cmp.Compare(c.orders, o.orders), cmp.Compare(c.currency, o.currency)) < 0
}

func (h *History) claim() claim {
	c := claim{currency: h.Currency}
	for _, d := range h.Days {
		if d.Priced {
			c.days, c.orders = c.days+1, c.orders+d.Orders
		}
	}
	return c
}

func (h *History) claimOf(a *Amounts) claim {
	c := claim{len(a.Bought), 0, a.Currency}
	for _, b := range a.Bought {
		if i, found := slices.BinarySearchFunc(h.Days, b.Day, OrderDay.on); found {
			c.orders += h.Days[i].Orders
		}
	}
	return c
}

// choose makes the currency of the best claim the main one.
func (h *History) choose() {
	if h.Currency != "" && !h.hasAmount() {
		h.Currency = ""
	}
	if len(h.Others) == 0 {
		return
	}
	h.Others = slices.DeleteFunc(h.Others, func(a Amounts) bool { return len(a.Bought)+len(a.Returned) == 0 })
	best, at := h.claim(), -1
	for i := range h.Others {
		if c := h.claimOf(&h.Others[i]); best.currency == "" || c.above(best) {
			best, at = c, i
		}
	}
	if at < 0 {
		return
	}
	main := h.Others[at]
	h.Others = slices.Delete(h.Others, at, at+1)
	h.setAside()
	h.Currency = main.Currency
	for _, b := range main.Bought {
		if i, found := slices.BinarySearchFunc(h.Days, b.Day, OrderDay.on); found {
			h.Days[i].Minor, h.Days[i].Priced = b.Minor, true
		}
	}
	for _, b := range main.Returned {
		if i, found := slices.BinarySearchFunc(h.Returns, b.Day, ReturnDay.on); found {
			h.Returns[i].Minor = b.Minor
		}
	}
}

// setAside moves the amounts of the main currency to the others.
func (h *History) setAside() {
	a := Amounts{Currency: h.Currency}
	for i := range h.Days {
		if d := &h.Days[i]; d.Priced {
			a.Bought = append(a.Bought, DayAmount{d.Day, d.Minor})
			d.Minor, d.Priced = 0, false
		}
	}
	for i := range h.Returns {
		if r := &h.Returns[i]; r.Minor != 0 {
			a.Returned = append(a.Returned, DayAmount{r.Day, r.Minor})
			r.Minor = 0
		}
	}
	if len(a.Bought)+len(a.Returned) > 0 {
		*h.other(a.Currency) = a
	}
}

// hasAmount says whether there is any in the main currency.
func (h *History) hasAmount() bool {
	return slices.ContainsFunc(h.Days, func(d OrderDay) bool { return d.Priced }) ||
		slices.ContainsFunc(h.Returns, func(r ReturnDay) bool { return r.Minor != 0 })
}

// Currencies are those in which there are amounts: the main one, then the others
// by their codes.
func (h History) Currencies() []string {
	if h.Currency == "" {
		return nil
	}
	all := []string{h.Currency}
	for _, a := range h.Others {
		all = append(all, a.Currency)
	}
	return all
}

// Spent is what was bought less what came back, in the main currency.
func (h History) Spent() Money {
	if h.Currency == "" {
		return Money{}
	}
	m := Money{Currency: h.Currency}
	for _, d := range h.Days {
		m.Minor += d.Minor
	}
	for _, r := range h.Returns {
		m.Minor -= r.Minor
	}
	return m
}

// SpentIn is Spent in a currency; no amount where nothing was priced in it.
func (h History) SpentIn(currency string) Money {
	if currency == h.Currency {
		return h.Spent()
	}
	for _, a := range h.Others {
		if a.Currency == currency {
			return a.spent()
		}
	}
	return Money{}
}

// SpentElse is SpentIn of each currency but the main one.
func (h History) SpentElse() []Money {
	var all []Money
	for _, a := range h.Others {
		all = append(all, a.spent())
	}
	return all
}

func (a Amounts) spent() Money {
	m := Money{Currency: a.Currency}
	for _, b := range a.Bought {
		m.Minor += b.Minor
	}
	for _, b := range a.Returned {
		m.Minor -= b.Minor
	}
	return m
}
