// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
	"github.com/clientele-crm/clientele/btyd/btydtest"
)

// donors are 11,104 people who first gave to an organisation in 1995, by the
// years 1996 to 2001 in which they gave again, and what they did after.
func donors(t testing.TB) (rows []btyd.RF, later []float64) {
	t.Helper()
	readCSV(t, "donors_1995_bgbb.csv", func(field func(string) string) {
		rows = append(rows, btyd.RF{
			X: int(number(t, field("x"))), Tx: number(t, field("t_x")), T: number(t, field("n_cal")),
			Weight: number(t, field("customers")),
		})
		later = append(later, number(t, field("holdout_transactions_5y")))
	})
	return rows, later
}

func TestFitDonors(t *testing.T) {
	rows, later := donors(t)
	m, rep, err := btyd.FitBGBB(rows)
	checkFit(t, rep, err, -33225.581, 3)            // Fader, Hardie & Shang 2010 (-33,225.6); last digits measured
	digits(t, "customers", rep.Customers, 11104, 0) // Fader, Hardie & Shang 2010, table 1
	digits(t, "α", m.Alpha, 1.204, 3)               // Fader, Hardie & Shang 2010, table 3
	digits(t, "β", m.Beta, .750, 3)                 // the same
	digits(t, "γ", m.Gamma, .657, 3)                // the same
	digits(t, "δ", m.Delta, 2.783, 3)               // the same
	near(t, "α", m.Alpha, 1.20352, 5e-5)            // measured with BTYD and lifetimes
	near(t, "δ", m.Delta, 2.78344, 5e-5)            // the same
	var forecast, actual float64
	for i, r := range rows {
		forecast += r.Weight * m.Expected(r, 5)
		actual += later[i]
	}
	digits(t, "forecast of 2002-2006", forecast, 12884.2, 1) // measured with lifetimes
	digits(t, "gifts in 2002-2006", actual, 13260, 0)        // Fader, Hardie & Shang 2010
}

func TestPublishedDonorScores(t *testing.T) {
	m := btyd.BGBB{Alpha: 1.20352, Beta: .74972, Gamma: .65672, Delta: 2.78344} // measured on the donors
	for _, c := range []struct {
		row   btyd.RF
		alive float64
	}{
		{btyd.RF{T: 6}, .11}, {btyd.RF{X: 2, Tx: 4, T: 6}, .59}, {btyd.RF{X: 6, Tx: 6, T: 6}, .93}, // Fader, Hardie & Shang 2010, of 2002
	} {
		digits(t, fmt.Sprintf("alive in 2002 of %+v", c.row), m.AliveProb(c.row), c.alive, 2)
	}
}

// Golden rows: 40-digit arithmetic of the paper's formulas (mpmath), 13
// digits kept; its closed form loses digits on some of them, its sums do not.
func TestBGBBGolden(t *testing.T) {
	donors := btyd.BGBB{Alpha: 1.204, Beta: .75, Gamma: .657, Delta: 2.783}
	seldom := btyd.BGBB{Alpha: .3, Beta: 12, Gamma: 1.8, Delta: 40}
	for _, c := range []struct {
		m                       btyd.BGBB
		x                       int
		tx, n                   float64
		ll, alive, e5, a5, dert float64
	}{
		{donors, 0, 0, 6, -1.1672624726739, .10801658416867, .072802877475043, .047765391699804, .11464699618176},                   // mpmath
		{donors, 2, 4, 6, -5.1956976010426, .5895141164337, 1.0573489419097, .48043189794267, 1.6650699025937},                      // mpmath
		{donors, 6, 6, 6, -2.1822484476183, .93040254237288, 3.7521156075998, .92315885622599, 5.9086783195554},                     // mpmath
		{donors, 80, 95, 120, -50.730437686886, 6.5301523462241e-14, 2.1514191923227e-13, 6.4818750677672e-14, 4.1438970877936e-13}, // mpmath
		{donors, 3, 5, 400, -6.8930397409208, 2.8403174862253e-9, 1.4805249086322e-10, 1.4429266979498e-10, 2.924258251396e-10},     // mpmath
		{seldom, 0, 0, 60, -.27865611598994, .14620682767212, .0029299248332484, .0028308738807234, .0052181910636242},              // mpmath
		{seldom, 1, 2, 50, -4.8360887098271, .086452648394974, .0086802656748803, .0080920616858349, .015300595294813},              // mpmath
		{seldom, 7, 300, 1000, -40.563314403457, .00012553139606234, 4.5106396206235e-6, 4.4375456209149e-6, 8.9002363092926e-6},    // mpmath
	} {
		r := btyd.RF{X: c.x, Tx: c.tx, T: c.n}
		near(t, "LogLikelihood", c.m.LogLikelihood(r), c.ll, 1e-12)
		near(t, "AliveProb", c.m.AliveProb(r), c.alive, 2e-12)
		near(t, "Expected(5)", c.m.Expected(r, 5), c.e5, 2e-12)
		near(t, "ActiveProb(5)", c.m.ActiveProb(r, 5), c.a5, 2e-12)
		near(t, "DERT(10 %)", c.m.DERT(r, .1), c.dert, 2e-12)
	}
}

