package standing

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// saying is what a reason says where its weight speaks for a client, and where it
// speaks against. Weights are against the cases of the past, so that the same fact may
// be either: the weight chooses, and the sentence never pulls the other way.
type saying struct{ pro, con func(*subject) string }

var sayings = map[string]saying{
	"orders":      {(*subject).ordersFor, (*subject).ordersAgainst},
	"elapsed":     {(*subject).elapsedFor, (*subject).elapsedAgainst},
	"regularity":  {(*subject).regularFor, (*subject).regularAgainst},
	"spans":       {(*subject).spansFor, (*subject).spansAgainst},
	"trend":       {(*subject).trendFor, (*subject).trendAgainst},
	"months":      {(*subject).monthsFor, (*subject).monthsAgainst},
	"amounts":     {(*subject).amountsFor, (*subject).amountsAgainst},
	"pace":        {either((*subject).paceSaid, more), either((*subject).paceSaid, fewer)},
	"worth":       {either((*subject).worthSaid, more), either((*subject).worthSaid, fewer)},
	"tenure":      {either((*subject).tenureSaid, more), either((*subject).tenureSaid, fewer)},
	"two-way":     {(*subject).touchFor, (*subject).touchAgainst},
	"usual":       {either((*subject).usualSaid, commonFor), either((*subject).usualSaid, commonAgainst)},
	"contract":    {either((*subject).contractSaid, goOn), either((*subject).contractSaid, onlyGoOn)},
	"contact":     {(*subject).contactFor, nil},    // weighs nothing or more
	"chance":      {nil, (*subject).chanceAgainst}, // takes away what chance may have given
	"too-early":   {nil, (*subject).earlyAgainst},  // nobody is called a client yet
	"no-purchase": {nil, (*subject).earlyAgainst},
}

// movements say which way they move; they have no weight.
var movements = map[string]func(*subject) string{
	"slipping": (*subject).slippingSaid, "lapsed": (*subject).lapsedSaid, "slowing": (*subject).slowingSaid, "was-client": (*subject).wasClientSaid,
}

// words is the sentence of a reason with its counts and dates, and the day of its evidence.
func (c *subject) words(code string, weight float64) (string, clientele.Day) {
	if says, ok := movements[code]; ok {
		return says(c), c.features.last
	}
	of := sayings[code]
	if weight > 0 && of.pro != nil || of.con == nil {
		return of.pro(c), c.dayOf(code)
	}
	return of.con(c), c.dayOf(code)
}

// dayOf is the day of a reason's evidence.
func (c *subject) dayOf(code string) clientele.Day {
	switch code {
	case "orders", "months", "tenure":
		return c.features.first
	case "elapsed", "trend", "spans", "too-early", "no-purchase":
		return c.features.last
	case "two-way", "contact":
		return c.attention.contact
	case "contract":
		return c.attention.contract.Start
	}
	return clientele.NoDay
}

func either(facts func(*subject) string, with func(*subject, string) string) func(*subject) string {
	return func(c *subject) string { return with(c, facts(c)) }
}

// more and fewer say what the past made of such facts, where they do not speak for themselves.
func more(_ *subject, facts string) string {
	return clientele.Tell("standing.more-than-usual", "facts", facts)
}

func fewer(_ *subject, facts string) string {
	return clientele.Tell("standing.fewer-than-usual", "facts", facts)
}

// above says that a piece of evidence is more than is usual in the cases weighed.
func (c *subject) above(j int) bool { return c.weighed[j] > c.line.Card.Weight.Center[j] }

func (c *subject) ordersSaid() string {
	f := &c.features
	return clientele.Tell("standing.orders", "days", days(float64(f.events)), "first", f.first, "usual", days(f.median))
}

func (c *subject) ordersFor() string {
	if c.above(onCount) {
		return clientele.Tell("standing.orders-enough", "facts", c.ordersSaid())
	}
	return more(c, c.ordersSaid())
}

func (c *subject) ordersAgainst() string {
	if !c.above(onCount) {
		return clientele.Tell("standing.orders-few", "facts", c.ordersSaid())
	}
	return fewer(c, c.ordersSaid())
}

