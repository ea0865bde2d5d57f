package orders

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// PanelOut is the orders of an account, beside its page.
type PanelOut struct {
	Rows     []OrderRow   `json:"rows"`
	New      string       `json:"-"`
	Account  clientele.ID `json:"-"`
	MayWrite bool         `json:"-"`
}

// OrderRow is an order of an account.
type OrderRow struct {
	ID    clientele.ID  `json:"id,omitzero"`    // of its record
	Entry clientele.ID  `json:"entry,omitzero"` // of the book, where a file told of it
	Title string        `json:"title"`
	Href  string        `json:"href,omitempty"`
	Text  string        `json:"text"`
	State string        `json:"state,omitempty"`
	Total string        `json:"total"`
	Day   clientele.Day `json:"day"`
	Again bool          `json:"again"` // it can be ordered once more
}

// panelShown is how many orders stand beside an account.
const panelShown = 6

// OfAccount are the last orders of an account, those that were taken here and those that files told
// of: a statement each.
func (o *Orders) OfAccount(ctx context.Context, s access.Scope, about page.About) (PanelOut, error) {
	out := PanelOut{Rows: []OrderRow{}, MayWrite: s.MayWrite(), New: fmt.Sprintf("/orders/new?account=%d", about.Account), Account: about.Account}
	kept, err := o.Records.LeadingTo(ctx, s, Order.Name, clientele.Ref{Type: record.Account, ID: about.Account}, panelShown)
	if err != nil {
		return out, err
	}
	for _, r := range kept {
		total, _ := r.Values["total"].(clientele.Money)
		day, _ := r.Values["day"].(clientele.Day)
		text := ""
		for _, it := range itemsOf(r) {
			text = joined(text, it.String())
		}
		out.Rows = append(out.Rows, o.row(ctx, OrderRow{ID: r.ID, Title: r.Text("number"), Href: address(r.ID), State: r.Text("state"), Text: text, Day: day, Again: r.Text("state") != cancelled}, total))
	}
	if d, ok := about.Read.(*ledger.Dossier); ok && d != nil {
		if err := o.brought(ctx, d, &out); err != nil {
			return out, err
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b OrderRow) int { return cmp.Compare(b.Day, a.Day) })
	out.Rows = out.Rows[:min(len(out.Rows), panelShown)]
	return out, nil
}

// brought adds what files told of. What records state stands there by its record.
func (o *Orders) brought(ctx context.Context, d *ledger.Dossier, out *PanelOut) error {
	entries, _, err := o.Book.TimelineIn(ctx, d, ledger.TimelineQuery{Account: d.Account, Kinds: []clientele.EntryKind{clientele.KindOrder}, Limit: 2 * panelShown})
	if err != nil {
		return err
	}
	for _, e := range entries {
		order, ok := e.Body.(clientele.Order)
		if !ok || !e.Ref.IsZero() {
			continue
		}
		text := ""
		for _, it := range order.Items {
			text = joined(text, string(record.OfMilli(it.QuantityMilli))+times+cmp.Or(it.Text, it.Product))
		}
		row := OrderRow{Entry: e.ID, Title: cmp.Or(order.Ref, say.Of(ctx).Say("orders.without-number")), Text: text, Day: e.Day, Again: len(order.Items) > 0}
		out.Rows = append(out.Rows, o.row(ctx, row, order.Total))
	}
	return nil
}

func (o *Orders) row(ctx context.Context, r OrderRow, total clientele.Money) OrderRow {
	said := say.Of(ctx)
	r.Text, r.Total = said.Shorten(joined(said.Day(r.Day, o.Clock.Today()), r.Text), 90), said.Money(total)
	return r
}

func joined(text, more string) string {
	if text == "" || more == "" {
		return text + more
	}
	return text + ", " + more
}
