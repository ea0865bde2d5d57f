// Package standing measures where a relationship is: how surely it is a client,
// its stage and trend, whether it will be active, and what it is worth, each
// with reasons that add up to the number. Everything is pure: histories in,
// standings out; nothing after the day asked for is read.
//
// It keeps nothing, and does not say what to do (that is treatment).
//
// Start at Learn, which reads a firm's own past, and Measure.Of, which answers
// for one relationship; a Portfolio adds them up. models.go lists the models of
// buying, card.go the evidence for "client". Backtest says how far to trust it.
package standing

import (
	"iter"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Relation is one relationship with its history.
type Relation struct {
	clientele.Relationship
	History *clientele.History
}

// Relations streams relationships; it must be possible to run it several times.
type Relations = iter.Seq[Relation]

// Config is what a measure is asked for.
type Config struct {
	AsOf        clientele.Day // the last day whose evidence is used; NoDay: the last in the data, up to today
	Today       clientele.Day // the day of asking: what is dated after it is left out, and said; NoDay: a past day is measured, as it was known then
	HorizonDays int           // how far ahead; 0: 365
	Discount    float64       // by how much what comes a year later is worth less; 0: a tenth
}

// present says whether the present is measured: all that is known counts, whenever
// it was learnt. Of a past day that counts which was known then.
func (c Config) present() bool { return c.Today != clientele.NoDay }

func (c Config) cut(h *clientele.History) clientele.History {
	if c.present() {
		return h.Until(c.AsOf)
	}
	return h.AsKnown(c.AsOf)
}

func (m *Measure) cut(h *clientele.History) clientele.History {
	if m.AllKnown {
		return h.Until(m.AsOf)
	}
	return h.AsKnown(m.AsOf)
}

// Of measures one relationship, as of the measure's day. It is pure and takes
// time in proportion to the days of that history alone. ExpectedOrders counts
// days with a purchase: two orders of one day are one.
func (m *Measure) Of(r Relation) clientele.Standing { return m.subject(r).standing }

func (m *Measure) subject(r Relation) *subject {
	h := r.History
	if h == nil {
		h = &clientele.History{}
	}
	cut := m.cut(h)
	c := &subject{line: m.of(r.Line), features: read(cut.Days, m.AsOf), attention: attend(&cut, m.AsOf), days: cut.Days}
	c.features.contacts = c.attention.twoWay()
	c.discount = discount(m.Discount)
	c.attention.engage(&cut, m.AsOf, c.line.Contracts.rolling)
	s := &c.standing
	s.Relationship, s.AsOf, s.HorizonDays = r.Relationship, m.AsOf, m.HorizonDays
	s.Orders, s.First, s.Last, s.UsualDays = c.features.orders, c.features.first, c.features.last, c.features.median
	s.Revenue, s.Others = cut.Spent(), cut.SpentElse()
	c.foresee()
	c.judge()
	c.settle()
	c.move()
	c.stage()
	c.value()
	s.Model = c.model()
	return c
}

// subject is a relationship while it is measured.
type subject struct {
	line      *lineMeasure
	features  features
	attention attention
	days      []clientele.OrderDay
	weighed   [evidence]float64 // for the card
	outlook   outlook
	discount  discounting
	worth     struct{ value, lifetime income }
	standing  clientele.Standing
}

// quietHalfLife is after how many days without contact a prospect is half as
// likely to be still with us. A convention: nothing observed would correct it.
const quietHalfLife = 180

// foresee fills in whether the relationship is active within the horizon, and how often.
func (c *subject) foresee() {
	s, f := &c.standing, &c.features
	if f.events == 0 {
		s.ActiveProb = c.line.Conversion
		s.ActiveRange = c.line.conversionOdds().within(s.ActiveProb)
		s.ExpectedOrders = s.ActiveProb
		return
	}
	q := c.line.question(s.AsOf, s.HorizonDays)
	s.ActiveProb, s.ActiveRange, s.ExpectedOrders = c.line.Forecast.corrected(&c.line.Law, &c.line.Rhythm, f, q)
}

// conversionOdds are those of the share of contacts that buy, a beta's.
func (l *lineMeasure) conversionOdds() odds {
	p := l.Conversion
	return odds{sum: logit(p), variance: 1 / max(l.Contacted*p*(1-p), 0.1)}
}

func (c *subject) prospectAlive() float64 {
	if c.attention.running > 0 {
		return c.renewal()
	}
	heard := max(c.attention.contact, c.attention.begun)
	if heard == clientele.NoDay {
		return 0
	}
	return halved(float64(c.standing.AsOf-heard), quietHalfLife)
}

// renewal is the chance that the contract which runs longest is renewed.
func (c *subject) renewal() float64 {
	r := c.line.Contracts.of(c.attention.contract.cohort)
	return r.renews(c.attention.contract.renewals)
}

// renewalDoubt is the variance of its log-odds.
func (c *subject) renewalDoubt() float64 {
	r := c.line.Contracts.of(c.attention.contract.cohort)
	return r.doubt(c.attention.contract.renewals)
}

// value is the expected orders times what each is expected to come to; a
// running fee that is not seen among what was bought counts beside them.
func (c *subject) value() {
	s := &c.standing
	beside, priced := c.beside(), c.features.priced > 0
	if beside && !priced {
		if s.Revenue.IsNone() {
			s.Revenue.Currency = c.attention.contract.Fee.Currency
		}
		within, life := c.fees(float64(s.HorizonDays), 0)
		c.worth.value, s.ExpectedValue, s.ValueRange = within, within.expected(), holds(life, within.expected())
		within, life = c.fees(lifetimeDays, c.discount)
		c.worth.lifetime, s.Lifetime, s.LifetimeRange = within, within.expected(), holds(life, within.expected())
		return
	}
	if s.Revenue.IsNone() {
		return
	}
	w := c.line.Spending.of(s.Revenue.Currency).worth(&c.features)
	w.each *= c.kept()
	c.worth.value = c.outlook.value(w)
	s.ExpectedValue = s.ExpectedOrders * w.each
	if c.features.events > 0 {
		c.worth.lifetime = c.lifetime(w)
	}
	s.Lifetime = c.worth.lifetime.expected()
	if beside {
		value, _ := c.fees(float64(s.HorizonDays), 0)
		life, _ := c.fees(lifetimeDays, c.discount)
		s.ExpectedValue, s.Lifetime = s.ExpectedValue+value.expected(), s.Lifetime+life.expected()
		c.worth.value, c.worth.lifetime = c.worth.value.and(value), c.worth.lifetime.and(life)
	}
	s.ValueRange = holds(c.worth.value.within(), s.ExpectedValue)
	if c.features.events > 0 || beside {
		s.LifetimeRange = holds(c.worth.lifetime.within(), s.Lifetime)
	}
}

// beside says that a contract runs whose fee comes beside what is bought.
func (c *subject) beside() bool {
	return c.attention.running > 0 && slices.ContainsFunc(c.attention.agreements, func(a agreement) bool {
		return a.Fee.Minor > 0 && !a.billed && (c.standing.Revenue.IsNone() || a.Fee.Currency == c.standing.Revenue.Currency)
	})
}

// kept is the share of what was bought that did not come back, and of the days
// of purchase that had an amount in the currency: what is expected is what
// Revenue will count.
func (c *subject) kept() float64 {
	f := &c.features
	gross := f.spend * float64(f.priced)
	if gross <= 0 {
		return 1
	}
	return min(max(float64(c.standing.Revenue.Minor)/gross, 0), 1) * float64(f.priced) / float64(f.events)
}

func (c *subject) model() string {
	parts := []string{c.line.Law.Name}
	if c.line.Forecast.Active != nil {
		parts = append(parts, "recalibrated")
	}
	return strings.Join(append(parts, c.line.Card.Source), "+")
}
