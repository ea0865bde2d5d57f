package orders

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction: an order states in the book
// what it says of the relationship, and takes that back when it is called off, put away or undone.
func (o *Orders) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var facts []clientele.Entry
	for _, r := range written {
		if r.Type == Order.Name {
			facts = append(facts, o.factsOf(r)...)
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return o.Jobs.State(ctx, tx, facts, clientele.Tell("orders.cause"))
}

// Key is under what the book has the fact of an order.
func Key(id clientele.ID) string { return "order/" + id.String() }

// factsOf are what an order says in the book: that it was placed, and what of it came back.
func (o *Orders) factsOf(r *record.Record) []clientele.Entry {
	items := itemsOf(r)
	said := func(key, on string, body clientele.Body) clientele.Entry {
		e := clientele.Entry{Account: r.Account, Ref: r.Ref, Line: clientele.Line(r.Text("line")), Key: key, Body: body}
		if e.Day, _ = r.Values[on].(clientele.Day); e.Day == clientele.NoDay {
			e.Day = o.Clock.Today()
		}
		if e.At = o.Clock.Begins(e.Day); o.Clock.Day(r.Made) == e.Day {
			e.At = r.Made
		}
		return e
	}
	sold := said(Key(r.ID), "day", clientele.Struck{})
	back := said(Key(r.ID)+"/return", "returned_on", clientele.Struck{})
	if counts(r) && r.Account != 0 && r.Archived == 0 && r.Merged == 0 {
		total, _ := r.Values["total"].(clientele.Money)
		sold.Body = clientele.Order{Ref: r.Text("number"), Total: total, Channel: r.Text("channel"), Items: told(items, lineAmount, quantityOf)}
		if returned, ok := r.Values["returned"].(clientele.Money); ok {
			back.Body = clientele.Return{Ref: r.Text("number"), Total: returned, Items: told(items, returnedOf, returnedQuantity)}
		}
	}
	return []clientele.Entry{sold, back}
}

func quantityOf(it record.Item) int64 { return record.Milli(it.Quantity) }

func returnedQuantity(it record.Item) int64 { return record.Milli(it.Returned) }

// told are lines of goods as the book has them, those of which there is something.
func told(items []record.Item, amount, quantity func(record.Item) int64) (all []clientele.Item) {
	for _, it := range items {
		if n := quantity(it); n != 0 {
			all = append(all, clientele.Item{Product: it.Code, Text: it.Text, QuantityMilli: n, TotalMinor: amount(it)})
		}
	}
	return all
}
