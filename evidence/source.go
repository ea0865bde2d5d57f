package evidence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/clientele-crm/clientele"
)

// Source is a file that can be read more than once: it is looked at, then read.
type Source interface {
	Open() (io.ReadCloser, error)
	Name() string
	Size() int64 // in bytes, as stored; -1 where unknown
}

// File is a file on disk.
func File(path string) Source { return diskFile(path) }

type diskFile string

func (f diskFile) Name() string { return filepath.Base(string(f)) }

func (f diskFile) Size() int64 {
	info, err := os.Stat(string(f))
	if err != nil || !info.Mode().IsRegular() {
		return -1
	}
	return info.Size()
}

func (f diskFile) Open() (io.ReadCloser, error) {
	if info, err := os.Stat(string(f)); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.a-pipe"), Where: string(f), Remedy: clientele.Tell("evidence.a-pipe-remedy")}
	}
	r, err := os.Open(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("evidence.no-file"), Where: string(f), Remedy: clientele.Tell("evidence.no-file-remedy"), Err: err}
	case err != nil:
		return nil, &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("evidence.unopened"), Where: string(f), Remedy: clientele.Tell("evidence.unopened-remedy"), Err: err}
	}
	if info, err := r.Stat(); err == nil && info.IsDir() {
		r.Close()
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.a-folder"), Where: string(f), Remedy: clientele.Tell("evidence.a-folder-remedy")}
	}
	return r, nil
}

// Bytes is a file in memory: an upload, or a test.
func Bytes(name string, content []byte) Source { return memoryFile{name, content} }

type memoryFile struct {
	name    string
	content []byte
}

func (m memoryFile) Name() string { return m.name }
func (m memoryFile) Size() int64  { return int64(len(m.content)) }
func (m memoryFile) Open() (io.ReadCloser, error) {
	return memoryReader{bytes.NewReader(m.content)}, nil
}

// memoryReader can be read at any place, as a file on disk can.
type memoryReader struct{ *bytes.Reader }

func (memoryReader) Close() error { return nil }

// counted counts the stored bytes that were read, for the progress bar.
type counted struct {
	r    io.Reader
	read *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// unpacked is a source's content with gzip taken off.
type unpacked struct {
	io.Reader
	under  io.Closer
	gzip   bool
	sheet  string    // of a workbook, or the file in an archive
	others []string  // the sheets beside it that hold tables
	book   bool      // its text is made by us: commas and UTF-8
	rows   io.Closer // of the workbook
}

func (u *unpacked) Close() error {
	if u.rows != nil {
		return errors.Join(u.rows.Close(), u.under.Close())
	}
	return u.under.Close()
}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zipMagic  = []byte("PK\x03\x04")
)

// unpack opens a source and takes gzip off, or a workbook or an archive apart, told by its
// magic bytes and not by its name. sheet is the one that the person wants, or "".
func unpack(src Source, read *atomic.Int64, sheet string) (*unpacked, error) {
	under, err := src.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", src.Name(), err)
	}
	buffered := bufio.NewReaderSize(counted{under, read}, 64<<10)
	magic, err := buffered.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		under.Close()
		return nil, fmt.Errorf("read %s: %w", src.Name(), err)
	}
	if bytes.HasPrefix(magic, zipMagic) {
		u, err := unzip(src, under, read, sheet)
		if err != nil {
			under.Close()
		}
		return u, err
	}
	if fault := notText(magic, src.Name()); fault != nil && !bytes.HasPrefix(magic, gzipMagic) {
		under.Close()
		return nil, fault
	}
	u := &unpacked{Reader: buffered, under: under}
	if !bytes.HasPrefix(magic, gzipMagic) {
		return u, nil
	}
	z, err := gzip.NewReader(buffered)
	if err != nil {
		under.Close()
		return nil, damaged(src.Name(), err)
	}
	u.Reader, u.gzip = z, true
	return u, nil
}

func damaged(name string, err error) error {
	if errors.Is(err, errUnfolds) {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.unfolds"), Where: name, Remedy: clientele.Tell("evidence.unfolds-remedy"), Err: err}
	}
	return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.damaged"), Where: name, Remedy: clientele.Tell("evidence.damaged-remedy"), Err: err}
}
