package standing

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// card is the additive weight of evidence for "client": that each of the next
// three windows of w = max(7 days, 1.5 × the usual gap) holds a purchase. Every
// term is shown as a reason, and their sum is the log-odds.
type card struct {
	Source string  `json:"source"` // "own" or "universal"
	Cases  int     `json:"cases"`  // snapshots of the past that it was learnt from
	Base   float64 `json:"base"`   // share of the past snapshots that were clients
	Share  float64 `json:"share"`  // the own past's share of the word on the weights
	Weight linear  `json:"weight"`
	Level  level   `json:"level"`           // where the line's log-odds are headed; Weight holds it already
	Doubt  doubt   `json:"doubt,omitempty"` // of the weights, before they are tempered
	Heard  bool    `json:"heard,omitempty"` // the own log has spoken on contact
}

// The evidence on the card, in the order of its coefficients.
const (
	onModel      = iota // log-odds of the windows if purchases are memoryless
	onRhythm            // log-odds of the windows if purchases keep their own rhythm
	onSilence           // log of the chance of so long a silence, by the own rhythm
	onElapsed           // log of elapsed over the mean gap
	onOverdue           // the same, only beyond 1
	onLongest           // log of elapsed over the longest gap, only beyond 1
	onWindow            // log of elapsed over the window
	onRegularity        // log of the spread of log gaps, shrunk
	onWorst             // log of the longest gap over the window
	onSpans             // log-odds of a purchase in a past span of one window, shrunk
	onLately            // share of the last three such spans with a purchase
	onTrend             // log of the last two gaps over the mean gap
	onHalf              // log of the purchases of the later half of the age over the earlier
	onCount             // log of the number of purchase days
	onMonths            // share of the months active
	onAmounts           // spread of the log amounts
	firstLocal
)

// Local evidence means one thing here and another there: the universal card
// gives it no weight, the own past may.
const (
	onPace    = firstLocal + iota // log of the window
	onWorth                       // log of what a purchase comes to, over what is typical of the line
	onTenure                      // log of the age
	onContact                     // log of 1 + the two-way contacts of the last year
	onBand                        // how near the window is to each of paceBands, two of which share it
	evidence  = onBand + len(paceBands)
)

// paceBands are windows, in days, at which a line has levels of its own: who buys
// weekly and who buys yearly do not keep their rhythm equally often, and which of
// them does more differs from firm to firm.
var paceBands = [...]float64{7, 14, 30, 60, 120, 240, 480}

// leastGaps is the number of completed gaps below which it is too early to say;
// in a quarterly or yearly business two are enough.
const leastGaps = 3

// leastSnapshots is the number of labelled snapshots from which a line earns its own card.
const leastSnapshots = 150

// mostSilence bounds the log of a chance: beyond one in twenty thousand it says no more.
const mostSilence = -10

//go:embed card_universal.json
var universalCardJSON []byte

// universalCard is the card of a line that has no past yet, and what an own card
// is shrunk to. Learnt from real logs of four industries and from simulated
// firms, each weighing the same, by `go test ./standing -run UniversalCard -update`.
var universalCard = mustCard(universalCardJSON)

func mustCard(b []byte) card {
	var c card
	if err := json.Unmarshal(b, &c); err != nil || len(c.Weight.Coef) != evidence {
		panic("standing: card_universal.json is not a card: run go test ./standing -run UniversalCard -update")
	}
	return c
}

// lens is what evidence is read through: what was known of the line.
type lens struct {
	law     *law
	rhythm  *rhythm
	season  season
	typical float64 // geometric mean of what a purchase comes to
}

func (l *lineMeasure) lens() lens { return lens{&l.Plain, &l.Rhythm, l.Season, l.Typical} }

// weigh reads the evidence for the card.
func (l lens) weigh(f *features) [evidence]float64 {
	b := l.rhythm.beat(f)
	late := math.Log((f.elapsed + leastDay) / (f.mean + leastDay))
	empty := float64(f.spans - f.filled)
	var v [evidence]float64
	v[onModel] = logit(l.law.windowsProb(f, l.season))
	v[onRhythm] = logit(b.windowsProb(f.elapsed, f.window))
	v[onSilence] = max(tail(b.lateness(f.elapsed)), mostSilence)
	v[onElapsed] = late
	v[onOverdue] = max(0, late)
	v[onLongest] = max(0, math.Log((f.elapsed+leastDay)/(f.longest+leastDay)))
	v[onWindow] = math.Log((f.elapsed + leastDay) / f.window)
	v[onRegularity] = math.Log(b.sd)
	v[onWorst] = math.Log(f.longest/f.window + 0.1)
	// Two spans of chance, filled with 1 - e^-1.04 = .65, are mixed in.
	v[onSpans] = math.Log((float64(f.filled) + 1.3) / (empty + 0.7))
	v[onLately] = float64(f.lately) / windows
	v[onTrend] = turn(f)
	v[onHalf] = math.Log((float64(f.half) + 0.5) / (float64(f.x-f.half) + 0.5))
	v[onCount] = math.Log(float64(f.events))
	v[onMonths] = f.months
	v[onAmounts] = f.spread
	v[onPace] = math.Log(f.window)
	if f.priced > 0 && l.typical > 0 {
		v[onWorth] = math.Log(f.spend / l.typical)
	}
	v[onTenure] = math.Log1p(f.t)
	v[onContact] = math.Log1p(float64(f.contacts))
	readPace(f.window, v[onBand:])
	return v
}

