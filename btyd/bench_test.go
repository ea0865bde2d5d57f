// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/clientele-crm/clientele/btyd"
)

// million is a shop of a million customers with the parameters of CDNOW,
// seen by the day, who joined over twelve weeks.
var million = sync.OnceValue(func() []btyd.RF {
	rng := rand.New(rand.NewPCG(1, 2))
	m := btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	rows := make([]btyd.RF, 1_000_000)
	for i := range rows {
		r, _ := m.Simulate(rng, float64(189+rng.IntN(84))/7, 0)
		r.Tx = math.Ceil(r.Tx*7) / 7
		rows[i] = r
	}
	return rows
})

// benchmarkFits measures a fit of a thousand-odd and of a million customers.
func benchmarkFits[M any](b *testing.B, fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error)) {
	run := func(name string, rows func() []btyd.RF) {
		b.Run(name, func(b *testing.B) {
			rows := rows()
			for b.Loop() {
				if _, _, err := fit(rows); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("2357", func() []btyd.RF { return draw(2357) })
	run("1M", million)
}

func BenchmarkFitNBD(b *testing.B)       { benchmarkFits(b, btyd.FitNBD) }
func BenchmarkFitBGNBD(b *testing.B)     { benchmarkFits(b, btyd.FitBGNBD) }
func BenchmarkFitMBGNBD(b *testing.B)    { benchmarkFits(b, btyd.FitMBGNBD) }
func BenchmarkFitParetoNBD(b *testing.B) { benchmarkFits(b, btyd.FitParetoNBD) }

func BenchmarkFitBGCNBD(b *testing.B)  { benchmarkFits(b, btyd.FitBGCNBD) }
func BenchmarkFitMBGCNBD(b *testing.B) { benchmarkFits(b, btyd.FitMBGCNBD) }

// BenchmarkSample is a whole sample: two chains of 2,500 sweeps.
func BenchmarkSample(b *testing.B) {
	rows := rfs(cdnow(b, "cdnow_sample.csv", "sample_id"))
	for b.Loop() {
		if _, _, err := btyd.SampleParetoGGG(rows, btyd.Sampling{}); err != nil {
			b.Error(err)
		}
	}
}

func BenchmarkFitCDNOW(b *testing.B) {
	rows := rfs(cdnow(b, "cdnow_sample.csv", "sample_id"))
	b.Run("BG", func(b *testing.B) {
		for b.Loop() {
			btyd.FitBGNBD(rows)
		}
	})
	b.Run("Pareto", func(b *testing.B) {
		for b.Loop() {
			btyd.FitParetoNBD(rows)
		}
	})
}

func BenchmarkFitGammaGamma(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	rows := make([]btyd.Spend, 1000)
	for i := range rows {
		rows[i] = btyd.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}.Simulate(rng, 1+i%9)
	}
	for b.Loop() {
		btyd.FitGammaGamma(rows)
	}
}

func BenchmarkFitSBG(b *testing.B) {
	rows := tenures(survival["high end"][:8])
	for b.Loop() {
		btyd.FitSBG(rows)
	}
}

func BenchmarkFitBdW(b *testing.B) {
	rows := tenures(survival["high end"][:8])
	for b.Loop() {
		btyd.FitBdW(rows)
	}
}

func BenchmarkFitDonors(b *testing.B) {
	rows, _ := donors(b)
	for b.Loop() {
		btyd.FitBGBB(rows)
	}
}

func BenchmarkCollapse(b *testing.B) {
	rows := million()
	for b.Loop() {
		btyd.Collapse(rows)
	}
}

// BenchmarkScoreMillion asks of a million customers whether they are alive,
// whether they will come, and how often.
func BenchmarkScoreMillion(b *testing.B) {
	for name, m := range map[string]btyd.Model{
		"BG":     btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426},
		"Pareto": btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669},
	} {
		b.Run(name, func(b *testing.B) {
			rows := million()
			for b.Loop() {
				for _, r := range rows {
					m.AliveProb(r)
					m.ActiveProb(r, 39)
					m.Expected(r, 39)
				}
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	var m btyd.Model = btyd.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	r := btyd.RF{X: 2, Tx: 30.43, T: 38.86}
	b.Run("LogLikelihood", func(b *testing.B) {
		for b.Loop() {
			m.LogLikelihood(r)
		}
	})
	b.Run("AliveProb", func(b *testing.B) {
		for b.Loop() {
			m.AliveProb(r)
		}
	})
	b.Run("ActiveProb", func(b *testing.B) {
		for b.Loop() {
			m.ActiveProb(r, 39)
		}
	})
	b.Run("Expected", func(b *testing.B) {
		for b.Loop() {
			m.Expected(r, 39)
		}
	})
	b.Run("ExpectedByIntegral", func(b *testing.B) { // frequent customers who hardly differ
		m := btyd.BGNBD{R: 300, Alpha: 90, A: .3, B: 2}
		for b.Loop() {
			m.Expected(r, 39)
		}
	})
	pareto := btyd.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}
	b.Run("ParetoExpected", func(b *testing.B) {
		for b.Loop() {
			pareto.Expected(r, 39)
		}
	})
	b.Run("DERT", func(b *testing.B) {
		for b.Loop() {
			pareto.DERT(r, .0027)
		}
	})
	b.Run("Draw", func(b *testing.B) {
		rng := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			m.Draw(rng, r, 39)
		}
	})
	b.Run("DERL", func(b *testing.B) {
		for b.Loop() {
			btyd.SBG{Alpha: .668, Beta: 3.806}.DERL(3, .1)
		}
	})
}
