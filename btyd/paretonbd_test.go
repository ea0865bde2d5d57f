// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// Golden rows: 40-digit arithmetic of the papers' formulas (mpmath), 13
// digits kept.
func TestParetoGolden(t *testing.T) {
	m := btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}
	for _, c := range []struct {
		x                   int
		tx, age             float64
		ll, alive, e39, e52 float64
	}{
		{0, 0, 272. / 7, -.5210368564102, .2953033742658, .1070928338206, .1362152367854},           // mpmath
		{2, 213. / 7, 272. / 7, -9.554122824149, .8691861546512, 1.455226130949, 1.850954587079},    // mpmath
		{1, 12. / 7, 272. / 7, -4.45081302819, .1681271510177, .1712285501869, .2177917669747},      // mpmath
		{26, 216. / 7, 31, -39.13162697612, .9978742606099, 20.11612959845, 25.45733844058},         // mpmath
		{7, 5, 38, -15.14309927981, .00136453230306, .00686040530479, .008721616797908},             // mpmath
		{500, 150, 200, 58.86588560436, 8.335558361848e-57, 7.334085861754e-55, 9.62345567471e-55},  // mpmath
		{2000, 990, 1000, -627.3319310613, 7.524820888165e-6, 5.743036802033e-4, 7.628613411699e-4}, // mpmath
	} {
		r := btyd.RF{X: c.x, Tx: c.tx, T: c.age}
		near(t, "LogLikelihood", m.LogLikelihood(r), c.ll, 1e-12)
		near(t, "AliveProb", m.AliveProb(r), c.alive, 2e-12)
		near(t, "Expected(39)", m.Expected(r, 39), c.e39, 2e-12)
		near(t, "Expected(52)", m.Expected(r, 52), c.e52, 2e-12)
	}
	for _, c := range []struct {
		r    btyd.RF
		want float64
	}{
		{btyd.RF{T: 272. / 7}, .06929126350501},                    // mpmath
		{btyd.RF{X: 2, Tx: 213. / 7, T: 272. / 7}, .5919590778348}, // mpmath
		{btyd.RF{X: 26, Tx: 216. / 7, T: 31}, .9761462272744},      // mpmath
	} {
		near(t, "ActiveProb(39)", m.ActiveProb(c.r, 39), c.want, 1e-12)
	}
	// At s = 1 the closed form divides zero by zero; nearby it must be smooth.
	for _, off := range []float64{0, 1e-14, -1e-14} {
		m := btyd.ParetoNBD{R: .5, Alpha: 5, S: 1 + off, Beta: 3}
		near(t, "young, s = 1", m.Expected(btyd.RF{T: 30}, 26), .01266591431617, 1e-12)              // mpmath, limit s = 1
		near(t, "older, s = 1", m.Expected(btyd.RF{X: 3, Tx: 20, T: 30}, 26), 1.030660418285, 1e-12) // mpmath, limit s = 1
	}
}

func TestParetoPublishedScores(t *testing.T) {
	m := btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}
	r := btyd.RF{X: 26, Tx: 30.86, T: 31}
	digits(t, "P(alive)", m.AliveProb(r), .9979, 4)         // BTYD walkthrough, lifetimes tests
	digits(t, "E in 52 weeks", m.Expected(r, 52), 25.46, 2) // BTYD walkthrough, lifetimes tests
	if got, want := m.ExpectedNew(30), m.Expected(btyd.RF{}, 30); got != want {
		t.Errorf("a new customer is one of age 0: %v, %v", got, want)
	}
	// rβ/(α(s-1)) [1 - (β/(β+t))^(s-1)], Fader & Hardie 2005, note 009, eq. 17.
	closed := .553 * 11.669 / (10.578 * -.394) * (1 - math.Pow(11.669/(11.669+52), -.394))
	near(t, "E[X(52)]", m.ExpectedNew(52), closed, 1e-13)
}

