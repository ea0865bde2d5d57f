package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// rule is a simple way to tell who will buy, for comparison. Its score becomes a
// probability by a logistic regression learnt one horizon back, on the same data
// as our measure; its count is as simple as the rule is.
type rule struct {
	Name  string
	Title string // as a shopkeeper would call it
	How   string
	score func(*features, *baselines) float64
	count func(*features, float64, *baselines) float64 // features, P(active)
	// textbook is P(active) within so many days by a model; nil for a rule that anyone can work out.
	textbook func(*baselines, *features, float64) float64
}

// plainLaw is the textbook model that "client" is compared with.
const plainLaw = "mbgnbd"

// simpleRules in the order in which they are shown.
var simpleRules = []rule{
	{"recency", clientele.Tell("standing.rule-recency"), clientele.Tell("standing.how-recency"),
		func(f *features, _ *baselines) float64 { return -math.Log1p(f.elapsed) },
		func(_ *features, p float64, b *baselines) float64 { return p * b.activeMean }, nil},
	{"frequency", clientele.Tell("standing.rule-frequency"), clientele.Tell("standing.how-frequency"),
		func(f *features, _ *baselines) float64 { return math.Log1p(float64(f.x)) },
		func(f *features, _ float64, b *baselines) float64 { return f.ownRate() * b.days }, nil},
	{"rfm", clientele.Tell("standing.rule-rfm"), clientele.Tell("standing.how-rfm"),
		func(f *features, b *baselines) float64 { return float64(b.quintiles(f)) },
		func(f *features, _ float64, b *baselines) float64 { return b.bySum[b.quintiles(f)] }, nil},
	{"overdue", clientele.Tell("standing.rule-overdue"), clientele.Tell("standing.how-overdue"),
		func(f *features, b *baselines) float64 { return -outcome(b.overdue(f)) },
		func(f *features, _ float64, b *baselines) float64 {
			if b.overdue(f) {
				return 0
			}
			return f.ownRate() * b.days
		}, nil},
	{plainLaw, clientele.Tell("standing.rule-mbgnbd"), clientele.Tell("standing.how-mbgnbd"),
		func(f *features, b *baselines) float64 { return logit(b.plain.active(f, b.days)) },
		func(f *features, _ float64, b *baselines) float64 { return b.plain.expected(f, b.days) },
		func(b *baselines, f *features, days float64) float64 { return b.plain.active(f, days) }},
	{"paretonbd", clientele.Tell("standing.rule-paretonbd"), clientele.Tell("standing.how-paretonbd"),
		func(f *features, b *baselines) float64 { return logit(b.classicActive(f, b.days)) },
		func(f *features, _ float64, b *baselines) float64 {
			return min(max(orElse(b.classic.Expected(f.row(), b.days), b.plain.expected(f, b.days)), 0), b.days)
		},
		(*baselines).classicActive},
}

func (b *baselines) classicActive(f *features, days float64) float64 {
	return orElse(b.classic.ActiveProb(f.row(), days), b.plain.active(f, days))
}

// TitleOf is what people call a measure of a report; its name where we do not know it.
func TitleOf(name string) string {
	if name == ours {
		return clientele.Tell("standing.ours")
	}
	for _, r := range simpleRules {
		if r.Name == name {
			return r.Title
		}
	}
	return name
}

func (f *features) ownRate() float64 { return float64(f.x) / max(f.t, 1) }

// baselines is what the simple rules know of a firm.
type baselines struct {
	days       float64 // horizon
	meanGap    float64
	activeMean float64
	bySum      [16]float64  // mean count by sum of quintiles, 3…15
	cuts       [3][]float64 // upper bounds of the first four fifths: elapsed, events, money
	plain      law
	classic    btyd.ParetoNBD // answers NaN where it could not be fitted; the plain law speaks then
	platt      map[string]linear
}

func newBaselines(v *snapshot, days float64) *baselines {
	b := &baselines{days: days, plain: v.law(plainLaw), platt: map[string]linear{}}
	if m, _, err := btyd.FitParetoNBD(v.rows(), weakPrior); err == nil {
		b.classic = m
	}
	var columns [3][]float64
	var time, gaps float64
	for i := range v.features {
		f := &v.features[i]
		time, gaps = time+f.tx, gaps+float64(f.x)
		for k, x := range f.rfm() {
			columns[k] = append(columns[k], x)
		}
	}
	b.meanGap = time / max(gaps, 1)
	for k, c := range columns {
		slices.Sort(c)
		for q := 1; q < 5; q++ {
			b.cuts[k] = append(b.cuts[k], c[q*(len(c)-1)/5])
		}
	}
	return b
}

func (f *features) rfm() [3]float64 {
	return [3]float64{-f.elapsed, float64(f.events), f.spend * float64(f.priced)}
}

// quintiles sums one to five for each of recency, frequency and money.
func (b *baselines) quintiles(f *features) int {
	sum := 0
	for k, x := range f.rfm() {
		sum++
		for _, c := range b.cuts[k] {
			if x > c {
				sum++
			}
		}
	}
	return sum
}

func (b *baselines) overdue(f *features) bool {
	gap := f.mean
	if f.x == 0 {
		gap = b.meanGap
	}
	return f.elapsed > 2*gap
}

// learn takes the rules' regressions and means from what followed a past view.
func (b *baselines) learn(examples []features, counts []float64, horizonShare float64) {
	var active, total, n float64
	var sums, cases [16]float64
	for i := range examples {
		q := b.quintiles(&examples[i])
		sums[q] += counts[i] * horizonShare
		cases[q]++
		n++
		total += counts[i] * horizonShare
		active += min(counts[i], 1)
	}
	b.activeMean = total / max(active, 1)
	for q := range sums { // five cases of the overall mean keep an empty sum sensible
		b.bySum[q] = (sums[q] + 5*total/max(n, 1)) / (cases[q] + 5)
	}
	for _, r := range simpleRules {
		scores := make([]float64, len(examples))
		for i := range examples {
			scores[i] = r.score(&examples[i], b)
		}
		b.platt[r.Name] = plattFit(scores, counts)
	}
}

// plattFit turns a score into log-odds (Platt 1999), from scores and what came; above zero is a yes.
func plattFit(scores, came []float64) linear {
	if len(scores) == 0 {
		return linear{Center: []float64{0}, Scale: []float64{1}, Coef: []float64{1}}
	}
	d := &design{width: 1}
	for i, s := range scores {
		d.add([]float64{s}, min(came[i], 1), 1)
	}
	var l linear
	l.Center, l.Scale = d.scales()
	return d.fit(l, belief{[]float64{0}, []float64{3}})
}

// prob is the rule's probability for a relationship.
func (b *baselines) prob(r *rule, f *features) float64 {
	l := b.platt[r.Name]
	return logistic(l.sum([]float64{r.score(f, b)}))
}

// learnRules learns the rules from a line's past, one horizon back, and sets them up for its end.
func learnRules(s *sample, days float64) (*baselines, bool) {
	now := s.asOf(s.end)
	book := newBaselines(&now, days)
	back := pastHorizon(int(s.end-s.start), int(days), s.calendar.days())
	then := s.asOf(s.end - clientele.Day(back))
	if back < 1 || len(then.features) == 0 {
		book.learn(nil, nil, 1)
		return book, false
	}
	past := newBaselines(&then, float64(back))
	counts := make([]float64, len(then.features))
	for i := range then.features {
		counts[i] = float64(then.came(i, s.end))
	}
	past.learn(then.features, counts, days/float64(back))
	book.activeMean, book.bySum, book.platt = past.activeMean, past.bySum, past.platt
	return book, true
}
