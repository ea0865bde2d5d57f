package trust

import (
	"fmt"

	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
)

func measureScore(m standing.Score, ours bool) MeasureScore {
	return MeasureScore{Name: m.Name, Title: shape.Capital(standing.TitleOf(m.Name)), Ours: ours, AUC: shape.Known(m.AUC), Brier: shape.Known(m.Brier),
		LogLoss: shape.Known(m.LogLoss), ECE: shape.Known(m.ECE), MAE: shape.Known(m.MAE), RMSE: shape.Known(m.RMSE), Rank: shape.Known(m.RankCorrelation),
		AUCIn: interval(m.AUCRange), BrierIn: interval(m.BrierRange), MAEIn: interval(m.MAERange), LeadIn: interval(m.LeadRange)}
}

// over fills in what is on several days, on the months and on the alarm.
func (out *TrustOut) over(report *standing.Report) {
	for _, c := range report.Cuts {
		row := shape.TrustCut{Day: c.Cut, N: c.Relationships, Foretold: float64(c.ActiveSaid), Came: float64(c.ActiveRate),
			CameLow: float64(c.ActiveRange.Low), CameHigh: float64(c.ActiveRange.High)}
		if auc := shape.Known(c.Measures[0].AUC); auc != nil {
			*auc *= 100
			row.Pairs = auc
		}
		out.Cuts = append(out.Cuts, row)
	}
	if report.Drift != nil {
		out.Drift = report.Drift.Sentence()
		for _, w := range report.Drift.Active {
			out.Months = append(out.Months, shape.TrustMonth(w))
		}
	}
	if s := report.Slipping; s != nil && len(s.Scores) > 0 {
		out.Slipping = &TrustSlipping{FollowDays: s.FollowDays, Gaps: s.Gaps, Lost: s.Lost}
		for _, c := range s.Scores {
			row := TrustAlarm{Meant: c.Target, Used: c.Used, Came: float64(c.FalseAlarms), Days: float64(c.DelayDays), RuleDays: float64(c.RuleDelayDays), WithRhythm: float64(c.WithRhythm)}
			out.Slipping.Rows = append(out.Slipping.Rows, row)
			if c.Used {
				out.Slipping.Sentence = alarmSentence(row)
			}
		}
	}
}

// alarmSentence says how soon, and at what price.
func alarmSentence(a TrustAlarm) string {
	than := "as long as a tuned multiple of the usual gap would wait"
	switch sooner := a.RuleDays - a.Days; {
	case sooner >= 1:
		than = shape.Days(int(sooner+0.5)) + " sooner than the best multiple of the usual gap"
	case sooner <= -1:
		than = shape.Days(int(0.5-sooner)) + " later than the best multiple of the usual gap"
	}
	return fmt.Sprintf("Of 100 who came back, %.0f had been called slipping in vain; for those who were lost it was said after %s of silence, %s.", 100*a.WithRhythm, shape.Days(int(a.Days+0.5)), than)
}

// trustSentence is what a shopkeeper asks first: we said that they would buy; did they?
func trustSentence(bins []shape.ReliabilityBin, horizon int) string {
	var said, would [2]float64 // that they would not, that they would
	for _, b := range bins {
		i := 0
		if b.Foretold >= 0.5 {
			i = 1
		}
		said[i] += float64(b.N)
		would[i] += float64(b.N) * b.Came
	}
	within := " within " + shape.Days(horizon)
	if horizon >= 360 && horizon <= 370 {
		within = " within a year"
	}
	yes := saidAndDid(said[1], would[1], "would buy again"+within)
	no := saidAndDid(said[0], would[0], "would not")
	switch {
	case yes == "" && no == "":
		return "There was nobody of whom anything could be foretold."
	case yes == "":
		return shape.Capital(saidAndDid(said[0], would[0], "would not buy again"+within)) + "; of nobody did we say that they would."
	case no == "":
		return shape.Capital(yes) + "."
	}
	return shape.Capital(yes) + "; " + no + "."
}

// fewSaid is below how many one does not speak of a hundred.
const fewSaid = 20

func saidAndDid(said, did float64, what string) string {
	switch {
	case said == 0:
		return ""
	case said < fewSaid:
		return fmt.Sprintf("of the %.0f that we said %s, %.0f did", said, what, did)
	}
	return fmt.Sprintf("of 100 relationships that we said %s, %.0f did", what, 100*did/said)
}

// betterAt is a score on which one measure can do better than ours, in words with
// both figures. What differs less than is shown is the same.
type betterAt struct {
	of   func(MeasureScore) *float64
	high bool // more is better
	per  float64
	says string
}

var betterAts = []betterAt{
	{func(m MeasureScore) *float64 { return m.AUC }, true, 100, "%s told better who would buy and who would not: right of %.1f in 100 pairs, ours of %.1f."},
	{func(m MeasureScore) *float64 { return m.Brier }, false, 1, "%s gave better chances: a Brier score of %.3f, ours %.3f; less is better."},
	{func(m MeasureScore) *float64 { return m.MAE }, false, 1, "%s came closer to how often they bought: off by %.2f on average, ours by %.2f."},
	{func(m MeasureScore) *float64 { return m.Rank }, true, 1, "%s told better who would buy most: a rank correlation of %.3f, ours %.3f."},
}

// better says where a simple rule or the textbook model did better than ours: the best of each.
func better(all []MeasureScore) []string {
	list := []string{}
	for _, at := range betterAts {
		if len(all) == 0 || at.of(all[0]) == nil {
			continue
		}
		mine := *at.of(all[0])
		best, title := mine, ""
		for _, m := range all[1:] {
			if x := at.of(m); x != nil && (at.high && *x > best || !at.high && *x < best) {
				best, title = *x, m.Title
			}
		}
		text := fmt.Sprintf(at.says, "“"+title+"”", at.per*best, at.per*mine)
		if title != "" && text != fmt.Sprintf(at.says, "“"+title+"”", at.per*mine, at.per*mine) {
			list = append(list, text)
		}
	}
	return list
}

func interval(i standing.Interval) *shape.Interval {
	if !i.Low.Known() || !i.High.Known() {
		return nil
	}
	return &shape.Interval{Low: float64(i.Low), High: float64(i.High)}
}

func bin(b standing.Band) shape.ReliabilityBin {
	return shape.ReliabilityBin{Low: b.Low, High: b.High, Foretold: b.Predicted, Came: b.Observed, CameLow: b.ObservedLow, CameHigh: b.ObservedHigh, N: b.N}
}
