package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// The states of an import.
const (
	Running   = "running" // what it brings counts when it is complete, all at once
	Done      = "done"
	Stopped   = "stopped" // before its end: nothing of it counts
	Undoing   = "undoing" // what it brought counts no more; histories are being folded again
	WasUndone = "undone"
	Redoing   = "redoing" // what it brought counts, again or for the first time; histories are being folded
)

// Import is one file brought into the book.
type Import struct {
	ID       clientele.ID      `json:"id"`
	File     string            `json:"file"`
	Hash     string            `json:"hash,omitempty"`
	Door     string            `json:"door"`
	Source   string            `json:"-"` // whose ids these are, as the keys name it
	By       string            `json:"by,omitempty"`
	Map      string            `json:"map,omitempty"`
	Started  clientele.Instant `json:"started"`
	Finished clientele.Instant `json:"finished,omitzero"`
	Undone   clientele.Instant `json:"undone,omitzero"`
	Lines    int64             `json:"lines"`    // rows of the file: taken, repeated and rejected
	Repeated int64             `json:"repeated"` // rows of entries that were known
	Added    int64             `json:"added"`
	Known    int64             `json:"known"`
	Differs  int64             `json:"differs,omitempty"` // of the known: those whose content is another; the book keeps what it had
	Amended  int64             `json:"amended,omitempty"` // facts that were known and say something else since
	Rejected int64             `json:"rejected"`          // rows that were not taken
	First    clientele.Day     `json:"first,omitzero"`
	Last     clientele.Day     `json:"last,omitzero"`
	State    string            `json:"state"`
	Complete bool              `json:"-"` // the book has all that the file holds
	Job      clientele.ID      `json:"-"` // that brings it
	Asked    string            `json:"-"` // the file and how to read it, to read it again
	Reading  string            `json:"-"` // what its rows come to, as evidence says it, in JSON
}

// Rejected is a row that was not taken, why, and what to do.
type Rejected struct {
	Line   int    `json:"line" db:"line"`
	Row    string `json:"row" db:"row_text"`
	What   string `json:"what" db:"what"`
	Column string `json:"column,omitempty" db:"at_column"`
	Remedy string `json:"remedy,omitempty" db:"remedy"`
}

// BeginImport notes that an import begins. Started and State are filled in where
// missing. Entries of one that is Done from the first count as they are appended;
// those of one that is Running when FinishImport says so.
func (b *Book) BeginImport(ctx context.Context, tx *db.Tx, i Import) (clientele.ID, error) {
	id, err := tx.Take(ctx, b.ws, 1)
	if err != nil {
		return 0, err
	}
	if i.Started == 0 {
		i.Started = b.now()
	}
	if i.State == "" {
		i.State = Running
	}
	err = tx.InsertRows(ctx, "INSERT INTO imports (workspace, id, file, hash, door, source, by_user, mapping, started, finished, undone,"+
		" line_count, repeated, added, known, differs, amended, rejected, first_day, last_day, state, refolded, complete, job, asked, reading)", 26,
		[]any{b.ws, id, db.Clean(i.File), i.Hash, i.Door, i.Source, i.By, db.Clean(i.Map), i.Started, i.Finished, i.Undone,
			i.Lines, i.Repeated, i.Added, i.Known, i.Differs, i.Amended, i.Rejected, i.First.String(), i.Last.String(), i.State, 0,
			bit(i.State == Done), i.Job, db.Clean(i.Asked), db.Clean(i.Reading)}, "")
	return id, err
}

// KeepImport keeps the counters, days and state of an import that goes on.
// An import that was undone meanwhile is a Conflict: its worker should stop.
func (b *Book) KeepImport(ctx context.Context, tx *db.Tx, i Import) error {
	n, err := tx.Exec(ctx, "UPDATE imports SET finished = ?, line_count = ?, repeated = ?, added = ?, known = ?, differs = ?, amended = ?, rejected = ?, first_day = ?, last_day = ?, state = ?, reading = ?"+
		" WHERE workspace = ? AND id = ? AND state NOT IN ('undoing', 'undone', 'redoing')",
		i.Finished, i.Lines, i.Repeated, i.Added, i.Known, i.Differs, i.Amended, i.Rejected, i.First.String(), i.Last.String(), i.State, db.Clean(i.Reading), b.ws, i.ID)
	if err != nil {
		return fmt.Errorf("import %d: %w", i.ID, err)
	}
	if n == 0 {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.undone-meanwhile", "id", i.ID), Remedy: clientele.Tell("ledger.redo-or-again")}
	}
	return nil
}

const importColumns = "id, file, hash, door, source, by_user, mapping, started, finished, undone, line_count, repeated, added, known, differs, amended, rejected, first_day, last_day, state, complete, job, asked, reading"

