// SPDX-License-Identifier: Apache-2.0

// Package btydtest holds a model of package btyd to what every such model
// must do, whatever its formulas: its likelihood is a density, its forecasts
// are probabilities and agree with each other, its own simulations bear them
// out, its fit recovers what was simulated, and nothing is ever NaN.
//
// Call [Run] from a test with a [Subject]; a new model needs nothing more
// before its published values.
package btydtest

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/combin"

	"github.com/clientele-crm/clientele/btyd"
)

// Simulated is a model that can draw a customer of an age, and the number of
// events in a horizon after it.
type Simulated interface {
	btyd.Model
	Simulate(rng *rand.Rand, age, horizon float64) (btyd.RF, int)
}

// Subject is a model under test.
type Subject struct {
	Model Simulated // at parameters of an ordinary business, in weeks
	// Fit is the model's fit.
	Fit func([]btyd.RF) (btyd.Model, btyd.Report, error)
	// Params is how many parameters it fits.
	Params int
	// Discrete says that the model reads whole ages only, and one event a
	// unit at most.
	Discrete bool
}

// Run holds the subject to everything, as subtests.
func Run(t *testing.T, s Subject) {
	t.Run("Density", s.density)
	t.Run("Probabilities", s.probabilities)
	t.Run("Identity", s.identity)
	t.Run("OutOfDomain", s.outOfDomain)
	t.Run("Extremes", s.extremes)
	t.Run("Calibration", s.calibration)
	t.Run("Draws", s.draws)
	t.Run("Recovery", s.recovery)
	t.Run("Weights", s.weights)
}

// histories are customers of every kind, some of them unlikely.
func (s Subject) histories() []btyd.RF {
	var out []btyd.RF
	for _, age := range []float64{1e-3, 1, 40, 300} {
		out = append(out, btyd.RF{T: age})
		for _, x := range []int{1, 2, 9, 80} {
			for _, share := range []float64{0.01, 0.5, 0.99, 1} {
				out = append(out, history(x, age*share, age))
			}
		}
	}
	return s.readable(append(out, btyd.RF{}))
}

// readable rounds rows up to those that a discrete model reads.
func (s Subject) readable(rows []btyd.RF) []btyd.RF {
	if !s.Discrete {
		return rows
	}
	var out []btyd.RF
	for _, r := range rows {
		if r.T, r.Tx = math.Ceil(r.T), math.Ceil(r.Tx); float64(r.X) <= r.Tx {
			out = append(out, r)
		}
	}
	return out
}

// history spaces x events evenly up to tx.
func history(x int, tx, age float64) btyd.RF {
	return btyd.RF{X: x, Tx: tx, T: age, Litt: float64(x) * math.Log(tx/float64(x))}
}

// density checks that the likelihood of all that can have happened by age 5
// sums to 1. Given x and tx, the x-1 events between lie anywhere before tx:
// a volume of tx^(x-1)/(x-1)!. A model that reads Litt weighs each place by
// its gaps to the power k-1; their integral is Dirichlet's,
// tx^(kx-1) Γ(k)^x/Γ(kx).
func (s Subject) density(t *testing.T) {
	const age = 5.0
	if s.Discrete {
		s.mass(t, age)
		return
	}
	row := history(3, 2, age)
	bent := row
	bent.Litt--
	k := 1 + math.Round(s.Model.LogLikelihood(row)-s.Model.LogLikelihood(bent))
	lnGammaK, _ := math.Lgamma(k)
	total := math.Exp(s.Model.LogLikelihood(btyd.RF{T: age}))
	for x := 1; x <= 400; x++ {
		n := k * float64(x)
		lnGamma, _ := math.Lgamma(n)
		total += quad.Fixed(func(tx float64) float64 {
			return math.Exp(s.Model.LogLikelihood(btyd.RF{X: x, Tx: tx, T: age}) + (n-1)*math.Log(tx) + float64(x)*lnGammaK - lnGamma)
		}, 0, age, 60, nil, 0)
	}
	if math.Abs(total-1) > 1e-6 {
		t.Errorf("the likelihood sums to %.9f over all histories, want 1", total)
	}
}

