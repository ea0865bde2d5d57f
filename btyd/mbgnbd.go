// SPDX-License-Identifier: Apache-2.0

package btyd

import "math/rand/v2"

// MBGNBD is the modified BG/NBD: as the BG/NBD, but a customer may leave right
// after the first event too, so that one who bought once is not held alive
// for ever. (Batislam, Denizel & Filiztekin 2007, Int. J. of Research in
// Marketing 24:201-209; Hoppe & Wagner 2007.)
type MBGNBD struct{ R, Alpha, A, B float64 }

var _ Model = MBGNBD{}

func (m MBGNBD) dropout() dropout { return dropout{m.R, m.Alpha, m.A, m.B, 1} }

// LogLikelihood implements Model.
func (m MBGNBD) LogLikelihood(r RF) float64 { return m.dropout().logLikelihood(r) }

// AliveProb implements Model.
func (m MBGNBD) AliveProb(r RF) float64 { return m.dropout().aliveProb(r) }

// ActiveProb implements Model.
func (m MBGNBD) ActiveProb(r RF, horizon float64) float64 { return m.dropout().activeProb(r, horizon) }

// Expected implements Model.
func (m MBGNBD) Expected(r RF, horizon float64) float64 { return m.dropout().expected(r, horizon) }

// Draw implements Model.
func (m MBGNBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	return m.dropout().draw(rng, r, horizon)
}

// ExpectedNew is the expected number of repeat events of a new customer by
// age t.
func (m MBGNBD) ExpectedNew(t float64) float64 { return m.dropout().expected(RF{}, t) }

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m MBGNBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	return m.dropout().simulate(rng, age, horizon)
}

// FitMBGNBD finds the MBG/NBD of greatest likelihood.
func FitMBGNBD(rows []RF, opts ...Option) (MBGNBD, Report, error) {
	d, rep, err := fitDropout("MBG/NBD", 1, rows, opts)
	return MBGNBD{d.r, d.alpha, d.a, d.b}, rep, err
}