func (c *subject) elapsedFor() string {
	f := &c.features
	switch {
	case f.elapsed < 1:
		return clientele.Tell("standing.today")
	case f.elapsed <= f.median:
		return clientele.Tell("standing.in-time", "last", f.last, "usual", days(f.median))
	case f.elapsed <= f.longest:
		return clientele.Tell("standing.away-before", "longest", days(f.longest))
	}
	return clientele.Tell("standing.away-less")
}

func (c *subject) elapsedAgainst() string {
	f := &c.features
	switch {
	case f.elapsed > f.longest:
		return clientele.Tell("standing.away-longest", "away", days(f.elapsed), "longest", days(f.longest))
	case f.elapsed > f.median:
		return clientele.Tell("standing.away-past", "away", days(f.elapsed), "usual", days(f.median))
	case f.elapsed < 1:
		return fewer(c, clientele.Tell("standing.today-usually", "usual", days(f.median)))
	}
	return fewer(c, clientele.Tell("standing.away-within", "away", days(f.elapsed), "usual", days(f.median)))
}

// even says that most gaps are within half the spread that chance would give them.
func (c *subject) even() (spread float64, yes bool) {
	sd := c.line.Rhythm.beat(&c.features).sd
	return math.Exp(sd), sd < math.Sqrt(chanceLogVariance)/2
}

func (c *subject) gapsSaid() string {
	f := &c.features
	spread, _ := c.even()
	return clientele.Tell("standing.gaps", "gaps", gaps(f.x), "factor", factor(spread), "longest", days(f.longest))
}

func (c *subject) rhythmSaid() string {
	return clientele.Tell("standing.rhythm", "facts", c.gapsSaid())
}

func (c *subject) regularFor() string {
	if spread, even := c.even(); even {
		return clientele.Tell("standing.even", "gaps", gaps(c.features.x), "factor", factor(spread))
	}
	return more(c, c.rhythmSaid())
}

func (c *subject) regularAgainst() string {
	f := &c.features
	if _, even := c.even(); !even {
		return clientele.Tell("standing.uneven", "facts", c.gapsSaid())
	}
	if f.longest >= 2*f.median {
		return clientele.Tell("standing.one-long-gap", "longest", days(f.longest), "usual", days(f.median))
	}
	return fewer(c, c.rhythmSaid())
}

// spansSaid asks of the past what "client" asks of the next three windows; byChance is the
// share of such spans that memoryless buying at this pace would fill.
func (c *subject) spansSaid() (said string, filled, byChance float64) {
	f := &c.features
	spans := clientele.Tell("noun.span", "n", f.spans)
	if f.spans > windows {
		said = clientele.Tell("standing.spans-lately", "spans", spans, "window", days(f.window), "filled", f.filled, "last", windows, "lately", f.lately)
	} else {
		said = clientele.Tell("standing.spans", "spans", spans, "window", days(f.window), "filled", f.filled)
	}
	return said, float64(f.filled) / float64(max(f.spans, 1)), -math.Expm1(-math.Ln2 * f.window / max(f.median, leastDay))
}

func (c *subject) spansFor() string {
	said, filled, byChance := c.spansSaid()
	if filled > byChance {
		return clientele.Tell("standing.spans-more", "facts", said)
	}
	if f := &c.features; f.spans >= windows && f.lately == windows {
		return clientele.Tell("standing.spans-each", "last", windows, "window", days(f.window))
	}
	return more(c, said)
}

func (c *subject) spansAgainst() string {
	said, filled, byChance := c.spansSaid()
	if filled < byChance {
		return clientele.Tell("standing.spans-fewer", "facts", said)
	}
	switch f := &c.features; {
	case f.spans <= windows || f.lately >= windows:
		return fewer(c, said)
	case f.lately > 0:
		return clientele.Tell("standing.spans-only", "lately", f.lately, "last", windows, "window", days(f.window))
	default:
		return clientele.Tell("standing.spans-none", "last", windows, "window", days(f.window))
	}
}

func (c *subject) gapsLately() string {
	return clientele.Tell("standing.gaps-lately", "recent", days(c.features.recent), "mean", days(c.features.mean))
}

