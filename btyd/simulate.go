// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// simulate runs one customer from the first event at age 0. gap is asked at
// each event for the time to the next, +Inf when there is none. It returns
// the customer as seen at age, and the number of events in the horizon after.
func simulate(age, horizon float64, gap func() float64) (RF, int) {
	row := RF{T: age}
	next := gap()
	for now := 0.0; now+next <= age && next > 0; next = gap() {
		now += next
		row.X++
		row.Tx = now
		row.Litt += math.Log(next)
	}
	later := 0
	for now := row.Tx; now+next <= age+horizon && next > 0; next = gap() {
		now += next
		later++
	}
	return row, later
}

// gammaDraw draws from Gamma(shape, rate 1) (Marsaglia & Tsang 2000, ACM
// Transactions on Mathematical Software 26:363-372).
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaDraw(rng, shape+1) * math.Exp(-rng.ExpFloat64()/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		z := rng.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v *= v * v
		u := rng.Float64()
		if u < 1-0.0331*z*z*z*z || math.Log(u) < z*z/2+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}

// poissonDraw draws from Poisson(mean). Where no float64 tells the two apart
// any more it draws from the normal of the same mean and variance.
func poissonDraw(rng *rand.Rand, mean float64) float64 {
	if mean > 1e9 {
		return math.Round(mean + math.Sqrt(mean)*rng.NormFloat64())
	}
	return distuv.Poisson{Lambda: mean, Src: rng}.Rand()
}

// whole is v >= 0 as an int, or the largest int.
func whole(v float64) int {
	if v >= math.MaxInt {
		return math.MaxInt
	}
	return int(v)
}

// betaDraw draws from Beta(a, b).
func betaDraw(rng *rand.Rand, a, b float64) float64 {
	u, v := gammaDraw(rng, a), gammaDraw(rng, b)
	if u+v == 0 { // both underflow: all mass is at the ends
		if rng.Float64()*(a+b) < a {
			return 1
		}
		return 0
	}
	return u / (u + v)
}
