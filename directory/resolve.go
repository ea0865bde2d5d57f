package directory

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Resolve turns what evidence says into accounts, in the order given. Who is not
// known is made, unless it can only be somebody who was written down by hand (adopt); what
// we did not know of an account is filled in, and nothing that we knew is changed.
func (x *Directory) Resolve(ctx context.Context, tx *db.Tx, whos []clientele.Who) ([]clientele.ID, error) {
	keys, said, err := merge(whos)
	if err != nil {
		return nil, err
	}
	known, err := x.known(ctx, tx, keys, said)
	if err != nil {
		return nil, err
	}
	if missing := missingOf(keys, known); len(missing) > 0 {
		if err := x.adopt(ctx, tx, missing, said, known); err != nil {
			return nil, err
		}
		missing = missingOf(missing, known)
		if err := x.add(ctx, tx, missing, said, known); err != nil {
			return nil, err
		}
	}
	if err := x.fill(ctx, tx, said, known); err != nil {
		return nil, err
	}
	ids := make([]clientele.ID, len(whos))
	for i, w := range whos {
		ids[i] = known[db.Clean(w.Key)].ID
	}
	return ids, nil
}

// merge puts together what several pieces of evidence say of one key: the first word counts.
func merge(whos []clientele.Who) (keys []string, said map[string]clientele.Who, err error) {
	said = make(map[string]clientele.Who, len(whos))
	for i, w := range whos {
		w = clientele.Who{Key: db.Clean(w.Key), Name: db.Clean(w.Name), Email: db.Clean(w.Email), Phone: db.Clean(w.Phone), Country: db.Clean(w.Country)}
		if w.Key == "" {
			return nil, nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("piece of evidence %d does not say whose it is", i+1), Remedy: "give an account id, a name or an e-mail address"}
		}
		was, ok := said[w.Key]
		if !ok {
			keys = append(keys, w.Key)
		}
		said[w.Key] = clientele.Who{Key: w.Key, Name: or(was.Name, w.Name), Email: or(was.Email, w.Email), Phone: or(was.Phone, w.Phone), Country: or(was.Country, w.Country)}
	}
	return keys, said, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// known gives the accounts that there are; where nothing but keys was said, with no more than their ids.
func (x *Directory) known(ctx context.Context, tx *db.Tx, keys []string, said map[string]clientele.Who) (map[string]accountRow, error) {
	columns := "id, key"
	for k, w := range said {
		if w != (clientele.Who{Key: k}) {
			columns = accountColumns
			break
		}
	}
	known := make(map[string]accountRow, len(keys))
	for _, list := range db.Lists(keys) {
		text := "SELECT " + columns + " FROM accounts WHERE workspace = ? AND key IN (" + db.Marks(len(list)) + ")"
		for row, err := range db.Each[accountRow](ctx, tx, text, append([]any{x.ws}, list...)...) {
			if err != nil {
				return nil, fmt.Errorf("resolve accounts: %w", err)
			}
			known[row.Key] = row
		}
	}
	return known, nil
}

func missingOf(keys []string, known map[string]accountRow) (missing []string) {
	for _, k := range keys {
		if _, ok := known[k]; !ok {
			missing = append(missing, k)
		}
	}
	return missing
}

// add makes accounts. Taking the ids holds the workspace, so that nobody else
// adds the same keys meanwhile; who did so just before is found by a second look.
func (x *Directory) add(ctx context.Context, tx *db.Tx, keys []string, said map[string]clientele.Who, known map[string]accountRow) error {
	next, err := tx.Take(ctx, x.ws, len(keys))
	if err != nil {
		return err
	}
	if tx.Engine == db.Postgres { // SQLite has one writer, who has looked already
		again, err := x.known(ctx, tx, keys, said)
		if err != nil {
			return err
		}
		for k, row := range again {
			known[k] = row
		}
		keys = missingOf(keys, known)
	}
	rows := make([]accountRow, len(keys))
	for i, k := range keys {
		w := said[k]
		rows[i] = accountRow{ID: next, Key: k, Name: or(w.Name, k), Email: w.Email, Phone: w.Phone, Country: w.Country}
		known[k] = rows[i]
		next++
	}
	return x.write(ctx, tx, rows)
}

// fill writes what evidence adds to accounts that we knew.
func (x *Directory) fill(ctx context.Context, tx *db.Tx, said map[string]clientele.Who, known map[string]accountRow) error {
	var renewed []accountRow
	for k, w := range said {
		is := known[k]
		was := is
		if is.Name == is.Key && w.Name != "" {
			is.Name = w.Name
		}
		is.Email, is.Phone, is.Country = or(is.Email, w.Email), or(is.Phone, w.Phone), or(is.Country, w.Country)
		if is == was {
			continue
		}
		renewed = append(renewed, is)
		known[k] = is
	}
	return x.write(ctx, tx, renewed)
}

// write inserts accounts or renews them, with their words. Words are only ever
// gained: filling in takes none away but the key's, which stay good to search by.
func (x *Directory) write(ctx context.Context, tx *db.Tx, rows []accountRow) error {
	accounts := make([]any, 0, 10*len(rows))
	var words []any
	for _, r := range rows {
		found, text := wordsOf(r)
		accounts = append(accounts, x.ws, r.ID, r.Key, r.Name, db.Fold(r.Name), text, r.Email, r.Phone, r.Country, r.Owner)
		for _, w := range found {
			words = append(words, x.ws, w, r.ID)
		}
	}
	err := tx.InsertRows(ctx, "INSERT INTO accounts (workspace, id, key, name, name_sort, words, email, phone, country, owner)", 10, accounts,
		"ON CONFLICT (workspace, id) DO UPDATE SET key = excluded.key, name = excluded.name, name_sort = excluded.name_sort, words = excluded.words,"+
			" email = excluded.email, phone = excluded.phone, country = excluded.country")
	if err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO account_words (workspace, word, account)", 3, words, "ON CONFLICT DO NOTHING")
}
