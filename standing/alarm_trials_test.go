package standing

import (
	"testing"
)

// laterGaps are those that began after the day of the measure and were followed up
// to the end of the log, each relationship weighing one.
func (u *trialUnit) laterGaps(follow int) []gap {
	of := map[int]float64{}
	var later []gap
	for _, g := range u.sample.gaps(follow) {
		if g.features.asOf > u.at {
			later = append(later, g)
			of[g.account]++
		}
	}
	for i := range later {
		later[i].weight = 1 / of[later[i].account]
	}
	return later
}

// TestAlarmTrials prints what share of the gaps that began after the measure, and
// ended, were alarmed before: go test ./standing -run AlarmTrials -v -trials
func TestAlarmTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("reads every log")
	}
	for i, u := range trialUnits(t) {
		if i%5 != 1 && !*allTrials {
			continue
		}
		view := u.now.asOf(u.at)
		r := learnRhythm(view.features)
		slip := learnSlip(u.now, &r)
		if slip.Weight == nil {
			continue
		}
		var back, rang, lost, delay float64
		gaps := u.laterGaps(slip.Follow)
		for i := range gaps {
			g := &gaps[i]
			at := slip.alarm(&r, &g.features, slip.Threshold)
			if g.length > float64(slip.Follow) {
				lost, delay = lost+g.weight, delay+g.weight*at
				continue
			}
			back, rang = back+g.weight, rang+g.weight*outcome(at < g.length)
		}
		if back < 50 {
			continue
		}
		t.Logf("%-38s follow %3d threshold %.2f gaps %5d learnt | later %5d, back %.0f rang in vain %.3f, lost %.0f after %.0f days",
			u.name, slip.Follow, slip.Threshold, slip.Gaps, len(gaps), back, rang/back, lost, delay/max(lost, 1))
	}
}
