// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"errors"
	"math"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// near fails unless got is within tol of want, relative to want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.13g, want %.13g (relative error %.1e, allowed %.0e)", what, got, want, math.Abs(got/want-1), tol)
	}
}

// digits fails unless got rounds to want at the decimals given.
func digits(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.5000001*math.Pow10(-decimals)) {
		t.Errorf("%s = %.*f, want %.*f", what, decimals+3, got, decimals, want)
	}
}

// Golden rows: 40-digit arithmetic of the papers' formulas (mpmath), 13
// digits kept.
func TestGolden(t *testing.T) {
	bg := btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	mbg := btyd.MBGNBD{R: .525, Alpha: 6.183, A: .891, B: 1.614}
	for _, c := range []struct {
		m                   btyd.Model
		x                   int
		tx, age             float64
		ll, alive, e39, e52 float64
	}{
		{bg, 0, 0, 272. / 7, -.5546972319626, 1, .1951096649931, .2520876568721},                         // mpmath
		{bg, 2, 213. / 7, 272. / 7, -9.458473557488, .7265897218355, 1.226115806149, 1.558828971813},     // mpmath
		{bg, 1, 12. / 7, 272. / 7, -4.469760929575, .2122600625546, .2033510410868, .2600327587534},      // mpmath
		{bg, 26, 216. / 7, 31, -37.72651332833, .9688515628519, 20.74835369434, 25.75649221538},          // mpmath
		{bg, 7, 5, 38, -13.62174211024, .0001955511848036, .001033615619815, .001299608003134},           // mpmath
		{bg, 500, 150, 200, 73.91448232223, 7.233504268702e-59, 6.435753624286e-57, 8.399407999089e-57},  // mpmath
		{bg, 2000, 990, 1000, -619.3628190782, 5.128059964787e-6, 3.922918725468e-4, 5.204738657234e-4},  // mpmath
		{mbg, 0, 0, 272. / 7, -.53982448422, .3897430016855, .1540244851484, .1977205534845},             // mpmath
		{mbg, 2, 213. / 7, 272. / 7, -9.485409256321, .7062150554622, 1.263050263342, 1.597326455661},    // mpmath
		{mbg, 26, 216. / 7, 31, -38.32205642778, .9654980547676, 19.4493510345, 24.00223012393},          // mpmath
		{mbg, 500, 150, 200, 69.16789295495, 2.385723035839e-58, 2.088948314005e-56, 2.719805286797e-56}, // mpmath
		{mbg, 2000, 990, 1000, -622.232696506, 4.715466978167e-6, 3.594844064586e-4, 4.766613170826e-4},  // mpmath
	} {
		r := btyd.RF{X: c.x, Tx: c.tx, T: c.age}
		near(t, "LogLikelihood", c.m.LogLikelihood(r), c.ll, 1e-12)
		near(t, "AliveProb", c.m.AliveProb(r), c.alive, 2e-12)
		near(t, "Expected(39)", c.m.Expected(r, 39), c.e39, 2e-12)
		near(t, "Expected(52)", c.m.Expected(r, 52), c.e52, 2e-12)
	}
}

// Where a+b < 1 the papers' closed form takes the log of a negative ₂F₁.
func TestGoldenSmallAB(t *testing.T) {
	m := btyd.BGNBD{R: .7291, Alpha: 67.6049, A: .0985, B: .8353}
	for _, c := range []struct {
		r                     btyd.RF
		ll, alive, e52, act52 float64
	}{
		{btyd.RF{T: 100}, -.6619710034735, 1, .2206588741062, .1788240154272},                                  // mpmath
		{btyd.RF{X: 1, Tx: 404. / 7, T: 100}, -6.032890870839, .8368543152664, .4404310307284, .3123720775209}, // mpmath
		{btyd.RF{X: 5, Tx: 150, T: 156}, -24.03592094115, .97674743253, 1.285855483145, .6819336314986},        // mpmath
	} {
		near(t, "LogLikelihood", m.LogLikelihood(c.r), c.ll, 1e-12)
		near(t, "AliveProb", m.AliveProb(c.r), c.alive, 1e-12)
		near(t, "Expected(52)", m.Expected(c.r, 52), c.e52, 2e-12)
		near(t, "ActiveProb(52)", m.ActiveProb(c.r, 52), c.act52, 2e-12)
	}
}

