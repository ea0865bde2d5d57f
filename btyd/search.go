// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// maxParams is the most parameters that a model here has.
const maxParams = 16

// curve is a function's value, gradient and Hessian (upper triangle).
type curve struct {
	f float64
	g [maxParams]float64
	h [maxParams][maxParams]float64
}

func (c *curve) add(o *curve) {
	c.f += o.f
	for i := range c.g {
		c.g[i] += o.g[i]
		for j := i; j < maxParams; j++ {
			c.h[i][j] += o.h[i][j]
		}
	}
}

// likelihood is a log-likelihood of collapsed data. at adds to c what
// depends on the parameters alone, and returns what adds the rows [lo, hi),
// nil when there is nothing more to add.
type likelihood interface {
	size() int
	at(par []float64, c *curve) func(lo, hi int, c *curve)
}

// chunk is fixed, not a share of the cores, so that a sum, and with it a
// fit, comes out the same to the last bit on any machine.
const chunk = 8192

// sumRows adds rows [0, n) chunk by chunk, on as many cores as there are.
func sumRows(n int, c *curve, add func(lo, hi int, c *curve)) {
	parts := make([]curve, (n+chunk-1)/chunk)
	share(len(parts), func(k int) { add(k*chunk, min(n, (k+1)*chunk), &parts[k]) })
	for k := range parts {
		c.add(&parts[k])
	}
}

// share does n pieces of work on as many cores as there are. A worker's panic
// belongs to the caller.
func share(n int, work func(k int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for k := range n {
			work(k)
		}
		return
	}
	var next atomic.Int64
	var failure atomic.Pointer[any]
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failure.Store(&p)
				}
			}()
			for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
				work(k)
			}
		})
	}
	wg.Wait()
	if p := failure.Load(); p != nil {
		panic(*p)
	}
}

// Bounds of the log of a scaled parameter. Beyond them a parameter has gone
// to zero or infinity for every purpose: the data do not tell it. Nearly at
// the bound is at it, or a search would end in rounding just before.
const (
	logBound   = 12.0
	boundSlack = 0.01
)

// problem is a likelihood to be maximised over log parameters, per customer,
// plus a log-normal prior when priorSD is not 0.
type problem struct {
	like      likelihood
	dim       int
	customers float64
	priorSD   float64
	found     *point // an optimum known already, nil if none
}

// at is minus the mean log posterior with its derivatives at θ = ln par.
func (p *problem) at(theta []float64) curve {
	par := make([]float64, p.dim)
	for i, t := range theta {
		par[i] = math.Exp(t)
	}
	var c curve
	if add := p.like.at(par, &c); add != nil {
		sumRows(p.like.size(), &c, add)
	}
	c.f = -c.f / p.customers
	for i := range par {
		for j := i; j < p.dim; j++ { // chain rule of exp
			c.h[i][j] *= -par[i] * par[j] / p.customers
		}
		c.g[i] *= -par[i] / p.customers
		c.h[i][i] += c.g[i]
		if p.priorSD > 0 {
			precision := 1 / (p.priorSD * p.priorSD * p.customers)
			c.f += 0.5 * theta[i] * theta[i] * precision
			c.g[i] += theta[i] * precision
			c.h[i][i] += precision
		}
	}
	return c
}

// point is where a search stands.
type point struct {
	theta      []float64
	curve      curve
	iterations int
	gradNorm   float64 // largest slope among the free parameters
}

// held reports whether parameter i rests on a bound that the slope presses it to.
func (p *point) held(i int) bool {
	t, g := p.theta[i], p.curve.g[i]
	return t <= -logBound+boundSlack && g >= 0 || t >= logBound-boundSlack && g <= 0
}

func (p *point) free() []int {
	var free []int
	for i := range p.theta {
		if !p.held(i) {
			free = append(free, i)
		}
	}
	return free
}

func (p *point) slope() float64 {
	var top float64
	for _, i := range p.free() {
		top = max(top, math.Abs(p.curve.g[i]))
	}
	return top
}

// near reports whether every parameter is within a hundredth of its value at
// o, from where Newton's method would only go there.
func (p *point) near(o *point) bool {
	for i, t := range p.theta {
		if math.Abs(t-o.theta[i]) > 0.01 {
			return false
		}
	}
	return true
}

const (
	maxIterations = 200
	slopeGoal     = 1e-10 // where the search stops
	slopeEnough   = 1e-6  // what counts as converged if rounding stops it before
	gainEnough    = 1e-6  // as does a next step that promises no more log-likelihood
)

// converged reports whether the search ended at an optimum, for that many
// customers.
func (p *point) converged(customers float64) bool {
	if p.gradNorm <= slopeEnough {
		return true
	}
	var gain float64
	for i, s := range newtonStep(p) {
		gain += math.Abs(s * p.curve.g[i])
	}
	return gain*max(customers, 1) <= gainEnough
}

// search is Newton's method within the bounds. Where the function curves
// downward the step follows the size of the curvature and still descends; on
// a ridge the steps are long, and end at the bound.
func (p *problem) search(start []float64) point {
	at := point{theta: make([]float64, p.dim)}
	for i, v := range start {
		at.theta[i] = clampLog(math.Log(v))
	}
	at.curve = p.at(at.theta)
	for ; at.iterations < maxIterations; at.iterations++ {
		if at.gradNorm = at.slope(); at.gradNorm <= slopeGoal {
			return at
		}
		if p.found != nil && at.near(p.found) {
			p.found.iterations = at.iterations
			return *p.found
		}
		if !p.descend(&at, newtonStep(&at)) && !p.descend(&at, gradientStep(&at)) {
			break
		}
	}
	at.gradNorm = at.slope()
	return at
}

