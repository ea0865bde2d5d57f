package evidence

import (
	"bufio"
	"bytes"
	"io"
)

// quoting is a way of quotation marks that is not that of RFC 4180. Which one a file
// has is decided by which reading gives even rows.
type quoting string

const (
	quotedPlain     quoting = ""
	quotedBackslash quoting = "backslash" // "said \"yes\""
	quotedSpaced    quoting = "spaced"    // "a", "b, c"
	quotedLines     quoting = "lines"     // each line is one quoted cell
	quotedLone      quoting = "lone"      // lines that are a single mark
	quotedSingle    quoting = "single"    // 'a', 'b, c'
)

// mayBe says whether a text shows a way of quoting at all.
func (q quoting) mayBe(text []byte) bool {
	switch q {
	case quotedBackslash:
		return bytes.Contains(text, []byte(`\"`))
	case quotedSpaced:
		return bytes.Count(text, []byte(`, "`))+bytes.Count(text, []byte(`; "`))+bytes.Count(text, []byte("\t \"")) > 1
	case quotedLines:
		return text[0] == '"' && bytes.Count(text, []byte("\n\"")) > 0
	case quotedLone:
		return bytes.HasPrefix(text, []byte("\"\n")) || bytes.HasPrefix(text, []byte("\"\r\n")) || bytes.Contains(text, []byte("\n\"\n")) || bytes.Contains(text, []byte("\n\"\r\n"))
	case quotedSingle:
		return bytes.Count(text, []byte{'\''}) > 3
	}
	return false
}

// respelt reads a text as RFC 4180 would have it, byte by byte: only odd files go through it.
type respelt struct {
	r   *bufio.Reader
	how quoting
	sep byte

	out    []byte
	at     int
	err    error
	begins bool // a cell begins here
	line   bool // a line begins here
	in     bool // within quotation marks
}

func newRespelt(r io.Reader, how quoting, sep byte) *respelt {
	return &respelt{r: bufio.NewReaderSize(r, 64<<10), how: how, sep: sep, begins: true, line: true}
}

func (s *respelt) Read(p []byte) (int, error) {
	if s.at == len(s.out) {
		s.out, s.at = s.out[:0], 0
		for len(s.out) < 32<<10 && s.err == nil {
			var c byte
			if c, s.err = s.r.ReadByte(); s.err == nil {
				s.take(c)
			}
		}
		if len(s.out) == 0 {
			return 0, s.err
		}
	}
	n := copy(p, s.out[s.at:])
	s.at += n
	return n, nil
}

func (s *respelt) next() byte {
	b, err := s.r.Peek(1)
	if err != nil {
		return '\n'
	}
	return b[0]
}

func (s *respelt) skip() { s.r.ReadByte() } // it was looked at before

func (s *respelt) take(c byte) {
	next := s.next()
	ends := next == '\n' || next == '\r'
	switch s.how {
	case quotedBackslash:
		if c == '\\' && (next == '"' || next == '\\') {
			s.skip()
			if c = next; c == '"' {
				s.out = append(s.out, '"')
			}
		}
	case quotedLone:
		if s.line && c == '"' && ends {
			s.line = false
			return
		}
	case quotedLines:
		switch {
		case s.line && c == '"':
			s.line, s.in = false, true
			return
		case s.in && c == '"' && next == '"':
			s.skip()
		case s.in && c == '"' && ends:
			s.in = false
			return
		}
	case quotedSpaced:
		if s.spaced(c, next) {
			return
		}
	case quotedSingle:
		c = s.single(c, next)
	}
	s.line = c == '\n' || c == '\r'
	s.begins = !s.in && (c == s.sep || s.line)
	s.out = append(s.out, c)
}

// spaced leaves out the blanks between a separator and a quotation mark.
func (s *respelt) spaced(c, next byte) bool {
	switch {
	case !s.in && s.begins && c == ' ' && (next == '"' || next == ' '):
		return true
	case !s.in && s.begins && c == '"':
		s.in = true
	case s.in && c == '"' && next == '"':
		s.skip()
		s.out = append(s.out, '"')
	case s.in && c == '"':
		s.in = false
	}
	return false
}

// single makes double marks of the single ones around cells.
func (s *respelt) single(c, next byte) byte {
	switch {
	case !s.in && s.begins && c == '\'':
		s.in = true
		return '"'
	case s.in && c == '\'' && next == '\'':
		s.skip()
	case s.in && c == '\'' && (next == s.sep || next == '\n' || next == '\r'):
		s.in = false
		return '"'
	case s.in && c == '"':
		s.out = append(s.out, '"')
	}
	return c
}

// chooseQuoting takes the separator and the way of quoting under which the rows are the most even.
func (s *sample) chooseQuoting(text []byte, given byte) {
	best, bestScore := s.dialect, -1.0
	for _, how := range []quoting{quotedPlain, quotedBackslash, quotedSpaced, quotedLines, quotedLone, quotedSingle} {
		if how != quotedPlain && !how.mayBe(text) {
			continue
		}
		d := s.dialect
		d.Quoting = how
		score := 0.0
		if given != 0 {
			d.Separator = string(given)
			score = evenness(text, d, s.whole)
		} else {
			var sep byte
			sep, score = guessSeparator(text, d, s.whole, s.lone)
			d.Separator = string(sep)
		}
		// Marks behind backslashes or blanks are read as such where nothing speaks against it.
		if score > bestScore+0.02 || score >= bestScore && (how == quotedBackslash || how == quotedSpaced) {
			best, bestScore = d, score
		}
	}
	s.dialect = best
}

func evenness(text []byte, d Dialect, whole bool) float64 {
	records, _ := takeRecords(text, d, 300, whole)
	width, same := commonWidth(records), 0
	for _, r := range records {
		if len(r) == width {
			same++
		}
	}
	if width < 2 {
		return 0
	}
	return float64(same) / float64(len(records)-notesAbove(records, width))
}
