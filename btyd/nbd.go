// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// NBD is the model without dropout: Poisson events at a rate λ that differs
// among customers as Gamma(R, rate Alpha). Every other model here is
// measured against it. (Ehrenberg 1959.)
type NBD struct{ R, Alpha float64 }

var _ Model = NBD{}

func (m NBD) valid(r RF) bool { return positive(m.R, m.Alpha) && r.Check() == nil }

// LogLikelihood implements Model.
func (m NBD) LogLikelihood(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	x := float64(r.X)
	return rising(m.R, x).f - x*math.Log(m.Alpha) - (m.R+x)*math.Log1p(r.T/m.Alpha)
}

// AliveProb implements Model; it is 1, since nobody leaves.
func (m NBD) AliveProb(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	return 1
}

// ActiveProb implements Model.
func (m NBD) ActiveProb(r RF, horizon float64) float64 {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	return -math.Expm1(-(m.R + float64(r.X)) * math.Log1p(horizon/(m.Alpha+r.T)))
}

// Expected implements Model.
func (m NBD) Expected(r RF, horizon float64) float64 {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	return horizon * (m.R + float64(r.X)) / (m.Alpha + r.T)
}

// Draw implements Model.
func (m NBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return -1
	}
	return whole(poissonDraw(rng, gammaDraw(rng, m.R+float64(r.X))*horizon/(m.Alpha+r.T)))
}

// ExpectedNew is the expected number of repeat events of a new customer by age t.
func (m NBD) ExpectedNew(t float64) float64 { return m.Expected(RF{}, t) }

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m NBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	rate := gammaDraw(rng, m.R) / m.Alpha
	return simulate(age, horizon, func() float64 { return rng.ExpFloat64() / rate })
}

// FitNBD finds the NBD of greatest likelihood.
func FitNBD(rows []RF, opts ...Option) (NBD, Report, error) {
	tab, err := newTable(rows)
	if err != nil {
		return NBD{}, Report{Model: "NBD"}, faulty("NBD", err)
	}
	ages := tab.withoutTx()
	par, rep, err := fitNBD(ages, opts)
	if par == nil {
		return NBD{}, rep, err
	}
	if gain := rep.LogLikelihood - poisson(ages); gain < 1 && ages.events > 0 && !homogeneousGamma(par[0]) { // Akaike: one parameter more
		rep.noteSameRate()
	}
	finishRates(&rep, par, ages)
	return NBD{par[0], par[1]}, rep, err
}

// poisson is the greatest log-likelihood of one rate for all, scaled.
func poisson(ages *table) float64 {
	if ages.events == 0 {
		return 0
	}
	return ages.events * (math.Log(ages.rate()) - 1)
}

func fitNBD(ages *table, opts []Option) ([]float64, Report, error) {
	f := fitting{"NBD", []string{"r", "α"}, nbdTable{ages}, ages.customers, opts}
	rate := startRate(ages)
	return f.run([]float64{1, 1 / rate}, []float64{20, 20 / rate})
}

// startRate is a rate to start a search from, positive whatever the data.
func startRate(ages *table) float64 {
	if rate := ages.rate(); rate > 1e-3 {
		return min(rate, 1e3)
	}
	return 1e-3
}

// nbdTable is the likelihood of a table without its Tx; parameters r, α.
type nbdTable struct{ *table }

func (t nbdTable) size() int { return len(t.t) }

func (t nbdTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	r := climb{base: par[0]}
	for _, g := range t.groups {
		c.addCount(par[1], g, r.to(g.x))
	}
	return func(lo, hi int, c *curve) {
		t.between(lo, hi, func(g group) { t.addAlive(par[0]+g.x, par[1], g, c, 0) })
	}
}

// addCount adds what a group's count alone contributes:
// ln Γ(r+x) - ln Γ(r) - x ln α, of parameters 0 and 1.
func (c *curve) addCount(alpha float64, g group, r jet) {
	c.f += g.weight * (r.f - g.x*math.Log(alpha))
	c.g[0] += g.weight * r.d1
	c.h[0][0] += g.weight * r.d2
	c.g[1] -= g.weight * g.x / alpha
	c.h[1][1] += g.weight * g.x / (alpha * alpha)
}
