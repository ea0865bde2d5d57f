// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
)

// mostPhases bounds k: gaps of twenty phases are a clockwork that varies by
// less than a quarter.
const mostPhases = 20

// erlang is what the BG/CNBD-k and the MBG/CNBD-k share: dropout, but each
// gap between events takes k phases, each Poisson at the rate λ ~ Gamma(r, α).
type erlang struct {
	dropout
	k int
}

func (e erlang) valid(row RF) bool {
	return e.k >= 1 && e.k <= mostPhases && math.Abs(row.Litt) <= largest && e.dropout.valid(row)
}

// history is what the scores read of a row: given alive, j phases of the gap
// under way are over with probability p[j], and λ is then Gamma(n+j, α+T).
type history struct {
	x, n float64 // events; r + kx
	p    [mostPhases]float64
	lnS2 float64
	odds float64 // ln P(gone)/P(alive)
}

func (e erlang) read(row RF) *history {
	x := float64(row.X)
	h := &history{x: x, n: e.r + float64(e.k)*x, odds: math.Inf(-1)}
	h.lnS2 = phases(h.p[:e.k], h.n, (row.T-row.Tx)/(e.alpha+row.T))
	if e.m+x > 0 {
		h.odds = math.Log(e.a/(e.b+e.m+x-1)) + h.n*math.Log1p((row.T-row.Tx)/(e.alpha+row.Tx)) - h.lnS2
	}
	return h
}

// phases fills p with the terms (n)_j/j! v^j, 0 <= j < k, scaled to sum to 1,
// and returns the log of their sum: S2 of Reutterer, Platzer & Schröder 2021
// (Int. J. of Research in Marketing 38:194-215). It begins at the end where
// the terms are largest, or nearly so, for none to overflow.
func phases(p []float64, n, v float64) (lnSum float64) {
	last := len(p) - 1
	if n*v <= float64(len(p)) {
		p[0] = 1
		for j := 1; j <= last; j++ {
			p[j] = p[j-1] * v * (n + float64(j-1)) / float64(j)
		}
	} else {
		p[last] = 1
		for j := last; j > 0; j-- {
			p[j-1] = p[j] * float64(j) / (v * (n + float64(j-1)))
		}
		lnSum = rising(n, float64(last)).f - rising(1, float64(last)).f + float64(last)*math.Log(v)
	}
	var sum float64
	for _, term := range p {
		sum += term
	}
	for j := range p {
		p[j] /= sum
	}
	return lnSum + math.Log(sum)
}

func (e erlang) logLikelihood(row RF) float64 {
	if !e.valid(row) {
		return math.NaN()
	}
	h, k := e.read(row), float64(e.k)
	return (k-1)*row.Litt - h.x*rising(1, k-1).f +
		rising(e.r, k*h.x).f - k*h.x*math.Log(e.alpha) - h.n*math.Log1p(row.T/e.alpha) +
		rising(e.b, e.m+h.x).f - rising(e.a+e.b, e.m+h.x).f +
		h.lnS2 + softplus(h.odds)
}

func (e erlang) aliveProb(row RF) float64 {
	if !e.valid(row) {
		return math.NaN()
	}
	return logistic(-e.read(row).odds)
}

// activeProb is Model.ActiveProb with the branch "gone", which the horizon
// does not move, cancelled. Given alive it is the number of events expected
// of one who leaves for sure after the next.
func (e erlang) activeProb(row RF, horizon float64) float64 {
	if !e.valid(row) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	h := e.read(row)
	w := horizon / (e.alpha + row.T)
	active := e.series(h, w, 1, 0) // S is 1
	if math.IsNaN(active) {
		active = e.reach(h, w, 1)
	}
	return logistic(-h.odds) * min(active, 1)
}

// expected is P(alive)·E[events | alive]; given alive, p is Beta(a, b+m+x).
func (e erlang) expected(row RF, horizon float64) float64 {
	if !e.valid(row) || !finiteHorizon(horizon) {
		return math.NaN()
	}
	h := e.read(row)
	w := horizon / (e.alpha + row.T)
	mean := e.series(h, w, e.a, e.b+e.m+h.x)
	if math.IsNaN(mean) {
		mean = e.integral(h, w, e.a, e.b+e.m+h.x)
	}
	return logistic(-h.odds) * mean
}

// series is E[events | alive] over a horizon of w = h/(α+T), p ~ Beta(a, b).
// N phases in the horizon, negative binomial of shape n+j, end (j+N) div k
// gaps, so that with the events ordered it is
//
//	Σ_j p_j Σ_N P(N) S((j+N) div k),  S(K) = Σ_{i<K} (b)_i/(a+b)_i,
//
// S the expected number of K events that come before leaving. Every term is
// positive. What is cut off is below a geometric series, since the ratio of
// terms falls, or rises to z: at most 1e-16 of the sum. NaN where that takes
// too many phases; the integral then takes over.
func (e erlang) series(h *history, w, a, b float64) (mean float64) {
	if w == 0 {
		return 0
	}
	const most = 10_000
	k, z := float64(e.k), w/(1+w)
	if h.n*w+40*(1+w) > most { // a mean and a tail that are bound to
		return math.NaN()
	}
	for j, pj := range h.p[:e.k] {
		if pj == 0 {
			continue
		}
		n, N := h.n+float64(j), k-float64(j)
		if n*math.Log1p(w) > 600 {
			return math.NaN()
		}
		term := pj * math.Exp(rising(n, N).f-rising(1, N).f-n*math.Log1p(w)+N*math.Log(z))
		stay, before, gaps, phase := 1.0, 1.0, 1.0, 0
		for ; ; N++ {
			if N > most {
				return math.NaN()
			}
			mean += term * before
			ratio := z * (n + N) / (N + 1)
			if q := max(ratio, z) * (1 + 1/gaps); q < 1 && term*before*q <= 1e-17*mean*(1-q) {
				break
			}
			term *= ratio
			if phase++; phase == e.k {
				phase = 0
				stay *= (b + gaps - 1) / (a + b + gaps - 1)
				before += stay
				gaps++
			}
		}
	}
	return mean
}

