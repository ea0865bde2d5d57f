package evidence

import (
	"bytes"
	"errors"
	"io"
)

// A quoted cell may span lines, but one longer than this is a quotation mark
// that was opened by mistake.
const maxQuotedBytes = 256 << 10

// A line without an end that is longer than this is no table.
const maxLineBytes = 4 << 20

// anySpace is the separator of tables that are aligned with spaces.
const anySpace = ' '

var errLongLine = errors.New("a line is longer than 4 MB")

// reader splits separated text into records. It is lenient where RFC 4180 is
// strict, allocates nothing a record, and knows on which physical line a record
// began. Cells are valid until the next call.
type reader struct {
	src    io.Reader
	sep    byte
	eol    byte
	quotes bool

	buf     []byte
	at      int // where the next record begins
	end     int // where the buffer's content ends
	drained error

	next   int // physical line of the next record
	line   int // physical line on which the record began
	cells  [][]byte
	quoted []byte // cells that had to be unescaped
	broken bool   // a quotation mark that never closes
}

func newReader(src io.Reader, d Dialect) *reader {
	eol := byte('\n')
	if d.OldMac {
		eol = '\r'
	}
	sep := d.separator()
	size := 64 << 10
	if d.MixedEnds {
		src = &sameEnds{r: src}
	}
	if d.Quoting != quotedPlain {
		src = newRespelt(src, d.Quoting, sep)
	}
	if b, ok := src.(*bytes.Reader); ok {
		size = min(size, b.Len()+1)
	}
	return &reader{src: src, sep: sep, eol: eol, quotes: sep != anySpace, buf: make([]byte, size), next: 1}
}

// sameEnds makes every end of a line an LF.
type sameEnds struct {
	r     io.Reader
	wasCR bool
}

func (s *sameEnds) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	kept := 0
	for _, c := range p[:n] {
		if c == '\n' && s.wasCR {
			s.wasCR = false
			continue
		}
		if s.wasCR = c == '\r'; s.wasCR {
			c = '\n'
		}
		p[kept] = c
		kept++
	}
	return kept, err
}

// read moves to the next record that is not blank; io.EOF after the last.
func (r *reader) read() error {
	for {
		if err := r.record(); err != nil {
			return err
		}
		for _, c := range r.cells {
			if len(c) > 0 && len(trimSpace(c)) > 0 {
				return nil
			}
		}
	}
}

// record reads one record, blank or not.
func (r *reader) record() error {
	r.line, r.broken = r.next, false
	line, size, err := r.wholeLine()
	if err != nil {
		return err
	}
	if r.quotes && bytes.IndexByte(line, '"') >= 0 {
		return r.quotedRecord(size)
	}
	r.at += size
	r.next++
	if r.sep == anySpace {
		r.splitSpaces(line)
	} else {
		r.split(line)
	}
	return nil
}

// wholeLine finds the next line in the buffer: its content and its size with its end.
func (r *reader) wholeLine() (line []byte, size int, err error) {
	searched := 0
	for {
		window := r.buf[r.at:r.end]
		if i := bytes.IndexByte(window[searched:], r.eol); i >= 0 {
			i += searched
			return trimCR(window[:i]), i + 1, nil
		}
		searched = len(window)
		if r.drained != nil {
			if len(window) > 0 && errors.Is(r.drained, io.EOF) {
				return trimCR(window), len(window), nil
			}
			return nil, 0, r.drained
		}
		if searched > maxLineBytes {
			return nil, 0, errLongLine
		}
		r.more()
	}
}

func trimCR(b []byte) []byte {
	if len(b) > 0 && b[len(b)-1] == '\r' {
		return b[:len(b)-1]
	}
	return b
}

