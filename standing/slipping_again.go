package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// again says how many come back within the days that follow: learnt on past days
// of the line from those of whom it would have been said then, however long they
// had been silent. Beyond the silences of which that past tells, it says nothing.
type again struct {
	Weight  linear  `json:"weight"`
	Cases   int     `json:"cases"`   // for which an alarm rang
	Longest float64 `json:"longest"` // days of silence up to which enough were seen
	Season  season  `json:"season,omitempty"`
}

// The evidence of again: that of an open gap, the season of the days ahead,
// whether it is a client's rhythm alone that broke, and how far the silence is
// beyond the days followed up.
const (
	againSeason = gapFeatures + iota
	againBroken
	againBeyond
	againFeatures
)

// Past days are half the days ahead apart. Those who are late, but for whom no
// alarm rings, say something too. A silence is learnt where so many were as long.
const (
	againMarks    = 24
	againQuiet    = 0.1
	leastAsSilent = 20
	mostSilences  = 40_000
)

func (s *slip) againOf(r *rhythm, f *features, busy season) [againFeatures]float64 {
	var v [againFeatures]float64
	w := r.watched(f)
	seen := w.look(f.elapsed)
	copy(v[:], seen[:])
	v[againSeason] = math.Log(busy.busy(f.asOf, float64(s.Soon)) / float64(s.Soon))
	v[againBroken] = outcome(!s.watch(r, f))
	v[againBeyond] = max(0, math.Log(f.elapsed/float64(s.Follow)))
	return v
}

// learnAgain learns it; nil where too few alarms would have rung.
func (l *lineMeasure) learnAgain(s *sample) *again {
	days := l.Slip.Soon
	if l.Slip.Weight == nil || days < 1 {
		return nil
	}
	d := design{width: againFeatures}
	var silences []float64
	came := 0.0
	span := float64(s.end - s.start)
	stride := s.able(leastGaps)*againMarks/mostSilences + 1
	for k := range againMarks {
		at := s.end - clientele.Day(days+k*days/2)
		if float64(at-s.start) < span/4 {
			break
		}
		if s.dark(at, float64(days), float64(days)) {
			continue
		}
		fades := math.Exp2(-float64(s.end-at) / span / fadesIn)
		for i := k % stride; i < len(s.days); i += stride {
			f, known := s.lateAt(i, at)
			if !known {
				continue
			}
			weight := fades
			back := outcome(countUpTo(s.days[i], at+clientele.Day(days)) > countUpTo(s.days[i], at))
			if l.rings(s.days[i], &f) {
				silences, came = append(silences, f.elapsed), came+back
			} else {
				weight *= againQuiet
			}
			v := l.Slip.againOf(&l.Rhythm, &f, s.season)
			d.add(v[:], back, weight)
		}
	}
	if n := float64(len(silences)); n < leastCases || came < leastEither || n-came < leastEither {
		return nil
	}
	slices.Sort(silences)
	return &again{Weight: fitted(&d), Cases: len(silences), Longest: silences[len(silences)-leastAsSilent], Season: s.season}
}

// able counts the relationships with more gaps than so many.
func (s *sample) able(gaps int) (n int) {
	for _, days := range s.days {
		n += int(outcome(len(days) > gaps))
	}
	return n
}

// lateAt reads a relationship as of a day, where it had a rhythm and was past its usual gap.
func (s *sample) lateAt(i int, at clientele.Day) (f features, late bool) {
	known := s.days[i]
	if s.learnt[i] != nil {
		then := s.learnt[i].AsKnown(at)
		known = then.Days
	}
	if countUpTo(known, at) <= leastGaps {
		return f, false
	}
	f = read(known, at)
	return f, f.elapsed > f.median
}

// rings says that an alarm rings: nobody like it comes back, or a client's rhythm is broken.
func (l *lineMeasure) rings(days []clientele.OrderDay, f *features) bool {
	if l.Slip.watch(&l.Rhythm, f) {
		return true
	}
	if !l.Slip.broken(&l.Rhythm, f) {
		return false
	}
	then := read(days, f.last)
	return l.clientAt(&then) >= 0.5
}
