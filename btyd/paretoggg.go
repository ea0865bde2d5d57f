// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// ParetoGGG is the Pareto/GGG: customers differ in how regular they are, too.
// Gaps are Gamma of shape k and mean 1/λ, a lifetime is exponential of rate μ,
// and k ~ Gamma(T, rate Gamma), λ ~ Gamma(R, rate Alpha), μ ~ Gamma(S, rate
// Beta) differ among customers. (Platzer & Reutterer 2016, Marketing Science
// 35:779-799.)
//
// The likelihood of a customer base has no closed form, so this is no [Model]
// of six numbers that scores any row: it is a sample of the posterior, made
// by [SampleParetoGGG], that scores the rows it was made from, by their place.
// Where gaps are no more regular than chance (K near 1) it tells no more than
// a model that takes milliseconds.
type ParetoGGG struct {
	T, Gamma, R, Alpha, S, Beta Posterior
	K                           Posterior // the mean k of the customers
	rows                        []RF
	scale                       float64
	kept                        [][][3]float32 // by row, by draw: ln λ, ln k, ln μ, scaled
}

// Posterior sums up the draws of one number.
type Posterior struct {
	Mean, SD          float64
	Low, Median, High float64 // 5 %, 50 %, 95 %
	RHat              float64 // 1 when the chains agree; above 1.05 they do not yet
	ESS               float64 // how many independent draws the sample is worth
}

// Sampling is how long to sample. A field that is 0 takes the value named.
type Sampling struct {
	Chains int    // 2; each starts elsewhere, and they run side by side
	Warmup int    // 500 sweeps at the start of each chain, not kept
	Draws  int    // 2000 sweeps of each chain after it
	Keep   int    // 200 draws of each customer, spread over all chains
	Seed   uint64 // the same seed gives the same sample
}

// mostKept bounds the memory for customers' draws: half a gigabyte.
const mostKept = 40_000_000

func (s Sampling) check(customers int) (Sampling, error) {
	for _, f := range []struct {
		name  string
		value *int
		usual int
		most  int
	}{{"Chains", &s.Chains, 2, 64}, {"Warmup", &s.Warmup, 500, 1e6}, {"Draws", &s.Draws, 2000, 1e6}, {"Keep", &s.Keep, 200, 1e5}} {
		if *f.value == 0 {
			*f.value = f.usual
		}
		if *f.value < 1 || *f.value > f.most {
			return s, fmt.Errorf("%s is %d: it lies between 1 and %d", f.name, *f.value, f.most)
		}
	}
	if s.Draws < 20 {
		return s, fmt.Errorf("Draws is %d: fewer than 20 tell nothing", s.Draws)
	}
	s.Keep = max(1, min(s.Keep, s.Chains*s.Draws, mostKept/customers))
	return s, nil
}

// SampleParetoGGG samples the posterior of the Pareto/GGG given the rows, each
// one customer, with Litt. The priors are the paper's: each of the six numbers
// is Gamma(0.001, 0.001), in units of the median age; hardly any information.
//
// The report has posterior standard deviations for StdErrors, and no
// log-likelihood. Where an RHat is above 1.05 the error wraps
// [ErrNotConverged], and the sample comes beside it.
func SampleParetoGGG(rows []RF, s Sampling) (*ParetoGGG, Report, error) {
	const model = "Pareto/GGG"
	rep := Report{Model: model, Customers: float64(len(rows))}
	tab, err := newTable(rows)
	if err == nil {
		_, err = sumLitt(rows)
	}
	if err == nil {
		err = everyOneItself(rows)
	}
	if err == nil {
		s, err = s.check(len(rows))
	}
	if err != nil {
		return nil, rep, faulty(model, err)
	}
	m := &ParetoGGG{rows: slices.Clone(rows), scale: tab.scale}
	chains := make([]*chain, s.Chains)
	share(s.Chains, func(c int) {
		chains[c] = newChain(rows, tab, rand.New(rand.NewPCG(s.Seed, uint64(c))))
		chains[c].run(s, keptOf(c, s))
	})
	m.gather(chains)
	rep.Iterations = s.Chains * (s.Warmup + s.Draws)
	rep.Converged = true
	for _, p := range []Posterior{m.T, m.Gamma, m.R, m.Alpha, m.S, m.Beta} {
		rep.StdErrors = append(rep.StdErrors, p.SD)
		rep.Converged = rep.Converged && p.RHat <= 1.05
	}
	if tab.events == 0 {
		rep.note(NoRepeats, "Nobody came back: the data say no more than that events are rare.")
	}
	if !rep.Converged {
		return m, rep, fmt.Errorf("sample %s: %w: the chains do not agree yet, take more draws", model, ErrNotConverged)
	}
	return m, rep, nil
}

