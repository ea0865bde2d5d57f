package ops

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Restore puts an archive into an empty database and an empty data folder, and
// checks every table and file against the archive's manifest before anything is
// kept. It never overwrites: where there is anything, it refuses.
func Restore(ctx context.Context, source, place, dataDir string) (m Manifest, err error) {
	r, err := openArchive(source)
	if err != nil {
		return Manifest{}, err
	}
	defer r.file.Close()
	if dataDir != "" {
		if err := mustBeEmpty(dataDir); err != nil {
			return Manifest{}, err
		}
	}
	if strings.HasPrefix(place, "postgres") {
		m, err := restoreInto(ctx, r, place, dataDir)
		return m, errors.Join(err, unlist(dataDir))
	}
	if _, err := os.Stat(place); err == nil {
		return Manifest{}, taken(place)
	}
	making := place + makingSuffix
	drop := func() {
		for _, suffix := range sqliteFiles {
			os.Remove(making + suffix)
		}
	}
	drop() // of a restore that was killed
	if m, err = restoreInto(ctx, r, making, dataDir); err != nil {
		drop()
		return m, errors.Join(err, unlist(dataDir))
	}
	for _, suffix := range sqliteFiles { // the database itself comes last
		if err := os.Rename(making+suffix, place+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return m, unwritable(place, err)
		}
	}
	return m, errors.Join(syncFolder(filepath.Dir(place)), unlist(dataDir))
}

// unlist ends the list of what a restore put into the data folder; one that failed has taken
// its files away.
func unlist(dataDir string) error {
	err := os.Remove(filepath.Join(dataDir, leftName))
	if dataDir == "" || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// makingSuffix is of a database that is being restored: one that was killed on the way is
// not taken for a firm that has nothing yet.
const makingSuffix = ".restoring"

var sqliteFiles = []string{"-wal", "-shm", ""}

func restoreInto(ctx context.Context, r *archiveReader, place, dataDir string) (Manifest, error) {
	d, err := db.Open(ctx, place)
	if err != nil {
		return Manifest{}, err
	}
	t := &restorer{r: r, d: d, dataDir: dataDir}
	err = d.InTx(ctx, func(tx *db.Tx) error { return t.restore(ctx, tx) })
	if err = errors.Join(err, d.Close()); err != nil {
		t.undo()
	}
	return t.manifest, err
}

func taken(where string) error {
	return &clientele.Fault{Kind: clientele.Conflict, What: "there are data already", Where: where, Remedy: "restore into an empty place; nothing was changed"}
}

func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return &clientele.Fault{Kind: clientele.Unavailable, What: "the data folder cannot be read", Where: dir, Remedy: "name another with --data; nothing was changed", Err: err}
	}
	var halves []string // the folders, and files, in which a restore that was killed left some
	for _, path := range leftBy(dir) {
		first, _, _ := strings.Cut(path, "/")
		halves = append(halves, first)
	}
	for _, e := range entries {
		if e.Name() != leftName && !strings.Contains(e.Name(), ".db"+makingSuffix) && !slices.Contains(halves, e.Name()) {
			return taken(dir)
		}
	}
	return nil
}

// leftName is a file in the data folder that lists, while a restore goes on, which files it
// puts there: those of one that was killed are taken away by the next.
const leftName = "files" + makingSuffix

func leftBy(dir string) []string {
	list, err := os.ReadFile(filepath.Join(dir, leftName))
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(string(list), func(c rune) bool { return c == '\n' })
}

// sweep takes away what a restore that was killed left, once it is known that no data are here.
func (t *restorer) sweep() error {
	left := leftBy(t.dataDir)
	if t.dataDir == "" || left == nil {
		return nil
	}
	root, err := os.OpenRoot(t.dataDir)
	if err != nil {
		return unwritable(t.dataDir, err)
	}
	defer root.Close()
	for _, path := range left {
		if err := root.Remove(filepath.FromSlash(path)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return unwritable(path, err)
		}
	}
	return unwritable(leftName, root.Remove(leftName))
}

