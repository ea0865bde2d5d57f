package db

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/clientele-crm/clientele"
)

// lookAt looks at an SQLite file before it is opened. One that is there and has
// nothing in it was ours and was cut off: to begin anew in it would give the firm away
// to whoever comes first. One that cannot be written is frozen.
func lookAt(path string) (frozen bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, nil // it is not there: Open makes it, or says why it cannot
	}
	if info.Mode().IsRegular() && info.Size() == 0 {
		return false, emptied(path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		f.Close()
		f, err = os.CreateTemp(filepath.Dir(path), ".part-") // SQLite writes its log beside the file
	}
	if err == nil {
		f.Close()
		os.Remove(f.Name()) //nolint:errcheck // an empty file is left at worst
	}
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS), nil
}

func emptied(path string) error {
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("db.emptied"), Where: path,
		Remedy: clientele.Tell("db.emptied-remedy")}
}

// connectFrozen opens a database that can only be read. Where no log of it is left
// over, nobody writes it, and SQLite need not ask whether somebody does.
func connectFrozen(ctx context.Context, path string) (*DB, error) {
	how := "mode=ro"
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		how = "immutable=1"
	}
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + how + "&_pragma=busy_timeout(10000)&_pragma=query_only(1)" + readerCache
	d, err := openSQLite(ctx, path, file, file)
	if err != nil {
		return nil, err
	}
	d.frozen = true
	return d, nil
}
