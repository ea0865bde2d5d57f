// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
	"github.com/clientele-crm/clientele/btyd/btydtest"
)

// FuzzModel scores any customer under any parameters: a valid one gets
// numbers, an invalid one NaN, and nothing panics.
func FuzzModel(f *testing.F) {
	f.Add(2, 30.43, 38.86, .243, 4.414, .793, 2.426)
	f.Add(0, 0.0, 0.0, 1e-5, 1e-5, 1e-5, 1e-5)
	f.Add(5000, 1e6, 1e6, 1.6e5, 1e-5, 1e-5, 1.6e5)
	f.Add(1, 1e-3, 1e6, 1.6e5, 1.6e5, 1.6e5, 1e-5)
	f.Add(-1, math.NaN(), math.Inf(1), 0.0, -1.0, 1.0, 1.0)
	f.Fuzz(func(t *testing.T, x int, tx, age, r, alpha, a, b float64) {
		row := btyd.RF{X: x, Tx: tx, T: age}
		for _, m := range []btyd.Model{btyd.NBD{R: r, Alpha: alpha}, btyd.BGNBD{R: r, Alpha: alpha, A: a, B: b}, btyd.MBGNBD{R: r, Alpha: alpha, A: a, B: b},
			btyd.ParetoNBD{R: r, Alpha: alpha, S: a, Beta: b}, btyd.BGCNBD{K: 1 + x&7, R: r, Alpha: alpha, A: a, B: b}, btyd.MBGCNBD{K: 1 + x&15, R: r, Alpha: alpha, A: a, B: b}} {
			if row.Check() != nil {
				if !math.IsNaN(m.LogLikelihood(row)) || !math.IsNaN(m.Expected(row, 1)) || !math.IsNaN(m.ActiveProb(row, 1)) || !math.IsNaN(m.AliveProb(row)) {
					t.Errorf("%+v of %+v is not NaN", m, row)
				}
				continue
			}
			usual := func(v float64) bool { return v >= 1e-6 && v <= 1e6 }
			if usual(r) && usual(alpha) && usual(a) && usual(b) && x <= 1e9 && age <= 1e9 && (tx == 0 || tx >= 1e-9) {
				btydtest.CheckFinite(t, m, row)
				if p, ok := m.(btyd.ParetoNBD); ok && !(p.DERT(row, .003) >= 0 && p.DERT(row, .003) < 1e16*(1+float64(x))) {
					t.Errorf("%+v of %+v: DERT is %v", m, row, p.DERT(row, .003))
				}
			} else { // no more than no panic
				m.LogLikelihood(row)
				m.Expected(row, 1)
			}
		}
	})
}

// FuzzFit fits any rows: nothing panics, and a fit that returns without an
// error returns a model that scores its own rows.
func FuzzFit(f *testing.F) {
	pack := func(v ...float64) (out []byte) {
		for _, f := range v {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(f))
		}
		return out
	}
	f.Add(pack(0, 0, 10, 1, 2, 5, 10, 1, 1, 3, 30, 2))
	f.Add(pack(4, 9, 10, 1))
	f.Add(pack(0, 0, 0, 1, 0, 0, 1e-9, 0))
	f.Add(pack(5000, 1e6, 1e6, 1, 1, 1e-3, 1e-3, 1e6, 0, 0, 5, 1e-6))
	f.Add(pack(3, 1, 2, 1, 3, 1, 2, 1, 2, 2, 2, 1, 1, 2, 2, 5))
	f.Add([]byte("00000000\x00\x00\x00\x00\x00\x00\x00\x0010010\x00\x00\x0001100017")) // a weight of 1e-42
	f.Fuzz(func(t *testing.T, data []byte) {
		var rows []btyd.RF
		var spend []btyd.Spend
		var tenures []btyd.Tenure
		for ; len(data) >= 32 && len(rows) < 64; data = data[32:] {
			at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:])) }
			x := int(max(min(at(0), 1e7), -1))
			rows = append(rows, irregular(btyd.RF{X: x, Tx: at(1), T: at(2), Weight: at(3)}))
			spend = append(spend, btyd.Spend{X: x, Mean: at(1), Weight: at(3)})
			tenures = append(tenures, btyd.Tenure{Renewals: min(x, 500), Churned: at(1) > 0, Weight: at(3)})
		}
		for _, s := range models {
			m, rep, err := s.Fit(rows)
			if err != nil && !errors.Is(err, btyd.ErrNotConverged) {
				continue // invalid rows
			}
			checkReport(t, rep)
			for _, r := range rows {
				if l := m.LogLikelihood(r); math.IsNaN(l) || math.IsInf(l, 0) {
					t.Errorf("%+v: log-likelihood of %+v is %v", m, r, l)
				}
			}
		}
		if m, rep, err := btyd.FitGammaGamma(spend); err == nil || errors.Is(err, btyd.ErrNotConverged) {
			checkReport(t, rep)
			if v := m.ExpectedMean(spend[0]); !(v >= 0) && float64(spend[0].X)*m.P+m.Q > 1 {
				t.Errorf("%+v: %+v is expected to spend %v", m, spend[0], v)
			}
		}
		if m, rep, err := btyd.FitSBG(tenures); err == nil || errors.Is(err, btyd.ErrNotConverged) {
			checkReport(t, rep)
			if v := m.Survival(3); !(v >= 0 && v <= 1) {
				t.Errorf("%+v: survival %v", m, v)
			}
		}
		if m, rep, err := btyd.FitBdW(tenures); err == nil || errors.Is(err, btyd.ErrNotConverged) {
			checkReport(t, rep)
			if v := m.Survival(3); !(v >= 0 && v <= 1) {
				t.Errorf("%+v: survival %v", m, v)
			}
		}
	})
}

