package jobs

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// orderLog is a made-up order log: regular buyers and chance ones, some of whom stop.
func orderLog(orders, accounts int, bad bool) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("customer,date,order id,amount\n")
	start := clientele.DayOf(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	for i := range orders {
		who := r.IntN(accounts)
		day := start + clientele.Day(i*700/orders)
		if who%3 == 0 { // on a rhythm of their own
			day = start + clientele.Day(i*700/orders/30*30+who%30)
		}
		if who%5 == 0 && day > start+400 {
			day = start + (day-start)/2
		}
		if bad && i%500 == 7 {
			fmt.Fprintf(&b, "c%d,%s,o%d,many\n", who, day, i)
			continue
		}
		fmt.Fprintf(&b, "c%d,%s,o%d,%d.50\n", who, day, i, 10+who)
	}
	return b.Bytes()
}

func badRows(orders int) int64 { return int64((orders + 492) / 500) }

func newHouse(t *testing.T, d *db.DB) *Jobs {
	h := New(d, 1, t.TempDir(), quiet())
	h.Now = func() time.Time { return time.Date(2025, 12, 5, 12, 0, 0, 0, time.UTC) }
	h.Book.Clock = clientele.NewClock(h.Now, time.UTC)
	t.Cleanup(func() {
		if wrong, err := h.UnsummedDue(context.Background()); err != nil || len(wrong) > 0 {
			t.Errorf("the sums of what is due: %v %v", wrong, err)
		}
	})
	return h
}

// accountOf is the account of a name.
func accountOf(t *testing.T, h *Jobs, name string) clientele.Account {
	t.Helper()
	found, err := h.Directory.SearchWithin(t.Context(), name, 1, directory.Within{Every: true})
	if err != nil || len(found) == 0 || found[0].Name != name {
		t.Fatal(name, found, err)
	}
	return found[0]
}

func logFile(t *testing.T, content []byte) ImportArgs {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return ImportArgs{Path: path}
}

func imported(t *testing.T, h *Jobs, args ImportArgs) ledger.Import {
	t.Helper()
	imp, err := h.ImportNow(t.Context(), args, "anna", nil)
	if err != nil {
		t.Fatal(err)
	}
	return imp
}

func drain(t *testing.T, h *Jobs) {
	t.Helper()
	if err := h.Queue.Drain(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	list, err := h.Queue.List(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.State != queue.Done {
			t.Errorf("job %s is %s: %s", s.Kind, s.State, s.Err)
		}
	}
}

func wants(t *testing.T, q *queue.Queue, id clientele.ID, state queue.State) queue.Status {
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

// await looks until a job has ended; the test's deadline ends it.
func await(t *testing.T, q *queue.Queue, id clientele.ID) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		s, err := q.Status(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s.Ended() {
			return
		}
	}
}

func count(t *testing.T, d *db.DB, text string, args ...any) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, text, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWalkOfAFile follows a file into the book, to standings and the plan of
// today, a second time, out again, and back.
func TestWalkOfAFile(t *testing.T) {
	const orders, accounts = 6_000, 300
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		args := logFile(t, orderLog(orders, accounts, true))
		imp := imported(t, h, args)
		want := ledger.Import{ID: imp.ID, File: "orders.csv", Hash: imp.Hash, Door: "orders", Source: "orders", By: "anna", Map: imp.Map, Started: imp.Started, Finished: imp.Finished,
			Lines: orders, Added: orders - badRows(orders), Rejected: badRows(orders), First: imp.First, Last: imp.Last, State: ledger.Done, Complete: true, Job: imp.Job, Asked: imp.Asked, Reading: imp.Reading}
		if diff := cmp.Diff(want, imp); diff != "" {
			t.Error(diff)
		}
		kept, err := os.ReadFile(h.ErrorsFile(imp.ID))
		if n := int64(bytes.Count(kept, []byte("\n"))) - 1; n != badRows(orders) || err != nil {
			t.Errorf("errors.csv has %d rows: %v", n, err)
		}
		drain(t, h)
		if n := count(t, d, "SELECT COUNT(*) FROM standings"); n != accounts {
			t.Errorf("%d standings", n)
		}
		plans := count(t, d, "SELECT COUNT(*) FROM treatments")
		if plans == 0 {
			t.Error("nothing is to be done")
		}
		again := imported(t, h, args)
		if again.Added != 0 || again.Known != want.Added || again.ID == imp.ID || again.Repeated != want.Added || again.Lines != orders || imp.Repeated != 0 {
			t.Errorf("the same file again: %+v", again)
		}
		for _, turn := range []struct {
			kind queue.Kind
			left int64
		}{{KindUndo, 0}, {KindRedo, plans}} {
			if err := h.Ask(t.Context(), queue.Ask{Kind: turn.kind, Args: UndoArgs{Import: imp.ID}, By: "anna"}); err != nil {
				t.Fatal(err)
			}
			drain(t, h)
			if n := count(t, d, "SELECT COUNT(*) FROM treatments"); n != turn.left {
				t.Errorf("after %s: %d treatments, want %d", turn.kind, n, turn.left)
			}
		}
		if err := h.Ask(t.Context(), queue.Ask{Kind: KindBacktest, Args: BacktestArgs{HorizonDays: 180}}); err != nil {
			t.Fatal(err)
		}
		drain(t, h)
		if r, _, err := h.Backtest(t.Context()); err != nil || r.HorizonDays == 0 {
			t.Errorf("backtest %+v: %v", r, err)
		}
	})
}

