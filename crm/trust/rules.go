package trust

import (
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
)

func measureScore(m standing.Score, ours bool) MeasureScore {
	return MeasureScore{Name: m.Name, Title: shape.Capital(standing.TitleOf(m.Name)), Ours: ours, AUC: shape.Known(m.AUC), Brier: shape.Known(m.Brier),
		LogLoss: shape.Known(m.LogLoss), ECE: shape.Known(m.ECE), MAE: shape.Known(m.MAE), RMSE: shape.Known(m.RMSE), Rank: shape.Known(m.RankCorrelation),
		AUCIn: interval(m.AUCRange), BrierIn: interval(m.BrierRange), MAEIn: interval(m.MAERange), LeadIn: interval(m.LeadRange)}
}

// over fills in what is on several days, on the months and on the alarm.
func (out *TrustOut) over(report *standing.Report, f shape.Firm) {
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
				out.Slipping.Sentence = alarmSentence(f, row)
			}
		}
	}
}

// alarmSentence says how soon, and at what price.
func alarmSentence(f shape.Firm, a TrustAlarm) string {
	than := f.Say("trust.alarm-same")
	switch sooner := a.RuleDays - a.Days; {
	case sooner >= 1:
		than = f.Say("trust.alarm-sooner", say.Args{"days": days(f, sooner)})
	case sooner <= -1:
		than = f.Say("trust.alarm-later", say.Args{"days": days(f, -sooner)})
	}
	return f.Say("trust.alarm", say.Args{"vain": f.Decimal(100*a.WithRhythm, 0), "days": days(f, a.Days), "than": than})
}

// days counts days one by one, however many: alarms are told apart by them.
func days(f shape.Firm, n float64) string { return f.Plural("noun.day", int(n+0.5)) }

// trustSentence is what a shopkeeper asks first: we said that they would buy; did they?
func trustSentence(f shape.Firm, bins []shape.ReliabilityBin, horizon int) string {
	var said, came [2]float64 // that they would not, that they would
	for _, b := range bins {
		i := 0
		if b.Foretold >= 0.5 {
			i = 1
		}
		said[i] += float64(b.N)
		came[i] += float64(b.N) * b.Came
	}
	within := f.Say("trust.within", say.Args{"span": days(f, float64(horizon))})
	if horizon >= 360 && horizon <= 370 {
		within = f.Say("trust.within-year")
	}
	yes, no := saidAndDid(f, said[1], came[1], "trust.would"), saidAndDid(f, said[0], came[0], "trust.would-not")
	args := say.Args{"yes": yes(within), "no": no("")}
	switch {
	case said[0]+said[1] == 0:
		return f.Say("trust.nobody")
	case said[1] == 0:
		return f.Say("trust.only-not", say.Args{"no": saidAndDid(f, said[0], came[0], "trust.would-not-again")(within)})
	case said[0] == 0:
		return f.Say("trust.only", args)
	}
	return f.Say("trust.both", args)
}

// fewSaid is below how many one does not speak of a hundred.
const fewSaid = 20

func saidAndDid(f shape.Firm, said, did float64, key string) func(within string) string {
	return func(within string) string {
		if said < fewSaid {
			return f.Say(key+"-few", say.Args{"n": int(said + 0.5), "did": f.Decimal(did, 0), "within": within})
		}
		return f.Say(key, say.Args{"did": f.Decimal(100*did/said, 0), "within": within})
	}
}

// betterAt is a score on which one measure can do better than ours, in words with
// both figures. What differs less than is shown is the same.
type betterAt struct {
	key    string
	of     func(MeasureScore) *float64
	high   bool // more is better
	per    float64
	digits int
}

var betterAts = []betterAt{
	{"trust.better-pairs", func(m MeasureScore) *float64 { return m.AUC }, true, 100, 1},
	{"trust.better-brier", func(m MeasureScore) *float64 { return m.Brier }, false, 1, 3},
	{"trust.better-orders", func(m MeasureScore) *float64 { return m.MAE }, false, 1, 2},
	{"trust.better-rank", func(m MeasureScore) *float64 { return m.Rank }, true, 1, 3},
}

// better says where a simple rule or the textbook model did better than ours: the best of each.
func better(f shape.Firm, all []MeasureScore) []string {
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
		theirs, ours := f.Decimal(at.per*best, at.digits), f.Decimal(at.per*mine, at.digits)
		if title != "" && theirs != ours {
			list = append(list, f.Say(at.key, say.Args{"title": title, "best": theirs, "ours": ours}))
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
