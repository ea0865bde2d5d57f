package standing

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// clientTrial scores "client" beside the same rules, each turned into a
// probability on the very snapshots that the card was learnt from.
type clientTrial struct {
	platt map[string]linear
	came  []bool
	prob  [][]float64
	sure  []float64 // ours, of those called clients
	kept  []bool
}

func linesOf(samples map[clientele.Line]*sample) []clientele.Line {
	lines := make([]clientele.Line, 0, len(samples))
	for line := range samples {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

func newClientTrial(s *sample, m *Measure) *clientTrial {
	c := &clientTrial{platt: map[string]linear{}, prob: make([][]float64, 1+len(simpleRules))}
	d := s.label("mbgnbd", m.All.leastGaps())
	now := s.asOf(s.end)
	book := newRulebook(&now, 1)
	for _, r := range simpleRules {
		scores := d.memoryless
		if r.Name != "mbgnbd" {
			scores = make([]float64, len(d.facts))
			for i := range d.facts {
				scores[i] = r.score(&d.facts[i], book)
			}
		}
		c.platt[r.Name] = plattFit(scores, d.y)
	}
	return c
}

// see takes one relationship in, if its windows had closed by the last day.
func (c *clientTrial) see(r Relation, s *clientele.Standing, f *facts, t *trial) {
	if f.x < t.measure.of(r.Line).leastGaps() {
		return
	}
	came, known := cameBack(r.History.Days, f, t.report.LastDay)
	if !known {
		return
	}
	c.came = append(c.came, came)
	c.prob[0] = append(c.prob[0], s.ClientProb)
	if s.MeasuredKind == clientele.Client {
		c.sure, c.kept = append(c.sure, s.ClientProb), append(c.kept, came)
	}
	for i := range simpleRules {
		rule := &simpleRules[i]
		score := 0.0
		if rule.Name == "mbgnbd" {
			score = logit(t.book.plain.active(f, windows*f.window))
		} else {
			score = rule.score(f, t.book)
		}
		l := c.platt[rule.Name]
		c.prob[i+1] = append(c.prob[i+1], logistic(l.sum([]float64{score})))
	}
}

func (c *clientTrial) report(m *Measure) ClientReport {
	out := ClientReport{Relationships: len(c.came), Card: m.All.Card.Source, Measures: []ClientScore{}, Reliability: []Band{}}
	if len(c.came) == 0 {
		return out
	}
	rate := share(c.came)
	out.Rate = Figure(rate)
	for i, p := range c.prob {
		name := ours
		if i > 0 {
			name = simpleRules[i-1].Name
		}
		out.Measures = append(out.Measures, ClientScore{Name: name, AUC: Figure(AUC(p, c.came)), Brier: Figure(Brier(p, c.came)),
			BrierSkill: Figure(1 - Brier(p, c.came)/(rate*(1-rate))), LogLoss: Figure(LogLoss(p, c.came)), ECE: Figure(ECE(p, c.came))})
	}
	out.Reliability = Reliability(c.prob[0], c.came)
	if n := float64(len(c.sure)); n > 0 {
		b := Band{Low: 0.5, High: 1, N: len(c.sure), Observed: share(c.kept)}
		for _, p := range c.sure {
			b.Predicted += p / n
		}
		b.ObservedLow, b.ObservedHigh = wilson(b.Observed*n, n)
		out.Called = &b
	}
	return out
}
