package ops

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// writeOrders appends three orders and counts them in their import, in one
// transaction: a snapshot that sees half of that is none.
func writeOrders(ctx context.Context, book *ledger.Book, imp *ledger.Import) error {
	return book.InTx(ctx, func(tx *db.Tx) (err error) {
		if imp.State = ledger.Done; imp.ID == 0 {
			if imp.ID, err = book.BeginImport(ctx, tx, *imp); err != nil {
				return err
			}
		}
		entries := make([]clientele.Entry, 3)
		for i := range entries {
			n := imp.Added + int64(i)
			entries[i] = clientele.Entry{
				Account: clientele.ID(1_000_000 + n%50), Import: imp.ID, Key: fmt.Sprint("order/", n), At: clientele.Instant(n * 86_400_000),
				Body: clientele.Order{Ref: "naïve\n\"quoted\"", Total: clientele.Money{Minor: n + 1, Currency: "EUR"}},
			}
		}
		r, err := book.Append(ctx, tx, entries)
		imp.Added += int64(r.Added)
		return errors.Join(err, book.KeepImport(ctx, tx, *imp))
	})
}

func filled(t *testing.T, d *db.DB, batches int) (*ledger.Book, *ledger.Import) {
	t.Helper()
	book, imp := ledger.New(d, 1), &ledger.Import{File: "orders.csv", Door: "orders", State: ledger.Done}
	for range batches {
		if err := writeOrders(t.Context(), book, imp); err != nil {
			t.Fatal(err)
		}
	}
	return book, imp
}

func count(t *testing.T, d *db.DB, text string) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// places gives where each engine would be restored to.
func places(t *testing.T) map[string]string {
	return map[string]string{"sqlite": filepath.Join(t.TempDir(), "data", "clientele.db"), "postgres": dbtest.PostgresPlace(t)}
}

// TestDrill takes a backup while a writer appends, restores it into either
// engine, and compares every table with the backup's own sums.
func TestDrill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		book, imp := filled(t, d, 200)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.InsertRows(t.Context(), "INSERT INTO people (workspace, id, name, custom)", 4, []any{1, 9_000_001, "Ada",
				`{"f9":"<é> \"x\"","f12":{"minor":1250,"currency":"EUR"},"f10":0.0000001,"f11":1e15,"f2":["b","a"]}`, 1, 9_000_002, "Bo", "{}"}, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		data := t.TempDir()
		putFile(t, filepath.Join(data, "receipts", "import-1-errors.csv"), "a,b\n")
		putFile(t, filepath.Join(data, BackupFolder, "old"+Suffix), "not kept")
		ctx, stop := context.WithCancel(t.Context())
		begun, ended := make(chan bool), make(chan error, 1)
		go func() { // an append every time the last is done, until told to stop
			var err error
			for i := 0; err == nil && ctx.Err() == nil; i++ {
				if err = writeOrders(context.WithoutCancel(ctx), book, imp); i == 0 {
					close(begun)
				}
			}
			ended <- err
		}()
		<-begun
		target := filepath.Join(t.TempDir(), Name(time.Now()))
		m, err := Backup(t.Context(), d, data, target)
		stop()
		if err := errors.Join(err, <-ended); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the backup can be read by others: %v %v", info.Mode(), err)
		}
		for engine, place := range places(t) {
			t.Run("into "+engine, func(t *testing.T) { restoreAndCompare(t, m, target, place) })
		}
	})
}

