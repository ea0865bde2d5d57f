// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
	"github.com/clientele-crm/clientele/btyd/btydtest"
)

// irregular gives a row whose gaps are not told such as chance makes them:
// the mean log of an exponential gap is Euler's constant below the log of its mean.
func irregular(r btyd.RF) btyd.RF {
	if r.X > 0 && r.Litt == 0 {
		r.Litt = float64(r.X) * (math.Log(r.Tx/float64(r.X)) - 0.5772)
	}
	return r
}

// fitAll fits every model and checks that what comes back can be used.
func fitAll(t *testing.T, rows []btyd.RF) map[string]btyd.Report {
	t.Helper()
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i] = irregular(rows[i])
	}
	reports := map[string]btyd.Report{}
	for name, s := range models {
		if s.Discrete { // see bgbb_test.go
			continue
		}
		m, rep, err := s.Fit(rows)
		if err != nil || !rep.Converged {
			t.Errorf("%s: %v %+v", name, err, rep)
		}
		for i := 0; i < len(rows); i += 1 + len(rows)/300 {
			if btydtest.CheckFinite(t, m, rows[i]); t.Failed() {
				t.FailNow()
			}
		}
		reports[name] = rep
	}
	return reports
}

func wantNote(t *testing.T, rep btyd.Report, c btyd.Code) {
	t.Helper()
	if !rep.Has(c) {
		t.Errorf("%s: no note %q among %+v", rep.Model, c, rep.Notes)
	}
}

// The wholesaler's half year shows no dropout: the maximum lies on a ridge
// where other packages raise, return NaN, or stop short.
func TestRidgeNoDropout(t *testing.T) {
	reports := fitAll(t, rfs(onlineRetail(t)))
	for name, rep := range reports {
		if strings.Contains(name, "CNBD") { // wholesale buyers are regular
			if !(rep.LogLikelihood > -12950) { // measured here: -12937.82 and -12946.08, at k = 2
				t.Errorf("%s: log-likelihood %.2f", name, rep.LogLikelihood)
			}
			continue
		}
		digits(t, name+" log-likelihood", rep.LogLikelihood, -13255.61, 2) // measured, three models
	}
	wantNote(t, reports["BG/NBD"], btyd.DropoutNotIdentifiable)
	wantNote(t, reports["MBG/NBD"], btyd.DropoutNotIdentifiable)
	wantNote(t, reports["Pareto/NBD"], btyd.DropoutNotIdentifiable)
	if rep := reports["BG/NBD"]; rep.StdErrors != nil {
		t.Errorf("standard errors on a ridge: %v", rep.StdErrors)
	}
}

// Fees come by the quarter: once those who left after the first are told
// apart, customers do not differ in rate.
func TestRidgeNoHeterogeneity(t *testing.T) {
	reports := fitAll(t, rfs(advisoryFees(t)))
	wantNote(t, reports["MBG/NBD"], btyd.NoHeterogeneity)
	wantNote(t, reports["MBG/NBD"], btyd.AtBound)
	wantNote(t, reports["Pareto/NBD"], btyd.NoHeterogeneity)
}

// Data of every odd kind: a fit finds something finite and says what is wrong.
func TestOddData(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	poisson := make([]btyd.RF, 500)
	for i := range poisson {
		poisson[i], _ = btyd.NBD{R: 1e6, Alpha: 1e7}.Simulate(rng, 52, 0)
	}
	alike := btyd.RF{X: 4, Tx: 10, T: 12}
	for name, c := range map[string]struct {
		rows []btyd.RF
		code btyd.Code // on the NBD
	}{
		"nobody came back": {[]btyd.RF{{T: 10}, {T: 20}, {T: 30}}, btyd.NoRepeats},
		"all began today":  {[]btyd.RF{{}, {}, {}}, btyd.NoRepeats},
		"one customer":     {[]btyd.RF{alike}, btyd.NoHeterogeneity},
		"all alike":        {[]btyd.RF{alike, alike, alike}, btyd.NoHeterogeneity},
		"one rate":         {poisson, btyd.NoHeterogeneity},
		"one in a million": {[]btyd.RF{{T: 52, Weight: 1e6}, {X: 1, Tx: 20, T: 52}}, ""},
		"giants":           {[]btyd.RF{{X: 1e6, Tx: 1e5, T: 1e5}, {X: 1, Tx: 1e-3, T: 1e-3}, {T: 1}}, ""},
		"strange units":    {[]btyd.RF{{X: 3, Tx: 2e40, T: 3e40}, {X: 1, Tx: 1e40, T: 4e40}, {T: 2e40}, {T: 1e-40}}, ""},
		"slivers of time":  {[]btyd.RF{{X: 3, Tx: 2e-200, T: 3e-200}, {X: 1, Tx: 1e-200, T: 4e-200}, {T: 2e-200}}, ""},
		"tiny weights":     {[]btyd.RF{{X: 3, Tx: 2, T: 3, Weight: 1e-40}, {X: 1, Tx: 1, T: 4, Weight: 1e-40}, {T: 2, Weight: 1e-40}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if reports := fitAll(t, c.rows); c.code != "" {
				wantNote(t, reports["NBD"], c.code)
			}
		})
	}
}

