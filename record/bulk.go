package record

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Bulk is one edit of many records: of those that fit a filter, or of some numbers. It
// goes step by step in the order of their numbers, so that a job can go on where it was.
type Bulk struct {
	Type   string
	Filter Node // with IDs, both
	IDs    []clientele.ID
	Set    map[string]json.RawMessage
	Away   *bool        // to the archive, or back
	Tag    string       // put to the tags that each record has; Set is nil then
	Untag  bool         // taken from them instead
	Batch  clientele.ID // taken at the first step; UndoBatch takes all of it back
	After  clientele.ID // those up to this number are done
	Into   clientele.ID // of UndoBatch: the changes that it makes, so that these can be taken back in turn
	Of     clientele.ID // of UndoBatch: the batch that is turned, which remembers what stayed; 0: nothing does
	Rest   bool         // of UndoBatch: only what stayed when the batch was turned

	Slow bool // in the background: a step may take longer than people wait
}

// bulkAsked is an edit of a list as it is kept.
type bulkAsked struct {
	Filter json.RawMessage            `json:"filter,omitempty"`
	IDs    []clientele.ID             `json:"ids,omitempty"`
	Set    map[string]json.RawMessage `json:"set,omitempty"`
	Away   *bool                      `json:"archive,omitempty"`
	Tag    string                     `json:"tag,omitempty"`
	Untag  bool                       `json:"untag,omitempty"`
}

// Asked is what an edit is to do, as its batch keeps it.
func (b *Bulk) Asked() json.RawMessage {
	a := bulkAsked{IDs: b.IDs, Set: b.Set, Away: b.Away, Tag: b.Tag, Untag: b.Untag}
	if b.Filter != nil {
		a.Filter = EncodeFilter(b.Filter)
	}
	return marshal(a)
}

// BulkOf is the edit that a batch was asked for, to be gone on with where it is.
func BulkOf(b Batch) (*Bulk, error) {
	var a bulkAsked
	if err := json.Unmarshal(b.Asked, &a); err != nil {
		return nil, fmt.Errorf("what was asked of batch %d: %w", b.ID, err)
	}
	edit := &Bulk{Type: b.Type, IDs: a.IDs, Set: a.Set, Away: a.Away, Tag: a.Tag, Untag: a.Untag, Batch: b.ID, After: clientele.ID(b.Reached)}
	var err error
	if len(a.Filter) > 0 {
		edit.Filter, err = DecodeFilter(a.Filter)
	}
	return edit, err
}

// Large says whether an edit, or the undo of one, is of more records than are done at once.
func (s *Store) Large(ctx context.Context, tx *db.Tx, scope access.Scope, b *Bulk, most int) (bool, error) {
	switch {
	case b.Batch != 0:
		n, err := db.One[int](ctx, tx, "SELECT count(*) FROM (SELECT id FROM record_batches WHERE workspace = ? AND batch = ? LIMIT ?) b", s.ws, b.Batch, most+1)
		return n > most, err
	case b.Filter == nil:
		return len(b.IDs) > most, nil
	}
	page, err := s.in(tx).Query(ctx, scope, Query{Type: b.Type, Filter: b.Filter, Limit: 1, Count: true})
	if err != nil {
		return clientele.KindOf(err) == clientele.Unavailable, ignore(err, clientele.Unavailable)
	}
	return page.Count.N > most || !page.Count.Exact, nil
}

// ignore is an error but for those of a kind.
func ignore(err error, kind clientele.FaultKind) error {
	if clientele.KindOf(err) == kind {
		return nil
	}
	return err
}

// BulkDone is what became of a step.
type BulkDone struct {
	Changed int
	Same    int // had it so already
	Refused []Refusal
}

// Refusal is a record that was not changed, and why.
type Refusal struct {
	ID  clientele.ID
	Err error
}

