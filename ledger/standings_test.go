package ledger_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

func standing(account clientele.ID, kind clientele.Kind) clientele.Standing {
	return clientele.Standing{
		Relationship: clientele.Relationship{Account: account}, AsOf: dayOf("2026-03-01"), Kind: kind, MeasuredKind: kind, ClientProb: 0.7, Enough: true,
		Stage: clientele.Retention, Trend: clientele.Steady, AliveProb: 0.9, ActiveProb: 0.8, HorizonDays: 365, ExpectedOrders: 3.5, ExpectedValue: 12_345.6,
		Orders: 7, First: dayOf("2025-01-01"), Last: dayOf("2026-02-01"), UsualDays: 31.5, Revenue: clientele.Money{Minor: 70_000, Currency: "EUR"}, Model: "test+2",
		Lifetime: 98_765.4, ClientRange: clientele.Range{Low: 0.61, High: 0.78}, ActiveRange: clientele.Range{Low: 0.7, High: 0.86},
		OrdersRange: clientele.Range{Low: 1, High: 6}, ValueRange: clientele.Range{Low: 4_000, High: 23_456.7}, LifetimeRange: clientele.Range{Low: 9, High: 200_000},
		Reasons: []clientele.Reason{{Code: "a", Text: "A.", Weight: 0.1}, {Code: "b", Text: "B.", Weight: -2}, {Code: "c", Text: "C.", Weight: 1, Day: dayOf("2026-02-01")}},
	}
}

func (h house) keep(cause string, some ...clientele.Standing) (changes []standings.Change) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *db.Tx) (err error) {
		changes, err = h.book.KeepStandings(ctx, tx, some, cause)
		return err
	})
	return changes
}

func TestStandingsAndTheirCourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		rel := clientele.Relationship{Account: a}
		h.append(order(a, "1", "2026-02-01", 100),
			clientele.Entry{Account: a, Key: "2", At: at("2026-02-10"), Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.In}},
			clientele.Entry{Account: a, Key: "3", At: at("2026-02-12"), Body: clientele.Interaction{Channel: clientele.Email, Direction: clientele.Out}})
		s := standing(a, clientele.Client)
		if c := h.keep("first measure", s); len(c) != 1 || c[0].WasKind != "" || c[0].Kind != clientele.Client || c[0].Cause != "first measure" {
			t.Errorf("first: %+v", c)
		}
		got, err := h.book.Standing(ctx, rel)
		if diff := cmp.Diff(s, got); diff != "" || err != nil {
			t.Errorf("kept is not what was measured: %v\n%s", err, diff)
		}
		list, err := h.book.Standings(ctx, a)
		if err != nil || len(list) != 1 || !cmp.Equal(list[0].Standing, s) || list[0].LastContactIn != dayOf("2026-02-10") || list[0].LastContactOut != dayOf("2026-02-12") {
			t.Errorf("%+v, %v", list, err)
		}
		some, err := h.book.Rows(ctx, []clientele.Relationship{{Account: a, Line: "another"}, rel})
		if err != nil || len(some) != 1 || some[0].Relationship != rel {
			t.Errorf("rows: %+v, %v", some, err)
		}
		if c := h.keep("again", s); len(c) != 0 {
			t.Errorf("nothing changed: %+v", c)
		}
		s.AsOf, s.ClientProb = s.AsOf+10, 0.9
		if c := h.keep("soon", s); len(c) != 0 {
			t.Errorf("a probability is noted more than once a month: %+v", c)
		}
		s.AsOf += 20
		if c := h.keep("a month on", s); len(c) != 1 || c[0].WasProb != 0.7 || c[0].ClientProb != 0.9 {
			t.Errorf("a month on: %+v", c)
		}
		s.Trend = clientele.Slipping
		if c := h.keep("a late order", s); len(c) != 1 || c[0].WasTrend != clientele.Steady {
			t.Errorf("trend: %+v", c)
		}
		latest, err := h.book.LatestChanges(ctx, 2)
		if err != nil || len(latest) != 2 || latest[0].Cause != "a late order" || latest[0].Relationship != rel || latest[1].Cause != "a month on" {
			t.Errorf("the latest changes: %+v, %v", latest, err)
		}
		course, err := h.book.Course(ctx, rel, 10)
		if err != nil || len(course) != 3 || course[0].Cause != "a late order" || course[2].Cause != "first measure" {
			t.Errorf("course: %+v, %v", course, err)
		}
		rows, _, err := h.book.Relationships(ctx, standings.Filter{})
		if err != nil || len(rows) != 1 || rows[0].LastContactIn != dayOf("2026-02-10") || rows[0].LastContact != dayOf("2026-02-12") || rows[0].LastContactOut != dayOf("2026-02-12") || rows[0].Name != "A" {
			t.Fatalf("row: %+v, %v", rows, err)
		}
		if r := rows[0].Reasons; len(r) != 2 || r[0].Code != "b" || r[1].Code != "c" {
			t.Errorf("reasons: %+v", r)
		}
		err = h.book.InTx(ctx, func(tx *db.Tx) error {
			s.ClientProb = math.NaN()
			_, err := h.book.KeepStandings(ctx, tx, []clientele.Standing{s}, "mad")
			return err
		})
		if err == nil {
			t.Error("a standing that is not a number was kept")
		}
	})
}

