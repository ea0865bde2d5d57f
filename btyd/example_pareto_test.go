// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele/btyd"
)

func ExampleParetoNBD() {
	// The published parameters of the CDNOW data, in weeks.
	model := btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}
	customer := btyd.RF{X: 26, Tx: 30.86, T: 31}
	fmt.Printf("alive                %.4f\n", model.AliveProb(customer))
	fmt.Printf("events in a year     %.2f\n", model.Expected(customer, 52))
	fmt.Printf("worth, at 15 %% a year: %.1f events of today\n", model.DERT(customer, math.Log(1.15)/52))
	// Output:
	// alive                0.9979
	// events in a year     25.46
	// worth, at 15 % a year: 86.3 events of today
}

func ExampleFitParetoNBDWith() {
	// Trade customers of the shop come more often than private ones.
	var rows []btyd.RF
	var z btyd.Covariates
	for _, r := range shop {
		rows, z.Rate = append(rows, r), append(z.Rate, []float64{0})
		r.X *= 2
		rows, z.Rate = append(rows, r), append(z.Rate, []float64{1})
	}
	model, report, err := btyd.FitParetoNBDWith(rows, z)
	fmt.Printf("trade comes %.2f times as often, %v\n", math.Exp(model.RateEffect[0]), err)
	fmt.Printf("γ is known to ±%.2f\n", report.StdErrors[4])
	once := btyd.RF{T: 20} // one order, 20 weeks ago
	fmt.Printf("still a customer: %.2f if trade, %.2f if private\n",
		model.At([]float64{1}, nil).AliveProb(once), model.At([]float64{0}, nil).AliveProb(once))
	// Output:
	// trade comes 2.28 times as often, <nil>
	// γ is known to ±0.18
	// still a customer: 0.34 if trade, 0.36 if private
}

// A draw is one way that the future may go; a total of draws has the right spread.
func ExampleModel() {
	var model btyd.Model = btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	rng := rand.New(rand.NewPCG(2, 2))
	customer := btyd.RF{X: 2, Tx: 30.43, T: 38.86}
	atLeast := make([]int, 4) // by how many orders
	for range 10_000 {
		n := model.Draw(rng, customer, 39)
		for k := range atLeast {
			if n >= k {
				atLeast[k]++
			}
		}
	}
	fmt.Printf("one order or more in %.1f of futures, three or more in %.1f\n", float64(atLeast[1])/1e4, float64(atLeast[3])/1e4)
	// Output:
	// one order or more in 0.6 of futures, three or more in 0.2
}