// mass is density for a discrete model: given x and tx, the x-1 events between
// lie on any of the tx-1 units before tx.
func (s Subject) mass(t *testing.T, age float64) {
	total := math.Exp(s.Model.LogLikelihood(btyd.RF{T: age}))
	for tx := 1; float64(tx) <= age; tx++ {
		for x := 1; x <= tx; x++ {
			total += float64(combin.Binomial(tx-1, x-1)) * math.Exp(s.Model.LogLikelihood(btyd.RF{X: x, Tx: float64(tx), T: age}))
		}
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("the likelihood sums to %.15f over all histories, want 1", total)
	}
}

// probabilities checks the shape of every forecast.
func (s Subject) probabilities(t *testing.T) {
	const slack = 1e-12
	for _, r := range s.histories() {
		alive := s.Model.AliveProb(r)
		if !(alive >= 0 && alive <= 1) {
			t.Errorf("%+v: AliveProb is %v", r, alive)
		}
		older := r
		older.T = math.Ceil(r.T*1.1 + 1)
		if later := s.Model.AliveProb(older); !(later <= alive+slack) {
			t.Errorf("%+v: AliveProb rises from %v to %v by waiting", r, alive, later)
		}
		active, expected := 0.0, 0.0
		for _, h := range []float64{0, 1e-6, 0.1, 1, 26, 52, 500, 1e5} {
			p, e := s.Model.ActiveProb(r, h), s.Model.Expected(r, h)
			if !(p >= active-slack && p <= alive+slack) {
				t.Errorf("%+v: ActiveProb(%g) is %v, after %v, with AliveProb %v", r, h, p, active, alive)
			}
			if !(e >= expected*(1-slack)) {
				t.Errorf("%+v: Expected(%g) is %v, after %v", r, h, e, expected)
			}
			if !(p <= e*(1+1e-9)) { // Markov's inequality
				t.Errorf("%+v: ActiveProb(%g) is %v but Expected is %v", r, h, p, e)
			}
			if h == 0 && (p != 0 || e != 0) {
				t.Errorf("%+v: something happens in no time: %v, %v", r, p, e)
			}
			active, expected = p, e
		}
	}
}

// identity checks ActiveProb against its definition from the likelihood.
func (s Subject) identity(t *testing.T) {
	for _, r := range s.histories() {
		for _, h := range []float64{0.5, 39, 200} {
			later := r
			if later.T += h; s.Discrete {
				later.T = math.Floor(later.T)
			}
			want := -math.Expm1(s.Model.LogLikelihood(later) - s.Model.LogLikelihood(r))
			allowed := 1e-13 * (10 + math.Abs(s.Model.LogLikelihood(r))) // of the subtraction
			if got := s.Model.ActiveProb(r, h); math.Abs(got-want) > allowed {
				t.Errorf("%+v: ActiveProb(%g) is %.15g, by the likelihood %.15g", r, h, got, want)
			}
		}
	}
}

// outOfDomain checks that what has no answer is NaN, not a number.
func (s Subject) outOfDomain(t *testing.T) {
	good := history(2, 5, 10)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, r := range []btyd.RF{
		{X: -1, T: 1}, {X: 1, Tx: 2, T: 1}, {X: 0, Tx: 1, T: 2}, {X: 1, T: math.NaN()},
		{X: 1, Tx: math.NaN(), T: 1}, {T: math.Inf(1)}, {T: -1}, {T: 1, Weight: -1}, {X: 1, T: 1},
	} {
		if r.Check() == nil {
			t.Errorf("%+v: Check finds nothing wrong", r)
		}
		for _, v := range []float64{s.Model.LogLikelihood(r), s.Model.AliveProb(r), s.Model.ActiveProb(r, 1), s.Model.Expected(r, 1)} {
			if !math.IsNaN(v) {
				t.Errorf("%+v: got %v, want NaN", r, v)
			}
		}
		if n := s.Model.Draw(rng, r, 1); n != -1 {
			t.Errorf("%+v: drew %d, want -1", r, n)
		}
	}
	for _, h := range []float64{-1, math.NaN(), math.Inf(1)} {
		if p, e := s.Model.ActiveProb(good, h), s.Model.Expected(good, h); !math.IsNaN(p) || !math.IsNaN(e) {
			t.Errorf("horizon %v: got %v and %v, want NaN", h, p, e)
		}
		if n := s.Model.Draw(rng, good, h); n != -1 {
			t.Errorf("horizon %v: drew %d, want -1", h, n)
		}
	}
}

