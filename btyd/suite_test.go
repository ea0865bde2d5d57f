// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"testing"

	"github.com/clientele-crm/clientele/btyd"
	"github.com/clientele-crm/clientele/btyd/btydtest"
)

// asModel lets every fit stand in one table.
func asModel[M btyd.Model](fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error)) func([]btyd.RF) (btyd.Model, btyd.Report, error) {
	return func(rows []btyd.RF) (btyd.Model, btyd.Report, error) {
		m, rep, err := fit(rows)
		return m, rep, err
	}
}

// models are all that the suite holds to account, each at the parameters of
// an ordinary business, in weeks. A new model adds a line.
var models = map[string]btydtest.Subject{
	"NBD":        {Model: btyd.NBD{R: .6, Alpha: 8}, Fit: asModel(btyd.FitNBD), Params: 2},
	"BG/NBD":     {Model: btyd.BGNBD{R: .7, Alpha: 5, A: .8, B: 2.5}, Fit: asModel(btyd.FitBGNBD), Params: 4},
	"Pareto/NBD": {Model: btyd.ParetoNBD{R: .7, Alpha: 8, S: .8, Beta: 12}, Fit: asModel(btyd.FitParetoNBD), Params: 4},
	"MBG/NBD":    {Model: btyd.MBGNBD{R: .7, Alpha: 5, A: .9, B: 1.6}, Fit: asModel(btyd.FitMBGNBD), Params: 4},
	"BG/CNBD-k":  {Model: btyd.BGCNBD{K: 3, R: 1.2, Alpha: 2, A: .8, B: 2.5}, Fit: asModel(btyd.FitBGCNBD), Params: 4},
	"MBG/CNBD-k": {Model: btyd.MBGCNBD{K: 2, R: .9, Alpha: 3, A: .9, B: 1.6}, Fit: asModel(btyd.FitMBGCNBD), Params: 4},

	"BG/BB": {Model: btyd.BGBB{Alpha: 1.2, Beta: .75, Gamma: .66, Delta: 2.8}, Fit: asModel(btyd.FitBGBB), Params: 4, Discrete: true},
}

func TestModels(t *testing.T) {
	for name, subject := range models {
		t.Run(name, func(t *testing.T) { btydtest.Run(t, subject) })
	}
}
