// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// Model is a fitted model of repeat events. Its methods read one customer;
// the row's Weight does not matter to them. They return NaN for a row that
// RF.Check refuses, for a horizon that is negative or not finite, and for
// parameters that are not positive and finite.
type Model interface {
	// LogLikelihood is the log density of the customer's event times.
	LogLikelihood(r RF) float64
	// AliveProb is the probability that the customer has not left for good.
	AliveProb(r RF) float64
	// ActiveProb is the probability of at least one event in (T, T+horizon].
	// It is 1 - exp(LogLikelihood at age T+horizon - LogLikelihood at T):
	// "no event until then" is the same history seen at a later age.
	ActiveProb(r RF, horizon float64) float64
	// Expected is the expected number of events in (T, T+horizon].
	Expected(r RF, horizon float64) float64
	// Draw draws the number of events in (T, T+horizon] from its predictive
	// distribution: whether alive, the customer's own parameters if so, then
	// what follows. Its mean is Expected, its share above 0 ActiveProb. It is
	// -1 where they are NaN, and takes a bounded time however high the rate.
	Draw(rng *rand.Rand, r RF, horizon float64) int
}

// positive reports whether every parameter is a positive finite number.
func positive(params ...float64) bool {
	for _, p := range params {
		if !(p > 0 && p <= math.MaxFloat64) {
			return false
		}
	}
	return true
}

// finiteHorizon reports whether h is a horizon that can be looked ahead to.
func finiteHorizon(h float64) bool { return h >= 0 && h <= largest }
