// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"fmt"

	"github.com/clientele-crm/clientele/btyd"
)

// shop is a year's customers of a small shop, in weeks, with how many of each.
var shop = []btyd.RF{
	{T: 39, Weight: 140}, {X: 1, Tx: 4, T: 39, Weight: 22}, {X: 1, Tx: 20, T: 39, Weight: 18},
	{X: 2, Tx: 9, T: 37, Weight: 12}, {X: 2, Tx: 31, T: 38, Weight: 11}, {X: 3, Tx: 25, T: 35, Weight: 9},
	{X: 5, Tx: 12, T: 38, Weight: 4}, {X: 6, Tx: 36, T: 39, Weight: 6}, {X: 11, Tx: 33, T: 36, Weight: 3},
}

func Example() {
	model, report, err := btyd.FitBGNBD(shop)
	if err != nil {
		fmt.Println(err)
	}
	quiet := btyd.RF{X: 5, Tx: 12, T: 38} // five repeat orders, then 26 weeks of silence
	fmt.Printf("%v customers, log-likelihood %.1f\n", report.Customers, report.LogLikelihood)
	fmt.Printf("alive %.2f, orders within the year %.2f\n", model.AliveProb(quiet), model.Expected(quiet, 52))
	// Output:
	// 225 customers, log-likelihood -858.6
	// alive 0.06, orders within the year 0.26
}

func ExampleNBD() {
	model, _, err := btyd.FitNBD(shop)
	fmt.Printf("r %.3f, α %.2f, %v\n", model.R, model.Alpha, err)
	fmt.Printf("orders of a new customer in a year: %.2f\n", model.ExpectedNew(52))
	// Output:
	// r 0.378, α 15.94, <nil>
	// orders of a new customer in a year: 1.23
}

func ExampleBGNBD() {
	// The published parameters of the CDNOW data, in weeks.
	model := btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	customer := btyd.RF{X: 2, Tx: 30.43, T: 38.86}
	fmt.Printf("alive        %.3f\n", model.AliveProb(customer))
	fmt.Printf("active in 39 %.3f\n", model.ActiveProb(customer, 39))
	fmt.Printf("events in 39 %.3f\n", model.Expected(customer, 39))
	// Output:
	// alive        0.727
	// active in 39 0.555
	// events in 39 1.226
}

func ExampleMBGNBD() {
	model, _, err := btyd.FitMBGNBD(shop)
	once := btyd.RF{T: 39} // one order, 39 weeks ago
	fmt.Printf("still a customer: %.2f, %v\n", model.AliveProb(once), err)
	// Output:
	// still a customer: 0.09, <nil>
}

func ExampleGammaGamma() {
	spend := []btyd.Spend{{X: 1, Mean: 20, Weight: 9}, {X: 2, Mean: 35, Weight: 7}, {X: 3, Mean: 28, Weight: 6}, {X: 2, Mean: 90, Weight: 2}, {X: 5, Mean: 47, Weight: 3}, {X: 1, Mean: 12, Weight: 5}}
	model, _, err := btyd.FitGammaGamma(spend)
	fmt.Printf("a new customer spends %.2f, %v\n", model.ExpectedMean(btyd.Spend{}), err)
	fmt.Printf("one who spent 90 twice %.2f\n", model.ExpectedMean(btyd.Spend{X: 2, Mean: 90}))
	// Output:
	// a new customer spends 32.65, <nil>
	// one who spent 90 twice 65.55
}

func ExampleSBG() {
	// Of 1000 subscribers, 131, 126 and 90 leave at the first renewals.
	model, _, err := btyd.FitSBG([]btyd.Tenure{
		{Renewals: 0, Churned: true, Weight: 131}, {Renewals: 1, Churned: true, Weight: 126},
		{Renewals: 2, Churned: true, Weight: 90}, {Renewals: 3, Weight: 653},
	})
	fmt.Printf("left after ten years %.0f %%, %v\n", 100*model.Survival(10), err)
	fmt.Printf("renewals to come, at 10 %% a year: %.2f\n", model.DERL(4, .10))
	// Output:
	// left after ten years 27 %, <nil>
	// renewals to come, at 10 % a year: 4.57
}

// A report says what the data do not tell.
func ExampleReport() {
	_, report, _ := btyd.FitBGNBD([]btyd.RF{{X: 2, Tx: 9, T: 10}, {X: 1, Tx: 9, T: 11}, {X: 3, Tx: 11, T: 12}})
	fmt.Println(report.Converged)
	for _, note := range report.Notes {
		fmt.Println(note.Code)
	}
	// Output:
	// true
	// at-bound
	// at-bound
	// dropout-not-identifiable
	// no-heterogeneity
}
