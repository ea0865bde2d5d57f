package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Create makes a record.
func (s *Store) Create(ctx context.Context, tx *db.Tx, scope access.Scope, typeName string,
	fields map[string]json.RawMessage) (*Record, error) {
	return s.Change(ctx, tx, scope, Edit{Ref: clientele.Ref{Type: typeName}, Fields: fields})
}

// Change writes one edit: all of it, or nothing and why.
func (s *Store) Change(ctx context.Context, tx *db.Tx, scope access.Scope, e Edit) (*Record, error) {
	out, err := s.Changed(ctx, tx, scope, e)
	return out.Record, err
}

// Changed is Change for who wants to know by which entry it can be taken back.
func (s *Store) Changed(ctx context.Context, tx *db.Tx, scope access.Scope, e Edit) (Outcome, error) {
	out, err := s.Write(ctx, tx, scope, e.Type, []Edit{e})
	if err != nil {
		return Outcome{}, err
	}
	return out[0], out[0].Err
}

// Archive takes a record away; nothing of it is lost.
func (s *Store) Archive(ctx context.Context, tx *db.Tx, scope access.Scope, e Edit) (*Record, error) {
	away := true
	e.Archive = &away
	return s.Change(ctx, tx, scope, e)
}

// Restore brings an archived record back.
func (s *Store) Restore(ctx context.Context, tx *db.Tx, scope access.Scope, e Edit) (*Record, error) {
	away := false
	e.Archive = &away
	return s.Change(ctx, tx, scope, e)
}

