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

// mostInVain is how often the alarm may ring for who comes back all the same, on any log: it
// is meant for .08 of them, and a log is some hundred of them at least.
const mostInVain = 0.1

// TestAlarmTrials tells what share of the gaps that began after the measure, and ended, were
// alarmed before, and holds it: go test ./standing -run AlarmTrials -v -trials
func TestAlarmTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("reads every log")
	}
	tried := 0
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
		tried++
		if rang/back > mostInVain {
			t.Errorf("%s: the alarm rang in vain for %.3f of those who came back", u.name, rang/back)
		}
		t.Logf("%-38s follow %3d threshold %.2f gaps %5d learnt | later %5d, back %.0f rang in vain %.3f, lost %.0f after %.0f days",
			u.name, slip.Follow, slip.Threshold, slip.Gaps, len(gaps), back, rang/back, lost, delay/max(lost, 1))
	}
	if tried < 3 {
		t.Errorf("only %d logs were tried", tried)
	}
}