// A handful of customers nearly always puts the maximum on some ridge; every
// fit must still end at one.
func TestSmallData(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for range 400 {
		var rows []btyd.RF
		var spend []btyd.Spend
		var tenures []btyd.Tenure
		for range 1 + rng.IntN(6) {
			r := btyd.RF{X: rng.IntN(1 + rng.IntN(20)), T: 50 * rng.Float64(), Weight: float64(rng.IntN(3))}
			if r.X > 0 {
				r.Tx = r.T * math.Sqrt(rng.Float64())
			}
			rows = append(rows, r)
			spend = append(spend, btyd.Spend{X: 1 + r.X, Mean: math.Exp(5 * rng.Float64())})
			tenures = append(tenures, btyd.Tenure{Renewals: r.X, Churned: rng.IntN(2) == 0})
		}
		fitAll(t, rows)
		if m, rep, err := btyd.FitGammaGamma(spend); err != nil {
			t.Errorf("%v: %+v %+v %v", spend, m, rep, err)
		}
		if m, rep, err := btyd.FitSBG(tenures); err != nil {
			t.Errorf("%v: %+v %+v %v", tenures, m, rep, err)
		}
		if m, rep, err := btyd.FitBdW(tenures); err != nil {
			t.Errorf("%v: %+v %+v %v", tenures, m, rep, err)
		}
	}
}

// A change of the unit of time changes the units of the answer, nothing else.
func TestUnits(t *testing.T) {
	rows, days := draw(2000), draw(2000)
	for i := range days {
		days[i].Tx *= 7
		days[i].T *= 7
	}
	w, repW, _ := btyd.FitBGNBD(rows)
	d, repD, _ := btyd.FitBGNBD(days)
	near(t, "r", d.R, w.R, 1e-6)
	near(t, "α", d.Alpha, 7*w.Alpha, 1e-6)
	near(t, "standard error of α", repD.StdErrors[1], 7*repW.StdErrors[1], 1e-6)
	var events float64
	for _, r := range rows {
		events += float64(r.X)
	}
	near(t, "log-likelihood", repD.LogLikelihood, repW.LogLikelihood-events*math.Log(7), 1e-12)
}

// draw simulates n customers of a shop by the week.
func draw(n int) []btyd.RF {
	rng := rand.New(rand.NewPCG(9, 9))
	rows := make([]btyd.RF, n)
	for i := range rows {
		rows[i], _ = btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}.Simulate(rng, 27+12*rng.Float64(), 0)
	}
	return rows
}

// A prior is felt by few customers, and forgotten among many.
func TestPrior(t *testing.T) {
	few, many := draw(40), draw(20_000)
	m, rep, err := btyd.FitBGNBD(few, btyd.WithPrior(1))
	if err != nil || !rep.Converged || rep.StdErrors == nil {
		t.Errorf("%v %+v", err, rep)
	}
	_, plain, _ := btyd.FitBGNBD(few)
	if !(rep.LogLikelihood < plain.LogLikelihood) || m.B > 20 {
		t.Errorf("with a prior %v (log-likelihood %v, without %v)", m, rep.LogLikelihood, plain.LogLikelihood)
	}
	with, _, _ := btyd.FitBGNBD(many, btyd.WithPrior(3))
	without, _, _ := btyd.FitBGNBD(many)
	near(t, "r", with.R, without.R, .01)
	near(t, "b", with.B, without.B, .01)
	if _, _, err := btyd.FitBGNBD(few, btyd.WithPrior(-1)); err == nil {
		t.Error("a negative standard deviation was accepted")
	}
}

