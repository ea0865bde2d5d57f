// EDITOR: read NOTE-FROM-EDITOR.md in the root of this room before you go on.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

const entryColumns = "id, account, ref_type, ref_id, line, kind, import, key, day, at, learnt, by_user, body"

type entryRow struct {
	ID      clientele.ID        `db:"id"`
	Account clientele.ID        `db:"account"`
	RefType string              `db:"ref_type"`
	RefID   clientele.ID        `db:"ref_id"`
	Line    clientele.Line      `db:"line"`
	Kind    clientele.EntryKind `db:"kind"`
	Import  clientele.ID        `db:"import"`
	Key     string              `db:"key"`
	Day     clientele.Day       `db:"day"`
	At      clientele.Instant   `db:"at"`
	Learnt  clientele.Instant   `db:"learnt"`
	By      string              `db:"by_user"`
	Body    []byte              `db:"body"`
}

func (r entryRow) word() (clientele.Entry, error) {
	body, err := clientele.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return clientele.Entry{}, fmt.Errorf("entry %d: %w", r.ID, err)
	}
	return clientele.Entry{ID: r.ID, Account: r.Account, Ref: clientele.Ref{Type: r.RefType, ID: r.RefID}, Line: r.Line, Import: r.Import, Key: r.Key, Day: r.Day, At: r.At, Learnt: r.Learnt, By: r.By, Body: body}, nil
}

// Entry gives one entry, also one of an import that was undone.
func (b *Book) Entry(ctx context.Context, id clientele.ID) (clientele.Entry, error) {
	row, err := one[entryRow](ctx, b, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id = ?", b.ws, id)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Entry{}, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no entry %d", id), Err: err}
	}
	if err != nil {
		return clientele.Entry{}, fmt.Errorf("entry %d: %w", id, err)
	}
	return row.word()
}

// TimelineQuery chooses entries of one account.
type TimelineQuery struct {
	Account clientele.ID
	Line    *clientele.Line       // nil for every line
	Kinds   []clientele.EntryKind // none for every kind
	Before  string                // where the page before ended; "" begins at the newest
	Limit   int
}

type timelineCursor struct {
	At clientele.Instant `json:"t"`
	ID clientele.ID      `json:"i"`
}

// Timeline gives the entries of an account that count, the latest first, and
// where the next page begins: "" at the end.
func (b *Book) Timeline(ctx context.Context, q TimelineQuery) (entries []clientele.Entry, next string, err error) {
	limit := bounded(q.Limit)
	text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account = ?"
	args := []any{b.ws, q.Account}
	if q.Before != "" {
		var c timelineCursor
		if err := readCursor(q.Before, &c); err != nil {
			return nil, "", err
		}
		text, args = text+" AND (at, id) < (?, ?)", append(args, c.At, c.ID)
	}
	if q.Line != nil {
		text, args = text+" AND line = ?", append(args, *q.Line)
	}
	if len(q.Kinds) > 0 {
		list := db.Lists(q.Kinds[:min(len(q.Kinds), 64)])[0]
		text, args = text+" AND kind IN "+in(list), append(args, list...)
	}
	undone, err := b.undone(ctx, b.d)
	if err != nil {
		return nil, "", err
	}
	return b.timelinePage(ctx, text+" ORDER BY at DESC, id DESC", args, undone, limit)
}

// timelinePage reads until the page is full: undone entries are left out on the
// way, however many their imports are.
func (b *Book) timelinePage(ctx context.Context, text string, args []any, undone map[clientele.ID]bool, limit int) ([]clientele.Entry, string, error) {
	var entries []clientele.Entry
	if len(undone) == 0 {
		text, args = text+" LIMIT ?", append(args, limit+1)
	}
	for row, err := range each[entryRow](ctx, b, text, args...) {
		if err != nil {
			return nil, "", fmt.Errorf("timeline: %w", err)
		}
		if undone[row.Import] {
			continue
		}
		if len(entries) == limit {
			last := entries[limit-1]
			return entries, writeCursor(timelineCursor{last.At, last.ID}), nil
		}
		e, err := row.word()
		if err != nil {
			return nil, "", err
		}
		entries = append(entries, e)
	}
	return entries, "", nil
}

const batchRows = 2_000

// entriesBetween streams entries by id, batch by batch, also undone ones.
func (b *Book) entriesBetween(ctx context.Context, q db.Querier, after, last clientele.ID, each func([]clientele.Entry) error) error {
	for {
		rows, err := db.All[entryRow](ctx, q, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?", b.ws, after, last, batchRows)
		if err != nil {
			return fmt.Errorf("read entries after %d: %w", after, err)
		}
		if len(rows) == 0 {
			return nil
		}
		batch, err := words(rows)
		if err != nil {
			return err
		}
		if err := each(batch); err != nil {
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

// foldAccounts folds every entry of some accounts that counts, by id.
func (b *Book) foldAccounts(ctx context.Context, q db.Querier, accounts []clientele.ID, undone map[clientele.ID]bool) (*folding, error) {
	f := newFolding()
	for _, list := range db.Lists(accounts) {
		var rows []entryRow
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + in(list)
		for row, err := range db.Each[entryRow](ctx, q, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("read entries of %d accounts: %w", len(accounts), err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
		slices.SortFunc(rows, func(a, b entryRow) int { return int(a.ID - b.ID) })
		for _, row := range rows {
			e, err := row.word()
			if err != nil {
				return nil, err
			}
			f.add(e)
		}
	}
	return f, nil
}
