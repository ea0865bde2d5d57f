package ui

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func courseSpan(course []shape.ChangeRow, asOf clientele.Day) span {
	s := span{course[0].Day, max(asOf, course[len(course)-1].Day)}
	if s.to-s.from < 30 {
		s.from = s.to - 30
	}
	return s
}

// CourseUntil is the course with the standing of today at its end: small changes
// are not kept one by one.
func CourseUntil(v page.Frame, l shape.LineStanding, asOf clientele.Day) []shape.ChangeRow {
	if len(l.Course) == 0 {
		return nil
	}
	last := l.Course[len(l.Course)-1]
	if asOf <= last.Day || last.ClientProb == l.Standing.ClientProb {
		return l.Course
	}
	last.Day, last.Text, last.Cause = asOf, v.Say("chart.as-it-stands"), v.Say("chart.measured")
	last.ClientProb = l.Standing.ClientProb
	last.Low, last.High = last.ClientProb, last.ClientProb // its interval is not kept
	return append(slices.Clone(l.Course), last)
}

// courseFinding is what the course shows, in one sentence.
func courseFinding(v page.Frame, course []shape.ChangeRow) string {
	first, last := course[0], course[len(course)-1]
	args := say.Args{"is": v.Words.One(last.IsKind), "was": v.Speaker.Percent(first.ClientProb), "now": v.Speaker.Percent(last.ClientProb), "day": v.Speaker.LongDay(first.Day)}
	for i := len(course) - 1; i > 0 && course[i].IsKind == last.IsKind; i-- {
		if course[i].Day == first.Day {
			break // what they were before anything was measured is not known
		}
		if course[i-1].IsKind != last.IsKind {
			args["day"] = v.Speaker.LongDay(course[i].Day)
			return v.Say("chart.course-since", args)
		}
	}
	if first.Day == last.Day {
		return v.Say("chart.course-first", args)
	}
	return v.Say("chart.course-along", args)
}

// courseCaption explains what is drawn; of the interval only where one is known.
func courseCaption(v page.Frame, st []step) string {
	if rangePath(st) != "" {
		return v.Say("chart.course-how-range")
	}
	return v.Say("chart.course-how")
}

func intervalText(v page.Frame, c shape.ChangeRow) string {
	if c.High <= c.Low {
		return "–"
	}
	return fromTo(v, v.Speaker.Percent(c.Low), v.Speaker.Percent(c.High))
}

// fromTo is a range by its two ends.
func fromTo(v page.Frame, low, high string) string {
	return v.Say("chart.range", say.Args{"low": low, "high": high})
}

// labelShift keeps a label clear of the upper edge.
func labelShift(share float64) string {
	if share > 0.85 {
		return "18"
	}
	return "-9"
}

func kindsIn(course []shape.ChangeRow) []clientele.Kind {
	var in []clientele.Kind
	for _, k := range clientele.Kinds {
		if slices.ContainsFunc(course, func(c shape.ChangeRow) bool { return c.IsKind == k }) {
			in = append(in, k)
		}
	}
	return in
}

// part is one of the parts that a month falls into.
type part struct {
	Fill, Word string
	N          int
}

// partsOf are the kinds of who is still there, clients first, and who has lapsed.
func partsOf(v page.Frame, m shape.BalanceMonth) (all []part) {
	for i, n := range []int{m.Clients, m.Customers, m.Prospects} {
		all = append(all, part{string(clientele.Kinds[i]), v.Words.Many(clientele.Kinds[i]), n})
	}
	return append(all, part{"lapsed", v.Say("trend.lapsed"), m.Lapsed})
}

func mostOf(months []shape.BalanceMonth) int {
	most := 0
	for _, m := range months {
		most = max(most, m.Clients+m.Customers+m.Prospects+m.Lapsed)
	}
	return most
}

func mostClients(months []shape.BalanceMonth) int {
	most := 0
	for _, m := range months {
		most = max(most, m.Clients)
	}
	return most
}

// Slab is a part of a bar.
type Slab struct {
	Fill     string
	From, To float64
}

// stackOf piles the parts of a month up, clients at the foot.
func stackOf(v page.Frame, m shape.BalanceMonth, top float64) []Slab {
	var slabs []Slab
	at := 0.0
	for _, p := range partsOf(v, m) {
		if n := float64(p.N) / top; n > 0 {
			slabs = append(slabs, Slab{p.Fill, at, at + n})
			at += n
		}
	}
	return slabs
}

func monthTitle(v page.Frame, m shape.BalanceMonth) string {
	var parts []string
	for _, p := range partsOf(v, m) {
		parts = append(parts, v.Speaker.Count(int64(p.N))+" "+p.Word)
	}
	return v.Speaker.LongMonth(m.Month) + ": " + strings.Join(parts, ", ")
}

