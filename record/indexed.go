package record

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// SomeIn is Some as a transaction sees them: what is kept beside a record follows it there.
func (s *Store) SomeIn(ctx context.Context, tx *db.Tx, scope access.Scope, typeName string, ids []clientele.ID) (map[clientele.ID]*Record, error) {
	return s.in(tx).Some(ctx, scope, typeName, ids)
}
