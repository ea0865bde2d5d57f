package ui

import (
	"math"

	"github.com/clientele-crm/clientele/view"
)

func shareOf(r view.ReasonRow, most float64) float64 {
	if most > 0 {
		return min(math.Abs(r.Weight)/most, 1)
	}
	return min(math.Abs(r.Share), 1)
}

// signed writes a weight with its sign.
func signed(f float64) string {
	if f > 0 {
		return "+" + decimal(f, 2)
	}
	return decimal(f, 2)
}

func reasonsSum(w view.Words, l view.LineStanding) string {
	if !l.Standing.Enough {
		return "Together: " + signed(l.Sum) + ". That is too little evidence to say more than " + percent(l.Standing.ClientProb) + " for " + w.Client + " yet."
	}
	return "Together: " + signed(l.Sum) + ", which makes a chance of " + percent(l.Standing.ClientProb) + " that this is a " + w.Client + "."
}

// intervalOf is the interval of the last point of the course; none where unknown.
func intervalOf(l view.LineStanding) (lo, hi float64) {
	if n := len(l.Course); n > 0 {
		return l.Course[n-1].Low, l.Course[n-1].High
	}
	return 0, 0
}
