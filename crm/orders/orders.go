// Package orders is what the firm sells and what was ordered of it: products, their prices, orders
// and quotes with their lines of goods, what came back, what is usually bought together.
//
// An order is a record like any other; what it says of the relationship it states in the book, so
// that the standing follows at once (follow.go). Start at Capability, then rule.
package orders

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/search"
)

// Orders is what the pages and acts of orders and products stand on.
type Orders struct {
	DB        *db.DB
	Workspace clientele.ID
	Records   *record.Store
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Words     *search.Finder
	Clock     *clientele.Clock

	Pictures func(context.Context, access.Scope, []clientele.ID) (map[clientele.ID]string, error) // where those of products are given out
	Restate  func(context.Context, *db.Tx, []clientele.ID) error                                  // has deals say anew what they brought
}

// Settings of the firm that orders go by, and that receipts bear.
const (
	SettingPricing = "pricing"         // whether prices have the tax in them
	SettingAddress = "receipt_address" // the firm's own, in lines
	SettingTaxID   = "receipt_tax_id"
	SettingBank    = "receipt_bank"
	SettingFoot    = "receipt_foot" // what stands at the end
	SettingPaper   = "receipt_paper"
)

// withoutTax are the countries whose shops name prices without the tax.
var withoutTax = map[string]bool{"US": true, "CA": true}

// pricing is how the firm's prices are meant.
func pricing(set map[string]string) string {
	switch said := set[SettingPricing]; {
	case said == gross || said == net:
		return said
	case withoutTax[record.RegionOf(set["country"])]:
		return net
	}
	return gross
}

// Before fills into orders what takes asking: the firm's ways, numbers, products by what they are
// called, and what those cost on the day, on the list, in that quantity.
func (o *Orders) Before(ctx context.Context, q db.Querier, s access.Scope, drafts []record.Draft) error {
	set, err := o.Access.SettingsIn(ctx, q)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Is.Text("pricing") == "" {
			d.Is.Set("pricing", pricing(set))
		}
		if d.Is.Text("currency") == "" && set["currency"] != "" {
			d.Is.Set("currency", set["currency"])
		}
	}
	if err := o.known(ctx, q, s, drafts); err != nil {
		return err
	}
	if err := o.priced(ctx, q, drafts); err != nil {
		return err
	}
	return o.numbered(ctx, q, drafts)
}

// Capability puts what is special to orders and products to what every type has.
func (o *Orders) Capability(orders, products, prices page.Capability) page.Capability {
	all := orders
	for _, of := range []page.Capability{products, prices} {
		all.Pages, all.Acts, all.Panels = slices.Concat(all.Pages, of.Pages), slices.Concat(all.Acts, of.Acts), slices.Concat(all.Panels, of.Panels)
	}
	at := slices.IndexFunc(all.Pages, func(p page.Page) bool { return p.Name == "order-new" })
	plain := all.Pages[at]
	all.Pages[at] = page.Read(plain.Name, plain.Path, plain.Who, o.New, newPage).Titled(plain.Title, plain.Summary).AnswersAt("orders/new/page").InBrowser().InMenu(plain.Menu)
	all.Pages = append(all.Pages,
		page.Read("order-customers", "/orders/customers", access.Writers, o.Customers, nothing[CustomersOut]).
			Titled(clientele.Tell("title.order-customers"), "For whom an order may be: by a few letters, or the end of a telephone number.").InBrowser(),
		page.Read("order-products", "/orders/products", access.Writers, o.Products, nothing[ProductsOut]).
			Titled(clientele.Tell("title.order-products"), "Products by the first letters of a name or a code; what somebody usually orders comes first.").InBrowser(),
		page.Read("order-beside", "/orders/beside", access.Writers, o.BesideNew, besidePage).
			Titled(clientele.Tell("title.order-beside"), "What an order comes to while it is typed, and what is usually bought with it; nothing is written.").InBrowser(),
	)
	all.Pages = append(all.Pages,
		page.Read("order-print", "/orders/{id}/print", access.SignedIn, o.Print, nothing[PrintOut]).
			Titled(clientele.Tell("title.order-print"), "An order or a quote on paper: PDF, in the reader's language."),
		page.Read("receipts", "/receipts", access.Owners, o.Receipts, receiptsPage).
			Titled(clientele.Tell("title.receipts"), "What stands on receipts and quotes, and whether prices have the tax in them."),
	)
	all.Acts = append(all.Acts,
		page.Write("set-receipts", access.Owners, o.SetReceipts).
			Titled(clientele.Tell("title.set-receipts"), "Says what stands on receipts and quotes, and whether prices have the tax in them."),
		page.Write("order-take", access.Writers, o.Take).
			Titled(clientele.Tell("title.order-take"), "Writes an order or a quote down, row by row.").FormAt(func(page.Input) string { return "/orders/new" }),
		page.Write("order-state", access.Writers, o.SetState).
			Titled(clientele.Tell("title.order-state"), "Makes a quote an order, or an order done or called off."),
		page.Write("order-again", access.Writers, o.Again).
			Titled(clientele.Tell("title.order-again"), "Orders the same once more, at the prices of today."),
		page.Write("order-return", access.Writers, o.Return).
			Titled(clientele.Tell("title.order-return"), "Takes goods of an order back, all of them or some of a line."),
		page.Write("learn-add-ons", access.Owners, o.Learn).
			Titled(clientele.Tell("title.learn-add-ons"), "Learns anew what is bought together."),
	)
	all.Panels = append(all.Panels, page.On(page.AccountSide, o.OfAccount, accountPanel))
	all.Works, all.Schedules = o.works()
	return all
}

// nothing draws nothing: it is for the script of a page and for programs.
func nothing[O any](page.Frame, O) templ.Component { return templ.NopComponent }
