// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

func somebody(lambda, k, mu float64) *person {
	p := &person{}
	p.set(rateOf, math.Log(lambda))
	p.set(shapeOf, math.Log(k))
	p.set(leavingOf, math.Log(mu))
	return p
}

var somebodies = []*person{
	somebody(1, 1, .1), somebody(2, 3.3, .5), somebody(.3, .4, 2), somebody(5, 12, 1e-4), somebody(.01, 1.7, .02), somebody(40, .8, 3),
}

// Silence by its definition: leaving at u before the gap ends, or a gap that
// outlasts the wait.
func TestSilence(t *testing.T) {
	for _, p := range somebodies {
		k, mu := p.value[shapeOf], p.value[leavingOf]
		gap := distuv.Gamma{Alpha: k, Beta: k * p.value[rateOf]}
		for _, w := range []float64{.01, .3, 1, 4, 30} {
			wait := spanOf(w)
			near(t, "tail", p.tail(wait), gap.Survival(w), 1e-9)
			if p.tail(wait) < 1e-12 {
				continue
			}
			// Over the square root of u, as the tail is not smooth at 0.
			left := quad.Fixed(func(v float64) float64 {
				u := v * v
				return 2 * v * mu * math.Exp(-mu*u) * gap.Survival(u)
			}, 0, math.Sqrt(w), 400, nil, 0)
			stays := math.Exp(-mu*w) * gap.Survival(w)
			near(t, "silence", p.silence(wait), left+stays, 2e-7)
			near(t, "alive", p.alive(wait, p.silence(wait)), stays/(left+stays), 2e-7)
		}
	}
	for _, k := range []float64{.01, .5, 1, 7.5, 300} { // both ways where they meet
		below, upper := gammaIncomplete(k, (k+1)*(1-1e-9))
		if upper {
			t.Error("the series is for below")
		}
		above, upper := gammaIncomplete(k, k+1)
		power := math.Exp(k*math.Log(k+1) - k - 1 - lgamma(k+1))
		if near(t, "P + Q", power*(below+above), 1, 1e-7); !upper {
			t.Error("the fraction is for above")
		}
	}
}

func lgamma(v float64) float64 { l, _ := math.Lgamma(v); return l }

// Draws against the distributions they are of: the mean of what the
// distribution function makes of them is a half.
func TestHiddenDraws(t *testing.T) {
	const n = 6000
	rng := rand.New(rand.NewPCG(4, 4))
	for _, p := range append(slices.Clone(somebodies), somebody(3, 6, 1e-3)) {
		for _, w := range []float64{.1, 1, 4} {
			wait := spanOf(w)
			leftBy := func(u float64) float64 {
				return p.silence(spanOf(u)) - math.Exp(-p.value[leavingOf]*u)*p.tail(spanOf(u))
			}
			var left, residual float64
			for range n {
				left += leftBy(p.left(rng, wait)) / leftBy(w) / n
				if p.tail(wait) > 1e-100 {
					residual += p.tail(spanOf(w+p.residual(rng, wait))) / p.tail(wait) / n
				} else {
					residual = .5
				}
			}
			allowed := 5 * math.Sqrt(1./12/n)
			if !(math.Abs(left-.5) < allowed) || !(math.Abs(residual-.5) < allowed) {
				t.Errorf("%v, %g: %g, %g, want a half", p.value, w, left, residual)
			}
		}
	}
	for _, shape := range []float64{.01, .5, 1, 3, 1e6} {
		var mean float64
		for range n {
			mean += distuv.Gamma{Alpha: shape, Beta: 1}.CDF(gammaDraw(rng, shape)) / n
		}
		if !(math.Abs(mean-.5) < 5*math.Sqrt(1./12/n)) {
			t.Errorf("Gamma of shape %g: %g, want a half", shape, mean)
		}
	}
}

// ggg draws a customer of the Pareto/GGG, and what follows.
func ggg(rng *rand.Rand, of [3]hyper, age, horizon float64) (RF, int) {
	draw := func(h hyper) float64 { return gammaDraw(rng, h.shape) / h.rate }
	lambda, k, mu := draw(of[rateOf]), draw(of[shapeOf]), draw(of[leavingOf])
	left := rng.ExpFloat64() / mu
	now := 0.0
	return simulate(age, horizon, func() float64 {
		gap := gammaDraw(rng, k) / (k * lambda)
		if now += gap; now > left {
			return math.Inf(1)
		}
		return gap
	})
}

// A sample of a simulated log holds the truth, and forecasts what followed.
func TestSampleRecovers(t *testing.T) {
	truth := [3]hyper{rateOf: {1.5, 4}, shapeOf: {8, 2.5}, leavingOf: {.8, 20}}
	rng := rand.New(rand.NewPCG(6, 1))
	var rows []RF
	var later []float64
	for range 500 {
		row, n := ggg(rng, truth, 30+20*rng.Float64(), 12)
		rows, later = append(rows, row), append(later, float64(n))
	}
	m, rep, err := SampleParetoGGG(rows, Sampling{Draws: 500, Warmup: 200, Seed: 7})
	if err != nil && !errors.Is(err, ErrNotConverged) {
		t.Fatal(err)
	}
	for i, p := range []Posterior{m.T, m.Gamma, m.R, m.Alpha, m.S, m.Beta} {
		h := truth[[]int{shapeOf, rateOf, leavingOf}[i/2]]
		want := []float64{h.shape, h.rate}[i%2]
		if !(math.Abs(p.Mean-want) < 4*p.SD) || p.SD != rep.StdErrors[i] || !(p.RHat < 1.3) {
			t.Errorf("parameter %d is %+v, drawn from %g", i, p, want)
		}
	}
	var events, active, varEvents, varActive float64
	for i := range rows {
		e, a := m.Expected(i, 12), m.ActiveProb(i, 12)
		if alive := m.AliveProb(i); !(a <= alive+1e-9) {
			t.Errorf("%+v: active %g, alive %g", rows[i], a, alive)
		}
		events += later[i] - e
		varEvents += (later[i] - e) * (later[i] - e)
		active += min(later[i], 1) - a
		varActive += a * (1 - a)
	}
	if z := events / math.Sqrt(varEvents); math.Abs(z) > 4 {
		t.Errorf("events less Expected: %.1f standard errors", z)
	}
	if z := active / math.Sqrt(varActive); math.Abs(z) > 4 {
		t.Errorf("activity less ActiveProb: %.1f standard errors", z)
	}
}