func TestOverruleUntil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		rel := clientele.Relationship{Account: a}
		overrule := func(key string, kind clientele.Kind, until string) {
			h.append(clientele.Entry{Account: a, Key: key, At: at("2026-03-30"), By: 3, Body: clientele.Overrule{Kind: kind, Reason: "I know them", Until: dayOf(until)}})
		}
		kind := func(asOf string) clientele.Kind {
			t.Helper()
			s := standing(a, clientele.Customer)
			s.AsOf = dayOf(asOf)
			h.keep("test", s)
			got, err := h.book.Standing(ctx, rel)
			if err != nil || got.MeasuredKind != clientele.Customer {
				t.Fatal(got, err)
			}
			return got.Kind
		}
		overrule("1", clientele.Client, "2026-04-02") // the clock says 2026-03-31
		if got := kind("2020-01-01"); got != clientele.Client {
			t.Errorf("while it holds: %v", got)
		}
		if got := kind("2026-04-02"); got != clientele.Client {
			t.Errorf("on its day: %v", got)
		}
		if got := kind("2026-04-03"); got != clientele.Customer {
			t.Errorf("a day later: %v", got)
		}
		overrule("2", clientele.Prospect, "2026-03-30")
		if got := kind("2020-01-01"); got != clientele.Customer {
			t.Errorf("one whose day is past by the clock: %v", got)
		}
		overrule("3", clientele.Prospect, "2027-01-01")
		if got := kind("2026-04-03"); got != clientele.Prospect {
			t.Errorf("the later word counts: %v", got)
		}
		held, err := h.book.Overrules(ctx, a)
		if err != nil || len(held) != 1 || held[0].Kind != clientele.Prospect || held[0].By != 3 {
			t.Errorf("%+v, %v", held, err)
		}
		overrule("4", "", "")
		if got := kind("2026-04-03"); got != clientele.Customer {
			t.Errorf("taken back: %v", got)
		}
	})
}

