package batches

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// deepest is how deep elements of a workbook may stand in each other; those of a table stand a dozen deep.
const deepest = 200

var errDeep = errors.New("depth")

// shallow refuses a workbook whose elements stand without end in each other: a reader of
// XML holds all that are open, and of sixty kilobytes that made two gigabytes of memory.
// Of each part most bytes are looked at: more is refused by who reads it.
func shallow(path string, most int64) error {
	book, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer book.Close()
	for _, f := range book.File {
		part, err := f.Open()
		if err != nil {
			return err
		}
		text := bufio.NewReaderSize(io.LimitReader(part, most), 64<<10)
		if head, _ := text.Peek(4); bytes.ContainsRune(head, '<') { // pictures are none of it
			err = notDeep(text)
		}
		err = errors.Join(err, part.Close())
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// notDeep counts what opens and what closes. It reads no XML: what stands in comments is
// counted too, and what is no XML at all has few signs that open.
func notDeep(r io.ByteReader) error {
	var before byte
	depth := 0
	for {
		b, err := r.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case before == '<' && b == '/', before == '/' && b == '>':
			depth = max(0, depth-1)
		case before == '<' && (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80):
			if depth++; depth > deepest {
				return errDeep
			}
		}
		before = b
	}
}