// The paper's closed form of the expectation, and its sum for the discounted one.
func TestBGBBClosedForms(t *testing.T) {
	lgamma := func(v float64) float64 { l, _ := math.Lgamma(v); return l }
	lbeta := func(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }
	m := btyd.BGBB{Alpha: 1.204, Beta: .75, Gamma: .657, Delta: 2.783}
	for _, r := range []btyd.RF{{}, {T: 6}, {X: 2, Tx: 4, T: 6}, {X: 9, Tx: 30, T: 33}} {
		x, n, h := float64(r.X), r.T, 5.0
		ratio := func(k float64) float64 { return lgamma(1+m.Delta+k) - lgamma(m.Gamma+m.Delta+k) }
		want := math.Exp(lbeta(m.Alpha+x+1, m.Beta+n-x)-lbeta(m.Alpha, m.Beta)-m.LogLikelihood(r)) *
			m.Delta / (m.Gamma - 1) * math.Exp(lgamma(m.Gamma+m.Delta)-lgamma(1+m.Delta)) *
			(math.Exp(ratio(n)) - math.Exp(ratio(n+h))) // Fader, Hardie & Shang 2010; see the reference, 1.8
		near(t, "Expected", m.Expected(r, h), want, 1e-12)
		var sum float64
		for i := 1.0; i < 400; i++ {
			sum += (m.Expected(r, i) - m.Expected(r, i-1)) * math.Pow(1.1, -i)
		}
		near(t, "DERT", m.DERT(r, .1), sum, 1e-10)
	}
	one := btyd.BGBB{Alpha: 1, Beta: 1, Gamma: 1, Delta: 1}
	near(t, "Expected at γ = 1", one.Expected(btyd.RF{}, 3), .5*(1./2+1./3+1./4), 1e-15) // Σ E[p]·E[(1-θ)^i], by hand
	if v := m.DERT(btyd.RF{T: 6}, 0); !math.IsInf(v, 1) {
		t.Errorf("DERT diverges without discount: %v", v)
	}
	if v := m.DERT(btyd.RF{T: 6}, -1); !math.IsNaN(v) {
		t.Errorf("DERT at a negative discount is %v", v)
	}
}

func TestBGBBDomain(t *testing.T) {
	m := btyd.BGBB{Alpha: 1, Beta: 1, Gamma: 1, Delta: 3}
	for _, c := range []struct {
		row  btyd.RF
		want string
	}{
		{btyd.RF{T: 2.5}, "fit BG/BB: row 0: T is 2.5 and Tx 0: opportunities are counted in whole numbers"},
		{btyd.RF{X: 3, Tx: 2, T: 4}, "fit BG/BB: row 0: X is 3 but Tx is 2: an opportunity holds one event at most"},
		{btyd.RF{T: 1e7}, "fit BG/BB: row 0: T is 1e+07: at most 1000000 opportunities are looked at"},
		{btyd.RF{T: -1}, "fit BG/BB: row 0: T is -1: an age is a finite number, 0 or more"},
	} {
		if _, _, err := btyd.FitBGBB([]btyd.RF{c.row}); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
		if l, d := m.LogLikelihood(c.row), m.DERT(c.row, .1); !math.IsNaN(l) || !math.IsNaN(d) {
			t.Errorf("%+v: %v, %v", c.row, l, d)
		}
	}
	if _, _, err := btyd.FitBGBB(nil); err == nil {
		t.Error("nothing was fitted")
	}
}