// Write is the one way in which records are made and changed: many of a type at once,
// with few statements. What is wrong with one of them does not keep the others out;
// its Outcome says it.
func (s *Store) Write(ctx context.Context, tx *db.Tx, scope access.Scope, typeName string, edits []Edit) ([]Outcome, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	if !scope.MayWrite() || t.Managed && !scope.MayManage() {
		return nil, &clientele.Fault{Kind: clientele.Denied, What: "you may look at this, and not change it",
			Remedy: "ask an owner for another role"}
	}
	drafts, err := s.begin(ctx, tx, scope, t, edits)
	if err != nil {
		return nil, err
	}
	custom, err := s.custom(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	fields := append(append([]Field(nil), t.Fields...), custom...)
	w := writing{scope, t, fields, drafts, s.clock.Now()}
	found, err := s.check(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	if err := s.save(ctx, tx, w); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(drafts))
	var shown []*Record
	for i, d := range drafts {
		if d.err != nil {
			outcomes[i] = Outcome{Err: d.err}
			continue
		}
		outcomes[i] = Outcome{Record: d.is, Done: len(d.changes) > 0, Entry: d.entry}
		shown = append(shown, d.is)
	}
	s.conceal(scope, found, shown)
	return outcomes, nil
}

// writing is a batch of drafts of one type on their way.
type writing struct {
	scope  access.Scope
	t      *Type
	fields []Field
	drafts []*draft
	now    clientele.Instant
}

// save writes what of the drafts holds: rows, side tables, book, and what follows.
func (s *Store) save(ctx context.Context, tx *db.Tx, w writing) error {
	t := w.t
	head, width, tail := t.written(w.drafts)
	var args []any
	var entries []clientele.Entry
	var written []*draft
	now, by := w.now, byOf(w.scope)
	for _, d := range w.drafts {
		if d.err != nil || len(d.changes) == 0 {
			continue
		}
		d.is.Rev++
		d.is.Changed, d.is.ChangedBy = now, by
		if d.was == nil {
			d.is.Made, d.is.MadeBy = now, by
		}
		args = append(args, t.args(s.ws, d.is)...)
		entries = append(entries, entryOf(d, now, w.scope))
		written = append(written, d)
	}
	if len(written) == 0 {
		return nil
	}
	if err := tx.InsertRows(ctx, head, width, args, tail); err != nil {
		return fmt.Errorf("write %s: %w", t.Plural, err)
	}
	if err := s.beside(ctx, tx, writing{w.scope, t, w.fields, written, now}); err != nil {
		return err
	}
	if r, err := s.book.Append(ctx, tx, entries); err != nil {
		return err
	} else if r.Added != len(entries) {
		return fmt.Errorf("write %s: %d of %d changes are in the book already", t.Plural, len(entries)-r.Added, len(entries))
	} else {
		for i, d := range written {
			d.entry = r.First + clientele.ID(i)
		}
	}
	if err := s.follow(ctx, tx, t, written); err != nil {
		return err
	}
	if err := s.batched(ctx, tx, written); err != nil {
		return err
	}
	records := make([]*Record, len(written))
	for i, d := range written {
		records[i] = d.is
	}
	for _, after := range s.After {
		if err := after(ctx, tx, records); err != nil {
			return err
		}
	}
	return nil
}

// byOf is who the book says wrote something.
func byOf(scope access.Scope) string {
	for _, s := range []string{scope.Email(), scope.Name(), scope.Why()} {
		if s != "" {
			return s
		}
	}
	return ""
}

func entryOf(d *draft, now clientele.Instant, by access.Scope) clientele.Entry {
	e := clientele.Entry{Account: d.is.Account, Ref: d.is.Ref, At: now, By: by.User(), Via: by.Via(), Import: d.edit.Import,
		Key:  entryKey(d.is.Ref, d.is.Rev),
		Body: clientele.Changed{Rev: d.is.Rev, Fields: d.changes, Undoes: d.edit.Undoes, Batch: d.edit.Batch}}
	if d.is.Type == Account {
		e.Account = d.is.ID
	}
	return e
}

// beside writes the side tables of records: single values and links.
func (s *Store) beside(ctx context.Context, tx *db.Tx, w writing) error {
	t, fields := w.t, w.fields
	var old []clientele.ID
	var values, links []any
	for _, d := range w.drafts {
		if d.was != nil {
			if !d.touches(fields) {
				continue
			}
			old = append(old, d.is.ID)
		}
		for _, f := range fields {
			v, field := d.is.Get(f), f.inBook()
			for _, one := range looked(f, v) {
				values = append(values, s.ws, t.Name, field, one, d.is.ID)
			}
			for pos, to := range ties(f, v) {
				links = append(links, s.ws, t.Name, d.is.ID, field, pos, f.To, to.To, db.Fold(to.Role))
			}
		}
	}
	for _, list := range db.Lists(old) {
		for _, table := range []string{"record_values", "record_links"} {
			text := "DELETE FROM " + table + " WHERE workspace = ? AND type = ? AND id IN (" + db.Marks(len(list)) + ")"
			if _, err := tx.Exec(ctx, text, append([]any{s.ws, t.Name}, list...)...); err != nil {
				return fmt.Errorf("renew %s of %s: %w", strings.TrimPrefix(table, "record_"), t.Plural, err)
			}
		}
	}
	if err := tx.InsertRows(ctx, "INSERT INTO record_values (workspace, type, field, value, id)", 5, values,
		"ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO record_links (workspace, type, id, field, pos, to_type, to_id, role)", 8, links, "")
}

// touches says whether a draft changes what the side tables hold.
func (d *draft) touches(fields []Field) bool {
	for _, f := range fields {
		if _, changed := d.changes[f.inBook()]; changed && (f.Many() || f.Single || f.Kind == KindLink) {
			return true
		}
	}
	return false
}

// follow does what a change brings with it: walls of what belongs to a record, and the
// index of a custom field.
func (s *Store) follow(ctx context.Context, tx *db.Tx, t *Type, drafts []*draft) error {
	var moved []clientele.Ref
	for _, d := range drafts {
		if d.was != nil && d.was.Wall != d.is.Wall {
			moved = append(moved, d.is.Ref)
		}
	}
	if err := s.rewall(ctx, tx, moved); err != nil {
		return err
	}
	if t.Name != Custom {
		return nil
	}
	for _, d := range drafts {
		if err := s.index(ctx, tx, d.is); err != nil {
			return err
		}
	}
	return nil
}

// entryKey is the key of a change in the book: a record becomes a revision once.
func entryKey(ref clientele.Ref, rev int64) string {
	return fmt.Sprintf("%s/%d/%d", ref.Type, ref.ID, rev)
}
