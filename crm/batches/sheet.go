package batches

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele"
)

// A sheet of XLSX is written out as a table of texts once, and read as such: days and
// numbers as they are kept in it, so that no locale of a spreadsheet comes between.

// unfolding is how a file that is no table becomes one; the zero one: it is a table.
type unfolding struct {
	table func(from, to, name string) error
	of    string // what its rows are, where the file itself says it
}

// unfolds looks how a file begins.
func (c *Batches) unfolds(path string) (unfolding, error) {
	f, err := os.Open(path)
	if err != nil {
		return unfolding{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("batches.no-file"), Where: path, Remedy: clientele.Tell("batches.no-file-remedy"), Err: err}
	}
	defer f.Close()
	head := make([]byte, 64)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return unfolding{}, fmt.Errorf("look at a file: %w", err)
	}
	if head = head[:n]; strings.HasPrefix(string(head), "PK\x03\x04") {
		return unfolding{table: unfold}, nil
	}
	for _, one := range c.Foreign {
		if one.Is(head) {
			return unfolding{one.Table, one.Type}, nil
		}
	}
	return unfolding{}, nil
}

// mostCells is how many cells a row may have.
const mostCells = 1_000

// A workbook may say of any row that it is the hundred-billionth, and a few bytes of it may
// unfold to gigabytes: neither is a table, and either would fill the disk or the memory.
const (
	unfoldedFloor = 64 << 20 // bytes that any workbook may unfold to
	unfoldedTimes = 100      // and how many times its own size
	unfoldedMost  = 4 << 30
)

// unfold writes the first sheet that holds anything as CSV. name is what people call the file.
func unfold(from, to, name string) (err error) {
	bad := func(err error) error {
		if full := noRoom(err); full != nil {
			return full
		}
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("batches.bad-sheet"), Where: name,
			Remedy: clientele.Tell("batches.bad-sheet-remedy"), Err: err}
	}
	told, err := os.Stat(from)
	if err != nil {
		return bad(err)
	}
	most := min(max(unfoldedFloor, told.Size()*unfoldedTimes), unfoldedMost)
	if err := shallow(from, most); err != nil {
		return bad(err)
	}
	book, err := excelize.OpenFile(from, excelize.Options{RawCellValue: true, UnzipSizeLimit: most, UnzipXMLSizeLimit: min(16<<20, most)})
	if err != nil {
		return bad(err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return cmp.Or(noRoom(err), fmt.Errorf("keep a sheet: %w", err))
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	w := csv.NewWriter(out)
	for _, sheet := range book.GetSheetList() {
		n, err := writeSheet(book, sheet, w)
		if err != nil {
			return bad(err)
		}
		if n > 0 {
			break
		}
	}
	w.Flush()
	return cmp.Or(noRoom(w.Error()), w.Error())
}

// noRoom is that the disk of the data folder is full; nil for whatever else is wrong.
func noRoom(err error) error {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) && !errors.Is(err, syscall.EFBIG) {
		return nil
	}
	return &clientele.Fault{Kind: clientele.Full, What: clientele.Tell("batches.no-room"), Remedy: clientele.Tell("batches.no-room-remedy"), Err: err}
}

func writeSheet(book *excelize.File, name string, w *csv.Writer) (rows int, err error) {
	list, err := book.Rows(name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, list.Close()) }()
	breaks := strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ") // so that a line is a row
	for row := 1; list.Next(); row++ {
		if row > excelize.TotalRows {
			return rows, excelize.ErrMaxRows
		}
		cells, err := list.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return rows, err
		}
		cells = cells[:min(len(cells), mostCells)]
		for i := range cells {
			cells[i] = breaks.Replace(short(cells[i]))
		}
		if err := w.Write(cells); err != nil {
			return rows, err
		}
		if len(cells) > 0 {
			rows++
		}
	}
	return rows, list.Error()
}

// mostLetters of a cell are read: one more than any field takes, so that the field says of
// its row that it is too long, and the other rows are taken.
const mostLetters = 100_001

func short(cell string) string {
	if len(cell) <= mostLetters {
		return cell
	}
	letters := []rune(cell[:min(len(cell), mostLetters*utf8.UTFMax)])
	return string(letters[:min(len(letters), mostLetters)])
}

// unfoldInto puts the table of a file into its place.
func unfoldInto(path, name string, table func(from, to, name string) error) error {
	if err := table(path, path+".csv", name); err != nil {
		return errors.Join(err, gone(os.Remove(path+".csv")))
	}
	return os.Rename(path+".csv", path)
}

func gone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// unfoldBeside writes the table of a file into our own folder, for a command: the
// file is another's.
func (c *Batches) unfoldBeside(path string, table func(from, to, name string) error) (string, error) {
	folder := filepath.Join(c.Data, "uploads")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("keep a sheet: %w", err)
	}
	to := filepath.Join(folder, "sheet-"+strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+".csv")
	return to, table(path, to, filepath.Base(path))
}