func TestStoppedImportGoesOn(t *testing.T) {
	const orders = 7_000
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		args := logFile(t, orderLog(orders, 100, true))
		ctx, stop := context.WithCancel(t.Context())
		imp, err := h.ImportNow(ctx, args, "anna", func(queue.Progress) { stop() })
		if !errors.Is(err, queue.ErrCancelled) || imp.State != ledger.Stopped || imp.Added == 0 || imp.Added > orders/2 {
			t.Fatalf("%v %+v", err, imp)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM entries"); n != imp.Added {
			t.Errorf("the receipt says %d, the book has %d", imp.Added, n)
		}
		whole := imported(t, h, args)
		if whole.ID != imp.ID || whole.State != ledger.Done || whole.Added != orders-badRows(orders) || whole.Known != 0 || whole.Rejected != badRows(orders) {
			t.Errorf("%+v", whole)
		}
	})
}

func TestFileThatIsCutOffKeepsWhatWasRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		if _, err := w.Write(orderLog(60_000, 100, false)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		imp, err := h.ImportNow(t.Context(), logFile(t, z.Bytes()[:z.Len()*2/3]), "anna", nil)
		if clientele.KindOf(err) != clientele.Invalid || imp.State != ledger.Stopped || imp.Added < batchEntries {
			t.Fatalf("%v %+v", err, imp)
		}
		kept, err := h.Book.Import(t.Context(), imp.ID)
		if diff := cmp.Diff(imp, kept); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM entries"); n != imp.Added {
			t.Errorf("the receipt says %d, the book has %d", imp.Added, n)
		}
	})
}

func TestFileThatAsksChangesNothing(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	args := ImportArgs{Path: logFile(t, []byte("customer,date,amount\na,01/02/2024,5\nb,03/04/2024,6\n")).Path}
	if _, err := h.ImportNow(t.Context(), args, "", nil); clientele.KindOf(err) != clientele.Invalid {
		t.Errorf("got %v", err)
	}
	if list, err := h.Book.Imports(t.Context(), 0, 10); len(list) != 0 || err != nil {
		t.Errorf("an import began: %v %v", list, err)
	}
}

func TestUploadIsKeptUntilItIsIn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	args := ImportArgs{Path: logFile(t, orderLog(100, 10, false)).Path, Name: "orders.csv", Upload: true}
	id, err := h.EnqueueImport(t.Context(), args, "anna")
	if err != nil {
		t.Fatal(err)
	}
	drain(t, h)
	if s := wants(t, h.Queue, id, queue.Done); s.By != "anna" || s.Unit != "rows" || s.Done != s.Total {
		t.Errorf("%+v", s)
	}
	if _, err := os.Stat(args.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the upload remains: %v", err)
	}
}

func TestImportWithoutAJobIsStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var id clientele.ID
		err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			id, err = h.Book.BeginImport(t.Context(), tx, ledger.Import{File: "a.csv", Hash: "x"})
			return err
		})
		if err := errors.Join(err, h.TidyUp(t.Context())); err != nil {
			t.Fatal(err)
		}
		if imp, err := h.Book.Import(t.Context(), id); imp.State != ledger.Stopped || err != nil {
			t.Errorf("%+v %v", imp, err)
		}
	})
}

func TestRenewIsWhatMeasureWouldSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := t.Context()
		imported(t, h, logFile(t, orderLog(6_000, 300, false)))
		drain(t, h)
		who := accountOf(t, h, "c15")
		rel := clientele.Relationship{Account: who.ID}
		before, err := h.Book.Standing(ctx, rel)
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			r, err := h.Book.Append(ctx, tx, []clientele.Entry{{Account: who.ID, At: clientele.InstantOf(h.Now()), Body: clientele.Order{Total: clientele.Money{Minor: 5000, Currency: "XXX"}}}})
			return errors.Join(err, h.Renew(ctx, tx, r.Touched, "an order was added"))
		})
		if err != nil {
			t.Fatal(err)
		}
		after, err := h.Book.Standing(ctx, rel)
		if err != nil {
			t.Fatal(err)
		}
		if after.Orders != before.Orders+1 || after.Last != h.today() || after.ActiveProb <= before.ActiveProb {
			t.Errorf("before %+v\nafter %+v", before, after)
		}
	})
}

