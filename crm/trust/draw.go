package trust

import (
	"math"
	"strconv"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// score is one column of the scores: which it is, and which way is better. Messages give
// its title and its help by its name.
type score struct {
	name, better string
	of           func(MeasureScore) *float64
	high         bool
	digits       int
}

func (s score) title(v page.Frame) string { return v.Say("trust.score-" + s.name) }
func (s score) help(v page.Frame) string  { return v.Say("trust.help-" + s.name) }

var scores = []score{
	{"auc", "↑", func(m MeasureScore) *float64 { return m.AUC }, true, 3},
	{"brier", "↓", func(m MeasureScore) *float64 { return m.Brier }, false, 3},
	{"logloss", "↓", func(m MeasureScore) *float64 { return m.LogLoss }, false, 3},
	{"ece", "↓", func(m MeasureScore) *float64 { return m.ECE }, false, 3},
	{"by-luck", "", func(m MeasureScore) *float64 { return m.ByLuck }, false, 3},
	{"mae", "↓", func(m MeasureScore) *float64 { return m.MAE }, false, 2},
	{"rmse", "↓", func(m MeasureScore) *float64 { return m.RMSE }, false, 2},
	{"rank", "↑", func(m MeasureScore) *float64 { return m.Rank }, true, 3},
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
func testedSentence(v page.Frame, out TrustOut) string {
	args := say.Args{"n": len(out.Cuts), "ahead": v.Speaker.Days(float64(out.HorizonDays)), "active": out.Active, "cut": v.Speaker.FullDay(out.Cut),
		"rows": v.Say("noun.relationship", say.Args{"n": out.Rows}), "cases": v.Say("noun.forecast", say.Args{"n": out.Cases})}
	if n := len(out.Cuts); n > 1 {
		args["from"], args["to"] = v.Speaker.FullDay(out.Cuts[0].Day), v.Speaker.FullDay(out.Cuts[n-1].Day)
		return v.Say("trust.tested-often", args)
	}
	return v.Say("trust.tested", args)
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

func within95(v page.Frame, i *shape.Interval, digits int) string {
	if i == nil {
		return "–"
	}
	return v.Say("chart.range", say.Args{"low": v.Speaker.Decimal(i.Low, digits), "high": v.Speaker.Decimal(i.High, digits)})
}

// saidText is what was said of some relationships, what came, and what chance alone could
// have made of it.
func saidText(v page.Frame, r TrustSaid) string {
	return v.Say("trust.said-row", say.Args{"what": r.What, "n": r.Bin.N, "said": v.Speaker.Percent(r.Bin.Foretold), "came": v.Speaker.Percent(r.Bin.Came), "chance": ui.ByChance(v, r.Bin)})
}

func slippingCaption(v page.Frame, s TrustSlipping) string {
	return v.Say("trust.slipping-how", say.Args{"gaps": v.Say("noun.gap", say.Args{"n": s.Gaps}), "lost": s.Lost, "span": v.Speaker.Days(float64(s.FollowDays))})
}

// plainScores are the two that a shopkeeper asks for.
var plainScores = []score{
	{"pairs", "", func(m MeasureScore) *float64 { return m.AUC }, true, pairsDigits},
	{"orders", "", func(m MeasureScore) *float64 { return m.MAE }, false, 2},
}

// pairsDigits are of a share: it is shown to a tenth of a per cent.
const pairsDigits = 3

func scoreText(v page.Frame, m MeasureScore, s score) string {
	f := s.of(m)
	switch {
	case f == nil:
		return "–"
	case s.name == "pairs":
		return percent1(v.Speaker, *f)
	}
	return v.Speaker.Decimal(*f, s.digits)
}

// isBest says whether no other measure does better, as far as is shown.
func isBest(all []MeasureScore, m MeasureScore, s score) bool {
	mine := s.of(m)
	if mine == nil || len(all) < 2 || s.name == "by-luck" { // luck is nobody's merit
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
func reliabilityFinding(v page.Frame, out TrustOut) string {
	n, off := 0, 0.0
	for _, b := range out.Bins {
		n += b.N
		off += float64(b.N) * math.Abs(b.Came-b.Foretold)
	}
	if n == 0 {
		return v.Say("trust.nothing-foretold")
	}
	points := off / float64(n) * 100
	args := say.Args{"points": v.Speaker.Decimal(points, 1)}
	switch luck := luckOf(out.Measures); {
	case points < 1:
		return v.Say("trust.came-right")
	case luck == nil:
		return v.Say("trust.came-within", args)
	case math.Round(10*points) <= math.Round(10**luck):
		return v.Say("trust.came-by-luck", args)
	default:
		args["luck"] = v.Speaker.Decimal(*luck, 1)
		return v.Say("trust.came-within-luck", args)
	}
}

// luckOf is by how many percentage points ours would be off by chance alone; nothing where a
// test of long ago did not keep it.
func luckOf(measures []MeasureScore) *float64 {
	if len(measures) == 0 || measures[0].ByLuck == nil {
		return nil
	}
	luck := 100 * *measures[0].ByLuck
	return &luck
}

func horizonValue(out TrustOut) string {
	if out.HorizonDays > 0 {
		return strconv.Itoa(out.HorizonDays)
	}
	return "365"
}
