// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// BGBB is the BG/BB: opportunities come by the calendar, one a quarter, a
// month, a performance. A customer takes each with a chance p ~ Beta(Alpha,
// Beta) of their own, and leaves for good before each with a chance
// θ ~ Beta(Gamma, Delta). (Fader, Hardie & Shang 2010, Marketing Science
// 29:1086-1108.)
//
// Its RF counts opportunities since the first event, the event itself not
// among them: T how many came, X how many were taken, Tx which was the last
// taken. A T or Tx that is not whole, an X above Tx and a T above a million
// have no likelihood, which is then NaN; a horizon holds as many opportunities
// as it has whole units.
type BGBB struct{ Alpha, Beta, Gamma, Delta float64 }

var _ Model = BGBB{}

// maxOpportunities bounds the sums over opportunities; a fit, which adds them up
// for every row again and again, takes fewer: days of half a century.
const (
	maxOpportunities       = 1_000_000
	maxOpportunitiesFitted = 20_000
)

// checkOpportunities is RF.Check for a row of opportunities.
func checkOpportunities(r RF) error {
	switch err := r.Check(); {
	case err != nil:
		return err
	case r.T != math.Floor(r.T) || r.Tx != math.Floor(r.Tx):
		return fmt.Errorf("T is %g and Tx %g: opportunities are counted in whole numbers", r.T, r.Tx)
	case float64(r.X) > r.Tx:
		return fmt.Errorf("X is %d but Tx is %g: an opportunity holds one event at most", r.X, r.Tx)
	case r.T > maxOpportunities:
		return fmt.Errorf("T is %g: at most %d opportunities are looked at", r.T, maxOpportunities)
	}
	return nil
}

func (m BGBB) valid(r RF) bool {
	return positive(m.Alpha, m.Beta, m.Gamma, m.Delta) && checkOpportunities(r) == nil
}

func validOpportunities(h float64) bool { return h >= 0 && h <= maxOpportunities }

// branches are the summands of the paper's likelihood, all divided by
// e^lnScale, that of the same history seen at Tx: gone sums those of leaving
// after Tx, …, T-1, alive is the one of not leaving.
func (m BGBB) branches(r RF) (lnScale, gone, alive float64) {
	x := float64(r.X)
	lnScale = rising(m.Alpha, x).f + rising(m.Beta, r.Tx-x).f - rising(m.Alpha+m.Beta, r.Tx).f +
		rising(m.Delta, r.Tx).f - rising(m.Gamma+m.Delta, r.Tx).f
	alive = 1
	for t := r.Tx; t < r.T; t++ {
		left := m.Gamma + m.Delta + t
		gone += alive * m.Gamma / left
		alive *= (m.Beta + t - x) / (m.Alpha + m.Beta + t) * (m.Delta + t) / left
	}
	return lnScale, gone, alive
}

// LogLikelihood implements Model.
func (m BGBB) LogLikelihood(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	lnScale, gone, alive := m.branches(r)
	return lnScale + math.Log(gone+alive)
}

// still is the probability of not having left by the opportunity T.
func (m BGBB) still(r RF) float64 {
	_, gone, alive := m.branches(r)
	return alive / (gone + alive)
}

// AliveProb implements Model; as in the paper, it is the probability of being
// there for the next opportunity, T+1.
func (m BGBB) AliveProb(r RF) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	return m.still(r) * (m.Delta + r.T) / (m.Gamma + m.Delta + r.T)
}

// ActiveProb implements Model.
func (m BGBB) ActiveProb(r RF, horizon float64) float64 {
	if !m.valid(r) || !validOpportunities(horizon) {
		return math.NaN()
	}
	active, _ := m.ahead(r, horizon)
	return active
}

// Expected implements Model.
func (m BGBB) Expected(r RF, horizon float64) float64 {
	if !m.valid(r) || !validOpportunities(horizon) {
		return math.NaN()
	}
	_, expected := m.ahead(r, horizon)
	return expected
}

// ahead is the probability of an event within the next h opportunities, and
// the number expected. Given not gone by T, p is Beta(α+x, β+n-x) and θ is
// Beta(γ, δ+n); every term is positive, where the paper's closed form divides
// zero by zero at γ = 1.
func (m BGBB) ahead(r RF, h float64) (active, expected float64) {
	a, b, d := m.Alpha+float64(r.X), m.Beta+r.T-float64(r.X), m.Delta+r.T
	there, silent := m.still(r), 1.0 // for the i-th; no event before it, if there
	for i := 1.0; i <= h; i++ {
		there *= (d + i - 1) / (m.Gamma + d + i - 1)
		hit := a / (a + b + i - 1)
		active += there * silent * hit
		silent *= (b + i - 1) / (a + b + i - 1)
		expected += there
	}
	return active, expected * a / (a + b)
}

