package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// entryColumns are for FROM entries, which must not have another name there.
const entryColumns = "id, fact, revision, account, ref_type, ref_id, line, kind, import, key, content_hash, day, at, learnt, by_user, via, body, party, sealed," +
	" CASE WHEN party <> 0 THEN (SELECT k.key FROM party_keys k WHERE k.workspace = entries.workspace AND k.party = entries.party) END AS party_key"

type entryRow struct {
	ID      clientele.ID        `db:"id"`
	Fact    clientele.ID        `db:"fact"`
	Rev     int                 `db:"revision"`
	Account clientele.ID        `db:"account"`
	RefType string              `db:"ref_type"`
	RefID   clientele.ID        `db:"ref_id"`
	Line    clientele.Line      `db:"line"`
	Kind    clientele.EntryKind `db:"kind"`
	Import  clientele.ID        `db:"import"`
	Key     string              `db:"key"`
	Content []byte              `db:"content_hash"`
	Day     clientele.Day       `db:"day"`
	At      clientele.Instant   `db:"at"`
	Learnt  clientele.Instant   `db:"learnt"`
	By      clientele.ID        `db:"by_user"`
	Via     string              `db:"via"`
	Body    []byte              `db:"body"`
	Party   clientele.ID        `db:"party"`
	Sealed  []byte              `db:"sealed"`
	Unlock  []byte              `db:"party_key"` // empty where it was thrown away, or where nothing is sealed
}

func (r *entryRow) entry() clientele.Entry {
	return clientele.Entry{ID: r.ID, Fact: r.Fact, Rev: r.Rev, Account: r.Account, Ref: clientele.Ref{Type: r.RefType, ID: r.RefID}, Line: r.Line,
		Import: r.Import, Key: r.Key, Day: r.Day, At: r.At, Learnt: r.Learnt, By: r.By, Via: r.Via}
}

// stored is the row as it was hashed.
func (r *entryRow) stored() *clientele.Stored {
	s := &clientele.Stored{Entry: r.entry(), Kind: r.Kind, Open: r.Body, Party: r.Party, Sealed: r.Sealed}
	copy(s.Content[:], r.Content)
	return s
}

func (r *entryRow) word() (clientele.Entry, error) {
	e := r.entry()
	var private []byte
	var err error
	switch {
	case r.Party == 0:
	case len(r.Unlock) == 0:
		e.Erased = true
	default:
		if private, err = unseal(r.Unlock, r.ID, r.Sealed); err != nil {
			return e, fmt.Errorf("entry %d: %w", r.ID, err)
		}
	}
	if e.Body, err = clientele.DecodeBody(r.Kind, r.Body, private); err != nil {
		return e, fmt.Errorf("entry %d: %w", r.ID, err)
	}
	return e, nil
}

const oneEntry = "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND id = ?"

// Entry gives one entry, also one of an import that was undone.
func (b *Book) Entry(ctx context.Context, id clientele.ID) (clientele.Entry, error) {
	row, err := db.One[entryRow](ctx, b.d, oneEntry, b.ws, id)
	if err != nil {
		return clientele.Entry{}, noEntry(id, err)
	}
	return row.word()
}

func (b *Book) rowIn(ctx context.Context, tx *db.Tx, id clientele.ID) (*entryRow, error) {
	row, err := db.One[entryRow](ctx, tx, oneEntry, b.ws, id)
	if err != nil {
		return nil, noEntry(id, err)
	}
	return &row, nil
}

func noEntry(id clientele.ID, err error) error {
	if errors.Is(err, db.ErrNoRow) {
		return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.no-entry", "id", id), Remedy: clientele.Tell("ledger.look-again"), Err: err}
	}
	return fmt.Errorf("entry %d: %w", id, err)
}

// TimelineQuery chooses entries of one account.
type TimelineQuery struct {
	Account clientele.ID
	Line    *clientele.Line       // nil for every line
	Kinds   []clientele.EntryKind // none for every kind
	With    string                // only contact with this person, as it was written down; "" for all
	Before  string                // where the page before ended; "" begins at the newest
	Limit   int

	same sameness // under what its lines go
}

type timelineCursor struct {
	At clientele.Instant `json:"t"`
	ID clientele.ID      `json:"i"`
}

// holdsInstead finds a later word on the fact of an entry, one that counts.
const holdsInstead = "SELECT 1 FROM entries n WHERE n.workspace = entries.workspace AND n.key = entries.key AND n.revision > 1 AND n.revision > entries.revision" +
	" AND n.import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN " + uncounted + ")"

