// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Covariates are what is known of each customer beside the events and does
// not change: a sector, a channel, a size. They have one line for each row of
// the fit. Rate (z₁) moves how often a customer comes, Leave (z₂) how soon a
// customer leaves; either may be nil. Code a choice as 0 or 1. (Fader & Hardie
// 2007, note 019.)
type Covariates struct{ Rate, Leave [][]float64 }

// ParetoNBDWith is a Pareto/NBD with covariates. The embedded model is that
// of a customer whose covariates are all 0.
type ParetoNBDWith struct {
	ParetoNBD
	RateEffect  []float64 // γ₁: α = Alpha exp(-γ₁'z₁), so the rate goes with exp(γ₁'z₁)
	LeaveEffect []float64 // γ₂: β = Beta exp(-γ₂'z₂), so leaving goes with exp(γ₂'z₂)
}

// At is the model of one customer, which scores what the customer did. It is
// of no use, and scores NaN, if there are not as many covariates as effects.
func (m ParetoNBDWith) At(rate, leave []float64) ParetoNBD {
	return ParetoNBD{m.R, m.Alpha * effect(m.RateEffect, rate, -1), m.S, m.Beta * effect(m.LeaveEffect, leave, -1)}
}

// BGNBDWith is a BG/NBD with covariates. The embedded model is that of a
// customer whose covariates are all 0.
type BGNBDWith struct {
	BGNBD
	RateEffect []float64 // γ₁: α = Alpha exp(-γ₁'z₁), so the rate goes with exp(γ₁'z₁)
	AEffect    []float64 // γ₂: a = A exp(γ₂'z₂)
	BEffect    []float64 // γ₃: b = B exp(γ₃'z₂)
}

// At is the model of one customer, which scores what the customer did. It is
// of no use, and scores NaN, if there are not as many covariates as effects.
func (m BGNBDWith) At(rate, leave []float64) BGNBD {
	return BGNBD{m.R, m.Alpha * effect(m.RateEffect, rate, -1), m.A * effect(m.AEffect, leave, 1), m.B * effect(m.BEffect, leave, 1)}
}

// effect is exp(±γ'z).
func effect(gamma, z []float64, sign float64) float64 {
	if len(gamma) != len(z) {
		return math.NaN()
	}
	var sum float64
	for i, g := range gamma {
		sum += g * z[i]
	}
	return math.Exp(sign * sum)
}

// FitParetoNBDWith finds the Pareto/NBD with covariates of greatest
// likelihood. StdErrors are of R, Alpha, S, Beta and the effects as they stand
// in the model. A prior counts covariates in units of their standard deviation.
func FitParetoNBDWith(rows []RF, z Covariates, opts ...Option) (ParetoNBDWith, Report, error) {
	par, rep, err := fitWith(withCovariates{
		model:  "Pareto/NBD",
		base:   []string{"r", "α", "s", "β"},
		times:  []int{1, 3},
		blocks: []block{{"the rate", 1, -1, false}, {"leaving", 3, -1, true}},
		plain:  fitPareto,
		like:   func(t *table) likelihood { return paretoTable{t} },
	}, rows, z, opts)
	if par == nil {
		return ParetoNBDWith{}, rep, err
	}
	k := 4 + z.width(false)
	return ParetoNBDWith{ParetoNBD{par[0], par[1], par[2], par[3]}, par[4:k], par[k:]}, rep, err
}

// FitBGNBDWith finds the BG/NBD with covariates of greatest likelihood.
// StdErrors are of R, Alpha, A, B and the effects as they stand in the model.
// A prior counts covariates in units of their standard deviation.
func FitBGNBDWith(rows []RF, z Covariates, opts ...Option) (BGNBDWith, Report, error) {
	par, rep, err := fitWith(withCovariates{
		model:  "BG/NBD",
		base:   []string{"r", "α", "a", "b"},
		times:  []int{1},
		blocks: []block{{"the rate", 1, -1, false}, {"a", 2, 1, true}, {"b", 3, 1, true}},
		plain:  func(t *table, opts []Option) ([]float64, Report, error) { return searchDropout("BG/NBD", 0, t, opts) },
		like:   func(t *table) likelihood { return dropoutTable{t, 0} },
	}, rows, z, opts)
	if par == nil {
		return BGNBDWith{}, rep, err
	}
	k, l := 4+z.width(false), 4+z.width(false)+z.width(true)
	return BGNBDWith{BGNBD{par[0], par[1], par[2], par[3]}, par[4:k], par[k:l], par[l:]}, rep, err
}

// of picks Leave or Rate, and width is how many covariates it has.
func (z Covariates) of(leave bool) [][]float64 {
	if leave {
		return z.Leave
	}
	return z.Rate
}

func (z Covariates) width(leave bool) int {
	if lines := z.of(leave); len(lines) > 0 {
		return len(lines[0])
	}
	return 0
}

// check says what is wrong with the covariates of n rows.
func (z Covariates) check(n int) error {
	for _, leave := range []bool{false, true} {
		lines, width := z.of(leave), z.width(leave)
		if lines != nil && len(lines) != n {
			return fmt.Errorf("%d lines of covariates for %d rows", len(lines), n)
		}
		for i, line := range lines {
			if len(line) != width {
				return fmt.Errorf("row %d has %d covariates, row 0 has %d", i, len(line), width)
			}
			for k, v := range line {
				if !(math.Abs(v) <= largest) {
					return fmt.Errorf("row %d: covariate %d is %g: not a number of an ordinary size", i, k+1, v)
				}
			}
		}
	}
	if z.width(false)+z.width(true) == 0 {
		return errors.New("no covariates: fit the plain model")
	}
	return nil
}

// line is all that is known of row i, Rate first.
func (z Covariates) line(i int) []float64 {
	var out []float64
	if z.Rate != nil {
		out = append(out, z.Rate[i]...)
	}
	if z.Leave != nil {
		out = append(out, z.Leave[i]...)
	}
	return out
}

// alike cuts the rows into those of the same covariates, in the order of the
// covariates.
func (z Covariates) alike(rows []RF) (groups [][]RF, lines [][]float64) {
	order := make([]int, len(rows))
	all := make([][]float64, len(rows))
	for i := range rows {
		order[i], all[i] = i, z.line(i)
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(slices.Compare(all[i], all[j]), cmp.Compare(i, j))
	})
	for k, i := range order {
		if k == 0 || !slices.Equal(all[i], lines[len(lines)-1]) {
			groups, lines = append(groups, nil), append(lines, all[i])
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], rows[i])
	}
	return groups, lines
}
