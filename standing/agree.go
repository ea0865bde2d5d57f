package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// What is shown of one relationship is one law, by construction: an order within
// 90 days is no likelier than one within the horizon, that no likelier than that
// they are still with us; who has lapsed is more likely gone than here. The chance
// of an order within the horizon is the one that the firm's own past corrects, so
// all else follows from it.

// settle holds what was found of the horizon to one law with the kind, and reads off it
// what else lies ahead. Who buys in each of the next three windows buys in the first: an
// order is no less likely than a client is, at the least that the card is sure of.
func (c *subject) settle() {
	s, f := &c.standing, &c.features
	if f.events == 0 {
		c.outlook = outlook{active: s.ActiveProb}
		s.AliveProb, s.AliveTold = max(s.ActiveProb, c.prospectAlive()), true
		s.OrdersRange = holds(c.outlook.orders(), s.ExpectedOrders)
		return
	}
	if within := math.Floor(float64(s.HorizonDays) / f.window); within > 0 && s.Enough && c.attention.running == 0 {
		s.ActiveProb = max(s.ActiveProb, s.ClientRange.Low)
		s.ActiveRange = holds(s.ActiveRange, s.ActiveProb)
		s.ExpectedOrders = max(s.ExpectedOrders, s.ClientRange.Low*min(within, windows), s.ActiveProb)
	}
	c.outlook = c.line.outlook(f, s.ActiveProb, s.ExpectedOrders)
	s.OrdersRange = holds(c.outlook.orders(), s.ExpectedOrders)
	s.AliveProb, s.AliveTold = c.stillHere()
}

// leavingTold: leaving is told where who is still there would be seen to buy
// within a year at least as likely as not: of rarer buyers, silence says nothing.
const leavingTold = 0.5

// stillHere is P(still with us), and whether it can be told. The model of the card
// says how likely one who is still there buys within the horizon; so many times
// less likely as an order is, so many are gone. Within the usual gap nobody is
// missed, and the model speaks alone; from one and a half of it on, what comes does.
func (c *subject) stillHere() (p float64, told bool) {
	s, f, l := &c.standing, &c.features, c.line
	alive := l.alive(f)
	seen := func(days float64) float64 {
		if alive < leastProb {
			return 1
		}
		return min(max(l.Plain.active(f, days)/alive, leastProb), 1)
	}
	late := min(max((f.elapsed-f.median)/(f.window-f.median), 0), 1)
	here := (1-late)*alive + late*min(1, s.ActiveProb/seen(l.Season.busy(s.AsOf, float64(s.HorizonDays))))
	if c.attention.running > 0 {
		return max(here, s.ActiveProb, c.renewal()), true
	}
	if !lawKindOf(l.Law.Name).leave || seen(max(yearDays, float64(s.HorizonDays))) < leavingTold {
		return s.ActiveProb, false
	}
	return max(here, s.ActiveProb), true
}

// soon is P(the next purchase comes within so many days of today), of one who is
// late: what such silences came to, held to what is said of the horizon.
func (c *subject) soon() (p float64, within int, learnt bool) {
	slip, s := &c.line.Slip, &c.standing
	p, learnt = slip.soon(&c.line.Rhythm, &c.features)
	if slip.Soon <= s.HorizonDays {
		return min(p, s.ActiveProb), slip.Soon, learnt
	}
	return min(max(p, s.ActiveProb), s.AliveProb), slip.Soon, learnt
}

// likelyMoved bounds by what factor those who come at all come more often than the law has it.
const likelyMoved = 2

// ordersOf is how many orders are expected where the chance of one is p: the law
// has so many of those who come at all, and so many more or fewer as its past
// missed. At least one of each who comes, at most one a day.
func ordersOf(p, expected float64, law [2]float64, days float64) float64 {
	each := max(law[1]/max(law[0], leastProb), 1)
	return max(min(expected, p*min(each*likelyMoved, days)), p)
}

// holds is a range that holds its mean as well: of what is unlikely to come at
// all, nine in ten cases are nothing, and still some is expected.
func holds(r clientele.Range, mean float64) clientele.Range {
	return clientele.Range{Low: min(r.Low, mean), High: max(r.High, mean)}
}

// gone says that they have more likely left than not, as far as it can be told;
// where it cannot, that they will more likely not buy within the horizon.
func (c *subject) gone() bool { return c.standing.AliveProb < lapsedLikely }

// leastOff is by how much what came must differ from what was said to be worth a word.
const leastOff = 0.05

// Off is the band of what was said that a chance lies in, where on the days tested surely
// something else came of it.
func (r *Report) Off(chance float64) (b Band, off bool) {
	bands := r.Reliability
	if r.Pooled != nil {
		bands = r.Pooled.Reliability
	}
	for _, b := range bands {
		if chance >= b.Low && (chance < b.High || b.High >= 1) {
			return b, b.Beyond() && math.Abs(b.Predicted-b.Observed) >= leastOff
		}
	}
	return Band{}, false
}
