package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// counting corrects how many purchase days the law expects, by what it was
// wrong by in the past. The signals say for whom it is more and for whom less,
// not how much in all: the total stays the law's, moved by a share of what it
// missed. So expectations add up, as a median's would not.
type counting struct {
	Weight linear  `json:"weight"` // log of a factor, by the signals
	Share  float64 `json:"share"`  // how much of it held on the past
	Missed float64 `json:"missed"` // log of what came over what was said, in the past
	Level  float64 `json:"level"`  // log of the factor that keeps the total
	Uneven float64 `json:"uneven"` // variance of counts over what chance makes it
	Drift  float64 `json:"drift"`  // variance of the log of what the total missed, beside what is carried on
}

const (
	// signalSD and levelSD are beliefs, as standard deviations of the log of the
	// factor: what a signal is worth on its own scale, and what the level is.
	signalSD = 0.3
	levelSD  = 0.1
	// uneven is the squared coefficient of variation of a count beyond chance: no
	// case weighs more than 1/uneven purchases.
	uneven = 0.1
	// leastSaid holds the log of an expectation off that of nothing.
	leastSaid = 1e-3
	// missedShare of what the total missed in the past is carried on, within a
	// factor of two: levels drift both ways. untriedShare of the correction is
	// trusted where the past is too short to try it.
	missedShare  = 0.3
	untriedShare = 0.1
	// betterBy is by how much more of the correction must come closer to be taken.
	betterBy = 0.003
)

// triedShares of the correction are tried on the past; more than .3 of it is never taken.
var triedShares = []float64{0, 0.1, 0.2, 0.3}

// factor is what the law's expectation is multiplied by.
func (c *counting) factor(signals []float64) float64 {
	return math.Exp(c.Share*c.log(signals) + c.Level)
}

// log is the whole correction, bounded: beyond, it is extrapolated.
func (c *counting) log(signals []float64) float64 {
	most := math.Log(mostMoved)
	return min(max(c.Weight.sum(signals), -most), most)
}

// counted are the cases of one landmark: signals, what was said, what came.
type counted struct {
	design
	at      clientele.Day
	said    []float64 // log of the law's expectation
	off     float64   // sum over those active of the squared error over what chance makes it, and how many
	counted float64
}

func newCounted(at clientele.Day) *counted {
	return &counted{at: at, design: design{width: signals}}
}

func (d *counted) add(signals []float64, said, came, weight float64) {
	d.design.add(signals, came, weight)
	d.said = append(d.said, math.Log(max(said, leastSaid)))
}

// mostOff bounds a squared error: beyond three standard deviations it is an exception.
const mostOff = 9

// spreads notes how far the count of one who was active lay from what was said,
// given the chance of being active and the shape of the customer's rate.
func (d *counted) spreads(said, active, shape, came float64) {
	mean := max(0, said/max(active, leastSaid)-1)
	if came < 1 || mean < 0.5 { // too few to have a spread
		return
	}
	miss := came - 1 - mean
	d.off += min(miss*miss/chanceSpread(mean, shape), mostOff)
	d.counted++
}

func pooled(all []*counted) *counted {
	out := newCounted(clientele.NoDay)
	for _, d := range all {
		out.off, out.counted = out.off+d.off, out.counted+d.counted
		out.x, out.y, out.w, out.said = append(out.x, d.x...), append(out.y, d.y...), append(out.w, d.w...), append(out.said, d.said...)
	}
	return out
}

// learnCounting learns from landmarks, the oldest first. Of those whose outcome
// was known when the newest began: how far they tell the newest is how far the
// correction is trusted.
func learnCounting(past []*counted, days clientele.Day) *counting {
	const prior = 20 // cases of chance, mixed in
	all, newest := pooled(past), past[len(past)-1]
	c := &counting{Weight: all.weights(), Share: untriedShare, Missed: all.missed(), Uneven: (all.off + prior) / (all.counted + prior)}
	c.Drift = driftCases * usualDrift * usualDrift
	for _, d := range past {
		off := d.missed() - c.carried()
		c.Drift += off * off
	}
	c.Drift /= float64(driftCases + len(past))
	n := 0
	for n < len(past) && past[n].at+days <= newest.at {
		n++
	}
	if older := pooled(past[:n]); len(older.y) >= leastCases {
		tried := counting{Weight: older.weights()}
		c.Share = tried.held(newest)
	}
	return c
}