// At a = 1 the closed form divides zero by zero; nearby it must be smooth.
func TestGoldenSingularLimit(t *testing.T) {
	young, older := btyd.RF{T: 30}, btyd.RF{X: 3, Tx: 20, T: 30}
	for _, off := range []float64{0, 1e-14, -1e-14} {
		bg := btyd.BGNBD{R: .5, Alpha: 5, A: 1 + off, B: 3}
		mbg := btyd.MBGNBD{R: .5, Alpha: 5, A: 1 + off, B: 3}
		near(t, "BG young", bg.Expected(young, 26), .3294649775117, 1e-12)   // mpmath, limit a = 1
		near(t, "BG older", bg.Expected(older, 26), 1.292205739845, 1e-12)   // mpmath, limit a = 1
		near(t, "MBG young", mbg.Expected(young, 26), .1789575274366, 1e-12) // mpmath, limit a = 1
		near(t, "MBG older", mbg.Expected(older, 26), 1.413591052169, 1e-12) // mpmath, limit a = 1
	}
}

func TestPublishedScores(t *testing.T) {
	bg := btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	digits(t, "E", bg.Expected(btyd.RF{X: 2, Tx: 30.43, T: 38.86}, 39), 1.226, 3) // Fader, Hardie & Lee 2005
	bg = btyd.BGNBD{R: .2425945, Alpha: 4.4136019, A: .7929199, B: 2.4258881}     // CLVTools tests
	for _, c := range []struct{ t, want float64 }{
		{.1429, .0078}, {1, .0532}, {3, .1506}, {31.8571, 1.0405}, {32, 1.0437}, // lifetimes tests
	} {
		digits(t, "E[X(t)]", bg.ExpectedNew(c.t), c.want, 4)
	}
	digits(t, "E[X(t)]", bg.ExpectedNew(78), 1.858, 3) // lifetimes tests, which ask for three decimals of 1.8576
	if got, want := bg.ExpectedNew(30), bg.Expected(btyd.RF{}, 30); got != want {
		t.Errorf("a new customer is one of age 0: %v, %v", got, want)
	}
}

func TestFitCDNOW(t *testing.T) {
	rows := rfs(cdnowSample(t))
	if len(rows) != 2357 {
		t.Fatalf("%d customers, want 2357", len(rows)) // Fader, Hardie & Lee 2005
	}
	bg, rep, err := btyd.FitBGNBD(rows)
	checkFit(t, rep, err, -9582.429, 3) // CLVTools tests
	digits(t, "r", bg.R, .2425945, 5)   // CLVTools tests
	digits(t, "α", bg.Alpha, 4.4136019, 4)
	digits(t, "a", bg.A, .7929199, 4)
	digits(t, "b", bg.B, 2.4258881, 3)

	mbg, rep, err := btyd.FitMBGNBD(rows)
	checkFit(t, rep, err, -9582.136, 3) // BTYDplus, measured
	digits(t, "r", mbg.R, .5248, 4)     // lifetimes tests, measured to four digits
	digits(t, "α", mbg.Alpha, 6.1831, 4)
	digits(t, "a", mbg.A, .8914, 4)
	digits(t, "b", mbg.B, 1.6140, 3)

	nbd, rep, err := btyd.FitNBD(rows)
	checkFit(t, rep, err, -9763.658, 3) // BTYDplus, measured
	digits(t, "r", nbd.R, .384766, 4)   // BTYDplus, measured
	digits(t, "α", nbd.Alpha, 12.072014, 3)
}

func TestFitCDNOWFull(t *testing.T) {
	rows := rfs(cdnow(t, "cdnow_master.csv", "customer_id"))
	bg, rep, err := btyd.FitBGNBD(rows)
	checkFit(t, rep, err, -95368.44, 2) // measured with four packages
	digits(t, "r", bg.R, .25162, 4)     // the same
	digits(t, "α", bg.Alpha, 4.78894, 3)
	digits(t, "a", bg.A, .72343, 3)
	digits(t, "b", bg.B, 2.16108, 3)
	mbg, rep, err := btyd.FitMBGNBD(rows)
	checkFit(t, rep, err, -95336.96, 2) // measured with BTYDplus
	digits(t, "r", mbg.R, .6371, 4)     // the same
	digits(t, "α", mbg.Alpha, 7.3102, 3)
	digits(t, "a", mbg.A, .8075, 4)
	digits(t, "b", mbg.B, 1.2284, 4)
}

