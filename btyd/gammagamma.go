// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// GammaGamma is the model of spend per event: a customer's amounts are
// Gamma(P, rate ν), and ν differs among customers as Gamma(Q, rate Gamma).
// It takes spend to be independent of how often a customer comes; a fit
// reports where the data speak against that. (Fader & Hardie 2013, note 025.)
type GammaGamma struct{ P, Q, Gamma float64 }

// Spend is what the model reads of one customer: the mean amount of X events,
// by custom the repeat events. Zero and negative amounts do not belong in it.
type Spend struct {
	X      int
	Mean   float64 // not read when X is 0
	Weight float64 // how many such customers; 0 counts as 1
}

// Check says what is wrong with the row, or returns nil.
func (s Spend) Check() error {
	switch {
	case s.X < 0:
		return fmt.Errorf("X is %d: a number of events is not negative", s.X)
	case s.X > 0 && !(s.Mean >= 1/largest && s.Mean <= largest):
		return fmt.Errorf("Mean is %g: a mean amount is positive and of an ordinary size", s.Mean)
	}
	return checkWeight(s.Weight)
}

func (m GammaGamma) valid(s Spend) bool { return positive(m.P, m.Q, m.Gamma) && s.Check() == nil }

// LogLikelihood is the log density of a customer's mean amount; 0 at X = 0.
// NaN for a row that Check refuses and for parameters that are not positive and finite.
func (m GammaGamma) LogLikelihood(s Spend) float64 {
	if !m.valid(s) {
		return math.NaN()
	}
	if s.X == 0 {
		return 0
	}
	x := float64(s.X)
	ratio := m.Gamma / x / s.Mean
	return -lnBeta(m.P*x, m.Q) - math.Log(s.Mean) -
		m.P*x*math.Log1p(ratio) - m.Q*math.Log1p(1/ratio)
}

// ExpectedMean is the customer's expected mean amount in the long run, given
// what was seen of it: at X = 0 the population mean
// P·Gamma/(Q-1). NaN where no finite mean exists: P·X + Q <= 1.
func (m GammaGamma) ExpectedMean(s Spend) float64 {
	x := float64(s.X)
	if !m.valid(s) || m.P*x+m.Q <= 1 {
		return math.NaN()
	}
	if s.X == 0 {
		return m.P * m.Gamma / (m.Q - 1)
	}
	return m.P * (m.Gamma + x*s.Mean) / (m.P*x + m.Q - 1)
}

// posterior is that of the customer's rate ν: Gamma(shape, rate).
func (m GammaGamma) posterior(s Spend) (shape, rate float64) {
	if s.X == 0 {
		return m.Q, m.Gamma
	}
	x := float64(s.X)
	return m.Q + m.P*x, m.Gamma + x*s.Mean
}

// MeanQuantile is the amount that the customer's mean in the long run, P/ν,
// stays below with probability p: at p = .1 and .9 the ends of an 80 %
// interval. NaN unless 0 < p < 1.
func (m GammaGamma) MeanQuantile(s Spend, p float64) float64 {
	if !m.valid(s) || !(p > 0 && p < 1) {
		return math.NaN()
	}
	shape, rate := m.posterior(s)
	return m.P * rate / distuv.Gamma{Alpha: shape, Beta: 1}.Quantile(1-p)
}

// Draw draws what the customer's next n amounts come to together: their own
// rate given what was seen, then the amounts. NaN for a negative n.
func (m GammaGamma) Draw(rng *rand.Rand, s Spend, n int) float64 {
	if !m.valid(s) || n < 0 {
		return math.NaN()
	}
	if n == 0 {
		return 0
	}
	shape, rate := m.posterior(s)
	return gammaDraw(rng, m.P*float64(n)) / gammaDraw(rng, shape) * rate
}

// SpendCorrelation is the correlation of X and Mean over the rows with an
// event. Beyond .3 either way, values by a GammaGamma are biased. NaN where
// either does not vary, and where a row is not valid.
func SpendCorrelation(rows []Spend) float64 {
	var n, mx, mm, sxx, smm, sxm float64 // running means and sums of products (Welford 1962)
	for _, r := range rows {
		if r.Check() != nil {
			return math.NaN()
		}
		if r.X == 0 {
			continue
		}
		w := weight(r.Weight)
		n += w
		dx, dm := float64(r.X)-mx, r.Mean-mm
		mx += w / n * dx
		mm += w / n * dm
		sxx += w * dx * (float64(r.X) - mx)
		smm += w * dm * (r.Mean - mm)
		sxm += w * dx * (r.Mean - mm)
	}
	if !(sxx > 0 && smm > 0) {
		return math.NaN()
	}
	return sxm / math.Sqrt(sxx) / math.Sqrt(smm)
}

// Simulate draws a customer's mean amount over x events.
func (m GammaGamma) Simulate(rng *rand.Rand, x int) Spend {
	if x <= 0 {
		return Spend{}
	}
	rate := gammaDraw(rng, m.Q) / m.Gamma
	return Spend{X: x, Mean: gammaDraw(rng, m.P*float64(x)) / rate / float64(x)}
}

