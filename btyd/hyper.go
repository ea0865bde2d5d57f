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
// or NaN. f must be finite on [0, 1].
func betaMean(a, b float64, f func(p, q float64) float64) float64 {
	return betaMeanTo(a, b, 0, f)
}

// betaMeanTo allows an error relative to the mean or to floor, whichever is
// larger. A Beta with nearly all its mass at an end is taken there exactly:
// p^(a-1) (f - f(0)) is a Beta of a+1.
func betaMeanTo(a, b, floor float64, f func(p, q float64) float64) float64 {
	const small = 0.05
	share := min(a, b) / (a + b)
	switch {
	case a < small && a <= b:
		end := f(0, 1)
		return end + share*betaMeanTo(a+1, b, max(floor, math.Abs(end))/share, func(p, q float64) float64 {
			return (f(p, q) - end) / max(p, math.SmallestNonzeroFloat64)
		})
	case b < small:
		end := f(1, 0)
		return end + share*betaMeanTo(a, b+1, max(floor, math.Abs(end))/share, func(p, q float64) float64 {
			return (f(p, q) - end) / max(q, math.SmallestNonzeroFloat64)
		})
	}
	return betaTrapezoid(a, b, floor, f)
}

// betaTrapezoid is betaMeanTo for a and b not small. Trapezoids in s with logit p = centre + width·sinh s: the weight
// falls doubly exponentially, so each halving of the step about doubles the
// correct digits (Takahasi & Mori 1974). Sharing the nodes with
// the weight's own integral spares the beta function.
func betaTrapezoid(a, b, floor float64, f func(p, q float64) float64) float64 {
	centre := math.Log(a / b)
	width := min(1, math.Sqrt(1/a+1/b))
	// Until the weight is gone, and as far as p or 1-p has a float64: f may
	// grow like 1/p all that way.
	left := math.Asinh((50/a+700)/width + 12)
	right := math.Asinh((50/b+700)/width + 12)
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
		if math.Abs(mean-before) <= 1e-12*max(math.Abs(mean), floor) {
			return mean
		}
		before = mean
	}
	return math.NaN()
}
