package orders

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// Receipts is what stands on receipts, and how prices are meant.
func (o *Orders) Receipts(ctx context.Context, _ access.Scope, _ ReceiptsIn) (ReceiptsOut, error) {
	set, err := o.Access.Settings(ctx)
	return ReceiptsOut{Sentence: say.Of(ctx).Say("orders.receipts"), Pricing: pricing(set), Address: set[SettingAddress], TaxID: set[SettingTaxID],
		Bank: set[SettingBank], Foot: set[SettingFoot], Paper: paper(set)}, err
}

// SetReceiptsIn says what stands on receipts.
type SetReceiptsIn struct {
	Pricing string `name:"pricing" json:"pricing" required:"true" enum:"gross,net" doc:"whether prices of products have the tax in them (gross) or not (net); orders that are there stay"`
	Address string `name:"address" json:"address,omitempty" maxLength:"1000" doc:"the firm's own address, in lines"`
	TaxID   string `name:"tax_id" json:"tax_id,omitempty" maxLength:"100" doc:"tax number"`
	Bank    string `name:"bank" json:"bank,omitempty" maxLength:"1000" doc:"how to pay"`
	Foot    string `name:"foot" json:"foot,omitempty" maxLength:"1000" doc:"what stands at the end"`
	Paper   string `name:"paper" json:"paper" required:"true" enum:"A4,Letter" doc:"size of the paper"`
}

// SetReceipts says what stands on receipts. Orders that are there keep how their prices were meant.
func (o *Orders) SetReceipts(ctx context.Context, s access.Scope, in SetReceiptsIn) (page.Done, error) {
	was, err := o.Receipts(ctx, s, ReceiptsIn{})
	if err != nil {
		return page.Done{}, err
	}
	set := map[string]string{SettingPricing: in.Pricing, SettingAddress: in.Address, SettingTaxID: in.TaxID, SettingBank: in.Bank, SettingFoot: in.Foot, SettingPaper: in.Paper}
	if err := o.Access.SetFirm(ctx, s, access.FirmSet{Settings: set}); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("orders.receipts-set"), Undo: &page.Undo{Act: "set-receipts", With: map[string]string{"pricing": was.Pricing, "address": was.Address,
		"tax_id": was.TaxID, "bank": was.Bank, "foot": was.Foot, "paper": was.Paper}}}, nil
}

// pricings are how prices may be meant.
func pricings() []page.Choice {
	return []page.Choice{{Value: gross, Label: clientele.Tell("choice.pricing.gross")}, {Value: net, Label: clientele.Tell("choice.pricing.net")}}
}

func papers() []page.Choice {
	return []page.Choice{{Value: "A4", Label: "A4"}, {Value: "Letter", Label: "Letter"}}
}
