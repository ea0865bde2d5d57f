package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// beginnings are the days of the relationships' first purchases, sorted, as far
// as they lie in the log proper.
type beginnings struct {
	days       []clientele.Day
	start, end clientele.Day
}

func (s *sample) beginnings() beginnings {
	b := beginnings{start: s.start, end: s.end}
	for _, days := range s.days {
		if len(days) > 0 {
			b.days = append(b.days, max(days[0].Day, s.start))
		}
	}
	slices.Sort(b.days)
	return b
}

// Beginnings says what the days of first purchases tell of a log from start to
// end: that it was cut off in front, or that all are one intake; "" where neither.
func Beginnings(firsts []clientele.Day, start, end clientele.Day) string {
	b := beginnings{slices.Sorted(slices.Values(firsts)), start, end}
	return b.note()
}

const (
	// firstPart of a log is looked at for beginnings that are none; what begins in
	// the rest, up to lastPart, when the newest are still few, is what is usual.
	firstPart = 0.15
	lastPart  = 0.90
	// piledUp is how many times as many must begin at first, at the low end of a
	// 95 % interval, to say that the log was cut off.
	piledUp = 1.5
	// almostAll relationships must begin before the newcomers end, and that within
	// soonOver of the log, to make one intake of them.
	almostAll = 0.99
	soonOver  = 0.6
	// mostTimes is beyond what the half a beginning that is added can tell apart.
	mostTimes = 20
)

// note says what the beginnings tell of the log, in neutral words; "" where nothing.
func (b *beginnings) note() string {
	if len(b.days) < tellable || b.end-b.start < leastSpan {
		return ""
	}
	if last, ok := b.intake(); ok {
		if b.days[0] == last {
			return clientele.Tell("standing.note-intake-day", "day", last)
		}
		return clientele.Tell("standing.note-intake", "first", b.days[0], "last", last)
	}
	share, times, ok := b.pileUp()
	if !ok {
		return ""
	}
	if times >= mostTimes {
		return clientele.Tell("standing.note-cut-off-far", "share", clientele.Share(share), "part", clientele.Share(firstPart), "times", mostTimes)
	}
	return clientele.Tell("standing.note-cut-off", "share", clientele.Share(share), "part", clientele.Share(firstPart), "times", factor(times))
}

// intake finds the day by which the newcomers end, where they come at a pace
// that does not fall off beforehand: of those who merely had not been seen yet,
// ever fewer would appear.
func (b *beginnings) intake() (last clientele.Day, ok bool) {
	n := len(b.days)
	last = b.days[min(n-1, int(almostAll*float64(n)))]
	span := float64(last - b.start)
	if span > soonOver*float64(b.end-b.start) {
		return last, false
	}
	third := clientele.Day(span / 3)
	early, late := b.between(b.start, b.start+third), b.between(last-third, last)
	return last, 2*late >= early
}

// pileUp compares the pace of beginnings at first with that of the rest, by the
// normal interval of the log of a ratio of two Poisson counts.
func (b *beginnings) pileUp() (share, times float64, ok bool) {
	span := float64(b.end - b.start)
	first := b.start + clientele.Day(math.Ceil(firstPart*span))
	last := b.start + clientele.Day(lastPart*span)
	early, rest := b.between(b.start, first), b.between(first+1, last)
	times = early / (rest + 0.5) * (lastPart - firstPart) / firstPart
	low := math.Log(times) - 1.959964*math.Sqrt(1/max(early, 1)+1/(rest+0.5)) // the 97.5 % point of a normal deviate
	return early / float64(len(b.days)), times, low > math.Log(piledUp)
}

// between counts those from one day to another, both included.
func (b *beginnings) between(from, to clientele.Day) float64 {
	lo, _ := slices.BinarySearch(b.days, from)
	hi, _ := slices.BinarySearch(b.days, to+1)
	return float64(hi - lo)
}
