// SPDX-License-Identifier: Apache-2.0

package btyd

import "math/rand/v2"

// BGCNBD is the BG/CNBD-k: the BG/NBD for customers who come regularly. A gap
// between events takes K phases, each Poisson at a rate λ ~ Gamma(R, rate
// Alpha), so that it varies by 1/√K of its mean; K = 1 is the BG/NBD. The
// model reads RF.Litt. (Platzer 2008; Reutterer, Platzer & Schröder 2021,
// Int. J. of Research in Marketing 38:194-215.)
type BGCNBD struct {
	K              int
	R, Alpha, A, B float64
}

// MBGCNBD is the MBG/CNBD-k: as the BG/CNBD-k, but a customer may leave right
// after the first event too; K = 1 is the MBG/NBD.
type MBGCNBD struct {
	K              int
	R, Alpha, A, B float64
}

var (
	_ Model = BGCNBD{}
	_ Model = MBGCNBD{}
)

func (m BGCNBD) erlang() erlang  { return erlang{dropout{m.R, m.Alpha, m.A, m.B, 0}, m.K} }
func (m MBGCNBD) erlang() erlang { return erlang{dropout{m.R, m.Alpha, m.A, m.B, 1}, m.K} }

// LogLikelihood implements Model.
func (m BGCNBD) LogLikelihood(r RF) float64 { return m.erlang().logLikelihood(r) }

// LogLikelihood implements Model.
func (m MBGCNBD) LogLikelihood(r RF) float64 { return m.erlang().logLikelihood(r) }

// AliveProb implements Model; it is 1 while there is no repeat event.
func (m BGCNBD) AliveProb(r RF) float64 { return m.erlang().aliveProb(r) }

// AliveProb implements Model.
func (m MBGCNBD) AliveProb(r RF) float64 { return m.erlang().aliveProb(r) }

// ActiveProb implements Model.
func (m BGCNBD) ActiveProb(r RF, horizon float64) float64 { return m.erlang().activeProb(r, horizon) }

// ActiveProb implements Model.
func (m MBGCNBD) ActiveProb(r RF, horizon float64) float64 {
	return m.erlang().activeProb(r, horizon)
}

// Expected implements Model.
func (m BGCNBD) Expected(r RF, horizon float64) float64 { return m.erlang().expected(r, horizon) }

// Expected implements Model.
func (m MBGCNBD) Expected(r RF, horizon float64) float64 { return m.erlang().expected(r, horizon) }

// Draw implements Model.
func (m BGCNBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	return m.erlang().draw(rng, r, horizon)
}

// Draw implements Model.
func (m MBGCNBD) Draw(rng *rand.Rand, r RF, horizon float64) int {
	return m.erlang().draw(rng, r, horizon)
}

// ExpectedNew is the expected number of repeat events of a new customer by
// age t.
func (m BGCNBD) ExpectedNew(t float64) float64 { return m.erlang().expected(RF{}, t) }

// ExpectedNew is the expected number of repeat events of a new customer by
// age t.
func (m MBGCNBD) ExpectedNew(t float64) float64 { return m.erlang().expected(RF{}, t) }

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m BGCNBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	return m.erlang().simulate(rng, age, horizon)
}

// Simulate draws a customer of the given age, and how many events follow in
// the horizon after it.
func (m MBGCNBD) Simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	return m.erlang().simulate(rng, age, horizon)
}

// FitBGCNBD finds the BG/CNBD-k of greatest likelihood: for k = 1, 2, … as
// long as it rises, 20 at most, or for the k of [WithK].
func FitBGCNBD(rows []RF, opts ...Option) (BGCNBD, Report, error) {
	e, rep, err := fitErlang("BG/CNBD-k", 0, rows, opts)
	return BGCNBD{e.k, e.r, e.alpha, e.a, e.b}, rep, err
}

// FitMBGCNBD finds the MBG/CNBD-k of greatest likelihood, as FitBGCNBD does.
func FitMBGCNBD(rows []RF, opts ...Option) (MBGCNBD, Report, error) {
	e, rep, err := fitErlang("MBG/CNBD-k", 1, rows, opts)
	return MBGCNBD{e.k, e.r, e.alpha, e.a, e.b}, rep, err
}