// BulkStep edits the next records of a bulk edit, so many at most, in the transaction
// given, and moves After on. It says whether there are more.
func (s *Store) BulkStep(ctx context.Context, tx *db.Tx, scope access.Scope, b *Bulk, most int) (done BulkDone, more bool, err error) {
	if b.Batch == 0 {
		if b.Batch, err = tx.Take(ctx, s.ws, 1); err != nil {
			return done, false, err
		}
	}
	ids, more, err := s.in(tx).next(ctx, scope, b, most)
	if err != nil {
		return done, false, err
	}
	out, err := s.Writer(tx).bulk(ctx, scope, b, ids)
	if err != nil {
		return done, false, err
	}
	for i, o := range out {
		done.add(ids[i], o)
		b.After = ids[i]
	}
	return done, more, nil
}

// BulkNow does a bulk edit to its end, in the transaction of the request, as a
// batch that is done already. Where nothing came of it, nothing is kept.
func (s *Store) BulkNow(ctx context.Context, tx *db.Tx, scope access.Scope, edit *Bulk, most int) (b Batch, all BulkDone, err error) {
	b = Batch{What: BatchEdit, Type: edit.Type, Asked: edit.Asked(), User: scope.User(), By: scope.By(), State: BatchDone, Started: s.clock.Now()}
	if b.ID, err = tx.Take(ctx, s.ws, 1); err != nil {
		return b, all, err
	}
	edit.Batch, b.Turns = b.ID, b.ID
	for more := true; more; {
		var done BulkDone
		if done, more, err = s.BulkStep(ctx, tx, scope, edit, most); err != nil {
			return b, all, err
		}
		all.join(done)
	}
	if all.Changed == 0 && len(all.Refused) == 0 {
		return Batch{}, all, nil
	}
	b.Finished = s.clock.Now()
	return b, all, s.Count(ctx, tx, &b, all)
}

// bulk does a bulk edit to some records.
func (w *Writer) bulk(ctx context.Context, scope access.Scope, b *Bulk, ids []clientele.ID) ([]Outcome, error) {
	var have map[clientele.ID]*Record
	if b.Tag != "" {
		var err error
		if have, err = w.s.Some(ctx, scope, b.Type, ids); err != nil {
			return nil, err
		}
	}
	edits := make([]Edit, len(ids))
	for i, id := range ids {
		edits[i] = Edit{Ref: clientele.Ref{Type: b.Type, ID: id}, Fields: b.fields(have[id]), Archive: b.Away, Batch: b.Batch}
	}
	return w.Write(ctx, scope, b.Type, edits)
}

// fields are what is set of one record.
func (b *Bulk) fields(r *Record) map[string]json.RawMessage {
	if b.Tag == "" || r == nil {
		return b.Set
	}
	have, _ := r.Values["tags"].([]string)
	tags := slices.DeleteFunc(slices.Clone(have), func(tag string) bool { return strings.EqualFold(tag, b.Tag) })
	switch {
	case !b.Untag && len(tags) < len(have):
		tags = have // it has it already, as somebody wrote it
	case !b.Untag:
		tags = append(tags, b.Tag)
	}
	return map[string]json.RawMessage{"tags": marshal(append([]string{}, tags...))}
}

func (d *BulkDone) add(id clientele.ID, o Outcome) {
	switch {
	case o.Err != nil:
		d.Refused = append(d.Refused, Refusal{id, o.Err})
	case o.Done:
		d.Changed++
	default:
		d.Same++
	}
}

// next are the numbers of the records that come next.
func (s *Store) next(ctx context.Context, scope access.Scope, b *Bulk, most int) (ids []clientele.ID, more bool, err error) {
	if b.Filter == nil && b.IDs != nil {
		ids = slices.Sorted(slices.Values(b.IDs))
		ids = slices.DeleteFunc(slices.Compact(ids), func(id clientele.ID) bool { return id <= b.After })
		return ids[:min(len(ids), most)], len(ids) > most, nil
	}
	q := Query{Type: b.Type, Sort: "id", Limit: most, Filter: Cond{"id", More, []string{fmt.Sprint(int64(b.After))}}}
	if b.Filter != nil {
		q.Filter = All{q.Filter, b.Filter}
	}
	if b.IDs != nil {
		return nil, false, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.both-which"),
			Remedy: clientele.Tell("record.give-one")}
	}
	q.Limit = min(most, mostLimit)
	if b.Slow {
		s.patience = hours
	}
	ids, err = s.numbered(ctx, scope, q)
	return ids[:min(len(ids), q.Limit)], len(ids) > q.Limit, err
}

