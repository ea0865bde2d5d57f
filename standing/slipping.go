package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// slip watches an open gap: from what the line's relationships did before, it
// gives P(the next purchase comes within Follow days of the last), and raises
// the alarm when that first falls below Threshold. The threshold is chosen on
// relationships that the weights were not learnt from, so that of the gaps that
// did end in time about falseAlarms were alarmed before.
type slip struct {
	Follow    int     `json:"follow"`
	Threshold float64 `json:"threshold"`
	Gaps      int     `json:"gaps"` // gaps it was learnt from; 0: the rule of thumb
	Late      float64 `json:"late"` // a client later than this breaks its rhythm: standard deviations of its log gaps
	Weight    *linear `json:"weight,omitempty"`
}

// falseAlarms is the share of returned gaps that may be alarmed before their
// return. Between the 5 and 10 % at which standing.md §2 measures rules.
const falseAlarms = 0.08

// thumb is the alarm of a line without a past: late beyond 95 in 100 of the own log-normal gaps.
const thumb = 0.05

// brokenRhythm is the share of clients' returned gaps that may pass for a broken
// rhythm. leastLate is the floor: the one-sided 5 % point of a normal deviate;
// lateUnlearnt, its 1 % point, stands where too few such gaps ended.
const (
	brokenRhythm = 0.05
	leastLate    = 1.645
	lateUnlearnt = 2.326
)

// sights is the number of features of an open gap.
const sights = 9

// gap is an open or a past gap: what was known at its start, and how it ended.
type gap struct {
	facts   facts
	length  float64 // days to the next purchase; +Inf where none came
	weight  float64
	account int
}

func (r *rhythm) look(f *facts, elapsed float64) [sights]float64 {
	b := r.beat(f)
	z := b.lateness(elapsed)
	e := math.Log(max(elapsed, leastDay))
	return [sights]float64{
		max(tail(z), -20), z, e,
		e - math.Log(f.longest+leastDay),
		e - math.Log(f.mean+leastDay),
		math.Log(float64(f.x)),
		math.Log(f.mean + leastDay),
		math.Log(b.sd),
		turn(f),
	}
}

// The grid of elapsed times at which a gap is looked at, and the most gaps learnt from.
const (
	looks    = 20
	mostGaps = 12_000
)

// look times are spaced evenly in the square root: dense early, when most come back.
func lookAt(k, follow int) float64 {
	u := float64(k) / looks
	return math.Floor(u * u * float64(follow))
}

// learnSlip learns from every gap of the line's past that had its full follow-up.
func learnSlip(s *sample, r *rhythm) slip {
	// A third of the log is followed up, at most a year: standing.md's own choices
	// (180 of 545 days, 120 of 374, 365 of 2,700).
	follow := min(365, int(s.end-s.start)/3)
	out := slip{Follow: follow, Threshold: thumb}
	if follow < leastSpan/2 {
		return out
	}
	gaps := s.gaps(follow)
	lost := 0
	for i := range gaps {
		lost += int(outcome(gaps[i].length > float64(follow)))
	}
	if len(gaps) < leastSnapshots || lost < leastEither || len(gaps)-lost < leastEither {
		return out
	}
	even, odd := landmarkFit(gaps, r, follow, 0), landmarkFit(gaps, r, follow, 1)
	out.Threshold = (alarmLevel(gaps, r, even, follow, 1) + alarmLevel(gaps, r, odd, follow, 0)) / 2
	all := landmarkFit(gaps, r, follow, -1)
	out.Weight, out.Gaps = &all, len(gaps)
	return out
}

// gaps lists the followed-up gaps that begin with at least three completed ones.
// Each relationship weighs one; above the limit, every n-th gap is kept.
func (s *sample) gaps(follow int) []gap {
	total := 0
	for _, days := range s.days {
		total += max(0, s.followed(days, follow)-leastGaps)
	}
	stride := total/mostGaps + 1
	var out []gap
	at := 0
	for i, days := range s.days {
		n := s.followed(days, follow)
		for j := leastGaps; j < n; j++ {
			if at++; at%stride != 0 {
				continue
			}
			g := gap{length: math.Inf(1), weight: float64(stride) / float64(n-leastGaps), account: i}
			if j+1 < len(days) {
				g.length = float64(days[j+1].Day - days[j].Day)
			}
			g.facts = read(days[:j+1], days[j].Day)
			out = append(out, g)
		}
	}
	return out
}