// DERT is the discounted expected number of events still to come: one that is
// i opportunities ahead is worth (1+discount)^-i. +Inf where the sum diverges:
// no discount and Gamma <= 1. NaN for a negative discount. (Fader, Hardie &
// Shang 2010.)
func (m BGBB) DERT(r RF, discount float64) float64 {
	if !m.valid(r) {
		return math.NaN()
	}
	p := (m.Alpha + float64(r.X)) / (m.Alpha + m.Beta + r.T)
	// Being there is renewed like a contract.
	return m.still(r) * p * SBG{m.Gamma, m.Delta + r.T}.DERL(1, discount) / (1 + discount)
}

// Draw implements Model.
func (m BGBB) Draw(rng *rand.Rand, r RF, horizon float64) int {
	if !m.valid(r) || !validOpportunities(horizon) {
		return -1
	}
	if !(rng.Float64() < m.still(r)) {
		return 0
	}
	p := betaDraw(rng, m.Alpha+float64(r.X), m.Beta+r.T-float64(r.X))
	theta := betaDraw(rng, m.Gamma, m.Delta+r.T)
	there := min(math.Floor(horizon), math.Floor(rng.ExpFloat64()/-math.Log1p(-theta)))
	if !(there > 0) {
		return 0
	}
	return int(distuv.Binomial{N: there, P: p, Src: rng}.Rand())
}

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it, both in whole opportunities.
func (m BGBB) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	p, theta := betaDraw(rng, m.Alpha, m.Beta), betaDraw(rng, m.Gamma, m.Delta)
	age, horizon = math.Floor(age), math.Floor(horizon)
	return simulate(age, horizon, func() float64 {
		for gap := 1.0; gap <= age+horizon && rng.Float64() >= theta; gap++ {
			if rng.Float64() < p {
				return gap
			}
		}
		return math.Inf(1)
	})
}

// FitBGBB finds the BG/BB of greatest likelihood. The beta-binomial, in which
// nobody leaves, is fitted first: it gives a start, and the measure of whether
// dropout is seen at all.
func FitBGBB(rows []RF, opts ...Option) (BGBB, Report, error) {
	const model = "BG/BB"
	tab, err := newCalendar(rows)
	if err != nil {
		return BGBB{}, Report{Model: model}, faulty(model, err)
	}
	plain := fitting{model, []string{"α", "β"}, takenTable{tab}, tab.customers, opts}
	bb, without, err := plain.run([]float64{1, 1}, []float64{0.2, 2})
	if bb == nil {
		return BGBB{}, without, err
	}
	f := fitting{model, []string{"α", "β", "γ", "δ"}, tab, tab.customers, opts}
	par, rep, err := f.run(
		[]float64{1, 1, 1, 3},            // an ordinary base
		[]float64{bb[0], bb[1], 0.1, 10}, // hardly anyone leaves
		[]float64{5, 5, 0.05, 0.05},      // some leave at once, the rest never
		[]float64{20, 2, 2, 1},           // all come nearly always, until they leave
	)
	tab.comment(&rep, par, without.LogLikelihood)
	return BGBB{par[0], par[1], par[2], par[3]}, rep, err
}

// comment adds what the fit shows of the customers.
func (t *calendar) comment(rep *Report, par []float64, without float64) {
	if t.events == 0 {
		rep.note(NoRepeats, "Nobody took an opportunity again: the data say no more than that events are rare.")
	} else if !rep.noteDropout(without, t.events, 0) && homogeneousBeta(par[2], par[3]) {
		rep.note(NoDropoutHeterogeneity, "Customers hardly differ in their chance to leave before an opportunity, about %.3g.", par[2]/(par[2]+par[3]))
	}
	if t.events > 0 && homogeneousBeta(par[0], par[1]) {
		rep.note(NoHeterogeneity, "Customers do not differ in their chance to take an opportunity by more than chance would make them: it is about %.3g.", par[0]/(par[0]+par[1]))
	}
}

// calendar is the likelihood of rows of opportunities; parameters α, β, γ, δ.
type calendar struct {
	rows              []RF // collapsed
	customers, events float64
}

func newCalendar(rows []RF) (*calendar, error) {
	if len(rows) == 0 {
		return nil, errors.New("no rows to fit")
	}
	for i := range rows {
		if err := checkOpportunities(rows[i]); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if rows[i].T > maxOpportunitiesFitted {
			return nil, fmt.Errorf("row %d: T is %g: a fit takes at most %d opportunities; count them by a coarser calendar", i, rows[i].T, maxOpportunitiesFitted)
		}
	}
	tab := &calendar{rows: collapse(rows, false)}
	for _, r := range tab.rows {
		tab.customers += r.Weight
		tab.events += r.Weight * float64(r.X)
	}
	return tab, nil
}

