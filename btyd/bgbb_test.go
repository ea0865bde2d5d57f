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
