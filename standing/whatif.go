package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// WhatIf says what would change a standing, and to what, in up to three
// sentences with dates to come, seen from today: the next order in time, enough of
// them in a row, silence, the end of a contract. It leaves out what would change
// nothing. It measures the same history again as it would then stand, some ten times
// over: for one account's page, not for all of them, so that Of leaves
// Standing.WhatIfs empty.
func (m *Measure) WhatIf(r Relation, today clientele.Day) []clientele.WhatIf {
	if r.History == nil {
		r.History = &clientele.History{}
	}
	cut := m.cut(r.History)
	if m.AllKnown {
		cut.Engaged = r.History.Engaged // what is agreed already begins whatever else happens
	}
	r.History = &cut
	w := &whatIf{measure: m, relation: r, now: m.Of(r), from: max(m.AsOf, today)}
	w.usual = w.now.UsualDays
	if w.usual < 1 {
		w.usual = max(1, math.Round(math.Exp(m.of(r.Line).Rhythm.Center)))
	}
	var out []clientele.WhatIf
	for _, ask := range []func() (clientele.WhatIf, bool){w.orderSoon, w.ordersInARow, w.silence, w.contractEnds} {
		if answer, ok := ask(); ok && len(out) < 3 {
			out = append(out, answer)
		}
	}
	return out
}

// whatIf is a relationship beside what may happen to it.
type whatIf struct {
	measure  *Measure
	relation Relation
	now      clientele.Standing
	from     clientele.Day // what may happen lies beyond it
	usual    float64       // days between its orders; the line's where it has none
}

// at measures the history as of a later day, with orders on some days before it.
func (w *whatIf) at(day clientele.Day, orders ...clientele.Day) clientele.Standing {
	h := *w.relation.History
	if len(orders) > 0 {
		h.Days = slices.Clone(h.Days)
	}
	for _, d := range orders {
		h.Days = append(h.Days, w.order(d))
	}
	then := *w.measure
	then.AsOf = day
	return then.Of(Relation{w.relation.Relationship, &h})
}

// order is one as its last ones were.
func (w *whatIf) order(day clientele.Day) clientele.OrderDay {
	o := clientele.OrderDay{Day: day, Orders: 1}
	if days := w.relation.History.Days; len(days) > 0 {
		o.Minor, o.Priced = days[len(days)-1].Minor, days[len(days)-1].Priced
	}
	return o
}

// due is the usual date of the next order; a week from now where that has passed.
func (w *whatIf) due() clientele.Day {
	due := w.now.Last + clientele.Day(math.Round(w.usual))
	if w.now.Last == clientele.NoDay || due <= w.from {
		return w.from + clientele.Day(min(minWindow, math.Ceil(w.usual)))
	}
	return due
}

// answer is a sentence about a standing that may come.
func answer(code string, day clientele.Day, s *clientele.Standing, said string) clientele.WhatIf {
	return clientele.WhatIf{Code: code, Text: said, Day: day, Kind: s.Kind, Trend: s.Trend, ClientProb: s.ClientProb}
}

func (w *whatIf) orderSoon() (clientele.WhatIf, bool) {
	day := w.due()
	s := w.at(day, day)
	if shownProb(s.ClientProb) < shownProb(w.now.ClientProb) {
		return clientele.WhatIf{}, false // the days until then lower it, or a contract that ends: not the order
	}
	said, changes := w.becomes(&s)
	return answer("order-soon", day, &s, clientele.Tell("standing.if-order", "day", day, "then", said)), changes
}

// becomes says what a standing would be beside that of now; false where nothing of it changes.
func (w *whatIf) becomes(s *clientele.Standing) (string, bool) {
	was, is := shownProb(w.now.ClientProb), shownProb(s.ClientProb)
	from, to := hundredths(was), hundredths(is)
	moves, ofClient := clientele.Tell("standing.chance-stays", "is", to), clientele.Tell("standing.client-chance-stays", "is", to)
	switch {
	case is > was:
		moves, ofClient = clientele.Tell("standing.chance-rises", "was", from, "is", to), clientele.Tell("standing.client-chance-rises", "was", from, "is", to)
	case is < was:
		moves, ofClient = clientele.Tell("standing.chance-falls", "was", from, "is", to), clientele.Tell("standing.client-chance-falls", "was", from, "is", to)
	}
	switch {
	case s.Kind == w.now.Kind:
		return ofClient, is != was
	case s.Kind == clientele.Client:
		return clientele.Tell("standing.becomes-client", "moves", moves), true
	case w.now.Kind == clientele.Client:
		return clientele.Tell("standing.no-client-more", "moves", moves), true
	case s.Kind == clientele.Customer:
		return clientele.Tell("standing.becomes-customer", "moves", ofClient), true
	}
	return clientele.Tell("standing.becomes-prospect", "moves", ofClient), true
}

