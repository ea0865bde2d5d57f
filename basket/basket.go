// Package basket learns what is bought together: how often two things stand in one order, how much
// more often than by chance, and within which bounds that is known. It is pure, and bounded: of a
// long tail of things it keeps those that can say something.
//
// Start at Counts, then Learn.
package basket

import (
	"cmp"
	"math"
	"slices"
)

// What bounds the counting.
const (
	mostThings  = 60_000    // whose pairs are counted: the most often ordered
	mostPairs   = 4_000_000 // that are counted at once; beyond, those that were met once are let go
	longest     = 120       // things of one order whose pairs are counted
	mostCounted = 2_000_000 // things of which one order each is counted at most
)

// Rule is how much evidence advice takes.
type Rule struct {
	Joint int64   // orders with both, at least
	Low   float64 // the lower bound of the lift is above it
	Most  int     // of each thing
	Damp  float64 // how much what everybody buys counts less: 0 not at all, 1 by its share
}

// Advised is how we advise: chosen on the last days of the training part of online_retail, never on
// what was held out (basket_test.go).
var Advised = Rule{Joint: 5, Low: 1, Most: 10, Damp: 0.5}

// z is two-sided at 95 %.
const z = 1.96

// Pair is a thing that is bought with another.
type Pair struct {
	With  string
	Joint int64 // orders with both
	Of    int64 // orders with the thing
	Lift  float64
	Low   float64
	High  float64
	Score float64 // by which it is advised
}

// Counts are how often things were ordered.
type Counts struct {
	Orders int64
	Things map[string]int64
}

// Add counts an order by its things, each once.
func (c *Counts) Add(things []string) {
	if c.Things == nil {
		c.Things = map[string]int64{}
	}
	c.Orders++
	for _, t := range Once(things) {
		if n, known := c.Things[t]; known || len(c.Things) < mostCounted {
			c.Things[t] = n + 1
		}
	}
}

// Once are things without those that are named twice, in order.
func Once(things []string) []string {
	all := slices.DeleteFunc(slices.Clone(things), func(t string) bool { return t == "" })
	slices.Sort(all)
	return slices.Compact(all)
}

// Pairs counts what is ordered together, of things that were counted before.
type Pairs struct {
	of     *Counts
	index  map[string]int32
	things []string
	joint  map[[2]int32]int64
	gone   int64 // how often pairs were let go: what is left lacks at most so many
}

// NewPairs begins to count pairs, of things that were ordered often enough for advice.
func NewPairs(of *Counts, r Rule) *Pairs {
	p := &Pairs{of: of, index: map[string]int32{}, joint: map[[2]int32]int64{}}
	for t, n := range of.Things {
		if n >= r.Joint {
			p.things = append(p.things, t)
		}
	}
	slices.SortFunc(p.things, func(a, b string) int {
		return cmp.Or(cmp.Compare(of.Things[b], of.Things[a]), cmp.Compare(a, b))
	})
	p.things = p.things[:min(len(p.things), mostThings)]
	for i, t := range p.things {
		p.index[t] = int32(i)
	}
	return p
}

// Add counts the pairs of an order.
func (p *Pairs) Add(things []string) {
	var known []int32
	for _, t := range Once(things) {
		if i, ok := p.index[t]; ok {
			known = append(known, i)
		}
	}
	slices.Sort(known) // the most often ordered first: of a very long order these are counted
	known = known[:min(len(known), longest)]
	for i, a := range known {
		for _, b := range known[i+1:] {
			p.joint[[2]int32{a, b}]++
		}
	}
	if len(p.joint) > mostPairs {
		p.letGo()
	}
}

// letGo lets those pairs go that were met least.
func (p *Pairs) letGo() {
	p.gone++
	for pair, n := range p.joint {
		if n <= p.gone {
			delete(p.joint, pair)
		}
	}
}

// Learn says of each thing what is bought with it, the best first: only what is known well enough.
func (p *Pairs) Learn(r Rule) map[string][]Pair {
	all := map[string][]Pair{}
	for pair, joint := range p.joint {
		a, b := p.things[pair[0]], p.things[pair[1]]
		na, nb := p.of.Things[a], p.of.Things[b]
		one := between(joint, na, nb, p.of.Orders)
		if joint < r.Joint || one.Low <= r.Low {
			continue
		}
		for _, way := range []struct {
			from, to string
			nf, nt   int64
		}{{a, b, na, nb}, {b, a, nb, na}} {
			one.With, one.Of = way.to, way.nf
			one.Score = float64(joint) / float64(way.nf) / math.Pow(float64(way.nt), r.Damp)
			all[way.from] = append(all[way.from], one)
		}
	}
	for t, list := range all {
		slices.SortFunc(list, func(a, b Pair) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.With, b.With))
		})
		all[t] = slices.Clip(list[:min(len(list), r.Most)])
	}
	return all
}

// between is the lift of two things with its interval: the logarithm of the lift is nearly normal,
// with the error that follows from the counts. Half an order is added to each, so that few orders
// say little (Haldane).
func between(joint, na, nb, orders int64) Pair {
	j, a, b, n := float64(joint)+.5, float64(na)+.5, float64(nb)+.5, float64(orders)+.5
	log := math.Log(j * n / (a * b))
	err := math.Sqrt(max(1/j-1/a-1/b+1/n, 1/j-1/min(a, b), 1e-12))
	return Pair{Joint: joint, Lift: math.Exp(log), Low: math.Exp(log - z*err), High: math.Exp(log + z*err)}
}

// Advise is what is bought with some things, the best first, without those: the scores of all of
// them count together. Each comes with the pair that says most for it.
func Advise(of func(string) []Pair, things []string, most int) []From {
	have := map[string]bool{}
	for _, t := range things {
		have[t] = true
	}
	by := map[string]*From{}
	for _, t := range Once(things) {
		for _, p := range of(t) {
			if have[p.With] {
				continue
			}
			f := by[p.With]
			if f == nil {
				f = &From{Pair: p, Thing: t}
				by[p.With] = f
			} else if p.Score > f.Pair.Score {
				f.Pair, f.Thing = p, t
			}
			f.Sum += p.Score
		}
	}
	all := make([]From, 0, len(by))
	for _, f := range by {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b From) int { return cmp.Or(cmp.Compare(b.Sum, a.Sum), cmp.Compare(a.Pair.With, b.Pair.With)) })
	return all[:min(len(all), most)]
}

// From is advice: the pair that says most for it, and of which thing.
type From struct {
	Pair  Pair
	Thing string
	Sum   float64
}
