package journey

import (
	"cmp"
	"math"
	"slices"
)

// spent is how many were in a stage for so many days, and whether they have left it.
type spent struct {
	days int
	n    int
	left bool
}

// survival is the share that is in a stage yet after some days, with its standard error.
type survival struct {
	days     int
	share    float64
	se       float64
	atRisk   int
	variance float64 // of the logarithm of share: Greenwood's sum
}

// z is the two-sided 5 % point of a normal deviate.
const z = 1.959964

// kaplanMeier is the product-limit estimate (Kaplan & Meier 1958, JASA 53:457): who is in the stage yet
// counts up to today and is then no longer at risk. The standard error is Greenwood's (1926).
func kaplanMeier(all []spent) (steps []survival) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b spent) int { return cmp.Compare(a.days, b.days) })
	risk := 0
	for _, s := range all {
		risk += s.n
	}
	share, sum := 1.0, 0.0
	for i := 0; i < len(all); {
		at, left, out := all[i].days, 0, 0
		for ; i < len(all) && all[i].days == at; i++ {
			if out += all[i].n; all[i].left {
				left += all[i].n
			}
		}
		if left > 0 {
			share *= 1 - float64(left)/float64(risk)
			if left < risk {
				sum += float64(left) / (float64(risk) * float64(risk-left))
			}
			steps = append(steps, survival{days: at, share: share, se: share * math.Sqrt(sum), atRisk: risk, variance: sum})
		}
		risk -= out
	}
	return steps
}

// bounds hold the share in nineteen of twenty cases, by the logarithm of its logarithm, which stays
// between none and all (Kalbfleisch & Prentice 1980, §1.3).
func (s survival) bounds() (low, high float64) {
	if s.share <= 0 || s.share >= 1 {
		return s.share, s.share
	}
	spread := math.Exp(z * math.Sqrt(s.variance) / math.Abs(math.Log(s.share)))
	return math.Pow(s.share, spread), math.Pow(s.share, 1/spread)
}

// Median is the time after which half have left; the bounds are where half is within the bounds of the
// share (Brookmeyer & Crowley 1982, Biometrics 38:29). 0 is not reached.
type Median struct {
	Days int `json:"days,omitzero"`
	Low  int `json:"low,omitzero"`
	High int `json:"high,omitzero"` // 0: not known how long at most
}

func medianOf(steps []survival) (m Median) {
	for _, s := range steps {
		low, high := s.bounds()
		if m.Low == 0 && low <= 0.5 {
			m.Low = s.days
		}
		if m.Days == 0 && s.share <= 0.5 {
			m.Days = s.days
		}
		if m.High == 0 && high <= 0.5 {
			m.High = s.days
		}
	}
	return m
}
