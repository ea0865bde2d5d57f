package stability

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/revenue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// amount is a number of minor units, or of orders where there is no currency.
func amount(v page.Frame, currency string, minor float64) string {
	if currency == "" {
		return v.Speaker.Decimal(minor, map[bool]int{true: 1, false: 0}[math.Abs(minor) < 10])
	}
	return v.Speaker.RoundMoney(shape.Money(int64(math.Round(minor)), currency))
}

// short is an amount to two digits, for an axis and a sentence.
func short(v page.Frame, currency string, minor float64) string {
	if currency == "" {
		return v.Speaker.Decimal(minor, 0)
	}
	return v.Speaker.ShortMoneys(shape.Money(int64(math.Round(minor)), currency))[0]
}

func between(v page.Frame, low, high string) string {
	return v.Say("chart.range", say.Args{"low": low, "high": high})
}

func within(v page.Frame, currency string, e revenue.Ranged) string {
	return between(v, amount(v, currency, e.Low), amount(v, currency, e.High))
}

func percents(v page.Frame, e *revenue.Ranged) string {
	if e == nil {
		return "–"
	}
	return v.Speaker.Percent(e.Value)
}

func percentsWithin(v page.Frame, e *revenue.Ranged) string {
	if e == nil {
		return v.Say("stability.too-few")
	}
	return v.Say("stability.within", say.Args{"low": v.Speaker.Percent(e.Low), "high": v.Speaker.Percent(e.High)})
}

// shownMonths are drawn of the past.
const shownMonths = 24

func lately(v *revenue.Figures) []revenue.MonthSum {
	return v.Months[max(0, len(v.Months)-shownMonths):]
}

// sortColumns are the months by what their money comes of.
func sortColumns(v page.Frame, out StabilityOut) (all []ui.Column) {
	for _, m := range lately(out.Figures) {
		parts := []ui.ColumnPart{{Fill: "main", Value: float64(m.Contract)}, {Fill: "second", Value: float64(m.Steady)}, {Fill: "other", Value: float64(m.OneByOne)}}
		all = append(all, ui.Column{Title: v.Speaker.LongMonth(m.Month) + ": " + amount(v, out.Currency, float64(m.All())), Parts: parts})
	}
	return all
}

// aheadColumns are the past months and those ahead, on one axis.
func aheadColumns(v page.Frame, out StabilityOut) (all []ui.Column) {
	past := lately(out.Figures)
	past = past[max(0, len(past)-12):]
	for _, m := range past {
		all = append(all, ui.Column{Title: v.Speaker.LongMonth(m.Month) + ": " + amount(v, out.Currency, float64(m.All())), Parts: []ui.ColumnPart{{Fill: "other", Value: float64(m.All())}}})
	}
	for _, m := range out.Figures.Forecast.Months {
		all = append(all, ui.Column{Title: v.Speaker.LongMonth(m.Month) + ": " + within(v, out.Currency, m.Ranged), Parts: []ui.ColumnPart{{Fill: "main", Value: m.Value}}, Low: m.Low, High: m.High, Ahead: true})
	}
	return all
}

func monthsOf(out StabilityOut, ahead bool) (days []clientele.Day) {
	past := lately(out.Figures)
	if ahead {
		past = past[max(0, len(past)-12):]
	}
	for _, m := range past {
		days = append(days, m.Month)
	}
	if ahead {
		for _, m := range out.Figures.Forecast.Months {
			days = append(days, m.Month)
		}
	}
	return days
}

func recurringFinding(v page.Frame, out StabilityOut) string {
	if len(out.Figures.Months) == 0 {
		return v.Say("stability.recurring-none")
	}
	contract, steady, all := int64(0), int64(0), int64(0)
	months := out.Figures.Months
	for _, m := range months[max(0, len(months)-12):] {
		contract, steady, all = contract+m.Contract, steady+m.Steady, all+m.All()
	}
	args := say.Args{"share": v.Speaker.Percent(out.Recurring), "contract": v.Speaker.Percent(share(contract, all)), "steady": v.Speaker.Percent(share(steady, all))}
	switch {
	case contract > 0 && steady > 0:
		return v.Say("stability.recurring-both", args)
	case contract > 0:
		return v.Say("stability.recurring-contract", args)
	case steady > 0:
		return v.Say("stability.recurring-steady", args)
	}
	return v.Say("stability.recurring-nothing")
}

func share(part, all int64) float64 {
	if all <= 0 {
		return 0
	}
	return min(max(float64(part)/float64(all), 0), 1)
}

// aheadFinding sets the forecast beside the last twelve months.
func aheadFinding(v page.Frame, out StabilityOut) string {
	f := out.Figures.Forecast
	args := say.Args{"expected": short(v, out.Currency, f.Total.Value), "low": short(v, out.Currency, f.Total.Low), "high": short(v, out.Currency, f.Total.High), "last": short(v, out.Currency, f.LastTwo[0])}
	if len(out.Figures.Months) < 12 {
		return v.Say("stability.ahead-short", args)
	}
	return v.Say("stability.ahead", args)
}

