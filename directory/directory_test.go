package directory_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
)

func resolve(t *testing.T, d *db.DB, whos ...clientele.Who) (ids []clientele.ID) {
	t.Helper()
	x := directory.New(d, 1)
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		ids, err = x.Resolve(t.Context(), tx, whos)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestResolve(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := directory.New(d, 1), t.Context()
		ids := resolve(t, d, clientele.Who{Key: "1"}, clientele.Who{Key: "2", Name: "Zoë"}, clientele.Who{Key: "1", Email: "one@example.org"})
		if ids[0] != ids[2] || ids[0] == ids[1] || ids[0] == 0 {
			t.Fatal(ids)
		}
		again := resolve(t, d, clientele.Who{Key: "2", Name: "Another", Country: "NL"}, clientele.Who{Key: "1", Name: "One & Co", Phone: "5"})
		if again[0] != ids[1] || again[1] != ids[0] {
			t.Fatal(again, ids)
		}
		got, err := x.Accounts(ctx, []clientele.ID{ids[0], ids[1], 999_999})
		want := map[clientele.ID]clientele.Account{
			ids[0]: {ID: ids[0], Key: "1", Name: "One & Co", Email: "one@example.org", Phone: "5"}, // a name takes the place of the key
			ids[1]: {ID: ids[1], Key: "2", Name: "Zoë", Country: "NL"},                             // but not of a name
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if a, err := x.ByKey(ctx, "2"); err != nil || a.ID != ids[1] {
			t.Error(a, err)
		}
		for _, err := range []error{second(x.Account(ctx, 999_999)), second(x.ByKey(ctx, "nobody"))} {
			if clientele.KindOf(err) != clientele.NotFound {
				t.Error(err)
			}
		}
		err = d.InTx(ctx, func(tx *db.Tx) error { return x.SetOwner(ctx, tx, ids[0], 7) })
		if a, _ := x.Account(ctx, ids[0]); a.Owner != 7 || err != nil {
			t.Error(a, err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error { return x.SetOwner(ctx, tx, 999_999, 7) })
		if clientele.KindOf(err) != clientele.NotFound {
			t.Error(err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			_, err := x.Resolve(ctx, tx, []clientele.Who{{Name: "no key"}})
			return err
		})
		if clientele.KindOf(err) != clientele.Invalid {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestResolveMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var whos []clientele.Who
		for i := range 1_300 {
			whos = append(whos, clientele.Who{Key: fmt.Sprint("C", i%700)})
		}
		ids := resolve(t, d, whos...)
		if !slices.Equal(ids[:600], ids[700:]) || !slices.Equal(ids, resolve(t, d, whos...)) {
			t.Error("the same key is not the same account")
		}
		if unique := slices.Compact(slices.Sorted(slices.Values(ids))); len(unique) != 700 {
			t.Errorf("%d accounts", len(unique))
		}
	})
}

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		resolve(t, d,
			clientele.Who{Key: "F12+C9", Name: "Łukasz Müller"},
			clientele.Who{Key: "17850"},
			clientele.Who{Key: "ann@acme.example", Name: "Ann Muller", Email: "ann@acme.example"},
			clientele.Who{Key: "x_y%z", Name: "A_B 100% 'Quoted'"},
			clientele.Who{Key: "bad\x00key\xff", Name: "O\x00K"})
		x := directory.New(d, 1)
		for text, want := range map[string]string{
			"mül":      "Ann Muller, Łukasz Müller", // by name
			"MULL":     "Ann Muller, Łukasz Müller",
			"luk":      "Łukasz Müller",
			"mul luk":  "Łukasz Müller",
			"mul nope": "",
			"178":      "17850",
			"7850":     "", // the beginning of a word
			"acme":     "Ann Muller",
			"ann@ac":   "Ann Muller",
			"c9":       "Łukasz Müller",
			"%":        "",
			"_":        "",
			"100%":     "A_B 100% 'Quoted'",
			"quot'":    "A_B 100% 'Quoted'",
			"":         "",
			"ok":       "OK",
		} {
			found, err := x.Search(t.Context(), text, 10)
			var names []string
			for _, a := range found {
				names = append(names, a.Name)
			}
			if got := strings.Join(names, ", "); got != want || err != nil {
				t.Errorf("%q: %q, %v, want %q", text, got, err, want)
			}
		}
		if found, err := x.Search(t.Context(), "m", 1); len(found) != 1 || err != nil {
			t.Error(found, err)
		}
	})
}

// The engine must not take the workspace for a choice among many.
func TestQueryPlans(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, text := range []string{
		"SELECT id FROM accounts WHERE workspace = ? AND key IN (" + db.Marks(512) + ")",
		"SELECT id FROM accounts WHERE workspace = ? AND id IN (" + db.Marks(512) + ")",
		"SELECT account FROM account_words WHERE workspace = ? AND word >= ? AND word < ? ORDER BY word, account LIMIT ?",
	} {
		args := make([]any, strings.Count(text, "?"))
		for i := range args {
			args[i] = i
		}
		for s, err := range db.Each[step](context.Background(), d, "EXPLAIN QUERY PLAN "+text, args...) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(s.Detail, "SCAN") || strings.HasSuffix(s.Detail, "(workspace=?)") {
				t.Errorf("%s: %s", s.Detail, text)
			}
		}
	}
}

type step struct {
	ID     int    `db:"id"`
	Parent int    `db:"parent"`
	Unused int    `db:"notused"`
	Detail string `db:"detail"`
}