// monthsFinding compares the last month with the one a year before it, or the first.
func monthsFinding(v page.Frame, months []shape.BalanceMonth) string {
	last := months[len(months)-1]
	was, when := months[0], v.Say("chart.in-month", say.Args{"month": v.Speaker.LongMonth(months[0].Month)})
	if len(months) > 12 {
		was, when = months[len(months)-13], v.Say("chart.year-before")
	}
	args := say.Args{"n": last.Clients, "when": when}
	switch d := last.Clients - was.Clients; {
	case mostClients(months) == 0:
		return v.Say("chart.months-none", say.Args{"n": last.Customers + last.Prospects})
	case len(months) == 1:
		return v.Say("chart.months-now", args)
	case d > 0:
		args["change"] = d
		return v.Say("chart.months-more", args)
	case d < 0:
		args["change"] = -d
		return v.Say("chart.months-fewer", args)
	}
	return v.Say("chart.months-same", args)
}

// monthTicks names up to four months under the bars: more would touch on a phone.
func monthTicks(v page.Frame, months []shape.BalanceMonth) []tick {
	every := max((len(months)+3)/4, 1)
	var out []tick
	for i := 0; i < len(months); i += every {
		at := (float64(i) + 0.39) / float64(len(months))
		if at < 0.93 {
			out = append(out, tick{at, v.Speaker.ShortMonth(months[i].Month)})
		}
	}
	return out
}

func binPath(bins []shape.ReliabilityBin) string {
	var b strings.Builder
	for _, bin := range bins {
		if bin.N == 0 {
			continue
		}
		b.WriteString(cmp.Or(map[bool]string{true: "M"}[b.Len() == 0], "L") + coord(bin.Foretold) + " " + coord(1-bin.Came))
	}
	return b.String()
}

// dotRadius makes the area of a dot grow with how many stand behind it.
func dotRadius(b shape.ReliabilityBin, bins []shape.ReliabilityBin) string {
	most := 1
	for _, o := range bins {
		most = max(most, o.N)
	}
	return strconv.FormatFloat(3+5*math.Sqrt(float64(b.N)/float64(most)), 'f', 1, 64)
}

func binTitle(v page.Frame, b shape.ReliabilityBin) string {
	return v.Say("chart.bin", say.Args{"foretold": v.Speaker.Percent(b.Foretold), "came": v.Speaker.Percent(b.Came), "all": b.N})
}

func binBars(v page.Frame, bins []shape.ReliabilityBin) []Bar {
	bars := make([]Bar, len(bins))
	for i, b := range bins {
		bars[i] = Bar{b.Low + 0.004, max(b.High-b.Low-0.008, 0), float64(b.N), fromTo(v, v.Speaker.Percent(b.Low), v.Speaker.Percent(b.High)) + ": " + v.Speaker.Count(int64(b.N))}
	}
	return bars
}

func topOf(bars []Bar) float64 {
	top := 0.0
	for _, b := range bars {
		top = max(top, b.Value)
	}
	return cmp.Or(top, 1)
}

// spendBars draws money where there is any, else the number of orders; Value is a
// share of the top, which comes along in words.
func spendBars(v page.Frame, months []shape.MonthSpend) (bars []Bar, top string) {
	var most clientele.Money
	busiest := 0
	for _, m := range months {
		busiest = max(busiest, m.Orders)
		if m.Spent.Minor > most.Minor {
			most = m.Spent
		}
	}
	n := float64(len(months))
	for i, m := range months {
		value, said := float64(m.Orders)/float64(max(busiest, 1)), orders(v, m.Orders)
		if most.Minor > 0 {
			value = float64(max(m.Spent.Minor, 0)) / float64(most.Minor)
			said += ", " + v.Speaker.Money(m.Spent)
		}
		bars = append(bars, Bar{float64(i) / n, 0.8 / n, value, v.Speaker.LongMonth(m.Month) + ": " + said})
	}
	if most.Minor > 0 {
		return bars, v.Speaker.RoundMoney(most)
	}
	return bars, orders(v, busiest)
}

func orders(v page.Frame, n int) string { return v.Say("noun.order", say.Args{"n": n}) }

// spendFinding says in how many of the months that are shown there was an order: where the
// first of them lie before, of the last so many.
func spendFinding(v page.Frame, months []shape.MonthSpend, first clientele.Day) string {
	n, with := 0, 0
	for _, m := range months {
		n += m.Orders
		if m.Orders > 0 {
			with++
		}
	}
	args := say.Args{"n": n, "with": with, "months": v.Say("noun.month", say.Args{"n": len(months)})}
	if first != clientele.NoDay && first < months[0].Month {
		return v.Say("chart.spend-last", args)
	}
	return v.Say("chart.spend", args)
}
