// Package directory keeps whom we know: accounts, by the key under which
// evidence names them, and the words by which people look for them.
//
// It does not keep what happened; the ledger does. Start at Resolve, which turns
// the names in evidence into accounts, and Search.
package directory

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Directory is the accounts of one workspace. It is safe for concurrent use.
type Directory struct {
	d  *db.DB
	ws clientele.ID
}

// New gives the directory of a workspace.
func New(d *db.DB, ws clientele.ID) *Directory { return &Directory{d, ws} }

const accountColumns = "id, key, name, email, phone, country, owner"

type accountRow struct {
	ID      clientele.ID `db:"id"`
	Key     string       `db:"key"`
	Name    string       `db:"name"`
	Email   string       `db:"email"`
	Phone   string       `db:"phone"`
	Country string       `db:"country"`
	Owner   clientele.ID `db:"owner"`
}

// Account gives one account; a fault of the kind NotFound where there is none.
func (x *Directory) Account(ctx context.Context, id clientele.ID) (clientele.Account, error) {
	row, err := db.One[accountRow](ctx, x.d, "SELECT "+accountColumns+" FROM accounts WHERE workspace = ? AND id = ?", x.ws, id)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Account{}, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no account %d", id),
			Remedy: "search for it by name", Err: err}
	}
	if err != nil {
		return clientele.Account{}, fmt.Errorf("account %d: %w", id, err)
	}
	return clientele.Account(row), nil
}

// ByKey gives the account that evidence names so.
func (x *Directory) ByKey(ctx context.Context, key string) (clientele.Account, error) {
	row, err := db.One[accountRow](ctx, x.d, "SELECT "+accountColumns+" FROM accounts WHERE workspace = ? AND key = ?", x.ws, db.Clean(key))
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Account{}, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no account %q", key),
			Remedy: "search for it by name", Err: err}
	}
	if err != nil {
		return clientele.Account{}, fmt.Errorf("account %q: %w", key, err)
	}
	return clientele.Account(row), nil
}

// Accounts gives those of the accounts that there are.
func (x *Directory) Accounts(ctx context.Context, ids []clientele.ID) (map[clientele.ID]clientele.Account, error) {
	found := make(map[clientele.ID]clientele.Account, len(ids))
	for _, list := range db.Lists(ids) {
		text := "SELECT " + accountColumns + " FROM accounts WHERE workspace = ? AND id IN (" + db.Marks(len(list)) + ")"
		for row, err := range db.Each[accountRow](ctx, x.d, text, append([]any{x.ws}, list...)...) {
			if err != nil {
				return nil, fmt.Errorf("accounts: %w", err)
			}
			found[row.ID] = clientele.Account(row)
		}
	}
	return found, nil
}

// SetOwner says which user looks after an account; 0 for nobody.
func (x *Directory) SetOwner(ctx context.Context, tx *db.Tx, id, owner clientele.ID) error {
	n, err := tx.Exec(ctx, "UPDATE accounts SET owner = ? WHERE workspace = ? AND id = ?", owner, x.ws, id)
	if err != nil {
		return fmt.Errorf("owner of account %d: %w", id, err)
	}
	if n == 0 {
		return &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no account %d", id)}
	}
	return nil
}

// Reword renews the words by which accounts are found, after a person changed them. Old
// words stay in the index; a search looks at the account's own besides.
func (x *Directory) Reword(ctx context.Context, tx *db.Tx, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		text := "SELECT " + accountColumns + " FROM accounts WHERE workspace = ? AND id IN (" + db.Marks(len(list)) + ")"
		rows, err := db.All[accountRow](ctx, tx, text, append([]any{x.ws}, list...)...)
		if err != nil {
			return fmt.Errorf("reword accounts: %w", err)
		}
		if err := x.write(ctx, tx, rows); err != nil {
			return err
		}
	}
	return nil
}

const (
	mostFound  = 200
	mostLooked = 2_000 // words looked at; of a prefix shared by more, the first are shown
)

// Search finds accounts as one types: every word of the text begins a word of
// the name, the key or the e-mail. What is found is bounded, and in the order of names.
func (x *Directory) Search(ctx context.Context, text string, limit int) ([]clientele.Account, error) {
	return x.SearchWithin(ctx, text, limit, Within{Every: true})
}

// Within says behind which walls one may look; 0 among them is no wall. The zero value sees nobody.
type Within struct {
	Every bool
	Walls []clientele.ID
}

// SearchWithin is Search for who may not see all: whom they may not see takes nobody's place.
func (x *Directory) SearchWithin(ctx context.Context, text string, limit int, within Within) ([]clientele.Account, error) {
	if !within.Every && len(within.Walls) == 0 {
		return nil, nil
	}
	words := db.Words(text)
	if len(words) == 0 {
		return nil, nil
	}
	limit = max(1, min(limit, mostFound))
	rarest := longest(words)
	query := "SELECT " + accountColumns + " FROM (SELECT DISTINCT account FROM" +
		" (SELECT account FROM account_words WHERE workspace = ? AND word >= ? AND word < ? ORDER BY word, account LIMIT ?) w) f" +
		" JOIN accounts a ON a.workspace = ? AND a.id = f.account"
	args := []any{x.ws, rarest, db.AfterPrefix(rarest), mostLooked, x.ws}
	for _, w := range words {
		query += " AND a.words LIKE ?" // words are letters and digits: nothing to escape
		args = append(args, "% "+w+"%")
	}
	if !within.Every {
		query += " AND a.wall IN (" + db.Marks(len(within.Walls)) + ")"
		for _, w := range within.Walls {
			args = append(args, w)
		}
	}
	if some, err := x.uncounted(ctx); err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	} else if some {
		query += " AND " + counts
	}
	rows, err := db.All[accountRow](ctx, x.d, query+" ORDER BY a.name_sort, a.id LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	}
	found := make([]clientele.Account, len(rows))
	for i, r := range rows {
		found[i] = clientele.Account(r)
	}
	return found, nil
}

// uncounted says that there are imports of which nothing counts.
func (x *Directory) uncounted(ctx context.Context) (bool, error) {
	n, err := db.One[int64](ctx, x.d, "SELECT COUNT(*) FROM imports WHERE workspace = ? AND state IN "+uncountedStates, x.ws)
	return n > 0, err
}

const uncountedStates = "('running', 'stopped', 'undoing', 'undone')"

// counts leaves out whom nothing but such imports brought, and no hand touched.
const counts = "a.merged = 0 AND (a.owner <> 0 OR NOT EXISTS (SELECT 1 FROM entries e WHERE e.workspace = a.workspace AND e.account = a.id)" +
	" OR EXISTS (SELECT 1 FROM entries e WHERE e.workspace = a.workspace AND e.account = a.id AND e.import NOT IN" +
	" (SELECT i.id FROM imports i WHERE i.workspace = a.workspace AND i.state IN " + uncountedStates + ")))"

// longest is the word that likely begins the fewest others.
func longest(words []string) string {
	best := words[0]
	for _, w := range words {
		if len(w) > len(best) {
			best = w
		}
	}
	return best
}

// inSearch is the words of an account in one text, each after a space.
func inSearch(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ")
}
