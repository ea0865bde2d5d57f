package orders

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: Order.Name, ID: id} }

func address(id clientele.ID) string { return Order.Home + "/" + id.String() }

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return b
}

// TakeIn is an order as it is taken: for whom, and row by row of what.
type TakeIn struct {
	Customer   string       `name:"customer" json:"customer,omitempty" maxLength:"300" doc:"for whom: number, name, telephone number or the end of one; none where account says it"`
	Account    clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account"`
	Person     clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"number of the person who ordered"`
	Deal       clientele.ID `name:"deal" json:"deal,omitzero" minimum:"0" doc:"number of the deal of which it is: the deal counts no longer, as the order does"`
	Quote      bool         `name:"quote" json:"quote,omitempty" doc:"it is a quote, and nothing is ordered yet"`
	ValidUntil string       `name:"valid_until" json:"valid_until,omitempty" maxLength:"60" doc:"until when a quote holds"`
	Channel    string       `name:"channel" json:"channel,omitempty" maxLength:"20" doc:"by which way it came: telephone, counter, web, email, other"`
	Line       string       `name:"line" json:"line,omitempty" maxLength:"100" doc:"the line of business"`
	PriceList  string       `name:"price_list" json:"price_list,omitempty" maxLength:"100" doc:"the list by which prices are looked up"`
	Note       string       `name:"note" json:"note,omitempty" maxLength:"2000" doc:"what is to be remembered of it"`
	More       string       `name:"more" json:"more,omitempty" maxLength:"20" doc:"show one more row; nothing is saved"`
	Goods      page.Rest
}

// Take writes an order or a quote down.
func (o *Orders) Take(ctx context.Context, s access.Scope, in TakeIn) (page.Done, error) {
	if in.More != "" {
		return page.Done{}, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("orders.one-more"), Remedy: clientele.Tell("orders.one-more-remedy")}
	}
	for name := range in.Goods {
		if name != "items" && !strings.HasPrefix(name, "items.") {
			return page.Done{}, page.Wrong(name, say.Of(ctx).Say("orders.no-part", say.Args{"name": page.Clip(name, 40)}), say.Of(ctx).Say("orders.no-part-remedy"))
		}
	}
	fields := map[string]json.RawMessage{"items": faces.Goods(ctx, in.Goods, "items")}
	account, err := o.customer(ctx, s, in)
	if err != nil {
		return page.Done{}, err
	}
	for name, id := range map[string]clientele.ID{"account": account, "person": in.Person, "deal": in.Deal, "owner": s.User()} {
		if id != 0 {
			fields[name] = raw(id)
		}
	}
	for name, text := range map[string]string{"channel": in.Channel, "line": in.Line, "price_list": in.PriceList, "note": in.Note} {
		if text != "" {
			fields[name] = raw(text)
		}
	}
	if in.Deal != 0 { // what it is worth says the currency
		deal, err := o.Records.Get(ctx, s, clientele.Ref{Type: dealName, ID: in.Deal})
		if err != nil {
			return page.Done{}, page.Wrong("deal", say.Of(ctx).Say("orders.no-deal"), say.Of(ctx).Say("orders.no-deal-remedy"))
		}
		if value, ok := deal.Values["value"].(clientele.Money); ok {
			fields["currency"] = raw(value.Currency)
		}
	}
	if in.Quote {
		fields["state"] = raw(quote)
		if in.ValidUntil != "" {
			day, ok := say.Of(ctx).ReadWhen(in.ValidUntil, o.Clock.Today())
			if !ok {
				return page.Done{}, page.Refuse(page.NoDay("valid_until", in.ValidUntil))
			}
			fields["valid_until"] = raw(day)
		}
	}
	return o.made(ctx, s, fields)
}

// made writes a new order.
func (o *Orders) made(ctx context.Context, s access.Scope, fields map[string]json.RawMessage) (page.Done, error) {
	var r *record.Record
	err := o.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = o.Records.Create(ctx, tx, s, Order.Name, fields)
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	said := "orders.taken"
	if r.Text("state") == quote {
		said = "orders.quoted"
	}
	total, _ := r.Values["total"].(clientele.Money)
	return page.Done{Sentence: say.Of(ctx).Say(said, say.Args{"number": r.Text("number"), "total": total}), ID: r.ID, Next: address(r.ID),
		Undo: &page.Undo{Act: "order-archive", With: map[string]string{"id": r.ID.String()}}}, nil
}

// severalShown is how many are offered where a few letters may be several.
const severalShown = 8

// customer is whom an order is for: by number, else by what finds one alone.
func (o *Orders) customer(ctx context.Context, s access.Scope, in TakeIn) (clientele.ID, error) {
	text := strings.TrimSpace(in.Customer)
	if in.Account != 0 || text == "" {
		return in.Account, nil
	}
	if at := strings.LastIndex(text, " #"); at >= 0 {
		var id clientele.ID
		if json.Unmarshal([]byte(text[at+2:]), &id) == nil && id > 0 {
			return id, nil
		}
	}
	found, err := o.Directory.SearchWithin(ctx, text, severalShown, directory.Within{Every: s.EveryWall(), Walls: s.Walls()})
	if err != nil {
		return 0, err
	}
	said := say.Of(ctx)
	switch len(found) {
	case 1:
		return found[0].ID, nil
	case 0:
		return 0, page.Wrong("customer", said.Say("orders.no-customer", say.Args{"text": page.Clip(text, 60)}), said.Say("orders.no-customer-remedy"))
	}
	choices := []page.Choice{{Value: text, Label: clientele.Tell("faces.which-one")}}
	for _, a := range found {
		label := a.Name + " #" + a.ID.String()
		for _, by := range []string{a.Phone, a.Email} {
			if by != "" {
				label += " · " + by
			}
		}
		choices = append(choices, page.Choice{Value: a.Name + " #" + a.ID.String(), Label: label})
	}
	return 0, page.Refuse(page.FieldFault{Field: "customer", What: said.Say("orders.several-customers", say.Args{"text": page.Clip(text, 60)}),
		Remedy: said.Say("orders.several-customers-remedy"), Choices: choices})
}

// StateIn says how far an order is.
type StateIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the order"`
	State string       `name:"state" json:"state" required:"true" enum:"ordered,done,cancelled" doc:"how far it is: a quote that is ordered becomes an order of today"`
}

