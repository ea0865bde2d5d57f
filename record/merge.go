package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// Merging says that two records of a type are one.
type Merging struct {
	Stays, Goes clientele.Ref
	Rev         int64                   // of the one that stays, as it was seen; 0: as it is now
	Choose      map[string]clientele.ID // field -> whose value is kept, where both have one
}

// Merge puts one record into another, in the book too. The one that stays gets what it
// lacked, both have of fields that hold many, and what was chosen; what led to the one
// that goes leads to it. The row of the one that goes is left as it is, so that Unmerge
// brings it back whole.
func (s *Store) Merge(ctx context.Context, tx *db.Tx, scope access.Scope, m Merging) (*Record, clientele.ID, error) {
	t, stays, goes, err := s.pair(ctx, tx, scope, m)
	if err != nil {
		return nil, 0, err
	}
	fields, err := s.FieldsIn(ctx, tx, t)
	if err != nil {
		return nil, 0, err
	}
	values, err := together(fields, stays, goes, m.Choose)
	if err != nil {
		return nil, 0, err
	}
	merge, err := s.book.Merge(ctx, tx, clientele.Same{A: stays.ID, B: goes.ID, Choose: m.Choose}, scope.User(), scope.Via())
	if err != nil {
		return nil, 0, err
	}
	edit := Edit{Ref: stays.Ref, Rev: m.Rev, Batch: merge, values: values, goes: goes.ID}
	if _, err := s.Change(ctx, tx, scope, edit); err != nil {
		return nil, 0, err
	}
	if err := s.lead(ctx, tx, goes.Ref, stays.ID, merge); err != nil {
		return nil, 0, err
	}
	if _, err := tx.Exec(ctx, "UPDATE "+t.table()+" SET merged = ? WHERE workspace = ? AND id = ?", stays.ID, s.ws, goes.ID); err != nil {
		return nil, 0, fmt.Errorf("merge %s %d: %w", t.Name, goes.ID, err)
	}
	goes.Merged = stays.ID
	if err := errors.Join(s.tell(ctx, tx, goes), s.regrouped(ctx, tx, stays.Ref, goes.Ref)); err != nil {
		return nil, 0, err
	}
	is, err := s.seen(ctx, tx, scope, t, stays.ID)
	return is, merge, err
}

// pair reads the two, and refuses what cannot be one.
func (s *Store) pair(ctx context.Context, tx *db.Tx, scope access.Scope, m Merging) (t *Type, stays, goes *Record, err error) {
	if t, err = s.Type(m.Stays.Type); err != nil {
		return nil, nil, nil, err
	}
	switch {
	case t.Name == Custom || m.Goes.Type != m.Stays.Type:
		err = &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.not-mergeable"),
			Remedy: clientele.Tell("record.not-mergeable-remedy")}
	case m.Stays.ID == m.Goes.ID:
		err = &Refused{[]FieldFault{{Field: "other", What: clientele.Tell("record.with-itself"),
			Remedy: clientele.Tell("record.with-itself-remedy")}}}
	case !t.mayWrite(scope):
		err = onlyLooks()
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if _, err = tx.Take(ctx, s.ws, 0); err != nil {
		return nil, nil, nil, err
	}
	found, err := s.load(ctx, tx, scope, t, []clientele.ID{m.Stays.ID, m.Goes.ID})
	if err != nil {
		return nil, nil, nil, err
	}
	for _, r := range found {
		if r.ID == m.Stays.ID {
			stays = r
		} else {
			goes = r
		}
	}
	switch {
	case stays == nil:
		err = s.missing(ctx, tx, scope, m.Stays)
	case goes == nil:
		err = &Refused{[]FieldFault{{Field: "other", What: clientele.Tell("record.no-record", "type", t.Name, "id", m.Goes.ID),
			Remedy: clientele.Tell("record.no-record-remedy")}}}
	case stays.Archived != 0: // the other would be gone with it
		err = &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.stays-archived"),
			Remedy: clientele.Tell("record.stays-archived-remedy")}
	case stays.Wall != goes.Wall:
		err = &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.wall-between"),
			Remedy: clientele.Tell("record.wall-between-remedy")}
	}
	return t, stays, goes, err
}

