package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// A year of a firm in which some bought every ten days and fell silent: clients until then.
func quietOrders() string {
	b := strings.Builder{}
	b.WriteString("account,at,amount\n")
	for who := range 60 {
		gap, until := 9+who%4, 364
		if who%5 == 0 {
			until = 364 - 3*gap - who%7
		}
		for day := who % gap; day <= until; day += gap {
			fmt.Fprintf(&b, "Q%02d,%s,%d.50\n", who, quietFrom+clientele.Day(day), 20+who)
		}
	}
	return b.String()
}

var quietFrom = clientele.DayOf(time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC))

// What the headline counts, the list of who slips and its heading say alike: who has gone quiet
// was a client, in every row of theirs too; and both places name the same first.
func TestWhoSlipsIsCountedByOneMeaning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		owner := h.session(h.owner)
		up, err := h.crm.Receive(t.Context(), "quiet.csv", strings.NewReader(quietOrders()))
		h.ok(err)
		_, err = h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "quiet.csv"}, ownerEmail, nil)
		h.ok(err)
		h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
		var day today.TodayOut
		var list relationships.RelationshipsOut
		read := func() (who string) {
			day, list = today.TodayOut{}, relationships.RelationshipsOut{}
			h.read(t, owner, "today", &day)
			h.read(t, owner, "relationships?view=slipping&limit=500", &list)
			who, _, _ = strings.Cut(list.Sentence, ":")
			if who = strings.TrimSuffix(who, "."); !strings.HasPrefix(day.Sentence, who) {
				t.Errorf("Today says %q, and the list %q", day.Sentence, list.Sentence)
			}
			return who
		}
		who := read()
		quiet := 0
		for _, r := range list.Rows {
			if r.Quiet {
				quiet++
			}
			if r.Trend != clientele.Slipping || r.Quiet && r.Next != "" && r.Saves.IsNone() {
				t.Errorf("%s: %+v", r.Name, r)
			}
		}
		firm := shape.Speaking(context.Background(), say.Words{})
		want := firm.WhoSlips(shape.Slips{Quiet: quiet, Others: len(list.Rows) - quiet})
		if who != want || quiet == 0 || len(list.Rows) != list.Count.N || list.Count.N != day.Lists[0].Count.N {
			t.Errorf("%q, and %d rows of %d say %q; Today counts %d", who, len(list.Rows), list.Count.N, want, day.Lists[0].Count.N)
		}
		for i, s := range day.Lists[0].Steps {
			if r := list.Rows[i]; r.Account != s.Account || r.Saves != s.Worth || (s.Play == "call-slipping-client") != r.Quiet {
				t.Errorf("place %d: Today has %s for %v, the list %s for %v", i, s.Name, s.Worth, r.Name, r.Saves)
			}
		}
		h.pagesOf(t, owner, "relationships?view=slipping", list)

		first := day.Lists[0].Steps[0]
		w := h.do(postJSON("/api/v1/overrule", fmt.Sprintf(`{"account": %d, "kind": "prospect", "reason": "never paid", "until": "2026-09-01"}`, first.Account)), owner)
		if was := list.Count.N; w.Code >= 300 {
			t.Fatal(w.Code, w.Body)
		} else if read(); list.Count.N != was-1 || len(list.Rows) != was-1 || day.Lists[0].Steps[0].Account == first.Account {
			t.Errorf("a prospect by one's word still slips: %d of %d, %+v", list.Count.N, was, day.Lists[0].Steps)
		}
		if ok, err := h.crm.Book.SumsHold(t.Context()); err != nil || !ok {
			t.Errorf("the sums are of other standings: %v", err)
		}
	})
}

// t reads a page as JSON.
func (h *testHouse) read(t *testing.T, sign func(*http.Request), path string, out any) {
	t.Helper()
	w := h.do(get("/api/v1/"+path), sign)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), out))
}

// pagesOf reads a list three rows at a time: the same rows in the same order.
func (h *testHouse) pagesOf(t *testing.T, sign func(*http.Request), path string, whole relationships.RelationshipsOut) {
	t.Helper()
	n := 0
	for next := "/" + path + "&limit=3"; next != ""; {
		var some relationships.RelationshipsOut
		h.read(t, sign, strings.TrimPrefix(next, "/"), &some)
		for _, r := range some.Rows {
			if n >= len(whole.Rows) || whole.Rows[n].Account != r.Account {
				t.Fatalf("row %d is %s", n, r.Name)
			}
			n++
		}
		next = some.Next
	}
	if n != len(whole.Rows) {
		t.Errorf("%d rows of %d", n, len(whole.Rows))
	}
}
