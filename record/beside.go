package record

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele/db"
)

// besideOf are those of some fields of which something is kept beside their records: the single
// values by which these are looked for, and where they lead.
func besideOf(fields []Field) []Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return !f.Many() && f.Kind != KindLink })
}

// clearBeside takes away what is kept of some fields beside the records that a condition chooses.
func (s *Store) clearBeside(ctx context.Context, tx *db.Tx, t *Type, fields []Field, which db.Expr) error {
	names := make([]any, len(fields))
	for i, f := range fields {
		names[i] = f.inBook()
	}
	for _, table := range []string{"record_values", "record_links"} {
		text := "DELETE FROM " + table + " WHERE workspace = ? AND type = ? AND " + which.Text + " AND field IN " + db.In(names)
		if _, err := tx.Exec(ctx, text, slices.Concat([]any{s.ws, t.Name}, which.Args, names)...); err != nil {
			return fmt.Errorf("renew %s of %s: %w", strings.TrimPrefix(table, "record_"), t.Plural, err)
		}
	}
	return nil
}

// keepBeside keeps some fields beside records of which nothing is kept.
func (s *Store) keepBeside(ctx context.Context, tx *db.Tx, t *Type, fields []Field, all []*Record) error {
	var values, links []any
	for _, f := range fields { // one field after another, as their indexes have them
		field := f.inBook()
		for _, r := range all {
			v := r.Get(f)
			for _, one := range slices.Compact(slices.Sorted(slices.Values(looked(f, v)))) {
				values = append(values, s.ws, t.Name, field, one, r.ID)
			}
			for pos, to := range ties(f, v) {
				links = append(links, s.ws, t.Name, r.ID, field, pos, f.To, to.To, db.Fold(to.Role))
			}
		}
	}
	if err := tx.InsertRows(ctx, "INSERT INTO record_values (workspace, type, field, value, id)", 5, values, ""); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO record_links (workspace, type, id, field, pos, to_type, to_id, role)", 8, links, "")
}

// Anew makes what is kept beside all records anew. Of fields that are in the archive it stays as
// it was.
func (s *Store) Anew(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Take(ctx, s.ws, 0); err != nil { // one at a time
		return err
	}
	inside := s.in(tx)
	for _, t := range s.types {
		all, err := inside.Fields(ctx, t)
		if err != nil {
			return err
		}
		fields := besideOf(all)
		if len(fields) == 0 {
			continue
		}
		c := &checking{Store: inside, t: t, fields: all}
		err = c.all(ctx, func(ctx context.Context, of span) error {
			if err := s.clearBeside(ctx, tx, t, fields, db.SQL("id > ? AND id <= ?", of.after, of.last)); err != nil {
				return err
			}
			return s.keepBeside(ctx, tx, t, fields, c.rows)
		})
		if err != nil {
			return fmt.Errorf("what is kept beside %s: %w", t.Plural, err)
		}
	}
	return nil
}
