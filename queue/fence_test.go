package queue

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

// untilStopped begins, waits until it is stopped, and says why it was.
func untilStopped(begun chan<- *Task, cause chan<- error) func(context.Context, *Task) error {
	return func(ctx context.Context, t *Task) error {
		begun <- t
		<-ctx.Done()
		cause <- context.Cause(ctx)
		return ctx.Err()
	}
}

func TestALaneIsAsWideAsItSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		wide := Lane{"wide", 2}
		begun, end := make(chan clientele.ID), make(chan bool)
		both := func() *Queue {
			q := New(d, 1, Settings{Lanes: []Lane{wide}, Log: quiet(), Works: []Listed{
				Work[any]{Kind: "work", Lane: "wide", Attempts: 1, Do: func(_ context.Context, t *Task, _ any) error { begun <- t.ID; <-end; return nil }},
			}})
			q.beat, q.poll = 10*time.Millisecond, 20*time.Millisecond
			return q
		}
		a, b := both(), both() // two processes
		var ids []clientele.ID
		for range 3 {
			ids = append(ids, enqueue(t, a, Ask{Kind: "work"}))
		}
		running(t, a)
		running(t, b)
		first, second := <-begun, <-begun
		if first == second {
			t.Fatal("one job twice")
		}
		for _, q := range []*Queue{a, b} {
			if ready, err := q.due(t.Context(), wide); ready || err != nil {
				t.Error("the lane is full and yet something is due", err)
			}
			if row, ok, err := q.take(t.Context(), wide); ok || err != nil {
				t.Error("a third one runs", row.ID, err)
			}
		}
		end <- true
		<-begun
		close(end)
		for _, id := range ids {
			if s := await(t, a, id); s.State != Done {
				t.Errorf("%+v", s)
			}
		}
	})
}

func TestArgumentsThatCannotBeReadFail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type args struct {
			Day clientele.Day `json:"day"`
		}
		q := New(d, 1, Settings{Lanes: []Lane{book}, Log: quiet(), Works: []Listed{
			Work[args]{Kind: "work", Lane: "book", Attempts: 3, What: "works", Do: func(context.Context, *Task, args) error { t.Error("done"); return nil }},
		}})
		for _, kept := range []any{"nonsense", map[string]string{"day": "soon"}, map[string]int{"unheard": 1}} {
			id := enqueue(t, q, Ask{Kind: "work", Args: kept})
			step(t, q)
			if s := wants(t, q, id, Failed); !strings.Contains(say.English.Fill(s.Err), "cannot be read; ask for it again") || s.Attempts != 1 {
				t.Errorf("%v: %+v", kept, s)
			}
		}
	})
}

func TestAJobHasItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun, cause := make(chan *Task, 1), make(chan error, 1)
		q := onlyWork(d, untilStopped(begun, cause))
		q.works[0].Timeout = time.Millisecond
		id := enqueue(t, q, Ask{Kind: "work"})
		step(t, q)
		if s := wants(t, q, id, Failed); !strings.HasPrefix(say.English.Fill(s.Err), "it was stopped because it took longer than "+say.English.Plural("noun.second", 1)) || s.Attempts != 1 {
			t.Errorf("%+v", s)
		}
	})
}

// A holder that cannot renew its lease stops by itself, is no failure, and the work is done later.
func TestAHolderThatCannotRenewStopsItself(t *testing.T) {
	for name, cut := range map[string]func(*Queue) (restore func()){
		"the database is out of reach": func(q *Queue) func() {
			held, release := make(chan bool), make(chan bool)
			ended := Go("hold", func() error { // all of the workspace's jobs
				return q.db.InTx(context.Background(), func(tx *db.Tx) error {
					_, err := tx.Exec(context.Background(), "UPDATE jobs SET note = note WHERE workspace = ?", q.ws)
					held <- true
					<-release
					return err
				})
			})
			<-held
			return func() { release <- true; <-ended }
		},
		"the clock stands": func(q *Queue) func() { return func() {} },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				begun, cause := make(chan *Task), make(chan error)
				q := onlyWork(d, untilStopped(begun, cause))
				q.fence = 200 * time.Millisecond
				var stands atomic.Pointer[time.Time]
				q.now = func() time.Time {
					if at := stands.Load(); at != nil {
						return *at
					}
					return time.Now()
				}
				id := enqueue(t, q, Ask{Kind: "work"})
				ended := Go("step", func() error { _, err := q.step(context.Background(), book, nil); return err })
				<-begun
				if strings.Contains(name, "clock") {
					now := time.Now()
					stands.Store(&now)
				}
				restore := cut(q)
				if why := <-cause; !errors.Is(why, errFenced) {
					t.Errorf("stopped by: %v", why)
				}
				restore()
				if err := <-ended; err != nil {
					t.Fatal(err)
				}
				if s := wants(t, q, id, Queued); s.Attempts != 0 || s.Err != "" {
					t.Errorf("it counts as a failure: %+v", s)
				}
			})
		})
	}
}

