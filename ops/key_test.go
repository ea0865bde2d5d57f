package ops

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestKeyIsMadeOnce: only where one may be made, for its owner alone, and by many at once
// the same.
func TestKeyIsMadeOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	path := filepath.Join(folder, KeyFile)
	if _, err := Key("", folder)(false); clientele.KindOf(err) != clientele.Unavailable {
		t.Errorf("read where there is none: %v", err)
	}
	keys := make([][]byte, 8)
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() {
			var err error
			if keys[i], err = Key("", folder)(true); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, k := range keys {
		if len(k) != keyBytes || !bytes.Equal(k, keys[0]) {
			t.Fatalf("they differ: %x and %x", k, keys[0])
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".part-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	given := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, keyBytes))
	if k, err := Key(given, folder)(false); err != nil || k[0] != 7 {
		t.Errorf("a key that is given: %x %v", k, err)
	}
	for _, wrong := range []string{"short", "c2hvcnQ=", given[:20]} {
		if _, err := Key(wrong, folder)(true); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if err := os.WriteFile(path, []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Key("", folder)(true); clientele.KindOf(err) != clientele.Invalid {
		t.Errorf("a file that is torn is written over: %v", err)
	}
}

// TestKeyAndBackup: a backup is without the key, unless it is asked for.
func TestKeyAndBackup(t *testing.T) {
	d := dbtest.SQLite(t)
	data, to := t.TempDir(), t.TempDir()
	key, err := Key("", data)(true)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Backup(t.Context(), d, data, filepath.Join(to, "without"+Suffix))
	if err != nil || m.HasKey() {
		t.Errorf("a backup has the key: %v %v", m.Files, err)
	}
	m, err = BackupWithKey(t.Context(), d, data, filepath.Join(to, "with"+Suffix))
	if err != nil || !m.HasKey() {
		t.Fatalf("a backup with the key lacks it: %v %v", m.Files, err)
	}
	back := filepath.Join(t.TempDir(), "back")
	if _, err := Restore(t.Context(), filepath.Join(to, "with"+Suffix), filepath.Join(back, "clientele.db"), back); err != nil {
		t.Fatal(err)
	}
	if again, err := Key("", back)(false); err != nil || !bytes.Equal(key, again) {
		t.Errorf("the key that came back: %x %v", again, err)
	}
}

// TestDoctorLooksAtTheKey: what does not open is broken, and a key that others may read is a warning.
func TestDoctorLooksAtTheKey(t *testing.T) {
	data := t.TempDir()
	p := Patient{Key: filepath.Join(data, KeyFile)}
	for _, one := range []struct {
		all, shut int
		mode      os.FileMode
		want      Level
	}{{0, 0, 0o600, Well}, {3, 0, 0o600, Well}, {3, 1, 0o600, Bad}, {3, 0, 0o644, Warning}} {
		os.Remove(p.Key)
		if err := os.WriteFile(p.Key, nil, one.mode); err != nil {
			t.Fatal(err)
		}
		p.Sealed = func(context.Context) (int, int, error) { return one.all, one.shut, nil }
		if found := lookKey(t.Context(), p); len(found) != 1 || found[0].Level != one.want {
			t.Errorf("%+v: %+v", one, found)
		}
	}
}
