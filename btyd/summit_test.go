// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The likelihoods have more than one summit. Searches from anywhere must not
// find a higher one than the fits do, on data of every kind and size: the
// starts of the fits were chosen so.
func TestNoHigherSummit(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	between := func(lo, hi float64) float64 { return lo * math.Exp(rng.Float64()*math.Log(hi/lo)) }
	for k := range 60 {
		pareto := ParetoNBD{between(.1, 10), between(.2, 100), between(.1, 10), between(.5, 300)}
		bg := BGNBD{pareto.R, pareto.Alpha, between(.05, 5), between(.3, 20)}
		span := between(10, 200)
		var rows []RF
		for range []int{5, 20, 60, 300}[k%4] {
			age := span * (.2 + .8*rng.Float64())
			r := RF{T: age, X: rng.IntN(1 + rng.IntN(30))} // of no model
			if r.X > 0 {
				r.Tx = age * math.Sqrt(rng.Float64())
			}
			switch k % 3 {
			case 0:
				r, _ = pareto.Simulate(rng, age, 0)
			case 1:
				r, _ = bg.Simulate(rng, age, 0)
			}
			rows = append(rows, r)
		}
		tab, err := newTable(rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, like := range []likelihood{paretoTable{tab}, dropoutTable{tab, 0}, dropoutTable{tab, 1}} {
			var rep Report
			if d, ok := like.(dropoutTable); ok {
				_, rep, err = searchDropout("dropout", d.m, tab, nil)
			} else {
				_, rep, err = fitPareto(tab, nil)
			}
			if err != nil {
				t.Errorf("set %d: %v", k, err)
			}
			for range 5 {
				r := between(.1, 30)
				p := &problem{like: like, dim: 4, customers: tab.customers}
				at := p.search([]float64{r, r / startRate(tab), between(.1, 30), between(.1, 30)})
				if gain := -at.curve.f*tab.customers - rep.LogLikelihood; gain > 1e-4 {
					t.Errorf("set %d: the fit of %T is %.3g below the summit at %.3g", k, like, gain, at.theta)
				}
			}
		}
	}
}
