package trust

import (
	"math"
	"strconv"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// score is one column of the scores: how it is read, and which way is better.
type score struct {
	title, better, help string
	of                  func(MeasureScore) *float64
	high                bool
	digits              int
}

var scores = []score{
	{"AUC", "↑", "Of two relationships, one that bought and one that did not: how often the right one ranks higher. 0.5 is a coin.",
		func(m MeasureScore) *float64 { return m.AUC }, true, 3},
	{"Brier", "↓", "How far off the chances are, squared and averaged. 0 is perfect, 0.25 says 50 % of everybody.",
		func(m MeasureScore) *float64 { return m.Brier }, false, 3},
	{"Log loss", "↓", "Like Brier, but harder on who was sure and wrong.",
		func(m MeasureScore) *float64 { return m.LogLoss }, false, 3},
	{"ECE", "↓", "How far a foretold chance is from what came, on average over the dots of the drawing.",
		func(m MeasureScore) *float64 { return m.ECE }, false, 3},
	{"MAE", "↓", "By how many orders the foretold number is off, on average.",
		func(m MeasureScore) *float64 { return m.MAE }, false, 2},
	{"RMSE", "↓", "Like MAE, but harder on large misses.",
		func(m MeasureScore) *float64 { return m.RMSE }, false, 2},
	{"Rank", "↑", "Whether those foretold to buy most did buy most: the rank correlation. 1 is the same order.",
		func(m MeasureScore) *float64 { return m.Rank }, true, 3},
}

// stretch is a part of an axis.
type stretch struct{ from, to float64 }

func (s stretch) at(v float64) float64 { return min(max((v-s.from)/(s.to-s.from), 0), 1) }

// pairsAxis holds every interval of the AUC, in steps of a tenth.
func pairsAxis(measures []MeasureScore) stretch {
	s := stretch{0.9, 0.6}
	for _, m := range measures {
		for _, f := range []*float64{m.AUC, low95(m.AUCIn), high95(m.AUCIn)} {
			if f != nil {
				s.from, s.to = min(s.from, math.Floor(10**f)/10), max(s.to, math.Ceil(10**f)/10)
			}
		}
	}
	if s.to <= s.from {
		return stretch{0.5, 1}
	}
	return s
}

// testedSentence says on what the page rests.
func testedSentence(out TrustOut) string {
	ahead := ui.Days(float64(out.HorizonDays))
	if n := len(out.Cuts); n > 1 {
		return "Tested on " + ui.Plural(n, "day", "days") + " from " + ui.FullDay(out.Cuts[0].Day) + " to " + ui.FullDay(out.Cuts[n-1].Day) + ", each time on what was known then and against the " +
			ahead + " that followed; " + ui.Plural(out.Cases, "forecast", "forecasts") + " in all. On " + ui.FullDay(out.Cut) + ", " + ui.Count(out.Active) + " of " + ui.Plural(out.Rows, "relationship", "relationships") + " bought again."
	}
	return "We measured " + ui.Plural(out.Rows, "relationship", "relationships") + " on what was known on " + ui.FullDay(out.Cut) + ", and looked at the " + ahead + " that followed: " + ui.Count(out.Active) + " bought again."
}

func low95(i *shape.Interval) *float64 {
	if i == nil {
		return nil
	}
	return &i.Low
}

func high95(i *shape.Interval) *float64 {
	if i == nil {
		return nil
	}
	return &i.High
}

func within95(i *shape.Interval, digits int) string {
	if i == nil {
		return "–"
	}
	return ui.Decimal(i.Low, digits) + " to " + ui.Decimal(i.High, digits)
}

// calledSentence says of those called clients how many were.
func calledSentence(w page.Words, b shape.ReliabilityBin) string {
	return "Of " + ui.Plural(b.N, "relationship", "relationships") + " called " + w.Clients + ", " + ui.Percent(b.Came) + " went on to buy in each of the next three spans; " +
		ui.Percent(b.Foretold) + " was foretold, and chance alone allows " + ui.Percent(b.CameLow) + " to " + ui.Percent(b.CameHigh) + "."
}

func slippingCaption(s TrustSlipping) string {
	return "Learnt on one half of the relationships and tried on the other: " + ui.Plural(s.Gaps, "gap", "gaps") + " between orders, " + ui.Count(s.Lost) +
		" of them lost, which means silent for " + ui.Days(float64(s.FollowDays)) + ". In vain: said of one who then came back."
}

// plainScores are the two that a shopkeeper asks for.
var plainScores = []score{
	{"Right, of 100 pairs", "", "Of two relationships, one that bought and one that did not: how often the right one was given the better chance. 50 is a coin.",
		func(m MeasureScore) *float64 { return times(100, m.AUC) }, true, 1},
	{"Orders, off by", "", "By how many orders the foretold number is off, on average.",
		func(m MeasureScore) *float64 { return m.MAE }, false, 2},
}

func times(n float64, f *float64) *float64 {
	if f == nil {
		return nil
	}
	x := n * *f
	return &x
}

func scoreText(m MeasureScore, s score) string {
	f := s.of(m)
	if f == nil {
		return "–"
	}
	return ui.Decimal(*f, s.digits)
}

// isBest says whether no other measure does better, as far as is shown.
func isBest(all []MeasureScore, m MeasureScore, s score) bool {
	mine := s.of(m)
	if mine == nil || len(all) < 2 {
		return false
	}
	unit := math.Pow10(s.digits)
	shown := func(f float64) float64 { return math.Round(f * unit) }
	for _, o := range all {
		if f := s.of(o); f != nil && (s.high && shown(*f) > shown(*mine) || !s.high && shown(*f) < shown(*mine)) {
			return false
		}
	}
	return true
}

// reliabilityFinding says how far what came is from what was foretold.
func reliabilityFinding(bins []shape.ReliabilityBin) string {
	n, off := 0, 0.0
	for _, b := range bins {
		n += b.N
		off += float64(b.N) * math.Abs(b.Came-b.Foretold)
	}
	if n == 0 {
		return "Nothing was foretold yet"
	}
	points := off / float64(n) * 100
	if points < 1 {
		return "What was foretold came, to within one point in a hundred"
	}
	return "What was foretold came, to within " + ui.Decimal(points, 1) + " points in a hundred on average"
}

func horizonValue(out TrustOut) string {
	if out.HorizonDays > 0 {
		return strconv.Itoa(out.HorizonDays)
	}
	return "365"
}
