package standing

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Portfolio adds up what measured relationships are expected to bring. It keeps
// sums alone, so that any number of them can stream through; the order in which
// they come, and in which portfolios are merged, does not matter.
type Portfolio struct {
	measure *Measure
	piles   map[pile]*sums
}

// pile is what is added up apart: amounts of two currencies never meet.
type pile struct {
	line     clientele.Line
	kind     clientele.Kind
	currency string
}

// sums are those of a pile's relationships.
type sums struct {
	n      int
	totals [quantities]cumulants
}

// What is added up.
const (
	ofOrders = iota
	ofValue
	ofLifetime
	quantities
)

// cumulants are the mean, the variance and the third central moment: those of a
// sum of independent quantities are the sums of theirs.
type cumulants struct{ mean, variance, third float64 }

func (c *cumulants) add(o cumulants) {
	c.mean, c.variance, c.third = c.mean+o.mean, c.variance+o.variance, c.third+o.third
}

// cumulants of a quantity that is nothing, or else as skewed as a gamma.
func (i income) cumulants() cumulants {
	if !(i.mean > 0) {
		return cumulants{}
	}
	square := i.variance / (i.mean * i.mean)
	m1 := i.some * i.mean
	m2 := i.some * i.mean * i.mean * (1 + square)
	m3 := i.some * i.mean * i.mean * i.mean * (1 + square) * (1 + 2*square)
	return cumulants{m1, m2 - m1*m1, m3 - 3*m1*m2 + 2*m1*m1*m1}
}

// Portfolio is an empty one.
func (m *Measure) Portfolio() *Portfolio { return &Portfolio{m, map[pile]*sums{}} }

// Of measures a relationship as the measure does, and adds it up.
func (p *Portfolio) Of(r Relation) clientele.Standing {
	c := p.measure.subject(r)
	s := &c.standing
	at := pile{r.Line, s.Kind, s.Revenue.Currency}
	t := p.piles[at]
	if t == nil {
		t = &sums{}
		p.piles[at] = t
	}
	t.n++
	orders := income{c.outlook.active, 1 + c.outlook.mean, c.outlook.spread}
	for i, x := range [quantities]income{orders, c.worth.value, c.worth.lifetime} {
		t.totals[i].add(x.cumulants())
	}
	return *s
}

// Merge adds what another portfolio of the same measure has added up.
func (p *Portfolio) Merge(o *Portfolio) {
	for at, t := range o.piles {
		if p.piles[at] == nil {
			p.piles[at] = &sums{}
		}
		p.piles[at].n += t.n
		for i := range t.totals {
			p.piles[at].totals[i].add(t.totals[i])
		}
	}
}

// Estimate is an expected sum, and where it lies in eight of ten cases.
type Estimate struct {
	Expected float64 `json:"expected"`
	clientele.Range
}

// Total is what a part of the relationships is expected to bring: those of a
// line or of all, of a kind or, where Kind is "", of every kind.
type Total struct {
	AllLines      bool           `json:"all_lines"`
	Line          clientele.Line `json:"line"`
	Kind          clientele.Kind `json:"kind"`
	Currency      string         `json:"currency"` // of Value and Lifetime; "": no amounts are known
	Relationships int            `json:"relationships"`
	Orders        Estimate       `json:"orders"`   // within the horizon
	Value         Estimate       `json:"value"`    // within the horizon, minor units
	Lifetime      Estimate       `json:"lifetime"` // all that is still to come, discounted, minor units
}

// part names a total.
type part struct {
	all bool
	pile
}

// futures is how many futures are drawn for the ranges of totals.
const futures = 1000

// sum is a total while it is added up, and what it comes to in each future.
type sum struct {
	Total
	drawn [quantities][]float64
}

// Totals says what the relationships will bring, by line, kind and currency and
// in all. The ranges hold three things: that each relationship is one throw of
// the dice, and throws even out; that what is learnt from a log of that size is
// so sure and no surer; and that the level of a business moves from year to year
// as its past has moved, for all of a line's relationships at once.
func (p *Portfolio) Totals() []Total {
	all := map[part]*sum{}
	piles := slices.SortedFunc(maps.Keys(p.piles), comparePiles)
	for _, at := range piles {
		t := p.piles[at]
		drawn := p.draw(at, t)
		for _, of := range []part{{false, at}, {false, pile{at.line, "", at.currency}}, {true, pile{"", at.kind, at.currency}}, {true, pile{"", "", at.currency}}} {
			s := all[of]
			if s == nil {
				s = &sum{Total: Total{AllLines: of.all, Line: of.line, Kind: of.kind, Currency: of.currency}}
				all[of] = s
			}
			s.add(t, &drawn)
		}
	}
	out := make([]Total, 0, len(all))
	for _, s := range all {
		out = append(out, s.total())
	}
	slices.SortFunc(out, func(a, b Total) int {
		if a.AllLines != b.AllLines {
			return int(2*outcome(b.AllLines) - 1)
		}
		return comparePiles(pile{a.Line, a.Kind, a.Currency}, pile{b.Line, b.Kind, b.Currency})
	})
	return out
}

