package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Batch is what is done to many records at once in the background: an edit of a list, a
// file that is brought in. Each of its steps is one transaction, and says in it how far
// it came: who goes on after a kill does nothing twice.
type Batch struct {
	ID       clientele.ID
	What     string // BatchEdit, BatchImport, BatchLeave
	Type     string
	Asked    json.RawMessage
	File     string
	User     clientele.ID // in whose scope it is done; 0 is the house
	By       string
	Job      clientele.ID
	State    string
	Turns    clientele.ID // the changes that an undo, or a redo, takes back next
	Turning  clientele.ID // the changes that it makes by that
	Phase    int64        // which of its types is turned
	Reached  int64        // up to which record, or line of the file, it is done
	Lines    int64
	Made     int64
	Changed  int64
	Same     int64
	Refused  int64
	Started  clientele.Instant
	Finished clientele.Instant
	Turned   clientele.Instant
}

// What a batch is, and how far it came.
const (
	BatchEdit   = "edit"
	BatchImport = "import"
	BatchLeave  = "leave" // what somebody looked after goes to others

	BatchRunning = "running"
	BatchDone    = "done"
	BatchStopped = "stopped" // before its end; what was done until then stays, and can be taken back
	BatchUndoing = "undoing"
	BatchUndone  = "undone"
	BatchRedoing = "redoing"
)

const batchColumns = "id, what, type, asked, file, user_id, by_user, job, state, turns, turning, phase, reached, line_count, made, changed, same, refused, started, finished, turned"

type batchLogRow struct {
	ID       clientele.ID      `db:"id"`
	What     string            `db:"what"`
	Type     string            `db:"type"`
	Asked    string            `db:"asked"`
	File     string            `db:"file"`
	User     clientele.ID      `db:"user_id"`
	By       string            `db:"by_user"`
	Job      clientele.ID      `db:"job"`
	State    string            `db:"state"`
	Turns    clientele.ID      `db:"turns"`
	Turning  clientele.ID      `db:"turning"`
	Phase    int64             `db:"phase"`
	Reached  int64             `db:"reached"`
	Lines    int64             `db:"line_count"`
	Made     int64             `db:"made"`
	Changed  int64             `db:"changed"`
	Same     int64             `db:"same"`
	Refused  int64             `db:"refused"`
	Started  clientele.Instant `db:"started"`
	Finished clientele.Instant `db:"finished"`
	Turned   clientele.Instant `db:"turned"`
}

func (r batchLogRow) word() Batch {
	return Batch{r.ID, r.What, r.Type, json.RawMessage(r.Asked), r.File, r.User, r.By, r.Job, r.State, r.Turns, r.Turning, r.Phase, r.Reached, r.Lines,
		r.Made, r.Changed, r.Same, r.Refused, r.Started, r.Finished, r.Turned}
}

// KeepBatch writes how far a batch is; one without a number gets its number.
func (s *Store) KeepBatch(ctx context.Context, tx *db.Tx, b *Batch) (err error) {
	if b.ID == 0 {
		if b.ID, err = tx.Take(ctx, s.ws, 1); err != nil {
			return err
		}
		b.Turns, b.Started = b.ID, s.clock.Now()
	}
	return tx.InsertRows(ctx, "INSERT INTO batches (workspace, "+batchColumns+")", 22,
		[]any{s.ws, b.ID, b.What, b.Type, string(b.Asked), db.Clean(b.File), b.User, db.Clean(b.By), b.Job, b.State, b.Turns, b.Turning, b.Phase, b.Reached, b.Lines,
			b.Made, b.Changed, b.Same, b.Refused, b.Started, b.Finished, b.Turned},
		"ON CONFLICT (workspace, id) DO UPDATE SET job = excluded.job, state = excluded.state, turns = excluded.turns, turning = excluded.turning,"+
			" phase = excluded.phase, reached = excluded.reached, line_count = excluded.line_count, made = excluded.made, changed = excluded.changed, same = excluded.same,"+
			" refused = excluded.refused, finished = excluded.finished, turned = excluded.turned")
}