// more brings further bytes into the buffer, keeping those from r.at on.
func (r *reader) more() {
	if r.at > 0 {
		r.end = copy(r.buf, r.buf[r.at:r.end])
		r.at = 0
	}
	if r.end == len(r.buf) {
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	for range 100 {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if err != nil {
			r.drained = err
			return
		}
		if n > 0 {
			return
		}
	}
	r.drained = io.ErrNoProgress
}

func (r *reader) split(line []byte) {
	cells := r.cells[:0]
	for {
		i := bytes.IndexByte(line, r.sep)
		if i < 0 {
			break
		}
		cells = append(cells, line[:i])
		line = line[i+1:]
	}
	r.cells = append(cells, line)
}

func (r *reader) splitSpaces(line []byte) {
	cells := r.cells[:0]
	for {
		line = trimSpace(line)
		if len(line) == 0 {
			break
		}
		i := bytes.IndexAny(line, " \t")
		if i < 0 {
			i = len(line)
		}
		cells = append(cells, line[:i])
		line = line[i:]
	}
	r.cells = cells
}

// quotedRecord reads a record with quotation marks, which may go on for lines.
// A quotation mark that never closes makes its first line a broken record, and
// reading goes on at the second.
func (r *reader) quotedRecord(size int) error {
	for {
		used, lines, ok := r.splitQuoted(r.buf[r.at:r.end])
		if ok {
			r.at += used
			r.next += lines
			return nil
		}
		if r.drained != nil || r.end-r.at > maxQuotedBytes {
			break
		}
		r.more()
	}
	if r.drained != nil && !errors.Is(r.drained, io.EOF) {
		return r.drained
	}
	r.broken = true
	line := trimCR(bytes.TrimRight(r.buf[r.at:r.at+size], string(rune(r.eol))))
	r.at += size
	r.next++
	r.split(line)
	return nil
}

// splitQuoted splits a record off data; ok is false where its end is not there yet.
func (r *reader) splitQuoted(data []byte) (used, lines int, ok bool) {
	r.cells, r.quoted = r.cells[:0], r.quoted[:0]
	i := 0
	for {
		var cell []byte
		var n int
		if i < len(data) && data[i] == '"' {
			cell, n, lines, ok = r.quotedCell(data[i:], lines)
			if !ok {
				return 0, 0, false
			}
		} else {
			n = plainCell(data[i:], r.sep, r.eol)
			cell = data[i : i+n]
		}
		i += n
		switch {
		case i < len(data) && data[i] == r.sep:
			r.cells = append(r.cells, cell)
			i++
		case i < len(data): // the line's end
			r.cells = append(r.cells, trimCR(cell))
			return i + 1, lines + 1, true
		case r.drained != nil:
			r.cells = append(r.cells, trimCR(cell))
			return i, lines + 1, true
		default:
			return 0, 0, false
		}
	}
}

// plainCell is the length of a cell without quotation marks at its beginning.
func plainCell(data []byte, sep, eol byte) int {
	for i, c := range data {
		if c == sep || c == eol {
			return i
		}
	}
	return len(data)
}

// quotedCell reads a cell that begins with a quotation mark; what stands between
// the closing mark and the separator is kept.
func (r *reader) quotedCell(data []byte, lines int) (cell []byte, n, linesNow int, ok bool) {
	start, i, before := len(r.quoted), 1, lines
	for {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 || i+q > maxQuotedBytes {
			return nil, 0, lines, false
		}
		part := data[i : i+q]
		lines += bytes.Count(part, []byte{r.eol})
		r.quoted = append(r.quoted, part...)
		i += q + 1
		if i < len(data) && data[i] == '"' {
			r.quoted = append(r.quoted, '"')
			i++
			continue
		}
		if i == len(data) && r.drained == nil {
			return nil, 0, lines, false
		}
		break
	}
	tail := plainCell(data[i:], r.sep, r.eol)
	if lines > before && len(trimSpace(data[i:i+tail])) > 0 {
		// Across lines a mark that closes stands before a separator. This one opens
		// another cell: then the first was a mark of its text, such as an inch.
		r.quoted = r.quoted[:start]
		n := plainCell(data, r.sep, r.eol)
		return data[:n], n, before, true
	}
	if tail > 0 {
		r.quoted = append(r.quoted, trimCR(data[i:i+tail])...)
		i += tail
	}
	return r.quoted[start:len(r.quoted):len(r.quoted)], i, lines, true
}
