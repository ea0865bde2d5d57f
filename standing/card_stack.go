package standing

import (
	"math"
	"slices"
)

// Four words are heard on who becomes a client: the line's own card, which leans
// on the universal one; the universal card itself, at the line's own levels; a
// plain card of the line that leans on nothing; and what anyone could use, days
// since the last purchase. All are sums over the same evidence, and so is their
// weighted mean. How much each is worth is tried forward on the line's own past.
//
// What is called how, here and in card_own.go:
//
//	case      a relationship on a past day, and whether it then was a client
//	word      what one regression says of a case, as log-odds
//	share     how much a word counts in the mean; the shares add up to one
//	cut       a past day: the words are learnt from the cases whose windows had
//	          closed by then, and tried on the cases that follow
//	to listen to find the shares, from all cuts
//	to tell   to count how likely each choice of shares makes the cases of a cut
//	to blend  to make one regression of the words at their shares
const (
	ownWord = iota
	universalWord
	plainWord
	recencyWord
	ownWords
)

// words fits the four to the cases.
func (d *labelled) words() [ownWords]linear {
	own, _ := d.own()
	return [ownWords]linear{own, d.universal(), d.plain(), d.recency()}
}

// plainEvidence is what the plain card reads: each of it is of one purchase
// history, and none a model's of regular gaps. plainSD is the belief in its weights.
var plainEvidence = []int{onModel, onElapsed, onOverdue, onLongest, onWindow, onRegularity, onWorst, onSpans, onTrend, onHalf,
	onCount, onMonths, onAmounts, onPace, onWorth, onTenure}

const plainSD = 0.5

// plain is a card of the line that leans on nothing: it wins where the firm is like no other.
func (d *labelled) plain() linear {
	even := design{width: d.width, x: d.x, y: d.y, w: slices.Repeat([]float64{1}, len(d.y))}
	var l linear
	l.Center, l.Scale = even.scales()
	b := belief{make([]float64, d.width), slices.Repeat([]float64{held}, d.width)}
	for _, j := range plainEvidence {
		b.sd[j] = plainSD
	}
	return even.fit(l, b)
}

// recency is the rule of days since the last purchase, as a sum over the
// evidence: the log of the silence is that of its share of the window and that
// of the window.
func (d *labelled) recency() linear {
	silence := make([]float64, len(d.y))
	for i := range d.y {
		r := d.row(i)
		silence[i] = r[onWindow] + r[onPace]
	}
	rule := plattFit(silence, d.y)
	slope := rule.Coef[0] / rule.Scale[0]
	l := linear{Center: make([]float64, d.width), Scale: slices.Repeat([]float64{1}, d.width), Coef: make([]float64, d.width)}
	l.Coef[onWindow], l.Coef[onPace] = slope, slope
	l.Intercept = rule.Intercept - slope*rule.Center[0]
	return l
}

// on gives a linear on the scale of another: the same sum, but where that one bounds a term.
func (l linear) on(o *linear) linear {
	out := linear{Center: o.Center, Scale: o.Scale, Coef: make([]float64, len(l.Coef)), Intercept: l.Intercept}
	for j, c := range l.Coef {
		out.Coef[j] = c / l.Scale[j] * o.Scale[j]
		out.Intercept += c / l.Scale[j] * (o.Center[j] - l.Center[j])
	}
	return out
}

// blend is the weighted mean of the four, on the scale of the own card.
func blend(words [ownWords]linear, share [ownWords]float64) linear {
	out := linear{Center: words[0].Center, Scale: words[0].Scale, Coef: make([]float64, len(words[0].Coef))}
	for k := range words {
		w := words[k].on(&words[0])
		out.Intercept += share[k] * w.Intercept
		for j := range out.Coef {
			out.Coef[j] += share[k] * w.Coef[j]
		}
	}
	return out
}

// The shares tried are all that add up in fifths. Before the past is asked, the
// own card is believed, a fifth of it universal; a share against that costs so
// many nats, of which a case is worth what it tells.
const (
	shareSteps    = 5
	againstOthers = 6.0
	againstOwn    = 2.0
	likelyShared  = 0.2
	mostTried     = 6_000 // cases; beyond, they are thinned evenly
)

// triedAt are the days, as shares of the log, at which the words are learnt and then tried.
var triedAt = []float64{.5, .6, .7, .8}

// listen is how much each word is worth: the mean of all the shares tried,
// weighted by what was believed and by how well they told what came after.
func (d *labelled) listen() [ownWords]float64 {
	tried := allShares()
	score := make([]float64, len(tried))
	for g, v := range tried {
		score[g] = -againstOthers*(v[plainWord]+v[recencyWord]) - againstOwn*math.Abs(v[universalWord]-likelyShared)
	}
	some := d.thinned(mostTried)
	for _, cut := range triedAt {
		before := some.pick(func(i int) bool { return some.done[i] <= cut+1e-9 })
		after := some.pick(func(i int) bool { return some.when[i] >= cut && some.when[i] < cut+.2 })
		n := float64(len(before.y))
		if _, yes := before.rate(); n >= leastCases && yes >= leastEither && n-yes >= leastEither {
			after.tell(before.words(), tried, score)
		}
	}
	var share [ownWords]float64
	total, top := 0.0, slices.Max(score)
	for g, v := range tried {
		w := math.Exp(score[g] - top)
		total += w
		for k := range share {
			share[k] += w * v[k]
		}
	}
	for k := range share {
		share[k] /= total
	}
	return share
}

// tell adds to each score how likely its shares of the words make the cases.
func (d *labelled) tell(words [ownWords]linear, tried [][ownWords]float64, score []float64) {
	counts := 1 / max(d.repeats(), float64(len(d.y))/onceMost, 1)
	var said [ownWords]float64
	for k := range words {
		words[k] = words[k].on(&words[0])
	}
	for i, y := range d.y {
		for k := range words {
			said[k] = words[k].sum(d.row(i))
		}
		for g, v := range tried {
			sum := 0.0
			for k := range v {
				sum += v[k] * said[k]
			}
			score[g] += counts * math.Log(max(1-math.Abs(y-logistic(sum)), leastProb))
		}
	}
}

// allShares are the shares of the words, in steps, that add up to one.
func allShares() (all [][ownWords]float64) {
	for a := range shareSteps + 1 {
		for b := range shareSteps + 1 - a {
			for c := range shareSteps + 1 - a - b {
				fifths := [ownWords]int{a, b, c, shareSteps - a - b - c}
				var share [ownWords]float64
				for k, n := range fifths {
					share[k] = float64(n) / shareSteps
				}
				all = append(all, share)
			}
		}
	}
	return all
}

// thinned keeps at most about so many cases, whatever their order.
func (d *labelled) thinned(most int) *labelled {
	stride := uint64(len(d.y)/most + 1)
	if stride == 1 {
		return d
	}
	return d.pick(func(i int) bool { return mix(uint64(i))%stride == 0 })
}