// Batch reads one; whose scope sees some walls only sees its own.
func (s *Store) Batch(ctx context.Context, scope access.Scope, id clientele.ID) (Batch, error) {
	row, err := db.One[batchLogRow](ctx, s.r, "SELECT "+batchColumns+" FROM batches WHERE workspace = ? AND id = ?", s.ws, id)
	if errors.Is(err, db.ErrNoRow) || err == nil && !mine(scope, row.User) {
		return Batch{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("record.no-batch", "id", id),
			Remedy: clientele.Tell("record.no-batch-remedy")}
	}
	if err != nil {
		return Batch{}, fmt.Errorf("batch %d: %w", id, err)
	}
	return row.word(), nil
}

// BatchIn reads one within a transaction.
func (s *Store) BatchIn(ctx context.Context, tx *db.Tx, scope access.Scope, id clientele.ID) (Batch, error) {
	return s.in(tx).Batch(ctx, scope, id)
}

// mine says whether a batch is to be seen: its rows name records, so it is for who did it
// and for who manages.
func mine(scope access.Scope, user clientele.ID) bool {
	return scope.MayManage() || scope.User() == user
}

// Batches are the latest, before a number.
func (s *Store) Batches(ctx context.Context, scope access.Scope, before clientele.ID, limit int) ([]Batch, error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	text, args := "SELECT "+batchColumns+" FROM batches WHERE workspace = ? AND id < ?", []any{s.ws, before}
	if !scope.MayManage() {
		text, args = text+" AND user_id = ?", append(args, scope.User())
	}
	rows, err := db.All[batchLogRow](ctx, s.r, text+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	list := make([]Batch, len(rows))
	for i, r := range rows {
		list[i] = r.word()
	}
	return list, nil
}

// mostSeen is up to where it is counted what of a batch of another somebody sees.
const mostSeen = 10_000

type seenRow struct {
	All  int64 `db:"every"`
	Made int64 `db:"made"`
}

// AsSeen is a batch of another as the scope sees it: with the records that it sees counted,
// and no others. How many lines a file had, and how many had it so already, is told to
// nobody else: it is not known of whom they were.
func (s *Store) AsSeen(ctx context.Context, scope access.Scope, b Batch) (Batch, error) {
	b.Lines, b.Made, b.Changed, b.Same, b.Refused = 0, 0, 0, 0, 0
	for _, name := range b.Types() {
		t, err := s.Type(name)
		if err != nil {
			return b, err
		}
		if b.What == BatchImport && name != b.Type {
			continue // what it made by the way is counted for nobody
		}
		seen := s.sight(scope, t)
		of := " JOIN " + t.table() + " r ON r.workspace = b.workspace AND r.id = b."
		n, err := db.One[seenRow](ctx, s.r, "SELECT count(*) AS every, COALESCE(sum(CASE WHEN x.first = 1 THEN 1 ELSE 0 END), 0) AS made"+
			" FROM (SELECT b.id, min(b.revision) AS first FROM record_batches b"+of+"id WHERE b.workspace = ? AND b.batch = ? AND b.type = ? AND r.merged = 0"+
			seen.Text+" GROUP BY b.id LIMIT ?) x", append(append([]any{s.ws, b.ID, name}, seen.Args...), mostSeen)...)
		if err != nil {
			return b, fmt.Errorf("what is seen of batch %d: %w", b.ID, err)
		}
		b.Made, b.Changed = b.Made+n.Made, b.Changed+n.All-n.Made
		if b.What != BatchEdit {
			continue
		}
		refused, err := db.One[int64](ctx, s.r, "SELECT count(*) FROM batch_refusals b"+of+"line WHERE b.workspace = ? AND b.batch = ? AND r.merged = 0"+seen.Text,
			append([]any{s.ws, b.ID}, seen.Args...)...)
		if err != nil {
			return b, fmt.Errorf("what is seen of what batch %d refused: %w", b.ID, err)
		}
		b.Refused += refused
	}
	return b, nil
}

// BatchRefusal is what a batch left as it was: a record, or a line of a file.
type BatchRefusal struct {
	Line   int64  `db:"line" json:"line"` // of the file; of an edit, the number of the record
	Row    string `db:"row_text" json:"row,omitempty"`
	Field  string `db:"at_field" json:"field,omitempty"`
	What   string `db:"what" json:"what"`
	Remedy string `db:"remedy" json:"remedy,omitempty"`
}

// mostRefusals are kept of one batch.
const mostRefusals = 10_000

// KeepRefusals writes what a batch did not take, as far as there is room for it.
func (s *Store) KeepRefusals(ctx context.Context, tx *db.Tx, b *Batch, list []BatchRefusal) error {
	room := int(max(0, mostRefusals-b.Refused))
	b.Refused += int64(len(list))
	var args []any
	for _, r := range list[:min(len(list), room)] {
		args = append(args, s.ws, b.ID, r.Line, cut(db.Clean(r.Row)), r.Field, db.Clean(r.What), db.Clean(r.Remedy))
	}
	return tx.InsertRows(ctx, "INSERT INTO batch_refusals (workspace, batch, line, row_text, at_field, what, remedy)", 7, args, "ON CONFLICT DO NOTHING")
}

// cut keeps of a row of a file what a person needs to know it again.
func cut(row string) string {
	if runes := []rune(row); len(runes) > mostRow {
		return string(runes[:mostRow]) + "…"
	}
	return row
}

const mostRow = 2_000

// RefusalsOf reads what a batch did not take, after a line.
func (s *Store) RefusalsOf(ctx context.Context, b Batch, after int64, limit int) ([]BatchRefusal, error) {
	list, err := db.All[BatchRefusal](ctx, s.r, "SELECT line, row_text, at_field, what, remedy FROM batch_refusals"+
		" WHERE workspace = ? AND batch = ? AND line > ? ORDER BY line LIMIT ?", s.ws, b.ID, after, limit)
	if err != nil {
		return nil, fmt.Errorf("what batch %d did not take: %w", b.ID, err)
	}
	return list, nil
}

// RefusalsSeen are those of RefusalsOf, of an edit of a list, whose records the scope sees.
func (s *Store) RefusalsSeen(ctx context.Context, scope access.Scope, b Batch, after int64, limit int) ([]BatchRefusal, error) {
	t, err := s.Type(b.Type)
	if err != nil {
		return nil, err
	}
	seen := s.sight(scope, t)
	list, err := db.All[BatchRefusal](ctx, s.r, "SELECT b.line, b.row_text, b.at_field, b.what, b.remedy FROM batch_refusals b JOIN "+t.table()+
		" r ON r.workspace = b.workspace AND r.id = b.line WHERE b.workspace = ? AND b.batch = ? AND b.line > ? AND r.merged = 0"+seen.Text+
		" ORDER BY b.line LIMIT ?", append(append([]any{s.ws, b.ID, after}, seen.Args...), limit)...)
	if err != nil {
		return nil, fmt.Errorf("what batch %d did not take: %w", b.ID, err)
	}
	return list, nil
}

// RefusedFor is why a record was not written, as a row of a receipt.
func RefusedFor(line int64, err error) BatchRefusal {
	r := BatchRefusal{Line: line, What: err.Error()}
	var refused *Refused
	var fault *clientele.Fault
	switch {
	case errors.As(err, &refused) && len(refused.Fields) > 0:
		f := refused.Fields[0]
		r.Field, r.What, r.Remedy = f.Field, f.What, f.Remedy
	case errors.As(err, &fault):
		r.Field, r.What, r.Remedy = fault.Where, fault.What, fault.Remedy
	}
	return r
}