// checkFit fails unless the fit is clean and reaches the published maximum.
func checkFit(t *testing.T, rep btyd.Report, err error, ll float64, decimals int) {
	t.Helper()
	if err != nil || !rep.Converged || rep.StdErrors == nil || len(rep.Notes) > 0 {
		t.Errorf("%v, %+v", err, rep)
	}
	digits(t, rep.Model+" log-likelihood", rep.LogLikelihood, ll, decimals)
}

// Holdout of 39 weeks: mean absolute error, root mean square error, sum.
func TestHoldoutCDNOW(t *testing.T) {
	for _, c := range []struct {
		file, id                               string
		bgMAE, bgRMSE, bgSum                   float64
		mbgMAE, mbgRMSE, mbgSum, nbdMAE, total float64
	}{
		{"cdnow_sample.csv", "sample_id", .7855, 1.6080, 1653, .7648, 1.6072, 1577, 1.041, 1882}, // measured with lifetimes, BTYDplus, CLVTools
		{"cdnow_master.csv", "customer_id", .8187, 1.7329, 16874, 0, 0, 0, 0, 19684},             // the same
	} {
		customers := cdnow(t, c.file, c.id)
		bg, _, err1 := btyd.FitBGNBD(rfs(customers))
		mbg, _, err2 := btyd.FitMBGNBD(rfs(customers))
		nbd, _, err3 := btyd.FitNBD(rfs(customers))
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		mae, rmse, sum, actual := holdout(customers, bg, 39)
		digits(t, "actual", actual, c.total, 0)
		digits(t, "BG/NBD MAE", mae, c.bgMAE, 4)
		digits(t, "BG/NBD RMSE", rmse, c.bgRMSE, 4)
		digits(t, "BG/NBD sum", sum, c.bgSum, 0)
		if c.mbgMAE == 0 {
			continue
		}
		mae, rmse, sum, _ = holdout(customers, mbg, 39)
		digits(t, "MBG/NBD MAE", mae, c.mbgMAE, 4)
		digits(t, "MBG/NBD RMSE", rmse, c.mbgRMSE, 4)
		digits(t, "MBG/NBD sum", sum, c.mbgSum, 0)
		mae, _, _, _ = holdout(customers, nbd, 39)
		digits(t, "NBD MAE", mae, c.nbdMAE, 3)
	}
}

func holdout(customers []customer, m btyd.Model, weeks float64) (mae, rmse, sum, actual float64) {
	for _, c := range customers {
		e := m.Expected(c.rf, weeks)
		mae += math.Abs(e - float64(c.later))
		rmse += (e - float64(c.later)) * (e - float64(c.later))
		sum += e
		actual += float64(c.later)
	}
	n := float64(len(customers))
	return mae / n, math.Sqrt(rmse / n), sum, actual
}

func TestGammaGammaCDNOW(t *testing.T) {
	customers := cdnowSample(t)
	var spend []btyd.Spend
	for _, c := range customers {
		spend = append(spend, c.spend)
	}
	m, rep, err := btyd.FitGammaGamma(spend)
	checkFit(t, rep, err, -4055.918, 3) // CLVTools tests
	digits(t, "p", m.P, 6.24935, 3)     // CLVTools tests
	digits(t, "q", m.Q, 3.74426, 3)
	digits(t, "γ", m.Gamma, 15.44431, 2)
	digits(t, "customers", rep.Customers, 946, 0) // Fader & Hardie 2013, note 025
	// The first ten customers.
	for i, want := range []float64{24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17} { // lifetimes tests
		digits(t, "E[M] of "+customers[i].id, m.ExpectedMean(spend[i]), want, 2)
	}
	var full []btyd.Spend
	for _, c := range cdnow(t, "cdnow_master.csv", "customer_id") {
		if c.spend.Mean > 0 || c.spend.X == 0 { // some orders cost nothing
			full = append(full, c.spend)
		}
	}
	m, rep, err = btyd.FitGammaGamma(full)
	checkFit(t, rep, err, -40763.48, 2) // measured with lifetimes, CLVTools
	digits(t, "p", m.P, 6.27534, 3)     // the same
	digits(t, "q", m.Q, 3.62444, 3)
	digits(t, "γ", m.Gamma, 14.98371, 2)
}

