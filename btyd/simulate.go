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

// gammaDraw draws from Gamma(shape, rate 1).
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	return distuv.Gamma{Alpha: shape, Beta: 1, Src: rng}.Rand()
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
