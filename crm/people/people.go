package people

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// People is what of people stands on Today and beside them, besides their records.
type People struct {
	DB        *db.DB
	Workspace clientele.ID

	Records *record.Store
	Clock   *clientele.Clock
}
