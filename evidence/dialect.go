package evidence

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Dialect is how a file writes a table.
type Dialect struct {
	Gzip      bool     `json:"gzip,omitempty"`
	Sheet     string   `json:"sheet,omitempty"`  // of a workbook, or the file of an archive
	Others    []string `json:"others,omitempty"` // sheets beside it that hold tables, too
	Book      bool     `json:"book,omitempty"`   // it is a workbook
	Encoding  string   `json:"encoding"`
	Separator string   `json:"separator"`            // "," ";" "\t" "|", or " " for any run of spaces
	Quoting   quoting  `json:"quoting,omitempty"`    // where it is not RFC 4180's
	OldMac    bool     `json:"old_mac,omitempty"`    // lines end in CR alone
	MixedEnds bool     `json:"mixed_ends,omitempty"` // some lines end in CR alone, some in LF
	Header    bool     `json:"header"`               // the columns have names
	Skip      int      `json:"skip,omitempty"`       // records before the first row: preamble and header
	Preamble  int      `json:"preamble,omitempty"`
}

func (d Dialect) separator() byte {
	if d.Separator == "" {
		return ','
	}
	return d.Separator[0]
}

// sampleBytes is how much of a file is looked at before it is read.
const sampleBytes = 512 << 10

// sampleRows is how many rows the columns are judged by.
const sampleRows = 4000

// maxColumns is how wide a table may be. Recognising takes each column for each
// field, and a page shows them all: what is wider than this is no log of anything.
const maxColumns = 1_000

// maxPreamble is how many records of notes may stand before the header.
const maxPreamble = 30

// sample is the beginning of a file, taken apart.
type sample struct {
	dialect Dialect
	header  []string
	rows    [][]string
	lines   []int
	whole   bool     // the sample is the whole file
	head    []string // the first record, which may say what the file is
	layout  func() rowLayout
	ask     []Question
	notes   []string
	above   [][]string // the notes over the header
	named   int        // the columns that the header names
	cells   int        // and the cells that it has, blank ones too
	lone    bool       // of one column it may be, too; then blanks part nothing
	export  *likeness
}

// takeSample reads the beginning of a source and finds its dialect; of the wishes it heeds
// the encoding and the sheet.
func takeSample(src Source, o Options) (*sample, error) {
	return takeSampleOf(src, o, false)
}

func takeSampleOf(src Source, o Options, lone bool) (*sample, error) {
	var p Plan
	u, err := unpack(src, &p.read, o.Sheet)
	if err != nil {
		return nil, err
	}
	defer u.Close()
	head, whole, err := readHead(u, sampleBytes)
	if err != nil {
		return nil, damaged(src.Name(), err)
	}
	s := &sample{whole: whole, lone: lone}
	s.dialect.Gzip, s.dialect.Sheet, s.dialect.Others, s.dialect.Book = u.gzip, u.sheet, u.others, u.book
	if len(u.others) > 0 && o.Sheet == "" {
		s.notes = append(s.notes, clientele.Tell("evidence.sheet-read", "sheet", u.sheet, "others", u.others)+" "+clientele.Tell("evidence.flag-sheet"))
	}
	enc, mark := encodingOf(head)
	switch {
	case u.book:
		enc, mark = encodingUTF8, 0
	case o.Encoding != "":
		enc = o.Encoding
	}
	s.dialect.Encoding = enc
	text := head[min(mark, len(head)):]
	if enc != encodingUTF8 && enc != encodingWindows1252 {
		if text, err = io.ReadAll(decoded(bytes.NewReader(text), enc)); err != nil {
			return nil, fmt.Errorf("decode %s: %w", src.Name(), err)
		}
	}
	if fault := noTable(text, src.Name()); fault != nil {
		return nil, fault
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.empty"), Where: src.Name(), Remedy: clientele.Tell("evidence.empty-remedy")}
	}
	s.dialect.OldMac = bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') >= 0
	s.dialect.MixedEnds = !s.dialect.OldMac && mixesEnds(text)
	return s, s.parse(text, src.Name())
}

// mixesEnds says that a good part of the lines end in CR alone, as where a file
// of an old Mac was joined to another.
func mixesEnds(text []byte) bool {
	alone := bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
	return alone*10 > bytes.Count(text, []byte{'\n'})
}

func readHead(r io.Reader, size int64) (head []byte, whole bool, err error) {
	head, err = io.ReadAll(io.LimitReader(r, size))
	return head, int64(len(head)) < size, err
}

