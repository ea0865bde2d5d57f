package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// doubt is the covariance of a linear's coefficients: the lower triangle, row by
// row. The intercept is not among them: its doubt is that of the level.
type doubt []float64

// variance of what the linear says of scaled evidence.
func (c doubt) variance(z []float64) float64 {
	if len(c) == 0 {
		return 0
	}
	var sum float64
	k := 0
	for i, zi := range z {
		row := 0.0
		for _, zj := range z[:i] {
			row += c[k] * zj
			k++
		}
		sum += zi * (2*row + c[k]*zi)
		k++
	}
	return max(sum, 0)
}

// odds are log-odds that were tempered by by, and the variance of what they were before.
type odds struct{ sum, temper, variance float64 }

// odds is the answer of a linear that was moved to a level, with its variance.
func (l *linear) odds(features []float64, to level, c doubt) odds {
	var few [evidence]float64 // spares an allocation; wide enough for either regression
	z := few[:len(features)]
	sum := l.Intercept
	for j, v := range features {
		z[j] = l.z(j, v)
		sum += l.Coef[j] * z[j]
	}
	return odds{sum, to.temper(), to.Var + c.variance(z)}
}

// tenth is the 90 % point of a normal deviate: one in ten lies beyond.
const tenth = 1.2816

// within is where the probability lies in eight of ten cases; said is inside.
func (o odds) within(said float64) clientele.Range {
	center := o.sum
	if o.temper > 0 {
		center /= o.temper
	}
	reach := tenth * math.Sqrt(o.variance)
	return clientele.Range{Low: min(said, logistic(center-reach)), High: max(said, logistic(center+reach))}
}

// ofAverage is the doubt of the average of a fit, of which a share, and what was believed
// before: were the belief right, the fit would be best, and the average errs by that
// much more than it as it lies away from it.
func (c doubt) ofAverage(before doubt, share float64) doubt {
	away := (1 - share) * (1 - share)
	out := make(doubt, len(c))
	for k := range c {
		out[k] = rounded((1-away)*c[k] + away*before[k])
	}
	return out
}

// doubt is what a belief knows of coefficients before any case is seen.
func (b belief) doubt() doubt {
	var out doubt
	for i, sd := range b.sd {
		for j := range i + 1 {
			out = append(out, sd*sd*outcome(i == j))
		}
	}
	return out
}

// doubtOf is the inverse curvature at a fit (Laplace's approximation). The cases
// of one relationship count as one.
func (d *labelled) doubtOf(l *linear, b belief) doubt {
	thin := design{width: d.width, x: d.x, y: d.y, w: make([]float64, len(d.w))}
	repeats := d.repeats()
	for i, w := range d.w {
		thin.w[i] = w / repeats
	}
	theta := append(slices.Clone(l.Coef), l.Intercept)
	_, hess := thin.curve(thin.scaled(l), theta, b)
	return inverse(hess, d.width)
}

// inverse gives the first n rows of a positive definite matrix's inverse, as a doubt.
func inverse(a [][]float64, n int) doubt {
	var out doubt
	unit, square := make([]float64, len(a)), make([][]float64, len(a))
	for i := range n {
		for j := range square {
			square[j] = append(square[j][:0], a[j]...)
		}
		clear(unit)
		unit[i] = 1
		out = append(out, solve(square, unit)[:i+1]...)
	}
	return out
}

// rounded keeps four figures: a doubt is stored with every line.
func rounded(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	unit := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*unit) / unit
}
