package record

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

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
	return s.Writer(tx).Write(ctx, scope, typeName, edits)
}

// mayWrite says whether somebody may write records of the type at all.
func (t *Type) mayWrite(scope access.Scope) bool {
	return scope.MayWrite() && (!t.Managed || scope.MayManage())
}

// Writer writes records, and finds those of which it is told: within a transaction, or
// on trial, where all is decided by the same and nothing is kept.
type Writer struct {
	s  *Store
	tx *db.Tx // nil on trial
}

// Writer writes within a transaction.
func (s *Store) Writer(tx *db.Tx) *Writer { return &Writer{s.in(tx), tx} }

// Write makes and changes records, as Store.Write says.
func (w *Writer) Write(ctx context.Context, scope access.Scope, typeName string, edits []Edit) ([]Outcome, error) {
	t, err := w.s.Type(typeName)
	if err != nil {
		return nil, err
	}
	if !t.mayWrite(scope) {
		return nil, onlyLooks()
	}
	fresh := 0
	for _, e := range edits {
		if e.ID == 0 {
			fresh++
		}
	}
	first, err := w.take(ctx, fresh)
	if err != nil {
		return nil, err
	}
	d, err := w.s.decide(ctx, scope, t, edits, first)
	if err != nil {
		return nil, err
	}
	if err := w.keep(ctx, d); err != nil {
		return nil, err
	}
	return w.s.outcomes(d), nil
}

// take gives numbers of new records, and the turn to write: nobody changes anything meanwhile.
func (w *Writer) take(ctx context.Context, n int) (clientele.ID, error) {
	if w.tx == nil {
		return w.s.tried.take(n), nil
	}
	return w.tx.Take(ctx, w.s.ws, n)
}

func (w *Writer) keep(ctx context.Context, d decided) error {
	if w.tx == nil {
		w.s.tried.keep(d)
		return nil
	}
	return w.s.save(ctx, w.tx, d)
}

// Holding finds the records that have one of some keys, as the scope sees them; those in
// the archive are not there.
func (w *Writer) Holding(ctx context.Context, scope access.Scope, of Keys) (map[string][]clientele.ID, error) {
	return w.s.holders(ctx, scope, of)
}

// Load reads records by their numbers; those that may not be seen are not there, nor
// those in the archive.
func (w *Writer) Load(ctx context.Context, scope access.Scope, t *Type, ids []clientele.ID) (map[clientele.ID]*Record, error) {
	list, err := w.s.load(ctx, w.s.r, scope, t, ids)
	if err != nil {
		return nil, err
	}
	if err := w.s.unlink(ctx, w.s.r, scope, list); err != nil {
		return nil, err
	}
	found := map[clientele.ID]*Record{}
	for _, r := range list {
		if r.Archived == 0 {
			found[r.ID] = r
		}
	}
	return found, nil
}

// outcomes are what became of edits, as their writer may see it.
func (s *Store) outcomes(d decided) []Outcome {
	outcomes := make([]Outcome, len(d.drafts))
	var shown []*Record
	for i, one := range d.drafts {
		if one.err != nil {
			outcomes[i] = Outcome{Err: one.err}
			continue
		}
		outcomes[i] = Outcome{Record: one.is, Done: len(one.changes) > 0, Entry: one.entry, was: one.was}
		if shown = append(shown, one.is); one.was != nil {
			shown = append(shown, one.was)
		}
	}
	s.conceal(d.scope, d.found, shown)
	return outcomes
}

// save writes what of the drafts holds: rows, side tables, book, and what follows.
func (s *Store) save(ctx context.Context, tx *db.Tx, w decided) error {
	t := w.t
	var args []any
	var entries []clientele.Entry
	var written []*draft
	for _, d := range w.drafts {
		if d.err != nil || len(d.changes) == 0 {
			continue
		}
		if len(d.behind.shut) > 1 {
			var err error
			if d.is.Wall, err = s.around(ctx, tx, d.behind); err != nil {
				return err
			}
		}
		d.stamp(w.now, byOf(w.scope))
		args = append(args, t.args(s.ws, d.is)...)
		entries = append(entries, entryOf(d, w.now, w.scope))
		written = append(written, d)
	}
	if len(written) == 0 {
		return nil
	}
	w.drafts = written
	head, width, tail := t.written(written)
	if err := tx.InsertRows(ctx, head, width, args, tail); err != nil {
		return fmt.Errorf("write %s: %w", t.Plural, err)
	}
	if err := s.beside(ctx, tx, w); err != nil {
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

// stamp says when a record was written last, and by whom.
func (d *draft) stamp(now clientele.Instant, by string) {
	d.is.Rev++
	d.is.Changed, d.is.ChangedBy = now, by
	if d.was == nil {
		d.is.Made, d.is.MadeBy = now, by
	}
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

// beside writes the side tables of records: single values and links. What they hold of
// other fields, also of those in the archive, is left as it is.
func (s *Store) beside(ctx context.Context, tx *db.Tx, w decided) error {
	fields := slices.DeleteFunc(besideOf(w.fields), func(f Field) bool {
		return !slices.ContainsFunc(w.drafts, func(d *draft) bool { return d.touches(f) })
	})
	var touched []*Record
	var old []clientele.ID
	for _, d := range w.drafts {
		if !slices.ContainsFunc(fields, d.touches) {
			continue
		}
		if touched = append(touched, d.is); d.was != nil {
			old = append(old, d.is.ID)
		}
	}
	for _, list := range db.Lists(old) {
		if err := s.clearBeside(ctx, tx, w.t, fields, db.SQL("id IN "+db.In(list), list...)); err != nil {
			return err
		}
	}
	return s.keepBeside(ctx, tx, w.t, fields, touched)
}

// touches says whether a draft changes a field.
func (d *draft) touches(f Field) bool {
	_, changed := d.changes[f.inBook()]
	return changed
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
