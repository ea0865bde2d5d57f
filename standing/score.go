package standing

import (
	"cmp"
	"math"
	"slices"
)

// AUC is the chance that a case that came true was scored above one that did
// not; ties count a half. NaN where all cases came out alike.
func AUC(score []float64, came []bool) float64 {
	rank := ranks(score)
	var yes, sum float64
	for i, c := range came {
		if c {
			yes++
			sum += rank[i]
		}
	}
	no := float64(len(came)) - yes
	return (sum - yes*(yes+1)/2) / (yes * no)
}

// ranks are 1…n; equal values share the mean of their ranks.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(v[i], v[j]) })
	rank := make([]float64, len(v))
	for lo := 0; lo < len(order); {
		hi := lo
		for hi < len(order) && v[order[hi]] == v[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			rank[i] = float64(lo+hi+1) / 2
		}
		lo = hi
	}
	return rank
}

// Brier is the mean squared difference of what was said and what came.
func Brier(p []float64, came []bool) float64 {
	var sum float64
	for i, c := range came {
		d := p[i] - outcome(c)
		sum += d * d
	}
	return sum / float64(len(p))
}

// LogLoss is the mean surprise in nats. What was called certain counts as 0.0001 off it.
func LogLoss(p []float64, came []bool) float64 {
	var sum float64
	for i, c := range came {
		q := min(max(p[i], leastProb), 1-leastProb)
		if !c {
			q = 1 - q
		}
		sum -= math.Log(q)
	}
	return sum / float64(len(p))
}

// eceBands is the usual number of bands of equal width for the ECE.
const eceBands = 10

// ECE is the expected calibration error: over ten bands of equal width, the
// mean distance of what was said from how often it came, weighted by cases.
func ECE(p []float64, came []bool) float64 {
	var off float64
	for _, b := range Reliability(p, came) {
		off += float64(b.N) * math.Abs(b.Predicted-b.Observed)
	}
	return off / float64(len(p))
}

// mostCounted is the number of cases up to which the law of their number is
// counted out; of more it is normal.
const mostCounted = 60

// ChanceECE is the ECE to be expected were every word true: with so few cases in
// a band, what came lies off what was said by chance alone.
func ChanceECE(p []float64) float64 {
	var said [eceBands][]float64
	for _, q := range p {
		k := min(int(q*eceBands), eceBands-1)
		said[k] = append(said[k], q)
	}
	off := 0.0
	for _, b := range said {
		off += meanOff(b)
	}
	return off / float64(len(p))
}

// meanOff is the mean distance of the number that come true from the sum of their chances.
func meanOff(p []float64) float64 {
	sum, variance := 0.0, 0.0
	for _, q := range p {
		sum += q
		variance += q * (1 - q)
	}
	if len(p) > mostCounted {
		return math.Sqrt(2 * variance / math.Pi)
	}
	off := 0.0
	for k, l := range lawOf(p) {
		off += l * math.Abs(float64(k)-sum)
	}
	return off
}

// MAE is the mean distance of forecasts from counts.
func MAE(said, came []float64) float64 {
	var sum float64
	for i := range said {
		sum += math.Abs(said[i] - came[i])
	}
	return sum / float64(len(said))
}

// RMSE is the root of the mean squared distance of forecasts from counts.
func RMSE(said, came []float64) float64 {
	var sum float64
	for i := range said {
		sum += (said[i] - came[i]) * (said[i] - came[i])
	}
	return math.Sqrt(sum / float64(len(said)))
}

// RankCorrelation is Spearman's ρ, ties sharing their mean rank. NaN where one side is constant.
func RankCorrelation(a, b []float64) float64 { return correlation(ranks(a), ranks(b)) }

func correlation(a, b []float64) float64 {
	n := float64(len(a))
	var ma, mb float64
	for i := range a {
		ma += a[i] / n
		mb += b[i] / n
	}
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	// What rounding leaves of a constant is no variation.
	const rounding = 1e-20
	if aa <= rounding*n*(1+ma*ma) || bb <= rounding*n*(1+mb*mb) {
		return math.NaN()
	}
	return ab / math.Sqrt(aa*bb)
}

func outcome(came bool) float64 {
	if came {
		return 1
	}
	return 0
}
