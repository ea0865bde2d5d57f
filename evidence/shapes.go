package evidence

import "slices"

// shape is an export whose headers are known. Headers as in the products' own
// exports; matched by name, never by position.
type shape struct {
	name   string
	door   string
	has    []string            // headers that give it away, squeezed
	fields map[string][]string // field: the columns to choose from, first that is there
}

var shapes = []shape{
	{"Shopify orders", "orders", []string{"financialstatus", "lineitemquantity", "lineitemprice"}, map[string][]string{
		"account": {"email", "customerid", "phone"}, "at": {"createdat", "paidat"}, "order": {"name", "id"}, "amount": {"total"}, "currency": {"currency"},
		"product": {"lineitemsku", "lineitemname"}, "text": {"lineitemname"}, "quantity": {"lineitemquantity"}, "price": {"lineitemprice"}, "discount": {},
		"refund": {"refundedamount"}, "channel": {"source"}, "country": {"billingcountry"}, "status": {"financialstatus"}, "name": {"billingname"}, "phone": {"billingphone", "phone"}, "line": {}}},
	{"Stripe payments", "orders", []string{"amount", "amountrefunded", "captured"}, map[string][]string{
		"account": {"customerid", "customeremail"}, "at": {"createdutc", "createddateutc", "created"}, "order": {"id"}, "amount": {"amount"}, "currency": {"currency"},
		"refund": {"amountrefunded"}, "status": {"status"}, "email": {"customeremail"}, "name": {"customername"}, "text": {"description"}, "price": {}, "product": {}, "quantity": {}, "discount": {}, "channel": {}, "line": {}}},
	{"WooCommerce orders", "orders", []string{"orderid", "orderdate", "status", "ordertotal"}, map[string][]string{
		"account": {"customeremail", "billingemail", "customerid"}, "at": {"orderdate"}, "order": {"orderid", "ordernumber"}, "amount": {"ordertotal"}, "currency": {"ordercurrency", "currency"},
		"status": {"status"}, "email": {"customeremail", "billingemail"}, "country": {"billingcountry"}, "phone": {"billingphone"}, "refund": {"refundedtotal"}}},
	{"Amazon orders", "orders", []string{"amazonorderid", "itemprice"}, map[string][]string{
		"account": {"buyeremail", "buyername"}, "at": {"purchasedate", "paymentsdate"}, "order": {"amazonorderid"}, "amount": {"itemprice"}, "currency": {"currency"},
		"product": {"sku", "asin"}, "text": {"productname"}, "quantity": {"quantity", "quantitypurchased"}, "status": {"orderstatus", "itemstatus"}, "country": {"shipcountry"}, "price": {}, "discount": {}}},
	{"DATEV bookings", "orders", []string{"umsatzohnesollhabenkz", "sollhabenkennzeichen", "belegdatum"}, map[string][]string{
		"account": {"konto"}, "at": {"belegdatum"}, "amount": {"umsatzohnesollhabenkz"}, "order": {"belegfeld1"}, "currency": {"wkzumsatz"}, "text": {"buchungstext"},
		"status": {}, "product": {}, "quantity": {}, "price": {}, "discount": {}, "refund": {}, "line": {}, "channel": {}}},
	{"Square item sales", "orders", []string{"netsales", "grosssales", "transactionid"}, map[string][]string{
		"account": {"customerid", "customername"}, "amount": {"netsales"}, "order": {"transactionid"}, "product": {"sku", "item"}, "text": {"item"}, "quantity": {"qty"},
		"status": {"eventtype"}, "name": {"customername"}, "price": {}, "discount": {}}},
}

// shapeOf knows an export by its headers; nil where it is none that is known.
func shapeOf(header []string) *shape {
	var have []string
	for _, h := range header {
		have = append(have, squeezed(h))
	}
	for i := range shapes {
		all := true
		for _, need := range shapes[i].has {
			all = all && slices.Contains(have, need)
		}
		if all {
			return &shapes[i]
		}
	}
	return nil
}

// withShape adds what a known export's headers mean to what the person said.
func withShape(d *Door, r *recognition, given []mapped) []mapped {
	s := shapeOf(r.header)
	r.notes = slices.Clone(r.said)
	if s == nil || s.door != d.Name || !r.named {
		return given
	}
	r.notes = append(r.notes, "Read as "+s.name+", known by its headers.")
	out := slices.Clone(given)
	for _, f := range d.Fields {
		names, ok := s.fields[f.Name]
		if !ok || slices.ContainsFunc(given, func(m mapped) bool { return m.field == f.Name }) {
			continue
		}
		m := mapped{field: f.Name, shape: s.name}
		for _, name := range names {
			i := slices.IndexFunc(r.header, func(h string) bool { return squeezed(h) == name })
			if i >= 0 && r.profiles[i].filled > 0 {
				m.expr = &expr{op: 'c', col: i}
				break
			}
		}
		if m.expr != nil || len(names) == 0 {
			out = append(out, m)
		}
	}
	if s.name == "Shopify orders" {
		out = withCancelledAt(r, out)
	}
	return out
}

// withCancelledAt joins Shopify's second state: the moment at which an order was called off.
func withCancelledAt(r *recognition, out []mapped) []mapped {
	at := slices.IndexFunc(r.header, func(h string) bool { return squeezed(h) == "cancelledat" })
	for i := range out {
		if out[i].field == "status" && out[i].shape != "" && at >= 0 {
			out[i].expr = &expr{op: '+', a: out[i].expr, b: &expr{op: 'c', col: at}}
		}
	}
	return out
}
