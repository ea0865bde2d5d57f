package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

const entryColumns = "id, account, ref_type, ref_id, line, kind, import, key, revision, day, at, learnt, by_user, body, sealed"

type entryRow struct {
	ID      clientele.ID        `db:"id"`
	Account clientele.ID        `db:"account"`
	RefType string              `db:"ref_type"`
	RefID   clientele.ID        `db:"ref_id"`
	Line    clientele.Line      `db:"line"`
	Kind    clientele.EntryKind `db:"kind"`
	Import  clientele.ID        `db:"import"`
	Key     string              `db:"key"`
	Rev     int                 `db:"revision"`
	Day     clientele.Day       `db:"day"`
	At      clientele.Instant   `db:"at"`
	Learnt  clientele.Instant   `db:"learnt"`
	By      string              `db:"by_user"`
	Body    []byte              `db:"body"`
	Sealed  []byte              `db:"sealed"`

	private []byte // what was sealed, once it is read
	erased  bool
}

func (r *entryRow) ref() clientele.Ref { return clientele.Ref{Type: r.RefType, ID: r.RefID} }

// word is the entry of a row whose sealed part is read.
func (r entryRow) word() (clientele.Entry, error) {
	body, err := clientele.DecodeBody(r.Kind, r.Body, r.private)
	if err != nil {
		return clientele.Entry{}, fmt.Errorf("entry %d: %w", r.ID, err)
	}
	return clientele.Entry{ID: r.ID, Account: r.Account, Ref: r.ref(), Line: r.Line, Import: r.Import, Key: r.Key, Rev: r.Rev,
		Day: r.Day, At: r.At, Learnt: r.Learnt, By: r.By, Body: body, Erased: r.erased}, nil
}

// read gives the entries of rows, with what is sealed in them.
func (b *Book) read(ctx context.Context, q db.Querier, rows []entryRow) ([]clientele.Entry, error) {
	if err := b.unseal(ctx, q, rows); err != nil {
		return nil, err
	}
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

// Entry gives one entry, also one of an import that was undone.
func (b *Book) Entry(ctx context.Context, id clientele.ID) (clientele.Entry, error) {
	row, err := one[entryRow](ctx, b, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND id = ?", b.ws, id)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Entry{}, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no entry %d", id), Err: err}
	}
	if err != nil {
		return clientele.Entry{}, fmt.Errorf("entry %d: %w", id, err)
	}
	entries, err := b.read(ctx, b.d, []entryRow{row})
	if err != nil {
		return clientele.Entry{}, err
	}
	return entries[0], nil
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
// where the next page begins: "" at the end. Of a fact it gives the last word.
func (b *Book) Timeline(ctx context.Context, q TimelineQuery) (entries []clientele.Entry, next string, err error) {
	limit := bounded(q.Limit)
	party, err := b.Canonical(ctx, q.Account)
	if err != nil {
		return nil, "", err
	}
	accounts, _, err := b.members(ctx, b.d, []clientele.ID{party})
	if err != nil {
		return nil, "", err
	}
	list := db.Lists(accounts[:min(len(accounts), mostMembers)])[0]
	text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + in(list)
	args := with(b.ws, list)
	if len(accounts) == 1 {
		text, args = "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND account = ?", []any{b.ws, accounts[0]}
	}
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
	pass, err := b.passed(ctx, accounts)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := b.timelinePage(ctx, text+" ORDER BY at DESC, id DESC", args, pass, limit)
	if err != nil {
		return nil, "", err
	}
	entries, err = b.read(ctx, b.d, rows)
	return entries, next, err
}

// mostMembers is of how many parties one is made at most, on its timeline.
const mostMembers = 500

// passed says which entries a timeline passes over: those of undone imports, and those
// on which there is a later word.
func (b *Book) passed(ctx context.Context, accounts []clientele.ID) (func(*entryRow) bool, error) {
	undone, err := b.undone(ctx, b.d)
	if err != nil {
		return nil, err
	}
	gone, err := b.superseded(ctx, b.d, accounts, undone)
	if err != nil || len(undone)+len(gone) == 0 {
		return nil, err
	}
	return func(r *entryRow) bool { return undone[r.Import] || gone[r.ID] }, nil
}

// timelinePage reads until the page is full: what is passed over is left out on the
// way, however much it is.
func (b *Book) timelinePage(ctx context.Context, text string, args []any, pass func(*entryRow) bool, limit int) ([]entryRow, string, error) {
	var page []entryRow
	if pass == nil {
		text, args = text+" LIMIT ?", append(args, limit+1)
	}
	for row, err := range each[entryRow](ctx, b, text, args...) {
		if err != nil {
			return nil, "", fmt.Errorf("timeline: %w", err)
		}
		if pass != nil && pass(&row) {
			continue
		}
		if len(page) == limit {
			last := page[limit-1]
			return page, writeCursor(timelineCursor{last.At, last.ID}), nil
		}
		page = append(page, row)
	}
	return page, "", nil
}

const batchRows = 2_000

// rowsBetween streams entries as they are stored, by id, batch by batch, also undone ones.
func (b *Book) rowsBetween(ctx context.Context, q db.Querier, after, last clientele.ID, each func([]entryRow) error) error {
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

// foldAccounts folds every entry of some canonical accounts that counts, by id.
func (b *Book) foldAccounts(ctx context.Context, q db.Querier, accounts []clientele.ID, undone map[clientele.ID]bool) (*folding, error) {
	accounts, canonical, err := b.members(ctx, q, accounts)
	if err != nil {
		return nil, err
	}
	var rows []entryRow
	f := newFolding()
	for _, list := range db.Lists(accounts) {
		text := "SELECT " + entryColumns + " FROM entries WHERE workspace = ? AND account IN " + in(list)
		for row, err := range db.Each[entryRow](ctx, q, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("read entries of %d accounts: %w", len(accounts), err)
			}
			if !undone[row.Import] {
				rows = append(rows, row)
			}
		}
	}
	slices.SortFunc(rows, func(a, b entryRow) int { return int(a.ID - b.ID) })
	entries, err := b.read(ctx, q, lastWords(rows))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		e.Account = whose(canonical, e.Account)
		f.add(e)
	}
	return f, nil
}
