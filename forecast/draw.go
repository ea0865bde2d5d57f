package forecast

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Month is what open deals should bring in a month, in minor units.
type Month struct {
	From  clientele.Day `json:"from"`
	Mean  float64       `json:"mean"`
	Low   float64       `json:"low"`   // one time in ten it is less
	High  float64       `json:"high"`  // one time in ten it is more
	Plain float64       `json:"plain"` // value times probability, on the day that is expected
	Deals float64       `json:"deals"` // how many are won, on average
	var_  float64
}

// Total is the same of all months together.
type Total struct{ Mean, Low, High float64 }

const (
	prior     = 0.09 // a shock of three tenths, until the firm's own past says more
	priorCuts = 3    // as many forecasts it weighs
	draws     = 500
	each      = 1_500 // deals that are drawn one by one; smaller ones beyond are summed
)

// Ends are the last days of so many months, the running one first.
func Ends(on clientele.Day, months int) (by []clientele.Day) {
	y, m, _ := on.Time().Date()
	for i := range months {
		by = append(by, clientele.DayOf(firstOf(y, int(m)+i+1))-1)
	}
	return by
}

// bet is an open deal: how likely it is won in each month, and what it brings then.
type bet struct {
	by       []float64 // by the end of each month
	mean, sd float64
	plain    float64
	plainDue int
	weighs   float64
}

// bets are what is known of open deals on a day.
func (m *Model) bets(deals []Deal, on clientele.Day, by []clientele.Day) (all []bet) {
	seen := map[[2]int64][]float64{}
	for _, d := range deals {
		if d.Opened > on || d.Ended != clientele.NoDay && d.Ended <= on {
			continue
		}
		var b bet
		if s, age := m.of(d, on); m.Learnt() {
			key := [2]int64{int64(s), int64(age)}
			if seen[key] == nil {
				seen[key] = m.Chances(d, on, by)
			}
			b.by = seen[key]
		} else {
			b.by = m.Chances(d, on, by)
		}
		b.mean, b.sd = m.worth(d, on)
		b.plain, b.plainDue = b.mean*m.rate(d), m.due(d, on, by)
		b.weighs = b.mean * b.by[len(b.by)-1]
		all = append(all, b)
	}
	return all
}

// worth is what a deal brings if it is won, where nobody wrote it as those about the same did.
func (m *Model) worth(d Deal, on clientele.Day) (mean, sd float64) {
	if v, known := d.value(on); known {
		return v, 0
	}
	groups := d.groups()
	g := m.Groups[groups[len(groups)-1]]
	if g.N < Enough {
		g = m.Groups[d.Currency]
	}
	return g.Mean, math.Sqrt(max(0, g.Above-g.Mean*g.Mean))
}

// rate is the probability of the plain sum: that of the stage, or of the whole way.
func (m *Model) rate(d Deal) float64 {
	if !m.Learnt() {
		return d.Guess
	}
	s, _ := m.of(d, m.On)
	share, _, _, _ := m.Share(s)
	return share
}

// due is the month of the plain sum: that of the day which is expected, or else after as long as deals took.
func (m *Model) due(d Deal, on clientele.Day, by []clientele.Day) int {
	day := d.Due
	if day == clientele.NoDay {
		day = d.Opened + clientele.Day(m.Curves[Whole].middle())
	}
	at, _ := slices.BinarySearch(by, max(day, on+1))
	return at
}

// middle is after how many days half of those that left had left.
func (c Curve) middle() int {
	left, all := 0.0, 0.0
	for _, e := range c.Exits {
		all += e.Mass
	}
	for _, e := range c.Exits {
		if left += e.Mass; 2*left >= all {
			return e.Age
		}
	}
	return 0
}

// Draw says what open deals should bring in each of so many months, the running one first, and
// together. The same deals give the same figures: the seed is the day.
func (m *Model) Draw(deals []Deal, on clientele.Day, months int) ([]Month, Total) {
	by := Ends(on, months)
	all := m.bets(deals, on, by)
	out := make([]Month, months)
	from := on + 1
	for i := range out {
		out[i].From = from
		from = by[i] + 1
	}
	slices.SortStableFunc(all, func(a, b bet) int { return compare(b.weighs, a.weighs) })
	rest := make([][2]float64, months) // mean and variance of those that are not drawn
	for n, b := range all {
		was := 0.0
		for i := range out {
			p := b.by[i] - was
			was = b.by[i]
			mean, square := p*b.mean, p*(b.mean*b.mean+b.sd*b.sd)
			out[i].Mean, out[i].Deals, out[i].var_ = out[i].Mean+mean, out[i].Deals+p, out[i].var_+square-mean*mean
			if n >= each {
				rest[i][0], rest[i][1] = rest[i][0]+mean, rest[i][1]+square-mean*mean
			}
		}
		if b.plainDue < months {
			out[b.plainDue].Plain += b.plain
		}
	}
	return m.drawn(all[:min(len(all), each)], rest, out)
}

// drawn plays the months many times, and reads off between what they lie.
func (m *Model) drawn(all []bet, rest [][2]float64, out []Month) ([]Month, Total) {
	r := rand.New(rand.NewPCG(uint64(m.On), uint64(len(all))))
	months := len(out)
	played := make([][]float64, months)
	together := make([]float64, draws)
	sums := make([]float64, months)
	for n := range draws {
		for i := range sums {
			sums[i] = max(0, rest[i][0]+math.Sqrt(rest[i][1])*r.NormFloat64())
		}
		for _, b := range all {
			u := r.Float64()
			if u >= b.by[months-1] {
				continue
			}
			i := 0
			for u >= b.by[i] {
				i++
			}
			sums[i] += max(0, b.mean+b.sd*r.NormFloat64())
		}
		common := r.NormFloat64()
		for i, s := range sums {
			s *= shocked(m.Shock, (common+r.NormFloat64())/math.Sqrt2)
			played[i] = append(played[i], s)
			together[n] += s
		}
	}
	total := Total{}
	for i := range out {
		slices.Sort(played[i])
		out[i].Low, out[i].High = m.held(out[i].Mean, played[i][draws/10], played[i][draws-1-draws/10])
		total.Mean += out[i].Mean
	}
	slices.Sort(together)
	total.Low, total.High = together[draws/10], together[draws-1-draws/10]
	return out, total
}

// held is between what a month lies: as it is drawn; where enough months of the past were forecast and
// are over, as far from the mean as all but one in ten of them were, to either side.
// (Split conformal prediction: it asks of the past only that the next month is one as those were.)
func (m *Model) held(mean, low, high float64) (float64, float64) {
	n := len(m.Ratios)
	if n < enoughMonths {
		return low, high
	}
	at := (n + 1) / 10
	return mean * m.Ratios[at-1], mean * m.Ratios[n-at]
}

// enoughMonths is from how many on one in ten of them can be told.
const enoughMonths = 9

// shocked is a factor of mean one and a given variance, by a standard normal.
func shocked(variance, z float64) float64 {
	s := math.Log1p(variance)
	return math.Exp(math.Sqrt(s)*z - s/2)
}
