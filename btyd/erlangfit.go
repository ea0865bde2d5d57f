// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"fmt"
	"math"
)

// WithK fixes the k of a [BGCNBD] or [MBGCNBD], which is otherwise chosen by
// the likelihood. Other models have none.
func WithK(k int) Option { return func(o *options) { o.k, o.kGiven = k, true } }

// fitErlang fits either model for one k after the other.
func fitErlang(model string, m float64, rows []RF, opts []Option) (erlang, Report, error) {
	tab, err := newTable(rows)
	if err != nil {
		return erlang{}, Report{Model: model}, faulty(model, err)
	}
	litt, err := sumLitt(rows)
	if err != nil {
		return erlang{}, Report{Model: model}, faulty(model, err)
	}
	first, last := 1, mostPhases
	if o := chosen(opts); o.kGiven {
		if o.k < 1 || o.k > mostPhases {
			return erlang{}, Report{Model: model}, fmt.Errorf("fit %s: k is %d: it is a whole number from 1 to %d", model, o.k, mostPhases)
		}
		first, last = o.k, o.k
	}
	f := erlangFit{model, m, tab, litt, opts}
	best, rep, err := f.run(first)
	iterations := rep.Iterations
	for k := first + 1; k <= last && best.k == k-1; k++ {
		next, nextRep, nextErr := f.run(k)
		iterations += nextRep.Iterations
		if nextRep.LogLikelihood > rep.LogLikelihood+gainEnough {
			best, rep, err = next, nextRep, nextErr
		}
	}
	rep.Iterations = iterations
	if best.k == mostPhases && first < last {
		rep.note(AtBound, "k went to %d, the most that is tried: events come like clockwork.", mostPhases)
	}
	return best, rep, err
}

// sumLitt is the sum of Litt over all customers, the same in any order: all
// that a likelihood reads of it. Of gaps that sum to tx the even ones have
// the largest, which finds a Litt that was forgotten or is in another unit.
func sumLitt(rows []RF) (sum float64, err error) {
	for i, r := range rows {
		most := float64(r.X) * (math.Log(r.Tx/float64(max(r.X, 1))) + 1e-6)
		if r.X > 0 && r.Litt > most || math.Abs(r.Litt) > largest {
			return 0, fmt.Errorf("row %d: Litt is %g: the logs of %d gaps that sum to %g come to %.4g at most", i, r.Litt, r.X, r.Tx, most)
		}
	}
	for _, r := range collapse(rows, true) {
		if r.X > 0 {
			sum += r.Weight * r.Litt
		}
	}
	return sum, nil
}

// erlangFit is what the fits of the several k share.
type erlangFit struct {
	model string
	m     float64
	tab   *table
	litt  float64
	opts  []Option
}

// run fits one k. The model without dropout comes first, and the
// starts are those of searchDropout.
func (f *erlangFit) run(k int) (erlang, Report, error) {
	tab, phases := f.tab, float64(k)
	like := erlangTable{tab, k, f.m, false}
	rate := phases * startRate(tab)
	plain, stay, err := fitting{f.model, []string{"r", "α"}, like, tab.customers, f.opts}.
		run([]float64{1, 1 / rate}, []float64{20, 20 / rate})
	if plain == nil {
		return erlang{}, stay, err
	}
	like.leaves = true
	par, rep, err := fitting{f.model, []string{"r", "α", "a", "b"}, like, tab.customers, f.opts}.
		run([]float64{1, 1 / rate, 1, 3}, []float64{plain[0], plain[1], 0.1, 10}, []float64{5, 5 / rate, 0.05, 0.05})
	// What no parameter moves is left out of the search, for its precision.
	gaps := (phases-1)*(f.litt-tab.shift()) - tab.events*rising(1, phases-1).f
	rep.LogLikelihood += gaps
	stay.LogLikelihood += gaps
	if !rep.noteDropout(stay.LogLikelihood, tab.events, tab.shift()) {
		rep.noteDropoutAlike(par)
	}
	finishRates(&rep, par, tab)
	return erlang{dropout{par[0], par[1], par[2], par[3], f.m}, k}, rep, err
}

// erlangTable is the likelihood of a table on its time scale, but for what
// depends on k alone; parameters r, α, and a, b if customers leave.
type erlangTable struct {
	*table
	k      int
	m      float64
	leaves bool
}

