// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"fmt"
	"math"
	"slices"
)

// CovariatesIdle: the covariates explain no more than chance would.
const CovariatesIdle Code = "covariates-idle"

// CovariatesAlike: some covariates are constant, or follow from the others.
const CovariatesAlike Code = "covariates-alike"

// withCovariates is a model to which covariates are fitted.
type withCovariates struct {
	model  string
	base   []string // the plain parameters
	times  []int    // those of them that carry a unit of time
	blocks []block
	plain  func(*table, []Option) ([]float64, Report, error)
	like   func(*table) likelihood
}

// block is a plain parameter with a factor exp(sign·γ'z), z of Leave or Rate.
type block struct {
	name  string
	param int
	sign  float64
	leave bool
}

// coefficient is one γ of a block, with its covariate's place among a
// row's, mean and standard deviation.
type coefficient struct {
	block
	column   int
	mean, sd float64
}

// coefficients lists them in the order of the blocks.
func (w withCovariates) coefficients(z Covariates) (out []coefficient, names []string) {
	for _, b := range w.blocks {
		for k := range z.width(b.leave) {
			column := k
			if b.leave {
				column += z.width(false)
			}
			out = append(out, coefficient{block: b, column: column})
			names = append(names, fmt.Sprintf("the effect of covariate %d on %s", k+1, b.name))
		}
	}
	return out, names
}

// measure takes the mean and standard deviation over weighted lines, and
// refuses a covariate whose zero is so far off that the model there means nothing.
func (s *coefficient) measure(lines [][]float64, weights []float64) error {
	var total, squares float64
	for i, line := range lines {
		total += weights[i]
		s.mean += (line[s.column] - s.mean) * weights[i] / total
	}
	for i, line := range lines {
		squares += weights[i] / total * (line[s.column] - s.mean) * (line[s.column] - s.mean)
	}
	s.sd = math.Sqrt(squares)
	if !(s.sd > 1e-12*math.Abs(s.mean)) { // constant: it says nothing, and its coefficient stays 0
		s.sd = math.Inf(1)
	} else if math.Abs(s.mean) > 50*s.sd {
		return fmt.Errorf("a covariate of %s lies around %g and varies by no more than %g: subtract what is usual, so that 0 is a customer who could exist", s.name, s.mean, s.sd)
	}
	return nil
}

// fitWith fits on the scale of the data, every covariate centred and in units
// of its standard deviation, and puts the result into the caller's units.
func fitWith(w withCovariates, rows []RF, z Covariates, opts []Option) ([]float64, Report, error) {
	w.model += " with covariates"
	tab, err := newTable(rows)
	if err == nil {
		err = z.check(len(rows))
	}
	gammas, names := w.coefficients(z)
	if dim := len(w.base) + len(gammas); err == nil && dim > maxParams {
		err = fmt.Errorf("%d parameters, at most %d can be fitted", dim, maxParams)
	}
	if err != nil {
		return nil, Report{Model: w.model}, faulty(w.model, err)
	}
	groups, lines := z.alike(rows)
	like := covariateTable{params: []int{0, 1, 2, 3}}
	weights := make([]float64, len(groups))
	for i, g := range groups {
		t := tableOf(g)
		t.rescale(tab.scale)
		weights[i] = t.customers
		like.cells = append(like.cells, cell{like: w.like(t), lo: like.rows})
		like.rows += len(t.t)
	}
	for i := range gammas {
		if err := gammas[i].measure(lines, weights); err != nil {
			return nil, Report{Model: w.model}, faulty(w.model, err)
		}
	}
	like.design(gammas, lines)
	plain, without, err := w.plain(tab, opts)
	if plain == nil {
		without.Model = w.model
		return nil, without, err
	}
	start, other := slices.Clone(plain), []float64{1, 1 / startRate(tab), 1, 3}
	for range gammas {
		start, other = append(start, 1), append(other, 1)
	}
	par, rep, err := fitting{w.model, append(w.base, names...), like, tab.customers, opts}.run(start, other)
	w.note(&rep, without, gammas, tab)
	unstandardise(par, &rep, gammas)
	finishRates(&rep, par, tab.withoutTx())
	for _, i := range w.times[1:] {
		rep.rescale(par, i, tab.scale)
	}
	return par, rep, err
}

// note says what the covariates are worth.
func (w withCovariates) note(rep *Report, without Report, gammas []coefficient, tab *table) {
	if gain := rep.LogLikelihood - without.LogLikelihood; gain < float64(len(gammas)) { // Akaike
		rep.note(CovariatesIdle, "The covariates explain no more than chance would (log-likelihood %.2f with them, %.2f without).",
			rep.LogLikelihood-tab.shift(), without.LogLikelihood-tab.shift())
	}
	for _, n := range without.Notes {
		if n.Code == DropoutNotIdentifiable {
			rep.Notes = append(rep.Notes, n)
		}
	}
	if rep.StdErrors == nil && without.StdErrors != nil && !rep.Has(AtBound) {
		rep.note(CovariatesAlike, "Some covariates are the same for everybody, or follow from the others: their effects cannot be told apart.")
	}
}

