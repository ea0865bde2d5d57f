// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/rand/v2"
)

// customer is what the sampler reads of a row, on the table's scale of time.
type customer struct {
	x, tx, litt float64
	wait        span
}

// hyper is the Gamma from which one of the three numbers of every person is
// drawn. weak is both parameters of the prior of both of its own.
type hyper struct{ shape, rate float64 }

const weak = 0.001

// lnPrior is the prior density of ln shape and ln rate.
func (h hyper) lnPrior() float64 {
	return weak * (math.Log(h.shape) + math.Log(h.rate) - h.shape - h.rate)
}

// chain is one Markov chain over everybody's λ, k and μ and the Gammas they
// come from. Other than in the paper λ and k are drawn with whether and when
// the customer left integrated out (person.silence), and S and Beta with
// everybody's μ integrated out: each is held up by less.
type chain struct {
	rng       *rand.Rand
	customers []customer
	people    []person
	silence   []float64 // P(silence) of each
	like      []float64 // ln likelihood of each
	hypers    [3]hyper
	steps     [3][2]step
	last      []float64 // scratch of leaving: the age until which each is known to be alive
	left      []bool    // and whether that is when the customer left
	next      []person  // scratch of stretch
	nextQuiet []float64
	nextLike  []float64
	trace     [7][]float64 // in the order of ParetoGGG's fields
	kept      [][][3]float32
}

// newChain starts near what each row shows, a little elsewhere in each chain.
func newChain(rows []RF, tab *table, rng *rand.Rand) *chain {
	n := len(rows)
	floats := func() []float64 { return make([]float64, n) }
	c := &chain{
		rng: rng, customers: make([]customer, n), people: make([]person, n), silence: floats(), like: floats(),
		last: floats(), left: make([]bool, n), next: make([]person, n), nextQuiet: floats(), nextLike: floats(),
	}
	start := [3]float64{0.3 * rng.NormFloat64(), 0.3 * rng.NormFloat64(), 0.3 * rng.NormFloat64()}
	for i, r := range rows {
		x, age := float64(r.X), r.T/tab.scale
		c.customers[i] = customer{x, r.Tx / tab.scale, r.Litt - x*math.Log(tab.scale), spanOf((r.T - r.Tx) / tab.scale)}
		p := &c.people[i]
		p.set(leavingOf, start[leavingOf]-math.Log(1+age)-1)
		p.set(shapeOf, start[shapeOf])
		p.set(rateOf, start[rateOf]+math.Log((x+0.5)/(age+0.5)))
		c.evaluate(i)
	}
	for v := range c.hypers {
		c.hypers[v] = hyper{1, 1}
		c.steps[v] = [2]step{{size: 0.1}, {size: 0.1}}
	}
	return c
}

// evaluate brings up to date what is known of customer i.
func (c *chain) evaluate(i int) {
	c.silence[i] = c.people[i].silence(c.customers[i].wait)
	c.like[i] = c.people[i].lnLikelihood(&c.customers[i], c.silence[i])
}

// run makes all the sweeps, and keeps that many of the customers' numbers.
func (c *chain) run(s Sampling, keep int) {
	for sweep := range s.Warmup + s.Draws {
		c.sweep()
		if sweep < s.Warmup {
			for v := range c.steps {
				c.steps[v][0].adapt(sweep)
				c.steps[v][1].adapt(sweep)
			}
			continue
		}
		c.record()
		if done := sweep - s.Warmup + 1; len(c.kept) < keep*done/s.Draws {
			c.keep()
		}
	}
}

// sweep updates everything once.
func (c *chain) sweep() {
	c.leaving()
	for _, v := range []int{rateOf, shapeOf} {
		c.slicePeople(v)
		c.drawHyper(v)
		c.stretch(v, 0)
		c.stretch(v, 1)
	}
}

