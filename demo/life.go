package demo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele"
)

// fate is what becomes of a relationship.
type fate string

const (
	steadyClient   fate = "steady client"
	steadyCustomer fate = "steady customer"
	neglected      fate = "client neglected"   // becomes a customer
	caredFor       fate = "customer cared for" // becomes a client
	oneOff         fate = "one-off buyer"
	enquirer       fate = "enquirer" // talks, never buys
)

// Truth is what is so, whatever the evidence looks like.
type Truth struct {
	Key    string
	Line   clientele.Line
	Fate   string
	Spells []Spell       // in order; each begins where the one before ends
	Died   clientele.Day // the day it ended; NoDay while it lives
}

// Spell is a time during which a relationship was of one kind.
type Spell struct {
	From clientele.Day
	Kind clientele.Kind
}

// KindOn is the kind on a day; "" before the relationship began.
func (t Truth) KindOn(day clientele.Day) (kind clientele.Kind) {
	for _, s := range t.Spells {
		if s.From <= day {
			kind = s.Kind
		}
	}
	return kind
}

// AliveOn says whether the relationship had begun and not ended.
func (t Truth) AliveOn(day clientele.Day) bool {
	return len(t.Spells) > 0 && t.Spells[0].From <= day && (t.Died == clientele.NoDay || day < t.Died)
}

// Changed is the day of the last change of kind; NoDay where there was none.
func (t Truth) Changed() clientele.Day {
	if len(t.Spells) < 2 {
		return clientele.NoDay
	}
	return t.Spells[len(t.Spells)-1].From
}

// life is one relationship in the making.
type life struct {
	firm    *Firm
	trade   *trade
	rng     *rand.Rand
	who     clientele.Who
	owner   string
	number  int
	orders  int
	talks   int
	truth   Truth
	entries []clientele.Entry
}

// live draws the fate, then the spells, then what happens in each.
func (l *life) live() {
	l.truth = Truth{Key: l.who.Key, Line: l.trade.line}
	f := l.drawFate()
	l.truth.Fate = string(f)
	l.drawSpells(f)
	end := l.firm.AsOf + 1
	if l.truth.Died != clientele.NoDay {
		end = l.truth.Died
	}
	for i, s := range l.truth.Spells {
		to := end
		if i+1 < len(l.truth.Spells) {
			to = l.truth.Spells[i+1].From
		}
		switch {
		case f == oneOff:
			l.buy(s.From)
			l.ask(s.From)
		case f == enquirer:
			l.talk(spell{s, to}, habit{talkDays: 18, theirs: .6, answered: .8, spread: .3})
		default:
			l.spend(spell{s, to})
		}
	}
}

// spell is a Spell with its end, which is not in it.
type spell struct {
	Spell
	to clientele.Day
}

// spend fills a spell of buying: rhythm, contact, agreement.
func (l *life) spend(s spell) {
	h := l.habit(s.Kind)
	l.trading(s, h)
	l.talk(s, h)
	if s.Kind == clientele.Client && l.trade.engaged != "" && l.rng.Float64() < .75 {
		l.engage(s)
	}
}

func (l *life) habit(k clientele.Kind) habit {
	if k == clientele.Client {
		return l.trade.client
	}
	return l.trade.customer
}

func (l *life) drawFate() fate {
	u := l.rng.Float64()
	for _, s := range l.trade.fates {
		if u -= s.share; u < 0 {
			return s.fate
		}
	}
	return oneOff
}

// A change of kind needs a past long enough to be seen and leaves at least two
// months to notice it; half of them fall within the last ten months, because a
// firm has slipping clients today.
const (
	beforeChange = 300
	afterChange  = 60
	lately       = 300
)

func (l *life) drawSpells(f fate) {
	start, asOf := l.firm.start, l.firm.AsOf
	latest := asOf - 20
	if f == neglected || f == caredFor {
		latest = asOf - afterChange - beforeChange
	}
	began := l.dayIn(start, latest)
	kinds := map[fate][]clientele.Kind{
		steadyClient: {clientele.Client}, steadyCustomer: {clientele.Customer}, oneOff: {clientele.Customer},
		enquirer:  {clientele.Prospect},
		neglected: {clientele.Client, clientele.Customer}, caredFor: {clientele.Customer, clientele.Client},
	}[f]
	l.truth.Spells = []Spell{{began, kinds[0]}}
	if len(kinds) == 2 {
		from, to := began+beforeChange, asOf-afterChange
		if l.rng.Float64() < .5 {
			from = max(from, asOf-lately)
		}
		l.truth.Spells = append(l.truth.Spells, Spell{l.dayIn(from, to), kinds[1]})
	}
	l.drawDeath(f)
}

// drawDeath ends the relationship by the hazard of its last kind, from its last
// change on. Who bought once has ended by then; who enquired goes quiet.
func (l *life) drawDeath(f fate) {
	last := l.truth.Spells[len(l.truth.Spells)-1]
	var died clientele.Day
	switch f {
	case oneOff:
		died = last.From + 1
	case enquirer:
		died = last.From + 1 + clientele.Day(l.rng.ExpFloat64()*60)
	default:
		died = last.From + 1 + clientele.Day(l.rng.ExpFloat64()/l.habit(last.Kind).deathYear*365)
	}
	if died <= l.firm.AsOf {
		l.truth.Died = died
	}
}

func (l *life) dayIn(from, to clientele.Day) clientele.Day {
	if to <= from {
		return from
	}
	return from + clientele.Day(l.rng.IntN(int(to-from)+1))
}

// about draws around a middle: logarithms are normal.
func (l *life) about(middle, spread float64) float64 {
	return middle * math.Exp(spread*l.rng.NormFloat64())
}

// gamma draws a gap with a mean: gamma of whole shape k, a sum of k exponentials.
func (l *life) gamma(mean float64, k int) float64 {
	sum := 0.0
	for range k {
		sum += l.rng.ExpFloat64()
	}
	return mean * sum / float64(k)
}

// season is how busy the trade is on a day, around 1.
func (l *life) season(day clientele.Day) float64 {
	phase := float64(day.Time().YearDay()-int(l.trade.peak)) / 365.25
	return 1 + l.trade.busy*math.Cos(2*math.Pi*phase)
}

// moment is a time of the working day.
func (l *life) moment(day clientele.Day) clientele.Instant {
	return day.Instant() + clientele.Instant(8*60+l.rng.IntN(10*60))*60_000
}

func (l *life) add(kind string, n int, at clientele.Instant, body clientele.Body) {
	l.entries = append(l.entries, clientele.Entry{
		Who: l.who, Line: l.trade.line, At: at, Learnt: at, By: "",
		Key:  fmt.Sprintf("demo/%s/%s", kind, l.ref(n)),
		Body: body,
	})
}

// ref numbers what belongs to a relationship: "S00017-3", with the trade's letter where there are several.
func (l *life) ref(n int) string {
	if l.trade.line == "" {
		return fmt.Sprintf("%s-%d", l.who.Key, n)
	}
	return fmt.Sprintf("%s%c-%d", l.who.Key, l.trade.line[0], n)
}