// Discounted expected residual transactions, by the closed form of Fader,
// Hardie & Lee (2005, JMR) with Tricomi's function in 40-digit arithmetic.
func TestDERT(t *testing.T) {
	cdnow := btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}
	weekly := math.Log(1.15) / 52
	old, once := btyd.RF{X: 3, Tx: 20, T: 30}, btyd.RF{T: 272. / 7}
	for _, c := range []struct {
		m     btyd.ParetoNBD
		r     btyd.RF
		delta float64
		want  float64
	}{
		{cdnow, once, weekly, .47850186269288},                                               // mpmath
		{cdnow, once, 1e-6, 18.113173914735},                                                 // mpmath
		{cdnow, once, 2, .0016419355060685},                                                  // mpmath
		{cdnow, btyd.RF{X: 2, Tx: 213. / 7, T: 272. / 7}, weekly, 6.5021009292256},           // mpmath
		{cdnow, btyd.RF{X: 26, Tx: 216. / 7, T: 31}, weekly, 86.286043435655},                // mpmath
		{cdnow, btyd.RF{X: 7, Tx: 5, T: 38}, weekly, .030525623411512},                       // mpmath
		{cdnow, btyd.RF{X: 7, Tx: 5, T: 38}, 1e-6, 1.1515036717349},                          // mpmath
		{btyd.ParetoNBD{R: .5, Alpha: 5, S: 1, Beta: 3}, old, weekly, 3.7451299970687},       // mpmath
		{btyd.ParetoNBD{R: .5, Alpha: 5, S: 1, Beta: 3}, old, 1e-9, 29.533808277684},         // mpmath
		{btyd.ParetoNBD{R: .5, Alpha: 5, S: 2, Beta: 3}, old, weekly, .84734341494911},       // mpmath
		{btyd.ParetoNBD{R: 2, Alpha: 5, S: 30, Beta: 400}, old, weekly, .53433244597347},     // mpmath
		{btyd.ParetoNBD{R: 2, Alpha: 5, S: 30, Beta: 400}, old, 1e-9, .55635527415398},       // mpmath
		{btyd.ParetoNBD{R: .5, Alpha: 200, S: .2, Beta: 1e-3}, old, weekly, 3.4080901527597}, // mpmath
		{btyd.ParetoNBD{R: .5, Alpha: 200, S: .2, Beta: 1e-3}, old, 1e-9, 507710.34575128},   // mpmath
	} {
		near(t, "DERT", c.m.DERT(c.r, c.delta), c.want, 2e-12)
	}
	// Without discount it is all that is ever expected, if that is finite.
	m := btyd.ParetoNBD{R: .5, Alpha: 5, S: 2, Beta: 3}
	near(t, "DERT without discount", m.DERT(old, 0), m.Expected(old, 1e15), 1e-12)
	near(t, "DERT near no discount", m.DERT(old, 1e-15), m.DERT(old, 0), 1e-10)
	if got := cdnow.DERT(once, 0); !math.IsInf(got, 1) {
		t.Errorf("DERT diverges without discount: %v", got)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if got := cdnow.DERT(once, bad); !math.IsNaN(got) {
			t.Errorf("DERT at the rate %v is %v", bad, got)
		}
	}
}

func TestParetoFitCDNOW(t *testing.T) {
	customers := cdnowSample(t)
	m, rep, err := btyd.FitParetoNBD(rfs(customers))
	checkFit(t, rep, err, -9594.976, 3) // CLVTools tests
	digits(t, "r", m.R, .553, 3)        // Fader, Hardie & Lee 2005
	digits(t, "α", m.Alpha, 10.578, 3)
	digits(t, "s", m.S, .606, 3)
	digits(t, "β", m.Beta, 11.669, 3)
	for i, want := range []float64{.0476, .8427, .1873} { // CLVTools tests
		digits(t, "standard error", rep.StdErrors[i], want, 4)
	}
	near(t, "standard error of β", rep.StdErrors[3], 6.2105, 2e-4) // CLVTools tests
	mae, rmse, sum, _ := holdout(customers, m, 39)
	digits(t, "MAE", mae, .7545, 4) // measured with lifetimes, BTYD, CLVTools
	digits(t, "RMSE", rmse, 1.6028, 4)
	near(t, "sum", sum, 1665, 5e-4)
}

func TestParetoFitCDNOWFull(t *testing.T) {
	customers := cdnow(t, "cdnow_master.csv", "customer_id")
	m, rep, err := btyd.FitParetoNBD(rfs(customers))
	checkFit(t, rep, err, -95415.12, 2) // measured with lifetimes, CLVTools
	near(t, "r", m.R, .59741, 5e-5)     // the same, to where they stop
	near(t, "α", m.Alpha, 11.58511, 1e-4)
	near(t, "s", m.S, .52217, 1e-4)
	near(t, "β", m.Beta, 8.82598, 3e-4)
	mae, rmse, sum, _ := holdout(customers, m, 39)
	digits(t, "MAE", mae, .7938, 4)
	digits(t, "RMSE", rmse, 1.7262, 4)
	digits(t, "sum", sum, 17153, 0)
}

// summit fails if a step of one per cent in any parameter gains anything.
func summit(t *testing.T, rows []btyd.RF, m btyd.ParetoNBD) {
	t.Helper()
	rows = btyd.Collapse(rows)
	at := func(m btyd.ParetoNBD) (sum float64) {
		for _, r := range rows {
			sum += r.Weight * m.LogLikelihood(r)
		}
		return sum
	}
	top := at(m)
	for _, step := range []float64{1.01, 1 / 1.01} {
		for i, aside := range []btyd.ParetoNBD{
			{m.R * step, m.Alpha, m.S, m.Beta}, {m.R, m.Alpha * step, m.S, m.Beta},
			{m.R, m.Alpha, m.S * step, m.Beta}, {m.R, m.Alpha, m.S, m.Beta * step},
		} {
			if gain := at(aside) - top; gain > 1e-6 {
				t.Errorf("%+v: parameter %d times %.2f gains %g", m, i, step, gain)
			}
		}
	}
}