// missed is the log of what came over what was said.
func (d *counted) missed() float64 {
	var said, came float64
	for i, w := range d.w {
		said += w * math.Exp(d.said[i])
		came += w * d.y[i]
	}
	return math.Log(max(came, 1) / said)
}

// held is the share of the correction that came closest, the total unmoved.
func (c *counting) held(d *counted) (best float64) {
	least := math.Inf(1)
	for _, c.Share = range triedShares {
		var said, plain, off float64
		corrected := make([]float64, len(d.y))
		for i := range d.y {
			e := math.Exp(d.said[i])
			corrected[i] = e * c.factor(d.row(i))
			said, plain = said+corrected[i], plain+e
		}
		for i, y := range d.y {
			off += math.Abs(corrected[i]*plain/said - y)
		}
		if off < least*(1-betterBy) {
			least, best = off, c.Share
		}
	}
	return best
}

// carried is the part of what was missed that is carried on.
func (c *counting) carried() float64 { return missedShare * min(max(c.Missed, -math.Ln2), math.Ln2) }

// anchor sets the level so that today's expectations add up to the law's, moved
// by part of what was missed.
func (c *forecast) anchor(l *law, r *rhythm, v *snapshot, q question) {
	if c.Count == nil {
		return
	}
	meant := c.Count.carried()
	for range 3 { // the chance of one bounds a count below: a few steps settle it
		var plain, corrected float64
		for i := 0; i < len(v.features); i += len(v.features)/mostOfPast + 1 {
			plain += l.expected(&v.features[i], q.busy)
			_, _, n := c.corrected(l, r, &v.features[i], q)
			corrected += n
		}
		if !(plain > 0 && corrected > 0) {
			return
		}
		c.Count.Level += math.Log(plain/corrected) + meant
	}
}

// weights finds the log of the factor, a sum over the signals, of greatest
// quasi-likelihood with variance μ + uneven·μ² (Newton's method, halved steps).
func (d *counted) weights() linear {
	var l linear
	l.Center, l.Scale = d.scales()
	z := d.scaled(&l)
	theta := make([]float64, d.width+1) // the level comes last
	for range 30 {
		grad, hess := d.slope(z, theta)
		step, size := solve(hess, grad), 0.0
		for _, s := range step {
			size = max(size, math.Abs(s))
		}
		cut := min(1, 0.5/max(size, 1e-300))
		for j := range theta {
			theta[j] += cut * step[j]
		}
		if size < 1e-7 {
			break
		}
	}
	l.Coef = theta[:d.width] // who, not how much in all: the level is anchor's
	return l
}

// slope is the slope of the log posterior and minus its second derivatives.
func (d *counted) slope(z, theta []float64) (grad []float64, hess [][]float64) {
	n := len(theta)
	grad, hess = make([]float64, n), make([][]float64, n)
	for j := range hess {
		sd := signalSD
		if j == d.width {
			sd = levelSD
		}
		hess[j] = make([]float64, n)
		hess[j][j] = 1 / (sd * sd)
		grad[j] = -theta[j] / (sd * sd)
	}
	row := make([]float64, n)
	row[d.width] = 1
	for i, w := range d.w {
		copy(row, z[i*d.width:(i+1)*d.width])
		sum := d.said[i]
		for j, v := range row {
			sum += theta[j] * v
		}
		mu := math.Exp(min(sum, 12))
		w /= 1 + uneven*mu
		for j, v := range row {
			grad[j] += w * (d.y[i] - mu) * v
			wv := w * mu * v
			for k := range j + 1 {
				hess[j][k] += wv * row[k]
			}
		}
	}
	for j := range n {
		for k := range j {
			hess[k][j] = hess[j][k]
		}
	}
	return grad, hess
}
