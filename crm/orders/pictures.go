package orders

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// pictured puts to offers where their pictures are given out.
func (o *Orders) pictured(ctx context.Context, s access.Scope, offers []ProductOffer) error {
	ids := make([]clientele.ID, len(offers))
	for i, p := range offers {
		ids[i] = p.ID
	}
	all, err := o.Pictures(ctx, s, ids)
	for i := range offers {
		offers[i].Picture = all[offers[i].ID]
	}
	return err
}
