package orders

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// orderOut is what the page of an order shows besides its fields.
type orderOut struct {
	ID       clientele.ID
	State    string
	Lines    []lineRow
	Net      string
	Taxes    []page.Link // a rate and what it comes to, in Text and Href by turns; no links
	Total    string
	Returned string
	Gross    bool // prices have the tax in them
	MayWrite bool
	Counts   bool
	Lapsed   string
}

// lineRow is a line of goods.
type lineRow struct {
	At       int
	Text     string
	Href     string
	Code     string
	Quantity string
	Price    string
	Discount string
	Amount   string
	Returned string
	Left     bool // some of it could come back
}

// Head is what is done with an order, at the top of its page.
func (o *Orders) Head(_ context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	out := orderOut{ID: r.ID, State: r.Text("state"), MayWrite: s.MayWrite() && r.Archived == 0}
	if until, ok := r.Values["valid_until"].(clientele.Day); ok && out.State == quote && until < o.Clock.Today() {
		out.Lapsed = clientele.Tell("orders.quote-lapsed", "day", until)
	}
	return func(v page.Frame) templ.Component { return orderHead(v, out) }, nil
}

// BesideOrder are the lines of goods of an order and what they come to, or what is told of a product.
func (o *Orders) BesideOrder(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	said := say.Of(ctx)
	out := orderOut{ID: r.ID, State: r.Text("state"), MayWrite: s.MayWrite() && r.Archived == 0, Counts: counts(r), Gross: r.Text("pricing") == gross}
	for i, it := range itemsOf(r) {
		row := lineRow{At: i + 1, Text: it.Text, Code: it.Code, Quantity: said.Plain(string(it.Quantity)), Price: said.Money(it.Price), Amount: said.Money(it.Amount),
			Returned: said.Plain(string(it.Returned)), Left: record.Milli(it.Returned) < record.Milli(it.Quantity)}
		if it.Discount != "" && it.Discount != "0" {
			row.Discount = said.Plain(string(it.Discount)) + "\u00a0%"
		}
		if it.Product != 0 {
			row.Href = Product.Address(it.Product)
		}
		out.Lines = append(out.Lines, row)
	}
	sum := func(field string) string {
		if m, ok := r.Values[field].(clientele.Money); ok {
			return said.Money(m)
		}
		return ""
	}
	out.Net, out.Total, out.Returned = sum("net"), sum("total"), sum("returned")
	for _, t := range summed(itemsOf(r), r.Text("pricing"), lineAmount) {
		if t.Rate > 0 {
			out.Taxes = append(out.Taxes, page.Link{Text: said.Say("orders.tax-of", say.Args{"rate": said.Plain(string(record.OfMilli(t.Rate))) + "\u00a0%"}),
				Href: said.Money(clientele.Money{Minor: t.Tax, Currency: r.Text("currency")})})
		}
	}
	return func(v page.Frame) templ.Component { return orderBeside(v, out) }, nil
}

// productOut is what is told of a product.
type productOut struct {
	ID       clientele.ID
	Sentence string
	Buyers   []page.Link
	Times    []string
	All      string
	With     []AddOnRow
	Prices   []pastPrice
	MayWrite bool
}

// pastPrice is what a product cost once.
type pastPrice struct{ Day, Was, Is string }

// How much of the past of a product is looked at.
const (
	ordersRead   = 200
	buyersShown  = 5
	changesShown = 100
)

// BesideProduct tells who buys a product, how often, what with it, and what it cost before.
func (o *Orders) BesideProduct(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	said := say.Of(ctx)
	out := productOut{ID: r.ID, MayWrite: s.MayWrite() && r.Archived == 0}
	of := record.All{record.Cond{Field: "items", Op: record.Has, Values: []string{r.ID.String()}}, record.Cond{Field: "state", Op: record.In, Values: []string{ordered, done}}}
	found, err := o.Records.Query(ctx, s, record.Query{Type: Order.Name, Filter: of, Sort: "-day", Limit: ordersRead, Count: true})
	if err != nil {
		return nil, err
	}
	out.All = Order.Home + "?" + url.Values{"filter": {record.PrintFilter(of)}}.Encode()
	if err := o.buyers(ctx, s, &out, found.Rows); err != nil {
		return nil, err
	}
	out.Sentence = said.Say("orders.never-ordered")
	if n := len(found.Rows); n > 0 {
		if found.Count != nil {
			n = found.Count.N
		}
		day, _ := found.Rows[0].Values["day"].(clientele.Day)
		out.Sentence = said.Say("orders.ordered-in", say.Args{"n": n, "last": said.Since(day, o.Clock.Today())})
	}
	if out.With, err = o.besides(ctx, "", []string{KeyOf(clientele.Item{Product: r.Text("code"), Text: r.Text("name")})}); err != nil {
		return nil, err
	}
	past, err := o.Records.Changes(ctx, s, r.Ref, 0, changesShown)
	for _, c := range past {
		price, changed := c.Fields["price"]
		if !changed {
			continue
		}
		one := pastPrice{Day: said.LongDay(o.Clock.Day(c.At))}
		for _, side := range []struct {
			raw  json.RawMessage
			into *string
		}{{price.Was, &one.Was}, {price.Is, &one.Is}} {
			var m clientele.Money
			if *side.into = "–"; json.Unmarshal(side.raw, &m) == nil && !m.IsNone() {
				*side.into = said.Money(m)
			}
		}
		out.Prices = append(out.Prices, one)
	}
	return func(v page.Frame) templ.Component { return productBeside(v, out) }, err
}

// buyers are those who ordered a product most often lately.
func (o *Orders) buyers(ctx context.Context, s access.Scope, out *productOut, orders []*record.Record) error {
	times := map[clientele.ID]int{}
	var order []clientele.ID
	for _, r := range orders {
		if times[r.Account] == 0 {
			order = append(order, r.Account)
		}
		times[r.Account]++
	}
	slices.SortStableFunc(order, func(a, b clientele.ID) int { return cmp.Compare(times[b], times[a]) })
	var refs []clientele.Ref
	for _, id := range order[:min(len(order), buyersShown)] {
		refs = append(refs, clientele.Ref{Type: record.Account, ID: id})
	}
	titles, err := o.Records.Titles(ctx, s, refs)
	for _, ref := range refs {
		if titles[ref] != "" {
			out.Buyers = append(out.Buyers, page.Link{Text: titles[ref], Href: "/accounts/" + ref.ID.String()})
			out.Times = append(out.Times, say.Of(ctx).Say("orders.times", say.Args{"n": times[ref.ID]}))
		}
	}
	return err
}
