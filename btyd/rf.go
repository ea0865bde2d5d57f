// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// RF is all that the models read of one relationship. Its clock starts at
// the first event, which is not counted; events of one day are one event.
// Every time is in the same unit, of the caller's choice.
type RF struct {
	X      int     // repeat events
	Tx     float64 // age at the last event, 0 when X is 0
	T      float64 // age now
	Litt   float64 // sum of the logs of the X gaps between events; read by the models of regularity only
	Weight float64 // how many such customers; 0 counts as 1
}

// largest bounds ages, amounts and weights, and its inverse the last two, so
// that no square or ratio of them overflows.
const largest = 1e50

// Check says what is wrong with the row, or returns nil.
func (r RF) Check() error {
	switch {
	case r.X < 0:
		return fmt.Errorf("X is %d: a number of repeat events is not negative", r.X)
	case !(r.T >= 0 && r.T <= largest):
		return fmt.Errorf("T is %g: an age is a finite number, 0 or more", r.T)
	case !(r.Tx >= 0 && r.Tx <= r.T):
		return fmt.Errorf("Tx is %g: the last event lies between 0 and T (%g)", r.Tx, r.T)
	case r.X == 0 && r.Tx > 0:
		return fmt.Errorf("X is 0 but Tx is %g: without a repeat event Tx is 0", r.Tx)
	case r.X > 0 && r.Tx == 0:
		return fmt.Errorf("X is %d but Tx is 0: merge events of the same moment into one", r.X)
	case math.IsNaN(r.Litt) || math.IsInf(r.Litt, 0):
		return fmt.Errorf("Litt is %g: a sum of logs is finite", r.Litt)
	}
	return checkWeight(r.Weight)
}

func checkWeight(w float64) error {
	if w != 0 && !(w >= 1/largest && w <= largest) {
		return fmt.Errorf("Weight is %g: a weight is 0, or a positive number of an ordinary size", w)
	}
	return nil
}

// weight reads a Weight field: 0 counts as 1.
func weight(w float64) float64 {
	if w == 0 {
		return 1
	}
	return w
}

// Collapse merges identical rows by weight and sorts them by X, T, Tx and
// Litt, so that what is computed from them does not depend on their order.
func Collapse(rows []RF) []RF { return collapse(rows, true) }

// collapse drops Litt first unless it is kept: gaps are nearly unique, and a
// fit that does not read them should not pay for them.
func collapse(rows []RF, keepLitt bool) []RF {
	type key struct { // bits rather than floats: hashed as plain memory
		x           int
		t, tx, litt uint64
	}
	seen := make(map[key]int32, min(len(rows), 1<<14))
	var out []RF
	for _, r := range rows {
		if !keepLitt {
			r.Litt = 0
		}
		r.Weight = weight(r.Weight)
		// Adding 0 turns -0 into 0.
		k := key{r.X, math.Float64bits(r.T + 0), math.Float64bits(r.Tx + 0), math.Float64bits(r.Litt + 0)}
		if i, ok := seen[k]; ok {
			out[i].Weight += r.Weight
			continue
		}
		seen[k] = int32(len(out))
		out = append(out, r)
	}
	slices.SortFunc(out, compareRF)
	return out
}

func compareRF(a, b RF) int {
	if c := cmp.Compare(a.X, b.X); c != 0 {
		return c
	}
	if c := cmp.Compare(a.T, b.T); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Tx, b.Tx); c != 0 {
		return c
	}
	return cmp.Compare(a.Litt, b.Litt)
}

// group is the run of rows of a table that share one count x.
type group struct {
	x, weight float64
	lo, hi    int
}

// table is what a fit reads: collapsed rows by column, sorted by x, times
// divided by scale so that the search is well conditioned in any unit.
type table struct {
	groups            []group
	t, tx, w          []float64
	scale             float64
	customers, events float64 // sums of weight and of weight times x
}