// Each currency that occurs is shown, the sums never cross, and what arrived first
// does not matter: two files in either order give the same history.
func TestBalanceShowsEachCurrency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		var kept []clientele.History
		var rels []clientele.Relationship
		var both, euros []clientele.Standing
		for i, key := range []string{"euros first", "dollars first"} {
			rel := clientele.Relationship{Account: h.account(key)}
			files := []clientele.Entry{order(rel.Account, "euros"+key, "2026-01-05", 10_000), order(rel.Account, "dollars"+key, "2026-02-05", 0)}
			files[1].Body = clientele.Order{Total: clientele.Money{Minor: 20_000, Currency: "USD"}}
			if i == 1 {
				slices.Reverse(files)
			}
			for _, e := range files {
				h.append(e)
			}
			history, err := h.book.History(ctx, rel)
			h.must(err)
			s := standing(rel.Account, clientele.Client)
			s.Revenue, s.Others = history.Spent(), history.SpentElse()
			kept, rels, both = append(kept, history), append(rels, rel), append(both, s)
			s.Others = nil
			euros = append(euros, s)
		}
		if diff := cmp.Diff(kept[0], kept[1]); diff != "" {
			t.Errorf("in another order:\n%s", diff)
		}
		h.keep("both", both...)
		now := []standings.KindCount{
			{Kind: clientele.Client, Currency: "EUR", Count: 2, Revenue: 20_000, Expected: 24_692},
			{Kind: clientele.Client, Currency: "USD", Revenue: 40_000},
		}
		b, err := h.book.Balance(ctx)
		if diff := cmp.Diff(now, b.Now); diff != "" || err != nil || len(b.Months) != 2 || b.Months[1].Revenue != 40_000 {
			t.Errorf("%v\n%s\n%+v", err, diff, b.Months)
		}
		rows, err := h.book.Rows(ctx, rels)
		if err != nil || len(rows) != 2 || len(rows[1].Others) != 1 || rows[1].Others[0] != (clientele.Money{Minor: 20_000, Currency: "USD"}) {
			t.Errorf("in a list: %+v, %v", rows, err)
		}
		if problems, err := h.book.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
		h.must(h.book.Rebuild(ctx, nil))
		if b, err = h.book.Balance(ctx); err != nil || !slices.Equal(b.Now, now) {
			t.Errorf("summed again: %+v, %v", b.Now, err)
		}
		h.keep("euros alone", euros...)
		if b, err = h.book.Balance(ctx); err != nil || !slices.Equal(b.Now, now[:1]) {
			t.Errorf("the dollars went, and left: %+v, %v", b.Now, err)
		}
	})
}

func TestBalance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		var all []clientele.Standing
		for i, key := range []string{"A", "B", "C", "D"} {
			a := h.account(key)
			h.append(order(a, key, "2026-02-01", 100))
			s := standing(a, clientele.Kinds[i%2])
			if i == 3 {
				s.Revenue.Currency, s.Line = "USD", "repairs"
				h.append(clientele.Entry{Account: a, Line: "repairs", Key: "r" + key, At: at("2026-02-01"), Body: clientele.Order{}})
			}
			all = append(all, s)
		}
		h.keep("march", all...)
		all[0].AsOf, all[0].Kind, all[0].MeasuredKind = dayOf("2026-04-15"), clientele.Customer, clientele.Customer
		all[1].AsOf, all[1].Trend = dayOf("2026-04-15"), clientele.Lapsed
		h.keep("april", all[0], all[1])

		got, err := h.book.Balance(ctx)
		h.must(err)
		want := standings.Balance{
			Now: []standings.KindCount{
				{Kind: clientele.Client, Currency: "EUR", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Kind: clientele.Customer, Currency: "EUR", Count: 2, Revenue: 140_000, Expected: 24_692},
				{Line: "repairs", Kind: clientele.Customer, Currency: "USD", Count: 1, Revenue: 70_000, Expected: 12_346},
			},
			Months: []standings.KindMonth{
				{Month: "2026-03", Line: "", Kind: clientele.Client, Currency: "EUR", Count: 2, Revenue: 140_000, Expected: 24_692},
				{Month: "2026-03", Line: "", Kind: clientele.Customer, Currency: "EUR", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Month: "2026-03", Line: "repairs", Kind: clientele.Customer, Currency: "USD", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Month: "2026-04", Line: "", Kind: clientele.Client, Currency: "EUR", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Month: "2026-04", Line: "", Kind: clientele.Customer, Currency: "EUR", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Month: "2026-04", Line: "", Kind: clientele.Customer, Lapsed: 1, Currency: "EUR", Count: 1, Revenue: 70_000, Expected: 12_346},
				{Month: "2026-04", Line: "repairs", Kind: clientele.Customer, Currency: "USD", Count: 1, Revenue: 70_000, Expected: 12_346},
			},
			Movements: []standings.Movement{
				{Month: "2026-03", Line: "", Was: "", Is: clientele.Client, Count: 2},
				{Month: "2026-03", Line: "", Was: "", Is: clientele.Customer, Count: 1},
				{Month: "2026-03", Line: "repairs", Was: "", Is: clientele.Customer, Count: 1},
				{Month: "2026-04", Line: "", Was: clientele.Client, Is: clientele.Customer, Count: 1},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if moves, err := h.book.Movements(ctx, dayOf("2026-04-01"), dayOf("2026-04-30")); err != nil || len(moves) != 1 {
			t.Error(moves, err)
		}
		if lines, err := h.book.Lines(ctx); err != nil || len(lines) != 2 {
			t.Error(lines, err)
		}
		before := h.dump(1, append(derived, "standings", "standing_changes", "kind_months", "movements")...)
		h.must(h.book.Rebuild(ctx, nil))
		if diff := cmp.Diff(before, h.dump(1, append(derived, "standings", "standing_changes", "kind_months", "movements")...)); diff != "" {
			t.Errorf("a rebuild changes:\n%s", diff)
		}
		if problems, err := h.book.Check(ctx); len(problems) > 0 || err != nil {
			t.Error(problems, err)
		}
		if facts, err := h.book.Facts(ctx); err != nil || facts.Accounts != 4 || facts.Relationships != 4 || facts.Entries != 5 || facts.LastDay != dayOf("2026-02-01") {
			t.Errorf("%+v, %v", facts, err)
		}
	})
}