func (c *subject) halfLately() string {
	f := &c.features
	return clientele.Tell("standing.half-lately", "days", clientele.Tell("noun.purchase-day", "n", f.x), "later", min(f.half, f.x))
}

// turned says whether a pace differs by a day or more: less is not seen.
func (c *subject) turned() float64 {
	return math.Round(c.features.recent) - math.Round(c.features.mean)
}

func (c *subject) trendFor() string {
	switch f := &c.features; {
	case c.turned() < 0:
		return clientele.Tell("standing.sooner", "facts", c.gapsLately())
	case 2*f.half > f.x:
		return clientele.Tell("standing.more-often", "facts", c.halfLately())
	}
	return more(c, c.gapsLately())
}

func (c *subject) trendAgainst() string {
	switch f := &c.features; {
	case c.turned() > 0:
		return clientele.Tell("standing.longer", "facts", c.gapsLately())
	case 2*f.half < f.x:
		return clientele.Tell("standing.less-often", "facts", c.halfLately())
	}
	return fewer(c, c.gapsLately())
}

func (c *subject) monthsSaid() string {
	f := &c.features
	all := math.Floor(f.t/monthDays) + 1
	return clientele.Tell("standing.months", "bought", int(math.Round(f.months*all)), "months", clientele.Tell("noun.month", "n", int(all)), "first", f.first)
}

func (c *subject) monthsFor() string {
	if c.above(onMonths) {
		return clientele.Tell("standing.months-more", "facts", c.monthsSaid())
	}
	return more(c, c.monthsSaid())
}

func (c *subject) monthsAgainst() string {
	if !c.above(onMonths) {
		return clientele.Tell("standing.months-fewer", "facts", c.monthsSaid())
	}
	return fewer(c, c.monthsSaid())
}

func (c *subject) amountsSaid() string {
	if c.features.priced < 2 {
		return clientele.Tell("standing.amounts-unknown")
	}
	return clientele.Tell("standing.amounts", "factor", factor(math.Exp(c.features.spread)))
}

func (c *subject) amountsFor() string {
	if c.features.priced > 1 && !c.above(onAmounts) {
		return clientele.Tell("standing.amounts-less", "facts", c.amountsSaid())
	}
	return more(c, c.amountsSaid())
}

func (c *subject) amountsAgainst() string {
	if c.features.priced > 1 && c.above(onAmounts) {
		return clientele.Tell("standing.amounts-more", "facts", c.amountsSaid())
	}
	return fewer(c, c.amountsSaid())
}

func (c *subject) paceSaid() string {
	return clientele.Tell("standing.pace", "usual", days(c.features.median))
}

func (c *subject) worthSaid() string {
	if c.features.priced == 0 || c.line.Typical <= 0 {
		return clientele.Tell("standing.worth-unknown")
	}
	return clientele.Tell("standing.worth", "times", factor(c.features.spend/c.line.Typical))
}

func (c *subject) tenureSaid() string {
	return clientele.Tell("standing.tenure", "first", c.features.first, "long", days(c.features.t))
}

func (c *subject) touchFor() string {
	if c.features.contacts > 0 {
		return clientele.Tell("standing.in-touch", "facts", c.contactsSaid())
	}
	return more(c, clientele.Tell("standing.no-two-way"))
}

func (c *subject) touchAgainst() string {
	if c.features.contacts > 0 {
		return fewer(c, c.contactsSaid())
	}
	return clientele.Tell("standing.no-two-way-alone")
}

func (c *subject) contactFor() string {
	return clientele.Tell("standing.contact-guess", "facts", c.contactsSaid())
}

func (c *subject) contactsSaid() string {
	var said []string
	if n := c.attention.in; n > 0 {
		said = append(said, clientele.Tell("standing.they-wrote", "n", n))
	}
	if n := c.attention.out; n > 0 {
		said = append(said, clientele.Tell("standing.we-wrote", "n", n))
	}
	if n := c.attention.mutual; n > 0 {
		said = append(said, clientele.Tell("standing.we-met", "n", n))
	}
	if len(said) == 0 {
		return clientele.Tell("standing.no-contact")
	}
	return clientele.Tell("standing.contacts", "contacts", said)
}

