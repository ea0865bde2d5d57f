package queue

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Every page says how much runs or waits: it is counted, up to a bound, from the open jobs
// alone, and not read.
func TestOpenJobsAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		count := func(want int) {
			t.Helper()
			open, err := q.Open(t.Context())
			n, failed := q.CountOpen(t.Context())
			if err != nil || failed != nil || n != want || len(open) != want {
				t.Errorf("%d are counted, and %d read, of %d: %v %v", n, len(open), want, err, failed)
			}
		}
		count(0)
		enqueue(t, q, Ask{Kind: "work"})
		enqueue(t, q, Ask{Kind: "work", RunAt: q.instant() + clientele.Instant(time.Hour.Milliseconds())})
		done := enqueue(t, q, Ask{Kind: "work"})
		count(2)
		if err := q.Cancel(t.Context(), done); err != nil {
			t.Fatal(err)
		}
		count(1)
		for range 120 {
			enqueue(t, q, Ask{Kind: "work"})
		}
		count(100)
	})
}

func TestOpenJobsAreCountedByTheirIndex(t *testing.T) {
	d := dbtest.SQLite(t)
	var steps []string
	for row, err := range db.Loose(t.Context(), d, "EXPLAIN QUERY PLAN "+countOpen, 1, 1) {
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, row[3].(string))
	}
	if !slices.ContainsFunc(steps, func(s string) bool { return strings.Contains(s, "jobs_open (workspace=?") }) {
		t.Error(steps)
	}
}
