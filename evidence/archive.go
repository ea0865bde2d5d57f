package evidence

import (
	"archive/zip"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/clientele-crm/clientele"
)

// mostInMemory is how large an archive may be that can be read only from its beginning.
const mostInMemory = 256 << 20

// unzip opens what is in a ZIP archive: a workbook, or one table of text.
func unzip(src Source, under io.ReadCloser, read *atomic.Int64, want string) (*unpacked, error) {
	at, size, err := readerAt(src, under)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.damaged-archive"), Where: src.Name(), Remedy: clientele.Tell("evidence.damaged-remedy"), Err: err}
	}
	var sheets []sheet
	switch {
	case hasPart(z, "xl/workbook.xml"):
		sheets, err = openXLSX(z, size)
	case hasPart(z, "content.xml") && hasPart(z, "mimetype"):
		sheets, err = openODS(z, size)
	default:
		return oneOf(z, size, src, under, want)
	}
	if err != nil {
		return nil, damaged(src.Name(), err)
	}
	s, others, err := chooseSheet(sheets, want, src.Name())
	if err != nil {
		return nil, err
	}
	rows, err := s.open()
	if err != nil {
		return nil, damaged(src.Name(), err)
	}
	return &unpacked{Reader: &atEnd{newBookText(rows), read, size}, under: under, rows: rows, book: true, sheet: s.name, others: others}, nil
}

// atEnd says that all of a source was read once its content is: an archive is not read in order.
type atEnd struct {
	io.Reader
	read *atomic.Int64
	size int64
}

func (a *atEnd) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err == io.EOF {
		a.read.Store(a.size)
	}
	return n, err
}

// readerAt reads a source at any place; one that cannot be is kept in memory.
func readerAt(src Source, under io.ReadCloser) (io.ReaderAt, int64, error) {
	if at, ok := under.(io.ReaderAt); ok && src.Size() >= 0 {
		return at, src.Size(), nil
	}
	again, err := src.Open()
	if err != nil {
		return nil, 0, err
	}
	defer again.Close()
	content, err := io.ReadAll(io.LimitReader(again, mostInMemory+1))
	switch {
	case err != nil:
		return nil, 0, fmt.Errorf("read %s: %w", src.Name(), err)
	case len(content) > mostInMemory:
		return nil, 0, notOurs(clientele.Tell("evidence.what-large-archive"), src.Name(), clientele.Tell("evidence.unpack-it"))
	}
	return strings.NewReader(string(content)), int64(len(content)), nil
}

// oneOf opens the one table of an archive, or the one that the person named.
func oneOf(z *zip.Reader, size int64, src Source, under io.ReadCloser, want string) (*unpacked, error) {
	var names []string
	for _, f := range z.File {
		base := path.Base(f.Name)
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		names = append(names, f.Name)
	}
	tables := names
	if len(names) > 1 {
		tables = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(tableEnds, strings.ToLower(path.Ext(n))) })
	}
	i := slices.IndexFunc(names, func(n string) bool { return want != "" && (n == want || path.Base(n) == want) })
	switch {
	case i >= 0:
		tables = names[i : i+1]
	case want != "" || len(tables) > 1:
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.many-files", "n", len(names), "names", firstOf(names, 8)), Where: src.Name(),
			Remedy: clientele.Tell("evidence.many-files-remedy")}
	case len(tables) == 0:
		return nil, notOurs(clientele.Tell("evidence.what-empty-archive"), src.Name(), clientele.Tell("evidence.empty-archive-remedy"))
	}
	r, err := part(z, size, tables[0])
	if err != nil {
		return nil, damaged(src.Name(), err)
	}
	return &unpacked{Reader: r, under: under, rows: r, sheet: tables[0]}, nil
}

var tableEnds = []string{".csv", ".tsv", ".txt", ".tab"}

// firstOf are the first of some names, and a sign that there are more.
func firstOf(names []string, most int) []string {
	if len(names) > most {
		return append(slices.Clone(names[:most]), "…")
	}
	return names
}
