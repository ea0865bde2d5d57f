// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// withSector simulates customers of two sectors and of every size, whose
// sector and size move the rate, and whose sector moves the leaving.
func withSector(n int, draw func(rng *rand.Rand, rate, leave []float64) btyd.RF) ([]btyd.RF, btyd.Covariates) {
	rng := rand.New(rand.NewPCG(6, 19))
	var rows []btyd.RF
	var z btyd.Covariates
	for range n {
		sector, size := float64(rng.IntN(2)), math.Round(10*rng.NormFloat64())/10
		z.Rate, z.Leave = append(z.Rate, []float64{sector, size}), append(z.Leave, []float64{sector})
		rows = append(rows, draw(rng, z.Rate[len(rows)], z.Leave[len(rows)]))
	}
	return rows, z
}

func within(t *testing.T, what string, got, want, sd float64) {
	t.Helper()
	if !(math.Abs(got-want) < 4*sd) || !(sd < 1+math.Abs(want)) {
		t.Errorf("%s is %.4g ± %.2g, drawn from %.4g", what, got, sd, want)
	}
}

// No published data set with these covariates may be had (that of CLVTools is
// under its own licence): what was simulated must be found again.
func TestCovariatesRecovered(t *testing.T) {
	truth := btyd.ParetoNBDWith{btyd.ParetoNBD{R: .8, Alpha: 6, S: .7, Beta: 10}, []float64{.6, -.3}, []float64{-.8}}
	rows, z := withSector(6000, func(rng *rand.Rand, rate, leave []float64) btyd.RF {
		r, _ := truth.At(rate, leave).Simulate(rng, 30+30*rng.Float64(), 0)
		return r
	})
	m, rep, err := btyd.FitParetoNBDWith(rows, z)
	if err != nil || len(rep.StdErrors) != 7 || len(rep.Notes) > 0 {
		t.Fatal(err, rep)
	}
	for i, c := range [][2]float64{{m.R, truth.R}, {m.Alpha, truth.Alpha}, {m.S, truth.S}, {m.Beta, truth.Beta},
		{m.RateEffect[0], .6}, {m.RateEffect[1], -.3}, {m.LeaveEffect[0], -.8}} {
		within(t, "Pareto/NBD parameter", c[0], c[1], rep.StdErrors[i])
	}
	var sum float64
	for i, r := range rows {
		sum += m.At(z.Rate[i], z.Leave[i]).LogLikelihood(r)
	}
	near(t, "log-likelihood", rep.LogLikelihood, sum, 1e-11)
}

func TestBGCovariatesRecovered(t *testing.T) {
	truth := btyd.BGNBDWith{btyd.BGNBD{R: .8, Alpha: 6, A: .8, B: 2.5}, []float64{.6, -.3}, []float64{.7}, []float64{.2}}
	rows, z := withSector(6000, func(rng *rand.Rand, rate, leave []float64) btyd.RF {
		r, _ := truth.At(rate, leave).Simulate(rng, 30+30*rng.Float64(), 0)
		return r
	})
	m, rep, err := btyd.FitBGNBDWith(rows, z)
	if err != nil || len(rep.StdErrors) != 8 || len(rep.Notes) > 0 {
		t.Fatal(err, rep)
	}
	for i, c := range [][2]float64{{m.R, truth.R}, {m.Alpha, truth.Alpha}, {m.A, truth.A}, {m.B, truth.B},
		{m.RateEffect[0], .6}, {m.RateEffect[1], -.3}, {m.AEffect[0], .7}, {m.BEffect[0], .2}} {
		within(t, "BG/NBD parameter", c[0], c[1], rep.StdErrors[i])
	}
	var sum float64
	for i, r := range rows {
		sum += m.At(z.Rate[i], z.Leave[i]).LogLikelihood(r)
	}
	near(t, "log-likelihood", rep.LogLikelihood, sum, 1e-11)
}

// sectors are customers of a plain model, every one of them in both sectors:
// the sector has no effect at all.
func sectors() ([]btyd.RF, btyd.Covariates) {
	truth := btyd.ParetoNBD{R: .8, Alpha: 6, S: .7, Beta: 10}
	rng := rand.New(rand.NewPCG(7, 19))
	var rows []btyd.RF
	var z btyd.Covariates
	for range 700 {
		r, _ := truth.Simulate(rng, 30+30*rng.Float64(), 0)
		rows = append(rows, r, r)
		z.Rate = append(z.Rate, []float64{0}, []float64{1})
		z.Leave = append(z.Leave, []float64{1}, []float64{0})
	}
	return rows, z
}

// Covariates that are all 0 give the plain fit; ones of no effect are said to be idle.
func TestCovariatesIdle(t *testing.T) {
	rows, z := sectors()
	zero := make([][]float64, len(rows))
	for i := range zero {
		zero[i] = []float64{0}
	}
	plain, want, _ := btyd.FitParetoNBD(rows)
	m, rep, err := btyd.FitParetoNBDWith(rows, btyd.Covariates{Rate: zero, Leave: zero})
	if err != nil || m.RateEffect[0] != 0 || m.LeaveEffect[0] != 0 {
		t.Errorf("%+v %v", m, err)
	}
	near(t, "α", m.Alpha, plain.Alpha, 1e-7)
	near(t, "β", m.Beta, plain.Beta, 1e-7)
	near(t, "log-likelihood", rep.LogLikelihood, want.LogLikelihood, 1e-13)
	wantNote(t, rep, btyd.CovariatesIdle)
	wantNote(t, rep, btyd.CovariatesAlike)
	bgPlain, want, _ := btyd.FitBGNBD(rows)
	bg, rep, err := btyd.FitBGNBDWith(rows, btyd.Covariates{Leave: zero})
	if err != nil {
		t.Error(err)
	}
	near(t, "a", bg.A, bgPlain.A, 1e-7)
	near(t, "log-likelihood", rep.LogLikelihood, want.LogLikelihood, 1e-13)
	m, rep, err = btyd.FitParetoNBDWith(rows, z)
	if err != nil || rep.StdErrors == nil || !(math.Abs(m.RateEffect[0])+math.Abs(m.LeaveEffect[0]) < 1e-6) {
		t.Error(err, rep, m)
	}
	wantNote(t, rep, btyd.CovariatesIdle)
}

