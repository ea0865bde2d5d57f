package clientele

import (
	"cmp"
	"slices"
)

// History is what is folded from the entries of one relationship: every day on
// which something was bought, every day of contact, every agreement. It is small
// (some bytes a day), does not depend on the order in which entries arrive, and
// everything a model needs is read off it, as of any day.
type History struct {
	Currency string // the main one, of Days and Returns: see choose; "" before there is an amount
	Days     []OrderDay
	Returns  []ReturnDay
	Contacts []ContactDay
	Engaged  []Engagement
	Others   []Amounts // in other currencies, by their codes
	Learnt   []Late    // what was learnt late, by the day of learning; most histories have none
}

// OrderDay is a day with at least one purchase. Days are ascending.
type OrderDay struct {
	Day    Day
	Orders int   // purchases that day
	Minor  int64 // what they came to, in the main currency
	Priced bool  // whether any of them had an amount in it
}

// ReturnDay is a day on which goods came back or an order was called off.
type ReturnDay struct {
	Day     Day
	Returns int
	Minor   int64 // positive, in the main currency
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
// except within one day, where a later contact is the later one, and between two
// words on one agreement, where the later one is the last.
func (h *History) Apply(e Entry) {
	day := e.On()
	switch b := e.Body.(type) {
	case Order:
		h.applyOrder(day, b.Total, learntLate(e, day))
	case Return:
		h.applyReturn(day, b.Total, learntLate(e, day))
	case Interaction:
		h.applyContact(day, b, learntLate(e, day))
	case Engagement:
		h.applyEngagement(b, learntLate(e, b.Start))
	}
}

// An amount of zero or less is no purchase: a gift, a sample, a correction.
func (h *History) applyOrder(day Day, total Money, late Day) {
	if !total.IsNone() && total.Minor <= 0 {
		return
	}
	i, found := slices.BinarySearchFunc(h.Days, day, OrderDay.on)
	if !found {
		h.Days = slices.Insert(h.Days, i, OrderDay{Day: day})
	}
	h.Days[i].Orders++
	h.bought(i, total)
	h.choose()
	h.learnt(Late{Learnt: late, Day: day, Kind: KindOrder, Amount: total})
}

func (h *History) applyReturn(day Day, total Money, late Day) {
	i, found := slices.BinarySearchFunc(h.Returns, day, ReturnDay.on)
	if !found {
		h.Returns = slices.Insert(h.Returns, i, ReturnDay{Day: day})
	}
	h.Returns[i].Returns++
	h.cameBack(i, total)
	h.choose()
	h.learnt(Late{Learnt: late, Day: day, Kind: KindReturn, Amount: total})
}

func (d OrderDay) on(day Day) int   { return cmp.Compare(d.Day, day) }
func (d ReturnDay) on(day Day) int  { return cmp.Compare(d.Day, day) }
func (d ContactDay) on(day Day) int { return cmp.Compare(d.Day, day) }
func (e Engagement) on(day Day) int { return cmp.Compare(e.Start, day) }

func (h *History) applyContact(day Day, b Interaction, late Day) {
	if b.Channel == Note {
		return
	}
	i, found := slices.BinarySearchFunc(h.Contacts, day, ContactDay.on)
	if !found {
		h.Contacts = slices.Insert(h.Contacts, i, ContactDay{Day: day})
	}
	d := &h.Contacts[i]
	one := ContactDay{Day: day, Minutes: b.Minutes, Answered: d.Answered}
	switch {
	case b.Channel == Meeting || b.Channel == Visit || b.Direction == "":
		one.Mutual++
	case b.Direction == In:
		one.In++
	default:
		one.Out++
	}
	d.add(one, 1)
	d.Answered = one.In == 0
	if late == NoDay {
		h.answeredAnyway(day, d.Answered)
	}
	h.learnt(Late{Learnt: late, Day: day, Kind: KindInteraction, Contact: one})
}

func (d *ContactDay) add(o ContactDay, times int) {
	d.In, d.Out, d.Mutual, d.Minutes = d.In+times*o.In, d.Out+times*o.Out, d.Mutual+times*o.Mutual, d.Minutes+times*o.Minutes
}

// An engagement with the reference and start of a known one renews what we know of it.
func (h *History) applyEngagement(b Engagement, late Day) {
	i := slices.IndexFunc(h.Engaged, b.same)
	if i < 0 {
		i, _ = slices.BinarySearchFunc(h.Engaged, b.Start, Engagement.on)
		h.Engaged = slices.Insert(h.Engaged, i, b)
		h.learnt(Late{Learnt: late, Day: b.Start, Kind: KindEngagement, Engaged: Engagement{Kind: b.Kind, Ref: b.Ref, Start: b.Start}})
		return
	}
	was := h.Engaged[i]
	h.Engaged[i] = b
	if late == NoDay {
		h.agreedAnyway(b)
	}
	h.learnt(Late{Learnt: late, Day: b.Start, Kind: KindEngagement, Engaged: was, Renewed: true})
}

// same says whether two words are on one agreement.
func (e Engagement) same(o Engagement) bool {
	return e.Kind == o.Kind && e.Ref == o.Ref && e.Start == o.Start
}

// Orders counts the purchases.
func (h History) Orders() (n int) {
	for _, d := range h.Days {
		n += d.Orders
	}
	return n
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
