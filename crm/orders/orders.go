// Package orders is what the firm sells and what was ordered of it: products, their prices, orders
// and quotes with their lines of goods, what came back, what is usually bought together.
//
// An order is a record like any other; what it says of the relationship it states in the book, so
// that the standing follows at once (follow.go). Start at Capability, then rule.
package orders

import (
	"context"

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
		all.Pages, all.Acts, all.Panels = append(all.Pages, of.Pages...), append(all.Acts, of.Acts...), append(all.Panels, of.Panels...)
	}
	return all
}