// survival is the share surviving in years 0 to 12 of two services, in per
// cent (Fader & Hardie 2007, table 1, after Berry & Linoff 2004).
var survival = map[string][]float64{
	"high end": {100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4}, // table 1
	"regular":  {100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3}, // table 1
}

// tenures turns a survival table into what a fit reads, for 1000 customers.
func tenures(share []float64) []btyd.Tenure {
	var out []btyd.Tenure
	for t := 1; t < len(share); t++ {
		out = append(out, btyd.Tenure{Renewals: t - 1, Churned: true, Weight: 10 * (share[t-1] - share[t])})
	}
	last := len(share) - 1
	return append(out, btyd.Tenure{Renewals: last, Weight: 10 * share[last]})
}

func TestSBGPublished(t *testing.T) {
	for _, c := range []struct {
		name            string
		alpha, beta, ll float64
		mape            float64 // over years 8-12, not fitted
		fitted          []float64
	}{
		{"high end", .6681, 3.8061, -1611.158, 2.83, // Fader & Hardie 2007 (.668, 3.806); last digits measured
			[]float64{85.1, 74.7, 67.0, 61.0, 56.2, 52.2, 48.9, 46.0, 43.6, 41.4, 39.5, 37.8}}, // the paper's table
		{"regular", .7041, 1.1820, -1680.265, 1.49, // Fader & Hardie 2007 (.704, 1.182); last digits measured
			[]float64{62.7, 47.4, 38.8, 33.2, 29.2, 26.2, 23.9, 22.0, 20.4, 19.1, 18.0, 17.0}}, // the paper's table
	} {
		share := survival[c.name]
		m, rep, err := btyd.FitSBG(tenures(share[:8]))
		checkFit(t, rep, err, c.ll, 3)
		digits(t, "α", m.Alpha, c.alpha, 4)
		digits(t, "β", m.Beta, c.beta, 4)
		var mape float64
		for i, want := range c.fitted {
			digits(t, "survival, per cent", 100*m.Survival(i+1), want, 1)
			if year := i + 1; year >= 8 {
				mape += math.Abs(100*m.Survival(year)/share[year]-1) * 100 / 5
			}
			near(t, "retention", m.RetentionRate(i+1), m.Survival(i+1)/m.Survival(i), 1e-13)
		}
		digits(t, "mean absolute per cent error", mape, c.mape, 2)
	}
}

func TestDERL(t *testing.T) {
	high, regular := btyd.SBG{Alpha: .668, Beta: 3.806}, btyd.SBG{Alpha: .704, Beta: 1.182}
	for i, want := range []float64{5.4149, 5.9018, 6.2943, 6.6203, 6.8971} { // measured (mpmath), d = 10 %
		digits(t, "DERL", high.DERL(i+1, .1), want, 4)
	}
	for i, want := range []float64{2.9647, 4.1035, 4.8701, 5.4424, 5.8944} { // measured (mpmath), d = 10 %
		digits(t, "DERL", regular.DERL(i+1, .1), want, 4)
	}
	// By its definition, a sum, on both sides of where the method changes.
	m := btyd.SBG{Alpha: 1.7, Beta: 2.5}
	for _, d := range []float64{.5, .0201, .0199, .005} {
		var sum float64
		for k := 3; k < 6000; k++ {
			sum += m.Survival(k) / m.Survival(2) / math.Pow(1+d, float64(k-3))
		}
		near(t, "DERL against its sum", m.DERL(3, d), sum, 1e-10)
	}
	near(t, "DERL without discount", m.DERL(3, 0), (2.5+2)/.7, 1e-14)    // E[(1-θ)/θ], θ ~ Beta(1.7, 4.5)
	near(t, "DERL near no discount", m.DERL(3, 1e-15), (2.5+2)/.7, 1e-9) // its limit
	if got := high.DERL(1, 0); !math.IsInf(got, 1) {
		t.Errorf("DERL diverges without discount: %v", got)
	}
}

