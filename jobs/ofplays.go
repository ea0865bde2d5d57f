package jobs

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/treatment"
)

// OfPlays asks for what some plays advise.
type OfPlays struct {
	Plays   []string
	Longest bool // who waits the longest first; else at whom the most is at stake
	After   string
	Limit   int
}

// stakePlace is where a page by what is at stake ends.
type stakePlace struct {
	Stake int64        `json:"s"`
	Worth float64      `json:"w"`
	ID    clientele.ID `json:"i"`
}

// unless are plays beside which another says of the same relationship what is said already: it is listed once.
var unless = map[string]string{"client-gone-quiet": "call-slipping-client"}

// ofPlay is what a play advises, where no other says it.
func (h *Jobs) ofPlay(sight Sight, columns, play string) (string, []any) {
	text, args := sight.where(h.DB.Engine, "SELECT "+columns+" FROM treatments WHERE workspace = ? AND state = 'due' AND play = ?", []any{h.Workspace, play})
	if other := unless[play]; other != "" { // its state is said twice: as the index of open treatments says it, by which it is found
		text += " AND NOT EXISTS (SELECT 1 FROM treatments other WHERE other.workspace = treatments.workspace AND other.account = treatments.account" +
			" AND other.line = treatments.line AND other.play = ? AND other.state IN ('pending', 'due', 'put_off') AND other.state = 'due')"
		args = append(args, other)
	}
	return text, args
}

// OfPlays gives a page of what plays advise; after it the page ends: "" begins, and is the end.
func (h *Jobs) OfPlays(ctx context.Context, sight Sight, q OfPlays) (page []treatment.Kept, next string, err error) {
	limit := min(max(q.Limit, 1), 500)
	from, by := stakePlace{Stake: math.MaxInt64, Worth: math.MaxFloat64}, duePlace{}
	var at any = &from
	if q.Longest {
		at = &by
	}
	if q.After != "" {
		if err := db.ReadCursor(q.After, at); err != nil {
			return nil, "", err
		}
	}
	var texts []string
	var args []any
	for i, play := range q.Plays {
		text, some := h.ofPlay(sight, treatmentColumns, play)
		if q.Longest {
			text, some = text+" AND (due_on, id) > (?, ?) ORDER BY due_on, id", append(some, by.Due, by.ID)
		} else {
			text += " AND stake_minor <= ? AND (stake_minor < ? OR worth < ? OR (worth = ? AND id > ?)) ORDER BY stake_minor DESC, worth DESC, id"
			some = append(some, from.Stake, from.Stake, from.Worth, from.Worth, from.ID)
		}
		texts, args = append(texts, fmt.Sprintf("SELECT * FROM (%s LIMIT ?) arm%d", text, i)), append(append(args, some...), limit+1)
	}
	rows, err := db.All[keptRow](ctx, h.DB, strings.Join(texts, " UNION ALL "), args...)
	for _, r := range rows {
		page = append(page, r.word())
	}
	slices.SortFunc(page, func(a, b treatment.Kept) int {
		if q.Longest {
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(b.Stake.Minor, a.Stake.Minor), cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.ID, b.ID))
	})
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		if next = db.WriteCursor(stakePlace{last.Stake.Minor, last.Worth, last.ID}); q.Longest {
			next = db.WriteCursor(duePlace{last.Due.String(), last.ID})
		}
	}
	return page, next, wrap(err, "what plays advise")
}

// mostOfPlay is where counting ends.
const mostOfPlay = 10_000

// CountOfPlays counts what plays advise; where capped, there is at least so much.
func (h *Jobs) CountOfPlays(ctx context.Context, sight Sight, plays ...string) (n int, capped bool, err error) {
	for _, play := range plays {
		text, args := h.ofPlay(sight, "1", play)
		some, err := db.One[int](ctx, h.DB, "SELECT COUNT(*) FROM ("+text+" LIMIT ?) few", append(args, mostOfPlay+1)...)
		if err != nil {
			return 0, false, wrap(err, "count what plays advise")
		}
		n += some
	}
	return min(n, mostOfPlay), n > mostOfPlay, nil
}
