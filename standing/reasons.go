package standing

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// words is the sentence of a reason with its counts and dates, and the day of
// its evidence. Weights are against the cases of the past: where that turns a
// sentence round, it says so.
func (c *subject) words(code string, weight float64) (string, clientele.Day) {
	f, a := &c.features, &c.attention
	switch code {
	case "orders":
		return fmt.Sprintf("Bought on %s since %s, usually every %s; the last was %s.",
			many(f.events, "day"), date(f.first), days(f.median), ago(f.elapsed)), f.first
	case "elapsed":
		return c.elapsedWords(weight), f.last
	case "regularity":
		return c.regularWords(), clientele.NoDay
	case "trend":
		return c.trendWords(), f.last
	case "spans":
		return c.spanWords(), f.last
	case "months":
		all := math.Floor(f.t/monthDays) + 1
		return fmt.Sprintf("Bought in %.0f of the %s that began on the day of their first purchase, %s.", math.Round(f.months*all), many(int(all), "month"), date(f.first)), f.first
	case "worth":
		return c.worthWords(), clientele.NoDay
	case "tenure":
		return fmt.Sprintf("Has bought here since %s, for %s.", date(f.first), days(f.t)), f.first
	case "two-way":
		return c.contactsWords() + ".", a.contact
	case "amounts":
		return fmt.Sprintf("What they spend varies by a factor of %.1f from one purchase to the next.", math.Exp(f.spread)), clientele.NoDay
	case "pace":
		return fmt.Sprintf("Their pace: spans of %s, one and a half times their usual gap.", days(f.window)), clientele.NoDay
	case "usual":
		return c.usualWords(), clientele.NoDay
	case "chance":
		return c.chanceWords(), clientele.NoDay
	case "contract":
		return c.contractWords(), a.contract.Start
	case "contact":
		return c.contactWords(), a.contact
	case "slipping":
		return c.slippingWords(), f.last
	case "lapsed":
		return c.lapsedWords(), f.last
	case "was-client":
		return fmt.Sprintf("Were {a-client} when they last bought, on %s: it is the silence since that makes them {a-customer}.", date(f.last)), f.last
	}
	return c.earlyWords(), f.last
}

func (c *subject) elapsedWords(weight float64) string {
	f := &c.features
	last := fmt.Sprintf("The last purchase was %s, on %s: ", ago(f.elapsed), date(f.last))
	switch {
	case f.elapsed > f.longest && weight > 0:
		return last + fmt.Sprintf("longer than any gap before (%s), yet less late than most cases here.", days(f.longest))
	case f.elapsed > f.longest:
		return last + fmt.Sprintf("longer than any gap before (%s).", days(f.longest))
	case f.elapsed > f.median && weight > 0:
		return last + fmt.Sprintf("past the usual gap of %s, but no later than it has been (%s).", days(f.median), days(f.longest))
	case f.elapsed > f.median:
		return last + fmt.Sprintf("past the usual gap of %s, not past the longest of %s.", days(f.median), days(f.longest))
	}
	return last + fmt.Sprintf("within the usual gap of %s.", days(f.median))
}

// Spreads of log gaps: half that of chance buying is called regular.
func (c *subject) regularWords() string {
	b := c.line.Rhythm.beat(&c.features)
	word := "irregularly"
	switch {
	case b.sd < math.Sqrt(chanceLogVariance)/4:
		word = "very regularly"
	case b.sd < math.Sqrt(chanceLogVariance)/2:
		word = "regularly"
	case b.sd < math.Sqrt(chanceLogVariance):
		word = "somewhat regularly"
	}
	return fmt.Sprintf("Buys %s: over %s, most lay within a factor of %.1f of their typical one; the longest was %s, the usual one is %s.",
		word, many(c.features.x, "gap"), math.Exp(b.sd), days(c.features.longest), days(c.features.median))
}

func (c *subject) chanceWords() string {
	if c.line.Rhythm.memoryless() {
		return "Purchases here come as chance would have them: nobody is regular enough to be called {a-client} for it."
	}
	return fmt.Sprintf("Chance alone could have made their %s, and there are too few relationships here to tell otherwise.", many(c.features.x, "gap"))
}

func (c *subject) usualWords() string {
	card := &c.line.Card
	if card.Source == "own" {
		return fmt.Sprintf("What is usual here: of %d cases of your own past, %.0f in 100 went on to buy in each of three spans.", card.Cases, 100*card.Base)
	}
	return fmt.Sprintf("What is usual elsewhere: your own past holds %s, too few for a card of its own, so one learnt from other industries speaks.", many(card.Cases, "case"))
}

func (c *subject) contractWords() string {
	e := c.attention.contract
	until := "without an end date"
	if e.End != clientele.NoDay {
		until = "until " + date(e.End)
	}
	return fmt.Sprintf("A %s runs since %s, %s; of such contracts %.0f in 100 go on.", orWord(string(e.Kind), "contract"), date(e.Start), until, 100*c.renewal())
}

func (c *subject) trendWords() string {
	f := &c.features
	how := "faster than"
	if f.recent > f.mean {
		how = "slower than"
	}
	return fmt.Sprintf("The last two gaps were %s on average, %s their mean of %s; of %s after the first, %d fell into the later half of their time here.",
		days(f.recent), how, days(f.mean), many(f.x, "purchase day"), min(f.half, f.x))
}

func (c *subject) worthWords() string {
	if c.features.priced == 0 || c.line.Typical <= 0 {
		return "What they spend is not known."
	}
	return fmt.Sprintf("A purchase of theirs comes to %.1f times what is typical here.", c.features.spend/c.line.Typical)
}

// spanWords asks of the past what "client" asks of the next three windows.
func (c *subject) spanWords() string {
	f := &c.features
	last := ""
	if f.spans > windows {
		last = fmt.Sprintf(", and in %d of the last %d", f.lately, windows)
	}
	return fmt.Sprintf("Looked at in spans of %s (one and a half times their usual gap), they bought in %d of %s%s.", days(f.window), f.filled, many(f.spans, "span"), last)
}

func (c *subject) contactWords() string {
	return c.contactsWords() + " (a rule of thumb: your own data have not spoken on this yet)."
}

func (c *subject) contactsWords() string {
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

func (c *subject) lapsedWords() string {
	if c.features.x >= leastGaps {
		return fmt.Sprintf("Silent for %s, usually every %s: after so long, more of such stay away than come back.", days(c.features.elapsed), days(c.features.median))
	}
	if long := c.line.Rhythm.longGap(); c.features.elapsed > long {
		return fmt.Sprintf("Silent for %s, longer than nine in ten gaps here (%s): more of such stay away than come back.", days(c.features.elapsed), days(long))
	}
	return fmt.Sprintf("Silent for %s: hardly one in ten of such comes back.", days(c.features.elapsed))
}

func (c *subject) earlyWords() string {
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
