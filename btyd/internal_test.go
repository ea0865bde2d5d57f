// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(math.Abs(want), 1e-300)) {
		t.Errorf("%s = %.15g, want %.15g (relative error %.1e, allowed %.0e)", what, got, want, math.Abs(got/want-1), tol)
	}
}

// Values of ₂F₁ from 40-digit arithmetic (mpmath, 13 digits kept).
func TestHyp2F1(t *testing.T) {
	for _, c := range []struct{ a, b, c, z, want float64 }{
		{2.243, 4.426, 4.219, .48, 4.701431786987},               // mpmath, 40 digits
		{.243, 2.426, 2.219, .474, 1.190235050978},               // mpmath, 40 digits
		{500.243, 502.426, 502.219, .16, 7.841058096026e37},      // mpmath, 40 digits
		{2000.243, 2002.426, 2002.219, .0374, 1.305363194199e33}, // mpmath, 40 digits
		{.7291, .8353, -.0662, .2368, -2.441737128146},           // mpmath, 40 digits
		{602.5, 1.606, 603.5, .9, 39.43342211079},                // mpmath, 40 digits
		{27.159, 1.606, 28.159, -.3, .6649750184304},             // mpmath, 40 digits
		{1, 1, 2, .999999, -math.Log1p(-.999999) / .999999},      // DLMF 15.4.1
		{.5, 1, 1.5, .81, math.Atanh(.9) / .9},                   // DLMF 15.4.2
		{2.5, 3, 3, .99, math.Pow(1-.99, -2.5)},                  // DLMF 15.4.6
	} {
		near(t, "2F1", hyp2f1(c.a, c.b, c.c, c.z), c.want, 1e-10)
	}
	for _, c := range [][4]float64{{1, 1, 2, 1}, {1, 1, 0, .5}, {1, 1, -3, .5}, {math.NaN(), 1, 2, .5}} {
		if got := hyp2f1(c[0], c[1], c[2], c[3]); !math.IsNaN(got) {
			t.Errorf("2F1%v = %v, want NaN", c, got)
		}
	}
}

func TestRising(t *testing.T) {
	for _, a := range []float64{1e-3, .25, 3, 77.5, 1e4} {
		for _, n := range []float64{0, 1, 2, 15, 16, 17, 64, 65, 500, 1e5} {
			hi, _ := math.Lgamma(a + n)
			lo, _ := math.Lgamma(a)
			j := rising(a, n)
			if want := hi - lo; math.Abs(j.f-want) > 1e-12*(1+math.Abs(hi)) {
				t.Errorf("rising(%g, %g) = %.15g, want %.15g", a, n, j.f, want)
			}
			if n == 0 {
				continue
			}
			near(t, "digamma difference", j.d1, digamma(a+n)-digamma(a), 1e-9)
			near(t, "trigamma difference", j.d2, trigamma(a+n)-trigamma(a), 1e-9)
		}
	}
	near(t, "digamma(1)", digamma(1), -0.57721566490153286, 1e-14) // Euler's constant, DLMF 5.4.12
	near(t, "trigamma(1)", trigamma(1), math.Pi*math.Pi/6, 1e-14)  // DLMF 5.15.1
	near(t, "lnBeta(1/2,1/2)", lnBeta(.5, .5), math.Log(math.Pi), 1e-14)
	near(t, "lnBeta(3e5,2)", lnBeta(3e5, 2), -math.Log(3e5)-math.Log(3e5+1), 1e-13)
}

// The two ways to E[events | alive] were derived apart and check each other.
func TestExpectedTwoWays(t *testing.T) {
	for _, d := range []dropout{
		{.243, 4.414, .793, 2.426, 0}, {.525, 6.183, .891, 1.614, 1}, {.7291, 67.6049, .0985, .8353, 0},
		{.5, 5, 1, 3, 0}, {.5, 5, 1 + 1e-9, 3, 0}, {3, 5, 40, 60, 1}, {1.5, 5, 2, 900, 0}, {.3, 5, .2, .8, 0},
	} {
		for _, x := range []float64{0, 1, 7, 400} {
			for _, w := range []float64{1e-3, .1, 1, 3} {
				if s := d.expectedSeries(x, w); !math.IsNaN(s) {
					near(t, "series", s, d.expectedIntegral(x, w), 3e-11)
				} else if d.r < d.a+d.b {
					t.Errorf("%v x=%g w=%g: no series", d, x, w)
				}
			}
		}
	}
}

// checkCurve compares a kernel's derivatives with central differences.
func checkCurve(t *testing.T, like likelihood, par []float64) {
	t.Helper()
	p := &problem{like: like, dim: len(par), customers: 1, priorSD: 2}
	theta := make([]float64, len(par))
	for i, v := range par {
		theta[i] = math.Log(v)
	}
	c := p.at(theta)
	const e = 1e-5
	for i := range theta {
		theta[i] += e
		up := p.at(theta)
		theta[i] -= 2 * e
		down := p.at(theta)
		theta[i] += e
		if g := (up.f - down.f) / (2 * e); math.Abs(g-c.g[i]) > 1e-6*(1+math.Abs(g)) {
			t.Errorf("%v: slope %d is %.10g, by difference %.10g", par, i, c.g[i], g)
		}
		for j := range theta {
			h := (up.g[j] - down.g[j]) / (2 * e)
			if got := c.h[min(i, j)][max(i, j)]; math.Abs(h-got) > 1e-6*(1+math.Abs(h)) {
				t.Errorf("%v: curvature %d,%d is %.10g, by difference %.10g", par, i, j, got, h)
			}
		}
	}
}

