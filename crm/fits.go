package crm

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/crm/calendar"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/crm/orders"
	"github.com/clientele-crm/clientele/record"
)

// fitDeals fits the rows of a file of deals.
func (c *CRM) fitDeals(ctx context.Context, s access.Scope) (batches.Fitter, error) {
	fit, err := c.selling.Bring(ctx, s)
	return func(ctx context.Context, w *record.Writer, batch clientele.ID, rows []batches.FitRow) error {
		some := make([]deals.Row, len(rows))
		for i, r := range rows {
			some[i] = deals.Row{Fields: r.Fields, Account: r.Account, Refuse: r.Refuse}
		}
		return fit(ctx, w, batch, some)
	}, err
}

// fitEvents fits the rows of a calendar, or of a table of events.
func (c *CRM) fitEvents(ctx context.Context, s access.Scope) (batches.Fitter, error) {
	fit, err := c.diary.Bring(ctx, s)
	return func(ctx context.Context, w *record.Writer, _ clientele.ID, rows []batches.FitRow) error {
		some := make([]calendar.Row, len(rows))
		for i, r := range rows {
			some[i] = calendar.Row{Fields: r.Fields, Cell: r.Cell, Refuse: r.Refuse, At: r.At, Wait: r.Wait, Waited: r.Waited}
		}
		return fit(ctx, w, some)
	}, err
}

// fitProducts fits the rows of a file of products, of a shop above all.
func (c *CRM) fitProducts(context.Context, access.Scope) (batches.Fitter, error) {
	b := &orders.Bringing{}
	return func(_ context.Context, _ *record.Writer, _ clientele.ID, rows []batches.FitRow) error {
		some := make([]orders.Row, len(rows))
		for i, r := range rows {
			some[i] = orders.Row{Fields: r.Fields, Cell: r.Cell, Refuse: r.Refuse}
		}
		b.Fit(some)
		return nil
	}, nil
}