func restoreAndCompare(t *testing.T, m Manifest, target, place string) {
	folder := filepath.Join(t.TempDir(), "new")
	if _, err := Restore(t.Context(), target, place, folder); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sums, err := Sums(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	byName := func(a, b Table) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(sums, byName)
	want := slices.SortedFunc(slices.Values(m.Tables), byName)
	if diff := cmp.Diff(want, sums); diff != "" {
		t.Errorf("the restored tables are not those of the backup:\n%s", diff)
	}
	entries, added := count(t, d, "SELECT COUNT(*) FROM entries"), count(t, d, "SELECT CAST(SUM(added) AS BIGINT) FROM imports")
	if entries != added || entries < 600 {
		t.Errorf("%d entries, %d counted: not one moment's state", entries, added)
	}
	if problems, err := ledger.New(d, 1).Check(t.Context()); err != nil {
		t.Error(err)
	} else {
		for _, p := range problems { // accounts are none here, which is a problem that the test made
			if !strings.Contains(p.What, "account") {
				t.Errorf("after the restore: %+v", p)
			}
		}
	}
	if broken, err := ledger.New(d, 1).VerifyChain(t.Context(), nil); broken != nil || err != nil {
		t.Errorf("the chain after the restore: %+v, %v", broken, err)
	}
	if b, err := os.ReadFile(filepath.Join(folder, "receipts", "import-1-errors.csv")); string(b) != "a,b\n" || err != nil {
		t.Errorf("file: %q %v", b, err)
	}
	if err := writeOrders(t.Context(), ledger.New(d, 1), &ledger.Import{File: "next.csv"}); err != nil {
		t.Errorf("the restored book cannot be written: %v", err)
	}
	if _, err := Restore(t.Context(), target, place, ""); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("restored over what is there: %v", err)
	}
}

func putFile(t *testing.T, path, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestRestoreOfADamagedBackupLeavesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	filled(t, d, 400)
	whole := filepath.Join(t.TempDir(), "whole"+Suffix)
	if _, err := Backup(t.Context(), d, "", whole); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 5, 100, len(b) / 2, len(b) - 100} {
		broken := filepath.Join(t.TempDir(), "broken"+Suffix)
		putFile(t, broken, string(b[:cut]))
		place := filepath.Join(t.TempDir(), "data", "clientele.db")
		_, err := Restore(t.Context(), broken, place, filepath.Dir(place))
		if clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("cut at %d: %v", cut, err)
		}
		if _, err := os.Stat(place); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("cut at %d: a database remains", cut)
		}
	}
	if _, err := Backup(t.Context(), d, "", whole); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("a backup overwrites: %v", err)
	}
}

func TestRestoreRefusesAFolderWithData(t *testing.T) {
	d := dbtest.SQLite(t)
	target := filepath.Join(t.TempDir(), "b"+Suffix)
	if _, err := Backup(t.Context(), d, "", target); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	putFile(t, filepath.Join(folder, "mine.txt"), "x")
	if _, err := Restore(t.Context(), target, filepath.Join(folder, "clientele.db"), folder); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("got %v", err)
	}
}

