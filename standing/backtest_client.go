package standing

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// clientTrial scores "client" beside the same rules, each turned into a
// probability on the very snapshots that the card was learnt from.
type clientTrial struct {
	platt  map[string]linear
	cases  cases
	called cases // of those called clients, ours alone
}

func linesOf(samples map[clientele.Line]*sample) []clientele.Line {
	lines := make([]clientele.Line, 0, len(samples))
	for line := range samples {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// clientRules are those that are compared on "client": the snapshots are scored
// by one textbook model.
func clientRules() []rule {
	return slices.DeleteFunc(slices.Clone(simpleRules), func(r rule) bool { return r.textbook != nil && r.Name != plainLaw })
}

func newClientTrial(s *sample, m *Measure) *clientTrial {
	rules := clientRules()
	c := &clientTrial{platt: map[string]linear{}, cases: newCases(1 + len(rules)), called: newCases(1)}
	d := s.label(plainLaw, m.All.leastGaps())
	now := s.asOf(s.end)
	book := newBaselines(&now, 1)
	for _, r := range rules {
		scores := d.memoryless
		if r.textbook == nil {
			scores = make([]float64, len(d.features))
			for i := range d.features {
				scores[i] = r.score(&d.features[i], book)
			}
		}
		c.platt[r.Name] = plattFit(scores, d.y)
	}
	return c
}

// see takes one relationship in, if its windows had closed by the last day. Where
// a contract speaks, "client" is a word on its renewal, and windows do not test it.
func (c *clientTrial) see(r Relation, s *clientele.Standing, f *features, t *trial) {
	known := r.History.AsKnown(t.report.Cut)
	if f.x < t.measure.of(r.Line).leastGaps() || attend(&known, t.report.Cut).running > 0 {
		return
	}
	came, closed := cameBack(r.History.Days, f, t.report.LastDay)
	if !closed {
		return
	}
	ahead := stretch{t.report.Cut, windows * f.window}
	c.cases.who, c.cases.came, c.cases.ahead = append(c.cases.who, r.Relationship), append(c.cases.came, came), append(c.cases.ahead, ahead)
	c.cases.prob[0] = append(c.cases.prob[0], s.ClientProb)
	if s.MeasuredKind == clientele.Client {
		c.called.who, c.called.came, c.called.ahead = append(c.called.who, r.Relationship), append(c.called.came, came), append(c.called.ahead, ahead)
		c.called.prob[0] = append(c.called.prob[0], s.ClientProb)
	}
	for i, rule := range clientRules() {
		score := 0.0
		if rule.textbook != nil {
			score = logit(rule.textbook(t.book, f, windows*f.window))
		} else {
			score = rule.score(f, t.book)
		}
		l := c.platt[rule.Name]
		c.cases.prob[i+1] = append(c.cases.prob[i+1], logistic(l.sum([]float64{score})))
	}
}

func (c *clientTrial) report(card string) ClientReport {
	out := clientReport(&c.cases, &c.called)
	out.Card = card
	return out
}

func clientReport(c, called *cases) ClientReport {
	out := ClientReport{Relationships: len(c.came), Measures: []ClientScore{}, Reliability: []Band{}}
	if len(c.came) == 0 {
		return out
	}
	rate := share(c.came)
	out.Rate = Figure(rate)
	rules := clientRules()
	for i, p := range c.prob {
		name := ours
		if i > 0 {
			name = rules[i-1].Name
		}
		in := c.intervals(i)
		out.Measures = append(out.Measures, ClientScore{Name: name, AUC: Figure(AUC(p, c.came)), Brier: Figure(Brier(p, c.came)),
			BrierSkill: Figure(1 - Brier(p, c.came)/(rate*(1-rate))), LogLoss: Figure(LogLoss(p, c.came)), ECE: Figure(ECE(p, c.came)), ChanceECE: Figure(ChanceECE(p)),
			AUCRange: in[onAUC], BrierRange: in[onBrier], ECERange: in[onECE], LeadRange: in[onLead]})
	}
	out.Reliability = c.bands(tenths)
	if len(called.came) > 0 {
		b := called.bands(whole)[0]
		b.Low = 0.5
		out.Called = &b
	}
	return out
}