// parse finds separator, preamble and header, and takes the sample's rows apart.
func (s *sample) parse(text []byte, name string) error {
	first, given := saidSeparator(text)
	if s.dialect.Book {
		first, given = "", ','
	}
	s.chooseQuoting(text, given)
	records, lines := takeRecords(text, s.dialect, sampleRows, s.whole)
	start := 0
	if first != "" && given != 0 && len(records) > 0 && strings.HasPrefix(strings.ToLower(records[0][0]), first) {
		start = 1
	}
	if start < len(records) && (records[start][0] == "EXTF" || records[start][0] == "DTVF") {
		start++ // DATEV's head line
	}
	if fault := tooWide(records, name); fault != nil {
		return fault
	}
	width := commonWidth(records)
	if width < 2 && !(s.lone && width == 1) || start >= len(records) {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-table"), Where: name,
			Remedy: clientele.Tell("evidence.no-table-remedy")}
	}
	head := headerAt(records, start, width)
	s.dialect.Preamble = head
	s.dialect.Header = isHeader(records, head)
	s.dialect.Skip, s.above = head, records[start:max(start, head)]
	if s.dialect.Header {
		s.dialect.Skip++
	}
	s.rows, s.lines = records[s.dialect.Skip:], lines[s.dialect.Skip:]
	if s.dialect.Header {
		s.header, s.cells = names(records[head], width), len(records[head])
		for i, c := range records[head] {
			if strings.TrimSpace(c) != "" {
				s.named = i + 1
			}
		}
	} else {
		s.header = names(make([]string, width), width)
	}
	s.head = records[0]
	s.leaveHeaders()
	if len(s.rows) > 0 {
		s.findLayout()
	}
	return nil
}

// leaveHeaders takes the rows out of the sample in which the header stands again, as where
// files were put together: they are no example of what the columns hold.
func (s *sample) leaveHeaders() {
	if !s.dialect.Header {
		return
	}
	rows, lines := s.rows[:0:0], s.lines[:0:0]
	for i, row := range s.rows {
		if !headerAgain(s.header, row) {
			rows, lines = append(rows, row), append(lines, s.lines[i])
		}
	}
	s.rows, s.lines = rows, lines
}

// saidSeparator reads the line "sep=;" with which spreadsheets say it themselves.
func saidSeparator(text []byte) (prefix string, sep byte) {
	line, _, _ := bytes.Cut(text[:min(len(text), 64)], []byte{'\n'})
	line = bytes.Trim(bytes.TrimSpace(line), `"`)
	if len(line) == 4 && strings.EqualFold(string(line), "sep=") {
		return "sep=", 0
	}
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && bytes.IndexByte([]byte(",;\t|"), line[4]) >= 0 {
		return "sep=", line[4]
	}
	if bytes.HasPrefix(bytes.ToLower(text), []byte("sep=\t")) {
		return "sep=", '\t'
	}
	return "", 0
}

// takeRecords takes up to limit records, leaving out one that the sample's end may have cut.
func takeRecords(text []byte, d Dialect, limit int, whole bool) (records [][]string, lines []int) {
	r := newReader(bytes.NewReader(text), d)
	for len(records) < limit {
		if err := r.read(); err != nil {
			if !whole && len(records) > 1 {
				records, lines = records[:len(records)-1], lines[:len(lines)-1]
			}
			break
		}
		cells := withinBounds(r.cells)
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = string(cleanText(c))
		}
		records, lines = append(records, row), append(lines, r.line)
	}
	return records, lines
}

