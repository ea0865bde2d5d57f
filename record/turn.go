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

// turns are which state of a batch leads to which, and through which.
var turns = map[string]struct{ through, to string }{
	BatchDone: {BatchUndoing, BatchUndone}, BatchStopped: {BatchUndoing, BatchUndone}, BatchUndone: {BatchRedoing, BatchDone},
}

// Types are the types of record that a batch may have changed, in the order in which it
// is turned: what a file made by the way goes after what led to it.
func (b Batch) Types() (types []string) {
	switch {
	case b.What == BatchImport && b.Type != Account:
		return []string{b.Type, Account}
	case b.What != BatchLeave:
		return []string{b.Type}
	}
	var left struct {
		Parts []struct {
			Type string `json:"type"`
		} `json:"parts"`
	}
	_ = json.Unmarshal(b.Asked, &left) // what cannot be read was never begun
	for _, p := range left.Parts {
		if !slices.Contains(types, p.Type) {
			types = append(types, p.Type)
		}
	}
	return types
}

// Turn begins to take a batch back (BatchUndoing), or to bring it back (BatchRedoing): a
// job, or TurnNow, goes on with it. Where it was turned already, and some of it stayed
// that the scope sees, it is these that are turned.
func (s *Store) Turn(ctx context.Context, tx *db.Tx, scope access.Scope, id clientele.ID, through string) (Batch, error) {
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return Batch{}, err
	}
	b, err := s.BatchIn(ctx, tx, scope, id)
	if err != nil {
		return b, err
	}
	if turns[b.State].through != through {
		n, err := s.in(tx).Stayed(ctx, scope, b)
		if err != nil {
			return b, err
		}
		if n == 0 || turned(through) != b.State {
			return b, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.not-turned"), Where: b.State,
				Remedy: clientele.Tell("record.not-turned-remedy")}
		}
		b.Turning = b.Turns // what stayed joins what was turned
	} else if b.Turning, err = s.anew(ctx, tx, b); err != nil {
		return b, err
	}
	b.State, b.Phase, b.Reached = through, 0, 0
	return b, s.KeepBatch(ctx, tx, &b)
}

// turned is the state to which a turn leads.
func turned(through string) string {
	for state, to := range turns {
		if to.through == through && state != BatchStopped {
			return to.to
		}
	}
	return ""
}

// anew is the number of the changes of a turn. What stayed at the last one is as this one
// makes the rest: it counts among them, so that the next turn takes it back with them.
func (s *Store) anew(ctx context.Context, tx *db.Tx, b Batch) (clientele.ID, error) {
	turning, err := tx.Take(ctx, s.ws, 1)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO record_batches (workspace, batch, type, id, revision)"+
		" SELECT c.workspace, CAST(? AS BIGINT), c.type, c.id, c.revision FROM batch_stayed b"+
		" JOIN record_batches c ON c.workspace = b.workspace AND c.batch = b.changes AND c.type = b.type AND c.id = b.id"+
		" WHERE b.workspace = ? AND b.batch = ?", turning, s.ws, b.ID)
	if err == nil {
		_, err = tx.Exec(ctx, "DELETE FROM batch_stayed WHERE workspace = ? AND batch = ?", s.ws, b.ID)
	}
	if err != nil {
		return 0, fmt.Errorf("what stayed of batch %d: %w", b.ID, err)
	}
	return turning, nil
}

// TurnStep turns the next records of a batch, so many at most. It is at rest again after
// the last of them.
func (s *Store) TurnStep(ctx context.Context, tx *db.Tx, scope access.Scope, b *Batch, most int) (BulkDone, error) {
	types := b.Types()
	if b.Phase >= int64(len(types)) {
		s.rest(b)
		return BulkDone{}, nil
	}
	back := Bulk{Type: types[b.Phase], Batch: b.Turns, Into: b.Turning, After: clientele.ID(b.Reached), Of: b.ID, Rest: b.Turns == b.Turning}
	done, more, err := s.UndoBatch(ctx, tx, scope, &back, most)
	if err = ignore(err, clientele.NotFound); err != nil { // else none of this type were changed
		return done, err
	}
	if b.Reached = int64(back.After); !more {
		b.Phase, b.Reached = b.Phase+1, 0
	}
	return done, nil
}

