// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele/btyd"
)

// wholesale draws the buyers of a wholesaler who reorder when they run out.
func wholesale(n int) (rows []btyd.RF) {
	rng := rand.New(rand.NewPCG(3, 1))
	truth := btyd.MBGCNBD{K: 3, R: 2, Alpha: 3, A: .4, B: 2.5}
	for range n {
		r, _ := truth.Simulate(rng, 52, 0)
		rows = append(rows, r)
	}
	return rows
}

// Six orders, one every five weeks, then twelve weeks of silence: for a regular
// buyer that is long.
func ExampleMBGCNBD() {
	model, report, err := btyd.FitMBGCNBD(wholesale(1000))
	fmt.Printf("k %d, %v, %v\n", model.K, report.Converged, err)
	silent := btyd.RF{X: 6, Tx: 30, T: 42, Litt: 6 * math.Log(5)}
	plain := btyd.MBGNBD{R: model.R, Alpha: model.Alpha * float64(model.K), A: model.A, B: model.B}
	fmt.Printf("alive %.2f; were gaps as chance makes them %.2f\n", model.AliveProb(silent), plain.AliveProb(silent))
	fmt.Printf("orders in the next quarter %.2f\n", model.Expected(silent, 13))
	// Output:
	// k 3, true, <nil>
	// alive 0.46; were gaps as chance makes them 0.70
	// orders in the next quarter 1.02
}

func ExampleBGCNBD() {
	rows := wholesale(1000)
	for _, k := range []int{1, 2, 3, 4} {
		_, report, err := btyd.FitBGCNBD(rows, btyd.WithK(k))
		fmt.Printf("k %d: log-likelihood %.0f, %v\n", k, report.LogLikelihood, err)
	}
	// Output:
	// k 1: log-likelihood -17794, <nil>
	// k 2: log-likelihood -16604, <nil>
	// k 3: log-likelihood -16384, <nil>
	// k 4: log-likelihood -16535, <nil>
}

func ExampleSampleParetoGGG() {
	rows := wholesale(150)
	sample, report, err := btyd.SampleParetoGGG(rows, btyd.Sampling{Seed: 1})
	fmt.Printf("the chains agree: %v, %v\n", report.Converged, err)
	fmt.Printf("k about %.0f, over 2: %v\n", sample.K.Median, sample.K.Low > 2)
	fmt.Printf("%d orders, then %.0f weeks of silence: gone for good, most likely: %v\n",
		1+rows[0].X, rows[0].T-rows[0].Tx, sample.AliveProb(0) < .2)
	// Output:
	// the chains agree: true, <nil>
	// k about 3, over 2: true
	// 2 orders, then 39 weeks of silence: gone for good, most likely: true
}
