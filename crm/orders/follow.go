package orders

import (
	"context"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction: an order states in the book
// what it says of the relationship, and takes that back when it is called off, put away or undone.
// The deal of which it is says nothing meanwhile, as that would be the same money twice.
func (o *Orders) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var facts []clientele.Entry
	var some []*record.Record
	for _, r := range written {
		if r.Type == Order.Name {
			facts, some = append(facts, o.factsOf(r)...), append(some, r)
		}
	}
	if len(some) == 0 {
		return nil
	}
	if err := o.ofDeals(ctx, tx, some); err != nil {
		return err
	}
	return o.Jobs.State(ctx, tx, facts, clientele.Tell("orders.cause"))
}

// stands says that an order says something of the relationship.
func stands(r *record.Record) bool {
	return counts(r) && r.Account != 0 && r.Archived == 0 && r.Merged == 0
}

// Key is under what the book has the fact of an order.
func Key(id clientele.ID) string { return "order/" + id.String() }

// returnKey is under what it has what came back of an order: the first time, the second and so on.
func returnKey(id clientele.ID, i int) string {
	if i == 0 {
		return Key(id) + "/return"
	}
	return Key(id) + "/return/" + strconv.Itoa(i+1)
}

// factsOf are what an order says in the book: that it was placed, and what of it came back, day by day.
func (o *Orders) factsOf(r *record.Record) (all []clientele.Entry) {
	items := itemsOf(r)
	say := func(key string, day clientele.Day, body clientele.Body) {
		e := clientele.Entry{Account: r.Account, Ref: r.Ref, Line: clientele.Line(r.Text("line")), Key: key, Day: day, Body: body}
		if e.Day == clientele.NoDay {
			e.Day = o.Clock.Today()
		}
		if e.At = o.Clock.Begins(e.Day); o.Clock.Day(r.Made) == e.Day {
			e.At = r.Made
		}
		all = append(all, e)
	}
	day, _ := r.Values["day"].(clientele.Day)
	var back []cameBack
	if stands(r) {
		total, _ := r.Values["total"].(clientele.Money)
		say(Key(r.ID), day, clientele.Order{Ref: r.Text("number"), Total: total, Channel: r.Text("channel"), Items: told(items, lineAmount, quantityOf)})
		if back = returnsIn(r); len(back) == 0 {
			back = lastly(r)
		}
	} else {
		say(Key(r.ID), day, clientele.Struck{})
	}
	for i, one := range back {
		total := clientele.Money{Minor: one.Minor, Currency: r.Text("currency")}
		say(returnKey(r.ID, i), one.Day, clientele.Return{Ref: r.Text("number"), Total: total, Items: itemsBack(items, one)})
	}
	for i := len(back); i < mostReturns && r.Rev > 1; i++ { // of one that is new, nothing was said
		say(returnKey(r.ID, i), day, clientele.Struck{})
	}
	return all
}

func quantityOf(it record.Item) int64 { return record.Milli(it.Quantity) }

// told are lines of goods as the book has them, those of which there is something.
func told(items []record.Item, amount, quantity func(record.Item) int64) (all []clientele.Item) {
	for _, it := range items {
		if n := quantity(it); n != 0 {
			all = append(all, clientele.Item{Product: it.Code, Text: it.Text, QuantityMilli: n, TotalMinor: amount(it)})
		}
	}
	return all
}
