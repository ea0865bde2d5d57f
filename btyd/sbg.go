// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// SBG is the shifted-beta-geometric model of a contract: at each renewal a
// customer leaves with a chance θ of their own, and θ differs among customers
// as Beta(Alpha, Beta). Retention rises with tenure by sorting alone, the
// customers at risk leaving first. (Fader & Hardie 2007, J. of Interactive
// Marketing 21:76-90.)
type SBG struct{ Alpha, Beta float64 }

// Tenure is what the model reads of one contract: how many times it was
// renewed, and whether it was then given up (Churned) or still runs.
type Tenure struct {
	Renewals int
	Churned  bool
	Weight   float64 // how many such contracts; 0 counts as 1
}

// Check says what is wrong with the row, or returns nil.
func (t Tenure) Check() error {
	if t.Renewals < 0 || t.Renewals > maxRenewals {
		return fmt.Errorf("Renewals is %d: a number of renewals is between 0 and %d", t.Renewals, maxRenewals)
	}
	return checkWeight(t.Weight)
}

// maxRenewals keeps a table of tenures small; monthly, it is 8,000 years.
const maxRenewals = 100_000

// Survival is the share of customers that renew at least t times. NaN for
// t < 0 and for parameters that are not positive.
func (m SBG) Survival(t int) float64 {
	if t < 0 || !positive(m.Alpha, m.Beta) {
		return math.NaN()
	}
	return math.Exp(rising(m.Beta, float64(t)).f - rising(m.Alpha+m.Beta, float64(t)).f)
}

// RetentionRate is the share of those left after t-1 renewals that renew for
// the t-th time; for t = 1, 2, …, NaN below.
func (m SBG) RetentionRate(t int) float64 {
	if t < 1 || !positive(m.Alpha, m.Beta) {
		return math.NaN()
	}
	n := float64(t - 1)
	return (m.Beta + n) / (m.Alpha + m.Beta + n)
}

// LogLikelihood is the log-probability of one such tenure.
func (m SBG) LogLikelihood(t Tenure) float64 {
	if t.Check() != nil || !positive(m.Alpha, m.Beta) {
		return math.NaN()
	}
	n := float64(t.Renewals)
	l := rising(m.Beta, n).f - rising(m.Alpha+m.Beta, n).f
	if t.Churned {
		l += math.Log(m.Alpha / (m.Alpha + m.Beta + n))
	}
	return l
}

// DERL is the discounted expected residual lifetime of a customer just before
// the n-th renewal is decided: the expected number of renewals to come, each
// worth 1/(1+discount) of the one before. (Fader & Hardie 2010, Marketing
// Science 29:85-93.) +Inf where the sum diverges: no discount and
// Alpha <= 1. NaN for n < 1 or a negative discount.
func (m SBG) DERL(n int, discount float64) float64 {
	rate := m.RetentionRate(n)
	if math.IsNaN(rate) || !finiteHorizon(discount) {
		return math.NaN()
	}
	b := m.Beta + float64(n)
	switch {
	case discount == 0 && m.Alpha <= 1:
		return math.Inf(1)
	case discount == 0:
		return (b - 1) / (m.Alpha - 1)
	case discount >= 0.02:
		return rate * hyp2f1(1, b, m.Alpha+b, 1/(1+discount))
	}
	// The same series summed for one customer first, Σ ((1-θ)/(1+d))^j.
	return rate * betaMean(m.Alpha, b, func(theta, _ float64) float64 {
		return (1 + discount) / (discount + theta)
	})
}

// Simulate draws a contract as it stands after n renewals came due.
func (m SBG) Simulate(rng *rand.Rand, n int) Tenure {
	theta := betaDraw(rng, m.Alpha, m.Beta)
	for i := range n {
		if rng.Float64() < theta {
			return Tenure{Renewals: i, Churned: true}
		}
	}
	return Tenure{Renewals: max(n, 0)}
}

// FitSBG finds the model of greatest likelihood. A published survival table
// becomes rows of weight: those lost in year t renewed t-1 times and churned,
// those left at the end have renewed every time.
func FitSBG(rows []Tenure, opts ...Option) (SBG, Report, error) {
	const model = "sBG"
	tab, err := newTenureTable(rows)
	if err != nil {
		return SBG{}, Report{Model: model}, faulty(model, err)
	}
	f := fitting{model, []string{"α", "β"}, tab, tab.customers, opts}
	par, rep, err := f.run([]float64{1, 1}, []float64{0.5, 5})
	if par == nil {
		return SBG{}, rep, err
	}
	tab.comment(&rep, par)
	return SBG{par[0], par[1]}, rep, err
}

// comment adds what a fit whose parameters begin with α, β shows of the customers.
func (t *tenureTable) comment(rep *Report, par []float64) {
	if t.lost == 0 {
		rep.note(NoChurn, "Nobody has left yet: the data say no more than that churn is rare.")
	} else if homogeneousBeta(par[0], par[1]) {
		rep.note(NoHeterogeneity, "Customers do not differ in their risk of leaving by more than chance would make them: a share of about %.3g renews the first time.", par[1]/(par[0]+par[1]))
	}
}

// periods is how many renewals were seen to be decided, at most, by one customer.
func (t *tenureTable) periods() float64 {
	var most float64
	for _, l := range t.levels {
		most = max(most, l.n)
		if l.lost > 0 {
			most = max(most, l.n+1)
		}
	}
	return most
}

// tenureTable is the likelihood of tenures, by number of renewals;
// parameters α, β.
type tenureTable struct {
	levels          []level
	customers, lost float64
}

// level is those who renewed n times: all of them, and the part that churned
// next.
type level struct{ n, all, lost float64 }

func newTenureTable(rows []Tenure) (*tenureTable, error) {
	if len(rows) == 0 {
		return nil, errors.New("no rows to fit")
	}
	tab := &tenureTable{}
	seen := map[int]*level{}
	for i, r := range rows {
		if err := r.Check(); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		at := seen[r.Renewals]
		if at == nil {
			at = &level{n: float64(r.Renewals)}
			seen[r.Renewals] = at
		}
		w := weight(r.Weight)
		at.all += w
		tab.customers += w
		if r.Churned {
			at.lost += w
			tab.lost += w
		}
	}
	for _, n := range slices.Sorted(maps.Keys(seen)) {
		tab.levels = append(tab.levels, *seen[n])
	}
	return tab, nil
}

func (t *tenureTable) size() int { return 0 }

func (t *tenureTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	alpha, beta := par[0], par[1]
	b, ab := climb{base: beta}, climb{base: alpha + beta}
	for _, l := range t.levels {
		jb, jab := b.to(l.n), ab.to(l.n)
		inv := 1 / (alpha + beta + l.n)
		c.f += l.all*(jb.f-jab.f) + l.lost*math.Log(alpha*inv)
		both := -l.all*jab.d1 - l.lost*inv // what acts through α+β
		curved := -l.all*jab.d2 + l.lost*inv*inv
		c.g[0] += both + l.lost/alpha
		c.g[1] += both + l.all*jb.d1
		c.h[0][0] += curved - l.lost/(alpha*alpha)
		c.h[0][1] += curved
		c.h[1][1] += curved + l.all*jb.d2
	}
	return nil
}
