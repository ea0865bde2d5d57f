package standing

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// rhythm is how the gaps of a line's relationships vary, on the log scale:
// within one relationship and between them. It is what a relationship with few
// gaps is shrunk to.
type rhythm struct {
	Center  float64 `json:"center"`  // mean log gap
	Within  float64 `json:"within"`  // variance of log gaps within a relationship
	Between float64 `json:"between"` // variance of their means between relationships
	Regular float64 `json:"regular"` // share more regular than 95 % of memoryless buyers
	Counted int     `json:"counted"` // relationships that Regular is a share of
}

// chanceLogVariance is the variance of the log of an exponential gap: π²/6.
const chanceLogVariance = math.Pi * math.Pi / 6

// loneRhythm is what is held before a log has spoken: monthly buying, half as
// variable as chance; nothing was fitted to arrive at it.
var loneRhythm = rhythm{Center: math.Log(30), Within: chanceLogVariance / 2, Between: 1}

// learnRhythm pools the log gaps; ten relationships' worth of loneRhythm are mixed in.
func learnRhythm(all []features) rhythm {
	const prior = 10
	var n, squares, dof, sum, sumSquares float64
	r := loneRhythm
	regular := 0
	limits := map[int]float64{} // by gaps: each takes a root to find
	for i := range all {
		f := &all[i]
		if f.x < 1 {
			continue
		}
		mean := f.logSum / float64(f.x)
		n++
		sum += mean
		sumSquares += mean * mean
		if f.x < 3 {
			continue
		}
		// Each relationship weighs at most ten gaps, so that none outweighs the rest.
		d := min(float64(f.x-1), 10)
		v := f.logVariance() / float64(f.x-1)
		squares += d * v
		dof += d
		if f.x >= 5 && f.median >= minWindow {
			r.Counted++
			if limits[f.x] == 0 {
				limits[f.x] = chanceVariance(f.x)
			}
			if v < limits[f.x] {
				regular++
			}
		}
	}
	r.Within = (prior*r.Within + squares) / (prior + dof)
	if n > 1 {
		r.Center = (prior*r.Center + sum) / (prior + n)
		spread := max(0, sumSquares-sum*sum/n) / (n - 1)
		r.Between = max((prior*r.Between+n*(spread-r.Within/3))/(prior+n), 0.05)
	}
	if r.Counted > 0 {
		r.Regular = float64(regular) / float64(r.Counted)
	}
	return r
}

// chanceVariance is the sample variance of n log gaps that a memoryless buyer
// stays above 95 times in 100: a gamma with the right mean and variance (the
// log of an exponential has excess kurtosis 12/5).
func chanceVariance(n int) float64 {
	shape := 1 / (2/float64(n-1) + 2.4/float64(n))
	return chanceLogVariance * mathext.GammaIncRegInv(shape, 0.05) / shape
}

// tellable is the number of relationships from which a share of regular ones is
// told from chance for the line as a whole.
const tellable = 30

// memoryless says that the line shows no more regularity than chance would: the
// share of regular relationships is within three standard errors, and three
// points, of the 5 % that chance makes.
func (r *rhythm) memoryless() bool {
	if r.Counted < tellable {
		return false
	}
	return r.Regular < 0.05+0.03+3*math.Sqrt(0.05*0.95/float64(r.Counted))
}

// couldBeChance says that a relationship's steadiness may be chance: its line is
// memoryless, or is too small to tell and its own gaps are not more regular than
// 95 in 100 by chance would be. Below a usual gap of w/1.5 = 4.7 days the floor of
// the window speaks, not the gaps: who buys every few days is there every week.
func (r *rhythm) couldBeChance(f *features) bool {
	if f.median*windowGaps < minWindow {
		return false
	}
	if r.Counted < tellable {
		return f.x < 2 || f.logVariance()/float64(f.x-1) >= chanceVariance(f.x)
	}
	return r.memoryless()
}

// beat is a relationship's own rhythm, shrunk to that of its line.
type beat struct{ mean, sd float64 }

// beat shrinks with four gaps' worth of the line's variance.
func (r *rhythm) beat(f *features) beat {
	const prior = 4
	k := r.Within / r.Between
	n := float64(f.x)
	b := beat{mean: (k*r.Center + f.logSum) / (k + n)}
	v := (prior*r.Within + f.logVariance()) / (prior + max(n-1, 0))
	b.sd = math.Sqrt(max(v, 0.0025) * (1 + 1/(k+n)))
	return b
}

// leastDay stands for "today" where a log is taken.
const leastDay = 0.5

// lateness is how many standard deviations of its log gaps a relationship is late.
func (b beat) lateness(elapsed float64) float64 {
	return (math.Log(max(elapsed, leastDay)) - b.mean) / b.sd
}

// lastOne is the share of purchases that are taken to be the last (as in fewLaw).
const lastOne = 0.05

// windowsProb is P(each of the next three windows holds a purchase) of a renewal
// process of log-normal gaps: that it goes on, after so long a silence; that the
// open gap ends within the first window; and that no gap spans either of the
// others, each as if the process were stationary: 1 - E(gap - w)⁺/E(gap) (Cox 1962, §5.2).
func (b beat) windowsProb(elapsed, window float64) float64 {
	still := math.Exp(tail(b.lateness(elapsed)))
	goesOn := (1 - lastOne) * still / (lastOne + (1-lastOne)*still)
	ends := 1 - math.Exp(tail(b.lateness(elapsed+window))-tail(b.lateness(elapsed)))
	w := (math.Log(window) - b.mean) / b.sd
	excess := math.Exp(tail(w-b.sd)) - math.Exp(math.Log(window)-b.mean-b.sd*b.sd/2+tail(w))
	filled := min(max(1-excess, 0), 1)
	return goesOn * ends * filled * filled
}

// tail is the log of the chance of a normal deviate above z.
func tail(z float64) float64 {
	if z > 30 {
		return -z*z/2 - math.Log(z*math.Sqrt(2*math.Pi))
	}
	return math.Log(math.Erfc(z/math.Sqrt2) / 2)
}

// longGap is the length that nine in ten gaps of the line stay below.
func (r *rhythm) longGap() float64 {
	return math.Exp(r.Center + 1.2816*math.Sqrt(r.Within+r.Between)) // the 90 % point of a normal deviate
}
