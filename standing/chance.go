package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// Band is one row of a reliability table.
type Band struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	N          int     `json:"n"`
	Predicted  float64 `json:"predicted"`
	Observed   float64 `json:"observed"`
	ChanceLow  float64 `json:"chance_low"` // between which the observed share lies 95 times in 100 where all that was said is true
	ChanceHigh float64 `json:"chance_high"`
}

// Beyond says that what came is more than chance makes of what was said.
func (b *Band) Beyond() bool { return b.Observed < b.ChanceLow || b.Observed > b.ChanceHigh }

// The bands: ten of equal width, and who was said to come or not.
var (
	tenths      = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}
	likelyOrNot = []float64{0.5, 1}
	whole       = []float64{1}
)

// Reliability is what was said against how often it came, in ten bands of
// equal width; bands without a case are left out.
func Reliability(p []float64, came []bool) []Band {
	c := cases{came: came, prob: [][]float64{p}}
	return c.bands(tenths)
}

// bands sets what we said beside what came, in bands that end so.
func (c *cases) bands(ends []float64) []Band {
	in := make([][]int, len(ends))
	for i, p := range c.prob[0] {
		k := 0
		for k < len(ends)-1 && p >= ends[k] {
			k++
		}
		in[k] = append(in[k], i)
	}
	var out []Band
	from := 0.0
	for k, end := range ends {
		if len(in[k]) > 0 {
			out = append(out, c.band(from, end, in[k]))
		}
		from = end
	}
	return out
}

func (c *cases) band(low, high float64, in []int) Band {
	b, n := Band{Low: low, High: high, N: len(in)}, float64(len(in))
	said := make([]float64, len(in))
	for k, i := range in {
		said[k] = c.prob[0][i]
		b.Predicted += said[k]
		b.Observed += outcome(c.came[i])
	}
	from, to := chanceOf(said, c.together(in))
	b.Predicted, b.Observed, b.ChanceLow, b.ChanceHigh = b.Predicted/n, b.Observed/n, from/n, to/n
	return b
}

// together is by how much the number that come varies more than if each case were of a
// relationship of its own. One that is tested on several days comes on all of them or on
// none, as far as the spans that are looked at overlap.
func (c *cases) together(in []int) float64 {
	if len(c.ahead) == 0 {
		return 1
	}
	of := map[clientele.Relationship][]int{}
	apart, all := 0.0, 0.0
	for _, i := range in {
		p := c.prob[0][i]
		apart += p * (1 - p)
		for _, j := range of[c.who[i]] {
			q := c.prob[0][j]
			all += 2 * c.ahead[i].overlap(c.ahead[j]) * math.Sqrt(p*(1-p)*q*(1-q))
		}
		of[c.who[i]] = append(of[c.who[i]], i)
	}
	if apart == 0 {
		return 1
	}
	return 1 + all/apart
}

// stretch is the days that a case looks ahead.
type stretch struct {
	after clientele.Day
	days  float64
}

// overlap is the part of the longer of two stretches that lies in both.
func (s stretch) overlap(o stretch) float64 {
	from, to := max(s.after, o.after), min(float64(s.after)+s.days, float64(o.after)+o.days)
	return max(to-float64(from), 0) / max(s.days, o.days, 1)
}

// chanceOf is between which numbers as many come as 95 times in 100, where each comes with
// its chance, and the number varies so much more than of cases that are each for itself.
func chanceOf(p []float64, together float64) (low, high float64) {
	sum, variance := 0.0, 0.0
	for _, q := range p {
		sum += q
		variance += q * (1 - q)
	}
	n, wider := float64(len(p)), math.Sqrt(together)
	below, above := normal95*math.Sqrt(variance), normal95*math.Sqrt(variance)
	if len(p) <= mostCounted {
		law := lawOf(p)
		below, above = sum-float64(quantile(law, 0.025)), float64(quantile(law, 0.975))-sum
	}
	return max(sum-wider*below, 0), min(sum+wider*above, n)
}

// normal95 holds 95 in 100 of a normal law on both sides.
const normal95 = 1.959964

// lawOf is how likely each number of those with such chances comes.
func lawOf(p []float64) []float64 {
	law := []float64{1}
	for _, q := range p {
		law = append(law, 0)
		for k := len(law) - 1; k > 0; k-- {
			law[k] = law[k]*(1-q) + law[k-1]*q
		}
		law[0] *= 1 - q
	}
	return law
}

// quantile is the least number at or below which so much of a law lies.
func quantile(law []float64, share float64) int {
	sum := 0.0
	for k, l := range law {
		if sum += l; sum >= share-1e-12 {
			return k
		}
	}
	return len(law) - 1
}