// unstandardise turns ln par of centred and scaled covariates, with its
// covariance, into par at covariates of 0 and the effects by their own unit.
func unstandardise(par []float64, rep *Report, gammas []coefficient) {
	n := len(par) - len(gammas)
	to := make([][]float64, len(par)) // the linear map of the logs
	for i := range to {
		to[i] = make([]float64, len(par))
		to[i][i] = 1
	}
	for k, s := range gammas {
		to[n+k][n+k] = 1 / s.sd
		to[s.param][n+k] = -s.sign * s.mean / s.sd
	}
	logs := make([]float64, len(par))
	for i := range to {
		var variance float64
		for j := range to {
			logs[i] += to[i][j] * math.Log(par[j])
			for l := range rep.logCovariance {
				variance += to[i][j] * rep.logCovariance[j][l] * to[i][l]
			}
		}
		if rep.StdErrors != nil {
			rep.StdErrors[i] = math.Sqrt(variance)
		}
	}
	copy(par, logs)
	for i := range n {
		par[i] = math.Exp(logs[i])
		if rep.StdErrors != nil {
			rep.StdErrors[i] *= par[i]
		}
	}
}

// covariateTable is the likelihood of customers in cells of the same
// covariates. In a cell the model is the plain one, with the logs of its
// parameters linear in the logs of all: so are its derivatives.
type covariateTable struct {
	cells  []cell
	rows   int
	params []int // the plain parameter that each parameter acts on
}

type cell struct {
	like likelihood
	lo   int       // its first row
	x    []float64 // by parameter: 1 for a plain one, sign·(z-mean)/sd for a coefficient
}

// design fills in what each coefficient does in each cell.
func (t *covariateTable) design(gammas []coefficient, lines [][]float64) {
	for i := range t.cells {
		t.cells[i].x = []float64{1, 1, 1, 1}
		for _, s := range gammas {
			t.cells[i].x = append(t.cells[i].x, s.sign*(lines[i][s.column]-s.mean)/s.sd)
		}
	}
	for _, s := range gammas {
		t.params = append(t.params, s.param)
	}
}

func (t covariateTable) size() int { return t.rows }

func (t covariateTable) at(par []float64, c *curve) func(lo, hi int, c *curve) {
	adds := make([]func(lo, hi int, c *curve), len(t.cells))
	plain := make([][]float64, len(t.cells))
	for i, cell := range t.cells {
		plain[i] = t.plain(cell, par)
		var own curve
		adds[i] = cell.like.at(plain[i], &own)
		t.fold(c, &own, cell, plain[i], par)
	}
	return func(lo, hi int, c *curve) {
		first, _ := slices.BinarySearchFunc(t.cells, lo, func(k cell, lo int) int { return k.lo + k.like.size() - 1 - lo })
		for i := first; i < len(t.cells) && t.cells[i].lo < hi; i++ {
			var own curve
			cell := t.cells[i]
			adds[i](max(lo-cell.lo, 0), min(hi-cell.lo, cell.like.size()), &own)
			t.fold(c, &own, cell, plain[i], par)
		}
	}
}

// plain are the plain parameters in a cell.
func (t covariateTable) plain(k cell, par []float64) []float64 {
	logs := make([]float64, 4)
	for i, p := range t.params {
		logs[p] += k.x[i] * math.Log(par[i])
	}
	for i, l := range logs {
		logs[i] = math.Exp(min(max(l, -100), 100)) // a step too far is no likelihood, not an overflow
	}
	return logs
}

// fold adds a cell's curve, which is by the plain parameters, to one by all.
func (t covariateTable) fold(c, own *curve, k cell, plain, par []float64) {
	var g [4]float64
	var h [4][4]float64
	for i, p := range plain { // by the logs of the plain parameters
		g[i] = own.g[i] * p
		for j := i; j < 4; j++ {
			h[i][j] = own.h[i][j] * p * plain[j]
			h[j][i] = h[i][j]
		}
	}
	for i := range plain {
		h[i][i] += g[i]
	}
	c.f += own.f
	for i, p := range t.params { // by the logs of all, and so by all
		slope := k.x[i] * g[p]
		c.g[i] += slope / par[i]
		c.h[i][i] -= slope / (par[i] * par[i])
		for j := i; j < len(t.params); j++ {
			c.h[i][j] += k.x[i] * k.x[j] * h[p][t.params[j]] / (par[i] * par[j])
		}
	}
}