// descend moves along the step, halving it until the function falls; false
// when it does not, or by less than rounding shows without a lesser slope.
func (p *problem) descend(at *point, step []float64) bool {
	for scale := 1.0; scale > 1e-9; scale /= 2 {
		next := point{theta: make([]float64, p.dim), iterations: at.iterations}
		var gain float64 // what the slope promises
		for i := range step {
			next.theta[i] = clampLog(at.theta[i] + scale*step[i])
			gain -= at.curve.g[i] * (next.theta[i] - at.theta[i])
		}
		if !(gain > 0) {
			return false
		}
		next.curve = p.at(next.theta)
		rounding := next.rounding()
		if gain > rounding && next.curve.f <= at.curve.f-1e-4*gain ||
			next.curve.f <= at.curve.f+rounding && next.slope() < 0.9*at.slope() {
			*at = next
			return true
		}
		if gain <= rounding {
			return false
		}
	}
	return false
}

// rounding is about how far the function is known there: on a ridge, terms as
// large as the largest parameter cancel.
func (p *point) rounding() float64 {
	return 1e-16 * (100 + 100*math.Abs(p.curve.f) + math.Exp(slices.Max(p.theta)))
}

func clampLog(t float64) float64 { return min(max(t, -logBound), logBound) }

// longest is the most a log parameter moves in one step: a factor of 20.
const longest = 3

// newtonStep solves for the free parameters, as far as the first of them to
// meet its bound; one that is there already, and would go on, stays while the
// others are solved for again.
func newtonStep(at *point) []float64 {
	step := make([]float64, len(at.theta))
	for free := at.free(); len(free) > 0; {
		at.solve(free, step)
		first, share := -1, 1.0
		for k, i := range free {
			room := math.Copysign(logBound, step[i]) - at.theta[i]
			if s := room / step[i]; step[i] != 0 && s < share {
				first, share = k, s
			}
		}
		if first < 0 {
			break
		}
		if i := free[first]; math.Abs(share*step[i]) <= boundSlack {
			step[i] = 0
			free = slices.Delete(free, first, first+1)
			continue
		}
		for i := range step {
			step[i] *= share
		}
		break
	}
	return step
}

// solve sets step for the free parameters to minus the inverse Hessian times
// the slope, by the sizes of its eigenvalues, and not longer than longest.
func (p *point) solve(free []int, step []float64) {
	values, vectors := p.curve.eigen(free)
	var top, far float64
	for _, v := range values {
		top = max(top, math.Abs(v))
	}
	for _, f := range free {
		step[f] = 0
	}
	for k, value := range values {
		var along float64
		for i, f := range free {
			along += vectors[i][k] * p.curve.g[f]
		}
		along /= max(math.Abs(value), 1e-13*top, 1e-300)
		for i, f := range free {
			step[f] -= along * vectors[i][k]
		}
	}
	for _, f := range free {
		far = max(far, math.Abs(step[f]))
	}
	if far > longest {
		for _, f := range free {
			step[f] *= longest / far
		}
	}
}

func gradientStep(at *point) []float64 {
	step := make([]float64, len(at.theta))
	for _, i := range at.free() {
		step[i] = -at.curve.g[i] / at.slope()
	}
	return step
}

// eigen is the eigendecomposition of the Hessian of the chosen parameters,
// by Jacobi rotations: exact enough on a ridge, and it cannot fail.
// Column k of vectors belongs to values[k].
func (c *curve) eigen(chosen []int) (values []float64, vectors [][]float64) {
	n := len(chosen)
	a := make([][]float64, n)
	vectors = make([][]float64, n)
	for i := range n {
		a[i], vectors[i] = make([]float64, n), make([]float64, n)
		vectors[i][i] = 1
		for j := range n {
			a[i][j] = c.h[min(chosen[i], chosen[j])][max(chosen[i], chosen[j])]
		}
	}
	for range 30 {
		var off float64
		for i := range n {
			for j := i + 1; j < n; j++ {
				if a[i][j] != 0 {
					off += math.Abs(a[i][j])
					rotate(a, vectors, i, j)
				}
			}
		}
		if off == 0 {
			break
		}
	}
	for i := range n {
		values = append(values, a[i][i])
	}
	return values, vectors
}

// rotate zeroes a[p][q].
func rotate(a, v [][]float64, p, q int) {
	ratio := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := math.Copysign(1/(math.Abs(ratio)+math.Hypot(1, ratio)), ratio)
	cos := 1 / math.Hypot(1, t)
	sin := t * cos
	for k := range a {
		a[k][p], a[k][q] = cos*a[k][p]-sin*a[k][q], sin*a[k][p]+cos*a[k][q]
	}
	for k := range a {
		a[p][k], a[q][k] = cos*a[p][k]-sin*a[q][k], sin*a[p][k]+cos*a[q][k]
	}
	a[p][q], a[q][p] = 0, 0
	for k := range v {
		v[k][p], v[k][q] = cos*v[k][p]-sin*v[k][q], sin*v[k][p]+cos*v[k][q]
	}
}