// everyOneItself refuses weights: the sampler follows each customer.
func everyOneItself(rows []RF) error {
	for i, r := range rows {
		if weight(r.Weight) != 1 {
			return fmt.Errorf("row %d: Weight is %g: the sampler follows each customer, so give a row for each", i, r.Weight)
		}
	}
	return nil
}

// keptOf is how many of the kept draws chain c gives.
func keptOf(c int, s Sampling) int { return (s.Keep*(c+1))/s.Chains - (s.Keep*c)/s.Chains }

// gather puts the chains' draws together, in the caller's unit of time.
func (m *ParetoGGG) gather(chains []*chain) {
	unit := [...]float64{1, 1, 1, m.scale, 1, m.scale, 1}
	for i, p := range []*Posterior{&m.T, &m.Gamma, &m.R, &m.Alpha, &m.S, &m.Beta, &m.K} {
		draws := make([][]float64, len(chains))
		for c, from := range chains {
			draws[c] = from.trace[i]
		}
		*p = posterior(draws)
		for _, v := range []*float64{&p.Mean, &p.SD, &p.Low, &p.Median, &p.High} {
			*v *= unit[i]
		}
	}
	m.kept = make([][][3]float32, len(m.rows))
	for i := range m.kept {
		for _, from := range chains {
			for _, sweep := range from.kept {
				m.kept[i] = append(m.kept[i], sweep[i])
			}
		}
	}
}

// over is the mean of f over the kept draws of row i, NaN outside the rows.
func (m *ParetoGGG) over(i int, f func(p *person, wait span) float64) float64 {
	if i < 0 || i >= len(m.rows) {
		return math.NaN()
	}
	var sum float64
	wait := m.wait(i)
	for _, draw := range m.kept[i] {
		sum += f(newPerson(draw), wait)
	}
	return sum / float64(len(m.kept[i]))
}

func (m *ParetoGGG) wait(i int) span { return spanOf((m.rows[i].T - m.rows[i].Tx) / m.scale) }

// AliveProb is the probability that the customer of row i has not left.
func (m *ParetoGGG) AliveProb(i int) float64 {
	return m.over(i, func(p *person, wait span) float64 { return p.alive(wait, p.silence(wait)) })
}

// ActiveProb is the probability that the customer of row i has an event in the
// horizon.
func (m *ParetoGGG) ActiveProb(i int, horizon float64) float64 {
	if !finiteHorizon(horizon) {
		return math.NaN()
	}
	return m.over(i, func(p *person, wait span) float64 {
		later := spanOf(wait.long + horizon/m.scale)
		return min(1, max(0, 1-p.silence(later)/p.silence(wait)))
	})
}

// Expected is the expected number of events of row i in the horizon: the mean
// of two thousand draws, the same ones whenever it is asked.
func (m *ParetoGGG) Expected(i int, horizon float64) float64 {
	if !finiteHorizon(horizon) {
		return math.NaN()
	}
	rng := rand.New(rand.NewPCG(1, uint64(i)))
	return m.over(i, func(p *person, wait span) float64 {
		var sum float64
		times := 1 + 2000/len(m.kept[i])
		for range times {
			sum += p.draw(rng, wait, horizon/m.scale)
		}
		return sum / float64(times)
	})
}

// Draw draws the number of events of row i in the horizon, -1 where there is
// no such row or horizon.
func (m *ParetoGGG) Draw(rng *rand.Rand, i int, horizon float64) int {
	if i < 0 || i >= len(m.rows) || !finiteHorizon(horizon) {
		return -1
	}
	p := newPerson(m.kept[i][rng.IntN(len(m.kept[i]))])
	return whole(p.draw(rng, m.wait(i), horizon/m.scale))
}
