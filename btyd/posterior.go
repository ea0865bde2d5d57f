// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"cmp"
	"math"
	"slices"
)

// posterior sums up the draws of several chains of one length.
func posterior(chains [][]float64) Posterior {
	all := slices.Concat(chains...)
	slices.Sort(all)
	p := Posterior{Low: quantile(all, 0.05), Median: quantile(all, 0.5), High: quantile(all, 0.95)}
	p.Mean, p.SD = moments(all)
	halves := split(chains)
	ranked := normalRanks(halves)
	folded := make([][]float64, len(halves)) // for chains that differ in spread alone
	for c, draws := range halves {
		for _, v := range draws {
			folded[c] = append(folded[c], math.Abs(v-p.Median))
		}
	}
	p.RHat = max(rHat(ranked), rHat(normalRanks(folded)))
	p.ESS = effective(ranked)
	return p
}

// quantile interpolates between sorted draws.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// moments are the mean and the standard deviation.
func moments(draws []float64) (mean, sd float64) {
	for _, v := range draws {
		mean += v / float64(len(draws))
	}
	for _, v := range draws {
		sd += (v - mean) * (v - mean) / float64(len(draws)-1)
	}
	return mean, math.Sqrt(sd)
}

// split cuts each chain in halves, so that one that drifts is found out.
func split(chains [][]float64) (halves [][]float64) {
	for _, draws := range chains {
		half := len(draws) / 2
		halves = append(halves, draws[:half], draws[len(draws)-half:])
	}
	return halves
}

// normalRanks puts in each draw's place the normal quantile of its rank among
// all (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis
// 16:667-718, eq. 14), so that heavy tails do no harm.
func normalRanks(chains [][]float64) [][]float64 {
	type place struct{ c, i int }
	var places []place
	out := make([][]float64, len(chains))
	for c, draws := range chains {
		out[c] = make([]float64, len(draws))
		for i := range draws {
			places = append(places, place{c, i})
		}
	}
	value := func(p place) float64 { return chains[p.c][p.i] }
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(value(a), value(b)) })
	for lo := 0; lo < len(places); {
		hi := lo + 1
		for hi < len(places) && value(places[hi]) == value(places[lo]) {
			hi++
		}
		rank := float64(lo+hi+1) / 2 // ties share one
		z := math.Sqrt2 * math.Erfinv(2*(rank-0.375)/(float64(len(places))+0.25)-1)
		for _, p := range places[lo:hi] {
			out[p.c][p.i] = z
		}
		lo = hi
	}
	return out
}

// variances are the mean variance within the chains, and the variance over
// all as estimated from within and between.
func variances(chains [][]float64) (within, total float64) {
	var means []float64
	for _, draws := range chains {
		mean, sd := moments(draws)
		means = append(means, mean)
		within += sd * sd / float64(len(chains))
	}
	n := float64(len(chains[0]))
	_, between := moments(means)
	return within, within*(n-1)/n + between*between
}

// rHat is the potential scale reduction (eq. 4 there), 1 for what never moves.
func rHat(chains [][]float64) float64 {
	within, total := variances(chains)
	if total == 0 {
		return 1
	}
	return math.Sqrt(total / within)
}

// effective is the effective sample size (eqs. 10 to 13 there): autocorrelations
// are summed in pairs, as long as they are positive, and never rising (Geyer
// 1992).
func effective(chains [][]float64) float64 {
	within, total := variances(chains)
	n := len(chains[0])
	draws := float64(n * len(chains))
	if total == 0 {
		return draws
	}
	rho := func(lag int) float64 {
		var covariance float64
		for _, c := range chains {
			mean, _ := moments(c)
			for i := range n - lag {
				covariance += (c[i] - mean) * (c[i+lag] - mean) / (float64(n) * float64(len(chains)))
			}
		}
		return 1 - (within-covariance)/total
	}
	sum, last := -1.0, math.Inf(1)
	for lag := 0; lag+1 < n; lag += 2 {
		pair := min(rho(lag)+rho(lag+1), last)
		if pair < 0 {
			break
		}
		sum += 2 * pair
		last = pair
	}
	return draws / max(sum, 1/math.Log10(draws)) // draws that alternate are worth more, but not without end
}
