package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// The rules of trend. Slipping is in slipping.go.
const (
	// lapsedLikely: they have more likely left than not.
	lapsedLikely = 0.5
	// lapsedSurely: hardly one in ten of such comes back, and there is no more to wait for.
	lapsedSurely = 0.1
	// coldProspect is the chance below which a prospect has gone cold.
	coldProspect = 0.10
	// growingZ is the one-sided 5 % point of a normal deviate: under a steady rate
	// the purchases of the later half of the age are half of all, give or take chance.
	growingZ   = 1.645
	growingMin = 6 // purchase days below which that normal deviate is not one
	// slowerMin is the number of gaps from which a trend of theirs is told from chance, and
	// slowerBy how much longer the later half of them is then, at least.
	slowerMin = 4
	slowerBy  = 1.25
	// rising is by how much P(client) must have risen over two windows, and
	// nearClient from where a customer is called growing for it.
	rising     = 0.10
	nearClient = 0.30
)

// move fills in the trend.
func (c *subject) move() {
	s, f := &c.standing, &c.features
	s.Trend = clientele.Steady
	if f.events == 0 {
		if s.AliveProb < coldProspect && c.attention.contact != clientele.NoDay {
			s.Trend = clientele.Lapsed
		}
		return
	}
	alarm := c.line.Slip.watch(&c.line.Rhythm, f)
	switch {
	case c.attention.running == 0 && c.lapsed():
		s.Trend = clientele.Lapsed
		c.say("lapsed", 0)
	case alarm, c.clientGoesQuiet(), c.attention.running == 0 && c.fades():
		s.Trend = clientele.Slipping
		c.say("slipping", 0)
		if s.WasClient = c.wasClient(); s.WasClient {
			c.say("was-client", 0)
		}
	case c.faster():
		s.Trend = clientele.Growing
	case c.slower():
		s.Trend = clientele.Slowing
		c.say("slowing", 0)
	case c.nearer():
		s.Trend = clientele.Growing
	}
}

// lapsed says that the silence is longer than those after which people come
// back: than the days followed up, by which a relationship with a rhythm counts
// as lost (standing.md §2), or, without one, than nine in ten gaps of the line;
// and, who hardly ever comes back, than three of its windows: until they are
// over it is slipping, and worth a call.
func (c *subject) lapsed() bool {
	limit := c.line.Rhythm.longGap()
	if c.features.x >= leastGaps {
		limit = max(float64(c.line.Slip.Follow), windows*c.features.window)
	}
	if c.standing.ActiveProb < lapsedSurely {
		limit = min(limit, windows*c.features.window)
	}
	return c.gone() && c.features.elapsed > limit
}

// fades says that who came more than once is later than one and a half of the usual gap,
// and has more likely left than not (where there is a rhythm to tell it by), or hardly
// buys again: that is not yet lapsed, and steady it is not.
func (c *subject) fades() bool {
	s, f := &c.standing, &c.features
	if f.x == 0 || f.elapsed <= f.window || !c.gone() {
		return false
	}
	return s.ActiveProb < lapsedSurely || s.AliveTold && s.Enough
}

// clientGoesQuiet says that one who was a client at its last purchase is later
// than its rhythm allows.
func (c *subject) clientGoesQuiet() bool {
	return c.line.Slip.broken(&c.line.Rhythm, &c.features) && (c.standing.Kind == clientele.Client || c.wasClient())
}

// wasClient says that a customer was a client at its last purchase: what makes
// it less is the silence since.
func (c *subject) wasClient() bool {
	if c.standing.Kind != clientele.Customer || !c.standing.Enough {
		return false
	}
	then := c.then(c.features.last)
	return c.line.clientAt(&then) >= 0.5
}

// then is the relationship as of an earlier day, with today's contact.
func (c *subject) then(at clientele.Day) features {
	f := read(c.days, at)
	f.contacts = c.features.contacts
	return f
}

