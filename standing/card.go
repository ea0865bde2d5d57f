package standing

import (
	_ "embed"
	"encoding/json"
	"math"

	"github.com/clientele-crm/clientele"
)

// card is the additive weight of evidence for "client": that each of the next
// three windows of w = max(7 days, 1.5 × the usual gap) holds a purchase. Every
// term is shown as a reason, and their sum is the log-odds.
type card struct {
	Source string  `json:"source"` // "own" or "prior"
	Cases  int     `json:"cases"`  // snapshots of the past that it was learnt from
	Base   float64 `json:"base"`   // share of the past snapshots that were clients
	Weight linear  `json:"weight"`
}

// The evidence on the card, in the order of its coefficients.
const (
	onModel      = iota // log-odds of the windows if purchases are memoryless
	onSilence           // log of the chance of so long a silence, by the own rhythm
	onElapsed           // log of elapsed over the mean gap
	onOverdue           // the same, only beyond 1
	onLongest           // log of elapsed over the longest gap, only beyond 1
	onRegularity        // log of the spread of log gaps, shrunk
	onTrend             // log of the last two gaps over the mean gap
	onCount             // log of the number of purchase days
	onMonths            // share of the months active
	onAmounts           // spread of the log amounts
	onPace              // log of the window: weight 0 until the own log earns it
	evidence
)

// leastGaps is the number of completed gaps below which it is too early to say;
// in a quarterly or yearly business two are enough.
const leastGaps = 3

// leastSnapshots is the number of labelled snapshots from which a line earns its own card.
const leastSnapshots = 150

// ownShare is the own card's share of the word on the log-odds; the prior card
// keeps the rest, as what was true of the past need not be of the next windows.
const ownShare = 0.6

// mostSilence bounds the log of a chance: beyond one in twenty thousand it says no more.
const mostSilence = -10

//go:embed card_prior.json
var priorCardJSON []byte

// priorCard is the card of a line that has no past yet. It was learnt from
// simulated firms with a known truth, by `go test ./standing -run PriorCard
// -update`; no real log went into it.
var priorCard = mustCard(priorCardJSON)

func mustCard(b []byte) card {
	var c card
	if err := json.Unmarshal(b, &c); err != nil || len(c.Weight.Coef) != evidence {
		panic("standing: card_prior.json is not a card: run go test ./standing -run PriorCard -update")
	}
	return c
}

// weigh reads the evidence for the card.
func weigh(l *law, r *rhythm, f *facts) [evidence]float64 {
	b := r.beat(f)
	late := math.Log((f.elapsed + leastDay) / (f.mean + leastDay))
	var v [evidence]float64
	v[onModel] = logit(l.windowsProb(f))
	v[onSilence] = max(tail(b.lateness(f.elapsed)), mostSilence)
	v[onElapsed] = late
	v[onOverdue] = max(0, late)
	v[onLongest] = max(0, math.Log((f.elapsed+leastDay)/(f.longest+leastDay)))
	v[onRegularity] = math.Log(b.sd)
	v[onTrend] = turn(f)
	v[onCount] = math.Log(float64(f.events))
	v[onMonths] = f.months
	v[onAmounts] = f.spread
	v[onPace] = math.Log(f.window)
	return v
}

// cameBack tells whether each of the three windows after at held a purchase;
// known is false while the last of them is open at end.
func cameBack(days []clientele.OrderDay, f *facts, end clientele.Day) (came, known bool) {
	width := clientele.Day(math.Ceil(f.window))
	if f.asOf+windows*width > end {
		return false, false
	}
	seen := countUpTo(days, f.asOf)
	for k := range clientele.Day(windows) {
		next := countUpTo(days, f.asOf+(k+1)*width)
		if next == seen {
			return false, true
		}
		seen = next
	}
	return true, true
}

// labelled are the card's snapshots of a line's past, for the card and for
// what it is compared with.
type labelled struct {
	design
	facts      []facts
	memoryless []float64 // log-odds of a purchase within 3w, by the law: what the plain model says
}

// snapshotShares place the snapshots within the log (reference: standing.md §1, protocol).
var snapshotShares = []float64{.3, .4, .5, .6, .7, .8}

// mostCases bounds the snapshots learnt from; beyond, relationships are thinned evenly.
const mostCases = 60_000

func (s *sample) label(lawName string, gaps int) labelled {
	out := labelled{design: design{width: evidence}}
	able := 0
	for _, days := range s.days {
		able += int(outcome(len(days) > gaps))
	}
	stride := able*len(snapshotShares)/mostCases + 1
	for _, share := range snapshotShares {
		view := s.asOf(s.start + clientele.Day(share*float64(s.end-s.start)))
		if len(view.facts) == 0 {
			continue
		}
		l := view.law(lawName)
		r := learnRhythm(view.facts)
		for i := 0; i < len(view.facts); i += stride {
			f := &view.facts[i]
			if f.x < gaps {
				continue
			}
			if came, known := cameBack(view.days[i], f, s.end); known {
				v := weigh(&l, &r, f)
				out.add(v[:], outcome(came), 1)
				out.facts = append(out.facts, *f)
				out.memoryless = append(out.memoryless, logit(l.active(f, windows*f.window)))
			}
		}
	}
	return out
}

// learnCard learns the line's own card where it has the past for it, from the
// belief that the prior card is right.
func learnCard(d *labelled) card {
	c := priorCard
	yes := 0.0
	for _, y := range d.y {
		yes += y
	}
	c.Base = (yes + 1) / (float64(len(d.y)) + 4) // a quarter before anything is known: .27 is chance
	c.Cases = len(d.y)
	if len(d.y) < leastSnapshots || yes < leastEither || float64(len(d.y))-yes < leastEither {
		return c
	}
	// The own card starts from the plain model's word and nothing else.
	b := skeptical(evidence, priorCard.Weight.Scale[onModel], 0.2, 0.2)
	l := priorCard.Weight
	l.Center, _ = d.scales() // reasons then speak against the line's own average
	c.Source, c.Weight = "own", mixed(d.fit(l, b), priorCard.Weight, ownShare)
	return c
}

// mixed is the weighted mean of two cards of the same scale: what it says is
// the weighted mean of what they say.
func mixed(own, prior linear, share float64) linear {
	out := linear{Center: own.Center, Scale: own.Scale, Coef: make([]float64, len(own.Coef))}
	out.Intercept = share*own.Intercept + (1-share)*prior.Intercept
	for j := range own.Coef {
		out.Coef[j] = share*own.Coef[j] + (1-share)*prior.Coef[j]
		out.Intercept += (1 - share) * prior.Coef[j] * (own.Center[j] - prior.Center[j]) / own.Scale[j]
	}
	return out
}