// rest ends a turn.
func (s *Store) rest(b *Batch) {
	b.State, b.Turns, b.Turning, b.Phase, b.Reached, b.Turned = turned(b.State), b.Turning, 0, 0, 0, s.clock.Now()
}

// Halt ends a turn where it is: what it did not come to stays, and is turned by the next.
func (s *Store) Halt(ctx context.Context, tx *db.Tx, b *Batch) error {
	if turned(b.State) == "" {
		return nil // it is at rest
	}
	for i, name := range b.Types() {
		if int64(i) < b.Phase || b.Turning == b.Turns {
			continue
		}
		after := int64(0)
		if int64(i) == b.Phase {
			after = b.Reached
		}
		if _, err := tx.Exec(ctx, "INSERT INTO batch_stayed (workspace, batch, type, id, changes)"+
			" SELECT DISTINCT workspace, CAST(? AS BIGINT), type, id, batch FROM record_batches WHERE workspace = ? AND batch = ? AND type = ? AND id > ?",
			b.ID, s.ws, b.Turns, name, after); err != nil {
			return fmt.Errorf("what a turn of batch %d did not come to: %w", b.ID, err)
		}
	}
	s.rest(b)
	return nil
}

// TurnNow turns a batch to its end, in the transaction of the request.
func (s *Store) TurnNow(ctx context.Context, tx *db.Tx, scope access.Scope, b *Batch, most int) (all BulkDone, err error) {
	for b.State == BatchUndoing || b.State == BatchRedoing {
		done, err := s.TurnStep(ctx, tx, scope, b, most)
		if err != nil {
			return all, err
		}
		all.join(done)
	}
	return all, s.KeepBatch(ctx, tx, b)
}

// Count adds what became of a step to its batch, and keeps both.
func (s *Store) Count(ctx context.Context, tx *db.Tx, b *Batch, done BulkDone) error {
	b.Changed, b.Same = b.Changed+int64(done.Changed), b.Same+int64(done.Same)
	refusals := make([]BatchRefusal, len(done.Refused))
	for i, r := range done.Refused {
		refusals[i] = RefusedFor(int64(r.ID), r.Err)
	}
	if err := s.KeepRefusals(ctx, tx, b, refusals); err != nil {
		return err
	}
	return s.KeepBatch(ctx, tx, b)
}

func (d *BulkDone) join(o BulkDone) {
	d.Changed, d.Same, d.Refused = d.Changed+o.Changed, d.Same+o.Same, append(d.Refused, o.Refused...)
}

type batchRow struct {
	ID  clientele.ID `db:"id"`
	Rev int64        `db:"revision"`
}

// changesOf are the next changes that are to be taken back, in the order of the records.
func (s *Store) changesOf(ctx context.Context, tx *db.Tx, t *Type, b *Bulk, most int) ([]batchRow, error) {
	text, of := "SELECT id, revision FROM record_batches WHERE workspace = ? AND batch = ? AND type = ? AND id > ? ORDER BY id, revision LIMIT ?", b.Batch
	if b.Rest {
		text, of = "SELECT b.id, c.revision FROM batch_stayed b"+
			" JOIN record_batches c ON c.workspace = b.workspace AND c.batch = b.changes AND c.type = b.type AND c.id = b.id"+
			" WHERE b.workspace = ? AND b.batch = ? AND b.type = ? AND b.id > ? ORDER BY b.id, c.revision LIMIT ?", b.Of
	}
	rows, err := db.All[batchRow](ctx, tx, text, s.ws, of, t.Name, b.After, most)
	if err != nil {
		return nil, fmt.Errorf("bulk edit %d: %w", b.Batch, err)
	}
	if len(rows) == 0 && b.After == 0 {
		return nil, &clientele.Fault{Kind: clientele.NotFound,
			What: clientele.Tell("record.no-bulk", "id", b.Batch, "types", t.Plural), Remedy: clientele.Tell("record.no-bulk-remedy")}
	}
	return rows, nil
}

