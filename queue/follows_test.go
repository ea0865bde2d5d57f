package queue

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// What follows somebody's writing is listed while it is open or where it failed, and not once it is done.
func TestWhatFollowsIsNotListedOnceItIsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		fails := errors.New("no")
		q.Add(
			Work[any]{Kind: "follow", Lane: "book", Attempts: 1, What: "follows", Follows: true, Do: func(context.Context, *Task, any) error { return nil }},
			Work[any]{Kind: "stumble", Lane: "book", Attempts: 1, What: "follows badly", Follows: true, Do: func(context.Context, *Task, any) error { return fails }})
		listed := func() (kinds []Kind) {
			list, err := q.List(t.Context(), 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				kinds = append(kinds, s.Kind)
			}
			return kinds
		}
		for _, kind := range []Kind{"work", "stumble", "follow"} {
			enqueue(t, q, Ask{Kind: kind})
		}
		if open := listed(); len(open) != 3 {
			t.Errorf("while they are open: %v", open)
		}
		if err := q.Drain(t.Context(), nil); !errors.Is(err, fails) && err != nil {
			t.Fatal(err)
		}
		if ended := listed(); !slices.Equal(ended, []Kind{"stumble", "work"}) {
			t.Errorf("once they have ended: %v", ended)
		}
		now := q.now()
		q.now = func() time.Time { return now.Add(2 * aDay) }
		if err := q.sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		left, err := db.All[string](t.Context(), d, "SELECT kind FROM jobs ORDER BY kind")
		if err != nil || !slices.Equal(left, []string{"stumble", "work"}) {
			t.Errorf("two days later %v are kept: %v", left, err)
		}
	})
}