// clientAt is P(client) by the card alone, at another time.
func (l *lineMeasure) clientAt(f *features) float64 {
	v := l.lens().weigh(f)
	sum := l.Card.Weight.sum(v[:])
	if l.Rhythm.couldBeChance(f) {
		sum = min(sum, chanceCap)
	}
	return logistic(sum)
}

// faster says that the later half of the age holds more purchases than chance
// would put there. The first purchase opens the age and is in neither half.
func (c *subject) faster() bool {
	f := &c.features
	late, early := float64(f.half), float64(f.x-f.half)
	return f.x >= growingMin && (late-early)/math.Sqrt(late+early) > growingZ
}

// paces are the mean gaps of the earlier and of the later half of the last gaps, and how
// many those are.
func (c *subject) paces() (early, late float64, n int) {
	gaps := c.gaps()
	n = len(gaps)
	for i := range n / 2 {
		early, late = early+gaps[i]/float64(n/2), late+gaps[n-1-i]/float64(n/2)
	}
	return early, late, n
}

// gaps are those between the last days of purchase, as many as are looked back on.
func (c *subject) gaps() []float64 {
	days := c.days[max(0, c.features.events-1-mostSpans):c.features.events]
	var gaps []float64
	for i := 1; i < len(days); i++ {
		gaps = append(gaps, float64(days[i].Day-days[i-1].Day))
	}
	return gaps
}

// slower says that gaps grow more surely than chance would have them, by Mann's test of a
// trend (1945, Econometrica 13:245), and by a quarter at least.
func (c *subject) slower() bool {
	early, late, n := c.paces()
	if n < slowerMin || late < slowerBy*early {
		return false
	}
	longer := 0.0
	gaps := c.gaps()
	for j := range gaps {
		for i := range j {
			longer += outcome(gaps[j] > gaps[i]) - outcome(gaps[j] < gaps[i])
		}
	}
	pairs := float64(n * (n - 1) * (2*n + 5))
	return (longer-1)/math.Sqrt(pairs/18) > growingZ
}

// nearer says that a customer is on the way to becoming a client.
func (c *subject) nearer() bool {
	s, f := &c.standing, &c.features
	if s.Kind != clientele.Customer || s.ClientProb < nearClient || !s.Enough || c.attention.running > 0 {
		return false
	}
	then := c.then(s.AsOf - clientele.Day(2*f.window))
	if then.x < c.line.leastGaps() {
		return false
	}
	return s.ClientProb-c.line.clientAt(&then) > rising
}

// The rules of stage. Until referrals and feedback are entries, advocacy is read
// off duration and sureness: conventions, stated here and in the manual.
const (
	longTimeDays   = 365 // a customer of a year and
	longTimeEvents = 6   // so many purchase days is retained, client or not
	advocateDays   = 730
	advocateEvents = 12
	advocateProb   = 0.8
)

// stage fills in how far the journey has come.
func (c *subject) stage() {
	s, f, a := &c.standing, &c.features, &c.attention
	settled := s.Trend != clientele.Slipping && s.Trend != clientele.Lapsed
	switch {
	case s.Kind == clientele.Client && settled && f.t >= advocateDays && f.events >= advocateEvents && s.ClientProb >= advocateProb:
		s.Stage = clientele.Advocacy
	case s.Kind == clientele.Client:
		s.Stage = clientele.Retention
	case f.t >= longTimeDays && f.events >= longTimeEvents && s.ActiveProb >= 0.5:
		s.Stage = clientele.Retention
	case f.events >= 2:
		s.Stage = clientele.Nurturing
	case f.events == 1 || a.in > 0 || a.mutual > 0:
		s.Stage = clientele.EngagementStage
	default:
		s.Stage = clientele.Awareness
	}
}

// halved is what is left of one after days at a half-life.
func halved(days, half float64) float64 { return math.Exp2(-days / half) }
