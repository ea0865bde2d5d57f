package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// forecast is what a law says of the horizon, corrected by what the same law
// would have said one horizon ago and what then came: a logistic regression
// that starts from the belief that the law is right as it stands. The number of
// purchase days has its own correction (counts.go).
type forecast struct {
	Days   int       `json:"days"` // horizon the corrections were learnt over; 0: none were
	Cases  int       `json:"cases"`
	Active *linear   `json:"active,omitempty"`
	Count  *counting `json:"count,omitempty"`
}

// signals are the features beside the law's own word. Order matters: it is that
// of the coefficients kept.
const signals = 9

// fillSignals writes them into s[1:]; s[0] is the law's word.
func (r *rhythm) fillSignals(f *facts, typical float64, s *[signals]float64) {
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
func turn(f *facts) float64 {
	if f.x < 3 {
		return 0
	}
	return math.Log(f.recent / f.mean)
}

// past and law share the word on the horizon's log-odds: the correction was right
// a horizon ago, and firms drift. (Any share from .5 to .9 did as well.)
const pastShare = 0.7

// mostMoved bounds the factor on a count: beyond five it is not learnt, it is extrapolated.
const mostMoved = 5

// corrected gives P(active) and the expected purchase days within the horizon.
func (c *forecast) corrected(l *law, r *rhythm, f *facts, q question) (active, count float64) {
	p, e := l.active(f, q.days), l.expected(f, q.days)
	if c.Active != nil {
		var s [signals]float64
		r.fillSignals(f, q.typical, &s)
		s[0] = logit(p)
		e *= c.Count.factor(s[:])
		p = logistic(pastShare*c.Active.sum(s[:]) + (1-pastShare)*s[0])
	}
	// At least the chance of one, at most one a day.
	return p, max(min(e, q.days), p)
}

// question is what is asked of a relationship: over how many days, and what an
// ordinary purchase comes to.
type question struct{ days, typical float64 }

// The past is looked at from up to five days, half a horizon apart; each older
// one says less of the future.
const (
	mostLandmarks = 5
	olderWeight   = 0.7
)

// landmarks are past days at which the horizon that followed is known.
func landmarks(start, asOf clientele.Day, days int) []clientele.Day {
	span := int(asOf - start)
	var out []clientele.Day
	for k := range mostLandmarks {
		at := asOf - clientele.Day(days+k*days/2)
		if int(at-start) < span/4 || (k > 0 && int(at-start) < days/2) {
			break
		}
		out = append(out, at)
	}
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
	if days < leastSpan/2 || int(s.end-s.start) < leastSpan {
		return forecast{}
	}
	d := &design{width: signals}
	var past []*counted
	yes := 0
	for k, at := range landmarks(s.start, s.end, days) {
		view := s.asOf(at)
		l := view.law(lawName)
		r := learnRhythm(view.facts)
		weight := math.Pow(olderWeight, float64(k))
		counts := newCounted()
		past = append(past, counts)
		for i := range view.facts {
			f := &view.facts[i]
			var v [signals]float64
			r.fillSignals(f, view.typical, &v)
			v[0] = logit(l.active(f, float64(days)))
			came := countUpTo(view.days[i], at+clientele.Day(days)) - f.events
			d.add(v[:], outcome(came > 0), weight)
			said := l.expected(f, float64(days))
			counts.add(v[:], said, float64(came), weight)
			counts.spreads(said, l.active(f, float64(days)), l.pace.shape+float64(f.x), float64(came))
			yes += int(outcome(came > 0))
		}
	}
	if len(d.y) < leastCases || yes < leastEither || len(d.y)-yes < leastEither {
		return forecast{}
	}
	var l linear
	l.Center, l.Scale = d.scales()
	l.Intercept = l.Center[0]
	// The law's word, in scaled terms, counts as it stands; the rest adds nothing.
	l = d.fit(l, skeptical(d.width, l.Scale[0], 0.5, 0.3))
	return forecast{Days: days, Cases: len(d.y), Active: &l, Count: learnCounting(past)}
}