type importRow struct {
	ID       clientele.ID      `db:"id"`
	File     string            `db:"file"`
	Hash     string            `db:"hash"`
	Door     string            `db:"door"`
	Source   string            `db:"source"`
	By       string            `db:"by_user"`
	Map      string            `db:"mapping"`
	Started  clientele.Instant `db:"started"`
	Finished clientele.Instant `db:"finished"`
	Undone   clientele.Instant `db:"undone"`
	Lines    int64             `db:"line_count"`
	Repeated int64             `db:"repeated"`
	Added    int64             `db:"added"`
	Known    int64             `db:"known"`
	Differs  int64             `db:"differs"`
	Amended  int64             `db:"amended"`
	Rejected int64             `db:"rejected"`
	First    string            `db:"first_day"`
	Last     string            `db:"last_day"`
	State    string            `db:"state"`
	Complete int               `db:"complete"`
	Job      clientele.ID      `db:"job"`
	Asked    string            `db:"asked"`
	Reading  string            `db:"reading"`
}

func (r importRow) word() Import {
	return Import{r.ID, r.File, r.Hash, r.Door, r.Source, r.By, r.Map, r.Started, r.Finished, r.Undone,
		r.Lines, r.Repeated, r.Added, r.Known, r.Differs, r.Amended, r.Rejected, db.Day(r.First), db.Day(r.Last), r.State, r.Complete != 0, r.Job, r.Asked, r.Reading}
}

// Import gives one import; a fault of the kind NotFound where there is none.
func (b *Book) Import(ctx context.Context, id clientele.ID) (Import, error) {
	row, err := db.One[importRow](ctx, b.d, "SELECT "+importColumns+" FROM imports WHERE workspace = ? AND id = ?", b.ws, id)
	return row.word(), noImport(id, err)
}

func (b *Book) importIn(ctx context.Context, tx *db.Tx, id clientele.ID) (Import, error) {
	row, err := db.One[importRow](ctx, tx, "SELECT "+importColumns+" FROM imports WHERE workspace = ? AND id = ?", b.ws, id)
	return row.word(), noImport(id, err)
}

func noImport(id clientele.ID, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, db.ErrNoRow):
		return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.no-import", "id", id), Remedy: clientele.Tell("ledger.no-import-remedy"), Err: err}
	}
	return fmt.Errorf("import %d: %w", id, err)
}

// Settled gives the imports that came to rest, in their order, and whether they count.
func (b *Book) Settled(ctx context.Context) (ids []clientele.ID, count map[clientele.ID]bool, err error) {
	count = map[clientele.ID]bool{}
	for row, err := range db.Each[settledRow](ctx, b.d, "SELECT id, state FROM imports WHERE workspace = ? AND state IN ('done', 'undone') ORDER BY id", b.ws) {
		if err != nil {
			return nil, nil, fmt.Errorf("imports at rest: %w", err)
		}
		ids, count[row.ID] = append(ids, row.ID), row.State == Done
	}
	return ids, count, nil
}

type settledRow struct {
	ID    clientele.ID `db:"id"`
	State string       `db:"state"`
}

// Imports gives the imports, newest first, before one of them; 0 begins at the newest.
func (b *Book) Imports(ctx context.Context, before clientele.ID, limit int) ([]Import, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	rows, err := db.All[importRow](ctx, b.d, "SELECT "+importColumns+" FROM imports WHERE workspace = ? AND id < ? ORDER BY id DESC LIMIT ?", b.ws, before, db.Bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("imports: %w", err)
	}
	list := make([]Import, len(rows))
	for i, r := range rows {
		list[i] = r.word()
	}
	return list, nil
}

// KeepRejects keeps rows that were not taken, each line once.
func (b *Book) KeepRejects(ctx context.Context, tx *db.Tx, importID clientele.ID, rejects []Rejected) error {
	args := make([]any, 0, 7*len(rejects))
	for _, r := range rejects {
		args = append(args, b.ws, importID, r.Line, db.Clean(r.Row), db.Clean(r.What), db.Clean(r.Column), db.Clean(r.Remedy))
	}
	return tx.InsertRows(ctx, "INSERT INTO import_rejects (workspace, import, line, row_text, what, at_column, remedy)", 7, args, "ON CONFLICT DO NOTHING")
}

// Rejects gives the rows that were not taken, by line, after one of them.
func (b *Book) Rejects(ctx context.Context, importID clientele.ID, afterLine, limit int) ([]Rejected, error) {
	rows, err := db.All[Rejected](ctx, b.d, "SELECT line, row_text, what, at_column, remedy FROM import_rejects"+
		" WHERE workspace = ? AND import = ? AND line > ? ORDER BY line LIMIT ?", b.ws, importID, afterLine, db.Bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("rejects of import %d: %w", importID, err)
	}
	return rows, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
