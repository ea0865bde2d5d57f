package standing

import (
	"math"
)

// fadesIn is the share of the log in which a snapshot loses half of its weight:
// firms change. ownSD is by how much the own weights of a line are believed to
// differ from the universal ones, in nats a standard deviation of the evidence.
// Both were set by leaving industries out (`go test ./standing -run CardTrials`),
// where any values from half to twice of them did about as well.
const (
	fadesIn = 0.4
	ownSD   = 0.15
)

// A standard deviation that holds a weight where it is.
const held = 1e-4

// varies says that so much of the past differs in a piece of local evidence that
// the own log may speak on it.
func (d *labelled) varies(j int) bool {
	some, first := 0, 0.0
	for i := range d.y {
		v := d.row(i)[j]
		if i == 0 {
			first = v
		}
		some += int(outcome(v != 0 && v != first))
	}
	return some >= leastSnapshots
}

// paceSD is how far the levels of a line's paces are believed to lie apart, in
// nats: on the public logs they did by one, and moved apart within years.
const paceSD = 1.0

// universalBelief is that a line's own weights are about the universal ones, and
// that the local ones are nothing.
func universalBelief() belief {
	b := belief{mean: universalCard.Weight.Coef, sd: make([]float64, evidence)}
	for j := range b.sd {
		b.sd[j] = ownSD
		if j >= firstLocal {
			b.sd[j] = held
		}
	}
	return b
}

// own fits the line's own weights from that belief, and its levels.
func (d *labelled) own() (linear, belief) {
	l, b := universalCard.Weight, universalBelief()
	l.Center, _ = d.scales() // reasons then speak against the line's own average
	for j := firstLocal; j < onBand; j++ {
		if d.varies(j) {
			b.sd[j] = ownSD
		}
	}
	for j := onBand; j < evidence; j++ {
		b.sd[j] = paceSD
	}
	return d.fit(l, b), b
}

// universal is the universal card at the line's own levels.
func (d *labelled) universal() linear {
	b := universalBelief()
	for j := range b.sd {
		b.sd[j] = held
		if j >= onBand {
			b.sd[j] = paceSD
		}
	}
	return d.fit(universalCard.Weight, b)
}

// Trust is sought among these shares of the own past in the word on the weights,
// with the belief that both should speak: the own past is of this firm, but it
// is past.
var (
	ownShares  = []float64{0, .2, .4, .6, .8, 1}
	likelyOwn  = 0.6
	likelySpan = 0.3
)

// trust is the share of the own past in the word, beside what was believed
// before: learnt from what had closed by an earlier day, each of cuts, and asked
// of the snapshots that follow it.
func (d *labelled) trust(cuts []float64, own func(*labelled) (linear, belief), other func(*labelled) linear) float64 {
	gain := make([]float64, len(ownShares))
	for _, cut := range cuts {
		before := d.pick(func(i int) bool { return d.done[i] <= cut+1e-9 })
		after := d.pick(func(i int) bool { return d.when[i] >= cut && d.when[i] < cut+.2 })
		n := float64(len(before.y))
		if _, yes := before.rate(); n < leastCases || yes < leastEither || n-yes < leastEither {
			continue
		}
		mine, _ := own(before)
		theirs := other(before)
		for k, share := range ownShares {
			l := average(mine, theirs, share)
			gain[k] += after.logLikelihood(&l)
		}
	}
	best, most := 0.0, math.Inf(-1)
	for k, share := range ownShares {
		away := (share - likelyOwn) / likelySpan
		if v := gain[k] - away*away/2; v > most {
			best, most = share, v
		}
	}
	return best
}

// pick are the cases that a condition holds for.
func (d *labelled) pick(holds func(i int) bool) *labelled {
	out := &labelled{design: design{width: d.width}}
	out.room(len(d.y))
	for i := range d.y {
		if holds(i) {
			out.add(d.row(i), d.y[i], d.w[i])
			out.when, out.done, out.who = append(out.when, d.when[i]), append(out.done, d.done[i]), append(out.who, d.who[i])
		}
	}
	return out
}

// onceMost is what the cases of one time count for, however many: they share its
// weather, and the next time has its own.
const onceMost = 200

// logLikelihood of the cases under a card. A relationship that is seen several
// times counts once: its windows overlap.
func (d *labelled) logLikelihood(l *linear) float64 {
	sum := 0.0
	for i, y := range d.y {
		p := logistic(l.sum(d.row(i)))
		sum += math.Log(max(1-math.Abs(y-p), leastProb))
	}
	return sum / max(d.repeats(), float64(len(d.y))/onceMost, 1)
}

// repeats is how often a relationship is seen, on average.
func (d *labelled) repeats() float64 {
	seen := map[int]struct{}{}
	for _, w := range d.who {
		seen[w] = struct{}{}
	}
	return float64(len(d.who)) / max(float64(len(seen)), 1)
}