// A restore that was killed is begun again in its folder, and what it left is no book.
func TestRestoreAfterAKilledOne(t *testing.T) {
	d := dbtest.SQLite(t)
	filled(t, d, 20)
	target := filepath.Join(t.TempDir(), "b"+Suffix)
	if _, err := Backup(t.Context(), d, "", target); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	place := filepath.Join(folder, "clientele.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		putFile(t, place+".restoring"+suffix, "half of it")
	}
	if _, err := Restore(t.Context(), target, place, folder); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 || left[0].Name() != "clientele.db" {
		t.Errorf("%v %v", left, err)
	}
	back, err := db.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	was, err := Sums(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := Sums(t.Context(), back); err != nil || cmp.Diff(was, is) != "" {
		t.Errorf("%v %s", err, cmp.Diff(was, is))
	}
}

func TestRowsReadBackAsTheyWere(t *testing.T) {
	row := []any{nil, int64(math.MinInt64), int64(0), 1.0, -0.1, 5e-324, 1e300, math.Inf(1), "", "ä\x00\n\"<", "\xff\xfe", []byte{0, 255}, true, false}
	line, err := appendRow(nil, row)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseRow(line)
	if diff := cmp.Diff(row, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if strings.Contains(string(line), "\n") {
		t.Error("a row is a line")
	}
}

func TestParentsComeFirst(t *testing.T) {
	got := parentsFirst([]string{"a", "b", "c"}, map[string][]string{"a": {"b", "a"}, "b": {"c"}})
	if !slices.Equal(got, []string{"c", "b", "a"}) {
		t.Error(got)
	}
}

func TestRotationKeepsTheNewest(t *testing.T) {
	r := Rotation{DB: dbtest.SQLite(t), Folder: t.TempDir(), Keep: 2}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	putFile(t, filepath.Join(r.Folder, "mine"+Suffix), "")
	for i := range 4 {
		r.Now = at.AddDate(0, 0, i)
		if _, err := r.Make(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(r.Folder, "*"))
	if err != nil || len(left) != 3 || filepath.Base(left[0]) != Name(at.AddDate(0, 0, 2)) {
		t.Error(left, err)
	}
}

func TestDoctor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		folder := t.TempDir()
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		levels := map[string]Level{}
		for _, f := range Doctor(t.Context(), Patient{DB: d, Workspace: 1, Data: folder}) {
			levels[f.Check] = f.Level
			if f.Level != Well && f.Remedy == "" {
				t.Errorf("no remedy: %+v", f)
			}
		}
		want := map[string]Level{"database": Well, "schema": Well, "book": Well, "data folder": Warning, "files": Well, "clock": Well, "jobs": Well, "backups": Warning}
		delete(levels, "disk") // what is free here is not ours to say
		if diff := cmp.Diff(want, levels); diff != "" {
			t.Error(diff)
		}
		filled(t, d, 1)
		past := Patient{DB: d, Workspace: 1, Now: func() time.Time { return time.Now().AddDate(0, 0, -1) }}
		if f := lookClock(t.Context(), past); f[0].Level != Bad {
			t.Errorf("a clock that went back: %+v", f)
		}
	})
}

