package queue

import (
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func TestSchedulesFallDueOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		works := make([]Listed, 2)
		for i, kind := range []Kind{"backup", "measure"} {
			works[i] = Work[any]{Kind: kind, Lane: "book", Attempts: 1}
		}
		q := New(d, 1, Settings{Lanes: []Lane{book}, Log: quiet(), Works: works})
		nightly := &Schedules{Queue: q, List: func() []Schedule {
			return []Schedule{{Name: "nightly measure", At: 3 * time.Hour, Ask: Ask{Kind: "measure"}}, {Name: "nightly backup", At: 2 * time.Hour, Ask: Ask{Kind: "backup"}}}
		}}
		at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
		open := func(now time.Time) (kinds []Kind) {
			t.Helper()
			if _, err := nightly.fallDue(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			list, err := q.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				kinds = append(kinds, s.Kind)
				if err := q.Cancel(t.Context(), s.ID); err != nil {
					t.Fatal(err)
				}
			}
			return kinds
		}
		for _, c := range []struct {
			now  time.Time
			want []Kind
		}{
			{at(10, 12), nil}, // new: waits for its first night
			{at(11, 2).Add(time.Minute), []Kind{"backup"}},             // the backup first
			{at(11, 4), []Kind{"measure"}},                             //
			{at(11, 5), nil},                                           //
			{at(20, 5), []Kind{"measure", "backup"}},                   // nine nights missed: once
			{at(20, 5).AddDate(10, 0, 0), []Kind{"measure", "backup"}}, // the clock jumps ahead: once
			{at(20, 6), nil},                                           // and back: put right
			{at(21, 6), []Kind{"measure", "backup"}},                   // and goes on
		} {
			if got := open(c.now); !slices.Equal(got, c.want) {
				t.Errorf("at %s: %v, want %v", c.now, got, c.want)
			}
		}
	})
}
