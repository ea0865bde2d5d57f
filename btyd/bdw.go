// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/integrate/quad"
)

// BdW is the beta-discrete-Weibull model of a contract: as the SBG, but a
// customer's own risk changes with tenure. Of those with a chance θ to leave
// at the first renewal, (1-θ)^(t^C) renew t times; θ differs among customers
// as Beta(Alpha, Beta). C = 1 is the SBG, C > 1 a risk that grows. (Fader,
// Hardie, Liu, Davin & Steenburgh 2018, J. of Interactive Marketing 43:1-16.)
type BdW struct{ Alpha, Beta, C float64 }

func (m BdW) valid() bool { return positive(m.Alpha, m.Beta, m.C) }

// lnSurvival is ln B(α, β+t^c) - ln B(α, β) for any t >= 0, with its
// derivatives by α, β and c; in the form
// ln[Γ(α+β)/Γ(β)] - ln[Γ(α+β+u)/Γ(β+u)], u = t^c, nothing large cancels.
func (m BdW) lnSurvival(t float64) (s curve) {
	if t == 0 {
		return s
	}
	const straight = 300 // where it is a straight line in ln u, long before u overflows
	lnT := math.Log(t)
	beyond := max(0, m.C*lnT-straight)
	u := math.Exp(m.C*lnT - beyond)
	du := u * lnT // ∂u/∂c
	first, now := gammaRatio(m.Beta, m.Alpha), gammaRatio(m.Beta+u, m.Alpha)
	both := gammaRatio(m.Alpha+m.Beta, u)
	s.f = first.f - now.f - m.Alpha*beyond
	s.g[0] = -both.d1 - beyond
	s.g[1] = first.d1 - now.d1
	s.g[2] = -now.d1 * du
	s.h[0][0] = -both.d2
	s.h[0][1] = -both.d2
	s.h[0][2] = -trigamma(m.Alpha+m.Beta+u) * du
	s.h[1][1] = first.d2 - now.d2
	s.h[1][2] = -now.d2 * du
	s.h[2][2] = -(now.d2*du + now.d1*lnT) * du
	return s
}

// Survival is the share of customers that renew at least t times. NaN for
// t < 0 and for parameters that are not positive.
func (m BdW) Survival(t int) float64 {
	if t < 0 || !m.valid() {
		return math.NaN()
	}
	return math.Exp(m.lnSurvival(float64(t)).f)
}

// RetentionRate is the share of those left after t-1 renewals that renew for
// the t-th time; for t = 1, 2, …, NaN below.
func (m BdW) RetentionRate(t int) float64 {
	if t < 1 || !m.valid() {
		return math.NaN()
	}
	return math.Exp(m.lnSurvival(float64(t)).f - m.lnSurvival(float64(t-1)).f)
}

// LogLikelihood is the log-probability of one such tenure.
func (m BdW) LogLikelihood(t Tenure) float64 {
	if t.Check() != nil || !m.valid() {
		return math.NaN()
	}
	n := float64(t.Renewals)
	l := m.lnSurvival(n).f
	if t.Churned {
		l += math.Log(-math.Expm1(m.lnSurvival(n+1).f - l))
	}
	return l
}

// DERL is the discounted expected residual lifetime of a customer just before
// the n-th renewal is decided, as of SBG.DERL. +Inf where the sum diverges:
// no discount and Alpha·C <= 1. NaN for n < 1 or a negative discount.
func (m BdW) DERL(n int, discount float64) float64 {
	if n < 1 || !m.valid() || !finiteHorizon(discount) {
		return math.NaN()
	}
	if discount == 0 && m.Alpha*m.C <= 1 {
		return math.Inf(1)
	}
	before, lnV := m.lnSurvival(float64(n-1)).f, -math.Log1p(discount)
	term := func(t float64) float64 {
		return math.Exp(m.lnSurvival(t).f - before + (t-float64(n))*lnV)
	}
	var sum float64
	t := float64(n)
	for range 500 {
		a := term(t)
		sum += a
		t++
		// Survival falls, so what is left is at most that of a term repeated.
		if a < 1e-14*sum*-math.Expm1(lnV) {
			return sum
		}
	}
	return sum + sumTail(term, t)
}

