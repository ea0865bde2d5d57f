package orders

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// ofDeals keeps which orders say what their deals brought, and has those deals say anew what they do.
func (o *Orders) ofDeals(ctx context.Context, tx *db.Tx, some []*record.Record) error {
	ids, deals := make([]clientele.ID, len(some)), map[clientele.ID]bool{}
	var rows []any
	for i, r := range some {
		ids[i] = r.ID
		if deal, _ := r.Values[dealName].(clientele.ID); deal != 0 && stands(r) {
			deals[deal] = true
			rows = append(rows, o.Workspace, r.ID, deal)
		}
	}
	for _, list := range db.Lists(ids) {
		where := " FROM deal_orders WHERE workspace = ? AND order_id IN " + db.In(list)
		for deal, err := range db.Each[clientele.ID](ctx, tx, "SELECT deal"+where, db.With(o.Workspace, list)...) {
			if err != nil {
				return fmt.Errorf("deals of orders: %w", err)
			}
			deals[deal] = true
		}
		if len(deals) > 0 {
			if _, err := tx.Exec(ctx, "DELETE"+where, db.With(o.Workspace, list)...); err != nil {
				return fmt.Errorf("deals of orders: %w", err)
			}
		}
	}
	if len(deals) == 0 {
		return nil
	}
	if err := tx.InsertRows(ctx, "INSERT INTO deal_orders (workspace, order_id, deal)", 3, rows, ""); err != nil {
		return fmt.Errorf("deals of orders: %w", err)
	}
	return o.Restate(ctx, tx, slices.Sorted(maps.Keys(deals)))
}

// Told are those of some deals whose orders say what they brought.
func (o *Orders) Told(ctx context.Context, q db.Querier, deals []clientele.ID) (map[clientele.ID]bool, error) {
	told := map[clientele.ID]bool{}
	for _, list := range db.Lists(deals) {
		for deal, err := range db.Each[clientele.ID](ctx, q, "SELECT DISTINCT deal FROM deal_orders WHERE workspace = ? AND deal IN "+db.In(list), db.With(o.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("orders of deals: %w", err)
			}
			told[deal] = true
		}
	}
	return told, nil
}

// BesideDeal says of a won deal that it counts itself until its order is written down, and offers to.
func (o *Orders) BesideDeal(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	value, some := r.Values["value"].(clientele.Money)
	if r.Text("state") != "won" || r.Text("becomes") != "order" || !some || r.Archived != 0 || !s.MayWrite() {
		return nil, nil
	}
	told, err := o.Told(ctx, o.DB, []clientele.ID{r.ID})
	if err != nil || told[r.ID] {
		return nil, err
	}
	said := say.Of(ctx).Say("orders.deal-counts", say.Args{"value": value})
	return func(v page.Frame) templ.Component { return dealBeside(v, said, "/orders/new?deal="+r.ID.String()) }, nil
}

// begins fills in what the deal of an order says, and offers the won deals of the account whose
// order it may be.
func (o *Orders) begins(ctx context.Context, s access.Scope, out *NewOut, in *NewIn) error {
	if in.Deal != 0 {
		r, err := o.Records.Get(ctx, s, clientele.Ref{Type: dealName, ID: in.Deal})
		if err != nil {
			return err
		}
		in.Account = cmp.Or(in.Account, r.Account)
		out.Account, out.Deal, out.Line = in.Account, r.ID, r.Text("line")
		out.Deals = []page.Choice{{Value: r.ID.String(), Label: r.Text("name"), Selected: true}}
		if value, ok := r.Values["value"].(clientele.Money); ok {
			out.First = []string{cmp.Or(r.Text("product"), r.Text("name")), "1", say.Of(ctx).Plain(value.Plain()) + " " + value.Currency, ""}
		}
		return nil
	}
	if in.Account == 0 {
		return nil
	}
	of := record.All{record.Cond{Field: record.Account, Op: record.Is, Values: []string{in.Account.String()}}, record.Cond{Field: "state", Op: record.Is, Values: []string{"won"}},
		record.Cond{Field: "becomes", Op: record.Is, Values: []string{"order"}}}
	found, err := o.Records.Query(ctx, s, record.Query{Type: dealName, Filter: of, Limit: dealsOffered})
	if err != nil || len(found.Rows) == 0 {
		return err
	}
	var ids []clientele.ID
	for _, r := range found.Rows {
		ids = append(ids, r.ID)
	}
	told, err := o.Told(ctx, o.DB, ids)
	if err != nil || len(told) == len(ids) {
		return err
	}
	out.Deals = []page.Choice{{Label: "–"}}
	for _, r := range found.Rows {
		if told[r.ID] {
			continue
		}
		label := r.Text("name")
		if value, ok := r.Values["value"].(clientele.Money); ok {
			label += ", " + say.Of(ctx).Money(value)
		}
		out.Deals = append(out.Deals, page.Choice{Value: r.ID.String(), Label: label})
	}
	return nil
}

// dealsOffered is how many won deals an order may be of, the latest first.
const dealsOffered = 8
