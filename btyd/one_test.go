// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"math"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// What is asked about one customer is what the model answers, to the last bit.
func TestOneAnswersAsItsModel(t *testing.T) {
	rows := []btyd.RF{{T: 30}, {X: 3, Tx: 20, T: 39}, {X: 40, Tx: 39, T: 39}, {X: 2, Tx: 5, T: 400}, {X: -1, T: 3}}
	for _, m := range []btyd.Model{btyd.ParetoNBD{R: .55, Alpha: 10.6, S: .61, Beta: 11.7}, btyd.ParetoNBD{R: .55, Alpha: 10.6, S: .61, Beta: -1},
		btyd.MBGNBD{R: .5, Alpha: 6, A: .9, B: 1.6}, btyd.NBD{R: .4, Alpha: 7}} {
		for _, r := range rows {
			one := btyd.About(m, r)
			for _, h := range []float64{0, 1, 39, 400, math.Inf(1)} {
				for what, pair := range map[string][2]float64{"active": {one.ActiveProb(h), m.ActiveProb(r, h)}, "expected": {one.Expected(h), m.Expected(r, h)}} {
					if math.Float64bits(pair[0]) != math.Float64bits(pair[1]) {
						t.Errorf("%T %+v within %v, %s: %v, the model says %v", m, r, h, what, pair[0], pair[1])
					}
				}
			}
		}
	}
}
