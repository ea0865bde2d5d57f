package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// lifetimeDays is how far a lifetime value looks: ten years. What comes later
// nobody knows, and discounted it is little.
const lifetimeDays = 10 * yearDays

// DefaultDiscount is by how much what comes a year later is worth less.
const DefaultDiscount = 0.10

// discounting is the continuous rate, a day, of a yearly one.
type discounting float64

func discount(yearly float64) discounting { return discounting(math.Log1p(yearly) / yearDays) }

// until is what one a day is worth, up to t days ahead.
func (d discounting) until(t float64) float64 {
	if float64(d)*t < 1e-9 {
		return t
	}
	return -math.Expm1(-float64(d)*t) / float64(d)
}

// The years at which orders to come are asked of the law, and between which its
// expectation is taken to grow as a power of time.
var (
	askedYears = [...]float64{1, 3, 10}
	gridYears  = [...]float64{0.5, 1, 2, 3, 5, 7, 10}
)

// byYear are the expected orders by each year of the grid.
func byYear(one *btyd.One) (at [len(gridYears)]float64) {
	var asked [len(askedYears)]float64
	for i, y := range askedYears {
		asked[i] = max(0, orElse(one.Expected(y*yearDays), 0))
	}
	k := 0
	for i, y := range gridYears {
		for k < len(askedYears)-2 && y > askedYears[k+1] {
			k++
		}
		if asked[k] > 0 && asked[k+1] > 0 {
			grows := math.Log(asked[k+1]/asked[k]) / math.Log(askedYears[k+1]/askedYears[k])
			at[i] = asked[k] * math.Pow(y/askedYears[k], grows)
		}
	}
	return at
}

// memoryless stands for a model of regular gaps where only the long run is
// asked: events at the same rate, one phase to a gap.
func memoryless(m btyd.Model) btyd.Model {
	switch m := m.(type) {
	case btyd.BGCNBD:
		return btyd.BGNBD{R: m.R / float64(m.K), Alpha: m.Alpha, A: m.A, B: m.B}
	case btyd.MBGCNBD:
		return btyd.MBGNBD{R: m.R / float64(m.K), Alpha: m.Alpha, A: m.A, B: m.B}
	}
	return m
}

// lasting is what the long run comes to: the expected orders, discounted, and
// the relative variance of the time, counted at its discount, for which a
// relationship lasts. That it still lasts after a time is read off how far the
// expected orders a day have fallen by then.
type lasting struct{ discounted, uneven float64 }

func lastingOf(one *btyd.One, d discounting) (l lasting) {
	var time, square, first, before, from float64
	for i, n := range byYear(one) {
		to := gridYears[i] * yearDays
		pace := (n - before) / (to - from)
		if i == 0 {
			first = max(pace, math.SmallestNonzeroFloat64)
		}
		still := min(1, max(0, pace/first))
		a, b := d.until(from), d.until(to)
		l.discounted += pace * (b - a)
		time += still * (b - a)
		square += still * (b*b - a*a)
		before, from = n, to
	}
	if time > 0 {
		l.uneven = max(0, square/(time*time)-1)
	}
	return l
}

// lifetime is what is still to come of orders, discounted. What the firm's past
// corrected within the horizon is carried on, of a short one in proportion.
func (c *subject) lifetime(w worth) income {
	s, f := &c.standing, &c.features
	one := btyd.About(memoryless(c.line.Law.Model), f.row())
	l := lastingOf(&one, c.discount)
	if !(l.discounted > 0) || !(s.ActiveProb > 0) {
		return income{}
	}
	days := float64(s.HorizonDays)
	moved := s.ExpectedOrders / max(orElse(one.Expected(c.line.Season.busy(s.AsOf, days)), 0), leastSaid)
	moved = math.Pow(min(moved, mostMoved), min(1, days/yearDays))
	// Who does not buy within the horizon may after it, as the law has it.
	quiet := func(days float64) float64 { return 1 - orElse(one.ActiveProb(days), 0) }
	later := min(1, quiet(max(days, lifetimeDays))/max(quiet(days), leastSaid))
	i := income{some: max(1-(1-s.ActiveProb)*later, s.ActiveProb)}
	if s.AliveTold {
		i.some = min(i.some, s.AliveProb)
	}
	within := min(days, lifetimeDays)
	sum := max(l.discounted*moved, s.ExpectedOrders*c.discount.until(within)/days) // what is said of the horizon is in it
	n := sum / i.some
	rate := 1 / (c.line.Law.pace.shape + float64(f.x))
	uneven := (1+rate)*(1+l.uneven)*(1+w.unknown) - 1 + (c.line.Forecast.unevenness()+w.within)/n
	i.mean = n * w.each
	i.variance = i.mean * i.mean * uneven
	return i
}

// fees is what running contracts bring within the days: each its fee until the
// next renewal, and after it with the chance that it is renewed, term by term.
func (c *subject) fees(days float64, d discounting) (a income, within clientele.Range) {
	a.some = 1
	var spread float64
	for i := range c.attention.agreements {
		g := &c.attention.agreements[i]
		if g.billed || g.Fee.Minor <= 0 || g.Fee.Currency != c.standing.Revenue.Currency {
			continue
		}
		r := c.line.Contracts.of(g.cohort)
		fee := float64(g.Fee.Minor) * g.Period.PerYear() / yearDays
		mean, square, low, high := g.lasts(&r, days, d)
		a.mean += fee * mean
		// Contracts of one relationship are taken to end together.
		spread += fee * math.Sqrt(max(0, square-mean*mean))
		within.Low, within.High = within.Low+fee*low, within.High+fee*high
	}
	a.variance = spread * spread
	return a, within
}

// longStep is the term, in days, by which a contract is followed after its first
// renewals, however short its own is.
const longStep = yearDays / 4

// lasts is for how long, discounted, a contract runs within the days: the mean
// and the mean square, and the ends of eight cases in ten.
func (g *agreement) lasts(r *retention, days float64, d discounting) (mean, square, low, high float64) {
	still, n, step := 1.0, g.renewals, 1
	from, to := 0.0, max(g.rest, 0)
	for range 200 {
		a, b := d.until(from), d.until(min(to, days))
		mean += still * (b - a)
		square += still * (b*b - a*a)
		if still >= highEnd {
			low = b
		}
		if still >= lowEnd {
			high = b
		}
		if to >= days {
			break
		}
		if n-g.renewals >= 12 {
			step = max(1, int(longStep/g.term))
		}
		for range step {
			still *= r.renews(n)
			n++
		}
		from, to = to, to+float64(step)*g.term
	}
	return mean, square, low, high
}

// income is a quantity to come: some of it with a chance, and then of a mean and variance.
type income struct{ some, mean, variance float64 }

func (a income) expected() float64 { return a.some * a.mean }

// and is both together, as if they were independent.
func (a income) and(b income) income {
	one := func(x income) (mean, variance float64) {
		mean = x.expected()
		return mean, x.some*(x.variance+x.mean*x.mean) - mean*mean
	}
	am, av := one(a)
	bm, bv := one(b)
	return income{1, am + bm, av + bv}
}

func (a income) within() clientele.Range {
	return outlook{active: a.some}.beyond(a.mean, a.variance)
}
