// SPDX-License-Identifier: Apache-2.0

package btyd

import "math"

// seriesCap bounds a series; one that needs more terms has another form.
const seriesCap = 20000

// hyp2f1 is Gauss's ₂F₁(a, b; c; z) for z < 1, or NaN where no form of it
// here is accurate: a silent wrong value would travel into a forecast.
func hyp2f1(a, b, c, z float64) float64 {
	switch {
	case math.IsNaN(a+b+c+z) || z >= 1 || (c <= 0 && c == math.Floor(c)):
		return math.NaN()
	case z < 0: // Pfaff (DLMF 15.8.1), keeping the smaller of c-a and c-b
		if math.Abs(c-a) < math.Abs(c-b) {
			a, b = b, a
		}
		return math.Pow(1-z, -a) * hyp2f1(a, c-b, c, z/(z-1))
	}
	// Euler (DLMF 15.8.1): where c-a-b < 0 the direct series grows without
	// bound as z nears 1, and its transform is short.
	if e := c - a - b; e < 0 {
		return math.Exp(e*math.Log1p(-z)) * hyp2f1Sum(c-a, c-b, c, z)
	}
	return hyp2f1Sum(a, b, c, z)
}

// hyp2f1Sum is the power series for 0 <= z < 1; past the cap, or where terms
// of both signs cancel, it turns to Euler's integral (DLMF 15.6.1).
func hyp2f1Sum(a, b, c, z float64) float64 {
	sum, size, term := 1.0, 1.0, 1.0
	for n := 0.0; n < seriesCap; n++ {
		ratio := (a + n) * (b + n) / ((c + n) * (n + 1)) * z
		term *= ratio
		sum += term
		size += math.Abs(term)
		if q := math.Abs(ratio); q < 1 && math.Abs(term) <= 1e-17*size*(1-max(q, z)) {
			if math.Abs(sum) > 1e-4*size {
				return sum
			}
			break
		}
	}
	if a > 0 && c > a && !(c > b && b > 0) {
		a, b = b, a
	}
	if !(b > 0 && c > b) {
		return math.NaN()
	}
	zc := 1 - z
	return betaMean(b, c-b, func(t, u float64) float64 { // u is 1-t, exactly
		return math.Exp(-a * math.Log(zc+z*u))
	})
}

// betaMean is the mean of f(p, 1-p) over p ~ Beta(a, b), to about 12 digits,
// or NaN. Trapezoids in s with logit p = centre + width·sinh s: the weight
// falls doubly exponentially, so the error halves its digits' distance with
// each halving of the step (Takahasi & Mori 1974). Sharing the nodes with
// the weight's own integral spares the beta function.
func betaMean(a, b float64, f func(p, q float64) float64) float64 {
	centre := math.Log(a / b)
	width := min(1, math.Sqrt(1/a+1/b))
	left := math.Asinh(50/(a*width) + 12)
	right := math.Asinh(50/(b*width) + 12)
	peak := a*softplus(-centre) + b*softplus(centre)
	var num, den float64
	add := func(s float64) {
		u := centre + width*math.Sinh(s)
		w := math.Exp(peak-a*softplus(-u)-b*softplus(u)) * math.Cosh(s)
		if w > 0 {
			num += w * f(logistic(u), logistic(-u))
			den += w
		}
	}
	before := math.Inf(1)
	for step := 0.25; step > 1e-4; step /= 2 {
		stride, first := step, 0.0
		if step < 0.25 { // the even nodes are in from the level before
			stride, first = 2*step, step
		}
		for s := first; s <= right; s += stride {
			add(s)
		}
		for s := stride - first; s <= left; s += stride {
			add(-s)
		}
		mean := num / den
		if math.Abs(mean-before) <= 1e-12*math.Abs(mean) {
			return mean
		}
		before = mean
	}
	return math.NaN()
}
