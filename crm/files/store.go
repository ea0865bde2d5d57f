package files

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// held is what is in a file.
type held struct {
	File  clientele.ID `db:"file"`
	Hash  string       `db:"hash"`
	Size  int64        `db:"size"`
	Media string       `db:"media"`
}

func (c *Files) keep(ctx context.Context, tx *db.Tx, h held) error {
	return tx.InsertRows(ctx, "INSERT INTO file_contents (workspace, file, hash, size, media)", 5, []any{c.Workspace, h.File, h.Hash, h.Size, h.Media}, "")
}

// content is what is in a file; nothing, where it was made without.
func (c *Files) content(ctx context.Context, id clientele.ID) (held, error) {
	h, err := db.One[held](ctx, c.DB, "SELECT file, hash, size, media FROM file_contents WHERE workspace = ? AND file = ?", c.Workspace, id)
	if errors.Is(err, db.ErrNoRow) {
		return held{}, nil
	}
	if err != nil {
		return held{}, fmt.Errorf("content of file %d: %w", id, err)
	}
	return h, nil
}

// contents are what is in some files, in one statement.
func (c *Files) contents(ctx context.Context, some []*record.Record) (map[clientele.ID]held, error) {
	all := map[clientele.ID]held{}
	if len(some) == 0 {
		return all, nil
	}
	args := []any{c.Workspace}
	for _, r := range some {
		args = append(args, r.ID)
	}
	rows, err := db.All[held](ctx, c.DB, "SELECT file, hash, size, media FROM file_contents WHERE workspace = ? AND file IN ("+db.Marks(len(some))+")", args...)
	if err != nil {
		return nil, fmt.Errorf("contents of files: %w", err)
	}
	for _, h := range rows {
		all[h.File] = h
	}
	return all, nil
}

// wanted are those of some contents that a file has.
func (c *Files) wanted(ctx context.Context, hashes []string) (map[string]bool, error) {
	found := map[string]bool{}
	for _, list := range db.Lists(hashes) {
		text := "SELECT DISTINCT hash FROM file_contents WHERE workspace = ? AND hash IN " + db.In(list)
		for hash, err := range db.Each[string](ctx, c.DB, text, db.With(c.Workspace, list)...) {
			if err != nil {
				return nil, fmt.Errorf("contents that files have: %w", err)
			}
			found[hash] = true
		}
	}
	return found, nil
}
