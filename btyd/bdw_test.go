// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

func TestBdWPublished(t *testing.T) {
	for _, c := range []struct {
		name               string
		alpha, beta, c, ll float64
		mape               float64 // over years 8-12, not fitted
		fitted             []float64
	}{
		{"high end", .2143, 1.4266, 1.7236, -1605.314, 1.27, // measured on the paper's table, for 1000 customers
			[]float64{86.9, 74.0, 65.5, 59.6, 55.2, 51.8, 49.1, 46.8, 44.8, 43.2, 41.7, 40.4}}, // the same
		{"regular", .4556, .7793, 1.2835, -1679.603, 1.38, // measured on the paper's table, for 1000 customers
			[]float64{63.1, 46.7, 38.2, 32.8, 29.0, 26.2, 24.1, 22.3, 20.9, 19.7, 18.6, 17.7}}, // the same
	} {
		share := survival[c.name]
		m, rep, err := btyd.FitBdW(tenures(share[:8]))
		if err != nil || !rep.Converged || len(rep.StdErrors) != 3 {
			t.Errorf("%v %+v", err, rep)
		}
		digits(t, "log-likelihood", rep.LogLikelihood, c.ll, 3)
		digits(t, "α", m.Alpha, c.alpha, 4)
		digits(t, "β", m.Beta, c.beta, 4)
		digits(t, "c", m.C, c.c, 4)
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

// Golden rows: 40-digit arithmetic (mpmath), 13 digits kept.
func TestBdWGolden(t *testing.T) {
	grows := btyd.BdW{Alpha: .2143, Beta: 1.4266, C: 1.7236}
	falls := btyd.BdW{Alpha: .4556, Beta: .7793, C: .4}
	alike := btyd.BdW{Alpha: 30, Beta: 900, C: 1.2}
	for _, c := range []struct {
		m           btyd.BdW
		t           int
		alive, left float64 // survival, and ln P(leaves next)
	}{
		{grows, 1, .86940093850935, -2.0473073157557}, {grows, 5, .55225700921529, -3.3774860983034}, // mpmath
		{grows, 40, .25955779722013, -6.0522913298267}, {grows, 2000, .061214762206834, -11.390576991826}, // mpmath
		{falls, 1, .63106324398737, -2.9599568949472}, {falls, 5, .51137205210478, -4.3270383284887}, // mpmath
		{falls, 40, .37153751600358, -6.5077088362797}, {falls, 2000, .18949897720394, -10.991099740595}, // mpmath
		{alike, 1, .96774193548387, -3.2124907796156}, {alike, 5, .79813335898586, -3.1552696007612}, // mpmath
		{alike, 40, .072364911879737, -5.2468711133397}, {alike, 2000, 5.7044620685646e-32, -76.062547934781}, // mpmath
	} {
		near(t, "survival", c.m.Survival(c.t), c.alive, 2e-12)
		near(t, "log-likelihood", c.m.LogLikelihood(btyd.Tenure{Renewals: c.t, Churned: true}), c.left, 2e-12)
	}
	for _, c := range []struct {
		m           btyd.BdW
		n           int
		discount, d float64
	}{
		{grows, 1, .1, 5.6016170126731}, {grows, 5, .1, 7.5399915221178}, {grows, 3, .01, 32.723252007981}, // mpmath, summed
		{falls, 1, .1, 5.3778031775578}, {falls, 5, .1, 9.3499289057767}, {falls, 3, .01, 60.940630303554}, // mpmath, summed
		{alike, 1, .1, 6.9341772253702}, {alike, 5, .1, 6.5422206926163}, {alike, 3, .01, 13.518463973715}, // mpmath, summed
	} {
		near(t, "DERL", c.m.DERL(c.n, c.discount), c.d, 1e-10)
	}
}

// At c = 1 the BdW is the sBG, whose closed forms were derived apart.
func TestBdWIsSBG(t *testing.T) {
	for _, s := range []btyd.SBG{{Alpha: .668, Beta: 3.806}, {Alpha: .704, Beta: 1.182}, {Alpha: 3, Beta: 5}, {Alpha: 4e4, Beta: 2e5}, {Alpha: 1e-4, Beta: 1e-3}} {
		m := btyd.BdW{Alpha: s.Alpha, Beta: s.Beta, C: 1}
		for _, n := range []int{1, 2, 5, 40, 3000} {
			near(t, "survival", m.Survival(n), s.Survival(n), 2e-10)
			near(t, "retention", m.RetentionRate(n), s.RetentionRate(n), 2e-10)
			left := btyd.Tenure{Renewals: n, Churned: true}
			near(t, "log-likelihood", m.LogLikelihood(left), s.LogLikelihood(left), 2e-10)
			for _, d := range []float64{.5, .1, .03, .003, 1e-5} {
				near(t, fmt.Sprintf("DERL of %v at %d, discount %g", s, n, d), m.DERL(n, d), s.DERL(n, d), 1e-8)
			}
		}
	}
	near(t, "DERL without discount", btyd.BdW{Alpha: 1.7, Beta: 2.5, C: 1}.DERL(3, 0), (2.5+2)/.7, 1e-8) // E[(1-θ)/θ], θ ~ Beta(1.7, 4.5)
}

func TestBdWDomain(t *testing.T) {
	m := btyd.BdW{Alpha: .5, Beta: 1, C: 1.5}
	for _, v := range []float64{
		m.Survival(-1), m.RetentionRate(0), m.DERL(0, .1), m.DERL(1, -1), m.LogLikelihood(btyd.Tenure{Renewals: -1}),
		btyd.BdW{Alpha: -1, Beta: 1, C: 1}.Survival(1), btyd.BdW{}.DERL(1, .1), btyd.BdW{}.RetentionRate(1),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%v, want NaN", v)
		}
	}
	if v := m.DERL(1, 0); !math.IsInf(v, 1) {
		t.Errorf("DERL diverges without discount: %v", v)
	}
	steep := btyd.BdW{Alpha: .01, Beta: 2, C: 1e5} // t^c is beyond any float64
	for n := range 5 {
		if s := steep.Survival(n); !(s >= 0 && s <= 1) {
			t.Errorf("survival %d is %v", n, s)
		}
	}
}

func TestBdWNotes(t *testing.T) {
	two := []btyd.Tenure{{Churned: true, Weight: 30}, {Renewals: 1, Churned: true, Weight: 10}, {Renewals: 2, Weight: 60}}
	m, rep, err := btyd.FitBdW(two)
	s, plain, _ := btyd.FitSBG(two)
	if err != nil || m != (btyd.BdW{Alpha: s.Alpha, Beta: s.Beta, C: 1}) || rep.LogLikelihood != plain.LogLikelihood || rep.StdErrors != nil {
		t.Errorf("%+v %+v %v", m, rep, err)
	}
	wantNote(t, rep, btyd.ShapeNotIdentifiable)
	for _, rows := range [][]btyd.Tenure{
		{{Renewals: 3}, {Renewals: 5}},
		{{Renewals: 2, Churned: true, Weight: 9}, {Renewals: 9}},
		{{Churned: true, Weight: 9}, {Renewals: 9}},
		{{Renewals: 4, Churned: true}, {Renewals: 4, Churned: true}},
	} {
		m, rep, err := btyd.FitBdW(rows)
		if err != nil || !rep.Converged || len(rep.Notes) == 0 {
			t.Errorf("%v: %+v %+v %v", rows, m, rep, err)
		}
		for n := range 12 {
			if v, d := m.Survival(n), m.DERL(n+1, .1); !(v >= 0 && v <= 1) || !(d >= 0 && d <= 11) {
				t.Errorf("%+v: survival %v, DERL %v", m, v, d)
			}
		}
	}
	if _, _, err := btyd.FitBdW(nil); err == nil {
		t.Error("nothing was fitted")
	}
}

// A fit of simulated contracts finds what they were drawn from.
func TestBdWRecovery(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	truth := btyd.BdW{Alpha: .5, Beta: 1.5, C: 1.6}
	var rows []btyd.Tenure
	for range 20_000 {
		rows = append(rows, truth.Simulate(rng, 10))
	}
	m, rep, err := btyd.FitBdW(rows)
	if err != nil || len(rep.StdErrors) != 3 {
		t.Fatalf("%+v %v", rep, err)
	}
	for i, gap := range []float64{m.Alpha - truth.Alpha, m.Beta - truth.Beta, m.C - truth.C} {
		if !(math.Abs(gap) < 4*rep.StdErrors[i]) {
			t.Errorf("parameter %d is %.1f standard errors from the truth", i, gap/rep.StdErrors[i])
		}
	}
	var sum float64
	for _, r := range rows {
		sum += m.LogLikelihood(r)
	}
	near(t, "log-likelihood", rep.LogLikelihood, sum, 1e-10)
}

func ExampleBdW() {
	// Of 1000 subscribers, 131, 126, 90 and 60 leave at the first renewals.
	model, _, err := btyd.FitBdW([]btyd.Tenure{
		{Renewals: 0, Churned: true, Weight: 131}, {Renewals: 1, Churned: true, Weight: 126},
		{Renewals: 2, Churned: true, Weight: 90}, {Renewals: 3, Churned: true, Weight: 60}, {Renewals: 4, Weight: 593},
	})
	fmt.Printf("left after ten years %.0f %%, %v\n", 100*model.Survival(10), err)
	fmt.Printf("renewals to come, at 10 %% a year: %.2f\n", model.DERL(5, .10))
	// Output:
	// left after ten years 42 %, <nil>
	// renewals to come, at 10 % a year: 7.32
}
