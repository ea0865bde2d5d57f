package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

// A file that was ours and has nothing in it is no new firm; nor is one without our tables.
func TestEmptiedFileIsRefused(t *testing.T) {
	at := filepath.Join(t.TempDir(), "clientele.db")
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := db.Open(t.Context(), at)
		if clientele.KindOf(err) != clientele.Conflict || !strings.Contains(say.English.Error(err), "restore") {
			t.Fatalf("an empty file: %v", err)
		}
	}
	if info, err := os.Stat(at); err != nil || info.Size() != 0 {
		t.Errorf("the file was touched: %v %v", info, err)
	}
	d, err := db.Open(t.Context(), filepath.Join(filepath.Dir(at), "other.db"))
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "DROP TABLE goose_db_version")
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), d.Where()); clientele.KindOf(err) != clientele.Conflict {
		t.Errorf("a file without our schema: %v", err)
	}
}

// Where the disk is full it is said so, with what to do, and it goes on by itself
// when there is room again.
func TestFullDisk(t *testing.T) {
	d := dbtest.SQLite(t)
	withTable(t, d)
	pages := func(text string) {
		t.Helper()
		_, write := d.SQL()
		if _, err := write.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	fill := func() error {
		return d.InTx(t.Context(), func(tx *db.Tx) error {
			for i := range 200 {
				if err := insert(t.Context(), tx, 1_000+i); err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), "INSERT INTO pairs (a, b) VALUES (?, ?)", 999_999, strings.Repeat("x", 1<<20))
			return err
		})
	}
	pages("PRAGMA max_page_count = 1") // as many as there are
	err := fill()
	var fault *clientele.Fault
	if !errors.As(err, &fault) || fault.Kind != clientele.Full || fault.Remedy == "" {
		t.Fatalf("a full disk: %v", err)
	}
	pages("PRAGMA max_page_count = 1000000")
	if err := fill(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// On a disk that can only be read, reads work, and writes are refused in words.
func TestReadOnly(t *testing.T) {
	at := filepath.Join(t.TempDir(), "clientele.db")
	d, err := db.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	withTable(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = db.Frozen(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if n, err := db.One[int64](t.Context(), d, "SELECT COUNT(*) FROM workspaces"); n != 1 || err != nil || !d.ReadOnly() {
		t.Error(n, err)
	}
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Take(t.Context(), 1, 0)
		return err
	})
	if err != nil {
		t.Errorf("to wait for one's turn is no write: %v", err)
	}
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Take(t.Context(), 1, 1)
		return err
	})
	if clientele.KindOf(err) != clientele.Denied {
		t.Errorf("a write: %v", err)
	}
	if found, err := filepath.Glob(at + "-*"); err != nil || len(found) > 0 {
		t.Errorf("reading has left %v %v", found, err)
	}
}

// What people type reaches statements as it is: neither engine stumbles over it.
func TestTextThatIsNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type line string
		read := func(ctx context.Context, q db.Querier) error {
			for _, odd := range []any{"a\x00b", "\xff", line("\x00")} {
				if _, err := db.All[string](ctx, q, "SELECT name FROM workspaces WHERE id = 1 AND name = ?", odd); err != nil {
					return err
				}
			}
			return nil
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE workspaces SET name = ? WHERE id = 2", "\x00")
			return errors.Join(err, read(t.Context(), tx))
		})
		if err := errors.Join(err, read(t.Context(), d)); err != nil {
			t.Error(err)
		}
	})
}
