package standing

import (
	"fmt"
	"math"
	"strconv"
	"strings"

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
	return facts + "; of such, more than usual keep their rhythm."
}

func fewer(_ *subject, facts string) string {
	return facts + "; of such, fewer than usual keep their rhythm."
}

// above says that a piece of evidence is more than is usual in the cases weighed.
func (c *subject) above(j int) bool { return c.weighed[j] > c.line.Card.Weight.Center[j] }

func (c *subject) ordersSaid() string {
	f := &c.features
	return fmt.Sprintf("Bought on %s since %s, usually every %s", many(f.events, "day"), date(f.first), days(f.median))
}

func (c *subject) ordersFor() string {
	if c.above(onCount) {
		return c.ordersSaid() + ": enough to know their rhythm by."
	}
	return more(c, c.ordersSaid())
}

func (c *subject) ordersAgainst() string {
	if !c.above(onCount) {
		return c.ordersSaid() + ": that is little to go by."
	}
	return fewer(c, c.ordersSaid())
}

func (c *subject) elapsedFor() string {
	f := &c.features
	switch {
	case f.elapsed < 1:
		return "Bought today."
	case f.elapsed <= f.median:
		return fmt.Sprintf("Bought on %s, within their usual gap of %s.", date(f.last), days(f.median))
	case f.elapsed <= f.longest:
		return fmt.Sprintf("They have been away as long before, for up to %s, and came back.", days(f.longest))
	}
	return "Measured by their own rhythm, they are not away for as long as most we compare them with."
}

func (c *subject) elapsedAgainst() string {
	f := &c.features
	switch {
	case f.elapsed > f.longest:
		return fmt.Sprintf("Away for %s, longer than ever before (%s).", days(f.elapsed), days(f.longest))
	case f.elapsed > f.median:
		return fmt.Sprintf("Away for %s, past their usual gap of %s.", days(f.elapsed), days(f.median))
	case f.elapsed < 1:
		return fewer(c, fmt.Sprintf("Bought today, usually every %s", days(f.median)))
	}
	return fewer(c, fmt.Sprintf("Away for %s of a usual gap of %s", days(f.elapsed), days(f.median)))
}

// even says that most gaps are within half the spread that chance would give them.
func (c *subject) even() (factor float64, yes bool) {
	sd := c.line.Rhythm.beat(&c.features).sd
	return math.Exp(sd), sd < math.Sqrt(chanceLogVariance)/2
}

func (c *subject) gapsSaid() string {
	f := &c.features
	factor, _ := c.even()
	return fmt.Sprintf("of %s, most lay within a factor of %.1f of the typical one, and the longest was %s", many(f.x, "gap"), factor, days(f.longest))
}

func (c *subject) regularFor() string {
	f := &c.features
	if factor, even := c.even(); even {
		return fmt.Sprintf("Buys evenly: of %s, most lay within a factor of %.1f of the typical one.", many(f.x, "gap"), factor)
	}
	return more(c, "Their rhythm: "+c.gapsSaid())
}

func (c *subject) regularAgainst() string {
	f := &c.features
	if _, even := c.even(); !even {
		return "Buys unevenly: " + c.gapsSaid() + "."
	}
	if f.longest >= 2*f.median {
		return fmt.Sprintf("One gap was far longer than the others: %s, where %s are usual.", days(f.longest), days(f.median))
	}
	return fewer(c, "Their rhythm: "+c.gapsSaid())
}

// spansSaid asks of the past what "client" asks of the next three windows; byChance is the
// share of such spans that memoryless buying at this pace would fill.
func (c *subject) spansSaid() (said string, filled, byChance float64) {
	f := &c.features
	last := ""
	if f.spans > windows {
		last = fmt.Sprintf(" (of the last %d, in %d)", windows, f.lately)
	}
	said = fmt.Sprintf("Of the last %s of %s, they bought in %d%s", many(f.spans, "span"), days(f.window), f.filled, last)
	return said, float64(f.filled) / float64(max(f.spans, 1)), -math.Expm1(-math.Ln2 * f.window / max(f.median, leastDay))
}

func (c *subject) spansFor() string {
	said, filled, byChance := c.spansSaid()
	if filled > byChance {
		return said + ": more than chance would fill."
	}
	if f := &c.features; f.spans >= windows && f.lately == windows {
		return fmt.Sprintf("Bought in each of the last %d spans of %s.", windows, days(f.window))
	}
	return more(c, said)
}