func (t *calendar) size() int { return len(t.rows) }

func (t *calendar) at(par []float64, _ *curve) func(lo, hi int, c *curve) {
	m := BGBB{par[0], par[1], par[2], par[3]}
	return func(lo, hi int, c *curve) {
		for _, r := range t.rows[lo:hi] {
			m.addRow(r, c)
		}
	}
}

// addRow adds ln Σ e^v over the branches of BGBB.branches, with derivatives:
// the mean slope, and the mean curvature plus the variance of the slopes.
func (m BGBB) addRow(r RF, c *curve) {
	x := float64(r.X)
	left := m.Gamma + m.Delta
	take := rising(m.Alpha, x)
	skip, all := rising(m.Beta, r.Tx-x), rising(m.Alpha+m.Beta, r.Tx)
	stay, try := rising(m.Delta, r.Tx), rising(left, r.Tx)
	lnScale := take.f + skip.f - all.f + stay.f - try.f
	var mix mixture
	weight := 1.0
	for t := r.Tx; ; t++ {
		slope := [4]float64{take.d1 - all.d1, skip.d1 - all.d1, -try.d1, stay.d1 - try.d1}
		if t == r.T {
			mix.add(weight, slope, [5]float64{take.d2, skip.d2, -all.d2, stay.d2, -try.d2})
			break
		}
		leave := 1 / (left + t)
		slope[2] += 1/m.Gamma - leave
		slope[3] -= leave
		mix.add(weight*m.Gamma*leave, slope, [5]float64{take.d2, skip.d2, -all.d2, stay.d2, -try.d2 + leave*leave})
		mix.byGamma -= weight * leave / m.Gamma // weight·γ·leave·(-1/γ²)
		weight *= (m.Beta + t - x) / (m.Alpha + m.Beta + t) * (m.Delta + t) * leave
		skip, all = skip.plus(stepUp(m.Beta+t-x)), all.plus(stepUp(m.Alpha+m.Beta+t))
		stay, try = stay.plus(stepUp(m.Delta+t)), try.plus(stepUp(left+t))
	}
	mix.into(c, lnScale, r.Weight)
}

// stepUp is rising(v, 1) without its value.
func stepUp(v float64) jet { return jet{0, 1 / v, -1 / (v * v)} }

// mixture collects Σ w, Σ w·slope and Σ w·(curvature + slope·slopeᵀ) of
// branches over α, β, γ, δ. What curves a branch acts through α, β, α+β, δ,
// γ+δ, in this order, and through γ alone.
type mixture struct {
	sum, byGamma float64
	slope        [4]float64
	outer        [4][4]float64
	through      [5]float64
}

func (m *mixture) add(w float64, slope [4]float64, through [5]float64) {
	m.sum += w
	for i, s := range slope {
		m.slope[i] += w * s
		for j := i; j < len(slope); j++ {
			m.outer[i][j] += w * s * slope[j]
		}
	}
	for i, v := range through {
		m.through[i] += w * v
	}
}

func (m *mixture) into(c *curve, lnScale, weight float64) {
	c.f += weight * (lnScale + math.Log(m.sum))
	h := &m.outer
	h[0][0] += m.through[0] + m.through[2]
	h[0][1] += m.through[2]
	h[1][1] += m.through[1] + m.through[2]
	h[2][2] += m.byGamma + m.through[4]
	h[2][3] += m.through[4]
	h[3][3] += m.through[3] + m.through[4]
	for i := range m.slope {
		si := m.slope[i] / m.sum
		c.g[i] += weight * si
		for j := i; j < len(m.slope); j++ {
			c.h[i][j] += weight * (h[i][j]/m.sum - si*m.slope[j]/m.sum)
		}
	}
}

// takenTable is the likelihood when nobody leaves: all T opportunities were
// there to be taken; parameters α, β.
type takenTable struct{ *calendar }

func (t takenTable) at(par []float64, _ *curve) func(lo, hi int, c *curve) {
	return func(lo, hi int, c *curve) {
		for _, r := range t.rows[lo:hi] {
			x := float64(r.X)
			take, skip, all := rising(par[0], x), rising(par[1], r.T-x), rising(par[0]+par[1], r.T)
			c.f += r.Weight * (take.f + skip.f - all.f)
			c.g[0] += r.Weight * (take.d1 - all.d1)
			c.g[1] += r.Weight * (skip.d1 - all.d1)
			c.h[0][0] += r.Weight * (take.d2 - all.d2)
			c.h[0][1] -= r.Weight * all.d2
			c.h[1][1] += r.Weight * (skip.d2 - all.d2)
		}
	}
}
