// Package directory keeps whom we know: accounts, by the key under which
// evidence names them, and the words by which people look for them.
//
// It does not keep what happened; the ledger does. Start at Resolve, which turns
// the names in evidence into accounts, and SearchWithin.
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
	// Uncounted says that there are imports of which nothing counts, and There, in SQL, over the
	// accounts of an alias, whom something else knows. They are the ledger's; nil: all count.
	Uncounted func(context.Context, db.Querier) (bool, error)
	There     func(alias string) string

	d  *db.DB
	ws clientele.ID
}

// New gives the directory of a workspace.
func New(d *db.DB, ws clientele.ID) *Directory { return &Directory{d: d, ws: ws} }

const accountColumns = "id, key, name, email, phone, country, owner, import"

type accountRow struct {
	ID      clientele.ID `db:"id"`
	Key     string       `db:"key"`
	Name    string       `db:"name"`
	Email   string       `db:"email"`
	Phone   string       `db:"phone"`
	Country string       `db:"country"`
	Owner   clientele.ID `db:"owner"`
	Import  clientele.ID `db:"import"` // that made it; 0: by hand
}

func (r accountRow) account() clientele.Account {
	return clientele.Account{ID: r.ID, Key: r.Key, Name: r.Name, Email: r.Email, Phone: r.Phone, Country: r.Country, Owner: r.Owner}
}

// Account gives one account; a fault of the kind NotFound where there is none.
func (x *Directory) Account(ctx context.Context, id clientele.ID) (clientele.Account, error) {
	row, err := db.One[accountRow](ctx, x.d, "SELECT "+accountColumns+" FROM accounts WHERE workspace = ? AND id = ?", x.ws, id)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Account{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("directory.no-account", "id", id),
			Remedy: clientele.Tell("directory.no-account-remedy"), Err: err}
	}
	if err != nil {
		return clientele.Account{}, fmt.Errorf("account %d: %w", id, err)
	}
	return row.account(), nil
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
			found[row.ID] = row.account()
		}
	}
	return found, nil
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

// RewordAll makes the words by which accounts are found anew, without the old ones.
func (x *Directory) RewordAll(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM account_words WHERE workspace = ?", x.ws); err != nil {
		return fmt.Errorf("reword accounts: %w", err)
	}
	ids, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM accounts WHERE workspace = ? ORDER BY id", x.ws)
	if err != nil {
		return fmt.Errorf("reword accounts: %w", err)
	}
	return x.Reword(ctx, tx, ids)
}

const mostFound = 200

// Within says behind which walls one may look; 0 among them is no wall. The zero value sees nobody.
type Within struct {
	Every bool
	Walls []clientele.ID
}

// SearchWithin finds accounts as one types: every word of the text begins a word of the name, the
// key or the e-mail address, or the text is the telephone number or the address, or ends the
// one or is the domain of the other. Numbers and addresses come first, then names that begin
// with the text, then names that have its words, then the rest, each in the order of names.
// Whom one may not see takes nobody's place.
func (x *Directory) SearchWithin(ctx context.Context, text string, limit int, within Within) ([]clientele.Account, error) {
	if len(db.Words(text)) == 0 || !within.Every && len(within.Walls) == 0 {
		return nil, nil
	}
	some, err := false, error(nil)
	if x.Uncounted != nil {
		some, err = x.Uncounted(ctx, x.d)
	}
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	}
	query, args := x.searching(text, within, some)
	rows, err := db.All[accountRow](ctx, x.d, query, append(args, max(1, min(limit, mostFound)))...)
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	}
	found := make([]clientele.Account, len(rows))
	for i, r := range rows {
		found[i] = r.account()
	}
	return found, nil
}

// searching is the one statement of a search.
func (x *Directory) searching(text string, within Within, uncounted bool) (string, []any) {
	var parts []string
	var args []any
	for _, a := range armsOf(text) {
		part, more := a.query(x.d.Engine, x.ws, within)
		parts, args = append(parts, part), append(args, more...)
	}
	query := "SELECT " + accountColumns + " FROM (SELECT account, MAX(arm) AS arm FROM (" + strings.Join(parts, " UNION ALL ") + ") u GROUP BY account) f" +
		" JOIN accounts a ON a.workspace = ? AND a.id = f.account"
	args = append(args, x.ws)
	if uncounted {
		query += " AND " + x.there()
	}
	inName := "1"
	for _, w := range db.Words(text) {
		inName += " * CASE WHEN a.words LIKE ? THEN 1 ELSE 0 END"
		args = append(args, "% "+w+"%"+endOfName+"%")
	}
	return query + " ORDER BY f.arm DESC, " + inName + " DESC, a.name_sort, a.id LIMIT ?", args
}

// there leaves out whom nothing but what does not count brought, and no hand touched; and
// those who were found to be others.
func (x *Directory) there() string {
	if x.There == nil {
		return "a.merged = 0"
	}
	return "a.merged = 0 AND " + x.There("a")
}