// together are the values of the one that stays, where they change.
func together(fields []Field, stays, goes *Record, choose map[string]clientele.ID) (map[string]json.RawMessage, error) {
	values := map[string]json.RawMessage{}
	left := maps.Clone(choose)
	for _, f := range fields {
		whose := stays.ID
		for _, name := range []string{f.said(), f.Short} {
			if id, ok := left[name]; ok && name != "" {
				whose = id
				delete(left, name)
			}
		}
		if whose != stays.ID && whose != goes.ID {
			return nil, &Refused{[]FieldFault{{Field: "choose", What: clientele.Tell("record.neither", "id", whose),
				Remedy: clientele.Tell("record.neither-remedy")}}}
		}
		is := kept(f, beyond(f, stays, goes), beyond(f, goes, stays), whose == goes.ID)
		if !f.Fixed && !equal(is, stays.Get(f)) {
			values[f.inBook()] = encode(f, is)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		return nil, &Refused{[]FieldFault{{Field: "choose", What: clientele.Tell("record.no-field", "name", clip(name)),
			Remedy: clientele.Tell("record.correct-name")}}}
	}
	return values, nil
}

// beyond is the value of a field of one of two that become one, without what leads to
// either of them: nothing follows itself.
func beyond(f Field, r, other *Record) any {
	v := r.Get(f)
	have := ties(f, v)
	if f.To != r.Type || len(have) == 0 {
		return v
	}
	left := slices.DeleteFunc(slices.Clone(have), func(t Tie) bool { return t.To == r.ID || t.To == other.ID })
	switch {
	case len(left) == len(have):
		return v
	case len(left) == 0:
		return nil
	}
	return left // of a list: a single link that is left is all there was
}

// kept is one field of two records: of a list all, the chosen first; else the chosen,
// or what there is.
func kept(f Field, stays, goes any, other bool) any {
	first, second := stays, goes
	if other {
		first, second = goes, stays
	}
	switch {
	case first == nil:
		return second
	case second == nil || !f.Many():
		return first
	}
	switch a := first.(type) {
	case []string:
		return union(a, second.([]string), func(s string) string { return db.Fold(s) })
	case []Contact:
		return union(a, second.([]Contact), func(c Contact) string { return db.Fold(max(c.E164, c.Value)) })
	case []Tie:
		return union(a, second.([]Tie), func(t Tie) string { return fmt.Sprint(int64(t.To)) })
	case []clientele.ID:
		return union(a, second.([]clientele.ID), clientele.ID.String)
	case []Place:
		return union(a, second.([]Place), func(p Place) string { p.Label = ""; return db.Fold(fmt.Sprint(p)) })
	case []Item:
		return union(a, second.([]Item), func(i Item) string { return fmt.Sprint(i) })
	case []Occasion:
		return union(a, second.([]Occasion), func(o Occasion) string { return db.Fold(o.Label) + o.Day.String() })
	}
	return first
}

func union[T any](a, b []T, key func(T) string) []T {
	all := slices.Clone(a)
	for _, v := range b {
		if len(all) < mostValues && !slices.ContainsFunc(all, func(have T) bool { return key(have) == key(v) }) {
			all = append(all, v)
		}
	}
	return all
}

// lead brings the links of others from one record to another, as changes of theirs. It
// also leads what who merges may not see, or it would be lost.
func (s *Store) lead(ctx context.Context, tx *db.Tx, from clientele.Ref, to, merge clientele.ID) error {
	house := access.System("a merge")
	rows, err := db.All[wallRow](ctx, tx, "SELECT DISTINCT type, id, '' AS field, to_type, to_id FROM record_links WHERE workspace = ? AND to_type = ? AND to_id = ?",
		s.ws, from.Type, from.ID)
	if err != nil {
		return fmt.Errorf("what leads to %s %d: %w", from.Type, from.ID, err)
	}
	led := map[string][]clientele.ID{}
	for _, r := range rows {
		if r.Type != from.Type || r.ID != to {
			led[r.Type] = append(led[r.Type], r.ID)
		}
	}
	for name, ids := range led {
		t, err := s.Type(name)
		if err != nil {
			return err
		}
		found, err := s.load(ctx, tx, house, t, ids)
		if err != nil {
			return err
		}
		edits := make([]Edit, len(found))
		for i, r := range found {
			edits[i] = Edit{Ref: r.Ref, Batch: merge, values: s.redirected(r, from, to)}
		}
		if err := s.all(ctx, tx, house, name, edits); err != nil {
			return err
		}
	}
	return nil
}

// redirected are the link fields of a record that lead to one, leading to another.
func (s *Store) redirected(r *Record, from clientele.Ref, to clientele.ID) map[string]json.RawMessage {
	values := map[string]json.RawMessage{}
	for f := range s.links(r.Type) {
		have := ties(f, r.Values[f.Name])
		at := slices.IndexFunc(have, func(t Tie) bool { return f.To == from.Type && t.To == from.ID })
		switch {
		case at < 0:
		case f.Kind == KindLink:
			values[f.Name] = encode(f, to)
		case f.Kind == KindItems:
			items, _ := r.Values[f.Name].([]Item)
			values[f.Name] = encode(f, productsInto(items, from.ID, to))
		default:
			next := slices.Clone(have)
			next[at].To = to
			values[f.Name] = encode(f, union(nil, next, func(t Tie) string { return fmt.Sprint(int64(t.To)) }))
		}
	}
	return values
}

// all writes edits, or none of them.
func (s *Store) all(ctx context.Context, tx *db.Tx, scope access.Scope, typeName string, edits []Edit) error {
	if len(edits) == 0 {
		return nil
	}
	out, err := s.Write(ctx, tx, scope, typeName, edits)
	for _, o := range out {
		err = errors.Join(err, o.Err)
	}
	return err
}

// tell lets those who follow records know of one whose row was changed beside the writer.
func (s *Store) tell(ctx context.Context, tx *db.Tx, r *Record) error {
	for _, after := range s.After {
		if err := after(ctx, tx, []*Record{r}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) regrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	for _, do := range s.Regrouped {
		if err := do(ctx, tx, stays, other); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) seen(ctx context.Context, tx *db.Tx, scope access.Scope, t *Type, id clientele.ID) (*Record, error) {
	found, err := s.load(ctx, tx, scope, t, []clientele.ID{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, s.missing(ctx, tx, scope, clientele.Ref{Type: t.Name, ID: id})
	}
	return found[0], s.unlink(ctx, tx, scope, found)
}

// Unmerge takes a merge back, also after later edits. The one that went comes back as it
// was; the one that stayed loses what the merge brought, and keeps what was changed since.
func (s *Store) Unmerge(ctx context.Context, tx *db.Tx, scope access.Scope, ref clientele.Ref, merge clientele.ID) (stays, back *Record, err error) {
	t, err := s.Type(ref.Type)
	if err != nil {
		return nil, nil, err
	}
	if !t.mayWrite(scope) {
		return nil, nil, onlyLooks()
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return nil, nil, err
	}
	if _, err = s.seen(ctx, tx, scope, t, ref.ID); err != nil {
		return nil, nil, err
	}
	e, err := s.book.EntryIn(ctx, tx, merge)
	if err != nil && clientele.KindOf(err) != clientele.NotFound {
		return nil, nil, err
	}
	same, ok := e.Body.(clientele.Same)
	if !ok || same.A != ref.ID {
		return nil, nil, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("record.no-merge", "id", merge, "type", t.Name),
			Remedy: clientele.Tell("record.see-history"), Err: err}
	}
	if _, err := s.book.Part(ctx, tx, merge, scope.User(), scope.Via()); err != nil {
		return nil, nil, err
	}
	n, err := tx.Exec(ctx, "UPDATE "+t.table()+" SET merged = 0 WHERE workspace = ? AND id = ? AND merged = ?", s.ws, same.B, same.A)
	if err != nil || n != 1 {
		return nil, nil, fmt.Errorf("unmerge %s %d: %d rows, %w", t.Name, same.B, n, err)
	}
	if err := s.unlead(ctx, tx, merge); err != nil {
		return nil, nil, err
	}
	if err := s.relead(ctx, tx, clientele.Ref{Type: t.Name, ID: same.B}); err != nil {
		return nil, nil, err
	}
	if back, err = s.seen(ctx, tx, scope, t, same.B); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(s.tell(ctx, tx, back), s.regrouped(ctx, tx, ref, back.Ref)); err != nil {
		return nil, nil, err
	}
	stays, err = s.seen(ctx, tx, scope, t, ref.ID)
	return stays, back, err
}

// relead lets a record that comes back lead to those into whom others were merged meanwhile to
// which it led, as the merge would have done, so that it is taken back with that.
func (s *Store) relead(ctx context.Context, tx *db.Tx, back clientele.Ref) error {
	house := access.System("an unmerge")
	t, err := s.Type(back.Type)
	if err != nil {
		return err
	}
	for done := map[clientele.ID]bool{}; ; { // each merge once: it ends
		found, err := s.load(ctx, tx, house, t, []clientele.ID{back.ID})
		if err != nil || len(found) == 0 {
			return err
		}
		var edit Edit
		s.eachTie(found[0], func(f Field, to Tie) {
			if err != nil || edit.Batch != 0 {
				return
			}
			var gone map[clientele.ID]ledger.Went
			gone, err = s.book.Gone(ctx, tx, to.To-1, to.To)
			if went, is := gone[to.To]; is && !done[went.Merge] {
				edit = Edit{Ref: back, Batch: went.Merge, passes: true, values: s.redirected(found[0], clientele.Ref{Type: f.To, ID: to.To}, went.Into)}
			}
		})
		if err != nil || edit.Batch == 0 {
			return err
		}
		done[edit.Batch] = true
		if err := s.all(ctx, tx, house, back.Type, []Edit{edit}); err != nil {
			return err
		}
	}
}

// unlead takes back what a merge changed on records; what was changed since is left.
func (s *Store) unlead(ctx context.Context, tx *db.Tx, merge clientele.ID) error {
	house := access.System("an unmerge")
	for _, t := range s.types {
		rows, err := db.All[batchRow](ctx, tx, "SELECT id, revision FROM record_batches WHERE workspace = ? AND batch = ? AND type = ? ORDER BY id", s.ws, merge, t.Name)
		if err != nil {
			return fmt.Errorf("unmerge %d: %w", merge, err)
		}
		edits, _, err := s.backwards(ctx, tx, house, t, rows)
		if err != nil {
			return err
		}
		if err := s.all(ctx, tx, house, t.Name, edits); err != nil {
			return err
		}
	}
	return nil
}
