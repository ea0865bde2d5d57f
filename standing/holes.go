package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// hole is a stretch in which a log holds nothing, though surely somebody bought:
// a month that was never exported, two years before a change of systems. What
// came within is not known, and is not learnt as a silence.
type hole struct{ after, until clientele.Day } // the last day before it, the first day after

// A stretch is a hole if it is so many times as long as nine in ten distances
// between the log's dates, and at least so many days; where the dates are a
// calendar's, one that leaves a date out. In it so many purchases are missing. A
// shop that closes at the same time of every year has no hole.
const (
	holeTimes   = 4
	holeDays    = 21
	holeMissing = 50
	holeSeason  = 30 // days of the year within which two are the same time
	mostHoles   = 3
)

// holesOf finds them in the days of all events, sorted.
func holesOf(days []clientele.Day) []hole {
	dates := slices.Compact(slices.Clone(days))
	if len(dates) < mostHoles*holeTimes {
		return nil
	}
	apart := make([]int, len(dates)-1)
	for i := range apart {
		apart[i] = int(dates[i+1] - dates[i])
	}
	sorted := slices.Sorted(slices.Values(apart))
	usual := sorted[len(sorted)*9/10]
	least := max(holeTimes*usual, holeDays)
	if usual >= leastBeat {
		least = usual*7/4 + 1
	}
	rate := float64(len(days)) / float64(days[len(days)-1]-days[0]+1)
	var holes []hole
	for i, n := range apart {
		if n >= least && rate*float64(n) >= holeMissing {
			holes = append(holes, hole{dates[i], dates[i+1]})
		}
	}
	if len(holes) > mostHoles || yearly(holes) {
		return nil
	}
	return holes
}

// yearly says that two of the stretches begin at the same time of the year.
func yearly(holes []hole) bool {
	for i, h := range holes {
		for _, o := range holes[:i] {
			if off := math.Abs(math.Remainder(float64(h.after-o.after), yearDays)); off < holeSeason {
				return true
			}
		}
	}
	return false
}

// unseen is how many of the days after one day, up to another, lie in holes.
func (s *sample) unseen(after, until clientele.Day) (days float64) {
	for _, h := range s.holes {
		days += max(0, float64(min(until, h.until-1)-max(after, h.after)))
	}
	return days
}

// dark says that too much of a stretch lies in a hole to tell what came within.
func (s *sample) dark(after clientele.Day, days, of float64) bool {
	return s.unseen(after, after+clientele.Day(days)) > of/3
}
