package demo

import (
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele"
)

// Buy is one order that is still to come.
type Buy struct {
	Day   clientele.Day
	Minor float64
}

// Course is one way in which a relationship may go on after the books end.
type Course struct {
	Buys []Buy   // in order; several may fall on one day
	Fees float64 // of its contract and the renewals of it, minor units
}

// Future draws one course of so many days, from what is truly so at the end of
// the books: the account's own pace, whether it lives, and how long its gap has
// been open. Another draw of the source is another course.
func (f *Firm) Future(t Truth, days int, rng *rand.Rand) Course {
	var c Course
	if t.Died != clientele.NoDay || !t.AliveOn(f.AsOf) || t.now.fate == enquirer {
		return c
	}
	l := f.life(t.now.trade, rng, &Account{})
	l.truth = t
	end := f.AsOf + 1 + clientele.Day(days)
	last := Spell{f.AsOf + 1, t.now.pace.kind}
	p := t.now.pace
	if t.now.fate == contracted {
		end = min(end, l.goOn(t.now.contract, end, &c))
		if t.now.contract.silent {
			return c
		}
	}
	at := l.next(&p)
	for {
		turn, died := l.drawTurn(t.now.fate, last), l.drawDied(last)
		left := l.run(&p, at, min(turn, died, end), func(day clientele.Day, minor float64) { c.Buys = append(c.Buys, Buy{day, minor}) })
		if left != clientele.NoDay || turn >= min(died, end) {
			return c
		}
		last = Spell{turn, other(last.Kind)}
		p = l.setOff(last)
		at = p.since + l.gamma(p.mean, l.habit(p.kind).shape)
	}
}

// drawDied is the day on which its hazard ends a living one; a contract has none beside its own.
func (l *life) drawDied(s Spell) clientele.Day {
	if l.truth.now.fate == contracted {
		return never
	}
	return l.drawEnd(s)
}

// next is the moment of the next order of an open gap. A gamma gap of whole
// shape k is k exponential phases: given that it is open, fewer than k of them
// have passed, and how many is a Poisson count cut off there.
func (l *life) next(p *pace) float64 {
	k := l.habit(p.kind).shape
	now := l.clock.at(l.firm.AsOf + 1)
	open := max(0, now-p.since)
	passed := float64(k) * open / p.mean
	weights, sum, w := make([]float64, k), 0.0, math.Exp(-min(passed, 700))
	for j := range weights {
		weights[j] = w
		sum += w
		w *= passed / float64(j+1)
	}
	u, done := l.rng.Float64()*sum, 0
	for done < k-1 && u >= weights[done] {
		u -= weights[done]
		done++
	}
	rest := k - done
	return now + l.gamma(p.mean*float64(rest)/float64(k), rest)
}

// goOn renews the running contract, counts the fees that fall due until an end,
// and gives the day on which it is over.
func (l *life) goOn(c contract, end clientele.Day, course *Course) clientele.Day {
	t := &l.trade.terms[c.term]
	from := l.firm.AsOf + 1
	for {
		over := min(c.ends+1, end)
		course.Fees += c.fee * 12 / 365.2425 * float64(max(0, over-from))
		if over == end || l.rng.Float64() >= c.renews(t) {
			return over
		}
		c.number++
		from, c.ends = c.ends+1, monthsOn(c.ends+1, t.months)-1
	}
}

// Outlook is what truly lies ahead of a relationship.
type Outlook struct {
	Active float64 // the chance of at least one order
	Orders float64 // the mean number of days with an order
	Value  float64 // the mean of what they come to, with fees, minor units
}

// Outlook is the mean of so many draws of the Future. The chance has no closed
// form but for memoryless buying at a level rate; the tests hold it to that one.
func (f *Firm) Outlook(t Truth, days, draws int) Outlook {
	rng := rand.New(rand.NewPCG(f.Seed^futureStream, uint64(days)))
	var o Outlook
	for range draws {
		c := f.Future(t, days, rng)
		o.Value += (c.Fees + c.Value()) / float64(draws)
		n := c.Days()
		o.Orders += float64(n) / float64(draws)
		if n > 0 {
			o.Active += 1 / float64(draws)
		}
	}
	return o
}

// futureStream keeps what is drawn ahead apart from what happened.
const futureStream = 0x6a09e667f3bcc909

// Days counts the days with an order.
func (c Course) Days() (n int) {
	last := clientele.NoDay
	for _, b := range c.Buys {
		if b.Day != last {
			n++
		}
		last = b.Day
	}
	return n
}

// Value is what the orders come to.
func (c Course) Value() (minor float64) {
	for _, b := range c.Buys {
		minor += b.Minor
	}
	return minor
}
