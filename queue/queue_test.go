package queue

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

var book = Lane{"book", 1}

// onlyWork is a queue of one kind of work, "work", in the lane "book".
func onlyWork(d *db.DB, do func(context.Context, *Task) error) *Queue {
	q := New(d, 1, Settings{Lanes: []Lane{book}, Log: quiet(), Works: []Listed{
		Work[any]{Kind: "work", Lane: "book", Attempts: 3, What: "works", Do: func(ctx context.Context, t *Task, _ any) error { return do(ctx, t) }},
	}})
	q.beat, q.poll = 10*time.Millisecond, 20*time.Millisecond
	return q
}

func enqueue(t *testing.T, q *Queue, ask Ask) clientele.ID {
	t.Helper()
	var id clientele.ID
	err := q.db.InTx(t.Context(), func(tx *db.Tx) (err error) {
		id, err = q.Enqueue(t.Context(), tx, ask)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func wants(t *testing.T, q *Queue, id clientele.ID, state State) Status {
	t.Helper()
	s, err := q.Status(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if s.State != state {
		t.Fatalf("job %d is %s (%s), want %s", id, s.State, s.Err, state)
	}
	return s
}

func step(t *testing.T, q *Queue) bool {
	t.Helper()
	worked, err := q.step(t.Context(), book, nil)
	if err != nil {
		t.Fatal(err)
	}
	return worked
}

// running runs a queue until the test's end or until stop, which waits for it.
func running(t *testing.T, q *Queue) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := Go("queue", func() error { return q.Run(ctx) })
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func TestJobIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		did := make(chan string, 10)
		q := New(d, 1, Settings{Lanes: []Lane{book}, Log: quiet(), Works: []Listed{
			Work[string]{Kind: "work", Lane: "book", Attempts: 3, Do: func(_ context.Context, task *Task, word string) error {
				task.Tell(Progress{Done: 3, Total: 4, Unit: "words", Note: "speaking"})
				did <- word
				return nil
			}},
		}})
		running(t, q)
		id := enqueue(t, q, Ask{Kind: "work", Args: "hello", By: "anna"})
		if word := <-did; word != "hello" {
			t.Errorf("did %q", word)
		}
		if err := q.Drain(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		s := await(t, q, id)
		if s.State != Done || s.Done != 3 || s.Note != "speaking" || s.By != "anna" || s.Attempts != 1 {
			t.Errorf("status %+v", s)
		}
		if len(did) != 0 {
			t.Error("done twice")
		}
	})
}

// await looks until a job has ended; the test's deadline ends it.
func await(t *testing.T, q *Queue, id clientele.ID) Status {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		s, err := q.Status(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s.Ended() {
			return s
		}
	}
	panic("not reached")
}

func TestEnqueueIsPartOfItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		no := errors.New("no")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := q.Enqueue(t.Context(), tx, Ask{Kind: "work"})
			return errors.Join(err, no)
		})
		if list, _ := q.List(t.Context(), 0, 10); !errors.Is(err, no) || len(list) != 0 {
			t.Errorf("%v: a job remains of a transaction that was not kept: %v", err, list)
		}
	})
}

func TestOneOfAKeyWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		a := enqueue(t, q, Ask{Kind: "work", Key: "k"})
		if b := enqueue(t, q, Ask{Kind: "work", Key: "k"}); a != b {
			t.Errorf("two wait: %d, %d", a, b)
		}
		if _, ok, err := q.take(t.Context(), book); !ok || err != nil {
			t.Fatal(ok, err)
		}
		b := enqueue(t, q, Ask{Kind: "work", Key: "k"})
		if a == b {
			t.Error("what comes in while one runs needs another run")
		}
		if step(t, q) {
			t.Error("two of one lane run at a time")
		}
	})
}

func TestFailureIsTriedAgainLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return errors.New("the disk is full") })
		clock := time.Now()
		q.now = func() time.Time { return clock }
		id := enqueue(t, q, Ask{Kind: "work"})
		for attempt := 1; attempt < 3; attempt++ {
			if !step(t, q) || step(t, q) {
				t.Fatal("want one try, then a pause")
			}
			s := wants(t, q, id, Queued)
			if s.Attempts != attempt || s.Err != "the disk is full" {
				t.Errorf("after try %d: %+v", attempt, s)
			}
			clock = clock.Add(backoff(attempt))
		}
		step(t, q)
		wants(t, q, id, Failed)
	})
}

func TestFaultOfAPersonIsNotTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error {
			return &clientele.Fault{Kind: clientele.Invalid, What: "there is no date column", Remedy: "name it"}
		})
		id := enqueue(t, q, Ask{Kind: "work"})
		step(t, q)
		if s := wants(t, q, id, Failed); s.Err != "there is no date column; name it" {
			t.Errorf("said %q", s.Err)
		}
	})
}

