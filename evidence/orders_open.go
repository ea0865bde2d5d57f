package evidence

import (
	"cmp"
	"container/list"
	"strconv"

	"github.com/clientele-crm/clientele"
)

// openOrder is an order whose lines are still coming.
type openOrder struct {
	id      string // account, line where it is of one, and reference: where its rows find it
	key     string
	account string
	who     clientele.Who
	line    clientele.Line
	ref     string
	moment
	currency string
	bare     bool // no line of it names a currency
	channel  string
	items    []clientele.Item
	value    int64
	quantity int64
	refund   int64
	priced   bool
	undone   bool  // called off or paid back as a whole: no purchase
	back     bool  // a transaction that gives back what was bought before
	off      int64 // what of the value is on lines that were called off
	stated   int   // lines that have a state
	called   int   // lines of these that were called off
	rows     int
	parts    []orderPart      // its lines of business, where it is shared out among them
	lines    map[[8]byte]bool // what its rows say, where a row that is said twice is a copy
}

// isReturn says that the order, taken together, went back: it says so, or it comes
// to less than nothing. An order that was called off is none: it is an order of nothing.
func (o *openOrder) isReturn() bool {
	if o.undone {
		return false
	}
	return o.back || o.value < 0 || o.value == 0 && !o.priced && o.quantity < 0 || o.priced && o.value == 0 && o.quantity < 0
}

// Bounds on what is held open. Where the lines of an order stand together, few
// suffice; where the sample shows them scattered, as many as memory allows.
const (
	openTogether  = 2_000
	openScattered = 100_000
	itemsOpen     = 400_000
	itemsOfOne    = 20_000
)

// openOrders holds a bounded number of orders, the longest untouched closed first.
type openOrders struct {
	byID  map[string]*list.Element
	order *list.List // front: the longest untouched
	last  *openOrder
	most  int
	items int
	close func(*openOrder)
}

func newOpenOrders(scattered bool, close func(*openOrder)) *openOrders {
	most := openTogether
	if scattered {
		most = openScattered
	}
	return &openOrders{byID: map[string]*list.Element{}, order: list.New(), most: most, close: close}
}

// find gives the open order of an id and remembers that it was touched.
func (b *openOrders) find(id []byte) *openOrder {
	if b.last != nil && b.last.id == string(id) {
		return b.last
	}
	e := b.byID[string(id)]
	if e == nil {
		return nil
	}
	b.order.MoveToBack(e)
	b.last = e.Value.(*openOrder)
	return b.last
}

// open begins an order and closes those that are too many.
func (b *openOrders) open(o *openOrder) {
	b.byID[o.id] = b.order.PushBack(o)
	b.last = o
	for b.order.Len() > 1 && (b.order.Len() > b.most || b.items > itemsOpen) {
		b.shut(b.order.Front())
	}
}

func (b *openOrders) shut(e *list.Element) {
	o := b.order.Remove(e).(*openOrder)
	delete(b.byID, o.id)
	b.items -= len(o.items)
	if b.last == o {
		b.last = nil
	}
	b.close(o)
}

func (b *openOrders) closeAll() {
	for b.order.Len() > 0 {
		b.shut(b.order.Front())
	}
}

// addToOrder puts a row into the order that it belongs to: by its reference, or
// where the file has none, by account and moment.
func (w *orderWorker) addToOrder(r *row, key, ref []byte, p *purchase) *Reject {
	if last := w.books.last; w.people.byOther && !p.dated && last != nil && len(ref) > 0 && last.ref == string(ref) {
		key = nil // a further line of the order: whose it is was said on the first
	}
	if len(key) == 0 || !p.dated {
		// Some shops fill in whose and when only on the first line of an order.
		last := w.books.last
		if last == nil || len(ref) == 0 || last.ref != string(ref) || len(key) > 0 && last.account != string(key) {
			if len(key) == 0 {
				return w.people.missing()
			}
			return w.undated()
		}
		return w.add(r, last, p)
	}
	line := w.lineOf(r)
	apart := line
	if len(ref) > 0 && w.plan.sharedOut() {
		apart = ""
	}
	w.keyBuf = append(append(append(append(append(w.keyBuf[:0], key...), 0), apart...), 0), ref...)
	if w.plan.settled.byYear {
		w.keyBuf = strconv.AppendInt(append(w.keyBuf, 0), int64(p.day.Time().Year()), 10)
	}
	if len(ref) == 0 {
		w.keyBuf = strconv.AppendInt(append(w.keyBuf, '@'), p.said, 10)
	}
	if p.state == stateBack {
		w.keyBuf = append(w.keyBuf, 0, '-') // what is given back is no line of the order
	}
	if o := w.books.find(w.keyBuf); o != nil && o.rows < itemsOfOne {
		return w.add(r, o, p)
	} else if o != nil {
		w.books.shut(w.books.byID[o.id])
	}
	o := &openOrder{id: string(w.keyBuf), account: w.people.words.keep(key), line: line, ref: string(ref), moment: p.moment, currency: p.currency, bare: p.bare,
		channel: w.words.keep(w.channel.bytes(r))}
	o.who = w.people.who(r, o.account)
	o.key = w.keyOfOrder(o, p)
	o.back = p.state == stateBack || len(ref) > 1 && w.calledOff(ref)
	w.books.open(o)
	return w.add(r, o, p)
}