func TestDerivatives(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var rows []RF
	var spends []Spend
	var tenures []Tenure
	var taken []RF
	for range 50 {
		row, _ := BGNBD{.8, 4, .5, 2}.Simulate(rng, 10+30*rng.Float64(), 0)
		rows = append(rows, row, RF{T: 30, Weight: 2})
		chances, _ := BGBB{1.2, .8, .7, 3}.Simulate(rng, 3+20*rng.Float64(), 0)
		taken = append(taken, chances, RF{X: 70, Tx: 80, T: 90})
		spends = append(spends, GammaGamma{3, 4, 10}.Simulate(rng, 1+row.X))
		tenures = append(tenures, SBG{.7, 2}.Simulate(rng, 5))
	}
	tab, err := newTable(rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, par := range [][]float64{{.5, .3, 1, 2}, {20, 5, .01, 3}, {.02, 9, 30, 70}} {
		checkCurve(t, nbdTable{tab.withoutTx()}, par[:2])
		checkCurve(t, dropoutTable{tab, 0}, par)
		checkCurve(t, dropoutTable{tab, 1}, par)
		checkCurve(t, paretoTable{tab}, par)
		checkCurve(t, erlangTable{tab, 3, 1, false}, par[:2])
		for k := range 4 {
			checkCurve(t, erlangTable{tab, 1 + 3*k, 0, true}, par)
			checkCurve(t, erlangTable{tab, 1 + 3*k, 1, true}, par)
		}
	}
	opportunities, err := newCalendar(taken)
	if err != nil {
		t.Fatal(err)
	}
	for _, par := range [][]float64{{1, 1, 1, 1}, {.5, 3, 20, .3}, {30, .02, .01, 4}} {
		checkCurve(t, opportunities, par)
		checkCurve(t, takenTable{opportunities}, par[:2])
	}
	checkCurve(t, covariates(rows), []float64{.5, .3, 1, 2, 1.2, .7, 3})
	spend, _ := newSpendTable(spends)
	checkCurve(t, spend, []float64{6, 4, 2})
	checkCurve(t, spend, []float64{.3, .7, .1})
	tenure, _ := newTenureTable(tenures)
	checkCurve(t, tenure, []float64{.7, 3})
	checkCurve(t, tenure, []float64{40, .1})
	for _, par := range [][]float64{{.7, 3, 1}, {.2, 1.4, 1.7}, {30, 9, .3}, {2, .5, 40}, {.01, 2, 600}} {
		checkCurve(t, weibullTable{tenure}, par)
	}
}

// covariates puts the rows into cells of two covariates, one on both α and β.
func covariates(rows []RF) *covariateTable {
	w := withCovariates{blocks: []block{{"the rate", 1, -1, false}, {"leaving", 3, -1, true}}}
	var z Covariates
	for i := range rows {
		one := float64(i % 3)
		z.Rate, z.Leave = append(z.Rate, []float64{one, float64(i % 2)}), append(z.Leave, []float64{one})
	}
	gammas, _ := w.coefficients(z)
	for i := range gammas {
		gammas[i].sd = 1
	}
	groups, lines := z.alike(rows)
	like := &covariateTable{params: []int{0, 1, 2, 3}}
	for _, g := range groups {
		t := tableOf(g)
		like.cells = append(like.cells, cell{like: paretoTable{t}, lo: like.rows})
		like.rows += len(t.t)
	}
	like.design(gammas, lines)
	return like
}

// A sum must not depend on how many cores share it, and a worker's panic
// must reach the caller, who can recover it.
func TestSumRows(t *testing.T) {
	const n = 5*chunk + 17
	count := func(lo, hi int, c *curve) {
		for i := lo; i < hi; i++ {
			c.f += 1 / float64(i+1)
		}
	}
	var whole, parts curve
	sumRows(n, &whole, count)
	for k := 0; k*chunk < n; k++ {
		var part curve
		count(k*chunk, min(n, (k+1)*chunk), &part)
		parts.add(&part)
	}
	near(t, "sum", whole.f, parts.f, 1e-15)
	defer func() {
		if recover() == nil {
			t.Error("the panic of a worker was lost")
		}
	}()
	sumRows(n, &whole, func(lo, hi int, c *curve) { panic("row") })
}

func TestMedian(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		var v, w []float64
		var copies []float64
		for range 1 + rng.IntN(12) {
			v, w = append(v, float64(1+rng.IntN(6))), append(w, float64(1+rng.IntN(3)))
			for range int(w[len(w)-1]) {
				copies = append(copies, v[len(v)-1])
			}
		}
		slices.Sort(copies)
		if got, want := scaleOf(v, w), copies[(len(copies)-1)/2]; got != want {
			t.Errorf("the median of %v by %v is %g, want %g", v, w, got, want)
		}
	}
}
