package lines

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Follow keeps, in the transaction of a write, what pages call the lines and which of them are
// one. What lay in lines that were put together, or parted, is folded again in the background.
func (c *Lines) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	if !slices.ContainsFunc(written, func(r *record.Record) bool { return r.Type == Type.Name }) {
		return nil
	}
	return c.Anew(ctx, tx)
}

// Anew keeps it whatever was written.
func (c *Lines) Anew(ctx context.Context, tx *db.Tx) error {
	rows, err := all(ctx, tx)
	if err != nil {
		return err
	}
	called, under := callings(rows)
	text, err := json.Marshal(called)
	if err != nil {
		return err
	}
	if err := c.Keep(ctx, tx, shape.SettingLines, string(text)); err != nil {
		return err
	}
	moved, err := c.Book.PutLinesUnder(ctx, tx, under)
	if err != nil || len(moved) == 0 {
		return err
	}
	_, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindFold, Args: foldArgs{moved}})
	return err
}

// callings are what lines are called, which are offered and which no more, by their keys; and which go
// under which. Where two have one key, the one in use counts (keyed).
func callings(rows []kept) (called shape.LineNames, under map[clientele.Line]clientele.Line) {
	under = map[clientele.Line]clientele.Line{}
	called = shape.LineNames{Names: map[clientele.Line]string{}, Under: under}
	of := map[clientele.ID]kept{}
	for _, r := range rows {
		of[r.ID] = r
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b kept) int { return cmp.Compare(a.ID, b.ID) })
	for _, r := range rows {
		if one, _ := keyed(rows, r.Line); one.ID != r.ID {
			continue
		}
		stays := r
		for range rows { // at most as many merges as there are lines
			next, merged := of[stays.Merged]
			if !merged {
				break
			}
			stays = next
		}
		if stays.Line != r.Line {
			under[r.Line] = stays.Line
		}
		if stays.Name != string(r.Line) {
			called.Names[r.Line] = stays.Name
		}
		if r.Merged == 0 && r.Away != 0 {
			called.Away = append(called.Away, r.Line)
		}
		if r.Merged == 0 && r.Away == 0 {
			called.Made = append(called.Made, r.Line)
		}
	}
	return called, under
}
