package clientele

import "slices"

// History is what is folded from the entries of one relationship: every day on
// which something was bought, every day of contact, every agreement. It is small
// (some bytes a day), does not depend on the order in which entries arrive, and
// everything a model needs is read off it, as of any day.
type History struct {
	Currency string // of every Minor below: that of the first priced order
	Days     []OrderDay
	Returns  []ReturnDay
	Contacts []ContactDay
	Engaged  []Engagement
	Foreign  int // orders priced in another currency: counted, their amounts left out
}

// OrderDay is a day with at least one purchase. Days are ascending.
type OrderDay struct {
	Day    Day
	Orders int   // purchases that day
	Minor  int64 // what they came to
	Priced bool  // whether any of them had an amount
}

// ReturnDay is a day on which goods came back or an order was called off.
type ReturnDay struct {
	Day     Day
	Returns int
	Minor   int64 // positive
}

// ContactDay is a day with contact. Notes are no contact.
type ContactDay struct {
	Day      Day
	In, Out  int // they began; we began
	Mutual   int // meetings, visits, and contact of no stated direction
	Minutes  int
	Answered bool // the last contact of the day was ours or mutual
}

// Apply folds one entry in. It does not matter in which order entries come,
// except within one day, where a later contact is the later one.
func (h *History) Apply(e Entry) {
	day := e.On()
	switch b := e.Body.(type) {
	case Order:
		h.applyOrder(day, b.Total)
	case Return:
		h.applyReturn(day, b.Total)
	case Interaction:
		h.applyContact(day, b)
	case Engagement:
		h.applyEngagement(b)
	}
}

// An amount of zero or less is no purchase: a gift, a sample, a correction.
func (h *History) applyOrder(day Day, total Money) {
	if !total.IsNone() && total.Minor <= 0 {
		return
	}
	i, found := slices.BinarySearchFunc(h.Days, day, func(d OrderDay, t Day) int { return int(d.Day - t) })
	if !found {
		h.Days = slices.Insert(h.Days, i, OrderDay{Day: day})
	}
	d := &h.Days[i]
	d.Orders++
	if minor, ok := h.inCurrency(total); ok {
		d.Minor, d.Priced = d.Minor+minor, true
	}
}

func (h *History) applyReturn(day Day, total Money) {
	i, found := slices.BinarySearchFunc(h.Returns, day, func(d ReturnDay, t Day) int { return int(d.Day - t) })
	if !found {
		h.Returns = slices.Insert(h.Returns, i, ReturnDay{Day: day})
	}
	h.Returns[i].Returns++
	if minor, ok := h.inCurrency(total); ok {
		h.Returns[i].Minor += minor
	}
}

// inCurrency gives the amount where it is one and in the history's currency.
func (h *History) inCurrency(m Money) (int64, bool) {
	if m.IsNone() {
		return 0, false
	}
	if h.Currency == "" {
		h.Currency = m.Currency
	}
	if h.Currency != m.Currency {
		h.Foreign++
		return 0, false
	}
	return m.Minor, true
}

func (h *History) applyContact(day Day, b Interaction) {
	if b.Channel == Note {
		return
	}
	i, found := slices.BinarySearchFunc(h.Contacts, day, func(d ContactDay, t Day) int { return int(d.Day - t) })
	if !found {
		h.Contacts = slices.Insert(h.Contacts, i, ContactDay{Day: day})
	}
	d := &h.Contacts[i]
	d.Minutes += b.Minutes
	switch {
	case b.Channel == Meeting || b.Channel == Visit || b.Direction == "":
		d.Mutual++
	case b.Direction == In:
		d.In++
	default:
		d.Out++
	}
	d.Answered = b.Direction != In || b.Channel == Meeting || b.Channel == Visit
}

// An engagement with the reference and start of a known one renews what we know of it.
func (h *History) applyEngagement(b Engagement) {
	i := slices.IndexFunc(h.Engaged, func(e Engagement) bool {
		return e.Kind == b.Kind && e.Ref == b.Ref && e.Start == b.Start
	})
	if i >= 0 {
		h.Engaged[i] = b
		return
	}
	i, _ = slices.BinarySearchFunc(h.Engaged, b.Start, func(e Engagement, t Day) int { return int(e.Start - t) })
	h.Engaged = slices.Insert(h.Engaged, i, b)
}

// Before is the history as it stood at the end of a day: nothing later is in it.
// It shares its storage with h; do not Apply to it.
func (h History) Before(end Day) History {
	cut := h
	cut.Days = h.Days[:upTo(h.Days, func(d OrderDay) Day { return d.Day }, end)]
	cut.Returns = h.Returns[:upTo(h.Returns, func(d ReturnDay) Day { return d.Day }, end)]
	cut.Contacts = h.Contacts[:upTo(h.Contacts, func(d ContactDay) Day { return d.Day }, end)]
	cut.Engaged = h.Engaged[:upTo(h.Engaged, func(e Engagement) Day { return e.Start }, end)]
	return cut
}

func upTo[T any](s []T, day func(T) Day, end Day) int {
	i, _ := slices.BinarySearchFunc(s, end, func(x T, t Day) int {
		if day(x) <= t {
			return -1
		}
		return 1
	})
	return i
}

// Orders counts the purchases.
func (h History) Orders() (n int) {
	for _, d := range h.Days {
		n += d.Orders
	}
	return n
}

// Spent is what was bought less what came back.
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

// First and Last are the first and the last day of purchase; NoDay without one.
func (h History) First() Day {
	if len(h.Days) == 0 {
		return NoDay
	}
	return h.Days[0].Day
}

// Last is the last day of purchase; NoDay without one.
func (h History) Last() Day {
	if len(h.Days) == 0 {
		return NoDay
	}
	return h.Days[len(h.Days)-1].Day
}
