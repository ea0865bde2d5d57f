package demo

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// trading fills a spell with orders: gamma gaps around the account's own middle.
func (l *life) trading(s spell, h habit) {
	mean := l.about(h.gapDays, h.spread)
	amount := l.about(h.minor, .5)
	at := float64(s.From)
	if s.Kind == clientele.Customer {
		at += l.gamma(mean/2, 1)
	}
	if len(l.truth.Spells) == 1 {
		at = float64(s.From) // a relationship begins with a purchase
	}
	for clientele.Day(at) < s.to {
		day := clientele.Day(at)
		l.order(day, l.about(amount, h.amounts), h.returns)
		at += max(.5, l.gamma(mean, h.shape)/l.season(day))
	}
}

// buy is one order as a customer would place it.
func (l *life) buy(day clientele.Day) {
	h := l.trade.customer
	l.order(day, l.about(h.minor, h.amounts+.3), h.returns)
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
	channel := "web"
	if l.trade.engaged != "" {
		channel = "invoice"
	}
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
		if l.trade.engaged == "" {
			quantity += int64(l.rng.IntN(4))
		}
		price := int64(math.Round(minor / float64(n) / float64(quantity)))
		items = append(items, clientele.Item{Product: g.product, Text: g.text, QuantityMilli: quantity * 1000, TotalMinor: max(1, price) * quantity})
	}
	return items
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
