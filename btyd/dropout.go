// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// dropout is what the BG/NBD and the MBG/NBD share: Poisson events at a rate
// λ ~ Gamma(r, α), and after each event a chance p ~ Beta(a, b) of leaving
// for good. They differ in m: whether the first event counts among the
// chances (m = 1, MBG) or only the repeat events do (m = 0, BG).
type dropout struct{ r, alpha, a, b, m float64 }

func (d dropout) valid(row RF) bool {
	return positive(d.r, d.alpha, d.a, d.b) && row.Check() == nil
}

// oddsGone is ln P(gone)/P(alive): -Inf where the customer had no chance yet
// to leave. In both likelihoods it is the log ratio of the two branches.
func (d dropout) oddsGone(row RF) float64 {
	x := float64(row.X)
	if d.m+x == 0 {
		return math.Inf(-1)
	}
	return math.Log(d.a/(d.b+d.m+x-1)) + (d.r+x)*math.Log1p((row.T-row.Tx)/(d.alpha+row.Tx))
}

func (d dropout) logLikelihood(row RF) float64 {
	if !d.valid(row) {
		return math.NaN()
	}
	x := float64(row.X)
	return rising(d.r, x).f - x*math.Log(d.alpha) - (d.r+x)*math.Log1p(row.T/d.alpha) +
		rising(d.b, d.m+x).f - rising(d.a+d.b, d.m+x).f +
		softplus(d.oddsGone(row))
}

func (d dropout) aliveProb(row RF) float64 {
	if !d.valid(row) {
		return math.NaN()
	}
	return logistic(-d.oddsGone(row))
}

// activeProb is Model.ActiveProb with the branch "gone", which the horizon
// does not move, cancelled: P(alive)·(1 - P(no event | alive)).
func (d dropout) activeProb(row RF, h float64) float64 {
	if !d.valid(row) || !finiteHorizon(h) {
		return math.NaN()
	}
	return -d.aliveProb(row) * math.Expm1(-(d.r+float64(row.X))*math.Log1p(h/(d.alpha+row.T)))
}

// expected is P(alive)·E[events | alive]. Given alive, λ is
// Gamma(r+x, α+T) and p is Beta(a, b+m+x).
func (d dropout) expected(row RF, h float64) float64 {
	if !d.valid(row) || !finiteHorizon(h) {
		return math.NaN()
	}
	if h == 0 {
		return 0
	}
	x := float64(row.X)
	w := h / (d.alpha + row.T)
	mean := d.expectedSeries(x, w)
	if math.IsNaN(mean) {
		mean = d.expectedIntegral(x, w)
	}
	return d.aliveProb(row) * mean
}

// expectedSeries is E[events | alive] over a horizon of w = h/(α+T). The
// papers' closed form is, with C = a+b+m+x-1 and z = w/(1+w),
//
//	C/(a-1) · [1 - (1-z)^(r+x) ₂F₁(r+x, b+m+x; C; z)]
//
// (Fader, Hardie & Lee 2005, the conditional expectation). By Euler's transform the bracket is
// 1 - (1-z)^(a-1) ₂F₁(A, a-1; C; z), A = C-r-x; with 1 expanded in the same
// powers, both series merge into
//
//	(1-z)^(a-1) Σ_{n≥1} (a)_{n-1}/n! zⁿ D_n,   D_n = C·[1 - (A)_n/(C)_n],
//
// where neither a = 1 nor C <= 0 is singular any more: D_1 = r+x, and D_n
// follows by adding. For A >= 0 every term is positive. NaN where terms of
// both signs cancel or z nears 1; the integral then takes over.
func (d dropout) expectedSeries(x, w float64) float64 {
	z := w / (1 + w)
	c := d.a + d.b + d.m + x - 1
	n0 := d.r + x
	rho := c - n0 // C·(A)_n/(C)_n
	dn, dabs := n0, n0
	power := z // (a)_{n-1}/n! zⁿ
	var sum, size float64
	for n := 1.0; n < 1000; n++ {
		term := power * dn
		sum += term
		size += power * dabs
		inv := 1 / ((c + n) * (n + 1)) // one division for both ratios
		q := z * (d.a + n - 1) * (c + n) * inv
		if left := power * dabs; left <= 1e-16*size && left <= 1e-16*size*(1-max(q, z)) { // never while q >= 1
			if !(sum > 1e-3*size) || size > 1e300 {
				break
			}
			return sum * math.Exp((1-d.a)*math.Log1p(w))
		}
		step := rho * (n0 * (n + 1) * inv) // short chains: this loop waits on rho
		dn += step
		dabs += math.Abs(step)
		rho -= step
		power *= q
	}
	return math.NaN()
}