// integral is the same where many phases are expected, over p. Given p, with
// θ = 1-p and φ = θ^(1/k), it is (1 - E θ^(M div k))/p, M = j+N. M div k is
// M less M mod k, over k, and M mod k is picked out by the k-th roots of
// unity ω. With L(y) = E y^M all of it is closed:
//
//	E θ^(M div k) = 1/k Σ_ω L(φω) Σ_{s<k} (φω)^-s.
//
// The root 1 tends to 1 as p goes to 0 and is kept as its log. The others sum
// to -(p/θ) Σ_ω L(φω) φω/(φω-1) exactly, which spares dividing by p. Near
// θ = 0 they cancel among themselves: there it is Σ_i θ^(i-1) P(M >= ik).
func (e erlang) integral(h *history, w, a, b float64) float64 {
	const least = 0.01 // its eighth power is below rounding
	var reach [8]float64
	for i := range reach {
		reach[i] = e.reach(h, w, i+1)
	}
	k := float64(e.k)
	return betaMean(a, b, func(p, theta float64) float64 {
		if theta < least {
			var sum float64
			for i := len(reach) - 1; i >= 0; i-- {
				sum = sum*theta + reach[i]
			}
			return sum
		}
		p = max(p, 1e-200) // the limit, where p is 0
		lnPhi := math.Log1p(-p) / k
		first := -math.Expm1(e.lnFirstRoot(h, w, lnPhi)) / p
		phi := math.Exp(lnPhi)
		for l := 1; 2*l <= e.k; l++ {
			y := cmplx.Rect(phi, 2*math.Pi*float64(l)/k)
			part := real(e.generating(h, w, y)*y/(y-1)) / (k * theta)
			if 2*l < e.k { // and its conjugate
				part *= 2
			}
			first += part
		}
		return first
	})
}

// lnFirstRoot is ln L(φ) + ln (Σ_{s<k} φ^-s / k), without cancellation as φ
// nears 1.
func (e erlang) lnFirstRoot(h *history, w, lnPhi float64) float64 {
	slower := math.Log1p(-math.Expm1(lnPhi) * w)
	var phase, rest float64
	for j, pj := range h.p[:e.k] {
		phase += pj * math.Expm1(float64(j)*(lnPhi-slower))
		rest += math.Expm1(-float64(j)*lnPhi) / float64(e.k)
	}
	return -h.n*slower + math.Log1p(max(phase, -1)) + math.Log1p(rest) // a rounded -1 is of no account
}

// generating is L(y) = E y^M = Σ_j p_j y^j (1+(1-y)w)^-(n+j).
func (e erlang) generating(h *history, w float64, y complex128) complex128 {
	base := 1 + (1-y)*complex(w, 0)
	var sum complex128
	for j := e.k - 1; j >= 0; j-- {
		sum = sum*(y/base) + complex(h.p[j], 0)
	}
	return sum * cmplx.Exp(complex(-h.n, 0)*cmplx.Log(base))
}

// reach is P(at least i gaps end in the horizon | alive), by its complement.
func (e erlang) reach(h *history, w float64, i int) float64 {
	z, below := w/(1+w), 0.0
	for j, pj := range h.p[:e.k] {
		n := h.n + float64(j)
		lnTerm := -n * math.Log1p(w)
		for N := range i*e.k - j {
			below += pj * math.Exp(lnTerm)
			lnTerm += math.Log(z * (n + float64(N)) / float64(N+1))
		}
	}
	return max(0, 1-below)
}

// draw is Model.Draw, by composition as dropout's is: alive, then the phase,
// then λ and p, then how many phases pass and which event is the last.
func (e erlang) draw(rng *rand.Rand, row RF, horizon float64) int {
	if !e.valid(row) || !finiteHorizon(horizon) {
		return -1
	}
	h := e.read(row)
	if !(rng.Float64() < logistic(-h.odds)) {
		return 0
	}
	j, u := 0, rng.Float64()
	for ; j < e.k-1 && u >= h.p[j]; j++ {
		u -= h.p[j]
	}
	passed := poissonDraw(rng, gammaDraw(rng, h.n+float64(j))*horizon/(e.alpha+row.T))
	events := math.Floor((passed + float64(j)) / float64(e.k))
	return whole(min(events, e.lastDraw(rng, h.x)))
}

// simulate draws a customer of age T, and the events of the horizon after.
func (e erlang) simulate(rng *rand.Rand, age, horizon float64) (RF, int) {
	rate := gammaDraw(rng, e.r) / e.alpha
	return simulate(age, horizon, e.until(rng, func() float64 {
		return gammaDraw(rng, float64(e.k)) / rate
	}))
}