func TestPanicFailsTheJobAndTheQueueLives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		panics := true
		q := onlyWork(d, func(context.Context, *Task) error {
			if panics {
				panics = false
				panic("boom")
			}
			return nil
		})
		running(t, q)
		a, b := enqueue(t, q, Ask{Kind: "work"}), enqueue(t, q, Ask{Kind: "work"})
		if s := await(t, q, a); s.State != Failed || say.English.Fill(s.Err) != "work: a defect in Clientele: boom" {
			t.Errorf("%+v", s)
		}
		if s := await(t, q, b); s.State != Done {
			t.Errorf("%+v", s)
		}
	})
}

func TestCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan bool)
		q := onlyWork(d, func(ctx context.Context, _ *Task) error {
			begun <- true
			<-ctx.Done()
			return ctx.Err()
		})
		a, b := enqueue(t, q, Ask{Kind: "work"}), enqueue(t, q, Ask{Kind: "work"})
		running(t, q)
		<-begun
		other := onlyWork(d, nil) // another process: the page that a person cancels on
		for _, id := range []clientele.ID{b, a} {
			if err := other.Cancel(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if s := await(t, q, id); s.State != Cancelled {
				t.Errorf("%+v", s)
			}
		}
		for id, want := range map[clientele.ID]clientele.FaultKind{a: clientele.Conflict, 999: clientele.NotFound} {
			var fault *clientele.Fault
			if err := q.Cancel(t.Context(), id); !errors.As(err, &fault) || fault.Kind != want || fault.Remedy == "" {
				t.Errorf("cancel of %d: %v", id, err)
			}
		}
	})
}

func TestShutdownQueuesWhatRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan bool, 1)
		q := onlyWork(d, func(ctx context.Context, _ *Task) error {
			begun <- true
			<-ctx.Done()
			return ctx.Err()
		})
		id := enqueue(t, q, Ask{Kind: "work"})
		stop := running(t, q)
		<-begun
		stop()
		if s := wants(t, q, id, Queued); s.Attempts != 0 || s.Err != "" {
			t.Errorf("a stop of the program counts as a failure: %+v", s)
		}
		next := onlyWork(d, func(context.Context, *Task) error { return nil })
		if !step(t, next) {
			t.Error("not taken at the next start")
		}
		wants(t, q, id, Done)
	})
}

func TestExpiredLeaseIsTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := onlyWork(d, nil)
		a.holder = "another machine"
		id := enqueue(t, a, Ask{Kind: "work"})
		if _, ok, err := a.take(t.Context(), book); !ok || err != nil {
			t.Fatal(ok, err)
		}
		b := onlyWork(d, func(context.Context, *Task) error { return nil })
		if step(t, b) {
			t.Fatal("taken from a living holder")
		}
		b.now = func() time.Time { return time.Now().Add(b.lease + time.Second) }
		if !step(t, b) {
			t.Fatal("not taken when the lease was over")
		}
		if s := wants(t, b, id, Done); s.Attempts != 1 {
			t.Errorf("the end of a process counts as a try: %d", s.Attempts)
		}
	})
}

func TestLostLeaseStopsTheJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan bool)
		cause := make(chan error, 1)
		a := onlyWork(d, func(ctx context.Context, _ *Task) error {
			begun <- true
			<-ctx.Done()
			cause <- context.Cause(ctx)
			return ctx.Err()
		})
		a.holder = "another machine"
		id := enqueue(t, a, Ask{Kind: "work"})
		stop := running(t, a)
		<-begun
		b := onlyWork(d, func(context.Context, *Task) error { return nil })
		b.now = func() time.Time { return time.Now().Add(time.Hour) } // a clock that jumped
		for !step(t, b) {                                             // a's beat may come between
		}
		if why := <-cause; why != errLost {
			t.Errorf("the first holder was stopped by: %v", why)
		}
		stop()
		wants(t, b, id, Done)
	})
}

func TestDeadProcessIsSeenAtOnce(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	live := thisHolder()
	if fateOf(live) != alive {
		t.Error("this process is alive")
	}
	if bootID() == "" {
		t.Skip("without /proc only the lease tells")
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := onlyWork(d, nil)
		a.holder = bootID() + "/" + pidNamespace() + "/" + strconv.Itoa(cmd.Process.Pid) + "/123/x"
		id := enqueue(t, a, Ask{Kind: "work"})
		if _, ok, err := a.take(t.Context(), book); !ok || err != nil {
			t.Fatal(ok, err)
		}
		b := onlyWork(d, func(context.Context, *Task) error { return nil })
		if !step(t, b) {
			t.Fatal("a dead process keeps its job")
		}
		wants(t, b, id, Done)
	})
}