// SetState makes a quote an order, or an order done or called off.
func (o *Orders) SetState(ctx context.Context, s access.Scope, in StateIn) (page.Done, error) {
	return o.change(ctx, s, in.ID, "orders.is-"+in.State, func(r *record.Record) (map[string]json.RawMessage, error) {
		return map[string]json.RawMessage{"state": raw(in.State)}, nil
	})
}

// change changes an order as it stands until the transaction ends; it can be taken back.
func (o *Orders) change(ctx context.Context, s access.Scope, id clientele.ID, says string, to func(*record.Record) (map[string]json.RawMessage, error)) (page.Done, error) {
	var out record.Outcome
	err := o.Records.InTx(ctx, func(tx *db.Tx) error {
		r, err := o.Records.Held(ctx, tx, s, ref(id))
		if err != nil {
			return err
		}
		fields, err := to(r)
		if err != nil {
			return err
		}
		out, err = o.Records.Changed(ctx, tx, s, record.Edit{Ref: ref(id), Fields: fields})
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	total, _ := out.Record.Values["total"].(clientele.Money)
	back, _ := out.Record.Values["returned"].(clientele.Money)
	done := page.Done{Sentence: say.Of(ctx).Say(says, say.Args{"number": out.Record.Text("number"), "total": total, "back": back}), ID: id}
	if out.Entry != 0 {
		done.Undo = &page.Undo{Act: "order-undo", With: map[string]string{"id": id.String(), "change": out.Entry.String()}}
	}
	return done, nil
}

// AgainIn names what is ordered once more.
type AgainIn struct {
	ID      clientele.ID `name:"id" json:"id,omitzero" minimum:"0" doc:"number of the order"`
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account, with entry"`
	Entry   clientele.ID `name:"entry" json:"entry,omitzero" minimum:"0" doc:"number of the entry of the book that an import made of the order"`
}

// Again orders the same once more, at the prices of today.
func (o *Orders) Again(ctx context.Context, s access.Scope, in AgainIn) (page.Done, error) {
	if in.ID == 0 {
		return o.againOf(ctx, s, in)
	}
	r, err := o.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(r.Encode(Order.Fields, []string{"account", "person", "line", "channel", "currency", "price_list", "pricing"}), &fields); err != nil {
		return page.Done{}, err
	}
	for _, own := range []string{"id", "type", "revision"} {
		delete(fields, own)
	}
	items := append([]record.Item(nil), itemsOf(r)...)
	for i := range items {
		it := &items[i]
		if it.Returned, it.Amount = "", (clientele.Money{}); it.Product != 0 {
			*it = record.Item{Product: it.Product, Quantity: it.Quantity, Discount: it.Discount}
		}
	}
	fields["items"], fields["state"], fields["owner"] = raw(items), raw(ordered), raw(s.User())
	if s.User() == 0 {
		delete(fields, "owner")
	}
	return o.made(ctx, s, fields)
}

// againOf orders once more what an import told of: its products by their codes or names, and at
// the prices of then what the firm has no product of.
func (o *Orders) againOf(ctx context.Context, s access.Scope, in AgainIn) (page.Done, error) {
	past, err := o.past(ctx, s, in.Account)
	if err != nil {
		return page.Done{}, err
	}
	for _, e := range past {
		order, ok := e.Body.(clientele.Order)
		if e.ID != in.Entry || !ok || len(order.Items) == 0 {
			continue
		}
		var items []record.Item
		for _, it := range order.Items {
			items = append(items, record.Item{Code: it.Product, Text: it.Text, Quantity: record.OfMilli(max(it.QuantityMilli, 0))})
		}
		if items, err = o.pricedAsThen(ctx, s, items, order); err != nil {
			return page.Done{}, err
		}
		fields := map[string]json.RawMessage{"account": raw(in.Account), "items": raw(items), "line": raw(e.Line), "currency": raw(order.Total.Currency), "state": raw(ordered)}
		if order.Total.IsNone() || order.Total.Currency == clientele.UnknownCurrency {
			delete(fields, "currency")
		}
		return o.made(ctx, s, fields)
	}
	return page.Done{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("orders.not-again"), Remedy: clientele.Tell("orders.not-again-remedy")}
}

// pricedAsThen gives lines of goods that are no product of the firm the price that was paid for them.
func (o *Orders) pricedAsThen(ctx context.Context, s access.Scope, items []record.Item, order clientele.Order) ([]record.Item, error) {
	d := record.Draft{Is: &record.Record{Values: map[string]any{"items": items}}}
	if err := o.known(ctx, o.DB, s, []record.Draft{d}); err != nil {
		return nil, err
	}
	items = itemsOf(d.Is)
	for i := range items {
		if it := &items[i]; it.Product == 0 {
			paid := order.Items[i]
			if it.Quantity == "0" {
				it.Quantity, paid.QuantityMilli = "1", one
			}
			it.Price = clientele.Money{Minor: share(paid.TotalMinor, one, paid.QuantityMilli), Currency: order.Total.Currency}
		} else if it.Quantity == "0" {
			it.Quantity = "1"
		}
	}
	return items, nil
}

// ReturnIn says what of an order came back.
type ReturnIn struct {
	ID       clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the order"`
	Line     int          `name:"line" json:"line,omitempty" minimum:"0" maximum:"200" doc:"which line of the order, from 1; 0 is all of it"`
	Quantity string       `name:"quantity" json:"quantity,omitempty" maxLength:"30" doc:"how many of the line; all that are left where nothing is said"`
}

// Return takes goods of an order back: they are given back in the book too.
func (o *Orders) Return(ctx context.Context, s access.Scope, in ReturnIn) (page.Done, error) {
	more := int64(0)
	if in.Quantity != "" {
		n, ok := say.Of(ctx).ReadNumber(in.Quantity)
		if more = record.Milli(decimal(n)); !ok || more <= 0 {
			return page.Done{}, page.Wrong("quantity", say.Of(ctx).Say("orders.quantity-odd"), say.Of(ctx).Say("orders.quantity-odd-remedy"))
		}
	}
	return o.change(ctx, s, in.ID, "orders.came-back", func(r *record.Record) (map[string]json.RawMessage, error) {
		items := append([]record.Item(nil), itemsOf(r)...)
		if !counts(r) {
			return nil, page.Wrong("id", say.Of(ctx).Say("orders.return-of-none"), say.Of(ctx).Say("orders.return-of-none-remedy"))
		}
		if in.Line > len(items) {
			return nil, page.Wrong("line", say.Of(ctx).Say("orders.no-line", say.Args{"n": len(items)}), say.Of(ctx).Say("orders.no-line-remedy"))
		}
		for i := range items {
			it := &items[i]
			switch {
			case in.Line == i+1 && more > 0:
				it.Returned = record.OfMilli(record.Milli(it.Returned) + more)
			case in.Line == i+1, in.Line == 0:
				it.Returned = it.Quantity
			}
		}
		return map[string]json.RawMessage{"items": raw(items)}, nil
	})
}
