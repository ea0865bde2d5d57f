package crm

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/record"
)

// fitDeals fits the rows of a file of deals.
func (c *CRM) fitDeals(ctx context.Context, s access.Scope) (batches.Fitter, error) {
	fit, err := c.selling.Bring(ctx, s)
	return func(ctx context.Context, w *record.Writer, batch clientele.ID, rows []batches.FitRow) error {
		some := make([]deals.Row, len(rows))
		for i, r := range rows {
			some[i] = deals.Row(r)
		}
		return fit(ctx, w, batch, some)
	}, err
}