// An upload goes once it is in the book, also while a backup is made.
// Doctor names the range of entries in which somebody had a hand.
func TestDoctorReadsTheChain(t *testing.T) {
	d := dbtest.SQLite(t)
	filled(t, d, 3)
	bad := func() (found []Finding) {
		for _, f := range Doctor(t.Context(), Patient{DB: d, Workspace: 1}) {
			if f.Check == "book" && strings.HasPrefix(say.English.Fill(f.Where), "entries ") {
				found = append(found, f)
			}
		}
		return found
	}
	if found := bad(); len(found) != 0 {
		t.Errorf("a whole book: %+v", found)
	}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "DROP TRIGGER entries_not_updated")
		if err == nil {
			_, err = tx.Exec(t.Context(), "UPDATE entries SET at = at + 1 WHERE workspace = ? AND id = (SELECT MAX(id) FROM entries)", 1)
		}
		return err
	})
	if found := bad(); err != nil || len(found) != 1 || found[0].Level != Bad || found[0].Remedy == "" {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAFileThatWentSinceItWasListed(t *testing.T) {
	data := t.TempDir()
	putFile(t, filepath.Join(data, "here"), "x")
	a, err := createArchive(filepath.Join(t.TempDir(), "a"+Suffix))
	if err != nil {
		t.Fatal(err)
	}
	defer a.abandon()
	var m Manifest
	if err := m.keepListed(t.Context(), a, data, []string{"gone", "here"}); err != nil || len(m.Files) != 1 || m.Files[0].Path != "here" {
		t.Errorf("%+v, %v", m.Files, err)
	}
}

// A backup of before today's stored forms is refused as its database would be.
func TestEarlierBackupIsRefused(t *testing.T) {
	target := filepath.Join(t.TempDir(), "old"+Suffix)
	a, err := createArchive(target)
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{Header: Header{Format: archiveFormat, Schema: 4, Engine: string(db.SQLite)}}
	if err := errors.Join(a.addJSON(headerName, m.Header), a.addJSON(manifestName, m), a.commit()); err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(t.TempDir(), "new", "clientele.db")
	_, err = Restore(t.Context(), target, place, "")
	if clientele.KindOf(err) != clientele.Conflict || !strings.Contains(err.Error(), "stored forms") {
		t.Errorf("restored data of before: %v", err)
	}
	if _, err := os.Stat(place); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
}

// Where a file cannot go, a person is told so, and not which call of the system failed.
func TestRestoreIntoNowhere(t *testing.T) {
	d := dbtest.SQLite(t)
	data := t.TempDir()
	putFile(t, filepath.Join(data, "receipts", "a"), "x")
	target := filepath.Join(t.TempDir(), "a"+Suffix)
	if _, err := Backup(t.Context(), d, data, target); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	putFile(t, file, "a file stands where the folder should")
	_, err := Restore(t.Context(), target, filepath.Join(t.TempDir(), "clientele.db"), filepath.Join(file, "data"))
	var fault *clientele.Fault
	if !errors.As(err, &fault) || fault.Remedy == "" || strings.Contains(fault.Error(), "mkdir") {
		t.Errorf("%v", err)
	}
}

// What a restore that was killed put into the data folder is taken away by the next; what
// somebody else put there is not.
func TestRestoreAfterOneThatWasKilled(t *testing.T) {
	d := dbtest.SQLite(t)
	data, back := t.TempDir(), t.TempDir()
	putFile(t, filepath.Join(data, "receipts", "a"), "whole")
	target := filepath.Join(t.TempDir(), "a"+Suffix)
	if _, err := Backup(t.Context(), d, data, target); err != nil {
		t.Fatal(err)
	}
	putFile(t, filepath.Join(back, "receipts", "a"), "ha")
	putFile(t, filepath.Join(back, "receipts", "old"), "of another copy")
	if _, err := Restore(t.Context(), target, filepath.Join(back, "clientele.db"), back); clientele.KindOf(err) != clientele.Conflict {
		t.Fatalf("a folder of somebody's: %v", err)
	}
	putFile(t, filepath.Join(back, leftName), "receipts/a\nreceipts/old\nreceipts/never\n")
	if _, err := Restore(t.Context(), target, filepath.Join(back, "clientele.db"), back); err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, name := range []string{"receipts/a", "receipts/old", leftName} {
		if text, err := os.ReadFile(filepath.Join(back, name)); err == nil {
			there = append(there, name+" "+string(text))
		}
	}
	if got := strings.Join(there, ", "); got != "receipts/a whole" {
		t.Errorf("there are %s", got)
	}
}

// A disk that is full is said in words, and not by the call of the system that failed.
func TestBackupWithoutRoom(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no device that is always full")
	}
	defer full.Close()
	_, err = full.Write([]byte("x"))
	err = roomless("/backups/b", fmt.Errorf("backup header.json: %w", err))
	if clientele.KindOf(err) != clientele.Full || strings.Contains(err.Error(), "no space left") {
		t.Errorf("%v", err)
	}
	if other := errors.New("other"); roomless("b", other) != other || roomless("b", nil) != nil {
		t.Error("what is no lack of room is said to be one")
	}
}

// A failure is told for a week, and no longer than until the same was done.
func TestDoctorForgetsFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
		put := func(id int, key, state string, ago time.Duration) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO jobs (workspace, id, kind, lane, args, unique_key, asked_by, state, run_at, created, error, finished)"+
					" VALUES (1, ?, 'import', 'book', '{}', ?, 'anna', ?, 0, 0, 'bad', ?)", id, key, state, clientele.InstantOf(now.Add(-ago)))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(1, "a", "failed", 8*24*time.Hour)
		put(2, "b", "failed", 2*time.Hour)
		put(3, "b", "done", time.Hour)
		p := Patient{DB: d, Workspace: 1, Now: func() time.Time { return now }}
		if f := lookJobs(t.Context(), p); len(f) != 1 || f[0].Level != Well {
			t.Errorf("old failures: %+v", f)
		}
		put(4, "b", "failed", 0)
		if f := lookJobs(t.Context(), p); len(f) != 1 || f[0].Level != Warning {
			t.Errorf("a failure since: %+v", f)
		}
	})
}