// numbered are the numbers of the records of a page, and of one more where there is one.
func (s *Store) numbered(ctx context.Context, scope access.Scope, q Query) (ids []clientele.ID, err error) {
	t, err := s.Type(q.Type)
	if err != nil {
		return nil, err
	}
	q.Type = t.Name
	bound, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	p, err := s.plan(bound, scope, t, q)
	if err == nil {
		c := p.text(s, t, q, start{}, "r.id")
		for row, wrong := range db.Loose(bound, s.r, c.text, c.args...) {
			if err = wrong; err != nil {
				break
			}
			ids = append(ids, clientele.ID(whole(row[0])))
		}
	}
	if err != nil && bound.Err() != nil && ctx.Err() == nil {
		err = tooSlow(q)
	}
	return ids, err
}

// batched notes what was changed as part of a bulk edit.
func (s *Store) batched(ctx context.Context, tx *db.Tx, drafts []*draft) error {
	var rows []any
	for _, d := range drafts {
		if d.edit.Batch != 0 {
			rows = append(rows, s.ws, d.edit.Batch, d.is.Type, d.is.ID, d.is.Rev)
		}
	}
	return tx.InsertRows(ctx, "INSERT INTO record_batches (workspace, batch, type, id, revision)", 5, rows, "")
}

// asOne is what some changes of a record come to, as one, and the last of them.
func asOne(entries []clientele.Entry) (last clientele.ID, all clientele.Changed) {
	slices.SortFunc(entries, func(a, b clientele.Entry) int { return cmp.Compare(a.ID, b.ID) })
	for _, e := range entries {
		c, ok := e.Body.(clientele.Changed)
		if !ok {
			continue
		}
		if last = e.ID; all.Rev == 0 {
			all = clientele.Changed{Rev: c.Rev, Fields: map[string]clientele.Edit{}}
		}
		for name, edit := range c.Fields {
			if was, before := all.Fields[name]; before {
				edit.Was = was.Was
			}
			all.Fields[name] = edit
		}
	}
	return last, all
}

// backwards are the edits that take back what a batch changed on some records, and the
// numbers of those of them that the scope does not find.
func (s *Store) backwards(ctx context.Context, tx *db.Tx, scope access.Scope, t *Type, rows []batchRow) (edits []Edit,
	lost []clientele.ID, err error) {
	var keys []string
	var wanted []clientele.ID
	for _, r := range rows {
		keys = append(keys, entryKey(clientele.Ref{Type: t.Name, ID: r.ID}, r.Rev))
		wanted = append(wanted, r.ID)
	}
	wanted = slices.Compact(wanted) // they come in their order
	entries, err := s.book.Keyed(ctx, tx, keys)
	if err != nil {
		return nil, nil, err
	}
	byRecord := map[clientele.ID][]clientele.Entry{}
	for _, e := range entries {
		byRecord[e.Ref.ID] = append(byRecord[e.Ref.ID], e)
	}
	found, err := s.load(ctx, tx, scope, t, wanted)
	if err != nil {
		return nil, nil, err
	}
	custom, err := s.custom(ctx, tx, t)
	if err != nil {
		return nil, nil, err
	}
	fields := append(slices.Clone(t.Fields), custom...)
	there := map[clientele.ID]bool{}
	for _, r := range found {
		there[r.ID] = true
		e, c := asOne(byRecord[r.ID])
		if c.Rev == 0 {
			continue
		}
		edit, _ := takeBack(r, c, fields)
		edit.Undoes, edit.of = e, r
		edits = append(edits, edit)
	}
	return edits, slices.DeleteFunc(wanted, func(id clientele.ID) bool { return there[id] }), nil
}