func TestBGBBNotes(t *testing.T) {
	draws := func(m btyd.BGBB) (rows []btyd.RF) {
		rng := rand.New(rand.NewPCG(3, 8))
		for range 2000 {
			r, _ := m.Simulate(rng, 10, 0)
			rows = append(rows, r)
		}
		return rows
	}
	for name, c := range map[string]struct {
		rows []btyd.RF
		code btyd.Code
	}{
		"nobody came back": {[]btyd.RF{{T: 4}, {T: 5}}, btyd.NoRepeats},
		"all began today":  {[]btyd.RF{{}, {}}, btyd.NoRepeats},
		"one customer":     {[]btyd.RF{{X: 3, Tx: 5, T: 7}}, btyd.DropoutNotIdentifiable},
		"never missed":     {[]btyd.RF{{X: 5, Tx: 5, T: 5}, {X: 7, Tx: 7, T: 7}}, btyd.AtBound},
		"nobody leaves":    {draws(btyd.BGBB{Alpha: 2, Beta: 3, Gamma: 1, Delta: 1e6}), btyd.DropoutNotIdentifiable},
		"one chance":       {draws(btyd.BGBB{Alpha: 4e5, Beta: 6e5, Gamma: .5, Delta: 2}), btyd.NoHeterogeneity},
		"one risk":         {draws(btyd.BGBB{Alpha: 2, Beta: 1, Gamma: 2e5, Delta: 8e5}), btyd.NoDropoutHeterogeneity},
	} {
		t.Run(name, func(t *testing.T) {
			m, rep, err := btyd.FitBGBB(c.rows)
			if err != nil || !rep.Converged {
				t.Errorf("%+v %+v %v", m, rep, err)
			}
			wantNote(t, rep, c.code)
			for _, r := range c.rows[:min(3, len(c.rows))] {
				btydtest.CheckFinite(t, m, r)
			}
		})
	}
}

// A handful of customers nearly always puts the maximum on some ridge; every
// fit must still end at one, and do no worse than where it might have begun.
func TestBGBBSmallData(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for range 400 {
		var rows []btyd.RF
		for range 1 + rng.IntN(6) {
			r := btyd.RF{T: float64(rng.IntN(30)), Weight: float64(rng.IntN(3))}
			if r.Tx = float64(rng.IntN(int(r.T) + 1)); r.Tx > 0 {
				r.X = 1 + rng.IntN(int(r.Tx))
			}
			rows = append(rows, r)
		}
		m, rep, err := btyd.FitBGBB(rows)
		if err != nil || !rep.Converged {
			t.Errorf("%v: %+v %+v %v", rows, m, rep, err)
		}
		for _, other := range []btyd.BGBB{{Alpha: 1, Beta: 1, Gamma: 1, Delta: 1}, {Alpha: 1.2, Beta: .75, Gamma: .66, Delta: 2.8}, {Alpha: 9, Beta: 3, Gamma: .05, Delta: 1}} {
			var ll float64
			for _, r := range rows {
				ll += max(r.Weight, 1) * other.LogLikelihood(r)
			}
			if ll > rep.LogLikelihood+1e-6 {
				t.Errorf("%v: %+v explains them better (%.6f) than the fit %+v (%.6f)", rows, other, ll, m, rep.LogLikelihood)
			}
		}
	}
}

// FuzzBGBB fits opportunities of any kind and scores them.
func FuzzBGBB(f *testing.F) {
	f.Add([]byte{6, 4, 2, 6, 0, 0, 6, 6, 6})
	f.Add([]byte{255, 1, 1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var rows []btyd.RF
		for ; len(data) >= 3 && len(rows) < 40; data = data[3:] {
			rows = append(rows, btyd.RF{X: int(data[2]), Tx: float64(data[1]), T: float64(data[0])})
		}
		m, rep, err := btyd.FitBGBB(rows)
		if err != nil && !errors.Is(err, btyd.ErrNotConverged) {
			return // invalid rows
		}
		checkReport(t, rep)
		btydtest.CheckFinite(t, m, rows[0])
	})
}

func ExampleBGBB() {
	// Subscribers of a theatre, one play a month: how many plays after the
	// first they saw (X), which was the last (Tx), how many there were (T).
	model, report, err := btyd.FitBGBB([]btyd.RF{
		{T: 6, Weight: 41}, {X: 1, Tx: 1, T: 6, Weight: 12}, {X: 1, Tx: 4, T: 6, Weight: 7}, {X: 2, Tx: 3, T: 6, Weight: 9},
		{X: 3, Tx: 6, T: 6, Weight: 14}, {X: 4, Tx: 5, T: 6, Weight: 8}, {X: 5, Tx: 6, T: 6, Weight: 16}, {X: 6, Tx: 6, T: 6, Weight: 18},
	})
	fmt.Printf("%v subscribers, log-likelihood %.1f, %v\n", report.Customers, report.LogLikelihood, err)
	quiet := btyd.RF{X: 2, Tx: 3, T: 6} // two plays, then none of the last three
	fmt.Printf("still a subscriber %.2f, plays of the next six %.1f\n", model.AliveProb(quiet), model.Expected(quiet, 6))
	// Output:
	// 125 subscribers, log-likelihood -371.6, <nil>
	// still a subscriber 0.60, plays of the next six 1.4
}
