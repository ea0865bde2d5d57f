package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// outlook is what lies ahead of a relationship as a distribution: a chance of
// nothing, and beyond it a number of orders whose mean and variance are known.
type outlook struct {
	active float64 // chance of at least one order
	mean   float64 // of the orders given one, less that one
	spread float64 // variance of the orders given one
}

// outlook spreads the expectation: the customer's own rate is known as a gamma
// of the shape that the law's has after what was seen, and orders come at that
// rate as unevenly as they did in the line's past.
func (l *lineMeasure) outlook(f *features, active, expected float64) outlook {
	o := outlook{active: active}
	if active > 0 {
		o.mean = max(0, expected/active-1)
	}
	o.spread = l.Forecast.unevenness() * chanceSpread(o.mean, l.Law.pace.shape+float64(f.x))
	return o
}

// chanceSpread is the variance of a Poisson count whose rate is a gamma of a shape.
func chanceSpread(mean, shape float64) float64 { return mean + mean*mean/shape }

// unevenness is the variance of counts in the past over what chance makes it; 1
// where the past has not spoken.
func (c *forecast) unevenness() float64 {
	if c.Count == nil {
		return 1
	}
	return c.Count.Uneven
}

// The share of a range that lies below each of its ends.
const (
	lowEnd  = 0.1
	highEnd = 0.9
)

// orders holds the number of orders in eight of ten cases or, as it is whole, more.
func (o outlook) orders() clientele.Range {
	return clientele.Range{Low: o.ordersBelow(lowEnd), High: o.ordersBelow(highEnd)}
}

// beyondNothing is which share of the cases with an order lie below, where a
// share q of all do; ok is false where q falls on nothing.
func (o outlook) beyondNothing(q float64) (share float64, ok bool) {
	share = 1 - (1-q)/o.active
	return share, o.active > 0 && share > 0
}

// mostSteps bounds the sum over a distribution; beyond, it is as good as continuous.
const mostSteps = 60

// ordersBelow is the least number that is not exceeded in a share q of the cases.
// Given one order, the others follow Panjer's family (binomial, Poisson or
// negative binomial, as the variance is below, at or above the mean): each
// probability is that before it times A + B/k (Panjer 1981, ASTIN Bulletin 12).
func (o outlook) ordersBelow(q float64) float64 {
	q, ok := o.beyondNothing(q)
	switch {
	case !ok:
		return 0
	case o.mean < 1e-9:
		return 1
	case o.mean > mostSteps/2:
		return 1 + math.Round(skewed(o.mean, o.spread, q))
	}
	ratio := o.spread / o.mean
	a := 1 - 1/ratio
	b := o.mean/ratio - a
	p := math.Exp(-b)
	if math.Abs(a) > 1e-6 {
		p = math.Exp((1 + b/a) * math.Log1p(-a))
	}
	below, k := p, 0.0
	for below < q && k < 4*mostSteps {
		k++
		if p *= a + b/k; p <= 0 {
			break
		}
		below += p
	}
	return 1 + k
}

// skewed is the quantile of a positive quantity of a mean and variance: between
// the gamma's (Wilson & Hilferty 1931) and, where that fails, the lognormal's.
func skewed(mean, variance, q float64) float64 {
	if !(mean > 0) || !(variance > 0) {
		return max(mean, 0)
	}
	z := math.Sqrt2 * math.Erfinv(2*q-1)
	square := variance / (mean * mean)
	if root := 1 - square/9 + z*math.Sqrt(square)/3; square < 1 {
		return mean * root * root * root
	}
	s := math.Log1p(square)
	return mean * math.Exp(z*math.Sqrt(s)-s/2)
}

// worth is the mean and the relative variance of what one order comes to: from
// one order to the next, and of what is not known of this relationship's mean.
type worth struct{ each, within, unknown float64 }

// value is what the orders come to.
func (o outlook) value(w worth) income {
	n := 1 + o.mean
	return income{o.active, n * w.each, w.each * w.each * (n*w.within + o.spread + (o.spread+n*n)*w.unknown)}
}

// beyond holds, in eight of ten cases, a quantity that is nothing unless an
// order comes, and then has that mean and variance.
func (o outlook) beyond(mean, variance float64) clientele.Range {
	at := func(q float64) float64 {
		q, ok := o.beyondNothing(q)
		if !ok {
			return 0
		}
		return skewed(mean, variance, q)
	}
	return clientele.Range{Low: at(lowEnd), High: at(highEnd)}
}