// whose narrows entries to an account and those that were merged into it, whichever of
// them is given. Most accounts are alone.
func (b *Book) whose(ctx context.Context, account clientele.ID) (clauseOf, sameness, error) {
	s, err := b.sameOf(ctx, b.d, []clientele.ID{account})
	if err != nil {
		return clauseOf{}, s, err
	}
	if group := s.group(account); len(group) > 1 {
		list := anys(group)
		return clauseOf{"account IN " + db.In(list), list}, s, nil
	}
	return clauseOf{"account = ?", []any{account}}, s, nil
}

// Timeline gives the facts of an account that count, each by the word that holds, the
// latest first, and where the next page begins: "" at the end.
func (b *Book) Timeline(ctx context.Context, q TimelineQuery) (entries []clientele.Entry, next string, err error) {
	whose, same, err := b.whose(ctx, q.Account)
	if err != nil {
		return nil, "", err
	}
	undone, err := b.undone(ctx, b.d)
	if err != nil {
		return nil, "", err
	}
	q.same = same
	return b.timeline(ctx, q, whose, undone)
}

// clauseOf is a condition with its parameters.
type clauseOf struct {
	text string
	args []any
}

func (b *Book) timeline(ctx context.Context, q TimelineQuery, whose clauseOf, undone map[clientele.ID]bool) ([]clientele.Entry, string, error) {
	text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND " + whose.text + " AND kind <> 'struck' AND NOT EXISTS (" + holdsInstead + ")"
	args := append(db.With(b.ws, whose.args), b.ws)
	if q.Before != "" {
		var c timelineCursor
		if err := db.ReadCursor(q.Before, &c); err != nil {
			return nil, "", err
		}
		text, args = text+" AND (at, id) < (?, ?)", append(args, c.At, c.ID)
	}
	if q.Line != nil {
		called := anys(q.same.called(*q.Line))
		text, args = text+" AND line IN "+db.In(called), append(args, called...)
	}
	if len(q.Kinds) > 0 {
		list := db.Lists(q.Kinds[:min(len(q.Kinds), 64)])[0]
		text, args = text+" AND kind IN "+db.In(list), append(args, list...)
	}
	return b.timelinePage(ctx, clauseOf{text + " ORDER BY at DESC, id DESC", args}, undone, q)
}

// mostPassed bounds how many entries are passed over for one page of those with one
// person: what is said of people lies sealed, so that no index can choose.
const mostPassed = 2_000

// timelinePage reads until the page is full: undone entries are left out on the
// way, however many their imports are.
func (b *Book) timelinePage(ctx context.Context, c clauseOf, undone map[clientele.ID]bool, q TimelineQuery) ([]clientele.Entry, string, error) {
	limit, passed := db.Bounded(q.Limit), 0
	var entries []clientele.Entry
	var last clientele.Entry
	if len(undone) == 0 {
		most := limit + 1
		if q.With != "" {
			most += mostPassed
		}
		c.text, c.args = c.text+" LIMIT ?", append(c.args, most)
	}
	for row, err := range db.Each[entryRow](ctx, b.d, c.text, c.args...) {
		if err != nil {
			return nil, "", fmt.Errorf("timeline: %w", err)
		}
		if undone[row.Import] {
			continue
		}
		if len(entries) == limit || passed == mostPassed {
			return entries, db.WriteCursor(timelineCursor{last.At, last.ID}), nil
		}
		e, err := row.word()
		if err != nil {
			return nil, "", err
		}
		e.Line = q.same.line(e.Line)
		last = e
		if q.With != "" && !strings.EqualFold(withWhom(e), q.With) {
			passed++
			continue
		}
		entries = append(entries, e)
	}
	return entries, "", nil
}

// withWhom is whom contact was with, as it was written down.
func withWhom(e clientele.Entry) string {
	b, _ := e.Body.(clientele.Interaction)
	return b.Person
}

const batchRows = 2_000

// entriesBetween streams entries by id, batch by batch, also undone ones.
func (b *Book) entriesBetween(ctx context.Context, q db.Querier, after, last clientele.ID, each func([]entryRow) error) error {
	for {
		rows, err := db.All[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?", b.ws, after, last, batchRows)
		if err != nil {
			return fmt.Errorf("read entries after %d: %w", after, err)
		}
		if len(rows) == 0 {
			return nil
		}
		if err := each(rows); err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}

func words(rows []entryRow) ([]clientele.Entry, error) {
	entries := make([]clientele.Entry, len(rows))
	for i, r := range rows {
		e, err := r.word()
		if err != nil {
			return nil, err
		}
		entries[i] = e
	}
	return entries, nil
}
