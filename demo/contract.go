package demo

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/clientele-crm/clientele"
)

// term is a sort of contract: how long one runs, and who renews it. Each account
// has its own chance to leave at a renewal, Beta(a, b) over accounts; with ageing
// below 1 it falls with every renewal (the beta-discrete-Weibull of Fader &
// Hardie 2018; 1 is the shifted beta-geometric).
type term struct {
	kind   clientele.EngagementKind
	share  float64 // of the contracts
	months int
	a, b   float64
	ageing float64
	silent bool // nothing is ordered beside the fee
}

// contract is one account's, as it stands.
type contract struct {
	term   int
	leave  float64 // its own chance to leave at the first renewal
	number int     // of the running one: 1 is the first
	ends   clientele.Day
	fee    float64 // a month, minor units
	silent bool
}

// renews is the chance that the running contract is renewed.
func (c *contract) renews(t *term) float64 {
	n := float64(c.number)
	return math.Pow(1-c.leave, math.Pow(n, t.ageing)-math.Pow(n-1, t.ageing))
}

// sign signs a contract and renews it as the account does. It gives the day on
// which it was over, or never while it runs.
func (l *life) sign(from clientele.Day) clientele.Day {
	c := l.drawContract()
	t := &l.trade.terms[c.term]
	for start := from; ; start = c.ends + 1 {
		c.number++
		c.ends = monthsOn(start, t.months) - 1
		fee := clientele.Money{Minor: int64(c.fee), Currency: l.firm.preset.currency}
		l.add("engagement", c.number, l.moment(start), clientele.Engagement{
			Kind: t.kind, Ref: "A" + l.ref(c.number), Start: start, End: c.ends, Fee: fee, Period: clientele.Monthly,
		})
		l.truth.now.contract = c
		if c.ends >= l.firm.AsOf {
			l.truth.Renews = c.renews(t)
			return never
		}
		if l.rng.Float64() >= c.renews(t) {
			return c.ends + 1
		}
	}
}

func (l *life) drawContract() contract {
	u, i := l.rng.Float64(), 0
	for i < len(l.trade.terms)-1 && u >= l.trade.terms[i].share {
		u -= l.trade.terms[i].share
		i++
	}
	t := &l.trade.terms[i]
	leave := distuv.Beta{Alpha: t.a, Beta: t.b, Src: l.rng}.Rand()
	return contract{term: i, leave: leave, fee: math.Round(l.about(l.trade.feeMinor, .35)/100) * 100, silent: t.silent}
}

func monthsOn(from clientele.Day, months int) clientele.Day {
	return clientele.DayOf(from.Time().AddDate(0, months, 0))
}

// engage signs an agreement of a year and renews it until the spell ends: after
// the end of the last year nobody renews. A living client's last one may still run.
func (l *life) engage(s spell) {
	fee := int64(math.Round(l.about(l.trade.feeMinor, .35)/100)) * 100
	money := clientele.Money{Minor: fee, Currency: l.firm.preset.currency}
	start := s.From + clientele.Day(l.rng.IntN(30))
	for n := 1; start < s.to && start <= l.firm.AsOf; n++ {
		end := start + 364
		l.add("engagement", n, l.moment(start), clientele.Engagement{
			Kind: l.trade.engaged, Ref: "A" + l.ref(n), Start: start, End: end, Fee: money, Period: clientele.Monthly,
		})
		start = end + 1
	}
}