// restorer is one restore on its way.
type restorer struct {
	r        *archiveReader
	d        *db.DB
	dataDir  string
	schema   int64
	known    []string   // the tables that the schema has
	files    []KeptFile // what was written
	manifest Manifest
}

func (t *restorer) restore(ctx context.Context, tx *db.Tx) error {
	if err := t.prepare(ctx, tx); err != nil {
		return err
	}
	if err := t.sweep(); err != nil {
		return err
	}
	for {
		h, err := t.r.next()
		if err != nil {
			return err
		}
		switch {
		case h.Name == manifestName:
			if err := json.NewDecoder(t.r.tar).Decode(&t.manifest); err != nil {
				return t.r.cut(err)
			}
			return t.verify(ctx, tx)
		case strings.HasPrefix(h.Name, tablesPrefix):
			err = t.load(ctx, tx, h)
		case strings.HasPrefix(h.Name, filesPrefix):
			err = t.putFile(h)
		}
		if err != nil {
			return err
		}
	}
}

// prepare sees that the schema fits and that nothing is there, and takes out
// the rows with which a fresh schema comes.
func (t *restorer) prepare(ctx context.Context, tx *db.Tx) error {
	version, err := schemaVersion(ctx, tx.SQL())
	if err != nil {
		return err
	}
	t.schema = version
	if t.r.header.Schema > version {
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the backup is of a later Clientele (schema %d, this one knows %d)", t.r.header.Schema, version), Where: t.r.path, Remedy: "restore it with the later program"}
	}
	if first, err := firstSchema(ctx, tx.SQL()); err != nil {
		return err
	} else if t.r.header.Schema < first {
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the backup was made by a Clientele from before its stored forms were settled (schema %d, this one begins at %d)", t.r.header.Schema, first), Where: t.r.path, Remedy: "restore it with the program that made it, or bring the files into a new data folder (--data)"}
	}
	if t.known, err = tables(ctx, tx.SQL(), t.d.Engine); err != nil {
		return err
	}
	for _, name := range slices.Backward(t.known) {
		if name == "workspaces" {
			_, err = tx.Exec(ctx, "DELETE FROM workspaces")
		} else {
			var any []string
			if any, err = column(ctx, tx.SQL(), "SELECT '1' FROM "+quoted(name)+" LIMIT 1"); err == nil && len(any) > 0 {
				return taken(t.d.Where())
			}
		}
		if err != nil {
			return wrapf(err, "prepare table %s", name)
		}
	}
	return nil
}

// batchRows is how many rows are held before they are inserted.
const batchRows = 512

// load inserts one part of a table.
func (t *restorer) load(ctx context.Context, tx *db.Tx, h *tar.Header) error {
	name, _, _ := strings.Cut(strings.TrimPrefix(h.Name, tablesPrefix), "/")
	if !slices.Contains(t.known, name) {
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the backup has a table %q that this Clientele does not know", name), Where: t.r.path, Remedy: "restore it with the program that made it"}
	}
	in := bufio.NewReaderSize(t.r.tar, 1<<20)
	columns, err := t.readRow(in)
	if err != nil {
		return err
	}
	into := make([]string, len(columns))
	for i, c := range columns {
		into[i] = quoted(strings.ReplaceAll(fmt.Sprint(c), `"`, ""))
	}
	head := "INSERT INTO " + quoted(name) + " (" + strings.Join(into, ", ") + ")"
	var args []any
	for {
		values, err := t.readRow(in)
		if errors.Is(err, io.EOF) {
			return wrapf(tx.InsertRows(ctx, head, len(columns), args, ""), "restore table %s", name)
		}
		if err != nil {
			return err
		}
		if len(values) != len(columns) {
			return t.r.cut(fmt.Errorf("table %s: a row of %d columns", name, len(values)))
		}
		if args = append(args, values...); len(args) >= batchRows*len(columns) {
			if err := tx.InsertRows(ctx, head, len(columns), args, ""); err != nil {
				return wrapf(err, "restore table %s", name)
			}
			args = args[:0]
		}
	}
}