// A job during which the process ends again and again is forgiven often, with longer
// and longer pauses, and is given up at last.
func TestPoisonIsGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := onlyWork(d, nil)
		id := enqueue(t, a, Ask{Kind: "work"})
		now := time.Now()
		a.now = func() time.Time { return now }
		for i := range mostDeaths { // each time the process ends while it is at it
			now = now.Add(hung * 2)
			ready, err := a.due(t.Context(), book)
			if err != nil || !ready {
				t.Fatal(i, ready, err)
			}
			row, ok, err := a.take(t.Context(), book)
			if err != nil {
				t.Fatal(err)
			}
			if !ok { // put back, for later
				if i <= deathsAtOnce {
					t.Fatalf("death %d is not forgiven at once", i)
				}
				now = now.Add(deathPause(i))
				if row, ok, err = a.take(t.Context(), book); !ok || err != nil {
					t.Fatal(i, ok, err)
				}
			} else if i > deathsAtOnce {
				t.Fatalf("death %d makes no pause", i)
			}
			if row.Deaths != i || row.Attempts != 1 {
				t.Fatalf("death %d: %+v", i, row)
			}
		}
		now = now.Add(hung * 2)
		if step(t, a) {
			t.Error("tried once too often")
		}
		wants(t, a, id, Failed)
	})
}

func TestForegroundGoesOnWithWhatADeadProcessLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		did := 0
		a := onlyWork(d, func(context.Context, *Task) error { did++; return nil })
		a.holder = "another machine"
		ask := Ask{Kind: "work", Key: "import:abc"}
		row, err := a.takeNow(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		b := onlyWork(d, a.works[0].do)
		if _, err := b.DoNow(t.Context(), ask, nil); clientele.KindOf(err) != clientele.Conflict {
			t.Errorf("two at a time: %v", err)
		}
		b.now = func() time.Time { return time.Now().Add(time.Hour) }
		if _, err := b.DoNow(t.Context(), ask, nil); err != nil {
			t.Fatal(err)
		}
		if s := wants(t, b, row.ID, Done); did != 1 || s.Attempts != 1 {
			t.Errorf("did %d, %+v", did, s)
		}
	})
}

// A command that begins a job between a lane's look and its taking is not doubled.
func TestTheLikeOfAForegroundJobWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var q *Queue
		began := 0
		q = onlyWork(d, func(context.Context, *Task) error {
			if began++; began > 1 {
				return nil
			}
			enqueue(t, q, Ask{Kind: "work", Key: "k"})
			if _, ok, err := q.take(t.Context(), book); ok || err != nil {
				t.Error("two of one key run at a time", err)
			}
			return nil
		})
		if _, err := q.DoNow(t.Context(), Ask{Kind: "work", Key: "k"}, nil); err != nil {
			t.Fatal(err)
		}
		if !step(t, q) || began != 2 {
			t.Errorf("what waited is not done after it: %d", began)
		}
	})
}

// What was asked wrongly is told to who asked; the log of the machine is for what is wrong with the machine.
func TestWhatIsAskedWronglyIsNoErrorOfTheMachine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			err   error
			level string
		}{
			{&clientele.Fault{Kind: clientele.Invalid, What: "no such day", Remedy: "choose another"}, "level=WARN"},
			{errors.New("the disk is gone"), "level=ERROR"},
		} {
			var log bytes.Buffer
			q := onlyWork(d, func(context.Context, *Task) error { return c.err })
			q.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
			id := enqueue(t, q, Ask{Kind: "work"})
			for step(t, q) {
				err := d.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), "UPDATE jobs SET run_at = 0 WHERE workspace = 1")
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			wants(t, q, id, Failed)
			if !strings.Contains(log.String(), c.level) {
				t.Errorf("%v: logged %q", c.err, log.String())
			}
		}
	})
}

// What is asked for later is not open until then; who asks for it at once gets it at once.
func TestAskedAgainItWaitsNoLonger(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := onlyWork(d, func(context.Context, *Task) error { return nil })
		later := enqueue(t, q, Ask{Kind: "work", Key: "k", RunAt: q.instant() + 3_600_000})
		if open, err := q.Open(t.Context()); err != nil || len(open) != 0 {
			t.Errorf("open: %v, %v", open, err)
		}
		if step(t, q) {
			t.Error("it ran before its time")
		}
		if again := enqueue(t, q, Ask{Kind: "work", Key: "k", RunAt: q.instant() + 7_200_000}); again != later || step(t, q) {
			t.Error("a later wish is another job, or made it run")
		}
		if now := enqueue(t, q, Ask{Kind: "work", Key: "k"}); now != later {
			t.Errorf("asked for at once it is job %d, not %d", now, later)
		}
		if open, err := q.Open(t.Context()); err != nil || len(open) != 1 || !step(t, q) {
			t.Errorf("open: %v, %v, or it did not run", open, err)
		}
		wants(t, q, later, Done)
	})
}
