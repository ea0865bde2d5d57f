// SPDX-License-Identifier: Apache-2.0

package btyd

import "math"

// FitParetoNBD finds the Pareto/NBD of greatest likelihood.
func FitParetoNBD(rows []RF, opts ...Option) (ParetoNBD, Report, error) {
	const model = "Pareto/NBD"
	tab, err := newTable(rows)
	if err != nil {
		return ParetoNBD{}, Report{Model: model}, faulty(model, err)
	}
	par, rep, err := fitPareto(tab, opts)
	if par == nil {
		return ParetoNBD{}, rep, err
	}
	finishRates(&rep, par, tab.withoutTx())
	rep.rescale(par, 3, tab.scale)
	return ParetoNBD{par[0], par[1], par[2], par[3]}, rep, err
}

// fitPareto fits on the table's time scale. The NBD is fitted first, as for
// the models of dropout.
func fitPareto(tab *table, opts []Option) ([]float64, Report, error) {
	const model = "Pareto/NBD"
	ages := tab.withoutTx()
	nbd, plain, err := fitNBD(ages, opts)
	if nbd == nil {
		plain.Model = model
		return nil, plain, err
	}
	f := fitting{model, []string{"r", "α", "s", "β"}, paretoTable{tab}, tab.customers, opts}
	rate := startRate(ages)
	par, rep, err := f.run( // hardly any dropout; some leave at once, the rest hardly ever
		[]float64{nbd[0], nbd[1], 0.5, 10},
		[]float64{2, 2 / rate, 0.1, 0.01},
	)
	if !rep.noteDropout(plain.LogLikelihood, ages.events, ages.shift()) && homogeneousGamma(par[2]) {
		rep.note(NoDropoutHeterogeneity, "Customers hardly differ in how long they stay: about %.3g units of time on average.", par[3]*tab.scale/par[2])
	}
	return par, rep, err
}

// paretoTable is the likelihood of a table under the Pareto/NBD, on the
// table's time scale, with parameters r, α, s, β.
type paretoTable struct{ *table }

func (t paretoTable) size() int { return len(t.t) }

func (t paretoTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	r := climb{base: par[0]}
	for _, g := range t.groups {
		c.addCount(par[1], g, r.to(g.x))
	}
	return func(lo, hi int, c *curve) {
		t.between(lo, hi, func(g group) {
			v := race{par[0] + g.x, par[1], par[2], par[3]}
			t.addAlive(v.n, v.alpha, g, c, 0)
			t.addAlive(v.s, v.beta, g, c, 2)
			for i := g.lo; i < g.hi; i++ {
				if t.tx[i] < t.t[i] {
					c.addOdds(v.slopes(t.tx[i], t.t[i]), t.w[i])
				}
			}
		})
	}
}

// addOdds adds ln(1 + e^o), o the log odds of having left, with weight w.
func (c *curve) addOdds(o slopes, w float64) {
	p, ps := logistic(o.f), logistic(-o.f) // of having left, of being alive
	c.f += w * softplus(o.f)
	for i := range o.g {
		c.g[i] += w * p * o.g[i]
		for j := i; j < len(o.g); j++ {
			c.h[i][j] += w * p * (o.h[i][j] + ps*o.g[i]*o.g[j])
		}
	}
}

// slopes is the log odds of a race with its gradient and Hessian (upper
// triangle) in n, α, s, β.
type slopes struct {
	f float64
	g [4]float64
	h [4][4]float64
}

// slopes differentiates under the integral: with φ the log of the integrand
// of the odds, the gradient is the mean of φ' over the integrand, the Hessian
// the mean of φ's second derivative and the covariance of φ'.
func (v race) slopes(from, to float64) slopes {
	p := v.path(from, to)
	longA, longB := p.length, math.Log1p((to-from)/p.far)
	if v.beta < v.alpha {
		longA, longB = longB, longA
	}
	ia, ib := 1/(v.alpha+to), 1/(v.beta+to)
	var sum float64
	var out slopes
	p.walk(func(w, e, q, gone float64) {
		if v.beta < v.alpha {
			e, q = q, e
		}
		a, b := 1/(v.alpha+from+gone), 1/(v.beta+from+gone)
		rest := to - from - gone
		da, db := -rest*a*ia, -rest*b*ib // a and b less what they are at to, reversed
		g0, g1, g2, g3 := longA-e, v.n*da, longB-q, v.s*db-b
		sum += w
		out.g[0] += w * g0
		out.g[1] += w * g1
		out.g[2] += w * g2
		out.g[3] += w * g3
		out.h[0][0] += w * g0 * g0
		out.h[0][1] += w * (g0*g1 + da)
		out.h[0][2] += w * g0 * g2
		out.h[0][3] += w * g0 * g3
		out.h[1][1] += w * (g1*g1 - g1*(a+ia))
		out.h[1][2] += w * g1 * g2
		out.h[1][3] += w * g1 * g3
		out.h[2][2] += w * g2 * g2
		out.h[2][3] += w * (g2*g3 + db)
		out.h[3][3] += w * (g3*g3 - v.s*db*(b+ib) + b*b)
	})
	out.f = math.Log(v.s*(p.near/(v.beta+from))*sum) + v.n*longA + v.s*longB
	for i := range out.g {
		out.g[i] /= sum
	}
	for i := range out.g {
		for j := i; j < len(out.g); j++ {
			out.h[i][j] = out.h[i][j]/sum - out.g[i]*out.g[j]
		}
	}
	out.g[2] += 1 / v.s
	out.h[2][2] -= 1 / (v.s * v.s)
	return out
}
