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

// chain is one Markov chain over everybody's λ, k and μ and the Gammas they
// come from. A sweep draws k given λ and μ, with whether and when the customer
// left integrated out (person.silence). Then it draws this, and how long the
// gap under way would have been, with λ and μ integrated out: given these
// hidden times R, Alpha, S and Beta can be drawn without λ and μ, and λ and μ
// are Gammas. So each draw is held up by little; in the paper each is given
// all the others.
type chain struct {
	rng       *rand.Rand
	customers []customer
	people    []person
	silence   []float64 // P(silence) of each
	like      []float64 // ln likelihood of each
	hidden    []hidden
	hypers    [3]hyper
	steps     [2]step
	sweeps    int
	next      []person // scratch of stretch
	nextQuiet []float64
	nextLike  []float64
	trace     [7][]float64 // in the order of ParetoGGG's fields
	kept      [][][3]float32
}

// hidden is what a sweep draws beyond the parameters.
type hidden struct {
	until  float64 // the age until which the customer is known to be alive
	left   bool    // and whether that is when the customer left
	phases float64 // k times the number of gaps, the one under way included
	time   float64 // k times how long they take together
}

// newChain starts near what each row shows, a little elsewhere in each chain.
func newChain(rows []RF, tab *table, rng *rand.Rand) *chain {
	n := len(rows)
	c := &chain{
		rng: rng, customers: make([]customer, n), people: make([]person, n), hidden: make([]hidden, n),
		silence: make([]float64, n), like: make([]float64, n),
		next: make([]person, n), nextQuiet: make([]float64, n), nextLike: make([]float64, n),
		hypers: [3]hyper{{1, 1}, {1, 1}, {1, 1}}, steps: [2]step{{size: 0.1}, {size: 0.1}},
	}
	start := [3]float64{0.3 * rng.NormFloat64(), 0.3 * rng.NormFloat64(), 0.3 * rng.NormFloat64()}
	for i, r := range rows {
		x, age := float64(r.X), r.T/tab.scale
		c.customers[i] = customer{x, r.Tx / tab.scale, r.Litt - x*math.Log(tab.scale), spanOf((r.T - r.Tx) / tab.scale)}
		c.people[i].set(leavingOf, start[leavingOf]-math.Log(1+age)-1)
		c.people[i].set(shapeOf, start[shapeOf])
		c.people[i].set(rateOf, start[rateOf]+math.Log((x+0.5)/(age+0.5)))
		c.evaluate(i)
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
	for ; c.sweeps < s.Warmup; c.sweeps++ {
		c.sweep()
		c.steps[0].adapt(c.sweeps)
		c.steps[1].adapt(c.sweeps)
	}
	for done := 1; done <= s.Draws; done++ {
		c.sweep()
		c.sweeps++
		c.record()
		if len(c.kept) < keep*done/s.Draws {
			c.keep()
		}
	}
}

// sweep updates everything: what mixes slowly more often than what is dear.
func (c *chain) sweep() {
	c.slicePeople()
	c.drawShapes()
	c.stretch(0)
	c.stretch(1)
	for pass := range 1 + c.sweeps%2 {
		for i := range c.people {
			if !c.hide(i) {
				if pass > 0 {
					c.settle(i)
				}
				c.hideSlowly(i)
			}
		}
		c.drawLeaving()
		c.drawRates((pass+c.sweeps)%2 == 0)
	}
	for i := range c.people {
		c.settle(i)
		c.evaluate(i)
	}
}

// hide draws what is hidden of customer i with λ and μ integrated out, by
// rejection: the gap under way, and the time of leaving of one who was there
// at the last event, until no event falls within the wait. Whether it succeeds
// has nothing to do with λ and μ as they stand.
func (c *chain) hide(i int) bool {
	const often = 8
	rates, leaving := c.hypers[rateOf], c.hypers[leavingOf]
	k, at := c.people[i].value[shapeOf], &c.customers[i]
	for range often {
		lambda := max(gammaDraw(c.rng, rates.shape+k*at.x), 1e-300) / (rates.rate + k*at.tx)
		gap := gammaDraw(c.rng, k) / (k * lambda)
		stay := (leaving.rate + at.tx) * math.Expm1(c.rng.ExpFloat64()/leaving.shape) // Lomax
		if gap > min(at.wait.long, stay) {
			c.found(i, gap, stay)
			return true
		}
	}
	return false
}

// hideSlowly draws the same given λ and μ.
func (c *chain) hideSlowly(i int) {
	p, wait := &c.people[i], c.customers[i].wait
	if c.rng.Float64() < p.alive(wait, p.silence(wait)) {
		c.found(i, wait.long+p.residual(c.rng, wait), math.Inf(1))
	} else {
		stay := p.left(c.rng, wait)
		c.found(i, stay+p.residual(c.rng, spanOf(stay)), stay)
	}
}

// settle draws λ and μ of customer i given what is hidden: both are Gammas.
func (c *chain) settle(i int) {
	h, rates, leaving := &c.hidden[i], c.hypers[rateOf], c.hypers[leavingOf]
	gone := 0.0
	if h.left {
		gone = 1
	}
	c.people[i].take(rateOf, gammaDraw(c.rng, rates.shape+h.phases)/(rates.rate+h.time))
	c.people[i].take(leavingOf, gammaDraw(c.rng, leaving.shape+gone)/(leaving.rate+h.until))
}

// found notes the gap under way, and how long after the last event the
// customer stays.
func (c *chain) found(i int, gap, stay float64) {
	k, at := c.people[i].value[shapeOf], &c.customers[i]
	c.hidden[i] = hidden{
		until: at.tx + min(stay, at.wait.long), left: stay < at.wait.long,
		phases: k * (at.x + 1), time: k * (at.tx + gap),
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
		for i := range c.hidden {
			h := &c.hidden[i]
			all.times(1 + h.until/beta)
			if h.left {
				departed.times(beta + h.until)
				gone++
			}
		}
		total = all.ln()
		return weak*(lnBeta-beta) - (weak+gone)*math.Log(weak+total) - departed.ln()
	}
	beta := math.Exp(c.slice(math.Log(c.hypers[leavingOf].rate), 5, target)) // which was asked there last
	shape := gammaDraw(c.rng, weak+gone) / (weak + total)
	shape = min(max(shape, math.Exp(-logBound)), math.Exp(logBound))
	c.hypers[leavingOf] = hyper{shape, beta}
}

// drawRates draws R and Alpha with λ integrated out, by a slice along the
// ridge on which their ratio stays, or one across it.
func (c *chain) drawRates(along bool) {
	h := &c.hypers[rateOf]
	n := float64(len(c.people))
	if along {
		ratio := h.shape / h.rate
		h.shape = math.Exp(c.slice(math.Log(h.shape), c.width(), func(lnShape float64) float64 {
			shape := math.Exp(lnShape)
			rate := shape / ratio
			if math.Abs(math.Log(rate)) > logBound {
				return math.Inf(-1)
			}
			one, _ := math.Lgamma(shape)
			sum := weak*(2*lnShape-shape-rate) + n*(shape*math.Log(rate)-one)
			for i := range c.hidden {
				all := shape + c.hidden[i].phases
				g, _ := math.Lgamma(all)
				sum += g - all*math.Log(rate+c.hidden[i].time)
			}
			return sum
		}))
		h.rate = h.shape / ratio
	} else {
		h.rate = math.Exp(c.slice(math.Log(h.rate), c.width(), func(lnRate float64) float64 {
			rate := math.Exp(lnRate)
			sum := weak*(lnRate-rate) + n*h.shape*lnRate
			for i := range c.hidden {
				sum -= (h.shape + c.hidden[i].phases) * math.Log(rate+c.hidden[i].time)
			}
			return sum
		}))
	}
}

// slice draws a log parameter within the bounds by a slice (Neal 2003, Annals
// of Statistics 31:705-767), from an interval put around the old value at
// random, and shrunk: the wider, the farther it moves where the data say
// little. It asks target last where it ends.
func (c *chain) slice(y, width float64, target func(float64) float64) float64 {
	level := target(y) - c.rng.ExpFloat64()
	lo := y - width*c.rng.Float64()
	hi := lo + width
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

// width is that of a slice whose target is dear: not too wide for what many
// customers tell well.
func (c *chain) width() float64 { return min(5, 25/math.Sqrt(float64(len(c.people)))) }

// slicePeople updates the k of every other customer by a slice in its log,
// from an interval about five standard deviations wide.
func (c *chain) slicePeople() {
	h := c.hypers[shapeOf]
	for i := c.sweeps % 2; i < len(c.people); i += 2 {
		p, at := &c.people[i], &c.customers[i]
		old, oldQuiet, oldLike := *p, c.silence[i], c.like[i]
		y := p.ln[shapeOf]
		level := h.shape*y - h.rate*p.value[shapeOf] + oldLike - c.rng.ExpFloat64()
		info := h.shape + at.x/2
		width := 5 * math.Sqrt((1+1/info)/info) // at least that of the log of a Gamma
		lo := y - width*c.rng.Float64()
		hi := lo + width
		for {
			try := lo + (hi-lo)*c.rng.Float64()
			p.set(shapeOf, try)
			c.evaluate(i)
			if h.shape*try-h.rate*p.value[shapeOf]+c.like[i] > level {
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

// drawShapes draws T and Gamma given everybody's k: T by a slice with Gamma
// integrated out, then Gamma, whose conditional is a Gamma.
func (c *chain) drawShapes() {
	n := float64(len(c.people))
	var logs, sum float64
	for i := range c.people {
		logs += c.people[i].ln[shapeOf]
		sum += c.people[i].value[shapeOf]
	}
	shape := math.Exp(c.slice(math.Log(c.hypers[shapeOf].shape), c.width(), func(lnShape float64) float64 {
		shape := math.Exp(lnShape)
		one, _ := math.Lgamma(shape)
		all, _ := math.Lgamma(weak + n*shape)
		return weak*(lnShape-shape) + shape*logs - n*one + all - (weak+n*shape)*math.Log(weak+sum)
	}))
	c.hypers[shapeOf] = hyper{shape, gammaDraw(c.rng, weak+n*shape) / (weak + sum)}
}

// stretch moves T and Gamma and everybody's k together, so that what the data
// say of them is not held up by each k standing where the old Gamma put it
// (Liu & Sabatti 2000, Biometrika 87:353-369). Move 0 shifts the logs of all
// k; move 1 changes T at the same mean, and maps the mean and spread of the
// logs from the old Gamma's to the new one's.
func (c *chain) stretch(move int) {
	from, st := c.hypers[shapeOf], &c.steps[move]
	by := st.size * c.rng.NormFloat64()
	to, factor, shift := from, 1.0, by
	if move == 0 {
		to.rate *= math.Exp(-by)
	} else {
		to.shape *= math.Exp(by)
		to.rate *= math.Exp(by)
		factor = math.Sqrt(trigamma(to.shape) / trigamma(from.shape))
		shift = digamma(to.shape) - math.Log(to.rate) - factor*(digamma(from.shape)-math.Log(from.rate))
	}
	if math.Abs(math.Log(to.shape)) > logBound {
		st.accepted = 0
		return
	}
	ratio := to.lnPrior() - from.lnPrior() + float64(len(c.people))*(math.Log(factor)+to.lnNorm()-from.lnNorm())
	for i := range c.people {
		p, old := &c.next[i], &c.people[i]
		*p = *old
		p.set(shapeOf, factor*old.ln[shapeOf]+shift)
		c.nextQuiet[i] = p.silence(c.customers[i].wait)
		c.nextLike[i] = p.lnLikelihood(&c.customers[i], c.nextQuiet[i])
		ratio += c.nextLike[i] - c.like[i] +
			to.shape*p.ln[shapeOf] - to.rate*p.value[shapeOf] - from.shape*old.ln[shapeOf] + from.rate*old.value[shapeOf]
	}
	if math.IsNaN(ratio) {
		ratio = math.Inf(-1)
	}
	st.accepted = math.Exp(min(0, ratio))
	if -c.rng.ExpFloat64() < ratio {
		c.people, c.next = c.next, c.people
		c.silence, c.nextQuiet = c.nextQuiet, c.silence
		c.like, c.nextLike = c.nextLike, c.like
		c.hypers[shapeOf] = to
	}
}

// lnPrior is the prior density of ln shape and ln rate.
func (h hyper) lnPrior() float64 {
	return weak * (math.Log(h.shape) + math.Log(h.rate) - h.shape - h.rate)
}

// lnNorm is what makes the Gamma a density.
func (h hyper) lnNorm() float64 {
	g, _ := math.Lgamma(h.shape)
	return h.shape*math.Log(h.rate) - g
}

// step is the size of a move, learnt during warm-up from how likely its last
// proposal was to be accepted.
type step struct{ size, accepted float64 }

// adapt steers towards what is best for one dimension, .44 (Roberts &
// Rosenthal 2001, Statistical Science 16:351-367).
func (s *step) adapt(sweep int) {
	s.size = min(max(s.size*math.Exp((s.accepted-0.44)/math.Sqrt(1+float64(sweep))), 1e-6), 5)
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