// extremes checks that no valid history, however odd, overflows.
func (s Subject) extremes(t *testing.T) {
	var rows []btyd.RF
	for _, x := range []int{0, 1, 2, 5000, 1_000_000} {
		for _, age := range []float64{1e-3, 1, 1e3, 1e6} {
			for _, share := range []float64{1e-9, 0.5, 1} {
				r := btyd.RF{T: age}
				if x > 0 {
					r = history(x, age*share, age)
				}
				rows = append(rows, r)
			}
		}
	}
	for _, r := range s.readable(rows) {
		CheckFinite(t, s.Model, r)
	}
}

// CheckFinite fails the test if any score of the customer is not finite, or
// any probability not one.
func CheckFinite(t testing.TB, m btyd.Model, r btyd.RF) {
	t.Helper()
	if l := m.LogLikelihood(r); math.IsNaN(l) || math.IsInf(l, 0) {
		t.Errorf("%+v of %+v: LogLikelihood is %v", m, r, l)
	}
	if p := m.AliveProb(r); !(p >= 0 && p <= 1) {
		t.Errorf("%+v of %+v: AliveProb is %v", m, r, p)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, h := range []float64{0, 1e-9, 1, 52, 1e6} {
		if p := m.ActiveProb(r, h); !(p >= 0 && p <= 1) {
			t.Errorf("%+v of %+v: ActiveProb(%g) is %v", m, r, h, p)
		}
		if e := m.Expected(r, h); !(e >= 0 && e <= math.MaxFloat64) {
			t.Errorf("%+v of %+v: Expected(%g) is %v", m, r, h, e)
		}
		if n := m.Draw(rng, r, h); n < 0 || h == 0 && n != 0 {
			t.Errorf("%+v of %+v: drew %d events in %g", m, r, n, h)
		}
	}
}

// draw simulates n customers of ages 20 to 60 and what followed.
func (s Subject) draw(n int, horizon float64) (rows []btyd.RF, later []int) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range n {
		r, k := s.Model.Simulate(rng, 20+40*rng.Float64(), horizon)
		rows, later = append(rows, r), append(later, k)
	}
	return rows, later
}

// calibration checks forecasts against what the model itself draws next,
// customer by customer: the mean of actual less forecast is 0 within four
// standard errors, for all and for those who came more than once.
func (s Subject) calibration(t *testing.T) {
	const horizon = 26
	rows, later := s.draw(40_000, horizon)
	for _, least := range []int{0, 2} {
		var events, active gap
		for i, r := range rows {
			if r.X < least {
				continue
			}
			events.add(float64(later[i]) - s.Model.Expected(r, horizon))
			active.add(math.Min(float64(later[i]), 1) - s.Model.ActiveProb(r, horizon))
		}
		if z := events.z(); math.Abs(z) > 4 {
			t.Errorf("x >= %d: events less Expected is %.2f standard errors from 0", least, z)
		}
		if z := active.z(); math.Abs(z) > 4 {
			t.Errorf("x >= %d: activity less ActiveProb is %.2f standard errors from 0", least, z)
		}
	}
}

