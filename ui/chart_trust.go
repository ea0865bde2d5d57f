package ui

import (
	"math"

	"github.com/clientele-crm/clientele/shape"
)

// topShare is the top of an axis of shares: never beyond all.
func topShare(v []float64) float64 {
	top := 0.01
	for _, x := range v {
		top = max(top, x)
	}
	return min(roundTop(top), 1)
}

func cutTops(cuts []shape.TrustCut) (v []float64) {
	for _, c := range cuts {
		v = append(v, c.CameHigh, c.Foretold)
	}
	return v
}

func watchTops(months []shape.TrustMonth) (v []float64) {
	for _, m := range months {
		v = append(v, m.Expected, m.Came, min(m.High, 2*m.Expected)) // a wide band must not flatten the rest
	}
	return v
}

func cutsSpan(cuts []shape.TrustCut) span { return span{cuts[0].Day, cuts[len(cuts)-1].Day} }

func cutTicks(cuts []shape.TrustCut, s span) []tick {
	out := []tick{{0, cuts[0].Day.Time().Format("Jan 2006")}}
	return append(out, tick{1, cuts[len(cuts)-1].Day.Time().Format("Jan 2006")})
}

func cutTitle(c shape.TrustCut) string {
	return FullDay(c.Day) + ": foretold " + Percent(c.Foretold) + ", bought " + Percent(c.Came) + " of " + Count(c.N)
}

// cutsFinding says how far what was foretold lay from what came, at worst.
func cutsFinding(cuts []shape.TrustCut) string {
	worst := cuts[0]
	for _, c := range cuts {
		if math.Abs(c.Foretold-c.Came) > math.Abs(worst.Foretold-worst.Came) {
			worst = c
		}
	}
	off := 100 * math.Abs(worst.Foretold-worst.Came)
	tested := "On " + Plural(len(cuts), "day", "days") + " tested, "
	if off < 1 {
		return tested + "what was foretold came, to within one point in a hundred"
	}
	than := "more"
	if worst.Came > worst.Foretold {
		than = "fewer"
	}
	return tested + "what was foretold came to within " + Decimal(math.Ceil(off), 0) + " points in a hundred; at worst " + than + " were foretold than came"
}

func pairsText(p *float64) string {
	if p == nil {
		return "–"
	}
	return Decimal(*p, 1)
}

// watchFinding says whether the last months lie beyond what is usual, and since when.
func watchFinding(months []shape.TrustMonth) string {
	first, earlier := len(months), 0
	for first > 0 && months[first-1].Alarm {
		first--
	}
	for _, m := range months[:first] {
		if m.Alarm {
			earlier++
		}
	}
	switch {
	case first < len(months):
		return "Since " + monthName(months[first]) + " beyond what is usual"
	case earlier == 0:
		return "As many bought, all the time, as the past would have it"
	}
	return "As many buy now as the past would have it; " + Plural(earlier, "earlier "+stretchWord(months)+" lay", "earlier "+stretchWord(months)+"s lay") + " beyond what is usual"
}

func watchTitle(m shape.TrustMonth) string {
	return monthName(m) + ": expected " + percent1(m.Expected) + ", bought " + percent1(m.Came) + " of " + Count(m.N)
}

func monthName(m shape.TrustMonth) string { return (m.From + 1).Time().Format("Jan 2006") }

// stretchWord is what is watched: a month, or the calendar of the house.
func stretchWord(months []shape.TrustMonth) string {
	switch d := months[0].To - months[0].From; {
	case d > 200:
		return "year"
	case d > 80:
		return "quarter"
	}
	return "month"
}

// percent1 writes a share to a tenth of a per cent: months are told apart by less than one.
func percent1(p float64) string { return Decimal(100*p, 1) + Nbsp + "%" }

func watchTicks(months []shape.TrustMonth) []tick {
	every := max((len(months)+2)/3, 1)
	var out []tick
	for i := 0; i < len(months); i += every {
		if at := (float64(i) + 0.5) / float64(len(months)); at < 0.93 {
			out = append(out, tick{at, monthName(months[i])})
		}
	}
	return out
}