// keyOfOrder is the end of an order's key; what kind it is shows when it is closed.
func (w *orderWorker) keyOfOrder(o *openOrder, p *purchase) string {
	switch {
	case o.ref != "":
		return keyOf("", w.plan.source, w.plan.idOf(o.account, p.day, o.ref)...)
	default:
		return "/#" + new(hasher).text(o.account).text(string(o.line)).text("@").int(p.said).short()
	}
}

// calledOff knows the invoices that shops number with a C for cancelled, where
// the number without it is a number like the others: C536379.
func (w *orderWorker) calledOff(ref []byte) bool {
	if ref[0] != 'C' && ref[0] != 'c' {
		return false
	}
	for _, c := range ref[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return w.plan.settled.cancels
}

func (w *orderWorker) add(r *row, o *openOrder, p *purchase) *Reject {
	if len(o.ref) > 0 && w.copied(r, o) {
		w.repeats.copies++
		w.countRow(r, o)
		return nil
	}
	if p.bare && !o.bare {
		p.currency = o.currency // a further line, on which it is not said again
	}
	if p.priced && o.priced && p.currency != o.currency && !o.bare {
		return w.amount.reject(clientele.Tell("evidence.mixed-order", "order", o.ref, "currency", o.currency, "line", p.currency), clientele.Tell("evidence.mixed-order-remedy"))
	}
	if p.priced && (!o.priced || o.bare && !p.bare) {
		o.currency, o.bare = p.currency, p.bare
	}
	it, has := w.item(r, p)
	switch {
	case !p.priced || w.plan.settled.once && o.priced:
	case sumTooLarge(o.value, p.value):
		return w.amount.tooLarge()
	default:
		o.value += p.value
		o.priced = true
	}
	if has && p.state != stateUndone {
		o.items = append(o.items, it)
		o.quantity += it.QuantityMilli
		w.books.items++
	}
	if part := w.countRow(r, o); part != nil && has && p.state != stateUndone {
		part.take(it)
	}
	o.refund = max(o.refund, p.refund)
	if p.state != stateUnknown {
		o.stated++
	}
	if p.state == stateUndone {
		o.called++
		if !w.plan.settled.once {
			o.off += p.value
		}
	}
	if p.dated && p.at < o.at {
		o.moment = p.moment
	}
	return nil
}

func sumTooLarge(a, b int64) bool {
	const most = 1 << 62
	return a > 0 && b > most-a || a < 0 && b < -most-a
}

// close gives an order out, numbered among those with its key.
func (w *orderWorker) close(o *openOrder) {
	// A state on some lines is about these lines; on all that have one, about the order.
	if o.called > 0 && o.called == o.stated {
		o.undone = true
	} else {
		o.value -= o.off
	}
	w.linesAddUp(o)
	if len(o.parts) < 2 {
		w.give(o)
		return
	}
	for _, one := range w.shareOut(o) {
		w.give(one)
	}
}

// give writes an order under a key that tells it from others of its number.
func (w *orderWorker) give(o *openOrder) {
	kind := clientele.KindOrder
	if o.isReturn() {
		kind = clientele.KindReturn
	}
	part := w.seen.add(hashOf(o.key))
	o.key = partKey(string(kind)+o.key, part)
	w.write(o, o.who)
}

// linesAddUp holds the lines of an order against its own amount.
func (w *orderWorker) linesAddUp(o *openOrder) {
	if !w.plan.settled.once || w.price == nil || !o.priced || o.undone {
		return
	}
	lines := int64(0)
	for i := range o.items {
		if o.items[i].TotalMinor == 0 {
			return
		}
		lines += o.items[i].TotalMinor
	}
	if whole := minor(o.value, o.currency); len(o.items) > 0 {
		w.checks.lines.see(far(lines, whole) <= 1, func() string {
			return clientele.Tell("evidence.example-lines", "order", o.ref,
				"lines", clientele.Money{Minor: lines, Currency: o.currency}, "whole", clientele.Money{Minor: whole, Currency: o.currency})
		})
	}
}

// write gives out an order or a return. What of an order was given back lowers it; one
// that was called off is an order of nothing, which is no purchase: so a later export
// takes back what an earlier one said.
func (w *orderWorker) write(o *openOrder, who clientele.Who) {
	e := clientele.Entry{Who: who, Line: o.line, Key: o.key, Day: o.day, At: o.at}
	var total clientele.Money
	if o.priced {
		total = clientele.Money{Minor: minor(o.value, o.currency), Currency: o.currency}
	}
	switch {
	case !o.priced && w.amount != nil && !o.undone:
		w.checks.unpriced++
	case o.priced:
		w.checks.pricedOrders++
		w.money.see(o.currency)
	}
	if w.tooLittle(o, total) {
		total = clientele.Money{}
	}
	switch {
	case o.isReturn():
		total.Minor = max(total.Minor, -total.Minor)
		e.Body = clientele.Return{Ref: o.ref, Total: total, Items: o.items}
		w.out.entry(e, o.rows)
		return
	case o.undone:
		total = clientele.Money{Currency: cmp.Or(o.currency, clientele.UnknownCurrency)}
	case o.refund > 0 && o.priced:
		total.Minor = max(0, minor(o.value-o.refund, o.currency))
	}
	e.Body = clientele.Order{Ref: o.ref, Total: total, Channel: o.channel, Items: o.items}
	w.out.entry(e, o.rows)
}
