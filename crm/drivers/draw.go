package drivers

import (
	"math"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// points is a difference in percentage points, with its sign.
func points(v page.Frame, x float64) string {
	sign := "+"
	if x < 0 {
		sign = "−"
	}
	return sign + v.Speaker.Decimal(math.Abs(100*x), 1)
}

func pointsWithin(v page.Frame, r FoundRow) string {
	return v.Say("chart.range", say.Args{"low": points(v, r.Low), "high": points(v, r.High)})
}

// widest is the end of the axis on which differences are drawn, the same both ways.
func widest(rows []FoundRow) float64 {
	most := .05
	for _, r := range rows {
		most = max(most, math.Abs(r.Low), math.Abs(r.High))
	}
	return math.Ceil(20*most) / 20
}

// place is where a difference lies on the axis, 0…1.
func place(x, most float64) float64 { return min(max(.5+x/(2*most), 0), 1) }

func did(v page.Frame, share float64, n int) string {
	return v.Say("drivers.did", say.Args{"share": v.Speaker.Percent(share), "n": v.Speaker.Count(int64(n))})
}

var outcomes = []string{"all", "own", "30", "60", "90", "client"}

func generalText(v page.Frame, l *Learnt) string {
	if l.General == nil {
		return ""
	}
	f := v.Speaker
	months := v.Say("drivers.too-long")
	if l.General.Months <= 120 {
		months = v.Say("noun.month", say.Args{"n": max(int(l.General.Months+.999), 1)})
	}
	return v.Say("drivers.general", say.Args{"again": f.Percent(l.Again), "each": f.Count(int64(l.General.Each)), "months": months, "pace": f.Decimal(l.Pace, 0)})
}
