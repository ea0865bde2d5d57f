package files

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// A content goes that no file has, when it has lain a day; one that a file has stays,
// however old, and so does one that somebody is just putting to a record.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
		c := &Files{DB: d, Workspace: 1, Clock: clientele.NewClock(func() time.Time { return now }, time.UTC), Data: t.TempDir()}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if n, err := c.Sweep(t.Context()); n != 0 || err != nil {
			t.Fatalf("of nothing: %d, %v", n, err)
		}
		lay := func(sign string, age time.Duration) string {
			hash := strings.Repeat(sign, 64)
			from := filepath.Join(c.Data, "upload-"+sign)
			must(os.WriteFile(from, []byte(sign), 0o600))
			must(c.place(page.Upload{Path: from, Hash: hash}))
			must(os.Chtimes(c.path(hash), now.Add(-age), now.Add(-age)))
			return hash
		}
		kept, left, young, again := lay("a", 90*24*time.Hour), lay("b", 25*time.Hour), lay("c", time.Hour), lay("d", 25*time.Hour)
		must(d.InTx(t.Context(), func(tx *db.Tx) error {
			return c.keep(t.Context(), tx, held{File: 7, Hash: kept, Size: 1, Media: "text/plain"})
		}))
		must(os.WriteFile(filepath.Join(c.Data, "upload-d"), []byte("d"), 0o600))
		must(c.place(page.Upload{Path: filepath.Join(c.Data, "upload-d"), Hash: again})) // the same content once more
		stranger := filepath.Join(c.Data, "files", "aa", "notes.txt")
		must(os.WriteFile(stranger, []byte("x"), 0o600))
		must(os.Chtimes(stranger, now.Add(-90*24*time.Hour), now.Add(-90*24*time.Hour)))
		n, err := c.Sweep(t.Context())
		must(err)
		there := func(path string) bool { _, err := os.Stat(path); return err == nil }
		if n != 1 || !there(c.path(kept)) || there(c.path(left)) || !there(c.path(young)) || !there(c.path(again)) || !there(stranger) {
			t.Errorf("%d swept: kept %v, left %v, young %v, again %v, what is not ours %v", n, there(c.path(kept)), there(c.path(left)), there(c.path(young)), there(c.path(again)), there(stranger))
		}
	})
}

// More contents than are asked about at once.
func TestSweepOfMany(t *testing.T) {
	d := dbtest.SQLite(t)
	now := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	c := &Files{DB: d, Workspace: 1, Clock: clientele.NewClock(func() time.Time { return now }, time.UTC), Data: t.TempDir()}
	for i := range sweptAt + 3 {
		path := c.path(fmt.Sprintf("%064x", i+1))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-48*time.Hour), now.Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := c.Sweep(context.Background()); n != sweptAt+3 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
}
