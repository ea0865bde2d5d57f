package ui

import (
	"math"
	"strings"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

func shareOf(r shape.ReasonRow, most float64) float64 {
	if most > 0 {
		return min(math.Abs(r.Weight)/most, 1)
	}
	return min(math.Abs(r.Share), 1)
}

// signed writes a weight with its sign.
func signed(f float64) string {
	if f > 0 {
		return "+" + Decimal(f, 2)
	}
	return Decimal(f, 2)
}

func reasonsSum(w page.Words, l shape.LineStanding) string {
	if !l.Standing.Enough {
		return "Together: " + signed(l.Sum) + ". That is too little evidence to say more than " + Percent(l.Standing.ClientProb) + " for " + w.Client + " yet."
	}
	return "Together: " + signed(l.Sum) + ", which makes a chance of " + Percent(l.Standing.ClientProb) + " that this is a " + w.Client + "."
}

// MeasuredBy says in words what taught the measure; the models' names stand in its title.
func MeasuredBy(l shape.LineStanding) string {
	if strings.HasSuffix(l.Model, "universal") {
		return "Weighed by what other businesses taught us: your own past is still too short for that."
	}
	return "Weighed by what your own past taught us."
}