func TestBadRows(t *testing.T) {
	for _, rows := range [][]btyd.RF{nil, {}, {{T: 1}, {X: 1, T: 1}}, {{T: math.NaN()}}} {
		if _, rep, err := btyd.FitMBGNBD(rows); err == nil || rep.Model != "MBG/NBD" || errors.Is(err, btyd.ErrNotConverged) {
			t.Errorf("%v: %v, %+v", rows, err, rep)
		}
	}
	_, _, err := btyd.FitNBD([]btyd.RF{{T: 1}, {X: 2, Tx: 3, T: 1}})
	if want := "fit NBD: row 1: Tx is 3: the last event lies between 0 and T (1)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestCollapse(t *testing.T) {
	zero := math.Copysign(0, -1)
	got := btyd.Collapse([]btyd.RF{{X: 2, Tx: 1, T: 5}, {T: 5}, {X: 2, Tx: 1, T: 5, Weight: 3}, {T: 5, Tx: zero, Litt: zero}, {T: 4}, {X: 2, Tx: 1, T: 5, Litt: 1}})
	want := []btyd.RF{{T: 4, Weight: 1}, {T: 5, Weight: 2}, {X: 2, Tx: 1, T: 5, Weight: 4}, {X: 2, Tx: 1, T: 5, Litt: 1, Weight: 1}}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestSpendNotes(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	m := btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	var rows, single, following, uneven, alike []btyd.Spend
	for i := range 3000 {
		x := 1 + i%9
		s := m.Simulate(rng, x)
		rows, single = append(rows, s), append(single, m.Simulate(rng, 1))
		s.Mean *= float64(x)
		following = append(following, s)
		uneven = append(uneven, btyd.GammaGamma{P: 2, Q: .6, Gamma: 1}.Simulate(rng, x))
		alike = append(alike, btyd.GammaGamma{P: 2, Q: 1e7, Gamma: 1e8}.Simulate(rng, x))
	}
	fit, rep, err := btyd.FitGammaGamma(rows)
	if err != nil || !rep.Converged || len(rep.Notes) > 0 {
		t.Errorf("%v %+v", err, rep)
	}
	for i, z := range []float64{fit.P - m.P, fit.Q - m.Q, fit.Gamma - m.Gamma} {
		if !(math.Abs(z) < 4*rep.StdErrors[i]) {
			t.Errorf("parameter %d is %.1f standard errors from the truth", i, z/rep.StdErrors[i])
		}
	}
	var sum float64
	for _, r := range rows {
		sum += fit.LogLikelihood(r)
	}
	near(t, "log-likelihood", rep.LogLikelihood, sum, 1e-11)
	for _, c := range []struct {
		rows []btyd.Spend
		code btyd.Code
	}{
		{single, btyd.WeakSpend}, {following, btyd.SpendFollowsCount}, {uneven, btyd.InfiniteMean}, {alike, btyd.NoHeterogeneity},
		{[]btyd.Spend{{X: 3, Mean: 5}}, btyd.AtBound},
	} {
		m, rep, err := btyd.FitGammaGamma(c.rows)
		if err != nil || !rep.Converged {
			t.Errorf("%v %+v", err, rep)
		}
		wantNote(t, rep, c.code)
		if population := m.ExpectedMean(btyd.Spend{}); rep.Has(btyd.InfiniteMean) != math.IsNaN(population) {
			t.Errorf("%v: population mean %v", m, population)
		}
	}
	if _, _, err := btyd.FitGammaGamma([]btyd.Spend{{X: 0}}); err == nil {
		t.Error("no spend at all was fitted")
	}
}

func TestTenureNotes(t *testing.T) {
	for _, c := range []struct {
		rows []btyd.Tenure
		code btyd.Code
	}{
		{[]btyd.Tenure{{Renewals: 3}, {Renewals: 5}}, btyd.NoChurn},
		{[]btyd.Tenure{{Churned: true}, {Churned: true}}, btyd.AtBound},
		{[]btyd.Tenure{{Churned: true, Weight: 50}, {Renewals: 1, Churned: true, Weight: 25}, {Renewals: 2, Churned: true, Weight: 12.5}, {Renewals: 3, Weight: 12.5}}, btyd.NoHeterogeneity},
	} {
		m, rep, err := btyd.FitSBG(c.rows)
		if err != nil || !rep.Converged || !(m.Survival(5) >= 0 && m.DERL(1, .1) >= 0) {
			t.Errorf("%v: %v %+v", m, err, rep)
		}
		wantNote(t, rep, c.code)
	}
	rng := rand.New(rand.NewPCG(4, 4))
	truth := btyd.SBG{Alpha: .7, Beta: 2}
	var rows []btyd.Tenure
	for range 4000 {
		rows = append(rows, truth.Simulate(rng, 8))
	}
	m, rep, err := btyd.FitSBG(rows)
	if err != nil || math.Abs(m.Alpha-truth.Alpha) > 4*rep.StdErrors[0] || math.Abs(m.Beta-truth.Beta) > 4*rep.StdErrors[1] {
		t.Errorf("%v: %v %+v", m, err, rep)
	}
	if _, _, err := btyd.FitSBG(nil); err == nil {
		t.Error("nothing was fitted")
	}
	if v := (btyd.SBG{Alpha: -1, Beta: 1}).Survival(1); !math.IsNaN(v) {
		t.Errorf("survival %v, want NaN", v)
	}
}
