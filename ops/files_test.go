package ops

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestDoctorReadsFiles: one that is damaged, and one that is gone, are said.
func TestDoctorReadsFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		folder := t.TempDir()
		look := func() Finding {
			t.Helper()
			found := lookFiles(t.Context(), Patient{DB: d, Workspace: 1, Data: folder})
			if len(found) != 1 {
				t.Fatalf("%+v", found)
			}
			return found[0]
		}
		if f := look(); f.Level != Well {
			t.Errorf("none yet: %+v", f)
		}
		hash := fmt.Sprintf("%x", sha256.Sum256([]byte("what it costs")))
		at := filepath.Join(folder, "files", hash[:2], hash)
		putFile(t, at, "what it costs")
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.InsertRows(t.Context(), "INSERT INTO file_contents (workspace, file, hash, size, media)", 5, []any{1, 7, hash, 13, "text/plain"}, "")
		}); err != nil {
			t.Fatal(err)
		}
		if f := look(); f.Level != Well {
			t.Errorf("as it was handed in: %+v", f)
		}
		if err := os.WriteFile(at, []byte("what it cost"), 0o600); err != nil {
			t.Fatal(err)
		}
		if f := look(); f.Level != Bad || f.Where != at {
			t.Errorf("damaged: %+v", f)
		}
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
		if f := look(); f.Level != Bad || f.What != "1 files that records speak of are not there" {
			t.Errorf("gone: %+v", f)
		}
	})
}
