package orders

import (
	"cmp"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// rule fills in what of an order follows from the rest, adds it up, and says what does not go
// together.
func rule(d record.Draft) (faults []record.FieldFault) {
	if d.Is.Values["day"] == nil {
		d.Is.Set("day", d.Today)
	}
	if d.Was != nil && d.Was.Text("state") == quote && counts(d.Is) && d.Is.Values["day"] == d.Was.Values["day"] {
		d.Is.Set("day", d.Today) // it is ordered today, whenever it was quoted
	}
	faults = append(ofDeal(d), whose(d)...)
	faults = append(faults, days(d)...)
	items, _ := d.Is.Values["items"].([]record.Item)
	items, gone := carried(d, items)
	faults = append(faults, gone...)
	currency := d.Is.Text("currency")
	for i := range items {
		fill(d, &items[i])
		if currency == "" {
			currency = items[i].Price.Currency
		}
	}
	if currency = cmp.Or(currency, clientele.UnknownCurrency); len(currency) != 3 {
		return append(faults, fault("currency", "orders.currency-odd", "orders.currency-odd-remedy", "currency", currency))
	}
	d.Is.Set("currency", currency)
	for i := range items {
		f := wrongOf(d, &items[i], currency)
		for j := range f {
			f[j].Field, f[j].At = "items", i+1
		}
		faults = append(faults, f...)
	}
	if len(items) > 0 {
		d.Is.Set("items", items)
	}
	total(d.Is, items, currency)
	back, _ := d.Is.Values["returned"].(clientele.Money)
	if back.Minor != 0 && !counts(d.Is) {
		faults = append(faults, fault("state", "orders.returned-of-none", "orders.returned-of-none-remedy"))
	}
	returned(d, items)
	return faults
}

// counts says that an order is one: it was placed, and not called off.
func counts(r *record.Record) bool { return r.Text("state") == ordered || r.Text("state") == done }

// whose says what is wrong with whom an order is for.
func whose(d record.Draft) []record.FieldFault {
	if d.Is.Values[record.Account] != nil {
		return nil
	}
	if p := d.Led(clientele.PersonType); p != nil && p.Account != 0 {
		return nil
	}
	return []record.FieldFault{fault(record.Account, "orders.for-nobody", "orders.for-nobody-remedy")}
}

// ofDeal fills in what the deal of an order says, and refuses one of somebody else.
func ofDeal(d record.Draft) []record.FieldFault {
	deal := d.Led(dealName)
	if deal == nil {
		return nil
	}
	account, said := d.Is.Values[record.Account].(clientele.ID)
	p := d.Led(clientele.PersonType)
	switch {
	case said && deal.Account != 0 && account != deal.Account:
		return []record.FieldFault{fault(dealName, "orders.deal-of-other", "orders.deal-of-other-remedy", "deal", deal.Text("name"))}
	case !said && deal.Account != 0 && (p == nil || p.Account == 0):
		d.Is.Set(record.Account, deal.Account)
	}
	if line := deal.Text("line"); line != "" && d.Is.Text("line") == "" && d.Was == nil {
		d.Is.Set("line", line)
	}
	return nil
}

// days says what is wrong with the days of an order.
func days(d record.Draft) (faults []record.FieldFault) {
	day, _ := d.Is.Values["day"].(clientele.Day)
	until, _ := d.Is.Values["valid_until"].(clientele.Day)
	if day > d.Today {
		faults = append(faults, fault("day", "orders.day-to-come", "orders.day-to-come-remedy", "today", d.Today))
	}
	switch state := d.Is.Text("state"); {
	case until == clientele.NoDay:
	case state != quote && state != cancelled && until < d.Today && d.Was != nil && d.Was.Text("state") == quote && d.Was.Values["valid_until"] == until:
		faults = append(faults, fault("state", "orders.quote-lapsed", "orders.quote-lapsed-remedy", "day", until))
	case until < day && state == quote:
		faults = append(faults, fault("valid_until", "orders.ends-before", "orders.ends-before-remedy"))
	}
	return faults
}

// carried are the lines of goods as they are given, each with what came back of it before: a form
// that does not ask for that takes nothing back, and a line of which something came back stays.
func carried(d record.Draft, given []record.Item) (items []record.Item, faults []record.FieldFault) {
	items = slices.Clone(given)
	var was []record.Item
	if d.Was != nil && !d.Back { // an undo says what came back
		was, _ = d.Was.Values["items"].([]record.Item)
		was = slices.Clone(was)
	}
	for i := range items {
		it := &items[i]
		at := slices.IndexFunc(was, func(w record.Item) bool { return w.Product == it.Product && (it.Product != 0 || w.Text == it.Text) })
		if at >= 0 {
			if it.Returned == "" {
				it.Returned = was[at].Returned
			}
			was = slices.Delete(was, at, at+1)
		}
		if it.Returned == "0" {
			it.Returned = ""
		}
	}
	for _, w := range was {
		if w.Returned != "" {
			faults = append(faults, fault("items", "orders.returned-stays", "orders.returned-stays-remedy", "product", w.Text))
		}
	}
	return items, faults
}

// fill says of a line of goods what its product says.
func fill(d record.Draft, it *record.Item) {
	if it.Quantity == "" {
		it.Quantity = "1"
	}
	if p := d.LedTo("items", it.Product); p != nil && it.Product != 0 {
		it.Code, it.Text = cmp.Or(it.Code, p.Text("code")), cmp.Or(it.Text, p.Text("name"))
		if price, ok := p.Values["price"].(clientele.Money); ok && it.Price.IsNone() && it.Price.Minor == 0 {
			it.Price = price
		}
		if tax, ok := p.Values["tax"].(float64); ok && it.Tax == "" {
			it.Tax = decimal(tax)
		}
	}
	it.Text = cmp.Or(it.Text, it.Code)
}

// wrongOf says what is wrong with a line of goods, and what it comes to where nothing is.
func wrongOf(d record.Draft, it *record.Item, currency string) (faults []record.FieldFault) {
	wrong := func(part, what string, args ...any) {
		f := fault("", what, what+"-remedy", args...)
		f.Part = part
		faults = append(faults, f)
	}
	if it.Price.Currency == "" && it.Price.Minor != 0 {
		it.Price.Currency = currency
	}
	switch quantity, discount, tax, back := record.Milli(it.Quantity), record.Milli(it.Discount), record.Milli(it.Tax), record.Milli(it.Returned); {
	case it.Text == "":
		wrong("", "orders.no-product")
	case quantity <= 0:
		wrong("quantity", "orders.quantity-odd")
	case discount < 0 || discount > hundred:
		wrong("discount", "orders.discount-odd")
	case tax < 0 || tax > hundred:
		wrong("tax", "orders.tax-odd")
	case it.Price.IsNone():
		wrong("price", "orders.no-price", "product", it.Text)
	case it.Price.Minor < 0:
		wrong("price", "orders.price-negative")
	case it.Price.Currency != currency:
		wrong("price", "orders.other-currency", "is", it.Price.Currency, "order", currency, "product", it.Text)
	case back < 0 || back > quantity:
		wrong("returned", "orders.returned-more", "product", it.Text, "bought", string(it.Quantity), "returned", string(it.Returned))
	}
	if p := d.LedTo("items", it.Product); p != nil && it.Product != 0 && p.Values["unavailable"] == true && !had(d, it.Product) {
		wrong("", "orders.unavailable", "product", it.Text)
	}
	if len(faults) == 0 {
		it.Amount = clientele.Money{Minor: amountOf(*it), Currency: currency}
		if it.Amount.Minor > mostAmount {
			wrong("price", "orders.too-much", "product", it.Text)
		}
	}
	return faults
}

// had says whether an order had a product before.
func had(d record.Draft, product clientele.ID) bool {
	if d.Was == nil {
		return false
	}
	was, _ := d.Was.Values["items"].([]record.Item)
	for _, it := range was {
		if it.Product == product {
			return true
		}
	}
	return false
}
