package ui

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
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
func CourseUntil(l shape.LineStanding, asOf clientele.Day) []shape.ChangeRow {
	if len(l.Course) == 0 {
		return nil
	}
	last := l.Course[len(l.Course)-1]
	if asOf <= last.Day || last.ClientProb == l.Standing.ClientProb {
		return l.Course
	}
	last.Day, last.Text, last.Cause = asOf, "as it stands", "measured"
	last.ClientProb = l.Standing.ClientProb
	last.Low, last.High = last.ClientProb, last.ClientProb // its interval is not kept
	return append(slices.Clone(l.Course), last)
}

// courseFinding is what the course shows, in one sentence.
func courseFinding(w page.Words, course []shape.ChangeRow) string {
	first, last := course[0], course[len(course)-1]
	since := ""
	for i := len(course) - 1; i > 0 && course[i].IsKind == last.IsKind; i-- {
		if course[i-1].IsKind != last.IsKind {
			since = " since " + course[i].Day.Time().Format("2 January 2006")
		}
	}
	if since != "" {
		return Capital(w.One(last.IsKind)) + since
	}
	if len(course) == 1 {
		return Capital(w.One(last.IsKind)) + ", first measured on " + first.Day.Time().Format("2 January 2006")
	}
	return Capital(w.One(last.IsKind)) + " all along; the chance went from " + Percent(first.ClientProb) + " to " + Percent(last.ClientProb)
}

// courseCaption explains what is drawn; of the interval only where one is known.
func courseCaption(w page.Words, st []step) string {
	text := "Chance of being " + w.One(clientele.Client) + "; the colour behind the line is what it counted as"
	if rangePath(st) != "" {
		return text + ", the shade around the line its interval."
	}
	return text + "."
}

func intervalText(c shape.ChangeRow) string {
	if c.High <= c.Low {
		return "–"
	}
	return Percent(c.Low) + " to " + Percent(c.High)
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

func ofKind(m shape.BalanceMonth, k clientele.Kind) int {
	return map[clientele.Kind]int{clientele.Client: m.Clients, clientele.Customer: m.Customers, clientele.Prospect: m.Prospects}[k]
}

func mostOf(months []shape.BalanceMonth) int {
	most := 0
	for _, m := range months {
		most = max(most, m.Clients+m.Customers+m.Prospects)
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

type Slab struct {
	Kind     clientele.Kind
	From, To float64
}

// stackOf piles the kinds of a month up, clients at the foot.
func stackOf(m shape.BalanceMonth, top float64) []Slab {
	var slabs []Slab
	at := 0.0
	for _, k := range clientele.Kinds {
		if n := float64(ofKind(m, k)) / top; n > 0 {
			slabs = append(slabs, Slab{k, at, at + n})
			at += n
		}
	}
	return slabs
}

func monthTitle(w page.Words, m shape.BalanceMonth) string {
	parts := make([]string, len(clientele.Kinds))
	for i, k := range clientele.Kinds {
		parts[i] = Count(ofKind(m, k)) + " " + w.Many(k)
	}
	return m.Month.Time().Format("January 2006") + ": " + strings.Join(parts, ", ")
}

// monthsFinding compares the last month with the one a year before it, or the first.
func monthsFinding(w page.Words, months []shape.BalanceMonth) string {
	last := months[len(months)-1]
	if len(months) == 1 {
		return Count(last.Clients) + " " + w.Clients + " now"
	}
	was, when := months[0], "in "+months[0].Month.Time().Format("January 2006")
	if len(months) > 12 {
		was, when = months[len(months)-13], "a year before"
	}
	now := Plural(last.Clients, w.Client, w.Clients)
	switch d := last.Clients - was.Clients; {
	case d > 0:
		return now + ", " + Count(d) + " more than " + when
	case d < 0:
		return now + ", " + Count(-d) + " fewer than " + when
	}
	return now + ", as many as " + when
}

// monthTicks names up to four months under the bars: more would touch on a phone.
func monthTicks(months []shape.BalanceMonth) []tick {
	every := max((len(months)+3)/4, 1)
	var out []tick
	for i := 0; i < len(months); i += every {
		at := (float64(i) + 0.39) / float64(len(months))
		if at < 0.93 {
			out = append(out, tick{at, months[i].Month.Time().Format("Jan 2006")})
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
	return Decimal(3+5*math.Sqrt(float64(b.N)/float64(most)), 1)
}

func binTitle(b shape.ReliabilityBin) string {
	return "foretold " + Percent(b.Foretold) + ", bought " + Percent(b.Came) + " of " + Count(b.N)
}

func binBars(bins []shape.ReliabilityBin) []Bar {
	bars := make([]Bar, len(bins))
	for i, b := range bins {
		bars[i] = Bar{b.Low + 0.004, max(b.High-b.Low-0.008, 0), float64(b.N), Percent(b.Low) + " to " + Percent(b.High) + ": " + Count(b.N)}
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
func spendBars(months []shape.MonthSpend) (bars []Bar, top string) {
	var most clientele.Money
	orders := 0
	for _, m := range months {
		orders = max(orders, m.Orders)
		if m.Spent.Minor > most.Minor {
			most = m.Spent
		}
	}
	n := float64(len(months))
	for i, m := range months {
		value, said := float64(m.Orders)/float64(max(orders, 1)), Plural(m.Orders, "order", "orders")
		if most.Minor > 0 {
			value = float64(max(m.Spent.Minor, 0)) / float64(most.Minor)
			said += ", " + Money(m.Spent)
		}
		bars = append(bars, Bar{float64(i) / n, 0.8 / n, value, m.Month.Time().Format("January 2006") + ": " + said})
	}
	if most.Minor > 0 {
		return bars, RoundMoney(most)
	}
	return bars, Plural(orders, "order", "orders")
}

func spendFinding(months []shape.MonthSpend) string {
	orders, with := 0, 0
	for _, m := range months {
		orders += m.Orders
		if m.Orders > 0 {
			with++
		}
	}
	return Plural(orders, "order", "orders") + " in " + Count(with) + " of " + Plural(len(months), "month", "months")
}
