package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/search"
)

func index(t testing.TB, d *db.DB, ws clientele.ID, docs ...search.Doc) *search.Finder {
	t.Helper()
	x := search.New(d, ws)
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return x.Index(t.Context(), tx, docs) }); err != nil {
		t.Fatal(err)
	}
	return x
}

func doc(id clientele.ID, title, text string) search.Doc {
	return search.Doc{Ref: clientele.Ref{Type: "person", ID: id}, Title: title, Text: text, When: clientele.Instant(id)}
}

func found(t testing.TB, x *search.Finder, scope access.Scope, text string, types ...string) string {
	t.Helper()
	hits, err := x.Search(t.Context(), scope, text, types, 10)
	if err != nil {
		t.Fatalf("%.40q: %v", text, err)
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, fmt.Sprint(h.Ref.ID))
	}
	return strings.Join(ids, " ")
}

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		walled, other := doc(5, "Smith behind a wall", ""), doc(6, "Smith & Co", "")
		walled.Wall, other.Ref.Type = 9, "account"
		x := index(t, d, 1, doc(1, "Łukasz Müller", "likes tea"), doc(2, "Ann Smith", "met Müllers cousin"), doc(3, "Ann Smithson", "smith of iron"), doc(4, "C++ 100% 'q'", "straße"), walled, other)
		index(t, d, 2, doc(7, "Ann Smith of another firm", ""))
		every, outside := access.System("test"), access.Scope{}
		for text, want := range map[string]string{
			"mul": "1 2", "müller": "1 2", "lukasz": "1", "LUK mul": "1", "smith": "6 5 2 3", "ann smith": "2 3", "ann smi": "3 2", "uller": "", "strasse": "4", "100%": "4",
			"": "", "\"": "", "* OR NOT ( ) NEAR": "", "ann\" OR \"mul": "", "'": "", "a\x00nn": "3 2", "_w1": "", "title:ann": "", "ann & | ! :*": "3 2", "\xff": "",
			strings.Repeat("ann ", 1<<18): "3 2", strings.Repeat("x", 1<<20): "", "_a9 smith": "",
		} {
			if got := found(t, x, every, text); got != want {
				t.Errorf("%.40q: %q, want %q", text, got, want)
			}
		}
		if got := found(t, x, every, "smith", "account"); got != "6" {
			t.Errorf("accounts only: %q", got)
		}
		if got := found(t, x, outside, "smith"); got != "" {
			t.Errorf("nobody finds %q", got)
		}
		if got := found(t, x, access.CommandLine("test"), "smith"); !strings.Contains(got, "5") {
			t.Errorf("the owner at the shell finds %q", got)
		}
		member := access.User{ID: 3, Role: access.Member}
		if got := found(t, x, access.Of(member, nil, nil), "smith") + "|" + found(t, x, access.Of(member, nil, []clientele.ID{9}), "smith"); got != "6 2 3|6 5 2 3" {
			t.Errorf("a member before and behind the wall: %q", got)
		}
		index(t, d, 1, doc(2, "Zoe Young", "a note of long ago"))
		if got := found(t, x, every, "ann smith") + "|" + found(t, x, every, "zoe"); got != "3|2" {
			t.Errorf("after a change: %q", got)
		}
		hits, err := x.Search(t.Context(), every, "ago", nil, 1)
		if err != nil || len(hits) != 1 || hits[0].Snippet != "a note of long ago" {
			t.Error(hits, err)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return x.Clear(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		if got := found(t, x, every, "smith") + "|" + found(t, search.New(d, 2), every, "smith"); got != "|7" {
			t.Errorf("after clearing: %q", got)
		}
	})
}

