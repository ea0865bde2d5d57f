package jobs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// The test binary runs itself as the program that is killed: CLIENTELE_CHILD says
// what it does with the file CLIENTELE_FILE and the database CLIENTELE_PLACE.
func TestMain(m *testing.M) {
	if what := os.Getenv("CLIENTELE_CHILD"); what != "" {
		if err := child(context.Background(), what); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child imports in the foreground, as the command does, or works off the queue,
// as the server does, and says each batch when it is committed.
func child(ctx context.Context, what string) error {
	d, err := db.Open(ctx, os.Getenv("CLIENTELE_PLACE"))
	if err != nil {
		return err
	}
	defer d.Close()
	h := New(d, 1, os.Getenv("CLIENTELE_DATA"), quiet())
	said, linger := 0, fromEnv("CLIENTELE_LINGER", math.MaxInt)
	say := func(p queue.Progress) {
		if p.Unit != "rows" {
			return
		}
		fmt.Println("batch")
		if said++; said >= linger { // so that it is killed before its end, however late the killer comes
			<-ctx.Done()
		}
	}
	if what == "queue" {
		return h.Queue.Drain(ctx, say)
	}
	_, err = h.ImportNow(ctx, ImportArgs{Path: os.Getenv("CLIENTELE_FILE")}, "anna", say)
	return err
}

func childCommand(what, place, file, data string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CLIENTELE_CHILD="+what, "CLIENTELE_PLACE="+place, "CLIENTELE_FILE="+file, "CLIENTELE_DATA="+data)
	return cmd
}

// killAfter runs a child until it has said so many batches, kills it, and says
// how many it had said; fewer where it came to its end before.
func killAfter(t *testing.T, cmd *exec.Cmd, batches int) (said int) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for said < batches && lines.Scan() {
		said++
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	for lines.Scan() { // what it said before it was dead
		said++
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &exit) && exit.ExitCode() >= 0 {
		t.Fatalf("the child failed by itself: %v\n%s", err, complaint.String())
	}
	return said
}

func fromEnv(name string, fallback int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return fallback
}

// TestKilledImport kills an import again and again, in the foreground and in the
// queue; what was acknowledged is there, and in the end everything is there once.
func TestKilledImport(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no kill -9")
	}
	t.Run("sqlite", func(t *testing.T) { killed(t, filepath.Join(t.TempDir(), "clientele.db")) })
	t.Run("postgres", func(t *testing.T) { killed(t, dbtest.PostgresPlace(t)) })
}

const killOrders, killAccounts = 24_000, 500

func killed(t *testing.T, place string) {
	kills := fromEnv("CLIENTELE_KILLS", 5)
	seed := uint64(fromEnv("CLIENTELE_SEED", 7))
	t.Logf("%d kills, seed %d (CLIENTELE_KILLS, CLIENTELE_SEED)", kills, seed)
	random := rand.New(rand.NewPCG(seed, seed))
	d, err := db.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	h := newHouse(t, d)
	file := logFile(t, orderLog(killOrders, killAccounts, true)).Path
	for i := range kills {
		batches := 1 + random.IntN(killOrders/batchEntries-3) // it does not come to its end
		what := []string{"now", "queue"}[i%2]
		cmd := childCommand(what, place, file, h.Data)
		cmd.Env = append(cmd.Env, fmt.Sprintf("CLIENTELE_LINGER=%d", batches+2))
		said := killAfter(t, cmd, batches)
		if n := count(t, d, "SELECT COUNT(*) FROM entries"); n < int64(min(said, batches)*batchEntries)-badRows(killOrders) {
			t.Fatalf("kill %d (%s): %d batches were acknowledged, but the book has %d entries", i, what, said, n)
		}
		half, err := h.Book.Imports(t.Context(), 0, 10)
		if err != nil || len(half) != 1 {
			t.Fatalf("kill %d: %d imports: %v", i, len(half), err)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM entries"); n != half[0].Added {
			t.Fatalf("kill %d: the import counts %d, the book has %d", i, half[0].Added, n)
		}
		if part := histories(t, h); len(part) > 0 {
			t.Fatalf("kill %d: %d accounts have a history by a part of a file", i, len(part))
		}
	}
	if out, err := childCommand("now", place, file, h.Data).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	everythingOnce(t, h, file)
}

func everythingOnce(t *testing.T, h *Jobs, file string) {
	ctx := t.Context()
	want := killOrders - badRows(killOrders)
	imports, err := h.Book.Imports(ctx, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(imports) != 1 || imports[0].State != ledger.Done || imports[0].Added != want || imports[0].Known != 0 || imports[0].Rejected != badRows(killOrders) {
		t.Errorf("the receipt is not that of an import that was never killed: %+v", imports)
	}
	if n := count(t, h.DB, "SELECT COUNT(DISTINCT key) FROM entries"); n != want || n != count(t, h.DB, "SELECT COUNT(*) FROM entries") {
		t.Errorf("%d entries, want %d", n, want)
	}
	if n := count(t, h.DB, "SELECT COUNT(*) FROM import_rejects"); n != badRows(killOrders) {
		t.Errorf("%d rejects", n)
	}
	folded := histories(t, h)
	if len(folded) != killAccounts {
		t.Errorf("%d histories", len(folded))
	}
	if err := h.Book.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(folded, histories(t, h)); diff != "" {
		t.Errorf("folded again, histories differ:\n%s", diff)
	}
	if problems, err := h.Book.Check(ctx); err != nil || len(problems) > 0 {
		t.Errorf("the book's own check: %v %v", problems, err)
	}
	if h.DB.Engine == db.SQLite {
		if said, err := db.One[string](ctx, h.DB, "PRAGMA integrity_check"); said != "ok" || err != nil {
			t.Errorf("integrity_check: %s %v", said, err)
		}
	}
	again := imported(t, h, ImportArgs{Path: file})
	if again.Added != 0 || again.Known != want {
		t.Errorf("once more: %+v", again)
	}
}

func histories(t *testing.T, h *Jobs) map[clientele.Relationship]clientele.History {
	t.Helper()
	all := map[clientele.Relationship]clientele.History{}
	for x, err := range h.Book.Histories(t.Context(), clientele.Relationship{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[x.Relationship] = *x.History
	}
	return all
}

// TestImportMemory imports a file of CLIENTELE_MEMORY_MB megabytes in a process
// of its own, and looks at the most that it ever held.
func TestImportMemory(t *testing.T) {
	size := fromEnv("CLIENTELE_MEMORY_MB", 0) << 20
	if size == 0 {
		t.Skip("set CLIENTELE_MEMORY_MB=300 to run it: it takes minutes")
	}
	path := filepath.Join(t.TempDir(), "orders.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	io.WriteString(w, "customer,date,order id,amount,product\n") //nolint:errcheck // Flush tells
	r := rand.New(rand.NewPCG(3, 4))
	first := clientele.DayOf(newHouse(t, dbtest.SQLite(t)).Now()) - 900
	for n, i := 0, 0; n < size; i++ {
		m, _ := fmt.Fprintf(w, "customer-%d@example.org,%s,order-%d,%d.95,something that somebody bought once\n", r.IntN(200_000), first+clientele.Day(i%900), i, r.IntN(500))
		n += m
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
	cmd := childCommand("now", filepath.Join(t.TempDir(), "clientele.db"), path, t.TempDir())
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	held := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10 // Linux counts kilobytes
	t.Logf("%d MB of file, %d MB resident at most, %.0f s of CPU time", size>>20, held, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	if held > 250 {
		t.Errorf("%d MB resident, want under 250", held)
	}
}
