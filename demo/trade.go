package demo

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// pace is how one account buys during a spell, and where it is on the clock.
type pace struct {
	kind         clientele.Kind
	mean, amount float64 // its own middle gap and amount
	since        float64 // its last purchase, or the change of kind
}

// setOff draws the pace of a spell.
func (l *life) setOff(s Spell) pace {
	h := l.habit(s.Kind)
	p := pace{kind: s.Kind, mean: l.about(h.gapDays, h.spread), since: l.clock.at(s.From)}
	p.amount = l.about(h.minor, h.budgets) * math.Pow(h.gapDays/p.mean, h.related)
	return p
}

// trading fills a spell with orders; it gives the day on which the account left
// after an order, NoDay where it did not. A relationship begins with a purchase.
func (l *life) trading(s spell, h habit) clientele.Day {
	p := l.setOff(s.Spell)
	at := p.since
	if !s.first {
		at += l.gamma(p.mean, h.shape)
	}
	left := l.run(&p, at, s.to, func(day clientele.Day, minor float64) { l.order(day, minor, h.returns) })
	l.truth.now.pace = p
	return left
}

// run goes through the orders of a pace from a moment on the clock until a day.
func (l *life) run(p *pace, at float64, to clientele.Day, order func(clientele.Day, float64)) clientele.Day {
	h := l.habit(p.kind)
	for {
		day := l.clock.day(at)
		if day >= to {
			return clientele.NoDay
		}
		p.since = at
		order(day, l.about(p.amount, h.amounts)*l.firm.dearer(day))
		if h.leaves > 0 && l.rng.Float64() < h.leaves {
			return day + 1
		}
		at += max(.5, l.gamma(p.mean, h.shape))
	}
}

// buy is one order as a customer would place it.
func (l *life) buy(day clientele.Day) {
	h := l.trade.customer
	l.order(day, l.about(h.minor, h.amounts+.3)*l.firm.dearer(day), h.returns)
}

// order adds an order of one to three items and, at times, its return.
func (l *life) order(day clientele.Day, minor, returns float64) {
	if day > l.firm.AsOf {
		return
	}
	l.orders++
	at := l.moment(day)
	items := l.items(minor)
	total := clientele.Money{Currency: l.firm.preset.currency}
	for _, it := range items {
		total.Minor += it.TotalMinor
	}
	channel := l.trade.sold()
	l.add("order", l.orders, at, clientele.Order{Ref: l.ref(l.orders), Total: total, Channel: channel, Items: items})
	if l.rng.Float64() >= returns {
		return
	}
	back := day + 3 + clientele.Day(l.rng.IntN(12))
	if back > l.firm.AsOf {
		return
	}
	first := items[0]
	l.add("return", l.orders, l.moment(back), clientele.Return{
		Ref: "C" + l.ref(l.orders), Items: items[:1],
		Total: clientele.Money{Minor: first.TotalMinor, Currency: total.Currency},
	})
}

// invoice is the channel of work that is billed: each of its items once.
const invoice = "invoice"

// sold is by which channel the trade sells.
func (t *trade) sold() string {
	switch {
	case t.channel != "":
		return t.channel
	case t.engaged != "":
		return invoice
	}
	return "web"
}

// items share out an amount. Each item's price is whole, so that quantity times
// price is its total to the cent in a file too.
func (l *life) items(minor float64) []clientele.Item {
	n := 1 + l.rng.IntN(3)
	if minor < 1000 {
		n = 1
	}
	first := l.rng.IntN(len(l.trade.goods))
	items := make([]clientele.Item, 0, n)
	for i := range n {
		g := l.trade.goods[(first+i)%len(l.trade.goods)]
		quantity := int64(1)
		if l.trade.sold() != invoice {
			quantity += int64(l.rng.IntN(4))
		}
		price := int64(math.Round(minor / float64(n) / float64(quantity)))
		items = append(items, clientele.Item{Product: g.product, Text: g.text, QuantityMilli: quantity * 1000, TotalMinor: max(1, price) * quantity})
	}
	return items
}

// Good is something that a firm sells, as its price list has it.
type Good struct {
	Code, Name string
	Price      clientele.Money
}

// Goods are what the firm sells by the piece; none where all is billed by agreement.
func (f *Firm) Goods() (all []Good) {
	for _, t := range f.preset.trades {
		if t.engaged != "" || t.sold() == invoice {
			continue
		}
		for i, g := range t.goods {
			minor := int64(t.customer.minor*(0.2+0.15*float64(i%4))/50) * 50
			all = append(all, Good{Code: g.product, Name: g.text, Price: clientele.Money{Minor: max(50, minor), Currency: f.preset.currency}})
		}
	}
	return all
}
