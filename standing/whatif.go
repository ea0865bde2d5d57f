package standing

import (
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// WhatIf says what would change a standing, and to what, in up to three
// sentences with dates: the next order in time, enough of them in a row, silence,
// the end of a contract. It measures the same history again as it would then
// stand, some ten times over: for one account's page, not for all of them, so
// that Of leaves Standing.WhatIfs empty.
func (m *Measure) WhatIf(r Relation) []clientele.WhatIf {
	if r.History == nil {
		r.History = &clientele.History{}
	}
	cut := m.cut(r.History)
	r.History = &cut
	w := &whatIf{measure: m, relation: r, now: m.Of(r)}
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
	usual    float64 // days between its orders; the line's where it has none
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
	if w.now.Last == clientele.NoDay || due <= w.measure.AsOf {
		return w.measure.AsOf + clientele.Day(min(minWindow, math.Ceil(w.usual)))
	}
	return due
}

func (w *whatIf) orderSoon() (clientele.WhatIf, bool) {
	day := w.due()
	s := w.at(day, day)
	said := fmt.Sprintf("If they order by %s, the chance of their being {a-client} %s.", date(day), w.moves(s.ClientProb))
	if s.Kind == clientele.Client && w.now.Kind != clientele.Client {
		said = fmt.Sprintf("If they order by %s, they become {a-client}: the chance %s.", date(day), w.moves(s.ClientProb))
	}
	return clientele.WhatIf{Code: "order-soon", Text: said, Day: day, ClientProb: s.ClientProb}, true
}

// moves is a chance beside that of now.
func (w *whatIf) moves(p float64) string {
	was, is := math.Round(100*w.now.ClientProb), math.Round(100*p)
	switch {
	case is > was:
		return fmt.Sprintf("rises from %.0f %% to %.0f %%", was, is)
	case is < was:
		return fmt.Sprintf("falls from %.0f %% to %.0f %%", was, is)
	}
	return fmt.Sprintf("stays at %.0f %%", is)
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
			said := fmt.Sprintf("If they order %s more, about every %s, they are {a-client} by %s: the chance is then %.0f %%.",
				times(n), days(w.usual), date(day), 100*s.ClientProb)
			return clientele.WhatIf{Code: "orders-in-a-row", Text: said, Day: day, ClientProb: s.ClientProb}, true
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
	said := ""
	switch {
	case w.now.Orders == 0:
		return clientele.WhatIf{}, false
	case w.now.Kind == clientele.Client:
		ended = func(s *clientele.Standing) bool { return s.Kind != clientele.Client }
		said = "If nothing is bought until %s, they are no longer counted as {a-client}: the chance falls to %.0f %%."
	case w.now.Trend != clientele.Slipping && w.now.Trend != clientele.Lapsed:
		ended = func(s *clientele.Standing) bool {
			return s.Trend == clientele.Slipping || s.Trend == clientele.Lapsed
		}
		said = "If nothing is bought until %s, they count as slipping away; the chance of their being {a-client} is then %.0f %%."
	default:
		return clientele.WhatIf{}, false
	}
	day, s, ok := w.firstDay(ended)
	if !ok {
		return clientele.WhatIf{}, false
	}
	// Rounded down: 49.6 % is not the 50 % of a client.
	return clientele.WhatIf{Code: "silence", Text: fmt.Sprintf(said, date(day), math.Floor(100*s.ClientProb)), Day: day, ClientProb: s.ClientProb}, true
}

// firstDay is the first day of silence on which something has ended: doubled
// until it has, then halved back.
func (w *whatIf) firstDay(ended func(s *clientele.Standing) bool) (clientele.Day, clientele.Standing, bool) {
	still, gone := clientele.Day(0), clientele.Day(1)
	s := w.at(w.measure.AsOf + gone)
	for ; !ended(&s); s = w.at(w.measure.AsOf + gone) {
		if still, gone = gone, 2*gone; gone > mostSilent {
			return 0, s, false
		}
	}
	for gone-still > 1 {
		middle := (still + gone) / 2
		if then := w.at(w.measure.AsOf + middle); ended(&then) {
			gone, s = middle, then
		} else {
			still = middle
		}
	}
	return w.measure.AsOf + gone, s, true
}

// contractEnds measures the day after the running contract's end.
func (w *whatIf) contractEnds() (clientele.WhatIf, bool) {
	h := w.measure.cut(w.relation.History)
	a := attend(&h, w.measure.AsOf)
	a.engage(&h, w.measure.AsOf, w.measure.of(w.relation.Line).Contracts.rolling)
	if a.running == 0 || a.contract.End == clientele.NoDay {
		return clientele.WhatIf{}, false
	}
	day := a.contract.End + 1
	s := w.at(day)
	said := fmt.Sprintf("If the %s ends on %s and nothing follows, the chance %s.", orWord(string(a.contract.Kind), "contract"), date(a.contract.End), w.moves(s.ClientProb))
	return clientele.WhatIf{Code: "contract-ends", Text: said, Day: day, ClientProb: s.ClientProb}, true
}