// withinBounds leaves out the empty columns that spreadsheets write by the thousand
// to the right of a table.
func withinBounds(cells [][]byte) [][]byte {
	for len(cells) > maxColumns && len(trimSpace(cells[len(cells)-1])) == 0 {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func tooWide(records [][]string, name string) error {
	for _, r := range records {
		if len(r) > maxColumns {
			return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.too-wide", "n", len(r), "most", maxColumns), Where: name,
				Remedy: clientele.Tell("evidence.too-wide-remedy")}
		}
	}
	return nil
}

// guessSeparator takes the separator under which the most records have the same number of cells.
func guessSeparator(text []byte, d Dialect, whole, lone bool) (sep byte, score float64) {
	best, bestScore := byte(','), 0.0
	for _, sep := range []byte{'\t', ';', '|', ',', anySpace} {
		d.Separator = string(sep)
		records, _ := takeRecords(text, d, 300, whole)
		width := commonWidth(records)
		if width < 2 || (sep == anySpace && (lone || bestScore > 0.5)) {
			continue
		}
		same := 0
		for _, r := range records {
			if len(r) == width {
				same++
			}
		}
		score := float64(same) / float64(len(records)-notesAbove(records, width))
		if sep == anySpace && score < 0.9 {
			continue
		}
		// Decimal commas make columns of their own under the comma: a header of one
		// cell gives them away.
		if len(records[0]) != width {
			score *= 0.8
		}
		if sep == ',' && width == 2 && splitsNumbers(records) {
			score /= 2
		}
		if score > bestScore+0.02 {
			best, bestScore = sep, score
		}
	}
	return best, bestScore
}

// commonWidth is the number of cells that the most records have; the wider one among
// equals. Where a wider table stands below records of that width, these are notes above it.
func commonWidth(records [][]string) int {
	counts := map[int]int{}
	best := 0
	for _, r := range records {
		counts[len(r)]++
	}
	for width, n := range counts {
		if n > counts[best] || (n == counts[best] && width > best) {
			best = width
		}
	}
	below := best
	for width, n := range counts {
		if width > below && n >= 2 && 4*widthAfter(records, width, best) <= n {
			below = width
		}
	}
	return below
}

// widthAfter counts the records of a width that come after the first one of another.
func widthAfter(records [][]string, first, width int) int {
	n, seen := 0, false
	for _, r := range records {
		seen = seen || len(r) == first
		if seen && len(r) == width {
			n++
		}
	}
	return n
}

// notesAbove counts the records of notes above a table, where there are several.
func notesAbove(records [][]string, width int) int {
	for i, r := range records[:min(len(records), maxPreamble)] {
		if len(r) == width {
			if i > 1 {
				return i
			}
			break
		}
	}
	return 0
}

// splitsNumbers says that a comma parts the records in two within a number: 1 200,00.
func splitsNumbers(records [][]string) bool {
	within := 0
	for _, r := range records {
		if len(r) == 2 && r[0] != "" && isDigit(r[0][len(r[0])-1]) && len(r[1]) >= 2 && isDigit(r[1][0]) && isDigit(r[1][1]) && (len(r[1]) == 2 || !isDigit(r[1][2])) {
			within++
		}
	}
	return within*2 > len(records)
}

// headerAt finds the first record that is as wide as the table, after notes like LinkedIn's.
func headerAt(records [][]string, start, width int) int {
	for i := start; i < len(records) && i < start+maxPreamble; i++ {
		filled := 0
		for _, c := range records[i] {
			if c != "" {
				filled++
			}
		}
		if len(records[i]) < max(min(2, width), width-1) || 2*filled < width {
			continue
		}
		// A note may be about as wide as the table: then the header is below it.
		if below := i + 1; len(records[i]) != width && below < len(records) && len(records[below]) >= width && standsAbove(records, below) {
			return below
		}
		// So may the lines of a report's head: the header is the first that fills more of its cells.
		for j := i + 1; j < len(records) && j < i+6; j++ {
			if blankCells(records[j], width) < blankCells(records[i], width) && standsAbove(records, j) {
				return j
			}
		}
		return i
	}
	return start
}

func blankCells(record []string, width int) int {
	filled := 0
	for _, c := range record {
		if c != "" {
			filled++
		}
	}
	return max(0, width-filled)
}

// isHeader weighs each cell of the first row against the cells below it: names
// stand above data of another sort, a first row of data above its own.
func isHeader(records [][]string, at int) bool {
	names, data := weighHeader(records, at)
	return names >= data
}

// standsAbove says that a record has names above data, and no data of its own.
func standsAbove(records [][]string, at int) bool {
	names, data := weighHeader(records, at)
	return names > 0 && data == 0
}

func weighHeader(records [][]string, at int) (names, data int) {
	for col, cell := range records[at] {
		if cell == "" {
			continue
		}
		below := commonSort(records[at+1:min(len(records), at+60)], col)
		switch sort := sortOf(cell); {
		case sort == sortText && below != sortText && below != sortBlank:
			names++
		case sort != sortText && sort == below:
			data++
		}
	}
	return names, data
}

// cellSort is what a single cell looks like.
type cellSort uint8

const (
	sortBlank cellSort = iota
	sortText
	sortNumber
	sortDate
	sortEmail
)

func sortOf(cell string) cellSort {
	b := []byte(cell)
	if cell == "" {
		return sortBlank
	}
	if looksLikeEmail(cell) {
		return sortEmail
	}
	if p, ok := parseNumber(b, eitherDecimal); ok && !p.empty {
		return sortNumber
	}
	if t, ok := threeNumbers(b); ok {
		if set, _ := t.orders(); set != 0 {
			return sortDate
		}
	}
	if _, _, ok := namedDate(b); ok {
		return sortDate
	}
	return sortText
}

func commonSort(rows [][]string, col int) cellSort {
	var counts [5]int
	for _, r := range rows {
		if col < len(r) {
			counts[sortOf(r[col])]++
		}
	}
	counts[sortBlank] = 0
	best := sortBlank
	for s, n := range counts {
		if n > counts[best] {
			best = cellSort(s)
		}
	}
	return best
}

func looksLikeEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at+1:], '.') > 0 && !strings.ContainsAny(s[:1], "= ")
}

// names gives every column a name of its own: blank ones "c3", repeated ones "Email (2)".
func names(header []string, width int) []string {
	out := make([]string, max(width, len(header)))
	seen := map[string]int{}
	for i := range out {
		name := ""
		if i < len(header) {
			name = strings.Join(strings.Fields(header[i]), " ")
		}
		if name == "" {
			name = fmt.Sprintf("c%d", i+1)
		}
		seen[strings.ToLower(name)]++
		if n := seen[strings.ToLower(name)]; n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		out[i] = name
	}
	return out
}
