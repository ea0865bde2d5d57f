package trust

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

var speaking = shape.Speaking(say.Words{})

func TestTrustSentence(t *testing.T) {
	for want, bins := range map[string][]shape.ReliabilityBin{
		"Of 100 relationships that we said would buy again within a year, 75 did; of 100 relationships that we said would not, 10 did.": {{Foretold: 0.1, Came: 0.1, N: 200}, {Foretold: 0.6, Came: 0.7, N: 100}, {Foretold: 0.9, Came: 0.8, N: 100}},
		"Of the 4 that we said would buy again within a year, 3 did.":                                                                   {{Foretold: 0.8, Came: 0.75, N: 4}},
		"Of the 5 that we said would not buy again within a year, 1 did; of nobody did we say that they would.":                         {{Foretold: 0.1, Came: 0.2, N: 5}},
		"There was nobody of whom anything could be foretold.":                                                                          nil,
	} {
		if got := trustSentence(speaking, bins, 365); got != want {
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
	if len(got) != 2 || !strings.Contains(got[0], "“Model” told better who would buy") || !strings.Contains(got[1], "“Orders” came closer") {
		t.Errorf("%q", got)
	}
	if got := better(speaking, []MeasureScore{own}); len(got) != 0 {
		t.Errorf("alone: %q", got)
	}
}

func TestTheAlarmIsSaidInDaysAndInVain(t *testing.T) {
	for want, a := range map[string]TrustAlarm{
		"Of 100 who came back, 8 had been called slipping in vain; for those who were lost it was said after 132 days of silence, 15 days sooner than the best multiple of the usual gap.": {WithRhythm: 0.082, Days: 132, RuleDays: 147},
		"Of 100 who came back, 5 had been called slipping in vain; for those who were lost it was said after 60 days of silence, 2 days later than the best multiple of the usual gap.":    {WithRhythm: 0.05, Days: 60, RuleDays: 58},
		"Of 100 who came back, 5 had been called slipping in vain; for those who were lost it was said after 60 days of silence, as long as a tuned multiple of the usual gap would wait.": {WithRhythm: 0.05, Days: 60, RuleDays: 60.4},
	} {
		if got := strings.ReplaceAll(alarmSentence(speaking, a), "\u00a0", " "); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}