func comparePiles(a, b pile) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.currency, b.currency), cmp.Compare(a.kind, b.kind))
}

// draw draws what a pile comes to in each future. What moves the level of a line
// moves all its piles, so the same deviates serve them; the times are the same
// for all lines.
func (p *Portfolio) draw(at pile, t *sums) (drawn [quantities][]float64) {
	line := p.measure.of(at.line)
	times, learnt, throws := deviates("times"), deviates("learnt "+string(at.line)), deviates("throws "+string(at.line)+string(at.kind)+at.currency)
	scale := math.Hypot(line.Drift, line.Unsure)
	for i, c := range t.totals {
		drawn[i] = make([]float64, futures)
		sd := math.Sqrt(max(0, c.variance))
		skew := 0.0
		if sd > 0 {
			skew = min(c.third/(sd*sd*sd), 2)
		}
		for k := range futures {
			z := throws[k]
			// Cornish & Fisher's first correction of a normal deviate for skewness.
			one := max(0, c.mean+sd*(z+skew*(z*z-1)/6))
			drawn[i][k] = one * math.Exp(line.Drift*times[k]+line.Unsure*learnt[k]-scale*scale/2)
		}
	}
	return drawn
}

// deviates are the same normal ones for the same name.
func deviates(name string) []float64 {
	h := fnv.New64a()
	h.Write([]byte(name)) //nolint:errcheck // it never fails
	rng := rand.New(rand.NewPCG(h.Sum64(), futures))
	z := make([]float64, futures)
	for k := range z {
		z[k] = rng.NormFloat64()
	}
	return z
}

func (s *sum) add(t *sums, drawn *[quantities][]float64) {
	s.Relationships += t.n
	for i, e := range s.estimates() {
		e.Expected += t.totals[i].mean
		if s.drawn[i] == nil {
			s.drawn[i] = make([]float64, futures)
		}
		for k, x := range drawn[i] {
			s.drawn[i][k] += x
		}
	}
}

func (s *sum) estimates() [quantities]*Estimate {
	return [quantities]*Estimate{&s.Orders, &s.Value, &s.Lifetime}
}

func (s *sum) total() Total {
	for i, e := range s.estimates() {
		slices.Sort(s.drawn[i])
		e.Low, e.High = s.drawn[i][int(lowEnd*futures)], s.drawn[i][int(highEnd*futures)]
	}
	return s.Total
}

// Before the past has spoken, the level of a business is believed to move by so
// much a horizon, as a standard deviation of its log; counted as two horizons.
const (
	usualDrift = 0.15
	driftCases = 2
)

// driftOf is by how much the level missed at the landmarks, after the part that
// is carried on, as a standard deviation of its log.
func (c *forecast) driftOf(horizon float64) float64 {
	if c.Count == nil { // nothing was looked back on
		return 2 * usualDrift
	}
	// What was seen over a shorter horizon adds up over the longer one.
	return math.Sqrt(c.Count.Drift * max(1, horizon/float64(c.Days)))
}

// Left out in turn, so many parts of at most so many relationships tell how sure
// a law is of what all of them will do, asked of some.
const (
	leftOut    = 6
	mostRefit  = 2400
	mostAsked  = 300
	unsureDays = yearDays
)

// unsure is the standard deviation of the log of the expected orders of all that
// comes from having learnt the law from so many and no more relationships: the
// jackknife over groups (Efron & Tibshirani 1993, chapter 11).
func (v *snapshot) unsure(name string) float64 {
	if len(v.features) == 0 { // contracts alone
		return 0
	}
	stride := len(v.features)/mostRefit + 1
	var logs []float64
	for g := range leftOut {
		var part snapshot
		part.calendar = v.calendar
		for i := 0; i < len(v.features); i += stride {
			if i/stride%leftOut != g {
				part.features = append(part.features, v.features[i])
			}
		}
		if len(part.features) < leftOut {
			return 2 * usualDrift
		}
		l, total := part.law(name), 0.0
		for i := 0; i < len(v.features); i += len(v.features)/mostAsked + 1 {
			total += l.expected(&v.features[i], unsureDays)
		}
		logs = append(logs, math.Log(max(total, leastSaid)))
	}
	mean, square := 0.0, 0.0
	for _, x := range logs {
		mean += x / leftOut
	}
	for _, x := range logs {
		square += (x - mean) * (x - mean) * (leftOut - 1) / leftOut
	}
	return math.Sqrt(square / float64(stride))
}
