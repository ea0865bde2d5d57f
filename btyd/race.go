// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// race is the one integral of the Pareto/NBD. At age y a customer's next
// event comes at a rate known as Gamma(n, α+y), leaving at a rate known as
// Gamma(s, β+y): which comes first? The classic answer is a pair of ₂F₁ (the
// A₀ of Fader & Hardie 2005, note 009); the integral itself has positive
// terms only, cancels nowhere, and α = β is no special case.
type race struct{ n, alpha, s, beta float64 }

// turned puts the event in the place of the leaving.
func (v race) turned() race { return race{v.s, v.beta, v.n, v.alpha} }

// left is the probability, at the age from, of leaving by the age to and
// before any event:
//
//	∫ s/(β+y) · ((α+from)/(α+y))^n · ((β+from)/(β+y))^s dy
func (v race) left(from, to float64) float64 {
	p := v.path(from, to)
	var sum float64
	p.walk(func(weight, _, _, _ float64) { sum += weight })
	return v.s * (p.near / (v.beta + from)) * sum
}

// odds is the log odds, at the age to, of having left since the age from,
// when no event was seen between.
func (v race) odds(from, to float64) float64 {
	return math.Log(v.left(from, to)) +
		v.n*math.Log1p((to-from)/(v.alpha+from)) + v.s*math.Log1p((to-from)/(v.beta+from))
}

// path is the integral in the variable e = ln (c+y)/(c+from), c the lesser of
// α and β. That sends the singularity at -c to infinity and leaves the one of
// the greater, d, at a distance of π, so that Gauss's rules converge fast.
// The integrand is exp(-k·e - l·q), with q = ln (d+y)/(d+from).
type path struct {
	near, far float64 // c+from, d+from
	k, l      float64
	length    float64
	whole     float64 // y-from at the end, 0 where it is not known
}

func (v race) path(from, to float64) path {
	p := path{near: v.alpha + from, far: v.beta + from, k: v.n - 1, l: v.s + 1}
	if v.beta < v.alpha {
		p = path{near: v.beta + from, far: v.alpha + from, k: v.s, l: v.n}
	}
	p.whole = to - from
	p.length = math.Log1p(p.whole / p.near)
	return p
}

// fall is how fast the log of the integrand falls at e. It grows with e.
func (p path) fall(e float64) float64 {
	y := p.near + p.whole
	if e != p.length || p.whole == 0 {
		y = p.near * math.Exp(e)
	}
	return p.k + p.l*y/(p.far-p.near+y)
}

// negligible is a fall, in logs, after which the rest adds nothing.
const negligible = 40

// walk visits the nodes along the path, each with its weight, e, q and y-from.
func (p path) walk(visit func(weight, e, q, gone float64)) {
	for start, low := 0.0, 0.0; start < p.length && low > -negligible; {
		end := p.length
		rule := ruleFor(end-start, p.fall(end))
		for rule == nil {
			if end = start + (end-start)/2; !(end > start) { // parameters beyond all use
				visit(math.NaN(), start, start, start)
				return
			}
			rule = ruleFor(end-start, p.fall(end))
		}
		for _, n := range rule.nodes {
			e := start + (end-start)*n.at
			gone := p.near * math.Expm1(e)
			q := math.Log1p(gone / p.far)
			low = -p.k*e - p.l*q
			visit((end-start)*n.weight*math.Exp(low), e, q, gone)
		}
		start = end
	}
}

// gauss is a Gauss-Legendre rule on [0, 1], and how long a step and how much
// of a fall it takes to 14 digits, as measured against finer rules.
type gauss struct {
	nodes      []node
	long, fall float64
}

type node struct{ at, weight float64 }

var rules = []gauss{
	newGauss(6, .5, .8), newGauss(8, 1.1, 2), newGauss(10, 1.8, 5),
	newGauss(12, 2.4, 8), newGauss(16, 3.5, 18), newGauss(24, 4, 40),
}

func newGauss(n int, long, fall float64) gauss {
	x, w := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(x, w, 0, 1)
	g := gauss{long: long, fall: fall}
	for i := range x {
		g.nodes = append(g.nodes, node{x[i], w[i]})
	}
	return g
}

// ruleFor is the least rule for a step and how steep its end is, nil if the
// step asks for too much.
func ruleFor(step, steep float64) *gauss {
	for i := range rules {
		if step <= rules[i].long && step*steep <= rules[i].fall {
			return &rules[i]
		}
	}
	return nil
}
