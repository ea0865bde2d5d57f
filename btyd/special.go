// SPDX-License-Identifier: Apache-2.0

package btyd

import "math"

// stirlingFrom is where the five terms of Stirling's series below reach the
// last bit of a float64.
const stirlingFrom = 16

// jet is a function's value with its first and second derivative.
type jet struct{ f, d1, d2 float64 }

func (j jet) plus(k jet) jet { return jet{j.f + k.f, j.d1 + k.d1, j.d2 + k.d2} }

// rising is ln Γ(a+n) - ln Γ(a) as a function of a > 0, for a whole n >= 0.
// It never subtracts two large values, so it holds on the ridges where a
// grows without bound.
func rising(a, n float64) jet {
	if n > 4*stirlingFrom {
		head := rising(a, stirlingFrom)
		return head.plus(risingTail(a+stirlingFrom, n-stirlingFrom))
	}
	var out jet
	product := 1.0
	for i := 0.0; i < n; i++ {
		v := a + i
		product *= v
		if product > 1e200 || product < 1e-200 {
			out.f += math.Log(product)
			product = 1
		}
		inv := 1 / v
		out.d1 += inv
		out.d2 -= inv * inv
	}
	out.f += math.Log(product)
	return out
}

// climb carries rising(base, n) from one n to the next larger: the x of a
// table come sorted, so its whole ladder costs what its longest step costs.
type climb struct {
	base, n float64
	jet     jet
}

func (c *climb) to(n float64) jet {
	c.jet = c.jet.plus(rising(c.base+c.n, n-c.n))
	c.n = n
	return c.jet
}

// risingTail is rising for a >= stirlingFrom, by Stirling's series; n need not be
// whole.
func risingTail(a, n float64) jet {
	b := a + n
	l := math.Log1p(n / a)
	mb, ma := stirling(b), stirling(a)
	return jet{
		f:  (a-0.5)*l + n*(math.Log(b)-1) + mb.f - ma.f,
		d1: l + 0.5*n/(a*b) + mb.d1 - ma.d1,
		d2: -n/(a*b)*(1+0.5/a+0.5/b) + mb.d2 - ma.d2,
	}
}

// gammaRatio is ln Γ(z+n) - ln Γ(z) as a function of z > 0, for any n >= 0:
// rising where n is not whole.
func gammaRatio(z, n float64) (out jet) {
	for ; z < stirlingFrom; z++ {
		part := n / (z * (z + n)) // 1/z - 1/(z+n)
		out.f -= math.Log1p(n / z)
		out.d1 += part
		out.d2 -= part * (1/z + 1/(z+n))
	}
	return out.plus(risingTail(z, n))
}

// stirling is the remainder of Stirling's formula, for z >= stirlingFrom:
// ln Γ(z) = (z-½) ln z - z + ½ ln 2π + stirling(z). (DLMF 5.11.1.)
func stirling(z float64) jet {
	u := 1 / z
	v := u * u
	return jet{
		f:  u * (1.0/12 - v*(1.0/360-v*(1.0/1260-v*(1.0/1680-v/1188)))),
		d1: -v * (1.0/12 - v*(1.0/120-v*(1.0/252-v*(1.0/240-v/132)))),
		d2: u * v * (1.0/6 - v*(1.0/30-v*(1.0/42-v*(1.0/30-v*5/66)))),
	}
}

// digamma is the first derivative of ln Γ at z > 0.
func digamma(z float64) float64 {
	var shift float64
	for ; z < stirlingFrom; z++ {
		shift += 1 / z
	}
	return math.Log(z) - 0.5/z + stirling(z).d1 - shift
}

// trigamma is the second derivative of ln Γ at z > 0.
func trigamma(z float64) float64 {
	var shift float64
	for ; z < stirlingFrom; z++ {
		shift += 1 / (z * z)
	}
	return 1/z + 0.5/(z*z) + stirling(z).d2 + shift
}

// lnBeta is ln B(p, q) for p, q > 0, without the cancellation of three large
// log-gammas.
func lnBeta(p, q float64) float64 {
	s := p + q
	const halfLn2Pi = 0.91893853320467274178
	return halfLn2Pi + 0.5*(math.Log(s/p)-math.Log(q)) -
		p*math.Log1p(q/p) - q*math.Log1p(p/q) +
		lnGammaRest(p) + lnGammaRest(q) - lnGammaRest(s)
}

// gammaIncomplete is one of the incomplete gammas of shape k at x > 0, over
// x^k e^-x/Γ(k+1): below x where upper is false (a series of positive terms,
// DLMF 8.11.4), above x where it is true (a continued fraction, 8.9.2, after
// Lentz). The one that is returned is the one that does not cancel.
func gammaIncomplete(k, x float64) (f float64, upper bool) {
	const enough, most = 1e-10, 5000
	if x < k+1 {
		sum, term := 1.0, 1.0
		for n := 1.0; n < most; n++ {
			term *= x / (k + n)
			sum += term
			if term < enough*sum {
				break
			}
		}
		return sum, false
	}
	b := x + 1 - k
	c, d := math.Inf(1), 1/b
	f = d
	for n := 1.0; n < most; n++ {
		a := n * (k - n)
		b += 2
		d = 1 / (b + a*d)
		c = b + a/c
		step := c * d
		f *= step
		if step > 1-enough && step < 1+enough {
			break
		}
	}
	return k * f, true
}

// lnGammaRest is stirling(z).f continued to every z > 0.
func lnGammaRest(z float64) float64 {
	if z >= stirlingFrom {
		return stirling(z).f
	}
	const halfLn2Pi = 0.91893853320467274178
	l, _ := math.Lgamma(z)
	return l - (z-0.5)*math.Log(z) + z - halfLn2Pi
}

// softplus is ln(1 + e^x).
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// logistic is 1 / (1 + e^-x).
func logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}