func TestAsOf(t *testing.T) {
	for _, c := range []struct{ last, today, want clientele.Day }{
		{1000, 1000, 1000}, {1000, 1060, 1060}, {1000, 1061, 1000}, {1100, 1000, 1000}, {clientele.NoDay, 1000, 1000},
	} {
		if got := AsOf(c.last, c.today); got != c.want {
			t.Errorf("AsOf(%d, %d) = %d, want %d", c.last, c.today, got, c.want)
		}
	}
}

func TestBackupIsAsked(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	var asked BackupArgs
	h.Backup = func(_ context.Context, args BackupArgs) (string, error) { asked = args; return "all of it", nil }
	if err := h.Ask(t.Context(), queue.Ask{Kind: KindBackup, Args: BackupArgs{Keep: 2}}); err != nil {
		t.Fatal(err)
	}
	drain(t, h)
	if asked.Folder != filepath.Join(h.Data, "backups") || asked.Keep != 2 {
		t.Errorf("%+v", asked)
	}
}

func TestErrorsFileHasEveryBatchUnderOneHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "errors.csv")
	f := errorsFile{say: strings.TrimSpace, path: path, header: []string{"who", "when\nexactly"}}
	for i := range 3 {
		if err := f.add([]evidence.Reject{{Line: i, Row: []string{"a\nb", fmt.Sprint(i)}, What: "bad"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.end(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if n := strings.Count(string(b), "error_line"); n != 1 || !strings.Contains(string(b), "exactly") || strings.Count(string(b), "\"a\nb\"") != 3 || err != nil {
		t.Errorf("%s %v", b, err)
	}
}

// TestHouseStopsAndGoesOn: a house that is stopped while it imports goes on with
// it, and then measures, when it is started again.
func TestHouseStopsAndGoesOn(t *testing.T) {
	const orders = 8_000
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		id, err := h.EnqueueImport(t.Context(), logFile(t, orderLog(orders, 200, false)), "anna")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		h.Queue.Watch(func(p queue.Progress) { stop() }) // at the first batch
		if err := h.Run(ctx); err != nil {
			t.Fatal(err)
		}
		s := wants(t, h.Queue, id, queue.Queued)
		if n := count(t, d, "SELECT COUNT(*) FROM entries"); n == 0 || n == orders || s.Attempts != 0 {
			t.Errorf("%d entries, %+v", n, s)
		}
		h.Queue.Watch(nil)
		ctx, stop = context.WithCancel(t.Context())
		ended := queue.Go("house", func() error { return h.Run(ctx) })
		await(t, h.Queue, id)
		for open := []queue.Status{{}}; len(open) > 0; { // the measure that follows
			if open, err = h.Queue.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if n, m := count(t, d, "SELECT COUNT(*) FROM entries"), count(t, d, "SELECT COUNT(*) FROM standings"); n != orders || m != 200 {
			t.Errorf("%d entries, %d standings", n, m)
		}
	})
}

// TestRealLog imports and measures a log of 541,909 lines of a real shop.
func TestRealLog(t *testing.T) {
	const path = "../../shared/data/online_retail.csv.gz"
	if _, err := os.Stat(path); err != nil {
		t.Skip("no real data here: ", path)
	}
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	h := newHouse(t, dbtest.SQLite(t))
	begun := time.Now()
	imp := imported(t, h, ImportArgs{Path: path})
	t.Logf("import: %.1f s, %+v", time.Since(begun).Seconds(), imp)
	begun = time.Now()
	drain(t, h)
	t.Logf("measure: %.1f s, %d standings, %d treatments", time.Since(begun).Seconds(), count(t, h.DB, "SELECT COUNT(*) FROM standings"), count(t, h.DB, "SELECT COUNT(*) FROM treatments"))
	if n := count(t, h.DB, "SELECT COUNT(*) FROM entries"); n != imp.Added || n < 20_000 {
		t.Errorf("%d entries, the receipt says %d", n, imp.Added)
	}
	if again := imported(t, h, ImportArgs{Path: path}); again.Added != 0 || again.Known != imp.Added || again.Rejected != imp.Rejected {
		t.Errorf("again: %+v", again)
	}
}

// TestADayToComeDoesNotMoveTheMeasure: one mistyped year does not make everyone
// lapse, and what is dated after today is said.
func TestADayToComeDoesNotMoveTheMeasure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.Now = func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
		late := logFile(t, append(orderLog(2_000, 100, false), "c0,2099-01-01,late,10\n"...))
		late.Options.Later = "keep"
		imported(t, h, late)
		drain(t, h)
		last, err := h.Book.LastPastDay(t.Context(), h.today())
		if err != nil || last > clientele.DayOf(time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("last day %s, %v", last, err)
		}
		blob, _, err := h.Book.Fit(t.Context(), FitMeasure)
		m, err := h.measureOf(blob, err)
		if err != nil {
			t.Fatal(err)
		}
		if m.AsOf != last || !strings.HasPrefix(say.English.Fill(m.Notes()[0]), "1 purchase is dated after today") {
			t.Errorf("measured as of %s: %q", m.AsOf, m.Notes())
		}
	})
}
