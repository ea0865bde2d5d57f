// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// As TestNoHigherSummit, for opportunities, contracts and spend.
func TestNoHigherSummitDiscrete(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	between := func(lo, hi float64) float64 { return lo * math.Exp(rng.Float64()*math.Log(hi/lo)) }
	climbed := func(like likelihood, dim int, customers float64) float64 {
		best := math.Inf(-1)
		for range 6 {
			start := make([]float64, dim)
			for i := range start {
				start[i] = between(.03, 30)
			}
			p := &problem{like: like, dim: dim, customers: customers}
			at := p.search(start)
			best = max(best, -at.curve.f*customers)
		}
		return best
	}
	check := func(k int, rep Report, err error, highest float64) {
		t.Helper()
		if err != nil || highest-rep.LogLikelihood > 1e-4 {
			t.Errorf("set %d: %s, %v: the fit is %.3g below the summit", k, rep.Model, err, highest-rep.LogLikelihood)
		}
	}
	for k := range 140 {
		bgbb := BGBB{between(.1, 10), between(.1, 10), between(.05, 5), between(.3, 20)}
		bdw := BdW{between(.1, 5), between(.3, 20), between(.3, 3)}
		spender := GammaGamma{between(.3, 20), between(.5, 20), between(1, 100)}
		periods := 3 + rng.IntN(20)
		var rows []RF
		var tenures []Tenure
		var spends []Spend
		for range []int{5, 20, 60, 300}[k%4] {
			age := float64(1 + rng.IntN(periods))
			r := RF{T: age}
			if r.Tx = float64(rng.IntN(int(age) + 1)); r.Tx > 0 {
				r.X = 1 + rng.IntN(int(r.Tx))
			}
			c := Tenure{Renewals: rng.IntN(periods), Churned: rng.IntN(2) == 0}
			s := Spend{X: 1 + rng.IntN(9), Mean: between(1, 500)}
			if k%3 > 0 { // of the model
				r, _ = bgbb.Simulate(rng, age, 0)
				c, s = bdw.Simulate(rng, int(age)), spender.Simulate(rng, s.X)
			}
			rows, tenures, spends = append(rows, r), append(tenures, c), append(spends, s)
		}
		tab, _ := newCalendar(rows)
		_, rep, err := FitBGBB(rows)
		check(k, rep, err, climbed(tab, 4, tab.customers))
		lives, _ := newTenureTable(tenures)
		_, rep, err = FitSBG(tenures)
		check(k, rep, err, climbed(lives, 2, lives.customers))
		_, rep, err = FitBdW(tenures)
		if !rep.Has(ShapeNotIdentifiable) {
			check(k, rep, err, climbed(weibullTable{lives}, 3, lives.customers))
		}
		spend, _ := newSpendTable(spends)
		_, rep, err = FitGammaGamma(spends)
		check(k, rep, err, climbed(spend, 3, spend.customers)-spend.customers*math.Log(spend.scale))
	}
}