// Searches without derivatives stopped 56 units of log-likelihood short on a
// set like this: relationships of years, counted by the day.
func TestParetoReachesTheTop(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 5))
	truth := btyd.ParetoNBD{R: .3, Alpha: 160, S: .5, Beta: 700}
	var days, weeks []btyd.RF
	for range 7572 {
		r, _ := truth.Simulate(rng, 365*6*rng.Float64(), 0)
		days = append(days, r)
		r.Tx, r.T = r.Tx/7, r.T/7
		weeks = append(weeks, r)
	}
	m, rep, err := btyd.FitParetoNBD(days)
	if err != nil || rep.StdErrors == nil {
		t.Fatal(err, rep)
	}
	summit(t, days, m)
	w, _, _ := btyd.FitParetoNBD(weeks)
	near(t, "r by the week", w.R, m.R, 1e-6)
	near(t, "α by the week", 7*w.Alpha, m.Alpha, 1e-6)
	near(t, "s by the week", w.S, m.S, 1e-6)
	near(t, "β by the week", 7*w.Beta, m.Beta, 1e-6)
	for i, z := range []float64{m.R - truth.R, m.Alpha - truth.Alpha, m.S - truth.S, m.Beta - truth.Beta} {
		if !(math.Abs(z) < 4*rep.StdErrors[i]) {
			t.Errorf("parameter %d is %.1f standard errors from the truth", i, z/rep.StdErrors[i])
		}
	}
}

// A prior keeps even a set without dropout off the bounds, and many customers
// hardly feel it.
func TestParetoPrior(t *testing.T) {
	few, many := draw(40), draw(20_000)
	_, rep, err := btyd.FitParetoNBD(few, btyd.WithPrior(1))
	if err != nil || rep.StdErrors == nil || rep.Has(btyd.AtBound) {
		t.Errorf("%v %+v", err, rep)
	}
	with, _, _ := btyd.FitParetoNBD(many, btyd.WithPrior(3))
	without, _, _ := btyd.FitParetoNBD(many)
	near(t, "r", with.R, without.R, .01)
	near(t, "s", with.S, without.S, .02)
}

// Council payments: thousands of suppliers over years, by day.
func TestParetoSuppliers(t *testing.T) {
	for name, customers := range map[string][]customer{"supplier": suppliers(t, "supplier_id"), "supplier and unit": suppliers(t, "supplier_id", "unit")} {
		rows := rfs(customers)
		m, rep, err := btyd.FitParetoNBD(rows)
		if err != nil || !rep.Converged {
			t.Errorf("%s: %v %+v", name, err, rep)
		}
		summit(t, rows, m)
	}
}

// Where nobody leaves the maximum lies at infinity, and the model is the NBD
// for every purpose; other packages return NaN parameters here.
func TestParetoWithoutDropout(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	var rows []btyd.RF
	for range 2800 {
		r, _ := btyd.NBD{R: .75, Alpha: 9}.Simulate(rng, 26*rng.Float64(), 0)
		rows = append(rows, r)
	}
	m, rep, err := btyd.FitParetoNBD(rows)
	nbd, plain, _ := btyd.FitNBD(rows)
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, rep, btyd.DropoutNotIdentifiable)
	if rep.LogLikelihood < plain.LogLikelihood-1e-3 {
		t.Errorf("log-likelihood %.4f, without dropout %.4f", rep.LogLikelihood, plain.LogLikelihood)
	}
	near(t, "r", m.R, nbd.R, .05)
	near(t, "expected", m.Expected(rows[0], 26), nbd.Expected(rows[0], 26), .05)
}

// Everybody leaves at the same rate, or comes at the same rate.
func TestParetoAlike(t *testing.T) {
	for _, c := range []struct {
		truth btyd.ParetoNBD
		code  btyd.Code
	}{
		{btyd.ParetoNBD{R: .8, Alpha: 4, S: 1e6, Beta: 2e7}, btyd.NoDropoutHeterogeneity},
		{btyd.ParetoNBD{R: 1e6, Alpha: 4e6, S: .7, Beta: 12}, btyd.NoHeterogeneity},
	} {
		rng := rand.New(rand.NewPCG(2, 5))
		var rows []btyd.RF
		for range 3000 {
			r, _ := c.truth.Simulate(rng, 20+32*rng.Float64(), 0)
			rows = append(rows, r)
		}
		m, rep, err := btyd.FitParetoNBD(rows)
		if err != nil {
			t.Error(err)
		}
		wantNote(t, rep, c.code)
		summit(t, rows, m)
	}
}
