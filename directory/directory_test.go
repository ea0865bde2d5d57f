package directory_test

import (
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

// resolve finds whom one import, which goes on, names.
func resolve(t *testing.T, d *db.DB, whos ...clientele.Who) []clientele.ID {
	t.Helper()
	ids, told := told(t, d, 1, whos...)
	if len(told) > 0 {
		t.Fatalf("of accounts that it makes itself it tells as of others: %+v", told)
	}
	return ids
}

func told(t *testing.T, d *db.DB, imp clientele.ID, whos ...clientele.Who) (ids []clientele.ID, told []directory.Told) {
	t.Helper()
	x := directory.New(d, 1)
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		ids, told, err = x.Resolve(t.Context(), tx, imp, whos)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, told
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
		if _, err := x.Account(ctx, 999_999); clientele.KindOf(err) != clientele.NotFound {
			t.Error(err)
		}
		_, other := told(t, d, 2, clientele.Who{Key: "2", Name: "Third", Country: "BE", Phone: "7"}, clientele.Who{Key: "1", Name: "One & Co"})
		if diff := cmp.Diff([]directory.Told{{Account: ids[1], Phone: "7"}}, other); diff != "" {
			t.Error("what another import tells of those that are there:", diff)
		}
		if a, err := x.Account(ctx, ids[1]); a.Phone != "" || err != nil {
			t.Error("it is for the writer of records, and written already:", a, err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			_, _, err := x.Resolve(ctx, tx, 1, []clientele.Who{{Name: "no key"}})
			return err
		})
		if clientele.KindOf(err) != clientele.Invalid {
			t.Error(err)
		}
	})
}

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
			found, err := x.SearchWithin(t.Context(), text, 10, directory.Within{Every: true})
			var names []string
			for _, a := range found {
				names = append(names, a.Name)
			}
			if got := strings.Join(names, ", "); got != want || err != nil {
				t.Errorf("%q: %q, %v, want %q", text, got, err, want)
			}
		}
		if found, err := x.SearchWithin(t.Context(), "m", 1, directory.Within{Every: true}); len(found) != 1 || err != nil {
			t.Error(found, err)
		}
	})
}

// A name that begins so is found before one that has the word inside, and both before whoever
// has it in the address; those of whom there are very many crowd none of the former out, and
// those who are hidden, away or merged take nobody's place.
func TestSearchRanks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		whos := []clientele.Who{}
		for n := range 2_100 {
			whos = append(whos, clientele.Who{Key: fmt.Sprint("K", n), Name: "Aaron", Email: fmt.Sprintf("k%d@smith.example", n)})
		}
		whos = append(whos, clientele.Who{Key: "X1", Name: "Smith & Co"}, clientele.Who{Key: "X2", Name: "Smithers"}, clientele.Who{Key: "X3", Name: "Smith away"}, clientele.Who{Key: "X4", Name: "Smith hidden"})
		ids := resolve(t, d, whos...)
		away, hidden := ids[len(ids)-2], ids[len(ids)-1]
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE accounts SET archived = CASE WHEN id = ? THEN 5 ELSE 0 END, wall = CASE WHEN id IN (?, ?) THEN 0 ELSE 7 END WHERE workspace = 1", away, ids[2_100], ids[2_099])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		x := directory.New(d, 1)
		for within, want := range map[string]string{"every": "Smith & Co, Smith hidden, Smithers, Aaron", "open": "Smith & Co, Aaron"} {
			w := directory.Within{Every: within == "every"}
			if !w.Every {
				w.Walls = []clientele.ID{0}
			}
			found, err := x.SearchWithin(t.Context(), "smith", 4, w)
			if got := strings.Join(namesOf(found), ", "); got != want || err != nil {
				t.Errorf("%s: %q %v, want %q; hidden is %d", within, got, err, want, hidden)
			}
		}
	})
}

func namesOf(found []clientele.Account) (names []string) {
	for _, a := range found {
		names = append(names, a.Name)
	}
	return names
}

// A number is found in any writing and by its end, an address whole and by its domain, as
// the account has them now.
func TestSearchByNumberAndAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		resolve(t, d,
			clientele.Who{Key: "1", Name: "National", Phone: "0171/555-1234", Email: "office@acme.example"},
			clientele.Who{Key: "2", Name: "Abroad", Phone: "+44 (0)171 5551234", Email: "Ann.Bell@Acme.example"},
			clientele.Who{Key: "3", Name: "Local", Phone: "555-1234"},
			clientele.Who{Key: "4", Name: "Another", Phone: "0171 5559999", Email: "acme@other.example"})
		x := directory.New(d, 1)
		for text, want := range map[string]string{
			"0171/555-1234": "Abroad, Local, National", "+44 171 5551234": "Abroad, Local, National", "00441715551234": "Abroad, Local, National", "551234": "Abroad, Local, National", "5559999": "Another", "51234": "Abroad, Local, National", "1234": "Abroad, Local, National", "234": "",
			"office@acme.example": "National", "ann.bell@acme.example": "Abroad", "acme.example": "Abroad, National, Another", "@acme": "Abroad, National, Another", "5551235": "",
		} {
			found, err := x.SearchWithin(t.Context(), text, 10, directory.Within{Every: true})
			if got := strings.Join(namesOf(found), ", "); got != want || err != nil {
				t.Errorf("%q: %q, %v, want %q", text, got, err, want)
			}
		}
	})
}
