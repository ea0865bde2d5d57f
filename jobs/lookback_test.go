package jobs

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// A first measure gives a book its past: what was known at each month's end, in
// order, once, and nothing from before a relationship began.
func TestTheFirstMeasureLooksBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := t.Context()
		imported(t, h, logFile(t, append(orderLog(4_000, 200, false), "late,2025-09-10,late-1,20.00\nlate,2025-11-02,late-2,20.00\n"...)))
		drain(t, h)
		course := func(key string) []ledger.Change {
			a, err := h.Directory.ByKey(ctx, key)
			if err != nil {
				t.Fatal(err)
			}
			all, err := h.Book.Course(ctx, clientele.Relationship{Account: a.ID}, 100)
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(all)
			return all
		}
		old := course("c15")
		if len(old) < 2 || old[0].Day != monthEnd(h.today(), lookBackMonths) || old[0].Cause != lookBackCause {
			t.Fatalf("the course of an old relationship: %+v", old)
		}
		for i := 1; i < len(old); i++ {
			if old[i].Day <= old[i-1].Day {
				t.Errorf("out of order: %s after %s", old[i].Day, old[i-1].Day)
			}
		}
		if late := course("late"); late[0].Day != day(t, "2025-09-30") {
			t.Errorf("a relationship of September begins its course on %s", late[0].Day)
		}
		if err := h.Measure(ctx, "again", nil); err != nil {
			t.Fatal(err)
		}
		if again := course("c15"); len(again) != len(old) {
			t.Errorf("a second measure on the same day made %d changes of %d", len(again), len(old))
		}
		balance, err := h.Book.Balance(ctx)
		if err != nil {
			t.Fatal(err)
		}
		months := map[string]bool{}
		for _, m := range balance.Months {
			months[m.Month] = true
		}
		if len(months) != lookBackMonths+1 {
			t.Errorf("the balance shows %d months: %v", len(months), months)
		}
	})
}

func TestMonthEnd(t *testing.T) {
	for before, want := range map[int]string{1: "2024-02-29", 3: "2023-12-31", 12: "2023-03-31"} {
		if got := monthEnd(day(t, "2024-03-31"), before); got != day(t, want) {
			t.Errorf("%d before: %s, want %s", before, got, want)
		}
	}
}

func day(t *testing.T, text string) clientele.Day {
	t.Helper()
	d, err := clientele.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
