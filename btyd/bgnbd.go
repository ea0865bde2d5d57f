// SPDX-License-Identifier: Apache-2.0

package btyd

import "math/rand/v2"

// BGNBD is the BG/NBD: Poisson events at a rate λ ~ Gamma(R, rate Alpha), and
// after each repeat event a chance p ~ Beta(A, B) of leaving for good. Nobody
// leaves before the first repeat event. (Fader, Hardie & Lee 2005, Marketing
// Science 24:275-284.)
type BGNBD struct{ R, Alpha, A, B float64 }

var _ Model = BGNBD{}

func (m BGNBD) dropout() dropout { return dropout{m.R, m.Alpha, m.A, m.B, 0} }

// LogLikelihood implements Model.
func (m BGNBD) LogLikelihood(r RF) float64 { return m.dropout().logLikelihood(r) }

// AliveProb implements Model; it is 1 while there is no repeat event.
func (m BGNBD) AliveProb(r RF) float64 { return m.dropout().aliveProb(r) }

// ActiveProb implements Model.
func (m BGNBD) ActiveProb(r RF, horizon float64) float64 { return m.dropout().activeProb(r, horizon) }

// Expected implements Model.
func (m BGNBD) Expected(r RF, horizon float64) float64 { return m.dropout().expected(r, horizon) }

// Draw implements Model.
func (m BGNBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	return m.dropout().draw(rng, r, horizon)
}

// ExpectedNew is the expected number of repeat events of a new customer by
// age t.
func (m BGNBD) ExpectedNew(t float64) float64 { return m.dropout().expected(RF{}, t) }

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m BGNBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	return m.dropout().simulate(rng, age, horizon)
}

// FitBGNBD finds the BG/NBD of greatest likelihood.
func FitBGNBD(rows []RF, opts ...Option) (BGNBD, Report, error) {
	d, rep, err := fitDropout("BG/NBD", 0, rows, opts)
	return BGNBD{d.r, d.alpha, d.a, d.b}, rep, err
}
