package crm

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// parted puts a wall around an account that comes back from one behind a wall. The wall was
// put around both while they were one: what comes back would else be open to all.
func (c *CRM) parted(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	back, err := c.Records.Behind(ctx, tx, record.Walled{Type: other.Type, IDs: []clientele.ID{other.ID}})
	if err != nil || len(back) == 0 || back[0].Wall != 0 { // merged, and not parted; or behind a wall already
		return err
	}
	around, err := c.Access.Around(ctx, tx, stays)
	if err != nil || around.Wall == 0 || around.Open {
		return err
	}
	users := make([]clientele.ID, len(around.Users))
	for i, u := range around.Users {
		users[i] = u.ID
	}
	house := access.System("an unmerge")
	wall, err := c.Access.PutWall(ctx, tx, house, other, users)
	if err != nil {
		return fmt.Errorf("a wall for %s %d, which comes back: %w", other.Type, other.ID, err)
	}
	return c.Records.SetWall(ctx, tx, house, other.ID, wall)
}