// leaving draws whether and when everybody left, from that S and Beta, and
// from these everybody's μ.
func (c *chain) leaving() {
	for i := range c.people {
		p, at := &c.people[i], &c.customers[i]
		c.left[i] = c.rng.Float64() >= p.alive(at.wait, c.silence[i])
		c.last[i] = at.tx + at.wait.long
		if c.left[i] {
			c.last[i] = at.tx + p.left(c.rng, at.wait)
		}
	}
	c.drawLeaving()
	h := c.hypers[leavingOf]
	for i := range c.people {
		shape := h.shape
		if c.left[i] {
			shape++
		}
		c.people[i].set(leavingOf, math.Log(max(gammaDraw(c.rng, shape), 1e-300)/(h.rate+c.last[i])))
		c.evaluate(i)
	}
}

// drawLeaving draws S and Beta given the times of leaving, which with μ
// integrated out are Lomax, P(later than t) = (1+t/Beta)^-S: Beta by a slice
// with S integrated out too, then S, whose conditional is a Gamma.
func (c *chain) drawLeaving() {
	var gone, total float64
	target := func(lnBeta float64) float64 {
		beta := math.Exp(lnBeta)
		all, departed := logOfProduct{1, 0}, logOfProduct{1, 0}
		gone = 0
		for i, t := range c.last {
			all.times(1 + t/beta)
			if c.left[i] {
				departed.times(beta + t)
				gone++
			}
		}
		total = all.ln()
		return weak*(lnBeta-beta) - (weak+gone)*math.Log(weak+total) - departed.ln()
	}
	beta := math.Exp(c.slice(math.Log(c.hypers[leavingOf].rate), target))
	// target was last asked there.
	s := gammaDraw(c.rng, weak+gone) / (weak + total)
	c.hypers[leavingOf] = hyper{min(max(s, math.Exp(-logBound)), math.Exp(logBound)), beta}
}

// logOfProduct is the log of a product that may be out of range.
type logOfProduct struct{ product, sum float64 }

func (l *logOfProduct) times(v float64) {
	l.product *= v
	if l.product > 1e200 || l.product < 1e-200 {
		l.sum += math.Log(l.product)
		l.product = 1
	}
}

func (l *logOfProduct) ln() float64 { return l.sum + math.Log(l.product) }

// slice draws a log parameter within the bounds by a slice, from an interval
// of width 1 put around the old value at random, and shrunk.
func (c *chain) slice(y float64, target func(float64) float64) float64 {
	level := target(y) - c.rng.ExpFloat64()
	lo := y - c.rng.Float64()
	hi := lo + 1
	for {
		try := lo + (hi-lo)*c.rng.Float64()
		if !(hi-lo > 1e-12) {
			try = y
		}
		if value := target(try); try == y || math.Abs(try) <= logBound && value > level {
			return try
		}
		if try < y {
			lo = try
		} else {
			hi = try
		}
	}
}

// slicePeople updates one number of every person by a slice (Neal 2003, Annals
// of Statistics 31:705-767) in its log, from an interval about five standard
// deviations wide, put around the old value at random and shrunk.
func (c *chain) slicePeople(v int) {
	h := c.hypers[v]
	for i := range c.people {
		p, at := &c.people[i], &c.customers[i]
		old, oldQuiet, oldLike := *p, c.silence[i], c.like[i]
		y := p.ln[v]
		level := h.shape*y - h.rate*p.value[v] + oldLike - c.rng.ExpFloat64()
		info := h.shape
		switch v {
		case rateOf:
			info += p.value[shapeOf] * at.x
		case shapeOf:
			info += at.x / 2
		}
		width := 5 * math.Sqrt((1+1/info)/info) // at least that of the log of a Gamma
		lo := y - width*c.rng.Float64()
		hi := lo + width
		for {
			try := lo + (hi-lo)*c.rng.Float64()
			p.set(v, try)
			c.evaluate(i)
			if h.shape*try-h.rate*p.value[v]+c.like[i] > level {
				break
			}
			if try < y {
				lo = try
			} else {
				hi = try
			}
			if !(hi-lo > 1e-12*width) {
				*p, c.silence[i], c.like[i] = old, oldQuiet, oldLike
				break
			}
		}
	}
}

