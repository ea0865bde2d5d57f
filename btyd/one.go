// SPDX-License-Identifier: Apache-2.0

package btyd

import "math"

// One is a model asked several things about one customer. It answers as the model
// does; of the Pareto/NBD, whose chance of being alive is an integral, it works that
// out once.
type One struct {
	model  Model
	row    RF
	pareto bool
	alive  float64 // where pareto
}

// About asks a model about a customer.
func About(m Model, r RF) One {
	o := One{model: m, row: r}
	if p, ok := m.(ParetoNBD); ok {
		o.pareto, o.alive = true, p.AliveProb(r)
	}
	return o
}

// ActiveProb is the model's.
func (o *One) ActiveProb(horizon float64) float64 {
	if !o.pareto {
		return o.model.ActiveProb(o.row, horizon)
	}
	return o.model.(ParetoNBD).activeOf(o.row, horizon, o.alive)
}

// Expected is the model's.
func (o *One) Expected(horizon float64) float64 {
	if !o.pareto {
		return o.model.Expected(o.row, horizon)
	}
	return o.model.(ParetoNBD).expectedOf(o.row, horizon, o.alive)
}

// activeOf is ActiveProb of one who is alive with that chance: given alive, the next
// event must come before the leaving.
func (m ParetoNBD) activeOf(r RF, horizon, alive float64) float64 {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	return alive * min(1, m.race(r).turned().left(r.T, r.T+horizon))
}

// expectedOf is Expected of one who is alive with that chance: given alive, the mean
// rate times the mean time until the leaving or the horizon. S = 1 is no special case.
func (m ParetoNBD) expectedOf(r RF, horizon, alive float64) float64 {
	if !m.valid(r) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	log := math.Log1p(horizon / (m.Beta + r.T))
	return alive * m.rate(r) * (m.Beta + r.T) * log * meanDecay((m.S-1)*log)
}
