package jobs

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/queue"
)

// A first measure gives a book its past: what was known at each month's end, in
// order, once, and nothing from before a relationship began.
func TestTheFirstMeasureLooksBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := t.Context()
		imported(t, h, logFile(t, append(orderLog(4_000, 200, false), "late,2025-09-10,late-1,20.00\nlate,2025-11-02,late-2,20.00\n"...)))
		drain(t, h)
		course := func(key string) []standings.Change {
			a := accountOf(t, h, key)
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

// A house that slept for months, or a file of a later year, leaves no gap in the course.
func TestMonthsThatWereMissedAreLookedBackUpon(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(1_000, 60, false)))
		h.Now = func() time.Time { return time.Date(2025, 8, 5, 12, 0, 0, 0, time.UTC) }
		drain(t, h)
		h.Now = func() time.Time { return time.Date(2025, 12, 5, 12, 0, 0, 0, time.UTC) }
		if err := h.Measure(t.Context(), "awake again", nil); err != nil {
			t.Fatal(err)
		}
		balance, err := h.Book.Balance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		months := map[string]bool{}
		for _, m := range balance.Months {
			months[m.Month] = true
		}
		for _, want := range []string{"2025-08", "2025-09", "2025-10", "2025-11", "2025-12"} {
			if !months[want] && !months[want+"-01"] {
				t.Errorf("no %s among %v", want, months)
			}
		}
	})
}

// Cancelled in the midst, and gone on with in the next month: each month once, in order.
func TestALookBackGoesOnInTheNextMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(2_000, 100, false)))
		ctx, cancel := context.WithCancel(t.Context())
		err := h.Measure(ctx, "first", func(p queue.Progress) {
			if p.Unit == "months" && p.Done == 5 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		h.Now = func() time.Time { return time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC) }
		drain(t, h)
		balance, err := h.Book.Balance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		months := map[string]bool{}
		for _, m := range balance.Months {
			months[m.Month] = true
		}
		if len(months) != lookBackMonths+2 {
			t.Errorf("the balance shows %d months: %v", len(months), months)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM standing_changes x JOIN standing_changes y ON y.workspace = x.workspace AND y.account = x.account AND y.line = x.line AND y.id > x.id WHERE y.day <= x.day"); n > 0 {
			t.Errorf("%d steps of a course are out of order", n)
		}
	})
}

// A renewal holds the workspace; it needs no second connection, which all who wait for it may hold.
func TestRenewNeedsOneConnection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(500, 50, false)))
		drain(t, h)
		a := accountOf(t, h, "c15")
		_, write := d.SQL()
		write.SetMaxOpenConns(1)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			return h.Renew(ctx, tx, []clientele.Relationship{{Account: a.ID}}, "test")
		}); err != nil {
			t.Error(err)
		}
	})
}
