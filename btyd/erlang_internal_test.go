// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"testing"
)

// With one phase a gap, the BG/CNBD-k is the BG/NBD, whose closed form is
// another derivation.
func TestOnePhaseIsDropout(t *testing.T) {
	for _, d := range []dropout{
		{.243, 4.414, .793, 2.426, 0}, {.525, 6.183, .891, 1.614, 1}, {.7291, 67.6049, .0985, .8353, 0},
		{.5, 5, 1, 3, 0}, {3, 5, 40, 60, 1}, {1.5, 5, 2, 900, 0}, {.02, 5, .01, .8, 1}, {50, 200, 1e-5, 1e4, 1},
	} {
		e := erlang{d, 1}
		for _, row := range []RF{{}, {T: 40}, {X: 1, Tx: 3, T: 40}, {X: 7, Tx: 38, T: 40}, {X: 400, Tx: 39.5, T: 40}, {X: 20_000, Tx: 40, T: 40}} {
			near(t, "log-likelihood", e.logLikelihood(row), d.logLikelihood(row), 1e-12)
			near(t, "alive", e.aliveProb(row), d.aliveProb(row), 1e-11)
			for _, h := range []float64{1e-6, .5, 39, 500, 1e5} {
				near(t, "active", e.activeProb(row, h), d.activeProb(row, h), 1e-9)
				near(t, "expected", e.expected(row, h), d.expected(row, h), 1e-9)
				if t.Failed() {
					t.Fatal(d, row, h)
				}
			}
		}
	}
}

// The two ways to E[events | alive] were derived apart and check each other,
// and the share of those who come at all against the finite sum for it.
func TestExpectedTwoWaysByPhases(t *testing.T) {
	for _, d := range []dropout{
		{.9, 3, .9, 1.6, 1}, {1.2, 2, .8, 2.5, 0}, {.3, 5, .01, .8, 1}, {20, 5, 1, 3, 0}, {2, 5, 40, 60, 1}, {2, 5, 1e-5, 1e4, 0},
	} {
		for _, k := range []int{1, 2, 3, 8, 20} {
			for _, row := range []RF{{T: 40}, {X: 2, Tx: 30, T: 40}, {X: 60, Tx: 39, T: 40}} {
				e := erlang{d, k}
				h := e.read(row)
				for _, w := range []float64{.3, 2, 20} {
					a, b := d.a, d.b+d.m+h.x
					s := e.series(h, w, a, b)
					if math.IsNaN(s) || s < .1 { // the integral is for many
						continue
					}
					near(t, "expected", e.integral(h, w, a, b), s, 1e-10)
					near(t, "reach", e.reach(h, w, 1), e.series(h, w, 1, 0), 1e-11)
					if t.Failed() {
						t.Fatal(e, row, w, s)
					}
				}
			}
		}
	}
}