// UndoBatch takes back the next records of a bulk edit, after a number, so many at most.
// What was changed since on a record is left.
func (s *Store) UndoBatch(ctx context.Context, tx *db.Tx, scope access.Scope, b *Bulk, most int) (done BulkDone, more bool, err error) {
	t, err := s.Type(b.Type)
	if err != nil {
		return done, false, err
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil { // the turn to write: nobody changes what is read from here on
		return done, false, err
	}
	b.Type = t.Name
	rows, err := s.changesOf(ctx, tx, t, b, most+1)
	if err != nil {
		return done, false, err
	}
	if more = len(rows) > most; more { // all changes of a record are taken back at once
		last := rows[len(rows)-1].ID
		whole := slices.IndexFunc(rows, func(r batchRow) bool { return r.ID == last })
		if rows = rows[:whole]; whole == 0 {
			return done, false, fmt.Errorf("bulk edit %d changed %s %d more than %d times", b.Batch, t.Name, last, most)
		}
	}
	edits, stay, err := s.backwards(ctx, tx, scope, t, rows)
	if err != nil {
		return done, false, err
	}
	for i := range edits {
		edits[i].Batch = b.Into
	}
	out, err := s.Write(ctx, tx, scope, b.Type, edits)
	if err != nil {
		return done, false, err
	}
	for i, o := range out {
		if done.add(edits[i].ID, o); o.Err != nil {
			stay = append(stay, edits[i].ID)
		}
	}
	if len(rows) > 0 {
		b.After = rows[len(rows)-1].ID
	}
	return done, more, s.remember(ctx, tx, b, rows, stay)
}

// remember keeps which records stayed as they were.
func (s *Store) remember(ctx context.Context, tx *db.Tx, b *Bulk, rows []batchRow, stay []clientele.ID) error {
	switch {
	case b.Of == 0:
		return nil
	case !b.Rest:
		args := make([]any, 0, 5*len(stay))
		for _, id := range stay {
			args = append(args, s.ws, b.Of, b.Type, id, b.Batch)
		}
		return tx.InsertRows(ctx, "INSERT INTO batch_stayed (workspace, batch, type, id, changes)", 5, args, "ON CONFLICT DO NOTHING")
	}
	var gone []clientele.ID
	for _, r := range rows {
		if !slices.Contains(stay, r.ID) {
			gone = append(gone, r.ID)
		}
	}
	for _, list := range db.Lists(gone) {
		text := "DELETE FROM batch_stayed WHERE workspace = ? AND batch = ? AND type = ? AND id IN " + db.In(list)
		if _, err := tx.Exec(ctx, text, append([]any{s.ws, b.Of, b.Type}, list...)...); err != nil {
			return fmt.Errorf("what stayed of batch %d: %w", b.Of, err)
		}
	}
	return nil
}

// mostStayed is how far what stayed is counted.
const mostStayed = 10_000

// Stayed counts the records of a batch that its last turn left as they were, of those that
// the scope sees: who may not see them is not told that there are any.
func (s *Store) Stayed(ctx context.Context, scope access.Scope, b Batch) (n int64, err error) {
	for _, name := range b.Types() {
		t, err := s.Type(name)
		if err != nil {
			return 0, err
		}
		seen := s.sight(scope, t)
		some, err := db.One[int64](ctx, s.r, "SELECT count(*) FROM (SELECT r.id FROM batch_stayed b JOIN "+t.table()+" r ON r.workspace = b.workspace AND r.id = b.id"+
			" WHERE b.workspace = ? AND b.batch = ? AND b.type = ? AND r.merged = 0"+seen.Text+" LIMIT ?) x",
			append(append([]any{s.ws, b.ID, t.Name}, seen.Args...), mostStayed)...)
		if err != nil {
			return 0, fmt.Errorf("what stayed of batch %d: %w", b.ID, err)
		}
		n += some
	}
	return n, nil
}
