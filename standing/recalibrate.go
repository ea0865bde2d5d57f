package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// forecast is what a law says of the horizon, corrected by what the same law
// would have said in the past and what then came: a logistic regression that
// starts from the belief that the law is right as it stands, mixed with that
// belief as the past advises, and moved to where the line is headed. The number of
// purchase days has its own correction (counts.go).
type forecast struct {
	Days   int       `json:"days"` // horizon the corrections were learnt over; 0: none were
	Cases  int       `json:"cases"`
	Share  float64   `json:"share"` // the past's share of the word beside the law
	Active *linear   `json:"active,omitempty"`
	Level  level     `json:"level"` // held by Active already
	Doubt  doubt     `json:"doubt,omitempty"`
	Count  *counting `json:"count,omitempty"`
}

// lawOff is by how many nats a law that nothing could correct is believed to be
// off: what raw laws were on the cuts of `go test ./standing -run ActiveTrials`.
const lawOff = 0.5

// signals are the features beside the law's own word. Order matters: it is that
// of the coefficients kept.
const signals = 9

// fillSignals writes them into s[1:]; s[0] is the law's word.
func (r *rhythm) fillSignals(f *features, typical float64, s *[signals]float64) {
	b := r.beat(f)
	z := b.lateness(f.elapsed)
	s[1] = z
	s[2] = max(tail(z), -20)
	s[3] = math.Log1p(float64(f.x))
	s[4] = turn(f)
	s[5] = math.Log((float64(f.half) + 0.5) / (float64(f.events-f.half) + 0.5))
	s[6] = f.months
	s[7] = outcome(f.x == 0)
	s[8] = 0
	if f.priced > 0 && typical > 0 {
		s[8] = math.Log(f.spend / typical)
	}
}

// turn is the log of the last two gaps' mean over the mean gap: above zero, slower.
func turn(f *features) float64 {
	if f.x < 3 {
		return 0
	}
	return math.Log(f.recent / f.mean)
}

// mostMoved bounds the factor on a count: beyond five it is not learnt, it is extrapolated.
const mostMoved = 5

// corrected gives P(active), its range, and the expected purchase days within the horizon.
func (c *forecast) corrected(l *law, r *rhythm, f *features, q question) (active float64, within clientele.Range, count float64) {
	p, e := l.foretells(f, q.busy)
	lawful := [2]float64{p, e}
	said := odds{sum: logit(p), variance: lawOff * lawOff}
	if c.Active != nil {
		var s [signals]float64
		r.fillSignals(f, q.typical, &s)
		s[0] = logit(p)
		e *= c.Count.factor(s[:])
		said = c.Active.odds(s[:], c.Level, c.Doubt)
		p = logistic(said.sum)
	}
	return p, said.within(p), ordersOf(p, e, lawful, q.days)
}

// question is what is asked of a relationship: over how many days, how many
// usual ones those are worth in their season, and what an ordinary purchase comes to.
type question struct{ days, busy, typical float64 }

func (l *lineMeasure) question(after clientele.Day, days int) question {
	return question{float64(days), l.Season.busy(after, float64(days)), l.Typical}
}

// The past is looked at from up to eight days, a quarter of a horizon apart;
// what is two horizons old weighs half.
const (
	mostLandmarks = 8
	halfHorizons  = 2
)

// landmarks are past days at which the horizon that followed is known, oldest first.
func landmarks(start, asOf clientele.Day, days int) []clientele.Day {
	span := int(asOf - start)
	var out []clientele.Day
	for k := range mostLandmarks {
		at := asOf - clientele.Day(days+k*days/4)
		if int(at-start) < span/4 || (k > 0 && int(at-start) < days/2) {
			break
		}
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}

// pastHorizon is the horizon that can be learnt one back: all of it where the
// log is twice as long, else two fifths of the log; whole periods of a calendar.
func pastHorizon(span, days, period int) int {
	if days > span/2 {
		days = span * 2 / 5
	}
	if period < 2 || days <= period {
		return days
	}
	// A quarter of a period off the beat does no harm: quarters are 90 to 92 days.
	if off := days % period; off > period/4 && off < period-period/4 {
		days -= off
	}
	return days
}

// Below these a correction is noise: relationships, of either outcome, and days of log.
const (
	leastCases  = 50
	leastEither = 10
	leastSpan   = 28
)

// learnForecast learns the correction from landmarks in the line's own past.
func learnForecast(s *sample, lawName string, days int) forecast {
	days = pastHorizon(int(s.end-s.start), days, s.calendar.days())
	none := forecast{Level: level{Var: lawOff * lawOff}}
	if days < leastSpan/2 || int(s.end-s.start) < leastSpan {
		return none
	}
	d, past := s.look(lawName, days)
	n := float64(len(d.y))
	none.Cases = len(d.y)
	if _, yes := d.rate(); n < leastCases || yes < leastEither || n-yes < leastEither {
		return none
	}
	lawful := linear{Coef: make([]float64, signals)}
	lawful.Center, lawful.Scale = d.scales()
	lawful.Coef[0], lawful.Intercept = lawful.Scale[0], lawful.Center[0]
	own := func(d *labelled) (linear, belief) {
		b := skeptical(signals, lawful.Scale[0], 0.5, 0.3)
		return d.fit(lawful, b), b
	}
	newest := d.when[len(d.when)-1]
	c := forecast{Days: days, Cases: len(d.y), Count: learnCounting(past, clientele.Day(days))}
	c.Share = d.trust([]float64{newest}, own, func(*labelled) linear { return lawful })
	l, b := own(d)
	c.Doubt = d.doubtOf(&l, b).ofAverage(b.doubt(), c.Share)
	l = average(l, lawful, c.Share)
	c.Level = d.levelOf(&l, course{firmsApart, driftSD})
	l.move(c.Level)
	c.Active = &l
	return c
}

// look reads the signals of everyone at each landmark, who then bought, and how often.
func (s *sample) look(lawName string, days int) (*labelled, []*counted) {
	d := &labelled{design: design{width: signals}}
	var past []*counted
	span := float64(s.end - s.start)
	marks := landmarks(s.start, s.end, days)
	stride := len(s.days)*len(marks)/mostCases + 1
	for _, at := range marks {
		view := s.asOf(at)
		l := view.roughLaw(lawName)
		r := learnRhythm(view.features)
		counts := newCounted(at)
		busy := s.season.busy(at, float64(days))
		when := float64(at-s.start) / span
		d.room(len(view.features) / stride)
		counts.room(len(view.features) / stride)
		same := map[btyd.RF][2]float64{} // of whom the law says the same: most bought once, many on one day
		weight := math.Exp2(-(float64(s.end-at)/float64(days) - 1) / halfHorizons)
		for i := 0; i < len(view.features); i += stride {
			f := &view.features[i]
			var v [signals]float64
			r.fillSignals(f, view.typical, &v)
			told, known := same[f.row()]
			if !known {
				told[0], told[1] = l.foretells(f, busy)
				same[f.row()] = told
			}
			active, said := told[0], told[1]
			v[0] = logit(active)
			came := view.came(i, at+clientele.Day(days))
			d.add(v[:], outcome(came > 0), weight)
			d.when, d.done, d.who = append(d.when, when), append(d.done, when+float64(days)/span), append(d.who, view.who[i])
			counts.add(v[:], said, float64(came), weight)
			counts.spreads(said, active, l.pace.shape+float64(f.x), float64(came))
		}
		past = append(past, counts)
	}
	return d, past
}
