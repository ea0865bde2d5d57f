// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The log odds of having left, from 40-digit arithmetic (mpmath) of the ₂F₁
// form where that has a value, of the integral where it has none.
func TestRaceGolden(t *testing.T) {
	for _, c := range []struct {
		v              race
		from, to, want float64
	}{
		{race{.3, 100, .4, 1e-3}, 0, 50, 4.435076310381303},  // mpmath
		{race{.3, 1e-3, .4, 100}, 0, 50, -1.328008498055549}, // mpmath
		{race{17, 3, 40, 3}, 1, 30, 119.927980606035},        // mpmath, α = β
		{race{100020, 2e5, .7, 9}, 33, 40, .108216185897267}, // mpmath, customers alike
		{race{3.5, 5, 1e5, 1e7}, 20, 30, -1.629088932892373}, // mpmath, risks alike
	} {
		near(t, "log odds", c.v.odds(c.from, c.to), c.want, 1e-13)
	}
}

// The classic form, a difference of two ₂F₁ by Euler's transform, agrees
// wherever it keeps its digits.
func TestRaceAgainstHyp2F1(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	between := func(lo, hi float64) float64 { return lo * math.Exp(rng.Float64()*math.Log(hi/lo)) }
	for range 20_000 {
		v := race{between(.05, 300), between(.01, 500), between(.05, 50), between(.01, 500)}
		to := between(.1, 500)
		from := to * rng.Float64()
		n := v.n + v.s
		c, z, other := v.alpha, v.beta, v.n
		if v.alpha >= v.beta {
			other = v.s + 1
		} else {
			c, z = v.beta, v.alpha
		}
		g := func(u float64) float64 { // relative to (c+from)^-n
			return hyp2f1(n, other, n+1, (c-z)/(c+u)) * math.Exp(-n*math.Log1p((u-from)/(c+from)))
		}
		early, late := g(from), g(to)
		if late > .5*early || math.IsNaN(early+late) || (c-z)/(c+from) > .99 {
			continue
		}
		// A₀ with the powers of the branch "alive", from note 009.
		want := math.Log(v.s/n*(early-late)) + v.n*math.Log(v.alpha+to) + v.s*math.Log(v.beta+to) - n*math.Log(c+from)
		if got := v.odds(from, to); math.Abs(got-want) > 2e-11*(1+math.Abs(want)) {
			t.Errorf("%+v from %g to %g: %.14g, by ₂F₁ %.14g", v, from, to, got, want)
		}
	}
}

// One of the two comes first, or neither.
func TestRaceSumsToOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	between := func(lo, hi float64) float64 { return lo * math.Exp(rng.Float64()*math.Log(hi/lo)) }
	for range 20_000 {
		v := race{between(1e-4, 1e5), between(1e-4, 1e5), between(1e-4, 1e5), between(1e-4, 1e5)}
		from := between(1e-4, 1e3)
		to := from + between(1e-5, 1e4)
		neither := math.Exp(-v.n*math.Log1p((to-from)/(v.alpha+from)) - v.s*math.Log1p((to-from)/(v.beta+from)))
		if sum := v.left(from, to) + v.turned().left(from, to) + neither; math.Abs(sum-1) > 1e-13 {
			t.Errorf("%+v from %g to %g: the chances sum to 1%+.1e", v, from, to, sum-1)
		}
	}
}