func hundredths(shown int) clientele.Share { return clientele.Share(float64(shown) / 100) }

// shownProb is a chance in per cent; 49.6 % is not the 50 % of a client.
func shownProb(p float64) int {
	shown := int(math.Round(100 * p))
	if p < 0.5 {
		return min(shown, 49)
	}
	return shown
}

// mostInARow is how many orders ahead are looked at: beyond, it is another story.
const mostInARow = 8

// ordersInARow finds how many orders at the usual pace make a customer a client.
func (w *whatIf) ordersInARow() (clientele.WhatIf, bool) {
	if w.now.Kind == clientele.Client {
		return clientele.WhatIf{}, false
	}
	var orders []clientele.Day
	day := w.due()
	for n := 1; n <= mostInARow; n++ {
		orders = append(orders, day)
		s := w.at(day, orders...)
		if n > 1 && s.Kind == clientele.Client {
			said := clientele.Tell("standing.if-orders", "n", n, "usual", days(w.usual), "day", day, "chance", hundredths(shownProb(s.ClientProb)))
			return answer("orders-in-a-row", day, &s, said), true
		}
		if s.Kind == clientele.Client {
			break // orderSoon has said it
		}
		day += clientele.Day(max(1, math.Round(w.usual)))
	}
	return clientele.WhatIf{}, false
}

// mostSilent is how far ahead silence is looked at, in days.
const mostSilent = 3 * 365

// silence finds the day on which nothing but silence ends a client, or makes a customer slip.
func (w *whatIf) silence() (clientele.WhatIf, bool) {
	var ended func(s *clientele.Standing) bool
	switch {
	case w.now.Orders == 0:
		return clientele.WhatIf{}, false
	case w.now.Kind == clientele.Client:
		ended = func(s *clientele.Standing) bool { return s.Kind != clientele.Client }
	case !away(&w.now):
		ended = away
	default:
		return clientele.WhatIf{}, false
	}
	day, s, ok := w.firstDay(ended)
	if !ok {
		return clientele.WhatIf{}, false
	}
	chance := hundredths(shownProb(s.ClientProb))
	said := clientele.Tell("standing.if-silent-slips", "day", day, "chance", chance)
	switch {
	case w.now.Kind == clientele.Client:
		then, _ := w.becomes(&s)
		said = clientele.Tell("standing.if-silent", "day", day, "then", then)
	case s.Trend == clientele.Lapsed:
		said = clientele.Tell("standing.if-silent-lapses", "day", day, "chance", chance)
	}
	return answer("silence", day, &s, said), true
}

// away says that they slip, or have lapsed.
func away(s *clientele.Standing) bool {
	return s.Trend == clientele.Slipping || s.Trend == clientele.Lapsed
}

// firstDay is the first day of silence on which something has ended: doubled
// until it has, then halved back. What has ended today already has no such day.
func (w *whatIf) firstDay(ended func(s *clientele.Standing) bool) (clientele.Day, clientele.Standing, bool) {
	still, gone := clientele.Day(0), clientele.Day(1)
	s := w.at(w.from)
	if ended(&s) {
		return 0, s, false
	}
	for s = w.at(w.from + gone); !ended(&s); s = w.at(w.from + gone) {
		if still, gone = gone, 2*gone; gone > mostSilent {
			return 0, s, false
		}
	}
	for gone-still > 1 {
		middle := (still + gone) / 2
		if then := w.at(w.from + middle); ended(&then) {
			gone, s = middle, then
		} else {
			still = middle
		}
	}
	return w.from + gone, s, true
}

// contractEnds measures the day after the running contract's end, where nothing is agreed to follow.
func (w *whatIf) contractEnds() (clientele.WhatIf, bool) {
	h := w.measure.cut(w.relation.History)
	a := attend(&h, w.measure.AsOf)
	a.engage(&h, w.measure.AsOf, w.measure.of(w.relation.Line).Contracts.rolling)
	follows := func(e clientele.Engagement) bool { return e.Start > w.measure.AsOf }
	if a.running == 0 || a.contract.End == clientele.NoDay || a.contract.End < w.from || slices.ContainsFunc(w.relation.History.Engaged, follows) {
		return clientele.WhatIf{}, false
	}
	day := a.contract.End + 1
	s := w.at(day)
	said, changes := w.becomes(&s)
	said = clientele.Tell("standing.if-contract-ends", "contract", a.contract.Kind.The(), "end", a.contract.End, "then", said)
	return answer("contract-ends", day, &s, said), changes
}
