package evidence

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// A workbook is read as what it holds and not as it looks: its days come as 2026-03-31,
// its shares with their sign, so that no locale of a spreadsheet comes between. A library
// that streams gives either the value of a cell or its look, and a day is told from a
// number by the look alone.

// sheet is one sheet of a workbook.
type sheet struct {
	name   string
	hidden bool
	open   func() (sheetRows, error)
}

// sheetRows gives a sheet's rows one after another, with the number at which each stands.
type sheetRows interface {
	next() (at int, cells []string, err error) // io.EOF at the end
	io.Closer
}

// What bounds a workbook, of which a few bytes may unfold to gigabytes.
const (
	unfoldedFloor = 64 << 20 // bytes that any part of it may unfold to
	unfoldedXLSX  = 60       // and how many times the size of the whole: a part of an XLSX, whose cells name their place
	unfoldedTimes = 250      // and any other, in which rows may be all but alike
	unfoldedMost  = 2 << 30
	mostShared    = 192 << 20 // of its texts, which are kept while it is read
	mostGap       = 10_000    // rows that may be missing between two
)

var errUnfolds = errors.New("it unfolds to more than a table holds")

// part opens a file within an archive, bounded.
func part(z *zip.Reader, size int64, name string) (io.ReadCloser, error) {
	for _, f := range z.File {
		if strings.EqualFold(f.Name, name) {
			r, err := f.Open()
			if err != nil {
				return nil, err
			}
			return &bounded{r, mostOf(name, size)}, nil
		}
	}
	return nil, fmt.Errorf("there is no %s in it", name)
}

// mostOf is what a part of a file may unfold to.
func mostOf(name string, size int64) int64 {
	times := int64(unfoldedTimes)
	if strings.HasPrefix(name, "xl/") {
		times = unfoldedXLSX
	}
	return min(max(unfoldedFloor, size*times), unfoldedMost)
}

func hasPart(z *zip.Reader, name string) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
}

// bounded ends with an error where there is more than a table holds.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errUnfolds
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// chooseSheet takes the sheet that the person named, or the first that is to be seen and
// holds a table; others are those beside it.
func chooseSheet(sheets []sheet, said, file string) (chosen *sheet, others []string, err error) {
	var names []string
	for i := range sheets {
		s := &sheets[i]
		meant := said != "" && strings.EqualFold(s.name, said)
		if meant && chosen == nil {
			chosen = s
			continue
		}
		if s.hidden {
			continue
		}
		names = append(names, s.name)
		is, err := holdsTable(s)
		switch {
		case err != nil && said == "":
			return nil, nil, damaged(file, err)
		case is && chosen == nil && said == "":
			chosen = s
		case is:
			others = append(others, s.name)
		}
	}
	switch {
	case said != "" && chosen == nil:
		return nil, nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-sheet", "sheet", said), Where: file, Remedy: clientele.Tell("evidence.no-sheet-remedy", "sheets", names)}
	case chosen == nil:
		return nil, nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-table-sheet"), Where: file, Remedy: clientele.Tell("evidence.no-table-sheet-remedy")}
	}
	return chosen, others, nil
}

// holdsTable says that a sheet has at least two rows of at least two cells.
func holdsTable(s *sheet) (bool, error) {
	rows, err := s.open()
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for wide := 0; ; {
		_, cells, err := rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		}
		filled := 0
		for _, c := range cells {
			if c != "" {
				filled++
			}
		}
		if filled > 1 {
			if wide++; wide == 2 {
				return true, nil
			}
		}
	}
}

// bookText writes a sheet's rows as CSV, a line each at the number at which it stands.
type bookText struct {
	rows sheetRows
	out  strings.Builder
	csv  *csv.Writer
	text string
	line int
	err  error
}

func newBookText(rows sheetRows) *bookText {
	b := &bookText{rows: rows}
	b.csv = csv.NewWriter(&b.out)
	return b
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ") // so that a line is a row

func (b *bookText) Read(p []byte) (int, error) {
	for b.text == "" {
		if b.err != nil {
			return 0, b.err
		}
		b.fill()
	}
	n := copy(p, b.text)
	b.text = b.text[n:]
	return n, nil
}

func (b *bookText) fill() {
	b.out.Reset()
	for b.out.Len() < 32<<10 && b.err == nil {
		at, cells, err := b.rows.next()
		if err != nil {
			b.err = err
			break
		}
		for gap := min(at-b.line-1, mostGap); gap > 0; gap-- {
			b.csv.Flush()
			b.out.WriteByte('\n')
		}
		b.line = max(at, b.line)
		for i := range cells {
			cells[i] = lineBreaks.Replace(cells[i])
		}
		if err := b.csv.Write(cells); err != nil {
			b.err = err
			break
		}
		b.csv.Flush()
	}
	b.text = b.out.String()
}

// setCell puts a cell in its place, with empty ones before it.
func setCell(cells []string, at int, text string) []string {
	if at < 0 || at > maxColumns {
		return cells // that it is too wide is said by the first cell beyond
	}
	for len(cells) <= at {
		cells = append(cells, "")
	}
	cells[at] = text
	return cells
}