// followed counts the days of purchase that lie at least follow days back.
func (s *sample) followed(days []clientele.OrderDay, follow int) int {
	return countUpTo(days, s.end-clientele.Day(follow))
}

// landmarkFit regresses "came back within follow" on the sights at each time
// looked at, on one half of the relationships (-1: all of them).
func landmarkFit(gaps []gap, r *rhythm, follow, half int) linear {
	d := &design{width: sights}
	for i := range gaps {
		g := &gaps[i]
		if half >= 0 && g.account%2 != half {
			continue
		}
		for k := range looks {
			e := lookAt(k, follow)
			if e >= g.length {
				break
			}
			v := r.look(&g.facts, e)
			d.add(v[:], outcome(g.length <= float64(follow)), g.weight/looks)
		}
	}
	var l linear
	if len(d.y) == 0 {
		return linear{Center: make([]float64, sights), Scale: ones(sights), Coef: make([]float64, sights)}
	}
	l.Center, l.Scale = d.scales()
	b := skeptical(sights, 0, 0, 0.5)
	b.sd[0] = 0.5
	return d.fit(l, b)
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// alarmLevel is the threshold at which, on one half of the relationships, the
// weighted share of returned gaps that were alarmed before is falseAlarms: the
// quantile of the lowest probability that each of them went through.
func alarmLevel(gaps []gap, r *rhythm, l linear, follow, half int) float64 {
	var lowest, weight []float64
	for i := range gaps {
		g := &gaps[i]
		if g.account%2 != half || g.length > float64(follow) {
			continue
		}
		least, last := 1.0, g.length-1 // the day before they came back is the last chance to ring in vain
		for k := 1; k <= looks; k++ {
			e := min(lookAt(k, follow), last)
			if e > g.facts.median {
				v := r.look(&g.facts, e)
				least = min(least, logistic(l.sum(v[:])))
			}
			if e == last {
				break
			}
		}
		lowest, weight = append(lowest, least), append(weight, g.weight)
	}
	return weightedQuantile(lowest, weight, falseAlarms)
}

// learnLate finds how late, for its own rhythm, a client is that still comes
// back. A client may turn into a customer long before it is lost: it then buys
// again, some day, but is looked after no more, and that is worth a call.
func learnLate(gaps []gap, l *lineMeasure) float64 {
	var late, weight []float64
	for i := range gaps {
		g := &gaps[i]
		if g.length <= float64(l.Slip.Follow) && l.clientAt(&g.facts) >= 0.5 {
			late = append(late, l.Rhythm.beat(&g.facts).lateness(g.length))
			weight = append(weight, g.weight)
		}
	}
	if len(late) < leastSnapshots {
		return lateUnlearnt
	}
	return max(leastLate, weightedQuantile(late, weight, 1-brokenRhythm))
}

// broken says that the silence is longer than a client's rhythm allows.
func (s *slip) broken(r *rhythm, f *facts) bool {
	return f.x >= leastGaps && f.elapsed > max(f.median, leastSpan/4) && r.beat(f).lateness(f.elapsed) > s.Late
}

// watch says how likely the next purchase is within the days followed, and
// whether that is low enough for the alarm. Within the usual gap there is none.
func (s *slip) watch(r *rhythm, f *facts) (comesBack float64, alarm bool) {
	if f.x < leastGaps {
		return 1, false
	}
	if s.Weight == nil {
		comesBack = math.Exp(tail(r.beat(f).lateness(f.elapsed)))
	} else {
		v := r.look(f, f.elapsed)
		comesBack = logistic(s.Weight.sum(v[:]))
	}
	return comesBack, f.elapsed > f.median && comesBack < s.Threshold
}
