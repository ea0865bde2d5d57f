package ops

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
)

// An archive is a gzipped tar: header.json, then tables/<name>/<part>.jsonl
// (the columns, then a row a line), then files/<path>, then manifest.json.
// The manifest comes last, so that one that was cut off is known by its absence.
const (
	headerName   = "header.json"
	manifestName = "manifest.json"
	tablesPrefix = "tables/"
	filesPrefix  = "files/"
)

const archiveFormat = 1

// Header says what an archive is, before anything else is read of it.
type Header struct {
	Format int               `json:"format"`
	Schema int64             `json:"schema"`
	Engine string            `json:"engine"` // where it came from; it can be restored into either
	Made   clientele.Instant `json:"made"`
}

// Manifest is what is in an archive: what a restore is checked against.
type Manifest struct {
	Header
	Tables []Table    `json:"tables"`
	Files  []KeptFile `json:"files"`
}

// Table is one table with a sum over its rows that does not depend on their order.
type Table struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// KeptFile is one file of the data folder.
type KeptFile struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// HasKey says whether the key of the installation is in it.
func (m Manifest) HasKey() bool {
	return slices.ContainsFunc(m.Files, func(f KeptFile) bool { return f.Path == KeyFile })
}

// Rows counts the rows of all tables.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// archiveWriter writes an archive beside its place and moves it there when it is whole.
type archiveWriter struct {
	target string
	file   *os.File
	zip    *gzip.Writer
	tar    *tar.Writer
	made   time.Time
}

func createArchive(target string) (*archiveWriter, error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: "the folder for the backup cannot be made", Where: filepath.Dir(target), Remedy: "choose another", Err: err}
	}
	if _, err := os.Stat(target); err == nil {
		return nil, &clientele.Fault{Kind: clientele.Conflict, What: "there is a file already", Where: target, Remedy: "choose another name: a backup never overwrites"}
	}
	f, err := os.CreateTemp(filepath.Dir(target), ".part-*")
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: "the backup cannot be written", Where: target, Remedy: "check that the folder may be written and has room", Err: err}
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return &archiveWriter{target, f, z, tar.NewWriter(z), clientele.NewClock(nil, nil).Time()}, nil
}

func (a *archiveWriter) add(name string, size int64, made time.Time, content io.Reader) error {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: made.Truncate(time.Second), Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("backup %s: %w", name, err)
	}
	_, err := io.CopyN(a.tar, content, size)
	return wrapf(err, "backup %s", name)
}

func (a *archiveWriter) addJSON(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return a.add(name, int64(len(b)), a.made, bytesReader(b))
}

// commit makes the archive durable and gives it its name.
func (a *archiveWriter) commit() error {
	err := errors.Join(a.tar.Close(), a.zip.Close(), a.file.Sync(), a.file.Close())
	if err == nil {
		err = os.Rename(a.file.Name(), a.target)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(a.target))
	}
	return wrapf(err, "write %s", a.target)
}

// abandon removes what was written; after commit it finds nothing to remove.
func (a *archiveWriter) abandon() {
	a.file.Close()
	os.Remove(a.file.Name())
}

// syncFolder makes a new name in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// addFile copies one file in; a file that shrinks meanwhile is an error, one
// that grows is kept as long as it was.
func (a *archiveWriter) addFile(root, path string) (KeptFile, error) {
	f, err := os.Open(filepath.Join(root, path))
	if err != nil {
		return KeptFile{}, fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return KeptFile{}, fmt.Errorf("backup: %w", err)
	}
	sum := sha256.New()
	err = a.add(filesPrefix+filepath.ToSlash(path), info.Size(), info.ModTime(), io.TeeReader(f, sum))
	return KeptFile{filepath.ToSlash(path), info.Size(), hexOf(sum)}, err
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// openArchive opens one for reading and checks its header.
func openArchive(path string) (*archiveReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.NotFound, What: "the backup cannot be opened", Where: path, Remedy: "check its name", Err: err}
	}
	notOurs := func(err error) error {
		f.Close()
		return &clientele.Fault{Kind: clientele.Invalid, What: "this is no backup of Clientele", Where: path, Remedy: "name a file that clientele backup wrote", Err: err}
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, notOurs(err)
	}
	r := &archiveReader{path: path, file: f, tar: tar.NewReader(z)}
	h, err := r.tar.Next()
	if err != nil || h.Name != headerName {
		return nil, notOurs(err)
	}
	if err := json.NewDecoder(r.tar).Decode(&r.header); err != nil {
		return nil, notOurs(err)
	}
	if r.header.Format > archiveFormat {
		f.Close()
		return nil, &clientele.Fault{Kind: clientele.Conflict, What: "the backup is of a later Clientele", Where: path, Remedy: "restore it with that one"}
	}
	return r, nil
}

type archiveReader struct {
	path   string
	file   *os.File
	tar    *tar.Reader
	header Header
}

// next gives the next member; at the end, or where the file is cut off, a fault:
// the manifest must have come before.
func (r *archiveReader) next() (*tar.Header, error) {
	h, err := r.tar.Next()
	if err != nil {
		return nil, r.cut(err)
	}
	return h, nil
}

func (r *archiveReader) cut(err error) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: "the backup is cut off or damaged", Where: r.path, Remedy: "take another one; nothing was restored", Err: err}
}