func (t erlangTable) size() int { return len(t.t) }

func (t erlangTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	d := dropout{r: par[0], alpha: par[1], m: t.m}
	if t.leaves {
		d.a, d.b = par[2], par[3]
		t.addChances(d, c)
	}
	r := climb{base: d.r}
	for _, g := range t.groups {
		g.x *= float64(t.k)
		c.addCount(d.alpha, g, r.to(g.x))
	}
	return func(lo, hi int, c *curve) {
		t.between(lo, hi, func(g group) {
			t.addPhases(d, g, c)
			g.x *= float64(t.k)
			t.addAlive(d.r+g.x, d.alpha, g, c, 0)
		})
	}
}

// slope is a function of r, α, a and b of one row with its derivatives.
type slope struct {
	f float64
	g [4]float64
	h [4][4]float64
}

// addPhases adds ln S2, and ln(1 + e^o), o the log odds of having left, of a
// group's rows.
func (t erlangTable) addPhases(d dropout, g group, c *curve) {
	n := d.r + float64(t.k)*g.x
	p := make([]float64, t.k)
	psi, chi := ladder(n, t.k)
	for i := g.lo; i < g.hi; i++ {
		w, at, wait := t.w[i], d.alpha+t.t[i], t.t[i]-t.tx[i]
		s2 := slope{f: phases(p, n, wait/at)}
		s2.moments(p, psi, chi, at)
		var gone, spread float64 // P(gone) and its variance
		var o slope
		if t.leaves && g.x+d.m > 0 {
			o = d.odds(g.x, n, wait, d.alpha+t.tx[i])
			o.less(&s2)
			gone = logistic(o.f)
			spread = gone * logistic(-o.f)
			c.f += w * softplus(o.f)
		}
		c.f += w * s2.f
		for a := range o.g {
			c.g[a] += w * (s2.g[a] + gone*o.g[a])
			for b := a; b < len(o.g); b++ {
				c.h[a][b] += w * (s2.h[a][b] + gone*o.h[a][b] + spread*o.g[a]*o.g[b])
			}
		}
	}
}

// ladder is for each j < k the first and minus the second derivative of
// ln (n)_j.
func ladder(n float64, k int) (psi, chi []float64) {
	psi, chi = make([]float64, k), make([]float64, k)
	for j := 1; j < k; j++ {
		inv := 1 / (n + float64(j-1))
		psi[j], chi[j] = psi[j-1]+inv, chi[j-1]+inv*inv
	}
	return psi, chi
}

// moments sets the derivatives of ln S2 by r and α, from the terms of S2:
// term j is (n)_j times a power -j of at = α+T.
func (s *slope) moments(p, psi, chi []float64, at float64) {
	var j1, j2, r1, r2, rj float64
	for j, pj := range p {
		fj := float64(j)
		j1 += pj * fj
		j2 += pj * fj * (fj + 1)
		r1 += pj * psi[j]
		r2 += pj * (psi[j]*psi[j] - chi[j])
		rj += pj * psi[j] * fj
	}
	s.g[0], s.g[1] = r1, -j1/at
	s.h[0][0] = r2 - r1*r1
	s.h[0][1] = (j1*r1 - rj) / at
	s.h[1][1] = (j2 - j1*j1) / (at * at)
}

// odds is ln S1 = ln a/(b+m+x-1) + n ln (α+T)/(α+tx), atx = α+tx.
func (d dropout) odds(x, n, wait, atx float64) (s slope) {
	last := d.b + d.m + x - 1
	at := atx + wait
	u, v := math.Log1p(wait/atx), -wait/(at*atx)
	s.f = math.Log(d.a/last) + n*u
	s.g = [4]float64{u, n * v, 1 / d.a, -1 / last}
	s.h[0][1] = v
	s.h[1][1] = -n * v * (1/at + 1/atx)
	s.h[2][2] = -1 / (d.a * d.a)
	s.h[3][3] = 1 / (last * last)
	return s
}

// less takes t off s.
func (s *slope) less(t *slope) {
	s.f -= t.f
	for a := range s.g {
		s.g[a] -= t.g[a]
		for b := a; b < len(s.g); b++ {
			s.h[a][b] -= t.h[a][b]
		}
	}
}