// TestWhatSaysTheSameIsNotIndexedAgain: only its moment is renewed, and it is found as before.
func TestWhatSaysTheSameIsNotIndexedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := search.New(d, 1)
		number := func(id clientele.ID) int64 {
			no, err := db.One[int64](t.Context(), d, "SELECT no FROM search_docs WHERE workspace = 1 AND type = 'person' AND id = ?", id)
			if err != nil {
				t.Fatal(err)
			}
			return no
		}
		index := func(docs ...search.Doc) {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return x.Index(t.Context(), tx, docs) }); err != nil {
				t.Fatal(err)
			}
		}
		doc := func(id clientele.ID, title string, wall clientele.ID, when clientele.Instant) search.Doc {
			return search.Doc{Ref: clientele.Ref{Type: "person", ID: id}, Title: title, Text: "jo@x.example", Wall: wall, When: when}
		}
		index(doc(1, "Jo Bell", 0, 5), doc(2, "Jo Marsh", 0, 6), doc(3, "Jo Lee", 0, 7))
		first, second, third := number(1), number(2), number(3)
		index(doc(1, "Jo Bell", 0, 9), doc(2, "Jo Marsh-Day", 0, 8), doc(3, "Jo Lee", 4, 7))
		if number(1) != first || number(2) == second || number(3) == third {
			t.Errorf("indexed again: %v %v %v", number(1) != first, number(2) != second, number(3) != third)
		}
		hits, err := x.Search(t.Context(), access.Of(access.User{ID: 1, Role: access.Member}, nil, nil), "jo", nil, 10)
		if err != nil || len(hits) != 2 || hits[0].Title != "Jo Bell" || hits[0].When != 9 || hits[1].Title != "Jo Marsh-Day" {
			t.Errorf("%+v %v", hits, err)
		}
	})
}

// A name that was indexed long before many others who are spoken of is found by its
// beginning, and by a word inside it; the beginning comes first, what is only said last.
func TestAnOldNameIsNotCrowdedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		docs := []search.Doc{doc(1, "Jo Annabel", ""), doc(2, "Annabel Old", "")}
		for n := range 700 {
			docs = append(docs, doc(clientele.ID(n+3), fmt.Sprintf("Note %d", n), "spoke with annabel of annuities"))
		}
		x := index(t, d, 1, docs...)
		for text, want := range map[string]string{"ann": "2 1 702", "annab": "2 1 702", "annabel o": "2 ", "jo ann": "1"} {
			if got := found(t, x, access.System("test"), text); !strings.HasPrefix(got+" ", want) {
				t.Errorf("%q finds %.20s, want %s", text, got, want)
			}
		}
	})
}

// A telephone number is found however it was written and is typed, and by its end; an
// e-mail address whole or by its domain; both before whoever is only spoken of.
func TestNumbersAndAddressesAreFoundAsTheyAreWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached := func(id clientele.ID, title, phone, email string) search.Doc {
			one := doc(id, title, "")
			one.Phones, one.Emails = []string{phone}, []string{email}
			return one
		}
		hidden := reached(5, "Behind a wall", "0171 5551234", "x@acme.example")
		hidden.Wall = 9
		x := index(t, d, 1, reached(1, "National", "0171/555-1234", "jo.bell@acme.example"), reached(2, "Abroad", "+44 (0)171 5551234 ext. 7", "Ann@Acme.example"),
			reached(3, "Local", "555-1234", "acme@other.example"), reached(4, "Another", "+49 30 9995551234", "jo@acme.example.org"), hidden,
			doc(6, "A note", "call 0171/555-1234 or write to jo.bell@acme.example"))
		for text, want := range map[string]string{
			"0171/555-1234": "3 2 1 6", "+44 171 5551234": "3 2 1", "00441715551234": "3 2 1", "1715551234": "3 2 1", "5551234": "4 3 2 1", "551234": "4 3 2 1", "51234": "4 3 2 1", "1234": "4 3 2 1 6", "234": "",
			"tel. 0171 5551234": "3 2 1", "jo.bell@acme.example": "1 6", "JO.BELL@ACME.EXAMPLE": "1 6", "jo.bell@ac": "1 6", "acme.example": "4 2 1 6 3", "@acme.exa": "4 2 1 6 3",
			"ann@acme.example": "2",
		} {
			got := found(t, x, access.Of(access.User{ID: 3, Role: access.Member}, nil, nil), text)
			if got != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
	})
}