// haveText sets what the measure expects of whom the firm has beside the whole: the rest is of whom
// it has not.
func haveText(v page.Frame, out StabilityOut) string {
	if out.Have == nil || out.Have.High.Minor <= 0 {
		return ""
	}
	ends := v.Speaker.ShortMoneys(out.Have.Low, out.Have.High)
	return v.Say("stability.have", say.Args{"low": ends[0], "high": ends[1]})
}

// triedFinding says how that would have done.
func triedFinding(v page.Frame, t revenue.TriedBack) string {
	args := say.Args{"n": t.Year.Of, "in": t.Year.Inside, "share": v.Speaker.Percent(t.Year.Share()), "months": v.Say("noun.month", say.Args{"n": t.Ahead}),
		"miss": v.Speaker.Percent(t.Miss), "single": v.Speaker.Percent(t.Months.Share()), "of": t.Months.Of}
	switch {
	case t.Year.Of == 0 && t.Months.Of == 0:
		return v.Say("stability.tried-not")
	case t.Year.Of == 0:
		return v.Say("stability.tried-months", args)
	case t.Year.Of >= 8 && t.Year.Share() < .65:
		return v.Say("stability.tried-narrow", args)
	}
	return v.Say("stability.tried", args)
}

func mixText(v page.Frame, f *revenue.Outlook) string {
	var said []string
	rest := 1.0
	for _, m := range f.Mix {
		if m.Part >= .05 {
			rest -= math.Round(100*m.Part) / 100
			said = append(said, v.Say("stability.mixed", say.Args{"way": v.Say("stability.way-" + m.Name), "part": v.Speaker.Percent(m.Part)}))
		}
	}
	if rest > .005 { // the parts that are told make a whole with it
		said = append(said, v.Say("stability.mixed", say.Args{"way": v.Say("stability.way-others"), "part": v.Speaker.Percent(rest)}))
	}
	return v.Speaker.List(said)
}

// toldValues are the quarters of which something can be said, and how many are left out as too few.
func toldValues(out StabilityOut) (told []revenue.CohortValue, few int) {
	for _, r := range out.Figures.Values {
		if r.Thin {
			few++
			continue
		}
		told = append(told, r)
	}
	return told, few
}

func curvePath(all []revenue.AgeShare) string {
	var b strings.Builder
	for i, s := range all {
		b.WriteString(cmp.Or(map[bool]string{true: "M"}[i == 0], "L") + coord(at(i, len(all))) + " " + coord(1-s.Value))
	}
	return b.String()
}

func bandPath(all []revenue.AgeShare) string {
	var up, down strings.Builder
	for i, s := range all {
		up.WriteString(cmp.Or(map[bool]string{true: "M"}[i == 0], "L") + coord(at(i, len(all))) + " " + coord(1-s.High))
		k := len(all) - 1 - i
		down.WriteString("L" + coord(at(k, len(all))) + " " + coord(1-all[k].Low))
	}
	return up.String() + down.String() + "Z"
}

func at(i, n int) float64 { return float64(i) / float64(max(n-1, 1)) }

func coord(x float64) string { return strconv.FormatFloat(100*x, 'f', 2, 64) }

func grainOf(out StabilityOut) revenue.Grain {
	for _, g := range out.Figures.Cohorts {
		if g.By == out.By {
			return g
		}
	}
	return revenue.Grain{}
}

// cohortFinding says what share is left after a year, or after as long as is known.
func cohortFinding(v page.Frame, g revenue.Grain) string {
	n := map[string]int{"month": 12, "quarter": 4, "year": 1}[g.By]
	if len(g.All) < 2 {
		return v.Say("stability.cohorts-short")
	}
	n = min(n, len(g.All)-1)
	s := g.All[n]
	return v.Say("stability.cohorts-"+g.By, say.Args{"n": n, "share": v.Speaker.Percent(s.Value), "low": v.Speaker.Percent(s.Low), "high": v.Speaker.Percent(s.High)})
}

func cohortName(v page.Frame, by string, r revenue.CohortRow) string {
	t := r.From.Time()
	switch by {
	case "year":
		return strconv.Itoa(t.Year())
	case "quarter":
		return v.Say("stability.quarter", say.Args{"quarter": (int(t.Month()) + 2) / 3, "year": strconv.Itoa(t.Year())})
	}
	return v.Speaker.ShortMonth(r.From)
}

// heat is the class of a cell: darker is more; what rests on few is pale.
func heat(x float64, n int) string {
	if n < few {
		return "muted"
	}
	return "heat-" + strconv.Itoa(int(math.Round(10*min(max(x, 0), 1))))
}

// few is from how many a share is told plainly.
const few = 10

