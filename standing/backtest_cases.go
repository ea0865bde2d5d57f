package standing

import (
	"cmp"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// cases are what each measure said, ours first, and what came. A relationship
// may be in it several times, once a cut.
type cases struct {
	who    []clientele.Relationship
	came   []bool
	counts []float64   // purchase days that came; empty where only "came" is scored
	prob   [][]float64 // by measure
	number [][]float64 // by measure, beside counts
}

func newCases(measures int) cases {
	return cases{prob: make([][]float64, measures), number: make([][]float64, measures)}
}

// add pools the cases of another cut.
func (c *cases) add(o *cases) {
	c.who, c.came, c.counts = append(c.who, o.who...), append(c.came, o.came...), append(c.counts, o.counts...)
	for i := range c.prob {
		c.prob[i], c.number[i] = append(c.prob[i], o.prob[i]...), append(c.number[i], o.number[i]...)
	}
}

// scores are those of "active" and of the counts, ours first.
func (c *cases) scores(how string) []Score {
	rate := share(c.came)
	out := []Score{}
	for i, p := range c.prob {
		n, name := c.number[i], ours
		if i > 0 {
			name, how = simpleRules[i-1].Name, simpleRules[i-1].How
		}
		s := Score{
			Name: name, How: how,
			AUC: Figure(AUC(p, c.came)), Brier: Figure(Brier(p, c.came)), LogLoss: Figure(LogLoss(p, c.came)), ECE: Figure(ECE(p, c.came)),
			MAE: Figure(MAE(n, c.counts)), RMSE: Figure(RMSE(n, c.counts)), RankCorrelation: Figure(RankCorrelation(n, c.counts)),
		}
		s.BrierSkill = Figure(1 - float64(s.Brier)/(rate*(1-rate)))
		in := c.intervals(i)
		s.AUCRange, s.BrierRange, s.ECERange, s.MAERange, s.LeadRange = in[onAUC], in[onBrier], in[onECE], in[onMAE], in[onLead]
		out = append(out, s)
	}
	return out
}

// The figures that are given an interval: onLead is by how much our Brier score is below the measure's.
const (
	onAUC = iota
	onBrier
	onECE
	onMAE
	onLead
	intervalled
)

// resamples is how many times the relationships are drawn again.
const resamples = 200

// intervals are the 95 % bootstrap intervals of one measure's figures. Whole
// relationships are drawn, with all their cuts, each as often as a Poisson
// variable of mean 1 says (Chamandy et al. 2012, Estimating uncertainty for
// massive data streams): one pass a resample, the same on every run.
func (c *cases) intervals(measure int) [intervalled]Interval {
	p := c.prob[measure]
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	seeds := make([]uint64, len(c.who))
	for i, r := range c.who {
		seeds[i] = mix(uint64(r.Account) ^ uint64(len(r.Line))<<56)
	}
	var drawn [intervalled][]float64
	weight := make([]float64, len(p))
	for k := range uint64(resamples) {
		for i, s := range seeds {
			weight[i] = poisson(mix(s + k))
		}
		for j, f := range c.weighted(measure, weight, order) {
			drawn[j] = append(drawn[j], f)
		}
	}
	var out [intervalled]Interval
	for j, d := range drawn {
		out[j] = middle95(d)
	}
	return out
}

// poisson turns random bits into a Poisson variable of mean 1.
func poisson(bits uint64) float64 {
	u := float64(bits>>11) / (1 << 53)
	k, p := 0.0, math.Exp(-1)
	for sum := p; u > sum && k < 12; sum += p {
		k++
		p /= k
	}
	return k
}

func middle95(v []float64) Interval {
	if slices.ContainsFunc(v, math.IsNaN) {
		return Interval{Figure(math.NaN()), Figure(math.NaN())}
	}
	slices.Sort(v)
	n := float64(len(v) - 1)
	return Interval{Figure(v[int(math.Round(0.025*n))]), Figure(v[int(math.Round(0.975*n))])}
}

// weighted are the figures where each case counts so many times.
func (c *cases) weighted(measure int, weight []float64, order []int) [intervalled]float64 {
	p := c.prob[measure]
	var total, squares, lead, away float64
	var said, hits [eceBands]float64
	for i, w := range weight {
		y := outcome(c.came[i])
		d, own := p[i]-y, c.prob[0][i]-y
		total += w
		squares += w * d * d
		lead += w * (d*d - own*own)
		k := min(int(p[i]*eceBands), eceBands-1)
		said[k] += w * p[i]
		hits[k] += w * y
		if len(c.counts) > 0 {
			away += w * math.Abs(c.number[measure][i]-c.counts[i])
		}
	}
	off := 0.0
	for k := range eceBands {
		off += math.Abs(said[k] - hits[k])
	}
	return [intervalled]float64{onAUC: c.weightedAUC(p, weight, order), onBrier: squares / total, onECE: off / total, onMAE: away / total, onLead: lead / total}
}

// weightedAUC is AUC where each case counts so many times; order sorts p.
func (c *cases) weightedAUC(p, weight []float64, order []int) float64 {
	var yes, no, right float64 // no: those below
	for lo := 0; lo < len(order); {
		hi := lo
		var y, n float64
		for ; hi < len(order) && p[order[hi]] == p[order[lo]]; hi++ {
			if c.came[order[hi]] {
				y += weight[order[hi]]
			} else {
				n += weight[order[hi]]
			}
		}
		right += y * (no + n/2)
		yes, no, lo = yes+y, no+n, hi
	}
	return right / (yes * no)
}

// pool is several cuts together.
type pool struct {
	active cases
	client cases
	called cases
}

func (p *pool) add(t *trial) {
	if p.active.prob == nil {
		p.active, p.client, p.called = newCases(len(t.cases.prob)), newCases(len(t.client.cases.prob)), newCases(1)
	}
	p.active.add(&t.cases)
	p.client.add(&t.client.cases)
	p.called.add(&t.client.called)
}

func (p *pool) report() PooledReport {
	return PooledReport{
		Cases: len(p.active.came), ActiveRate: Figure(share(p.active.came)), Measures: p.active.scores("as at each cut"),
		Reliability: Reliability(p.active.prob[0], p.active.came), Client: clientReport(&p.client, &p.called),
	}
}