func (c *subject) spansAgainst() string {
	said, filled, byChance := c.spansSaid()
	if filled < byChance {
		return said + ": fewer than chance would fill."
	}
	if f := &c.features; f.spans > windows && f.lately < windows {
		lately := "none"
		if f.lately > 0 {
			lately = fmt.Sprintf("only %d", f.lately)
		}
		return fmt.Sprintf("Bought in %s of the last %d spans of %s.", lately, windows, days(f.window))
	}
	return fewer(c, said)
}

func (c *subject) gapsLately() string {
	return fmt.Sprintf("the last two gaps were %s on average, all of theirs %s", days(c.features.recent), days(c.features.mean))
}

func (c *subject) halfLately() string {
	f := &c.features
	return fmt.Sprintf("of %s after the first, %d fell into the later half of their time here", many(f.x, "purchase day"), min(f.half, f.x))
}

// turned says whether a pace differs by a day or more: less is not seen.
func (c *subject) turned() float64 {
	return math.Round(c.features.recent) - math.Round(c.features.mean)
}

func (c *subject) trendFor() string {
	switch f := &c.features; {
	case c.turned() < 0:
		return "They came sooner of late: " + c.gapsLately() + "."
	case 2*f.half > f.x:
		return "They came more often of late: " + c.halfLately() + "."
	}
	return more(c, capital(c.gapsLately()))
}