func (c *subject) chanceAgainst() string {
	if c.line.Rhythm.memoryless() {
		return clientele.Tell("standing.chance-for-all")
	}
	return clientele.Tell("standing.chance", "gaps", gaps(c.features.x))
}

func (c *subject) usualSaid() string {
	card := &c.line.Card
	cases := clientele.Tell("noun.case", "n", card.Cases)
	if card.Source == "own" {
		return clientele.Tell("standing.usual-own", "cases", cases, "share", percent(card.Base))
	}
	return clientele.Tell("standing.usual-taught", "cases", cases)
}

func commonFor(_ *subject, facts string) string {
	return clientele.Tell("standing.common-for", "facts", facts)
}

func commonAgainst(_ *subject, facts string) string {
	return clientele.Tell("standing.common-against", "facts", facts)
}

func (c *subject) contractSaid() string {
	e := c.attention.contract
	if e.End == clientele.NoDay {
		return clientele.Tell("standing.contract-open", "contract", e.Kind.One(), "start", e.Start)
	}
	return clientele.Tell("standing.contract", "contract", e.Kind.One(), "start", e.Start, "end", e.End)
}

func goOn(c *subject, facts string) string {
	return clientele.Tell("standing.go-on", "facts", facts, "share", percent(c.renewal()))
}

func onlyGoOn(c *subject, facts string) string {
	return clientele.Tell("standing.only-go-on", "facts", facts, "share", percent(c.renewal()))
}

func (c *subject) earlyAgainst() string {
	f, a := &c.features, &c.attention
	need := c.line.leastGaps() + 1
	switch {
	case f.events == 1:
		return clientele.Tell("standing.early-once", "last", f.last, "need", need)
	case f.events > 1:
		return clientele.Tell("standing.early", "days", days(float64(f.events)), "first", f.first, "ago", ago(f.elapsed), "need", need)
	case a.contact != clientele.NoDay:
		return clientele.Tell("standing.early-contact", "contact", a.contact)
	case a.ended != clientele.NoDay:
		return clientele.Tell("standing.early-ended", "ended", a.ended)
	}
	return clientele.Tell("standing.early-nothing")
}

func (c *subject) slippingSaid() string {
	f := &c.features
	switch {
	case c.line.Slip.watch(&c.line.Rhythm, f) || c.clientGoesQuiet():
		return c.slippingWords()
	case f.x == 1:
		return clientele.Tell("standing.slips-twice", "apart", days(f.median), "away", days(f.elapsed))
	}
	return clientele.Tell("standing.slips-away", "usual", days(f.median), "away", days(f.elapsed))
}

func (c *subject) lapsedSaid() string {
	f := &c.features
	if f.x >= leastGaps {
		return clientele.Tell("standing.lapsed", "away", days(f.elapsed), "usual", days(f.median))
	}
	if long := c.line.Rhythm.longGap(); f.elapsed > long {
		return clientele.Tell("standing.lapsed-long", "away", days(f.elapsed), "long", days(long))
	}
	return clientele.Tell("standing.lapsed-rare", "away", days(f.elapsed))
}

func (c *subject) slowingSaid() string {
	early, late, n := c.paces()
	return clientele.Tell("standing.slowing", "gaps", gaps(n), "early", days(early), "late", days(late))
}

func (c *subject) wasClientSaid() string {
	return clientele.Tell("standing.was-client", "last", c.features.last)
}

func days(d float64) string { return clientele.Tell("noun.day", "n", int(math.Round(d))) }

func gaps(n int) string { return clientele.Tell("noun.gap", "n", n) }

func ago(d float64) string {
	if d < 1 {
		return clientele.Tell("time.today")
	}
	return clientele.Tell("time.ago", "span", days(d))
}

// factor is a number as it is said: what nobody reads is not kept either.
func factor(x float64) clientele.Decimal {
	return clientele.Decimal{Of: math.Round(10*x) / 10, Digits: 1}
}

// percent is a share as it is said: in whole hundredths, and a model is never certain.
func percent(p float64) clientele.Share {
	switch {
	case p < 0.005:
		return 0.001
	case p >= 0.995:
		return 0.999
	}
	return clientele.Share(math.Round(100*p) / 100)
}
