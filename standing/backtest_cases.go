package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// cases are what each measure said, ours first, and what came. A relationship
// may be in it several times, once a cut.
type cases struct {
	who    []clientele.Relationship
	ahead  []stretch // that was looked at; empty where each is of a relationship of its own
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
	c.ahead = append(c.ahead, o.ahead...)
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
			AUC: Figure(AUC(p, c.came)), Brier: Figure(Brier(p, c.came)), LogLoss: Figure(LogLoss(p, c.came)), ECE: Figure(ECE(p, c.came)), ChanceECE: Figure(ChanceECE(p)),
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

// The relationships are drawn again so many times, in at most so many blocks.
const (
	resamples  = 200
	mostBlocks = 2_000
)

// block is what the cases of its relationships add to a measure's figures.
type block struct {
	n, rank, squares, away, lead float64
	off                          [eceBands]float64
}

// intervals are the 95 % bootstrap intervals of one measure's figures. Whole
// relationships are drawn, with all their cuts, each as often as a Poisson
// variable of mean 1 says (Chamandy et al. 2012, Estimating uncertainty for
// massive data streams): the same on every run.
func (c *cases) intervals(measure int) [intervalled]Interval {
	blocks := c.blocks(measure)
	auc := AUC(c.prob[measure], c.came)
	var drawn [intervalled][]float64
	for k := range uint64(resamples) {
		var sum block
		for i := range blocks {
			sum.add(&blocks[i], poisson(mix(mix(uint64(i))+k)))
		}
		for j, f := range sum.figures(auc) {
			drawn[j] = append(drawn[j], f)
		}
	}
	var out [intervalled]Interval
	for j, d := range drawn {
		out[j] = middle95(d)
	}
	return out
}

func (c *cases) blocks(measure int) []block {
	p := c.prob[measure]
	rank := rankShares(p, c.came)
	place := map[clientele.Relationship]int{}
	for _, r := range c.who {
		if _, known := place[r]; !known {
			place[r] = len(place) % mostBlocks
		}
	}
	out := make([]block, min(len(place), mostBlocks))
	for i, r := range c.who {
		b, y := &out[place[r]], outcome(c.came[i])
		d, own := p[i]-y, c.prob[0][i]-y
		b.n++
		b.rank += rank[i]
		b.squares += d * d
		b.lead += d*d - own*own
		b.off[min(int(p[i]*eceBands), eceBands-1)] += d
		if len(c.counts) > 0 {
			b.away += math.Abs(c.number[measure][i] - c.counts[i])
		}
	}
	return out
}

func (b *block) add(o *block, times float64) {
	b.n += times * o.n
	b.rank += (times - 1) * o.rank
	b.squares += times * o.squares
	b.away += times * o.away
	b.lead += times * o.lead
	for k := range b.off {
		b.off[k] += times * o.off[k]
	}
}

func (b *block) figures(auc float64) [intervalled]float64 {
	off := 0.0
	for _, o := range b.off {
		off += math.Abs(o)
	}
	// The rank shares are linear in how often each is drawn; an AUC ends at 0 and 1.
	return [intervalled]float64{onAUC: min(1, max(0, auc+b.rank)), onBrier: b.squares / b.n, onECE: off / b.n, onMAE: b.away / b.n, onLead: b.lead / b.n}
}

// rankShares is by how much the AUC changes where a case counts once more (the
// structural components of DeLong, DeLong & Clarke-Pearson 1988).
func rankShares(p []float64, came []bool) []float64 {
	var of [2][]float64 // those that did not come, those that did
	var at [2][]int
	for i, c := range came {
		k := int(outcome(c))
		of[k], at[k] = append(of[k], p[i]), append(at[k], i)
	}
	all, auc := ranks(p), AUC(p, came)
	out := make([]float64, len(p))
	for k, own := range [2][]float64{ranks(of[0]), ranks(of[1])} {
		others := float64(len(of[1-k]))
		for j, i := range at[k] {
			above := (all[i] - own[j]) / others // share of the other kind below it
			if k == 0 {
				above = 1 - above
			}
			out[i] = (above - auc) / float64(len(of[k]))
		}
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
		Cases: len(p.active.came), ActiveRate: Figure(share(p.active.came)), Measures: p.active.scores(clientele.Tell("standing.how-pooled")),
		Reliability: p.active.bands(tenths), Halves: p.active.bands(likelyOrNot), Client: clientReport(&p.client, &p.called),
	}
}
