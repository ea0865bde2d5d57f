package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// someStandings makes n relationships with few different values, so that ties are many.
func (h house) someStandings(n int) {
	h.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	var entries []clientele.Entry
	var standings []clientele.Standing
	for i := range n {
		a := h.account(fmt.Sprintf("%s %s %d", []string{"Ärmel", "Anna", "Bob", "ann"}[r.IntN(4)], []string{"Schmidt", "Łuk", "smith"}[r.IntN(3)], i/2))
		line := clientele.Line([]string{"", "repairs"}[r.IntN(2)])
		last := dayOf("2026-01-01") + clientele.Day(r.IntN(20))
		e := order(a, fmt.Sprint(i), last.String(), 1)
		e.Line = line
		s := standing(a, clientele.Kinds[r.IntN(3)])
		s.Line, s.Stage, s.Trend = line, clientele.Stages[r.IntN(3)], clientele.Trends[1+r.IntN(3)]
		s.ClientProb, s.ActiveProb, s.ExpectedValue = float64(r.IntN(5))/5, float64(r.IntN(7))/7, float64(r.IntN(9)*1_000)
		s.Revenue.Minor, s.Orders = int64(r.IntN(9)), r.IntN(5)
		entries, standings = append(entries, e), append(standings, s)
	}
	h.append(entries...)
	h.keep("test", standings...)
}

func filters() map[string]standings.Filter {
	n := func(x int64) *int64 { return &x }
	line := clientele.Line("repairs")
	return map[string]standings.Filter{
		"all":            {},
		"kind":           {Kinds: []clientele.Kind{clientele.Client}},
		"stage, trend":   {Stages: clientele.Stages[:2], Trends: clientele.Trends[1:3]},
		"line":           {Line: &line},
		"value":          {MinValue: n(2_000), MaxValue: n(5_000)},
		"one value":      {MinValue: n(3_000), MaxValue: n(3_000)},
		"last":           {LastAfter: dayOf("2026-01-05"), LastBefore: dayOf("2026-01-12")},
		"value and last": {MinValue: n(4_000), LastBefore: dayOf("2026-01-12"), Kinds: []clientele.Kind{clientele.Client, clientele.Prospect}},
		"text":           {Text: "an"},
		"two words":      {Text: "LUK ann"},
		"text and value": {Text: "schmidt arm", MaxValue: n(4_000), Line: &line},
		"none":           {Text: "nobody"},
		"no such kind":   {Kinds: []clientele.Kind{"boss"}},
	}
}

func admits(f standings.Filter, r standings.Row) bool {
	for _, w := range db.Words(f.Text) {
		if !slices.ContainsFunc(db.Words(r.Name, r.Key), func(x string) bool { return strings.HasPrefix(x, w) }) {
			return false
		}
	}
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, r.Kind)) && (len(f.Stages) == 0 || slices.Contains(f.Stages, r.Stage)) &&
		(len(f.Trends) == 0 || slices.Contains(f.Trends, r.Trend)) && (f.Line == nil || *f.Line == r.Line) &&
		(f.MinValue == nil || r.ExpectedValue >= float64(*f.MinValue)) && (f.MaxValue == nil || r.ExpectedValue <= float64(*f.MaxValue)) &&
		(f.LastBefore == 0 || r.LastContact <= f.LastBefore) && (f.LastAfter == 0 || r.LastContact >= f.LastAfter)
}

func compareBy(s standings.Sort, a, b standings.Row) int {
	switch s {
	case standings.ByName:
		return strings.Compare(db.Fold(a.Name), db.Fold(b.Name))
	case standings.ByValue:
		return compare(a.ExpectedValue, b.ExpectedValue)
	case standings.ByRevenue:
		return compare(float64(a.Revenue.Minor), float64(b.Revenue.Minor))
	case standings.ByClient:
		return compare(a.ClientProb, b.ClientProb)
	case standings.ByActive:
		return compare(a.ActiveProb, b.ActiveProb)
	case standings.ByLast:
		return compare(float64(a.LastContact), float64(b.LastContact))
	}
	return compare(float64(a.Orders), float64(b.Orders))
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// walk turns all pages.
func (h house) walk(f standings.Filter) (rows []standings.Row) {
	h.Helper()
	for pages := 0; ; pages++ {
		page, next, err := h.book.Relationships(h.Context(), f)
		h.must(err)
		rows = append(rows, page...)
		if f.After = next; next == "" {
			return rows
		}
		if pages > 1_000 {
			h.Fatal("the pages do not end")
		}
	}
}

// Under every sort and filter the pages give every row that is asked for, once,
// in order; the count is theirs; and both engines give the same.
func TestPagesOfTheList(t *testing.T) {
	lists := map[string]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		h.someStandings(72)
		every := h.walk(standings.Filter{Limit: 1_000})
		if len(every) < 60 {
			t.Fatalf("%d rows", len(every))
		}
		for name, f := range filters() {
			for _, f.Sort = range standings.Sorts {
				for _, f.Desc = range []bool{false, true} {
					if f.Desc && len(f.Kinds) == 0 && name != "all" && name != "value" {
						continue // enough is enough
					}
					name := fmt.Sprint(name, " by ", f.Sort, " ", f.Desc)
					f.Limit = 13
					h.book.Patience = standings.Patience{Few: 3_000, Look: 10_000}
					got := fmt.Sprint(h.checkList(name, f, every))
					h.book.Patience = standings.Patience{Few: 2, Look: 30} // walked and cut short, it must be the same list
					if walked := fmt.Sprint(h.checkList(name, f, every)); walked != got {
						t.Errorf("%s: walked, the list is another:\n%s\n%s", name, got, walked)
					}
					if was, ok := lists[name]; ok && was != got {
						t.Errorf("%s: the engines differ:\n%s\n%s", name, was, got)
					}
					lists[name] = got
				}
			}
		}
	})
}

func (h house) checkList(name string, f standings.Filter, every []standings.Row) (got []clientele.Relationship) {
	h.Helper()
	var want []standings.Row
	for _, r := range every {
		if admits(f, r) {
			want = append(want, r)
		}
	}
	slices.SortFunc(want, func(a, b standings.Row) int {
		c := compareBy(f.Sort, a, b)
		if c == 0 {
			c = compare(float64(a.Account), float64(b.Account))
		}
		if c == 0 {
			c = strings.Compare(string(a.Line), string(b.Line))
		}
		if f.Desc {
			c = -c
		}
		return c
	})
	for _, r := range h.walk(f) {
		got = append(got, r.Relationship)
	}
	var rels []clientele.Relationship
	for _, r := range want {
		rels = append(rels, r.Relationship)
	}
	if diff := cmp.Diff(rels, got); diff != "" {
		h.Fatalf("%s:\n%s", name, diff)
	}
	if n, capped, err := h.book.Count(h.Context(), f); n > len(want) || n < len(want) && !capped || err != nil {
		h.Errorf("%s: count %d, %v, %v, want %d", name, n, capped, err, len(want))
	}
	return got
}

func TestBadLists(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 1)
	h.someStandings(10)
	_, next, err := h.book.Relationships(t.Context(), standings.Filter{Limit: 2})
	h.must(err)
	for name, f := range map[string]standings.Filter{
		"sort":           {Sort: "beauty"},
		"cursor":         {After: "%%%"},
		"cursor, json":   {After: "e30x"},
		"another sort":   {After: next, Sort: standings.ByValue},
		"another way up": {After: next, Desc: true},
	} {
		if _, _, err := h.book.Relationships(t.Context(), f); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