// readRow reads a line; io.EOF at the end.
func (t *restorer) readRow(in *bufio.Reader) ([]any, error) {
	line, err := in.ReadBytes('\n')
	if err != nil {
		if errors.Is(err, io.EOF) && len(bytes.TrimSpace(line)) == 0 {
			return nil, io.EOF
		}
		return nil, t.r.cut(err)
	}
	values, err := parseRow(line)
	if err != nil || len(values) == 0 {
		return nil, t.r.cut(err)
	}
	return values, nil
}

// putFile writes one file into the data folder; os.Root holds it in there.
func (t *restorer) putFile(h *tar.Header) (err error) {
	if t.dataDir == "" {
		return nil
	}
	path := filepath.FromSlash(strings.TrimPrefix(h.Name, filesPrefix))
	if err := os.MkdirAll(t.dataDir, 0o700); err != nil {
		return unwritable(path, err)
	}
	root, err := os.OpenRoot(t.dataDir)
	if err != nil {
		return unwritable(path, err)
	}
	defer root.Close()
	if err := root.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unwritable(path, err)
	}
	if err := t.list(root, path); err != nil {
		return unwritable(leftName, err)
	}
	f, err := root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unwritable(path, err)
	}
	s := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, s), t.r.tar)
	t.files = append(t.files, KeptFile{filepath.ToSlash(path), n, hexOf(s)})
	return unwritable(path, errors.Join(err, f.Sync(), f.Close()))
}

// list says that a file is about to be put there.
func (t *restorer) list(root *os.Root, path string) error {
	f, err := root.OpenFile(leftName, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(filepath.ToSlash(path) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// unwritable says where a file of the archive cannot go.
func unwritable(path string, err error) error {
	if err == nil || clientele.KindOf(err) != "" {
		return err
	}
	f := &clientele.Fault{Kind: clientele.Unavailable, What: "a file of the backup cannot be written into the data folder", Where: path, Remedy: "name a data folder that may be written (--data); nothing was changed", Err: err}
	if errors.Is(err, syscall.ENOSPC) {
		f.Kind, f.Remedy = clientele.Full, "make room on its disk, or name a data folder on another (--data); nothing was changed"
	}
	return f
}

// verify reads back what was written and compares it with the manifest.
func (t *restorer) verify(ctx context.Context, tx *db.Tx) error {
	for _, want := range t.manifest.Tables {
		got, err := sumTable(ctx, tx.SQL(), want.Name)
		if err != nil {
			return err
		}
		// A later schema has columns that the archive's sums know nothing of: then rows are counted.
		if got.Rows != want.Rows || t.r.header.Schema == t.schema && got != want {
			return t.r.cut(fmt.Errorf("table %s: %+v, the manifest says %+v", want.Name, got, want))
		}
	}
	if t.dataDir != "" && !slices.Equal(t.files, t.manifest.Files) {
		return t.r.cut(errors.New("the files are not those of the manifest"))
	}
	return nil
}

func sumTable(ctx context.Context, c conn, name string) (Table, error) {
	s := sum{}
	rows, err := c.QueryContext(ctx, "SELECT * FROM "+quoted(name))
	if err == nil {
		err = eachLine(rows, func(line []byte) error { s.add(line); return nil })
	}
	return s.table(name), wrapf(err, "check table %s", name)
}

// undo removes the files of a restore that did not come to its end.
func (t *restorer) undo() {
	for _, f := range t.files {
		os.Remove(filepath.Join(t.dataDir, filepath.FromSlash(f.Path)))
	}
}

// Sums gives every table's sum in one snapshot, to compare two databases.
func Sums(ctx context.Context, d *db.DB) ([]Table, error) {
	tx, err := snapshot(ctx, d)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	names, err := tables(ctx, tx, d.Engine)
	if err != nil {
		return nil, err
	}
	all := make([]Table, len(names))
	for i, name := range names {
		if all[i], err = sumTable(ctx, tx, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}