func agesOf(g revenue.Grain) (n int) {
	for _, r := range g.Rows {
		n = max(n, len(r.Active))
	}
	return n
}

func agreedFinding(v page.Frame, a *revenue.AgreedCurve) string {
	args := say.Args{"n": a.N, "open": a.Open}
	if year := 12; len(a.All) > year { // those that ended with it are out of it already
		s := a.All[year]
		args["share"], args["low"], args["high"] = v.Speaker.Percent(s.Value), v.Speaker.Percent(s.Low), v.Speaker.Percent(s.High)
		return v.Say("stability.agreed-year", args)
	}
	return v.Say("stability.agreed", args)
}

func hangsFinding(v page.Frame, out StabilityOut) string {
	h := out.Figures.Hangs
	if len(out.Leading) == 0 {
		return v.Say("stability.hangs-nobody")
	}
	return v.Say("stability.hangs", say.Args{"share": v.Speaker.Percent(out.Leading[0].Share), "n": h.Half, "all": v.Speaker.Count(int64(h.N))})
}

// hhiText says what the index means: from .15 and .25 on markets are called moderately and highly
// concentrated (US Horizontal Merger Guidelines 2010, §5.3).
func hhiText(v page.Frame, h revenue.Concentration) string {
	key := "stability.hhi-low"
	switch {
	case h.HHI >= .25:
		key = "stability.hhi-high"
	case h.HHI >= .15:
		key = "stability.hhi-some"
	}
	return v.Say(key, say.Args{"hhi": v.Speaker.Decimal(h.HHI, 3), "alike": v.Speaker.Decimal(h.Alike, 0)})
}

func withoutText(v page.Frame, out StabilityOut) string {
	h, f := out.Figures.Hangs, out.Figures.Forecast
	if f == nil || len(out.Leading) == 0 || h.Without <= 0 || f.Total.Value <= 0 {
		return ""
	}
	return v.Say("stability.without", say.Args{"name": out.Leading[0].Name, "rest": short(v, out.Currency, h.Without), "all": short(v, out.Currency, f.Total.Value),
		"less": v.Speaker.Percent(max(0, 1-h.Without/f.Total.Value))})
}

func yearFinding(v page.Frame, y revenue.YearMoves) string {
	if y.Net == nil {
		return v.Say("stability.year-thin", say.Args{"n": y.N})
	}
	return v.Say("stability.year", say.Args{"net": v.Speaker.Percent(y.Net.Value), "gross": v.Speaker.Percent(y.Gross.Value)})
}

// valueTable is a row a kind and line.
func valueTable(v page.Frame, out StabilityOut) ui.TableData {
	t := ui.TableData{ID: "values-table", Label: v.Say("stability.values"), Cols: []ui.Col{{Title: v.Say("stability.kind"), Place: "p1"}, {Title: v.Say("stability.line"), Place: "p3"},
		{Title: v.Say("stability.many"), Num: true, Place: "p2"}, {Title: v.Say("stability.so-far"), Help: v.Say("stability.so-far-help"), Num: true},
		{Title: v.Say("stability.to-come"), Help: v.Say("stability.to-come-help"), Num: true, Place: "p4"}, {Title: v.Say("stability.eight-in-ten"), Num: true}}}
	for _, r := range out.Values {
		line := v.Say("stability.all-lines")
		if !r.AllLines {
			line = v.LineName(r.Line)
		}
		money, interval := v.Speaker.RoundMoney(r.ToCome), between(v, v.Speaker.RoundMoney(r.Low), v.Speaker.RoundMoney(r.High))
		if r.Thin {
			money, interval = "–", v.Say("stability.too-few")
		}
		t.Rows = append(t.Rows, ui.Row{Href: r.Count.Href, Cells: []templ.Component{ui.KindBadgeMany(v.Words, r.Kind), ui.Text(line), manyOf(v, r),
			ui.Text(v.Speaker.RoundMoney(r.SoFar)), ui.Text(money), ui.Text(interval)}})
	}
	return t
}

func whoTable(v page.Frame, out BehindOut) ui.TableData {
	t := ui.TableData{ID: "who-table", Label: v.Say("stability.who-title"), More: out.Next, Cols: []ui.Col{{Title: v.Say("stability.name"), Place: "p1"}, {Title: v.Say("stability.moved"), Place: "p3"},
		{Title: v.Say("stability.began"), Num: true}, {Title: v.Say("stability.year-before"), Num: true, Place: "p4"}, {Title: v.Say("stability.last-year"), Num: true, Place: "p2"}}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Cells: []templ.Component{ui.NameCell(r.Name, r.Href, v.UnderLine(r.Line)), ui.Text(v.Say("stability.moved-" + string(r.Moved))),
			ui.Text(v.Speaker.ShortMonth(r.Began)), ui.Text(amount(v, out.Currency, float64(r.Before))), ui.Text(amount(v, out.Currency, float64(r.Is)))}})
	}
	return t
}
