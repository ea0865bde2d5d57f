package evidence

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// orderPart is what of an order is of one line of business. Where the order's total stands
// on each of its rows it is that of all its parts, and is shared out among them.
type orderPart struct {
	line  clientele.Line
	items []clientele.Item
	worth int64 // what its items come to by their prices
	rows  int
	bare  bool // an item of it has no price
}

// sharedOut says that orders may hold several lines of business while their total is of all.
func (p *Plan) sharedOut() bool { return p.settled.once && p.has("line") }

// countRow counts a row of an order, and gives the part that it is of, where the order is shared out.
func (w *orderWorker) countRow(r *row, o *openOrder) *orderPart {
	o.rows++
	if o.ref == "" || !w.plan.sharedOut() {
		return nil
	}
	part := o.part(w.lineOf(r))
	part.rows++
	return part
}

// part is the order's part of a line of business.
func (o *openOrder) part(line clientele.Line) *orderPart {
	for i := range o.parts {
		if o.parts[i].line == line {
			return &o.parts[i]
		}
	}
	o.parts = append(o.parts, orderPart{line: line})
	return &o.parts[len(o.parts)-1]
}

func (p *orderPart) take(it clientele.Item) {
	p.items = append(p.items, it)
	p.worth += it.TotalMinor
	p.bare = p.bare || it.TotalMinor == 0
}

// shareOut gives an order's parts as orders of their own, by what their items come to, or alike
// where that is not known.
func (w *orderWorker) shareOut(o *openOrder) []*openOrder {
	weights, all := make([]float64, len(o.parts)), 0.0
	known := true
	for i, p := range o.parts {
		weights[i] = float64(p.worth)
		all += weights[i]
		known = known && !p.bare
	}
	if !known || all <= 0 {
		all = float64(len(o.parts))
		for i := range weights {
			weights[i] = 1
		}
	}
	w.shared.count(known)
	value, refund := shares(o.value, o.currency, weights, all), shares(o.refund, o.currency, weights, all)
	orders := make([]*openOrder, len(o.parts))
	for i, p := range o.parts {
		one := *o
		one.line, one.items, one.rows, one.value, one.refund = p.line, p.items, p.rows, value[i], refund[i]
		one.back = o.isReturn()
		orders[i] = &one
	}
	return orders
}

// shares divides a value by weights, in whole cents, so that they come to it.
func shares(value int64, currency string, weights []float64, all float64) []int64 {
	cent := 10_000 / clientele.MinorPerMajor(currency)
	whole := minor(value, currency)
	parts := make([]int64, len(weights))
	given, upTo := int64(0), 0.0
	for i, weight := range weights {
		upTo += weight
		until := int64(math.Round(float64(whole) * upTo / all))
		parts[i], given = (until-given)*cent, until
	}
	return parts
}

// sharedOrders counts the orders that were shared out.
type sharedOrders struct{ orders, alike int }

func (s *sharedOrders) count(known bool) {
	if s.orders++; !known {
		s.alike++
	}
}

func (s *sharedOrders) notes() (notes []string) {
	if s.orders == 0 {
		return nil
	}
	if s.alike > 0 {
		return []string{clientele.Tell("evidence.shared-alike", "n", s.orders, "alike", s.alike)}
	}
	return []string{clientele.Tell("evidence.shared", "n", s.orders)}
}
