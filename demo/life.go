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
	enquirer       fate = "enquirer"             // talks, never buys
	changeableOne  fate = "client, changeable"   // turns, and turns back, by the hazards of its kinds
	changeableTwo  fate = "customer, changeable" // likewise
	contracted     fate = "under contract"       // a client for as long as it renews
)

// Truth is what is so, whatever the evidence looks like.
type Truth struct {
	Key    string
	Line   clientele.Line
	Fate   string
	Spells []Spell       // in order; each begins where the one before ends
	Died   clientele.Day // the day it ended; NoDay while it lives
	Renews float64       // the chance that its running contract is renewed; 0 without one
	now    state         // at the end of the books: what the future is drawn from
}

// state is all that the future of a living relationship depends on.
type state struct {
	trade, lines int
	fate         fate
	pace         pace
	contract     contract
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
	clock   *clock
	rng     *rand.Rand
	who     clientele.Who
	owner   string
	number  int
	lines   int     // in how many the account has dealings
	same    float64 // the draw of the fate that the account's lines share; below 0: its own
	orders  int
	talks   int
	truth   Truth
	entries []clientele.Entry
}

func (f *Firm) life(trade int, rng *rand.Rand, a *Account) *life {
	return &life{
		firm: f, trade: &f.preset.trades[trade], clock: &f.clocks[trade], rng: rng, who: a.Who, owner: a.Owner,
		truth: Truth{Key: a.Who.Key, Line: f.preset.trades[trade].line, now: state{trade: trade}},
	}
}

// live draws the fate, then the spells, then what happens in each.
func (l *life) live() {
	f := l.drawFate()
	l.truth.Fate, l.truth.now.fate, l.truth.now.lines = string(f), f, l.lines
	l.drawSpells(f)
	for i := 0; i < len(l.truth.Spells); i++ {
		s := l.spell(i)
		switch f {
		case oneOff:
			l.buy(s.From)
			l.ask(s.From)
		case enquirer:
			l.talk(s, habit{talkDays: 18, theirs: .6, answered: .8, spread: .3})
		default:
			l.spend(s)
		}
		if died := l.truth.Died; died != clientele.NoDay && died <= s.to {
			l.truth.Spells = l.truth.Spells[:i+1]
		}
	}
}

// spell is a Spell with its end, which is not in it.
type spell struct {
	Spell
	to    clientele.Day
	first bool
}

func (l *life) spell(i int) spell {
	s := spell{l.truth.Spells[i], l.firm.AsOf + 1, i == 0}
	if l.truth.Died != clientele.NoDay {
		s.to = l.truth.Died
	}
	if i+1 < len(l.truth.Spells) {
		s.to = l.truth.Spells[i+1].From
	}
	return s
}

// spend fills a spell of buying: rhythm, contact, agreement.
func (l *life) spend(s spell) {
	h := l.habit(s.Kind)
	if !l.truth.now.contract.silent {
		if died := l.trading(s, h); died != clientele.NoDay {
			s.to, l.truth.Died = died, died
		}
	}
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
	u := l.same
	if u < 0 {
		u = l.rng.Float64()
	}
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
	start, asOf := l.clock.first, l.firm.AsOf
	latest := asOf - 20
	if f == neglected || f == caredFor {
		latest = asOf - afterChange - beforeChange
	}
	began := l.clock.day(l.clock.at(l.dayIn(start, latest))) // a day on which the trade is open
	kinds := map[fate][]clientele.Kind{
		steadyClient: {clientele.Client}, steadyCustomer: {clientele.Customer}, oneOff: {clientele.Customer},
		enquirer:  {clientele.Prospect},
		neglected: {clientele.Client, clientele.Customer}, caredFor: {clientele.Customer, clientele.Client},
		changeableOne: {clientele.Client}, changeableTwo: {clientele.Customer}, contracted: {clientele.Client},
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
// change on. Who bought once has ended by then; who enquired goes quiet; who
// has signed ends with the contract.
func (l *life) drawDeath(f fate) {
	last := l.truth.Spells[len(l.truth.Spells)-1]
	var died clientele.Day
	switch f {
	case oneOff:
		died = last.From + 1
	case enquirer:
		died = last.From + 1 + clientele.Day(l.rng.ExpFloat64()*60)
	case contracted:
		died = l.sign(last.From)
	default:
		turn, end := l.drawTurn(f, last), l.drawEnd(last)
		for turn <= l.firm.AsOf && turn < end {
			last = Spell{turn, other(last.Kind)}
			l.truth.Spells = append(l.truth.Spells, last)
			turn, end = l.drawTurn(f, last), l.drawEnd(last)
		}
		died = end
	}
	if died <= l.firm.AsOf {
		l.truth.Died = died
	}
}

// never is a day beyond all books.
const never = clientele.Day(math.MaxInt32)

// drawEnd is the day on which a spell's hazard ends the relationship. With each
// further line of the account it has one more tie.
func (l *life) drawEnd(s Spell) clientele.Day {
	ties := 1.0
	if l.firm.preset.ties != 0 {
		ties = math.Pow(l.firm.preset.ties, float64(l.truth.now.lines-1))
	}
	return l.after(s.From, l.habit(s.Kind).deathYear*ties)
}

// drawTurn is the day on which one that is changeable turns from the kind of a spell.
func (l *life) drawTurn(f fate, s Spell) clientele.Day {
	if f != changeableOne && f != changeableTwo {
		return never
	}
	return l.after(s.From, l.habit(s.Kind).turnYear)
}

// after is a day drawn by a hazard a year.
func (l *life) after(from clientele.Day, hazard float64) clientele.Day {
	if hazard == 0 {
		return never
	}
	return from + 1 + clientele.Day(min(l.rng.ExpFloat64()/hazard*365, 1e6))
}

func other(k clientele.Kind) clientele.Kind {
	if k == clientele.Client {
		return clientele.Customer
	}
	return clientele.Client
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

// add keeps what happened, unless the books do not go so far back.
func (l *life) add(kind string, n int, at clientele.Instant, body clientele.Body) {
	if at.Day() < l.firm.start {
		return
	}
	l.entries = append(l.entries, clientele.Entry{
		Who: l.who, Line: l.trade.line, At: at, Learnt: at,
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
