package orders

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// The types that this capability declares.
const (
	productName = "product"
	priceName   = "price"
	orderName   = "order"
	dealName    = "deal" // of which an order may be: its own type is another's
)

// The states of an order.
const (
	quote     = "quote"
	ordered   = "ordered"
	done      = "done"
	cancelled = "cancelled"
)

// How prices are meant: with the tax in them, or without.
const (
	gross = "gross"
	net   = "net"
)

func money(name string) record.Field { return record.Field{Name: name, Kind: record.KindMoney} }

// Product is what the firm sells.
var Product = record.Type{
	Name: productName, Plural: "products", Home: "/products", Title: "name", Sort: "name", Sorts: []string{"changed"}, Folded: true, Rule: productRule,
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed(), record.Text("code").Once().Searched().Listed(),
		record.Choice("kind", "goods", "service").Begins("goods").Listed(), record.Line("line").Listed(),
		record.Long("description").Searched(), record.Text("unit").Listed(), money("price").Listed(),
		{Name: "tax", Kind: record.KindPercentage, InList: true}, record.YesNo("unavailable"), record.Long("note"),
	},
}

// Price is what a product costs on a list of prices, from a quantity on, for a time.
var Price = record.Type{
	Name: priceName, Plural: "prices", Home: "/prices", Title: "name", Sort: "price_list", Sorts: []string{"changed"}, Rule: priceRule, Looks: []string{productName},
	Fields: []record.Field{
		record.Text("name").Set().Searched(), record.Link(productName, productName).Required().Listed(), record.Text("price_list").Listed(),
		record.Number("from_quantity").Listed(), money("amount").Required().Listed(), record.Day("valid_from").Listed(), record.Day("valid_until").Listed(),
	},
}

// Order is an order, or a quote that may become one.
var Order = record.Type{
	Name: orderName, Plural: "orders", Home: "/orders", Of: []string{record.Account, clientele.PersonType}, Title: "number", Sort: "-day", Sorts: []string{"number", "changed"},
	Board: "state", Sum: "total", Rule: rule, Looks: []string{clientele.PersonType, dealName, "items"},
	Fields: []record.Field{
		record.Text("number").Once().Searched().Listed(),
		record.Link(record.Account, record.Account).Listed(), record.Link(clientele.PersonType, clientele.PersonType), record.Link(dealName, dealName),
		record.Choice("state", quote, ordered, done, cancelled).Required().Begins(ordered).Listed(),
		record.Day("day").From(clientele.EarliestByHand).Listed(), record.Day("valid_until"), record.Line("line").Listed(),
		record.Choice("channel", "telephone", "counter", "web", "email", "other").Listed(),
		record.Text("currency"), record.Text("price_list"), record.Choice("pricing", gross, net),
		record.Items("items", productName).Required().Listed(),
		money("net").Set(), money("tax_amount").Set(), money("total").Set().Listed(),
		money("returned").Set(), record.Day("returned_on").Set(), record.Long("returns").Set(),
		record.User("owner").Listed(), record.Long("note"),
	},
}

// productRule says what does not go together in a product.
func productRule(d record.Draft) (faults []record.FieldFault) {
	if p, ok := d.Is.Values["price"].(clientele.Money); ok && p.Minor < 0 {
		faults = append(faults, fault("price", "orders.price-negative", "orders.price-negative-remedy"))
	}
	if tax, ok := d.Is.Values["tax"].(float64); ok && (tax < 0 || tax > 100) {
		faults = append(faults, fault("tax", "orders.tax-odd", "orders.tax-odd-remedy"))
	}
	return faults
}

// priceRule names a price by its product and list, and says what does not go together.
func priceRule(d record.Draft) (faults []record.FieldFault) {
	if p := d.Led(productName); p != nil {
		name := p.Text("name")
		if list := d.Is.Text("price_list"); list != "" {
			name += ", " + list
		}
		d.Is.Set("name", name)
	}
	if from, ok := d.Is.Values["from_quantity"].(float64); ok && from <= 0 {
		faults = append(faults, fault("from_quantity", "orders.quantity-odd", "orders.quantity-odd-remedy"))
	}
	if p, ok := d.Is.Values["amount"].(clientele.Money); ok && p.Minor < 0 {
		faults = append(faults, fault("amount", "orders.price-negative", "orders.price-negative-remedy"))
	}
	from, _ := d.Is.Values["valid_from"].(clientele.Day)
	if until, ok := d.Is.Values["valid_until"].(clientele.Day); ok && until < from {
		faults = append(faults, fault("valid_until", "orders.ends-before", "orders.ends-before-remedy"))
	}
	return faults
}

func fault(field, what, remedy string, args ...any) record.FieldFault {
	return record.FieldFault{Field: field, What: clientele.Tell(what, args...), Remedy: clientele.Tell(remedy, args...)}
}