// FuzzCovariates fits any covariates: nothing panics, and what returns without
// an error has effects that are numbers, and scores its own rows.
func FuzzCovariates(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1, 2, 3, 4}, 1.0, 0.0)
	f.Add([]byte{9, 200, 40, 1, 3, 30, 0, 0, 1, 1, 1, 1, 0, 0, 7, 0}, -1e3, 1e3)
	f.Add([]byte{5, 5, 5, 5, 5, 5, 5, 5}, 1e40, 1e-40)
	f.Fuzz(func(t *testing.T, data []byte, unit, zero float64) {
		var rows []btyd.RF
		var z btyd.Covariates
		for ; len(data) >= 4 && len(rows) < 64; data = data[4:] {
			r := btyd.RF{X: int(data[0] % 16), T: float64(data[1])}
			if r.X > 0 {
				r.Tx = r.T * float64(1+data[2]%16) / 16
			}
			rows = append(rows, r)
			z.Rate = append(z.Rate, []float64{float64(data[2]/16)*unit + zero, float64(data[3] % 3)})
			z.Leave = append(z.Leave, []float64{float64(data[3] / 64)})
		}
		if m, rep, err := btyd.FitParetoNBDWith(rows, z); err == nil || errors.Is(err, btyd.ErrNotConverged) {
			checkReport(t, rep)
			for i, r := range rows {
				if l := m.At(z.Rate[i], z.Leave[i]).LogLikelihood(r); math.IsNaN(l) || math.IsInf(l, 0) {
					t.Errorf("%+v: log-likelihood of %+v is %v", m, r, l)
				}
			}
		}
		if m, rep, err := btyd.FitBGNBDWith(rows, z); err == nil || errors.Is(err, btyd.ErrNotConverged) {
			checkReport(t, rep)
			for i, r := range rows {
				if l := m.At(z.Rate[i], z.Leave[i]).LogLikelihood(r); math.IsNaN(l) || math.IsInf(l, 0) {
					t.Errorf("%+v: log-likelihood of %+v is %v", m, r, l)
				}
			}
		}
	})
}

// FuzzSample samples any rows for a few sweeps: nothing panics, or never ends,
// and what comes back are numbers.
func FuzzSample(f *testing.F) {
	f.Add(2, 30.43, 38.86, 5, 1e-3)
	f.Add(0, 0.0, 0.0, 0, 1e9)
	f.Add(5000, 1e6, 1e6, 1, 1e-40)
	f.Add(1, 1e-200, 1e-9, 70, 1e40)
	f.Fuzz(func(t *testing.T, x int, tx, age float64, y int, other float64) {
		x, y = max(min(x, 1e7), -1), max(min(y, 1e5), -1)
		rows := []btyd.RF{irregular(btyd.RF{X: x, Tx: tx, T: age}), {T: age}, {T: other}, irregular(btyd.RF{X: y, Tx: other, T: other})}
		m, rep, err := btyd.SampleParetoGGG(rows, btyd.Sampling{Chains: 1, Warmup: 10, Draws: 20, Keep: 4})
		if err != nil && !errors.Is(err, btyd.ErrNotConverged) {
			return // invalid rows
		}
		checkReport(t, rep)
		for _, p := range []btyd.Posterior{m.T, m.Gamma, m.R, m.Alpha, m.S, m.Beta, m.K} {
			if !(p.Low <= p.Median && p.Median <= p.High && p.RHat > 0 && p.ESS > 0) {
				t.Errorf("%+v", p)
			}
		}
		for i := range rows {
			alive, active, expected := m.AliveProb(i), m.ActiveProb(i, 10), m.Expected(i, 10)
			if !(alive >= 0 && alive <= 1 && active >= 0 && active <= 1 && expected >= 0) {
				t.Errorf("%+v: alive %v, active %v, expected %v", rows[i], alive, active, expected)
			}
		}
	})
}

// checkReport fails if a report holds what is not a number.
func checkReport(t *testing.T, rep btyd.Report) {
	t.Helper()
	for _, v := range append([]float64{rep.Customers, rep.LogLikelihood, rep.GradNorm}, rep.StdErrors...) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%+v", rep)
		}
	}
}