// Expected and ActiveProb are of one distribution, and Draw is of it.
func TestSampleDraws(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	var rows []RF
	for range 20 {
		row, _ := ggg(rng, [3]hyper{{1.5, 4}, {8, 2.5}, {.8, 20}}, 40, 0)
		rows = append(rows, row)
	}
	sample := func(seed uint64) *ParetoGGG {
		m, _, err := SampleParetoGGG(rows, Sampling{Chains: 3, Draws: 50, Warmup: 50, Seed: seed})
		if err != nil && !errors.Is(err, ErrNotConverged) {
			t.Fatal(err)
		}
		return m
	}
	m, same, other := sample(1), sample(1), sample(2)
	if m.R != same.R || m.Expected(3, 9) != same.Expected(3, 9) || m.R == other.R {
		t.Error("a sample depends on its seed, and on nothing else")
	}
	const n = 8000
	for i := range rows {
		var sum, squares, above float64
		for range n {
			k := float64(m.Draw(rng, i, 9))
			sum, squares, above = sum+k, squares+k*k, above+min(k, 1)
		}
		mean, share, p := sum/n, above/n, m.ActiveProb(i, 9)
		if d := mean - m.Expected(i, 9); math.Abs(d) > 6*math.Sqrt((squares/n-mean*mean)*(1./n+1./2000))+.001 {
			t.Errorf("%+v: draws have mean %g, Expected is off by %g", rows[i], mean, d)
		}
		if math.Abs(share-p) > 5*math.Sqrt(p*(1-p)/n)+.001 {
			t.Errorf("%+v: a share %g of draws is above zero, ActiveProb is %g", rows[i], share, p)
		}
	}
	if !math.IsNaN(m.AliveProb(-1)) || !math.IsNaN(m.Expected(20, 1)) || !math.IsNaN(m.ActiveProb(0, -1)) || m.Draw(rng, 99, 1) != -1 {
		t.Error("what is outside has a number")
	}
}

func TestSampleRefuses(t *testing.T) {
	good := []RF{{T: 3}, {X: 1, Tx: 2, T: 4, Litt: math.Log(2)}}
	for name, c := range map[string]struct {
		rows []RF
		s    Sampling
	}{
		"nobody":      {nil, Sampling{}},
		"a weight":    {[]RF{{T: 1, Weight: 2}}, Sampling{}},
		"no litt":     {[]RF{{X: 3, Tx: 1, T: 2}}, Sampling{}},
		"bad row":     {[]RF{{T: math.NaN()}}, Sampling{}},
		"few draws":   {good, Sampling{Draws: 5}},
		"many chains": {good, Sampling{Chains: 1000}},
		"less than 0": {good, Sampling{Keep: -1}},
	} {
		if m, rep, err := SampleParetoGGG(c.rows, c.s); m != nil || err == nil || errors.Is(err, ErrNotConverged) || rep.Model != "Pareto/GGG" {
			t.Errorf("%s: %v, %+v", name, err, rep)
		}
	}
}

// Chains of a known autocorrelation, and chains that do not agree.
func TestPosterior(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	walk := func(n int, keep, shift float64) (out []float64) {
		at := rng.NormFloat64()
		for range n {
			at = keep*at + math.Sqrt(1-keep*keep)*rng.NormFloat64()
			out = append(out, at+shift)
		}
		return out
	}
	p := posterior([][]float64{walk(20_000, .8, 0), walk(20_000, .8, 0)})
	near(t, "effective", p.ESS, 40_000*(1-.8)/(1+.8), .1) // of a first-order autoregression
	digits := func(what string, got, want float64) {
		if math.Abs(got-want) > .1 {
			t.Errorf("%s is %g, want %g", what, got, want)
		}
	}
	digits("mean", p.Mean, 0)
	digits("SD", p.SD, 1)
	digits("low", p.Low, -1.645) // the normal's
	digits("high", p.High, 1.645)
	if !(p.RHat < 1.01) {
		t.Errorf("chains that agree: %g", p.RHat)
	}
	scaled := walk(1000, .1, 0)
	for i := range scaled {
		scaled[i] *= 3
	}
	drift := walk(1000, .1, 0)
	for i := range drift {
		drift[i] += float64(i) / 500
	}
	for name, chains := range map[string][][]float64{
		"apart": {walk(1000, .1, 0), walk(1000, .1, .7)}, "wider": {walk(1000, .1, 0), scaled}, "adrift": {drift},
	} {
		if p := posterior(chains); !(p.RHat > 1.05) {
			t.Errorf("%s: %g", name, p.RHat)
		}
	}
	if p := posterior([][]float64{{2, 2, 2, 2}, {2, 2, 2, 2}}); p.RHat != 1 || p.ESS != 8 || p.Mean != 2 {
		t.Errorf("what never moves: %+v", p)
	}
}