// draws checks that the draws of one customer have the mean and the share
// above zero that are forecast, within five standard errors, and an event
// where there are hardly any.
func (s Subject) draws(t *testing.T) {
	const n = 20_000
	rng := rand.New(rand.NewPCG(5, 23))
	for _, r := range []btyd.RF{{}, {T: 40}, history(1, 3, 40), history(2, 30, 40), history(9, 39, 40), history(30, 290, 300)} {
		for _, h := range []float64{2, 52} {
			var sum, squares, above float64
			for range n {
				k := float64(s.Model.Draw(rng, r, h))
				sum, squares, above = sum+k, squares+k*k, above+math.Min(k, 1)
			}
			mean, share := sum/n, above/n
			e, p := s.Model.Expected(r, h), s.Model.ActiveProb(r, h)
			if allowed := 5*math.Sqrt((squares/n-mean*mean)/n) + 5./n; !(math.Abs(mean-e) < allowed) {
				t.Errorf("%+v: draws over %g have mean %.5g, Expected is %.5g", r, h, mean, e)
			}
			if allowed := 5*math.Sqrt(p*(1-p)/n) + 5./n; !(math.Abs(share-p) < allowed) {
				t.Errorf("%+v: a share of %.5g of draws over %g is above zero, ActiveProb is %.5g", r, share, h, p)
			}
		}
	}
}

// gap collects differences whose mean should be 0.
type gap struct{ n, sum, squares float64 }

func (g *gap) add(d float64) { g.n, g.sum, g.squares = g.n+1, g.sum+d, g.squares+d*d }

func (g *gap) z() float64 { return g.sum / math.Sqrt(g.squares) }

// recovery checks that a fit of simulated customers explains them at least as
// well as the truth does, and by no more than chance allows: twice the gain
// is chi-squared with as many degrees of freedom as there are parameters.
func (s Subject) recovery(t *testing.T) {
	rows, _ := s.draw(5000, 0)
	m, rep, err := s.Fit(rows)
	if err != nil {
		t.Fatal(err)
	}
	var truth, fitted float64
	for _, r := range rows {
		truth += s.Model.LogLikelihood(r)
		fitted += m.LogLikelihood(r)
	}
	if gain := fitted - truth; gain < -1e-6 || gain > 5+2*float64(s.Params) {
		t.Errorf("the fit %+v of data drawn from %+v gains %.3f in log-likelihood", m, s.Model, gain)
	}
	if math.Abs(fitted-rep.LogLikelihood) > 1e-8*math.Abs(fitted) {
		t.Errorf("the report says %.9f, the customers sum to %.9f", rep.LogLikelihood, fitted)
	}
	if !rep.Converged || len(rep.StdErrors) != s.Params || rep.Customers != 5000 {
		t.Errorf("report %+v", rep)
	}
	errors := rep.StdErrors
	for i, name := 0, reflect.ValueOf(m); i < name.NumField(); i++ {
		got, want := name.Field(i), reflect.ValueOf(s.Model).Field(i)
		if !got.CanFloat() { // a whole number, chosen rather than estimated
			if !got.Equal(want) {
				t.Errorf("%s is %v, drawn from %v", name.Type().Field(i).Name, got, want)
			}
			continue
		}
		if z := (got.Float() - want.Float()) / errors[0]; !(math.Abs(z) < 5) {
			t.Errorf("%s is %.4g, drawn from %.4g: %.1f standard errors away", name.Type().Field(i).Name, got.Float(), want.Float(), z)
		}
		errors = errors[1:]
	}
}

// weights checks that a weight is a repetition, in any order.
func (s Subject) weights(t *testing.T) {
	rows, _ := s.draw(300, 0)
	var weighted, repeated []btyd.RF
	for i, r := range rows {
		n := 1 + i%3
		for range n {
			repeated = append(repeated, r)
		}
		r.Weight = float64(n)
		weighted = append(weighted, r)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(repeated), func(i, j int) {
		repeated[i], repeated[j] = repeated[j], repeated[i]
	})
	m1, rep1, err1 := s.Fit(weighted)
	m2, rep2, err2 := s.Fit(repeated)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if m1 != m2 || !reflect.DeepEqual(rep1, rep2) {
		t.Errorf("by weight %+v %+v\nrepeated %+v %+v", m1, rep1, m2, rep2)
	}
}
