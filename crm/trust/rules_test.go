package trust

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

var speaking = shape.Speaking(context.Background(), say.Words{})

func TestTrustSentence(t *testing.T) {
	low, high := shape.ReliabilityBin{Foretold: 0.1, Came: 0.1, N: 200}, shape.ReliabilityBin{Low: 0.5, High: 1, Foretold: 0.75, Came: 0.75, N: 200}
	few, fewer := shape.ReliabilityBin{Came: 0.75, N: 4}, shape.ReliabilityBin{Came: 0.2, N: 5}
	for want, b := range map[string][2]shape.ReliabilityBin{
		"Of the relationships that we said would buy again within a year, 75 % did; of those that we said would not, 10 % did.": {low, high},
		"Of the 4 that we said would buy again within a year, 3 did.":                                                           {{}, few},
		"Of the 5 that we said would not buy again within a year, 1 did; of nobody did we say that they would.":                 {fewer, {}},
		"There was nobody of whom anything could be foretold.":                                                                  {},
	} {
		if got := strings.ReplaceAll(trustSentence(speaking, b[0], b[1], withinOf(speaking, 365)), "\u00a0", " "); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

func TestWhereAnotherDidBetterIsSaid(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	own := MeasureScore{Title: "Ours", AUC: f(0.80), Brier: f(0.1502), MAE: f(1.40), Rank: f(0.7)}
	rule := MeasureScore{Title: "Orders", AUC: f(0.79), Brier: f(0.1501), MAE: f(1.20), Rank: nil}
	model := MeasureScore{Title: "Model", AUC: f(0.81), Brier: f(0.2), MAE: f(1.3), Rank: f(0.6)}
	got := better(speaking, []MeasureScore{own, rule, model})
	if len(got) != 2 || !strings.Contains(got[0], "“Model” ranked more pairs right") || !strings.Contains(got[1], "“Orders” came closer") {
		t.Errorf("%q", got)
	}
	if got := better(speaking, []MeasureScore{own}); len(got) != 0 {
		t.Errorf("alone: %q", got)
	}
}

func TestTheAlarmIsSaidInDaysAndInVain(t *testing.T) {
	for want, a := range map[string]TrustAlarm{
		"Of those who came back, 8 % had been called slipping in vain; for those who were lost it was said after 132 days of silence, 15 days sooner than the best multiple of the usual gap.": {WithRhythm: 0.082, Days: 132, RuleDays: 147},
		"Of those who came back, 5 % had been called slipping in vain; for those who were lost it was said after 60 days of silence, 2 days later than the best multiple of the usual gap.":    {WithRhythm: 0.05, Days: 60, RuleDays: 58},
		"Of those who came back, 5 % had been called slipping in vain; for those who were lost it was said after 60 days of silence, as long as a tuned multiple of the usual gap would wait.": {WithRhythm: 0.05, Days: 60, RuleDays: 60.4},
	} {
		if got := strings.ReplaceAll(alarmSentence(speaking, a), "\u00a0", " "); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}