// newTable checks and collapses the rows, and scales time by the median T.
func newTable(rows []RF) (*table, error) {
	if len(rows) == 0 {
		return nil, errors.New("no rows to fit")
	}
	for i := range rows {
		if err := rows[i].Check(); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
	}
	tab := tableOf(rows)
	ages := tab.withoutTx()
	tab.rescale(scaleOf(ages.t, ages.w))
	return tab, nil
}

// tableOf collapses valid rows, in their own unit of time.
func tableOf(rows []RF) *table {
	merged := collapse(rows, false)
	n := len(merged)
	tab := &table{t: make([]float64, n), tx: make([]float64, n), w: make([]float64, n), scale: 1}
	for i, r := range merged {
		tab.t[i], tab.tx[i], tab.w[i] = r.T, r.Tx, r.Weight
		tab.open(i, float64(r.X), r.Weight)
	}
	return tab
}

// rescale divides the times of a table that tableOf made.
func (tab *table) rescale(scale float64) {
	tab.scale = scale
	for i := range tab.t {
		tab.t[i] /= scale
		tab.tx[i] /= scale
	}
}

// open puts row i under its group, and counts it.
func (tab *table) open(i int, x, w float64) {
	last := len(tab.groups) - 1
	if last < 0 || tab.groups[last].x != x {
		tab.groups = append(tab.groups, group{x: x, lo: i})
		last++
	}
	tab.groups[last].hi = i + 1
	tab.groups[last].weight += w
	tab.customers += w
	tab.events += w * x
}

// withoutTx merges the rows that differ in tx alone: all that the NBD reads.
func (tab *table) withoutTx() *table {
	out := &table{scale: tab.scale}
	for _, g := range tab.groups {
		first := len(out.t)
		for i := g.lo; i < g.hi; i++ {
			if n := len(out.t); n > first && out.t[n-1] == tab.t[i] {
				out.w[n-1] += tab.w[i]
			} else {
				out.t, out.w = append(out.t, tab.t[i]), append(out.w, tab.w[i])
			}
		}
		for i := first; i < len(out.t); i++ {
			out.open(i, g.x, out.w[i])
		}
	}
	return out
}

// between visits the parts of the groups that lie in rows [lo, hi).
func (tab *table) between(lo, hi int, visit func(group)) {
	for _, g := range tab.groups {
		g.lo, g.hi = max(g.lo, lo), min(g.hi, hi)
		if g.lo < g.hi {
			visit(g)
		}
	}
}

// rate is the plain number of repeat events per unit of scaled time.
func (tab *table) rate() float64 {
	var time float64
	for i, t := range tab.t {
		time += tab.w[i] * t
	}
	return tab.events / time
}

// scaleOf is the weighted median of positive values, held within a factor
// that keeps every scaled value finite.
func scaleOf(v, w []float64) float64 {
	positives := make([]weighed, 0, len(v))
	var total, top float64
	for i := range v {
		if v[i] > 0 {
			positives, total, top = append(positives, weighed{v[i], w[i]}), total+w[i], max(top, v[i])
		}
	}
	if len(positives) == 0 {
		return 1
	}
	return max(median(positives, total/2), top*1e-12, 1/largest)
}

type weighed struct{ v, w float64 }

// median is the least value at which the weights sum to half. It reorders
// the values. (Hoare's selection; the pivot is drawn, so that no order is slow.)
func median(values []weighed, half float64) float64 {
	rng := rand.New(rand.NewPCG(1, 1))
	for {
		pivot := values[rng.IntN(len(values))].v
		lo, hi := 0, len(values) // less before lo, more from hi on
		var less, same float64
		for i := 0; i < hi; {
			switch x := values[i]; {
			case x.v < pivot:
				values[lo], values[i] = x, values[lo]
				less += x.w
				lo, i = lo+1, i+1
			case x.v > pivot:
				hi--
				values[i], values[hi] = values[hi], x
			default:
				same += x.w
				i++
			}
		}
		switch {
		case less >= half && lo > 0:
			values = values[:lo]
		case less+same >= half || hi == len(values):
			return pivot
		default:
			values, half = values[hi:], half-less-same
		}
	}
}
