package standing

import (
	"math"
)

// level is where the log-odds of a line are headed, beside what a card says.
type level struct {
	Mean float64 `json:"mean"`
	Var  float64 `json:"var"` // of the next level about it
}

// sighting is how far off a card was at one past day.
type sighting struct{ when, off, variance float64 }

// The beliefs about levels, in nats: how far two firms of one card lie apart; by
// how much a firm drifts in a tenth of its log; what a single time brings that
// does not last. The first is the spread that leaving industries out showed; the
// others are weak, as the sightings themselves speak.
const (
	firmsApart = 1.0
	driftSD    = 0.3
	weatherSD  = 0.15
	oddShare   = 0.1 // of single times are odd: a Christmas, a stop of payments
	oddSD      = 1.5 // and lie so far off
)

// The grids on which drift and weather are summed out.
var (
	driftGrid   = []float64{0, .1, .2, .3, .45, .7}
	weatherGrid = []float64{.02, .1, .2, .35}
)

// headed forecasts the level one step beyond the log: a random walk that is seen
// through weather and sampling error, both with heavy tails (local level model; Durbin & Koopman, Time
// Series Analysis by State Space Methods, 2012, §2), its two variances summed
// out, each weighted by how well it explains what was seen. Times are in tenths
// of the log.
func headed(seen []sighting, end float64) level { return course{firmsApart, driftSD}.headed(seen, end) }

// course is what is believed of levels before any is seen: how far off they are,
// and how fast they drift.
type course struct{ apart, drift float64 }

// ownCourse is that of a card whose level is already the mean of its past: on the
// public logs little of what it was off by lasted.
var ownCourse = course{0.3, 0.15}

func (c course) headed(seen []sighting, end float64) level {
	var total, mean, square float64
	for _, drift := range driftGrid {
		for _, weather := range weatherGrid {
			m, p, log := 0.0, c.apart*c.apart, -(drift/c.drift*drift/c.drift+weather/weatherSD*weather/weatherSD)/2
			last := end
			for i, s := range seen {
				if i > 0 {
					p += drift * drift * (s.when - last)
				}
				last = s.when
				spread, miss := p+s.variance+weather*weather, s.off-m
				trust, likely := heavy(spread, miss)
				log += likely
				m += p * trust * miss
				p *= 1 - p*trust
			}
			p += drift*drift*(end-last) + weather*weather
			w := math.Exp(log)
			total, mean, square = total+w, mean+w*m, square+w*(p+m*m)
		}
	}
	if !(total > 0) {
		return level{Var: c.apart * c.apart}
	}
	mean /= total
	return level{mean, square/total - mean*mean}
}

// heavy is how much a miss of a variance is to be trusted, an inverse variance,
// and how likely it was: most lie as that says, a few are odd and tell little
// (a mixture of two normal laws, its posterior kept as one).
func heavy(variance, miss float64) (trust, likely float64) {
	wide := variance + oddSD*oddSD
	usual := (1 - oddShare) * math.Exp(-miss*miss/variance/2) / math.Sqrt(variance)
	odd := oddShare * math.Exp(-miss*miss/wide/2) / math.Sqrt(wide)
	sum := max(usual+odd, 1e-300)
	return (usual/variance + odd/wide) / sum, math.Log(sum)
}

// temper is by how much log-odds are drawn to even where their level is not
// known: the mean of logistic(x + e) over a normal e (MacKay 1992, eq. 10).
func (l level) temper() float64 { return 1 / math.Sqrt(1+math.Pi*l.Var/8) }

// move takes the answer to where the line is headed, and tempers it.
func (l *linear) move(to level) {
	by := to.temper()
	l.Intercept = by * (l.Intercept + to.Mean)
	for j := range l.Coef {
		l.Coef[j] *= by
	}
}

// levelOf reads how far off the card was at each snapshot, and where that is headed.
func (d *labelled) levelOf(l *linear, c course) level {
	var seen []sighting
	for i, when := range d.when {
		if i > 0 && when == d.when[i-1] {
			continue
		}
		off, variance := d.offset(l, func(k int) bool { return d.when[k] == when })
		seen = append(seen, sighting{10 * when, off, variance})
	}
	return c.headed(seen, 10)
}

// offset is what must be added to a card for its mean to come true on the cases
// that hold, and the variance of that. A weak belief in 0 (sd 10) keeps it finite.
func (d *design) offset(l *linear, holds func(i int) bool) (off, variance float64) {
	const weak = 0.01
	var sums, came []float64
	for i, y := range d.y {
		if holds(i) {
			sums, came = append(sums, l.sum(d.row(i))), append(came, y)
		}
	}
	for range 30 {
		slope, curve := -weak*off, weak
		for i, s := range sums {
			p := logistic(s + off)
			slope += came[i] - p
			curve += p * (1 - p)
		}
		variance = 1 / curve
		step := min(max(slope*variance, -1), 1)
		if off += step; math.Abs(step) < 1e-9 {
			break
		}
	}
	return off, variance
}
