package standings

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Moves asks who went from one kind to another. Was "" is whoever came new into the book,
// Is "" who left it; both "" is every such change.
type Moves struct {
	Was, Is     clientele.Kind
	Line        *clientele.Line // nil: every line
	Since, Upon clientele.Day   // both are of it
}

// movedLooked is how many changes of standings are looked through, the latest first: a
// book of millions has more of them than a page may read.
const movedLooked = 20_000

// Moved are the changes by which relationships went from one kind to another, the latest
// first, without what the scope may not see.
func (s *Seen) Moved(ctx context.Context, m Moves) ([]Change, error) {
	text := changeRead + " AND id > COALESCE((SELECT MIN(id) FROM (SELECT id FROM standing_changes WHERE workspace = ? ORDER BY id DESC LIMIT ?) latest), 0) - 1" +
		" AND day >= ? AND day <= ? AND was_kind <> kind"
	args := []any{s.b.ws, s.b.ws, movedLooked, m.Since.String(), m.Upon.String()}
	if m.Was != "" || m.Is != "" {
		text, args = text+" AND was_kind = ? AND kind = ?", append(args, m.Was, m.Is)
	}
	if m.Line != nil {
		text, args = text+" AND line = ?", append(args, *m.Line)
	}
	rows, err := db.All[changeRow](ctx, s.b.d, text+" ORDER BY id DESC", args...)
	if err != nil {
		return nil, fmt.Errorf("who moved: %w", err)
	}
	return shown(ctx, s, changes(rows), nil, func(c Change) clientele.ID { return c.Account })
}

// Began is the first day on which anything was measured: who was new on it was new to the
// measure alone. NoDay before that.
func (s *Seen) Began(ctx context.Context) (clientele.Day, error) {
	days, err := db.All[string](ctx, s.b.d, "SELECT day FROM standing_changes WHERE workspace = ? ORDER BY id LIMIT 1", s.b.ws)
	if err != nil || len(days) == 0 {
		return clientele.NoDay, err
	}
	return clientele.ParseDay(days[0])
}
