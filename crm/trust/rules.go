package trust

import (
	"math"

	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
)

func measureScore(f shape.Firm, m standing.Score, ours bool) MeasureScore {
	return MeasureScore{Name: m.Name, Title: say.Capital(f.Fill(standing.TitleOf(m.Name))), Ours: ours, AUC: shape.Known(m.AUC), Brier: shape.Known(m.Brier),
		LogLoss: shape.Known(m.LogLoss), ECE: shape.Known(m.ECE), ByLuck: shape.Known(m.ChanceECE), MAE: shape.Known(m.MAE), RMSE: shape.Known(m.RMSE), Rank: shape.Known(m.RankCorrelation),
		AUCIn: interval(m.AUCRange), BrierIn: interval(m.BrierRange), MAEIn: interval(m.MAERange), LeadIn: interval(m.LeadRange)}
}

// over fills in what is on several days, on the months and on the alarm.
func (out *TrustOut) over(report *standing.Report, f shape.Firm) {
	for _, c := range report.Cuts {
		out.Cuts = append(out.Cuts, shape.TrustCut{Day: c.Cut, Bin: bin(c.Active), Pairs: shape.Known(c.Measures[0].AUC)})
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
	switch sooner := math.Round(a.RuleDays) - math.Round(a.Days); { // as the table beside it shows them
	case sooner >= 1:
		than = f.Say("trust.alarm-sooner", say.Args{"days": days(f, sooner)})
	case sooner <= -1:
		than = f.Say("trust.alarm-later", say.Args{"days": days(f, -sooner)})
	}
	return f.Say("trust.alarm", say.Args{"vain": f.Percent(a.WithRhythm), "days": days(f, a.Days), "than": than})
}

// days counts days one by one, however many: alarms are told apart by them.
func days(f shape.Firm, n float64) string { return f.Plural("noun.day", int(n+0.5)) }

// halvesOf are those of whom it was said that they would not buy again, and that they would.
func halvesOf(bands []standing.Band) (no, yes shape.ReliabilityBin) {
	for _, b := range bands {
		if b.Low < 0.5 {
			no = bin(b)
		} else {
			yes = bin(b)
		}
	}
	return no, yes
}

// withinOf says a horizon: "within a year".
func withinOf(f shape.Firm, horizon int) string {
	if horizon >= 360 && horizon <= 370 {
		return f.Say("trust.within-year")
	}
	return f.Say("trust.within", say.Args{"span": days(f, float64(horizon))})
}

// trustSentence is what a shopkeeper asks first: we said that they would buy; did they?
func trustSentence(f shape.Firm, no, yes shape.ReliabilityBin, within string) string {
	said := func(b shape.ReliabilityBin, key, within string) string {
		if b.N < fewSaid {
			return f.Say(key+"-few", say.Args{"n": b.N, "did": f.Decimal(b.Came*float64(b.N), 0), "within": within})
		}
		return f.Say(key, say.Args{"did": f.Percent(b.Came), "within": within})
	}
	switch {
	case no.N+yes.N == 0:
		return f.Say("trust.nobody")
	case yes.N == 0:
		return f.Say("trust.only-not", say.Args{"no": said(no, "trust.would-not-again", within)})
	case no.N == 0:
		return f.Say("trust.only", say.Args{"yes": said(yes, "trust.would", within)})
	}
	return f.Say("trust.both", say.Args{"yes": said(yes, "trust.would", within), "no": said(no, "trust.would-not", "")})
}

// fewSaid is below how many one does not speak of per cents.
const fewSaid = 20

// saidRows set what was said beside what came and what could come by chance, of those that a
// shopkeeper asks about.
func saidRows(f shape.Firm, no, yes shape.ReliabilityBin, client *shape.ReliabilityBin, within string) []TrustSaid {
	rows := []TrustSaid{}
	add := func(key string, b shape.ReliabilityBin) {
		if b.N > 0 {
			word := map[int]string{-1: "trust.fewer-came", 0: "trust.as-was-said", 1: "trust.more-came"}[b.Beyond()]
			rows = append(rows, TrustSaid{f.Say(key, say.Args{"within": within}), b, f.Say(word)})
		}
	}
	add("trust.said-yes", yes)
	add("trust.said-no", no)
	if client != nil {
		add("trust.said-client", *client)
	}
	return rows
}

// betterAt is a score on which one measure can do better than ours, in words with
// both figures. What differs less than is shown is the same.
type betterAt struct {
	key  string
	of   func(MeasureScore) *float64
	high bool // more is better
	text func(shape.Firm, float64) string
}

func digits(n int) func(shape.Firm, float64) string {
	return func(f shape.Firm, x float64) string { return f.Decimal(x, n) }
}

// percentOf1 is a share to a tenth of a per cent.
func percentOf1(f shape.Firm, x float64) string { return percent1(f.Speaker, x) }

func percent1(s *say.Speaker, x float64) string { return s.Decimal(100*x, 1) + "\u00a0%" }

var betterAts = []betterAt{
	{"trust.better-pairs", func(m MeasureScore) *float64 { return m.AUC }, true, percentOf1},
	{"trust.better-brier", func(m MeasureScore) *float64 { return m.Brier }, false, digits(3)},
	{"trust.better-logloss", func(m MeasureScore) *float64 { return m.LogLoss }, false, digits(3)},
	{"trust.better-ece", func(m MeasureScore) *float64 { return m.ECE }, false, digits(3)},
	{"trust.better-orders", func(m MeasureScore) *float64 { return m.MAE }, false, digits(2)},
	{"trust.better-rmse", func(m MeasureScore) *float64 { return m.RMSE }, false, digits(2)},
	{"trust.better-rank", func(m MeasureScore) *float64 { return m.Rank }, true, digits(3)},
}

// better says where a simple rule or a textbook model did better than ours: the best of each.
func better(f shape.Firm, all []MeasureScore) []string {
	list := []string{}
	for _, at := range betterAts {
		if said := at.said(f, all); said != "" {
			list = append(list, said)
		}
	}
	return list
}

func (at betterAt) said(f shape.Firm, all []MeasureScore) string {
	if len(all) == 0 || at.of(all[0]) == nil {
		return ""
	}
	mine := *at.of(all[0])
	best, title := mine, ""
	for _, m := range all[1:] {
		if x := at.of(m); x != nil && (at.high && *x > best || !at.high && *x < best) {
			best, title = *x, m.Title
		}
	}
	theirs, ours := at.text(f, best), at.text(f, mine)
	if title == "" || theirs == ours {
		return ""
	}
	return f.Say(at.key, say.Args{"title": title, "best": theirs, "ours": ours})
}

func interval(i standing.Interval) *shape.Interval {
	if !i.Low.Known() || !i.High.Known() {
		return nil
	}
	return &shape.Interval{Low: float64(i.Low), High: float64(i.High)}
}

func bin(b standing.Band) shape.ReliabilityBin {
	return shape.ReliabilityBin{Low: b.Low, High: b.High, Foretold: b.Predicted, Came: b.Observed, ChanceLow: b.ChanceLow, ChanceHigh: b.ChanceHigh, N: b.N}
}
