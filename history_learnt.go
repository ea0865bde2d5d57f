package clientele

import (
	"cmp"
	"slices"
)

// Late is a fact that was learnt after its day, with what has to be known to take
// it out of a history again.
type Late struct {
	Learnt  Day // from which it is known
	Day     Day // on which it happened
	Kind    EntryKind
	Amount  Money      // of an order or a return
	Contact ContactDay // of a contact: what it added, and Answered as it was without it
	Engaged Engagement // of an agreement: what was known of it before
	Renewed bool       // whether anything was
}

// learntLate is the day on which an entry was learnt, where that is not about the
// day of the fact: NoDay for what an import brings first, as it was known to the system
// that it comes from (not for a word that amends it), and for what a hand wrote down by the day after. Moments tell
// the day in UTC, which at night is another than the firm's by one: the entry's own
// day says which way.
func learntLate(e Entry, day Day) Day {
	if e.Import != 0 && e.Rev <= 1 {
		return NoDay
	}
	learnt := e.Learnt.Day()
	if e.Day != NoDay {
		learnt += min(max(e.Day-e.At.Day(), -1), 1)
	}
	if learnt <= day+1 {
		return NoDay
	}
	return learnt
}

// learnt remembers a fact that was learnt late. Only of two words on one thing does
// it matter which arrived first: they stay in that order.
func (h *History) learnt(l Late) {
	if l.Learnt == NoDay {
		return
	}
	i, _ := slices.BinarySearchFunc(h.Learnt, l, func(a, b Late) int {
		return cmp.Or(cmp.Compare(a.Learnt, b.Learnt), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Amount.Currency, b.Amount.Currency), cmp.Compare(a.Amount.Minor, b.Amount.Minor), -1)
	})
	h.Learnt = slices.Insert(h.Learnt, i, l)
}

// knownBy counts what was learnt by a day.
func knownBy(all []Late, day Day) int {
	return upTo(all, func(l Late) Day { return l.Learnt }, day)
}

// answeredAnyway tells those that were learnt late how a day of contact ended without them.
func (h *History) answeredAnyway(day Day, answered bool) {
	for i := range h.Learnt {
		if l := &h.Learnt[i]; l.Kind == KindInteraction && l.Day == day {
			l.Contact.Answered = answered
		}
	}
}

// agreedAnyway tells those that were learnt late what was known of an agreement without them.
func (h *History) agreedAnyway(e Engagement) {
	for i := range h.Learnt {
		if l := &h.Learnt[i]; l.Kind == KindEngagement && l.Engaged.same(e) {
			l.Engaged, l.Renewed = e, true
		}
	}
}

// AsKnown is the history as the firm knew it at the end of a day: nothing that
// happened later is in it, and nothing that was learnt later.
// It may share its storage with h; do not Apply to it.
func (h History) AsKnown(day Day) History {
	if k := knownBy(h.Learnt, day); k < len(h.Learnt) {
		h = h.unlearnt(k)
	}
	return h.Until(day)
}

// Until is what happened up to a day, whenever that was learnt: for a measure of the
// present. It may share its storage with h; do not Apply to it.
func (h History) Until(day Day) History {
	cut := h
	cut.Days = cut.Days[:upTo(cut.Days, func(d OrderDay) Day { return d.Day }, day)]
	cut.Returns = cut.Returns[:upTo(cut.Returns, func(d ReturnDay) Day { return d.Day }, day)]
	cut.Contacts = cut.Contacts[:upTo(cut.Contacts, func(d ContactDay) Day { return d.Day }, day)]
	cut.Engaged = cut.Engaged[:upTo(cut.Engaged, func(e Engagement) Day { return e.Start }, day)]
	if len(cut.Others) > 0 {
		cut.cutOthers(day)
	}
	cut.choose()
	return cut
}

// cutOthers leaves the amounts up to a day, in storage of its own: the main currency may change.
func (h *History) cutOthers(day Day) {
	h.Days, h.Returns = slices.Clone(h.Days), slices.Clone(h.Returns)
	h.Others = slices.Clone(h.Others)
	on := func(d DayAmount) Day { return d.Day }
	for i := range h.Others {
		a := &h.Others[i]
		a.Bought, a.Returned = a.Bought[:upTo(a.Bought, on, day)], a.Returned[:upTo(a.Returned, on, day)]
	}
}

// unlearnt is a copy of a history without what was learnt last, from place k on.
func (h History) unlearnt(k int) History {
	c := h
	c.Days, c.Returns, c.Contacts, c.Engaged = slices.Clone(h.Days), slices.Clone(h.Returns), slices.Clone(h.Contacts), slices.Clone(h.Engaged)
	c.Others = slices.Clone(h.Others)
	for i := range c.Others {
		a := &c.Others[i]
		a.Bought, a.Returned = slices.Clone(a.Bought), slices.Clone(a.Returned)
	}
	for _, l := range slices.Backward(h.Learnt[k:]) {
		c.without(l)
	}
	c.Learnt = h.Learnt[:k]
	return c
}

func (h *History) without(l Late) {
	l.Amount.Minor = -l.Amount.Minor
	switch l.Kind {
	case KindOrder:
		if i, found := slices.BinarySearchFunc(h.Days, l.Day, OrderDay.on); found {
			h.bought(i, l.Amount)
			if h.Days[i].Orders--; h.Days[i].Orders <= 0 {
				h.Days = slices.Delete(h.Days, i, i+1)
			}
		}
	case KindReturn:
		if i, found := slices.BinarySearchFunc(h.Returns, l.Day, ReturnDay.on); found {
			h.cameBack(i, l.Amount)
			if h.Returns[i].Returns--; h.Returns[i].Returns <= 0 {
				h.Returns = slices.Delete(h.Returns, i, i+1)
			}
		}
	case KindInteraction:
		if i, found := slices.BinarySearchFunc(h.Contacts, l.Day, ContactDay.on); found {
			d := &h.Contacts[i]
			d.add(l.Contact, -1)
			if d.Answered = l.Contact.Answered; d.In+d.Out+d.Mutual <= 0 {
				h.Contacts = slices.Delete(h.Contacts, i, i+1)
			}
		}
	case KindEngagement:
		i := slices.IndexFunc(h.Engaged, l.Engaged.same)
		switch {
		case i >= 0 && l.Renewed:
			h.Engaged[i] = l.Engaged
		case i >= 0:
			h.Engaged = slices.Delete(h.Engaged, i, i+1)
		}
	}
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