// expectedIntegral is the same by its definition: given p and the posterior
// of λ, the expected number of events before leaving is
// (1 - (1+pw)^-(r+x))/p; its mean over p ~ Beta(a, b+m+x).
func (d dropout) expectedIntegral(x, w float64) float64 {
	n := d.r + x
	return n * w * betaMean(d.a, d.b+d.m+x, func(p, _ float64) float64 {
		if p*w*n < 1e-18 {
			return 1
		}
		return -math.Expm1(-n*math.Log1p(p*w)) / (p * w * n)
	})
}

// draw is Model.Draw. Given alive, λ and p are as for expected; the events of
// the horizon are then those of a Poisson process, as far as the one that the
// customer leaves after, so that their number is the lesser of the two.
func (d dropout) draw(rng *rand.Rand, row RF, h float64) int {
	if !d.valid(row) || !finiteHorizon(h) {
		return -1
	}
	if !(rng.Float64() < d.aliveProb(row)) {
		return 0
	}
	x := float64(row.X)
	events := poissonDraw(rng, gammaDraw(rng, d.r+x)*h/(d.alpha+row.T))
	return whole(min(events, d.lastDraw(rng, x)))
}

// lastDraw draws which event to come is the last, given alive after x events.
func (d dropout) lastDraw(rng *rand.Rand, x float64) float64 {
	p := betaDraw(rng, d.a, d.b+d.m+x)
	return 1 + math.Floor(rng.ExpFloat64()/-math.Log1p(-p)) // geometric
}

// simulate draws a customer of age T, and the events of the horizon after.
func (d dropout) simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	rate := gammaDraw(rng, d.r) / d.alpha
	return simulate(age, horizon, d.until(rng, func() float64 { return rng.ExpFloat64() / rate }))
}

// until draws gaps until the customer leaves; then +Inf.
func (d dropout) until(rng *rand.Rand, gap func() float64) func() float64 {
	p := betaDraw(rng, d.a, d.b)
	gone := d.m == 1 && rng.Float64() < p
	return func() float64 {
		if gone {
			return math.Inf(1)
		}
		gone = rng.Float64() < p // after the event that ends this gap
		return gap()
	}
}

// fitDropout fits either model.
func fitDropout(model string, m float64, rows []RF, opts []Option) (dropout, Report, error) {
	tab, err := newTable(rows)
	if err != nil {
		return dropout{}, Report{Model: model}, faulty(model, err)
	}
	par, rep, err := searchDropout(model, m, tab, opts)
	if par == nil {
		return dropout{}, rep, err
	}
	finishRates(&rep, par, tab.withoutTx())
	return dropout{par[0], par[1], par[2], par[3], m}, rep, err
}

// searchDropout fits on the table's time scale. The NBD is fitted first: it
// gives a start, and the measure of whether dropout is seen at all.
func searchDropout(model string, m float64, tab *table, opts []Option) ([]float64, Report, error) {
	ages := tab.withoutTx()
	nbd, plain, err := fitNBD(ages, opts)
	if nbd == nil {
		plain.Model = model
		return nil, plain, err
	}
	f := fitting{model, []string{"r", "α", "a", "b"}, dropoutTable{tab, m}, tab.customers, opts}
	rate := startRate(ages)
	par, rep, err := f.run( // an ordinary shop; hardly any dropout; some leave at once, the rest never
		[]float64{1, 1 / rate, 1, 3},
		[]float64{nbd[0], nbd[1], 0.1, 10},
		[]float64{5, 5 / rate, 0.05, 0.05},
	)
	if !rep.noteDropout(plain.LogLikelihood, tab.events, tab.shift()) {
		rep.noteDropoutAlike(par)
	}
	return par, rep, err
}

// noteDropout notes, and reports, whether a model in which nobody leaves
// explains the data as well. shift is still to come off both log-likelihoods.
func (r *Report) noteDropout(without, events, shift float64) bool {
	if r.LogLikelihood-without >= 2 || events == 0 { // Akaike: two parameters more
		return false
	}
	r.note(DropoutNotIdentifiable, "Dropout is not identifiable: a model in which nobody leaves explains these data as well (log-likelihood %.2f against %.2f). Read the chance of being alive with care.",
		r.LogLikelihood-shift, without-shift)
	return true
}

// noteDropoutAlike notes where the chances a, b to leave hardly differ.
func (r *Report) noteDropoutAlike(par []float64) {
	if homogeneousBeta(par[2], par[3]) {
		r.note(NoDropoutHeterogeneity, "Customers hardly differ in their chance to leave after an event, about %.3g.", par[2]/(par[2]+par[3]))
	}
}

// finishRates puts a fit whose parameters begin with r, α into the caller's
// unit of time, and notes what the rates say.
func finishRates(rep *Report, par []float64, ages *table) {
	if ages.events == 0 {
		rep.note(NoRepeats, "Nobody came back: the data say no more than that events are rare.")
	} else if homogeneousGamma(par[0]) {
		rep.noteSameRate()
	}
	rep.rescale(par, 1, ages.scale)
	rep.LogLikelihood -= ages.shift()
}