// The gaps of the sample are as irregular as chance: k = 1, the plain models.
func TestFitRegularityCDNOW(t *testing.T) {
	rows := rfs(cdnowSample(t))
	bg, rep, err := btyd.FitBGCNBD(rows)
	checkFit(t, rep, err, -9582.429, 3) // CLVTools tests, of the BG/NBD; BTYDplus, measured, for k
	digits(t, "k", float64(bg.K), 1, 0)
	digits(t, "r", bg.R, .2425945, 5) // CLVTools tests
	digits(t, "b", bg.B, 2.4258881, 3)
	mbg, rep, err := btyd.FitMBGCNBD(rows)
	checkFit(t, rep, err, -9582.136, 3) // BTYDplus, measured
	digits(t, "k", float64(mbg.K), 1, 0)
	digits(t, "r", mbg.R, .5248, 4) // lifetimes tests, measured to four digits
}

// Golden rows of CNBD-2: 40-digit arithmetic of the paper's formulas.
func TestGoldenRegularity(t *testing.T) {
	bg := btyd.BGCNBD{K: 2, R: 1.329, Alpha: 2.813, A: .425, B: .790}
	mbg := btyd.MBGCNBD(bg)
	for _, c := range []struct {
		m                   btyd.Model
		r                   btyd.RF
		ll, alive, active52 float64
	}{
		{mbg, btyd.RF{T: 52}, -.97235356071, .07508794913881, .0436946396425},                                             // mpmath
		{bg, btyd.RF{T: 52}, -3.130982347681, 1, .5819128121575},                                                          // mpmath
		{mbg, btyd.RF{X: 2, Tx: 97. / 7, T: 362. / 7, Litt: 2.782741}, -9.651344142385, .05284640685877, .05110465834084}, // mpmath
		{bg, btyd.RF{X: 2, Tx: 97. / 7, T: 362. / 7, Litt: 2.782741}, -9.084855454564, .03455964930657, .03342060842304},  // mpmath
		{mbg, btyd.RF{X: 19, Tx: 340. / 7, T: 52, Litt: 15}, -37.03075331845, .9270191080662, .9270191080431},             // mpmath
		{mbg, btyd.RF{X: 600, Tx: 500, T: 510, Litt: -50}, -216.3775330799, 1.835647853959e-6, 1.835647853959e-6},         // mpmath
	} {
		near(t, "LogLikelihood", c.m.LogLikelihood(c.r), c.ll, 1e-12)
		near(t, "AliveProb", c.m.AliveProb(c.r), c.alive, 2e-12)
		near(t, "ActiveProb(52)", c.m.ActiveProb(c.r, 52), c.active52, 2e-12)
	}
}

// Where there is no regularity the Pareto/GGG finds none, and forecasts as
// well as the Pareto/NBD by Markov chains: a short run, so within its error.
func TestSampleCDNOW(t *testing.T) {
	customers := cdnowSample(t)
	m, _, err := btyd.SampleParetoGGG(rfs(customers), btyd.Sampling{Warmup: 200, Draws: 300, Keep: 60})
	if err != nil && !errors.Is(err, btyd.ErrNotConverged) {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		p         btyd.Posterior
		want, far float64
	}{
		{"k", m.K, 1.047, .07},      // BTYDplus, measured: 5 to 95 % is 1.007 to 1.082
		{"r", m.R, .553, .15},       // Fader, Hardie & Lee 2005, the Pareto/NBD of greatest likelihood
		{"α", m.Alpha, 10.578, 2.5}, // the same; the chains' spread is .05 and .8
	} {
		if !(math.Abs(c.p.Mean-c.want) < c.far) {
			t.Errorf("%s is %+v, want about %g", c.what, c.p, c.want)
		}
	}
	var mae float64
	for i, c := range customers {
		mae += math.Abs(m.Expected(i, 39)-float64(c.later)) / float64(len(customers))
	}
	if !(mae < .758+.005) { // BTYDplus, measured
		t.Errorf("holdout MAE %.4f", mae)
	}
}