// readPace parts one between the two bands that a window lies between, on the log scale.
func readPace(window float64, to []float64) {
	k := 0
	for k < len(paceBands)-2 && window > paceBands[k+1] {
		k++
	}
	share := math.Log(window/paceBands[k]) / math.Log(paceBands[k+1]/paceBands[k])
	share = min(max(share, 0), 1)
	to[k], to[k+1] = 1-share, share
}

// cameBack tells whether each of the three windows after at held a purchase;
// known is false while the last of them is open at end.
func cameBack(days []clientele.OrderDay, f *features, end clientele.Day) (came, known bool) {
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
	features   []features
	when, done []float64 // the snapshot, and when its windows closed, as shares of the log
	who        []int     // relationship
	memoryless []float64 // log-odds of a purchase within 3w, by the law: what the plain model says
}

// snapshotShares place the snapshots within the log: those of standing.md §1,
// and later ones, of which only short windows have closed.
var snapshotShares = []float64{.3, .4, .5, .6, .7, .8, .85, .9, .95}

// mostCases bounds the snapshots learnt from; beyond, relationships are thinned evenly.
const mostCases = 60_000

func (s *sample) label(lawName string, gaps int) labelled {
	out := labelled{design: design{width: evidence}}
	able := 0
	for _, days := range s.days {
		able += int(outcome(len(days) > gaps))
	}
	stride := able*len(snapshotShares)/mostCases + 1
	span := float64(s.end - s.start)
	for _, share := range snapshotShares {
		view := s.asOf(s.start + clientele.Day(share*span))
		if len(view.features) == 0 {
			continue
		}
		l := view.roughLaw(lawName)
		r := learnRhythm(view.features)
		through := lens{&l, &r, s.season, view.typical}
		for i := 0; i < len(view.features); i += stride {
			f := &view.features[i]
			if f.x < gaps {
				continue
			}
			if came, known := cameBack(view.days[i], f, s.end); known && !s.dark(f.asOf, windows*f.window, f.window) {
				v := through.weigh(f)
				out.add(v[:], outcome(came), math.Exp2(-(1-share)/fadesIn))
				out.features = append(out.features, *f)
				out.when, out.who = append(out.when, share), append(out.who, view.who[i])
				out.done = append(out.done, share+windows*math.Ceil(f.window)/span)
				out.memoryless = append(out.memoryless, logit(l.active(f, windows*f.window)))
			}
		}
	}
	return out
}

// rate is the share of the cases that were clients; a quarter (.27 is chance),
// counted as four cases, before anything is known.
func (d *labelled) rate() (rate, yes float64) {
	for _, y := range d.y {
		yes += y
	}
	return (yes + 1) / (float64(len(d.y)) + 4), yes
}

// learnCard learns the line's card: its own weights where it has the past for
// them, mixed with the universal ones as its own past advises; and in any case
// where its log-odds are headed.
func learnCard(d *labelled) card {
	c := universalCard
	c.Doubt = universalBelief().doubt()
	rate, yes := d.rate()
	c.Base, c.Cases = rate, len(d.y)
	if n := float64(len(d.y)); n >= leastSnapshots && yes >= leastEither && n-yes >= leastEither {
		c.Source, c.Heard = "own", d.varies(onContact)
		share := d.listen()
		words := d.words()
		_, before := d.own()
		c.Share = 1 - share[universalWord]
		c.Doubt = d.doubtOf(&words[ownWord], before).ofAverage(before.doubt(), c.Share)
		c.Weight = blend(words, share)
	}
	c.Weight.Coef = slices.Clone(c.Weight.Coef)
	believed := course{firmsApart, driftSD}
	if c.Source == "own" {
		believed = ownCourse
	}
	c.Level = d.levelOf(&c.Weight, believed)
	c.Weight.move(c.Level)
	return c
}

// average is the weighted mean of two regressions of the same scale: what it says is
// the weighted mean of what they say.
func average(own, prior linear, share float64) linear {
	out := linear{Center: own.Center, Scale: own.Scale, Coef: make([]float64, len(own.Coef))}
	out.Intercept = share*own.Intercept + (1-share)*prior.Intercept
	for j := range own.Coef {
		out.Coef[j] = share*own.Coef[j] + (1-share)*prior.Coef[j]
		out.Intercept += (1 - share) * prior.Coef[j] * (own.Center[j] - prior.Center[j]) / own.Scale[j]
	}
	return out
}