func TestFits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		if _, _, err := h.book.Fit(ctx, "measure"); clientele.KindOf(err) != clientele.NotFound {
			t.Error(err)
		}
		for _, fit := range []string{"one", "two"} {
			h.inTx(func(ctx context.Context, tx *db.Tx) error {
				return h.book.KeepFit(ctx, tx, "measure", dayOf("2026-01-01"), []byte(fit))
			})
		}
		if fit, on, err := h.book.Fit(ctx, "measure"); string(fit) != "two" || on != dayOf("2026-01-01") || err != nil {
			t.Errorf("%q, %v, %v", fit, on, err)
		}
	})
}

func TestAnswersAreNoEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		h.append(clientele.Entry{Account: a, By: 3, At: at("2026-03-10"), Body: clientele.Settled{Play: "lapsing", Until: dayOf("2026-06-01"), Note: "later"}})
		if last, err := h.book.LastDay(ctx, dayOf("2026-12-31")); err != nil || last != clientele.NoDay {
			t.Errorf("our own plans are taken for evidence: %v, %v", last, err)
		}
		n := 0
		for r, err := range h.book.Histories(ctx, clientele.Relationship{}) {
			if err != nil || r.Account != a {
				t.Error(r, err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("%d histories", n)
		}
	})
}

// What a person says today was not known a year ago.
func TestPastStandingsKnowOnlyWhatWasSaidByThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		a := h.account("A")
		h.append(clientele.Entry{Account: a, Key: "1", At: at("2025-06-10"), Body: clientele.Overrule{Kind: clientele.Client, Reason: "I know them", Until: dayOf("2025-08-15")}})
		for on, want := range map[string]clientele.Kind{"2025-05-31": clientele.Customer, "2025-06-30": clientele.Client, "2025-08-31": clientele.Customer} {
			s := standing(a, clientele.Customer)
			s.AsOf = dayOf(on)
			h.inTx(func(ctx context.Context, tx *db.Tx) error {
				_, err := h.book.KeepPastStandings(ctx, tx, []clientele.Standing{s}, "looked back")
				return err
			})
			got, err := h.book.Standing(ctx, clientele.Relationship{Account: a})
			if err != nil || got.Kind != want || got.MeasuredKind != clientele.Customer {
				t.Errorf("on %s: %v, want %s, %v", on, got.Kind, want, err)
			}
		}
	})
}