// Another zero for a covariate moves α and β alone; another unit moves its
// effect alone; both, with their standard errors, exactly so.
func TestCovariatesShift(t *testing.T) {
	truth := btyd.ParetoNBDWith{btyd.ParetoNBD{R: .8, Alpha: 6, S: .7, Beta: 10}, []float64{.6, -.3}, []float64{-.8}}
	rows, z := withSector(2000, func(rng *rand.Rand, rate, leave []float64) btyd.RF {
		r, _ := truth.At(rate, leave).Simulate(rng, 30+30*rng.Float64(), 0)
		return r
	})
	var moved btyd.Covariates
	for i := range rows {
		moved.Rate = append(moved.Rate, []float64{z.Rate[i][0] + 2, 1000 * z.Rate[i][1]})
		moved.Leave = append(moved.Leave, []float64{z.Leave[i][0] - 1})
	}
	m, rep, err1 := btyd.FitParetoNBDWith(rows, z)
	n, repN, err2 := btyd.FitParetoNBDWith(rows, moved)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	const tol = 1e-6
	near(t, "log-likelihood", repN.LogLikelihood, rep.LogLikelihood, 1e-12)
	near(t, "r", n.R, m.R, tol)
	near(t, "s", n.S, m.S, tol)
	near(t, "α", n.Alpha, m.Alpha*math.Exp(2*m.RateEffect[0]), tol)
	near(t, "β", n.Beta, m.Beta*math.Exp(-m.LeaveEffect[0]), tol)
	near(t, "the effect of sector", n.RateEffect[0], m.RateEffect[0], tol)
	near(t, "the effect of size", 1000*n.RateEffect[1], m.RateEffect[1], tol)
	near(t, "its standard error", 1000*repN.StdErrors[5], rep.StdErrors[5], tol)
	near(t, "the standard error of s", repN.StdErrors[2], rep.StdErrors[2], tol)
	a, b := m.At(z.Rate[7], z.Leave[7]), n.At(moved.Rate[7], moved.Leave[7])
	near(t, "a forecast", b.Expected(rows[7], 26), a.Expected(rows[7], 26), tol)
}

// Nobody's fit depends on the order of rows, and a weight is a repetition.
func TestCovariatesWeights(t *testing.T) {
	rows, z := sectors()
	var weighted, repeated []btyd.RF
	var zw, zr btyd.Covariates
	for i, r := range rows[:400] {
		n := 1 + i%3
		for range n {
			repeated, zr.Rate = append([]btyd.RF{r}, repeated...), append([][]float64{z.Leave[i]}, zr.Rate...)
		}
		r.Weight = float64(n)
		weighted, zw.Rate = append(weighted, r), append(zw.Rate, z.Leave[i])
	}
	m1, rep1, err1 := btyd.FitBGNBDWith(weighted, zw)
	m2, rep2, err2 := btyd.FitBGNBDWith(repeated, zr)
	if err1 != nil || err2 != nil || m1.BGNBD != m2.BGNBD || m1.RateEffect[0] != m2.RateEffect[0] || rep1.LogLikelihood != rep2.LogLikelihood {
		t.Errorf("by weight %+v %+v %v\nrepeated %+v %+v %v", m1, rep1, err1, m2, rep2, err2)
	}
}

func TestBadCovariates(t *testing.T) {
	rows := draw(50)
	lines := func(n int, line ...float64) (out [][]float64) {
		for i := range n {
			out = append(out, append([]float64{float64(i % 2)}, line...))
		}
		return out
	}
	year := lines(50)
	for i := range year {
		year[i][0] += 2020
	}
	ragged := lines(50)
	ragged[3] = nil
	for name, z := range map[string]btyd.Covariates{
		"none": {}, "too few lines": {Rate: lines(49)}, "ragged": {Leave: ragged}, "not a number": {Rate: lines(50, math.NaN())},
		"too many": {Rate: lines(50, make([]float64, 12)...)}, "far from zero": {Rate: year},
	} {
		_, rep, err := btyd.FitParetoNBDWith(rows, z)
		if err == nil || rep.Model != "Pareto/NBD with covariates" || errors.Is(err, btyd.ErrNotConverged) {
			t.Errorf("%s: %v, %+v", name, err, rep)
		}
	}
	m := btyd.BGNBDWith{btyd.BGNBD{R: 1, Alpha: 1, A: 1, B: 1}, []float64{1}, nil, nil}
	if p := m.At(nil, nil).AliveProb(btyd.RF{T: 1}); !math.IsNaN(p) {
		t.Errorf("a customer without covariates is alive with %v", p)
	}
	near(t, "α", m.At([]float64{2}, nil).Alpha, math.Exp(-2), 1e-15)
}