func (r *Report) noteSameRate() {
	r.note(NoHeterogeneity, "Customers do not differ in their rate of events by more than chance would make them: a regular calendar, or too few events.")
}

// shift is what the change of the unit of time takes off a log-likelihood:
// a density of x event times.
func (t *table) shift() float64 { return t.events * math.Log(t.scale) }

// dropoutTable is the likelihood of a table under dropout, on the table's
// time scale, with parameters r, α, a, b.
type dropoutTable struct {
	*table
	m float64
}

func (t dropoutTable) size() int { return len(t.t) }

func (t dropoutTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	d := dropout{par[0], par[1], par[2], par[3], t.m}
	r := climb{base: d.r}
	for _, g := range t.groups {
		c.addCount(d.alpha, g, r.to(g.x))
	}
	t.addChances(d, c)
	return func(lo, hi int, c *curve) {
		t.between(lo, hi, func(g group) {
			t.addAlive(d.r+g.x, d.alpha, g, c, 0)
			if g.x+d.m > 0 {
				t.addGone(d, g, c)
			}
		})
	}
}

// addChances adds ln B(a, b+m+x) - ln B(a, b): after m+x chances to leave the
// customer was still there.
func (t *table) addChances(d dropout, c *curve) {
	b, ab := climb{base: d.b}, climb{base: d.a + d.b}
	for _, g := range t.groups {
		jb, jab := b.to(g.x+d.m), ab.to(g.x+d.m)
		c.f += g.weight * (jb.f - jab.f)
		c.g[2] -= g.weight * jab.d1
		c.g[3] += g.weight * (jb.d1 - jab.d1)
		c.h[2][2] -= g.weight * jab.d2
		c.h[2][3] -= g.weight * jab.d2
		c.h[3][3] += g.weight * (jb.d2 - jab.d2)
	}
}

// addAlive adds -n ln(1+T/α) of a group's rows, with n and α at i and i+1 of
// the curve: the branch "alive at T" with n = r+x, which is all of the NBD.
func (t *table) addAlive(n, alpha float64, g group, c *curve, i int) {
	// Sums of ln(1+T/α), and of minus its first, and its second derivative by
	// α, in forms that do not cancel where α is large.
	var l, q, qq float64
	age, lt, qt, qqt := math.NaN(), 0.0, 0.0, 0.0
	for k := g.lo; k < g.hi; k++ {
		if t.t[k] != age { // rows are sorted by T within a group
			age = t.t[k]
			lt, qt = math.Log1p(age/alpha), age/(alpha*(alpha+age))
			qqt = qt * (1/alpha + 1/(alpha+age))
		}
		l += t.w[k] * lt
		q += t.w[k] * qt
		qq += t.w[k] * qqt
	}
	c.f -= n * l
	c.g[i] -= l
	c.g[i+1] += n * q
	c.h[i][i+1] += q
	c.h[i+1][i+1] -= n * qq
}

// addGone adds ln(1 + e^o), o the log odds of having left, of a group's rows:
// what the branch "gone" adds to the branch "alive".
func (t *table) addGone(d dropout, g group, c *curve) {
	n := d.r + g.x
	last := d.b + d.m + g.x - 1
	ln := math.Log(d.a / last)
	// o's derivatives: u by r, v by α, 1/a, -1/last; p = P(gone), s = p(1-p).
	var p, pu, pv, pvv, s, su, sv, suu, suv, svv float64
	for i := g.lo; i < g.hi; i++ {
		w, at, atx := t.w[i], d.alpha+t.t[i], d.alpha+t.tx[i]
		wait := t.t[i] - t.tx[i]
		u := wait / atx
		if u < 0.1 {
			u = math.Log1p(u)
		} else { // as exact here, and faster
			u = math.Log(at / atx)
		}
		v := -wait / (at * atx)
		o := ln + n*u
		e := math.Exp(-math.Abs(o))
		pi := 1 / (1 + e)
		c.f += w * (max(o, 0) + math.Log1p(e))
		if o < 0 {
			pi = e * pi
		}
		si := w * e / ((1 + e) * (1 + e))
		pi *= w
		p += pi
		pu += pi * u
		pv += pi * v
		pvv -= pi * v * (1/at + 1/atx)
		s += si
		su += si * u
		sv += si * v
		suu += si * u * u
		suv += si * u * v
		svv += si * v * v
	}
	ia, ib := 1/d.a, -1/last
	c.g[0] += pu
	c.g[1] += n * pv
	c.g[2] += p * ia
	c.g[3] += p * ib
	c.h[0][0] += suu
	c.h[0][1] += pv + n*suv
	c.h[0][2] += su * ia
	c.h[0][3] += su * ib
	c.h[1][1] += n*pvv + n*n*svv
	c.h[1][2] += n * sv * ia
	c.h[1][3] += n * sv * ib
	c.h[2][2] += (s - p) * ia * ia
	c.h[2][3] += s * ia * ib
	c.h[3][3] += (s + p) * ib * ib
}
