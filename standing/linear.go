package standing

import (
	"math"
	"slices"
)

// linear is a logistic regression on scaled terms: what it says is a sum, so that each
// term's share of the answer can be shown.
type linear struct {
	Center    []float64 `json:"center"`
	Scale     []float64 `json:"scale"`
	Coef      []float64 `json:"coef"`
	Intercept float64   `json:"intercept"`
}

// far bounds a scaled term: beyond four standard deviations nothing was learnt.
const far = 4

// z is a feature on the scale of its weight.
func (l *linear) z(j int, v float64) float64 {
	return min(max((v-l.Center[j])/l.Scale[j], -far), far)
}

// term is what one feature adds.
func (l *linear) term(j int, v float64) float64 { return l.Coef[j] * l.z(j, v) }

// sum is the answer: log-odds.
func (l *linear) sum(features []float64) float64 {
	s := l.Intercept
	for j, v := range features {
		s += l.term(j, v)
	}
	return s
}

// design is a weighted set of examples; x holds width features a row.
type design struct {
	width int
	x     []float64
	y, w  []float64
}

func (d *design) add(features []float64, y, w float64) {
	d.x = append(d.x, features...)
	d.y = append(d.y, y)
	d.w = append(d.w, w)
}

// room is made for so many examples, which come one by one.
func (d *design) room(n int) {
	d.x, d.y, d.w = slices.Grow(d.x, n*d.width), slices.Grow(d.y, n), slices.Grow(d.w, n)
}

func (d *design) row(i int) []float64 { return d.x[i*d.width : (i+1)*d.width] }

// belief is what is held of the coefficients before the examples are seen, on
// the scaled terms: a mean and a standard deviation each.
type belief struct{ mean, sd []float64 }

// skeptical believes that the first feature is right as it stands and that the others add nothing.
func skeptical(width int, baseScale, firstSD, otherSD float64) belief {
	b := belief{make([]float64, width), make([]float64, width)}
	for j := range width {
		b.sd[j] = otherSD
	}
	b.mean[0], b.sd[0] = baseScale, firstSD*baseScale
	return b
}

// scales gives each feature's weighted mean and standard deviation.
func (d *design) scales() (center, scale []float64) {
	center, scale = make([]float64, d.width), make([]float64, d.width)
	var total float64
	for i, w := range d.w {
		total += w
		for j, v := range d.row(i) {
			center[j] += w * v
		}
	}
	for j := range center {
		center[j] /= total
	}
	for i, w := range d.w {
		for j, v := range d.row(i) {
			scale[j] += w * (v - center[j]) * (v - center[j])
		}
	}
	for j := range scale {
		if scale[j] = math.Sqrt(scale[j] / total); !(scale[j] > 1e-6) {
			scale[j] = 1
		}
	}
	return center, scale
}

// fit finds the coefficients of greatest posterior density by Newton's method
// with halved steps. The intercept is free.
func (d *design) fit(l linear, b belief) linear {
	n := d.width + 1
	z := d.scaled(&l)
	theta := make([]float64, n)
	copy(theta, b.mean)
	copy(theta, l.Coef) // where a regression on nearly the same ended
	theta[n-1] = l.Intercept
	for range 30 {
		grad, hess := d.curve(z, theta, b)
		step := solve(hess, grad)
		var size float64
		for j := range theta {
			size = max(size, math.Abs(step[j]))
		}
		cut := min(1, 2/max(size, 1e-300)) // no step beyond two nats
		for j := range theta {
			theta[j] += cut * step[j]
		}
		if size < 1e-4 { // Newton's next step would be of its square
			break
		}
	}
	l.Coef, l.Intercept = theta[:n-1], theta[n-1]
	return l
}

// scaled gives the rows as the regression sees them.
func (d *design) scaled(l *linear) []float64 {
	z := make([]float64, len(d.x))
	for i := range d.y {
		for j, v := range d.row(i) {
			z[i*d.width+j] = l.z(j, v)
		}
	}
	return z
}

// curve is the slope of the log posterior and minus its second derivatives.
func (d *design) curve(z, theta []float64, b belief) (grad []float64, hess [][]float64) {
	n := d.width + 1
	grad, hess = make([]float64, n), make([][]float64, n)
	for j := range hess {
		hess[j] = make([]float64, n)
	}
	row := make([]float64, n)
	row[n-1] = 1
	for i, w := range d.w {
		copy(row, z[i*d.width:(i+1)*d.width])
		sum := 0.0
		for j, v := range row {
			sum += v * theta[j]
		}
		p := logistic(sum)
		g, q := w*(d.y[i]-p), w*max(p*(1-p), 1e-9)
		for j, v := range row {
			if v == 0 {
				continue
			}
			grad[j] += g * v
			qv := q * v
			rest := row[j:]
			of := hess[j][j:][:len(rest)]
			for k, u := range rest {
				of[k] += qv * u
			}
		}
	}
	for j := range d.width {
		precision := 1 / (b.sd[j] * b.sd[j])
		grad[j] -= precision * (theta[j] - b.mean[j])
		hess[j][j] += precision
	}
	hess[n-1][n-1] += 1e-6
	for j := range n {
		for k := range j {
			hess[j][k] = hess[k][j]
		}
	}
	return grad, hess
}

// solve is a⁻¹b for a positive definite a, by Cholesky's square root.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for j := range n {
		for k := range j + 1 {
			s := a[j][k]
			for i := range k {
				s -= a[j][i] * a[k][i]
			}
			if j == k {
				a[j][j] = math.Sqrt(max(s, 1e-12))
			} else {
				a[j][k] = s / a[k][k]
			}
		}
	}
	x := make([]float64, n)
	for j := range n {
		s := b[j]
		for k := range j {
			s -= a[j][k] * x[k]
		}
		x[j] = s / a[j][j]
	}
	for j := n - 1; j >= 0; j-- {
		s := x[j]
		for k := j + 1; k < n; k++ {
			s -= a[k][j] * x[k]
		}
		x[j] = s / a[j][j]
	}
	return x
}

// logistic is the probability of log-odds.
func logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// leastProb bounds a probability off 0 and 1: a measure is never certain.
const leastProb = 1e-4

// logit is the log-odds of a probability, held off the certain.
func logit(p float64) float64 {
	p = min(max(p, leastProb), 1-leastProb)
	return math.Log(p / (1 - p))
}
