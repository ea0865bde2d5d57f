package directory

import (
	"cmp"
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Told is what evidence tells of an account that was there: what of it we did not know.
type Told struct {
	Account                     clientele.ID
	Name, Email, Phone, Country string // "" where it tells nothing new
}

// Resolve turns what an import says into accounts, in the order given. Who is not known
// is made, unless it can only be somebody who was written down by hand (adopt), and is made
// until the import ends: its later rows add to it. What it tells of others is given back,
// for the writer of records; nothing that we knew is ever contradicted.
func (x *Directory) Resolve(ctx context.Context, tx *db.Tx, imp clientele.ID, whos []clientele.Who) ([]clientele.ID, []Told, error) {
	keys, said, err := merge(whos)
	if err != nil {
		return nil, nil, err
	}
	f := finding{imp: imp, said: said}
	if f.known, err = x.known(ctx, tx, keys, said); err != nil {
		return nil, nil, err
	}
	if missing := missingOf(keys, f.known); len(missing) > 0 {
		if err := x.adopt(ctx, tx, missing, said, f.known); err != nil {
			return nil, nil, err
		}
		if err := x.add(ctx, tx, missingOf(missing, f.known), f); err != nil {
			return nil, nil, err
		}
	}
	made, told := f.news(keys)
	if err := x.write(ctx, tx, made); err != nil {
		return nil, nil, err
	}
	ids := make([]clientele.ID, len(whos))
	for i, w := range whos {
		ids[i] = f.known[db.Clean(w.Key)].ID
	}
	return ids, told, nil
}

// finding is what an import said, by key, and whom we know of that.
type finding struct {
	imp   clientele.ID
	said  map[string]clientele.Who
	known map[string]accountRow
}

// news are the accounts of which evidence tells what we did not know: those that the
// import itself is making, as they are to be, and the others.
func (f finding) news(keys []string) (made []accountRow, told []Told) {
	for _, k := range keys {
		was := f.known[k]
		is := was.filled(f.said[k])
		switch {
		case is == was:
		case was.Import == f.imp && f.imp != 0:
			made = append(made, is)
		default:
			told = append(told, was.told(is))
		}
	}
	return made, told
}

// filled is an account with what evidence adds to it.
func (r accountRow) filled(w clientele.Who) accountRow {
	if r.Name == r.Key && w.Name != "" {
		r.Name = w.Name
	}
	r.Email, r.Phone, r.Country = cmp.Or(r.Email, w.Email), cmp.Or(r.Phone, w.Phone), cmp.Or(r.Country, w.Country)
	return r
}

// told is by what an account differs.
func (r accountRow) told(is accountRow) Told {
	t := Told{Account: r.ID, Name: is.Name, Email: is.Email, Phone: is.Phone, Country: is.Country}
	for _, x := range []struct {
		was string
		is  *string
	}{{r.Name, &t.Name}, {r.Email, &t.Email}, {r.Phone, &t.Phone}, {r.Country, &t.Country}} {
		if x.was == *x.is {
			*x.is = ""
		}
	}
	return t
}

// Remake lets an import go on making accounts that are there for nobody, as only what was
// taken back, or two that are one, ever knew them: what is told of them is no change that
// anybody could see.
func (x *Directory) Remake(ctx context.Context, tx *db.Tx, imp clientele.ID, told []Told) error {
	byID := make(map[clientele.ID]Told, len(told))
	ids := make([]clientele.ID, len(told))
	for i, t := range told {
		byID[t.Account], ids[i] = t, t.Account
	}
	for _, list := range db.Lists(ids) {
		text := "SELECT " + accountColumns + " FROM accounts WHERE workspace = ? AND id IN " + db.In(list)
		rows, err := db.All[accountRow](ctx, tx, text, db.With(x.ws, list)...)
		if err != nil {
			return fmt.Errorf("remake accounts: %w", err)
		}
		for i, r := range rows {
			t := byID[r.ID]
			rows[i] = r.filled(clientele.Who{Name: t.Name, Email: t.Email, Phone: t.Phone, Country: t.Country})
			rows[i].Import = imp
		}
		if err := x.write(ctx, tx, rows); err != nil {
			return err
		}
	}
	return nil
}

// merge puts together what several pieces of evidence say of one key: the first word counts.
func merge(whos []clientele.Who) (keys []string, said map[string]clientele.Who, err error) {
	said = make(map[string]clientele.Who, len(whos))
	for i, w := range whos {
		w = clientele.Who{Key: db.Clean(w.Key), Name: db.Clean(w.Name), Email: db.Clean(w.Email), Phone: db.Clean(w.Phone), Country: db.Clean(w.Country)}
		if w.Key == "" {
			return nil, nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("directory.nobodys", "n", i+1), Remedy: clientele.Tell("directory.nobodys-remedy")}
		}
		was, ok := said[w.Key]
		if !ok {
			keys = append(keys, w.Key)
		}
		said[w.Key] = clientele.Who{Key: w.Key, Name: cmp.Or(was.Name, w.Name), Email: cmp.Or(was.Email, w.Email), Phone: cmp.Or(was.Phone, w.Phone), Country: cmp.Or(was.Country, w.Country)}
	}
	return keys, said, nil
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
func (x *Directory) add(ctx context.Context, tx *db.Tx, keys []string, f finding) error {
	said, known := f.said, f.known
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
		rows[i] = accountRow{ID: next, Key: k, Name: cmp.Or(w.Name, k), Email: w.Email, Phone: w.Phone, Country: w.Country, Import: f.imp}
		known[k] = rows[i]
		next++
	}
	return x.write(ctx, tx, rows)
}

// write inserts accounts or renews them, with their words. Words are only ever
// gained: filling in takes none away but the key's, which stay good to search by.
func (x *Directory) write(ctx context.Context, tx *db.Tx, rows []accountRow) error {
	accounts := make([]any, 0, 11*len(rows))
	var words []any
	for _, r := range rows {
		found, text := wordsOf(r)
		accounts = append(accounts, x.ws, r.ID, r.Key, r.Name, db.Fold(r.Name), text, r.Email, r.Phone, r.Country, r.Owner, r.Import)
		for _, w := range found {
			words = append(words, x.ws, w, r.ID)
		}
	}
	err := tx.InsertRows(ctx, "INSERT INTO accounts (workspace, id, key, name, name_sort, words, email, phone, country, owner, import)", 11, accounts,
		"ON CONFLICT (workspace, id) DO UPDATE SET key = excluded.key, name = excluded.name, name_sort = excluded.name_sort, words = excluded.words,"+
			" email = excluded.email, phone = excluded.phone, country = excluded.country, import = excluded.import")
	if err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO account_words (workspace, word, account)", 3, words, "ON CONFLICT DO NOTHING")
}
