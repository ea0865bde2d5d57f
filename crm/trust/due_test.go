package trust

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// ordersOf is a log of some accounts over two years.
func ordersOf(accounts int) string {
	var b strings.Builder
	b.WriteString("customer,date,amount\n")
	start := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	for c := range accounts {
		for day := 3 * c % 90; day < 750-11*(c%30); day += 14 + 3*(c%20) {
			fmt.Fprintf(&b, "C%03d,%s,%d.50\n", c, start.AddDate(0, 0, day).Format("2006-01-02"), 10+c)
		}
	}
	return b.String()
}

// The test of the measure is made by itself: after the first import that is long enough for
// it, and then once a month. What is too short for it is no failure.
func TestTrustIsTestedByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		clock := clientele.NewClock(func() time.Time { return now }, time.UTC)
		j := jobs.New(d, 1, t.TempDir(), slog.New(slog.DiscardHandler))
		j.Now, j.Book.Clock = clock.Time, clock
		trust := (&Trust{Book: j.Book, Jobs: j, Clock: clock}).Capability()
		j.Also(trust.Works, trust.Schedules)
		tested := func(want clientele.Day) {
			t.Helper()
			if err := j.Queue.Drain(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			_, on, err := j.Backtest(t.Context())
			if on != want || (err == nil) != (want != clientele.NoDay) || err != nil && clientele.KindOf(err) != clientele.NotFound {
				t.Errorf("tested on %v, want %v (%v)", on, want, err)
			}
			list, err := j.Queue.List(t.Context(), 0, 100)
			for _, s := range list {
				if err != nil || s.State != queue.Done {
					t.Errorf("%s is %s: %s (%v)", s.Kind, s.State, s.Err, err)
				}
			}
		}
		bring := func(name, log string) {
			t.Helper()
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := j.ImportNow(t.Context(), jobs.ImportArgs{Path: path}, "anna", nil); err != nil {
				t.Fatal(err)
			}
		}
		bring("few.csv", "customer,date,amount\nann,2026-01-02,10\nann,2026-02-02,10\nben,2026-02-09,20\n")
		tested(clientele.NoDay)
		bring("orders.csv", ordersOf(60))
		first := clock.Today()
		tested(first)
		night := func() {
			t.Helper()
			for _, s := range j.Schedules() {
				if s.Ask.Kind == kindDue {
					if err := j.Ask(context.Background(), s.Ask); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		now = now.AddDate(0, 0, dueEvery-1)
		night()
		tested(first)
		now = now.AddDate(0, 0, 1)
		night()
		tested(first + dueEvery)
	})
}