// sumTail is Σ f(t), f(t+1), … of a falling function that hardly bends
// between two terms, by Euler and Maclaurin (DLMF 2.10.1); its integral in
// steps of a factor of e, until one adds nothing.
func sumTail(f func(float64) float64, t float64) float64 {
	sum := f(t)/2 - (f(t+1)-f(t-1))/24
	for lnT := math.Log(t); lnT < 600; lnT++ {
		part := quad.Fixed(func(y float64) float64 { return f(math.Exp(y)) * math.Exp(y) }, lnT, lnT+1, 24, nil, 0)
		sum += part
		if part < 1e-14*sum {
			return sum
		}
	}
	return math.NaN()
}

// Simulate draws a contract as it stands after n renewals came due.
func (m BdW) Simulate(rng *rand.Rand, n int) Tenure {
	theta := betaDraw(rng, m.Alpha, m.Beta)
	// Whoever renews t times has t^c <= life/-ln(1-θ), life exponential.
	t := math.Pow(rng.ExpFloat64()/-math.Log1p(-theta), 1/m.C)
	if t < float64(n) {
		return Tenure{Renewals: int(t), Churned: true}
	}
	return Tenure{Renewals: max(n, 0)}
}

// FitBdW finds the model of greatest likelihood. Where no contract was seen
// past its second renewal nothing tells C: it is 1, and the rest is FitSBG.
func FitBdW(rows []Tenure, opts ...Option) (BdW, Report, error) {
	const model = "BdW"
	tab, err := newTenureTable(rows)
	if err != nil {
		return BdW{}, Report{Model: model}, faulty(model, err)
	}
	sbg, rep, err := FitSBG(rows, opts...)
	if tab.periods() < 3 || sbg == (SBG{}) {
		rep.Model, rep.StdErrors = model, nil
		rep.note(ShapeNotIdentifiable, "Whether the risk of leaving changes with tenure cannot be told from fewer than three renewals: c is set to 1, which is the sBG.")
		return BdW{sbg.Alpha, sbg.Beta, 1}, rep, err
	}
	f := fitting{model, []string{"α", "β", "c"}, weibullTable{tab}, tab.customers, opts}
	par, rep, err := f.run(
		[]float64{sbg.Alpha, sbg.Beta, 1}, // the risk stays
		[]float64{0.5, 1, 1.5},            // it grows
		[]float64{0.05, 5, 8},             // it grows steeply, from little
		[]float64{0.03, 0.03, 5},          // the same, for some from much
	)
	if par == nil {
		return BdW{}, rep, err
	}
	tab.comment(&rep, par)
	return BdW{par[0], par[1], par[2]}, rep, err
}

// weibullTable is the likelihood of tenures; parameters α, β, c.
type weibullTable struct{ *tenureTable }

func (t weibullTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	m := BdW{par[0], par[1], par[2]}
	for _, l := range t.levels {
		now := m.lnSurvival(l.n)
		c.addScaled(l.all, &now)
		if l.lost > 0 {
			c.addLost(l.lost, now, m.lnSurvival(l.n+1))
		}
	}
	return nil
}

// addLost adds w·ln(1 - e^d), d = next - now, with its derivatives.
func (c *curve) addLost(w float64, now, next curve) {
	next.addScaled(-1, &now)
	d := next
	odds := 1 / math.Expm1(-d.f) // of staying
	c.f += w * math.Log(-math.Expm1(d.f))
	for i := range 3 {
		c.g[i] -= w * odds * d.g[i]
		for j := i; j < 3; j++ {
			c.h[i][j] -= w * odds * (d.h[i][j] + (1+odds)*d.g[i]*d.g[j])
		}
	}
}

func (c *curve) addScaled(w float64, o *curve) {
	c.f += w * o.f
	for i := range c.g {
		c.g[i] += w * o.g[i]
		for j := i; j < maxParams; j++ {
			c.h[i][j] += w * o.h[i][j]
		}
	}
}
