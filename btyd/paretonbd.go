// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// ParetoNBD is the Pareto/NBD: Poisson events at a rate λ ~ Gamma(R, rate
// Alpha) until the customer leaves, at any moment, at a rate μ ~ Gamma(S,
// rate Beta). (Schmittlein, Morrison & Colombo 1987, Management Science
// 33:1-24; Fader & Hardie 2005, note 009.)
type ParetoNBD struct{ R, Alpha, S, Beta float64 }

var _ Model = ParetoNBD{}

func (m ParetoNBD) valid(r RF) bool {
	return positive(m.R, m.Alpha, m.S, m.Beta) && r.Check() == nil
}

func (m ParetoNBD) race(r RF) race { return race{m.R + float64(r.X), m.Alpha, m.S, m.Beta} }

// LogLikelihood implements Model.
func (m ParetoNBD) LogLikelihood(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	x := float64(r.X)
	return rising(m.R, x).f - x*math.Log(m.Alpha) -
		(m.R+x)*math.Log1p(r.T/m.Alpha) - m.S*math.Log1p(r.T/m.Beta) +
		softplus(m.race(r).odds(r.Tx, r.T))
}

// AliveProb implements Model.
func (m ParetoNBD) AliveProb(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	return logistic(-m.race(r).odds(r.Tx, r.T))
}

// ActiveProb implements Model.
func (m ParetoNBD) ActiveProb(r RF, horizon float64) float64 {
	return m.activeOf(r, horizon, m.AliveProb(r))
}

// Expected implements Model (Fader & Hardie 2005, note 009).
func (m ParetoNBD) Expected(r RF, horizon float64) float64 {
	return m.expectedOf(r, horizon, m.AliveProb(r))
}

// rate is the mean rate of events while alive.
func (m ParetoNBD) rate(r RF) float64 { return (m.R + float64(r.X)) / (m.Alpha + r.T) }

// meanDecay is the mean of e^-u over u in [0, v].
func meanDecay(v float64) float64 {
	if v == 0 {
		return 1
	}
	return -math.Expm1(-v) / v
}

// ExpectedNew is the expected number of repeat events of a new customer by
// age t.
func (m ParetoNBD) ExpectedNew(t float64) float64 { return m.Expected(RF{}, t) }

// DERT is the expected number of all events to come, each discounted to its
// value today at the continuous rate delta per unit of time: a yearly rate of
// 15 % is ln(1.15)/52 by the week. Times the margin of an event it is the
// residual value of the customer. (Fader, Hardie & Lee 2005, J. of Marketing
// Research 42:415-430.) Without discount it is infinite if S <= 1.
func (m ParetoNBD) DERT(r RF, delta float64) float64 {
	if !m.valid(r) || !finiteHorizon(delta) {
		return math.NaN()
	}
	left := m.Beta + r.T
	life := left * discounted(m.S, delta*left)
	if math.IsInf(life, 1) {
		return life
	}
	return m.AliveProb(r) * m.rate(r) * life
}

// discounted is ∫ (1+t)^-s e^-zt dt over t > 0, which is Ψ(1, 2-s; z) or
// z^(s-1) Ψ(s, s; z), Ψ the confluent hypergeometric function of the second
// kind (DLMF 13.4.4). It is a path whose far end lies at infinity.
func discounted(s, z float64) float64 {
	const infinity = 1e200
	if z*infinity < 1 {
		if s <= 1 {
			return math.Inf(1)
		}
		return 1 / (s - 1)
	}
	p := path{near: 1, far: infinity, k: s - 1, l: z * infinity, length: math.Log1p(45 / z)} // e^-45 is left
	var sum float64
	p.walk(func(weight, _, _, _ float64) { sum += weight })
	return sum
}

// Draw implements Model. Given alive, λ is Gamma(R+x, Alpha+T) and μ is
// Gamma(S, Beta+T).
func (m ParetoNBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return -1
	}
	if !(rng.Float64() < m.AliveProb(r)) {
		return 0
	}
	life := rng.ExpFloat64() * (m.Beta + r.T) / gammaDraw(rng, m.S)
	return whole(poissonDraw(rng, gammaDraw(rng, m.R+float64(r.X))*min(life, horizon)/(m.Alpha+r.T)))
}

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m ParetoNBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	rate := gammaDraw(rng, m.R) / m.Alpha
	life := rng.ExpFloat64() * m.Beta / gammaDraw(rng, m.S)
	now := 0.0
	return simulate(age, horizon, func() float64 {
		gap := rng.ExpFloat64() / rate
		if now += gap; now > life {
			return math.Inf(1)
		}
		return gap
	})
}
