package ui

import (
	"math"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
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
	return []tick{{0, ShortMonth(cuts[0].Day)}, {1, ShortMonth(cuts[len(cuts)-1].Day)}}
}

func cutTitle(v page.Frame, c shape.TrustCut) string {
	return v.Say("chart.cut", say.Args{"day": FullDay(c.Day), "foretold": Percent(c.Foretold), "came": Percent(c.Came), "all": c.N})
}

// cutsFinding says how far what was foretold lay from what came, at worst.
func cutsFinding(v page.Frame, cuts []shape.TrustCut) string {
	worst := cuts[0]
	for _, c := range cuts {
		if math.Abs(c.Foretold-c.Came) > math.Abs(worst.Foretold-worst.Came) {
			worst = c
		}
	}
	off := 100 * math.Abs(worst.Foretold-worst.Came)
	args := say.Args{"n": len(cuts), "points": Decimal(math.Ceil(off), 0)}
	switch {
	case off < 1:
		return v.Say("chart.cuts-right", args)
	case worst.Came > worst.Foretold:
		return v.Say("chart.cuts-fewer", args)
	}
	return v.Say("chart.cuts-more", args)
}

func pairsText(p *float64) string {
	if p == nil {
		return "–"
	}
	return Decimal(*p, 1)
}

// watchFinding says whether the last months lie beyond what is usual, and since when.
func watchFinding(v page.Frame, months []shape.TrustMonth) string {
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
		return v.Say("chart.watch-since", say.Args{"month": monthName(months[first])})
	case earlier == 0:
		return v.Say("chart.watch-fine")
	}
	return v.Say("chart.watch-earlier-"+stretchWord(months), say.Args{"n": earlier})
}

func watchTitle(v page.Frame, m shape.TrustMonth) string {
	return v.Say("chart.watch", say.Args{"month": monthName(m), "expected": Percent1(m.Expected), "came": Percent1(m.Came), "all": m.N})
}

func monthName(m shape.TrustMonth) string { return ShortMonth(m.From + 1) }

// stretchWord is what is watched, as messages name it: a month, or the calendar of the house.
func stretchWord(months []shape.TrustMonth) string {
	switch d := months[0].To - months[0].From; {
	case d > 200:
		return "year"
	case d > 80:
		return "quarter"
	}
	return "month"
}

// Percent1 writes a share to a tenth of a per cent: months are told apart by less than one.
func Percent1(p float64) string { return Decimal(100*p, 1) + Nbsp + "%" }

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
