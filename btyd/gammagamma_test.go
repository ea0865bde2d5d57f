// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// One customer's draws have the mean and the quantiles that are said of them.
func TestSpendDraws(t *testing.T) {
	const n = 40_000
	m := btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	rng := rand.New(rand.NewPCG(6, 2))
	for _, s := range []btyd.Spend{{}, {X: 1, Mean: 90}, {X: 8, Mean: 20}} {
		var one, squares float64
		long := make([]float64, n)
		for i := range n {
			v := m.Draw(rng, s, 1)
			one, squares = one+v/n, squares+v*v/n
			long[i] = m.Draw(rng, s, 1e6) / 1e6 // is the customer's own mean
		}
		if z := (one - m.ExpectedMean(s)) / math.Sqrt((squares-one*one)/n); !(math.Abs(z) < 5) {
			t.Errorf("%+v: draws have mean %.4g, %.1f standard errors from %.4g", s, one, z, m.ExpectedMean(s))
		}
		slices.Sort(long)
		for _, p := range []float64{.1, .5, .9} {
			below, _ := slices.BinarySearch(long, m.MeanQuantile(s, p))
			if share := float64(below) / n; !(math.Abs(share-p) < 5*math.Sqrt(p*(1-p)/n)) {
				t.Errorf("%+v: a share of %.4f of the means lies below the quantile %g", s, share, p)
			}
		}
	}
}

func TestSpendDomain(t *testing.T) {
	m := btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	good, bad := btyd.Spend{X: 2, Mean: 30}, btyd.Spend{X: 2, Mean: -1}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, v := range []float64{
		m.MeanQuantile(good, 0), m.MeanQuantile(good, 1), m.MeanQuantile(good, math.NaN()), m.MeanQuantile(bad, .5),
		m.Draw(rng, good, -1), m.Draw(rng, bad, 1), btyd.GammaGamma{}.Draw(rng, good, 1), btyd.GammaGamma{}.MeanQuantile(good, .5),
		btyd.SpendCorrelation(nil), btyd.SpendCorrelation([]btyd.Spend{good, good}), btyd.SpendCorrelation([]btyd.Spend{good, {X: 3, Mean: 8}, bad}),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%v, want NaN", v)
		}
	}
	if v := m.Draw(rng, good, 0); v != 0 {
		t.Errorf("no amounts come to %v", v)
	}
}

func TestSpendCorrelation(t *testing.T) {
	rows := []btyd.Spend{{X: 1, Mean: 2, Weight: 2}, {X: 3, Mean: 1}, {}, {X: 5, Mean: 6}}
	// By hand: means of x and of the amount 2.5 and 2.75; sums of products 9.5, 11, 14.75.
	near(t, "correlation", btyd.SpendCorrelation(rows), 9.5/math.Sqrt(11*14.75), 1e-14)
}

func ExampleGammaGamma_MeanQuantile() {
	model := btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44} // CDNOW, in dollars
	for _, s := range []btyd.Spend{{X: 1, Mean: 50}, {X: 20, Mean: 50}} {
		fmt.Printf("after %2d amounts of 50 on average: %.0f, between %.0f and %.0f\n",
			s.X, model.ExpectedMean(s), model.MeanQuantile(s, .1), model.MeanQuantile(s, .9))
	}
	// Output:
	// after  1 amounts of 50 on average: 45, between 29 and 66
	// after 20 amounts of 50 on average: 50, between 44 and 55
}