// FitGammaGamma finds the model of greatest likelihood. Rows with X = 0 say
// nothing about spend and are passed over.
func FitGammaGamma(rows []Spend, opts ...Option) (GammaGamma, Report, error) {
	const model = "Gamma-Gamma"
	tab, err := newSpendTable(rows)
	if err != nil {
		return GammaGamma{}, Report{Model: model}, faulty(model, err)
	}
	f := fitting{model, []string{"p", "q", "γ"}, tab, tab.customers, opts}
	par, rep, err := f.run(
		[]float64{1, 3, 2},        // amounts of one customer vary much
		[]float64{6, 4, 0.5},      // they vary little
		[]float64{0.3, 300, 1000}, // customers are all alike
	)
	if par == nil {
		return GammaGamma{}, rep, err
	}
	if tab.single {
		rep.note(WeakSpend, "No customer has more than one amount: how much one customer's amounts vary is a guess from the shape alone.")
	}
	if homogeneousGamma(par[1]) {
		rep.note(NoHeterogeneity, "Customers do not differ in what they spend by more than chance would make them.")
	}
	if par[1] <= 1 {
		rep.note(InfiniteMean, "Spend is so uneven that the fitted population mean is infinite (q = %.3g): one account can outweigh all others.", par[1])
	}
	if rho := SpendCorrelation(rows); math.Abs(rho) > 0.3 {
		rep.note(SpendFollowsCount, "Mean spend and the number of events are correlated (%.2f); the model takes them to be independent, so its values are biased.", rho)
	}
	rep.rescale(par, 2, tab.scale)
	rep.LogLikelihood -= tab.customers * math.Log(tab.scale) // a density of one mean each
	return GammaGamma{par[0], par[1], par[2]}, rep, err
}

// spendTable is the likelihood of spend rows, sorted by x, with the total
// amount x·mean scaled by the median mean; parameters p, q, γ.
type spendTable struct {
	groups    []group
	total, w  []float64
	lnTotal   []float64
	scale     float64
	customers float64
	lnMeans   float64 // sum of weight times the log of the scaled mean
	single    bool    // every x is 1
}

func newSpendTable(rows []Spend) (*spendTable, error) {
	kept := make([]Spend, 0, len(rows))
	for i, r := range rows {
		if err := r.Check(); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if r.X > 0 {
			r.Weight = weight(r.Weight)
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return nil, errors.New("no customer has a spend to fit")
	}
	slices.SortFunc(kept, func(a, b Spend) int {
		switch { // faster than cmp, which minds NaN
		case a.X != b.X:
			return a.X - b.X
		case a.Mean < b.Mean:
			return -1
		case a.Mean > b.Mean:
			return 1
		}
		return 0
	})
	means, weights := make([]float64, 0, len(kept)), make([]float64, 0, len(kept))
	tab := &spendTable{single: kept[len(kept)-1].X == 1}
	for i, r := range kept {
		n := len(means)
		if i > 0 && kept[i-1].X == r.X && kept[i-1].Mean == r.Mean {
			weights[n-1] += r.Weight
		} else {
			if i == 0 || kept[i-1].X != r.X {
				tab.groups = append(tab.groups, group{x: float64(r.X), lo: n})
			}
			means, weights = append(means, r.Mean), append(weights, r.Weight)
		}
		g := &tab.groups[len(tab.groups)-1]
		g.hi, g.weight = len(means), g.weight+r.Weight
		tab.customers += r.Weight
	}
	tab.fill(means, weights)
	return tab, nil
}

// fill scales the means, and takes what needs them only once.
func (t *spendTable) fill(means, weights []float64) {
	t.scale, t.w = scaleOf(means, weights), weights
	for _, g := range t.groups {
		for i := g.lo; i < g.hi; i++ {
			mean := means[i] / t.scale
			t.total = append(t.total, g.x*mean)
			t.lnTotal = append(t.lnTotal, math.Log(g.x*mean))
			t.lnMeans += weights[i] * math.Log(mean)
		}
	}
}

func (t *spendTable) size() int { return len(t.total) }

func (t *spendTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	p, q, gamma := par[0], par[1], par[2]
	c.f -= t.lnMeans
	psiQ, triQ := digamma(q), trigamma(q)
	for _, g := range t.groups {
		px := p * g.x
		psiS, triS := digamma(px+q), trigamma(px+q)
		c.f -= g.weight * lnBeta(px, q)
		c.g[0] += g.weight * g.x * (psiS - digamma(px))
		c.g[1] += g.weight * (psiS - psiQ)
		c.h[0][0] += g.weight * g.x * g.x * (triS - trigamma(px))
		c.h[0][1] += g.weight * g.x * triS
		c.h[1][1] += g.weight * (triS - triQ)
	}
	return func(lo, hi int, c *curve) {
		for _, g := range t.groups {
			if from, to := max(lo, g.lo), min(hi, g.hi); from < to {
				t.addRows(p*g.x, q, gamma, group{x: g.x, lo: from, hi: to}, c)
			}
		}
	}
}

// addRows adds -px ln(1+γ/y) - q ln(1+y/γ) of a group's totals y.
func (t *spendTable) addRows(px, q, gamma float64, g group, c *curve) {
	lnGamma := math.Log(gamma)
	var w, l1, l2, i1, i2 float64 // sums of weight, the two logs, 1/(γ+y), its square
	for i := g.lo; i < g.hi; i++ {
		y, lnRatio := t.total[i], lnGamma-t.lnTotal[i]
		inv := 1 / (gamma + y)
		small := math.Log1p(min(gamma/y, y/gamma)) // the other log is at least ln 2
		w += t.w[i]
		l1 += t.w[i] * (small + max(lnRatio, 0))
		l2 += t.w[i] * (small + max(-lnRatio, 0))
		i1 += t.w[i] * inv
		i2 += t.w[i] * inv * inv
	}
	c.f -= px*l1 + q*l2
	c.g[0] -= g.x * l1
	c.g[1] -= l2
	c.g[2] += q*(w/gamma-i1) - px*i1
	c.h[0][2] -= g.x * i1
	c.h[1][2] += w/gamma - i1
	c.h[2][2] += px*i2 - q*(w/(gamma*gamma)-i2)
}