// drawHyper draws the Gamma of one number given everybody's: the shape by a
// slice with the rate integrated out, then the rate, whose conditional is a
// Gamma.
func (c *chain) drawHyper(v int) {
	n := float64(len(c.people))
	var logs, sum float64
	for i := range c.people {
		logs += c.people[i].ln[v]
		sum += c.people[i].value[v]
	}
	shape := math.Exp(c.slice(math.Log(c.hypers[v].shape), func(lnShape float64) float64 {
		shape := math.Exp(lnShape)
		one, _ := math.Lgamma(shape)
		all, _ := math.Lgamma(weak + n*shape)
		return weak*(lnShape-shape) + shape*logs - n*one + all - (weak+n*shape)*math.Log(weak+sum)
	}))
	c.hypers[v] = hyper{shape, max(gammaDraw(c.rng, weak+n*shape), 1e-300) / (weak + sum)}
}

// stretch moves a Gamma and everybody's number together, so that what a few
// data say of the whole is not held up by each person's number standing where
// the old Gamma put it (Liu & Sabatti 2000, Biometrika 87:353-369). Move 0
// shifts all logs; move 1 changes the shape at the same mean and maps the
// logs' mean and spread from the old Gamma's to the new one's.
func (c *chain) stretch(v, move int) {
	from, st := c.hypers[v], &c.steps[v][move]
	by := st.size * c.rng.NormFloat64()
	to, factor, shift := from, 1.0, by
	if move == 0 {
		to.rate *= math.Exp(-by)
	} else {
		to.shape *= math.Exp(by)
		to.rate *= math.Exp(by)
		if math.Abs(math.Log(to.shape)) > logBound {
			st.tell(0)
			return
		}
		factor = math.Sqrt(trigamma(to.shape) / trigamma(from.shape))
		shift = digamma(to.shape) - math.Log(to.rate) - factor*(digamma(from.shape)-math.Log(from.rate))
	}
	n := float64(len(c.people))
	ratio := to.lnPrior() - from.lnPrior() + n*math.Log(factor)
	lnTo, _ := math.Lgamma(to.shape)
	lnFrom, _ := math.Lgamma(from.shape)
	ratio += n * (to.shape*math.Log(to.rate) - lnTo - from.shape*math.Log(from.rate) + lnFrom)
	for i := range c.people {
		p := &c.next[i]
		*p = c.people[i]
		y := p.ln[v]
		p.set(v, factor*y+shift)
		c.nextQuiet[i] = p.silence(c.customers[i].wait)
		c.nextLike[i] = p.lnLikelihood(&c.customers[i], c.nextQuiet[i])
		ratio += c.nextLike[i] - c.like[i] +
			to.shape*p.ln[v] - to.rate*p.value[v] - from.shape*y + from.rate*c.people[i].value[v]
	}
	st.tell(math.Exp(min(0, ratio)))
	if -c.rng.ExpFloat64() < ratio {
		c.people, c.next = c.next, c.people
		c.silence, c.nextQuiet = c.nextQuiet, c.silence
		c.like, c.nextLike = c.nextLike, c.like
		c.hypers[v] = to
	}
}

// step is the size of a move, learnt during warm-up from how likely its last
// proposal was to be accepted.
type step struct{ size, accepted float64 }

func (s *step) tell(accepted float64) {
	if !(accepted >= 0) {
		accepted = 0
	}
	s.accepted = accepted
}

// adapt steers towards what is best for one dimension, .44 (Roberts &
// Rosenthal 2001, Statistical Science 16:351-367).
func (s *step) adapt(sweep int) {
	s.size = min(max(s.size*math.Exp((s.accepted-0.44)/math.Sqrt(1+float64(sweep))), 1e-6), 5)
}

// record notes the numbers that ParetoGGG sums up.
func (c *chain) record() {
	var k float64
	for i := range c.people {
		k += c.people[i].value[shapeOf]
	}
	t, r, s := c.hypers[shapeOf], c.hypers[rateOf], c.hypers[leavingOf]
	for i, v := range []float64{t.shape, t.rate, r.shape, r.rate, s.shape, s.rate, k / float64(len(c.people))} {
		c.trace[i] = append(c.trace[i], v)
	}
}

// keep keeps everybody's numbers as they are now.
func (c *chain) keep() {
	now := make([][3]float32, len(c.people))
	for i := range c.people {
		for v, y := range c.people[i].ln {
			now[i][v] = float32(y)
		}
	}
	c.kept = append(c.kept, now)
}
