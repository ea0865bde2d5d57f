// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// Where a person's three numbers stand in an array.
const (
	rateOf    = iota // λ
	shapeOf          // k
	leavingOf        // μ
)

// person is one customer's λ, k and μ, with what is computed from them once. A
// gap is Gamma of shape k and rate kλ.
type person struct {
	ln, value [3]float64
	lnGamma   float64 // ln Γ(k)
}

func newPerson(draw [3]float32) *person {
	p := &person{}
	for v, y := range draw {
		p.set(v, float64(y))
	}
	return p
}

// set sets the log of one of the three.
func (p *person) set(v int, y float64) {
	p.ln[v], p.value[v] = y, math.Exp(y)
	if v == shapeOf {
		p.lnGamma, _ = math.Lgamma(p.value[v])
	}
}

// take sets one of the three, other than k, to a value that may have
// underflowed.
func (p *person) take(v int, value float64) {
	value = max(value, 1e-300)
	p.ln[v], p.value[v] = math.Log(value), value
}

// span is a length of time with its log.
type span struct{ long, ln float64 }

func spanOf(long float64) span { return span{long, math.Log(long)} }

// silence is P(no event within the wait since the last one): the next gap ends
// later, or the customer leaves first. With the time of leaving integrated out
// it is 1 - ρ P(k, (kλ+μ) wait), ρ = (kλ/(kλ+μ))^k, P the regularized
// incomplete gamma.
func (p *person) silence(wait span) float64 { return p.quiet(wait, p.value[leavingOf]) }

// tail is P(a gap lasts longer): the same of one who never leaves.
func (p *person) tail(wait span) float64 { return p.quiet(wait, 0) }

func (p *person) quiet(wait span, mu float64) float64 {
	if wait.long <= 0 {
		return 1
	}
	k := p.value[shapeOf]
	kl := k * p.value[rateOf]
	x := (kl + mu) * wait.long
	lnPower := k*(p.ln[shapeOf]+p.ln[rateOf]+wait.ln) - x - p.lnGamma - p.ln[shapeOf]
	if x < k+1 {
		head, _ := gammaIncomplete(k, x)
		return max(0, 1-math.Exp(lnPower)*head)
	}
	leaves := 0.0
	if mu > 0 {
		leaves = -math.Expm1(-k * math.Log1p(mu/kl))
	}
	if lnPower < -36 && math.Exp(lnPower)*(k+1) <= 1e-13*leaves { // gaps hardly last that long
		return leaves
	}
	tail, _ := gammaIncomplete(k, x)
	return leaves + math.Exp(lnPower)*tail
}

// alive is P(alive | silent for wait), given P(silence).
func (p *person) alive(wait span, silence float64) float64 {
	if !(silence > 0) {
		return 0
	}
	return min(1, math.Exp(-p.value[leavingOf]*wait.long)*p.tail(wait)/silence)
}

// lnLikelihood is the log density of a customer's events, given P(silence).
func (p *person) lnLikelihood(c *customer, silence float64) float64 {
	l := math.Log(silence)
	if c.x > 0 {
		k := p.value[shapeOf]
		l += c.x*(k*(p.ln[shapeOf]+p.ln[rateOf])-p.lnGamma) + (k-1)*c.litt - (k*p.value[rateOf]+p.value[leavingOf])*c.tx
	}
	return l
}

// mostDrawn bounds the events that are drawn one by one.
const mostDrawn = 1000

// draw draws the number of events in the horizon after a silence of wait.
func (p *person) draw(rng *rand.Rand, wait span, horizon float64) float64 {
	if !(rng.Float64() < p.alive(wait, p.silence(wait))) {
		return 0
	}
	k := p.value[shapeOf]
	until := min(horizon, rng.ExpFloat64()/p.value[leavingOf])
	now := p.residual(rng, wait)
	if many := (until - now) * p.value[rateOf]; many > mostDrawn {
		// The central limit theorem of renewals: variance 1/k of the mean.
		return math.Round(max(0, many+math.Sqrt(many/k)*rng.NormFloat64()))
	}
	events := 0.0
	for ; now <= until && events < 4*mostDrawn; events++ {
		now += p.gap(rng)
	}
	return events
}

func (p *person) gap(rng *rand.Rand) float64 {
	return gammaDraw(rng, p.value[shapeOf]) / (p.value[shapeOf] * p.value[rateOf])
}

// tries is how often a draw by rejection is tried before bisection, which
// always ends.
const tries = 30

// residual draws what is left of a gap that has lasted wait already.
func (p *person) residual(rng *rand.Rand, wait span) float64 {
	for range tries {
		if gap := p.gap(rng); gap > wait.long {
			return gap - wait.long
		}
	}
	level := p.tail(wait) * (1 - rng.Float64())
	past := func(t float64) bool { return !(p.tail(spanOf(t)) > level) }
	hi := max(2*wait.long, 1e-200)
	for !past(hi) && hi < 1e200 {
		hi *= 2
	}
	return bisect(wait.long, hi, past) - wait.long
}

// left draws when, after the last event, a customer left who left within wait
// and before the next: density e^(-μu) P(gap > u), 0 < u < wait. It is tried
// from one factor, and kept by the other: from e^(-μu), or, where gaps are the
// shorter, from P(gap > u), the age at a random moment of a gap.
func (p *person) left(rng *rand.Rand, wait span) float64 {
	lambda, mu := p.value[rateOf], p.value[leavingOf]
	short := lambda > mu && lambda*wait.long > 1
	within := -math.Expm1(-mu * wait.long)
	for range tries {
		if short {
			u := rng.Float64() * gammaDraw(rng, p.value[shapeOf]+1) / (p.value[shapeOf] * lambda)
			if u < wait.long && rng.ExpFloat64() > mu*u {
				return u
			}
		} else if u := -math.Log1p(-within*rng.Float64()) / mu; p.gap(rng) > u {
			return u
		}
	}
	leftBy := func(t span) float64 { return p.silence(t) - math.Exp(-mu*t.long)*p.tail(t) }
	level := leftBy(wait) * rng.Float64()
	return bisect(0, wait.long, func(t float64) bool { return leftBy(spanOf(t)) > level })
}

// bisect is about where past turns true between lo and hi.
func bisect(lo, hi float64, past func(float64) bool) float64 {
	for range 60 {
		if mid := (lo + hi) / 2; past(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return lo
}