// What a zombie writes after its job was taken over is not kept.
func TestAZombieWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun, cause := make(chan *Task), make(chan error)
		a := onlyWork(d, untilStopped(begun, cause))
		a.beat = time.Hour // it does not notice by itself
		a.holder = "another machine"
		enqueue(t, a, Ask{Kind: "work"})
		ended := Go("step", func() error { _, err := a.step(context.Background(), book, nil); return err })
		zombie := <-begun
		note := func(note string) error {
			return zombie.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO schedules (workspace, name, last_due) VALUES (1, ?, 1)", note)
				return err
			})
		}
		if err := note("while it holds"); err != nil {
			t.Fatal(err)
		}
		b := onlyWork(d, nil)
		b.now = func() time.Time { return time.Now().Add(time.Hour) }
		if _, ok, err := b.take(t.Context(), book); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if err := note("too late"); !errors.Is(err, errLost) {
			t.Errorf("said %v", err)
		}
		if why := <-cause; !errors.Is(why, errLost) {
			t.Errorf("stopped by %v", why)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		names, err := db.All[string](t.Context(), d, "SELECT name FROM schedules WHERE workspace = 1")
		if err != nil || len(names) != 1 || names[0] != "while it holds" {
			t.Errorf("kept %v, %v", names, err)
		}
	})
}

// An idle queue, and one whose lane is busy or whose key runs elsewhere, only reads.
func TestAnIdleQueueWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		idle := func(when string) {
			t.Helper()
			if ready, err := q.due(t.Context(), book); ready || err != nil {
				t.Errorf("%s it would write: %v", when, err)
			}
		}
		idle("empty")
		enqueue(t, q, Ask{Kind: "work", RunAt: q.instant() + 1_000_000})
		idle("with a job for later")
		if _, err := q.takeNow(t.Context(), Ask{Kind: "work", Key: "k"}); err != nil {
			t.Fatal(err)
		}
		enqueue(t, q, Ask{Kind: "work", Key: "k"})
		idle("while the like runs in the foreground")
	})
}

// TestAClockThatIsPutBack: what was asked for before is done without waiting until the clock says
// again what it said, also where who was at it is gone, and nobody can tell but by the lease.
func TestAClockThatIsPutBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, back := range []time.Duration{2 * time.Hour, 40 * 24 * time.Hour} {
			now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
			clock := func() time.Time { return now }
			done := 0
			q := New(d, 1, Settings{Lanes: []Lane{book}, Log: quiet(), Now: clock, Works: []Listed{
				Work[any]{Kind: "work", Lane: "book", Attempts: 3, Do: func(context.Context, *Task, any) error { done++; return nil }},
			}})
			left, waits := enqueue(t, q, Ask{Kind: "work"}), clientele.ID(0)
			row, ok, err := q.take(t.Context(), book)
			if err != nil || !ok || row.ID != left {
				t.Fatalf("%+v, %v", row, err)
			}
			err = d.InTx(t.Context(), func(tx *db.Tx) error { // by a process of another machine
				_, err := tx.Exec(t.Context(), "UPDATE jobs SET holder = 'another' WHERE workspace = 1 AND id = ?", left)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			later := enqueue(t, q, Ask{Kind: "work", RunAt: clientele.InstantOf(now.Add(time.Minute))})
			waits = enqueue(t, q, Ask{Kind: "work"})
			if step(t, q); done != 0 {
				t.Fatal("another is at it, and yet it is begun")
			}
			now = now.Add(-back)
			for range 3 {
				if ready, err := q.due(t.Context(), book); err != nil || !ready && done < 2 {
					t.Errorf("put back by %v, %d done: is something due? %v, %v", back, done, ready, err)
				}
				step(t, q)
			}
			wants(t, q, left, Done)
			wants(t, q, waits, Done)
			wants(t, q, later, Queued)
			now = now.Add(back + time.Hour)
			step(t, q)
			wants(t, q, later, Done)
		}
	})
}
