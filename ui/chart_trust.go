package ui

import (
	"github.com/clientele-crm/clientele"
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
		v = append(v, c.Bin.ChanceHigh, c.Bin.Came)
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

func cutTicks(v page.Frame, cuts []shape.TrustCut, s span) []tick {
	return []tick{{0, v.Speaker.ShortMonth(cuts[0].Day)}, {1, v.Speaker.ShortMonth(cuts[len(cuts)-1].Day)}}
}

func cutTitle(v page.Frame, c shape.TrustCut) string {
	return v.Say("chart.cut", say.Args{"day": v.Speaker.FullDay(c.Day), "foretold": v.Speaker.Percent(c.Bin.Foretold), "came": v.Speaker.Percent(c.Bin.Came), "all": c.Bin.N})
}

// cutsFinding says how far what was foretold lay from what came, at worst, and on how many
// days by more than chance.
func cutsFinding(v page.Frame, cuts []shape.TrustCut) string {
	worst, beyond := 0, 0
	for _, c := range cuts {
		foretold, came, _, _ := c.Bin.InPercent()
		if off := came - foretold; max(off, -off) > max(worst, -worst) {
			worst = off
		}
		if c.Bin.Beyond() != 0 {
			beyond++
		}
	}
	args := say.Args{"n": len(cuts), "points": max(worst, -worst)}
	said := v.Say("chart.cuts-right", args)
	switch {
	case worst > 1:
		said = v.Say("chart.cuts-fewer", args)
	case worst < -1:
		said = v.Say("chart.cuts-more", args)
	}
	switch {
	case beyond == 0:
		return said + v.Say("chart.cuts-chance")
	case len(cuts) == 1:
		return said + v.Say("chart.cuts-beyond-one")
	}
	return said + v.Say("chart.cuts-beyond", say.Args{"n": beyond})
}

// ByChance is between which shares what came could lie by chance alone.
func ByChance(v page.Frame, b shape.ReliabilityBin) string {
	_, _, low, high := b.InPercent()
	return fromTo(v, v.Speaker.Percent(float64(low)/100), v.Speaker.Percent(float64(high)/100))
}

// pairsText is the share of pairs that were ranked right.
func pairsText(p *float64) string {
	if p == nil {
		return "–"
	}
	return Percent1(*p)
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
		return v.Say("chart.watch-since", say.Args{"month": monthName(v, months[first])})
	case earlier == 0:
		return v.Say("chart.watch-fine")
	}
	return v.Say("chart.watch-earlier-"+stretchWord(months), say.Args{"n": earlier})
}

func watchTitle(v page.Frame, m shape.TrustMonth) string {
	return v.Say("chart.watch", say.Args{"month": monthName(v, m), "expected": Percent1(m.Expected), "came": Percent1(m.Came), "all": m.N})
}

func monthName(v page.Frame, m shape.TrustMonth) string { return v.Speaker.ShortMonth(m.From + 1) }

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
func Percent1(p float64) string {
	return clientele.Tell("ui.percent", "n", clientele.Decimal{Of: 100 * p, Digits: 1})
}

func watchTicks(v page.Frame, months []shape.TrustMonth) []tick {
	every := max((len(months)+2)/3, 1)
	var out []tick
	for i := 0; i < len(months); i += every {
		if at := (float64(i) + 0.5) / float64(len(months)); at < 0.93 {
			out = append(out, tick{at, monthName(v, months[i])})
		}
	}
	return out
}