func (c *subject) trendAgainst() string {
	switch f := &c.features; {
	case c.turned() > 0:
		return "They took longer of late: " + c.gapsLately() + "."
	case 2*f.half < f.x:
		return "They came less often of late: " + c.halfLately() + "."
	}
	return fewer(c, capital(c.gapsLately()))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (c *subject) monthsSaid() string {
	f := &c.features
	all := math.Floor(f.t/monthDays) + 1
	return fmt.Sprintf("Bought in %.0f of the %s since their first purchase on %s", math.Round(f.months*all), many(int(all), "month"), date(f.first))
}

func (c *subject) monthsFor() string {
	if c.above(onMonths) {
		return c.monthsSaid() + ": a larger part than usual."
	}
	return more(c, c.monthsSaid())
}

func (c *subject) monthsAgainst() string {
	if !c.above(onMonths) {
		return c.monthsSaid() + ": a smaller part than usual."
	}
	return fewer(c, c.monthsSaid())
}

func (c *subject) amountsSaid() string {
	if c.features.priced < 2 {
		return "How far their amounts vary is not known"
	}
	return fmt.Sprintf("What they spend varies by a factor of %.1f from one purchase to the next", math.Exp(c.features.spread))
}

func (c *subject) amountsFor() string {
	if c.features.priced > 1 && !c.above(onAmounts) {
		return c.amountsSaid() + ", less than usual."
	}
	return more(c, c.amountsSaid())
}

func (c *subject) amountsAgainst() string {
	if c.features.priced > 1 && c.above(onAmounts) {
		return c.amountsSaid() + ", more than usual."
	}
	return fewer(c, c.amountsSaid())
}

func (c *subject) paceSaid() string {
	return fmt.Sprintf("Their usual gap is %s", days(c.features.median))
}

func (c *subject) worthSaid() string {
	if c.features.priced == 0 || c.line.Typical <= 0 {
		return "What they spend is not known"
	}
	return fmt.Sprintf("A purchase of theirs comes to %.1f times what is typical here", c.features.spend/c.line.Typical)
}

func (c *subject) tenureSaid() string {
	return fmt.Sprintf("They have bought here since %s, for %s", date(c.features.first), days(c.features.t))
}

func (c *subject) touchFor() string {
	if c.features.contacts > 0 {
		return c.contactsSaid() + ": who is in touch both ways tends to stay."
	}
	return more(c, "There was no contact both ways in the last year")
}

func (c *subject) touchAgainst() string {
	if c.features.contacts > 0 {
		return fewer(c, c.contactsSaid())
	}
	return "There was no contact both ways in the last year."
}

func (c *subject) contactFor() string {
	return c.contactsSaid() + " (a rule of thumb: your own data have not spoken on this yet)."
}

func (c *subject) contactsSaid() string {
	var said []string
	for _, one := range []struct {
		what string
		n    int
	}{{"they wrote or called", c.attention.in}, {"we wrote or called", c.attention.out}, {"we met", c.attention.mutual}} {
		if one.n > 0 {
			said = append(said, one.what+" "+times(one.n))
		}
	}
	if len(said) == 0 {
		return "There was no contact in the last year"
	}
	return "In the last year " + strings.Join(said, ", ")
}

func (c *subject) chanceAgainst() string {
	if c.line.Rhythm.memoryless() {
		return "Purchases here come as chance would have them: nobody keeps enough of a rhythm to be called {a-client} for it."
	}
	return fmt.Sprintf("Chance alone could have made their %s, and there are too few relationships here to tell otherwise.", many(c.features.x, "gap"))
}

func (c *subject) usualSaid() string {
	card := &c.line.Card
	if card.Source == "own" {
		return fmt.Sprintf("of %d cases of your own past, %.0f %% went on to buy in each of three spans", card.Cases, 100*card.Base)
	}
	return fmt.Sprintf("your own past holds %s, too few to learn from, so this is what other trades have taught us", many(card.Cases, "case"))
}

func commonFor(_ *subject, facts string) string {
	return "What is common to all here speaks for them: " + facts + "."
}

func commonAgainst(_ *subject, facts string) string {
	return "What is common to all here speaks against them: " + facts + "."
}

func (c *subject) contractSaid() string {
	e := c.attention.contract
	until := "without an end date"
	if e.End != clientele.NoDay {
		until = "until " + date(e.End)
	}
	return fmt.Sprintf("A %s runs since %s, %s", orWord(string(e.Kind), "contract"), date(e.Start), until)
}

func goOn(c *subject, facts string) string {
	return fmt.Sprintf("%s; of such contracts %.0f %% go on.", facts, 100*c.renewal())
}

func onlyGoOn(c *subject, facts string) string {
	return fmt.Sprintf("%s, but of such contracts only %.0f %% go on.", facts, 100*c.renewal())
}

func (c *subject) earlyAgainst() string {
	f, a := &c.features, &c.attention
	need := c.line.leastGaps() + 1
	switch {
	case f.events == 1:
		return fmt.Sprintf("Not enough evidence: bought once, on %s; at least %d purchase days are needed.", date(f.last), need)
	case f.events > 1:
		return fmt.Sprintf("Not enough evidence: bought on %s since %s, the last %s; at least %d are needed.", many(f.events, "day"), date(f.first), ago(f.elapsed), need)
	case a.contact != clientele.NoDay:
		return fmt.Sprintf("Not enough evidence: no purchase yet; the last contact was on %s.", date(a.contact))
	case a.ended != clientele.NoDay:
		return fmt.Sprintf("Not enough evidence: no purchase; the last contract ended on %s.", date(a.ended))
	}
	return "Not enough evidence: no purchase yet."
}

func (c *subject) slippingSaid() string {
	f := &c.features
	switch {
	case c.line.Slip.watch(&c.line.Rhythm, f) || c.clientGoesQuiet():
		return c.slippingWords()
	case f.x == 1:
		return fmt.Sprintf("Bought twice, %s apart, and nothing for %s since: more of such stay away than come back.", days(f.median), days(f.elapsed))
	}
	return fmt.Sprintf("Usually every %s, now %s: more of such stay away than come back.", days(f.median), days(f.elapsed))
}

func (c *subject) lapsedSaid() string {
	if c.features.x >= leastGaps {
		return fmt.Sprintf("Silent for %s, usually every %s: after so long, more of such stay away than come back.", days(c.features.elapsed), days(c.features.median))
	}
	if long := c.line.Rhythm.longGap(); c.features.elapsed > long {
		return fmt.Sprintf("Silent for %s, longer than nine in ten gaps here (%s): more of such stay away than come back.", days(c.features.elapsed), days(long))
	}
	return fmt.Sprintf("Silent for %s: hardly one in ten of such comes back.", days(c.features.elapsed))
}

func (c *subject) slowingSaid() string {
	early, late, n := c.paces()
	return fmt.Sprintf("Their gaps grow: of the last %s, the first half were %s on average, the later half %s.", many(n, "gap"), days(early), days(late))
}

func (c *subject) wasClientSaid() string {
	return fmt.Sprintf("They were {a-client} when they last bought, on %s: it is the silence since that makes them {a-customer}.", date(c.features.last))
}

func date(d clientele.Day) string { return d.Time().Format("2 Jan 2006") }

func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func days(d float64) string { return many(int(math.Round(d)), "day") }

func ago(d float64) string {
	if d < 1 {
		return "today"
	}
	return days(d) + " ago"
}

func orWord(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
