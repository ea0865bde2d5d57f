package evidence

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Reject is a row that did not become evidence, and why. Reading goes on after it.
type Reject struct {
	Line   int      `json:"line"`   // the physical line on which the row begins
	Row    []string `json:"row"`    // as it stood in the file
	What   string   `json:"what"`   // "there is no customer"
	Column string   `json:"column"` // where; may be empty
	Remedy string   `json:"remedy"` // what to do
}

// NothingToDo is the remedy of a row that is rightly left out.
var NothingToDo = clientele.Tell("evidence.nothing-to-do")

// Kind is what a reject is of, whatever values it names.
func (r *Reject) Kind() string {
	_, told, _, _ := clientele.CutTold(r.What)
	return told.Key + "\x00" + r.Column
}

// Error is line, column and reason in one line.
func (r *Reject) Error() string {
	s := clientele.Tell("evidence.line", "line", r.Line)
	if r.Column != "" {
		s = clientele.Tell("evidence.line-column", "line", r.Line, "column", r.Column)
	}
	s += ": " + r.What
	if r.Remedy != "" {
		s += "; " + r.Remedy
	}
	return s
}

// ErrorsCSV writes rejected rows as they stood, with line, reason and remedy, so
// that they can be corrected in place and imported again; say puts what is told into words.
func ErrorsCSV(w io.Writer, header []string, rejects []Reject, say func(string) string) error {
	out := csv.NewWriter(w)
	width := len(header)
	for _, r := range rejects {
		width = max(width, len(r.Row))
	}
	row := make([]string, 0, width+4)
	for i := range width {
		name := fmt.Sprintf("c%d", i+1)
		if i < len(header) {
			name = header[i]
		}
		row = append(row, defused(name))
	}
	row = append(row, "error_line", "error_column", "error_reason", "error_remedy")
	if err := out.Write(row); err != nil {
		return fmt.Errorf("write errors.csv: %w", err)
	}
	for _, r := range rejects {
		row = row[:0]
		for i := range width {
			cell := ""
			if i < len(r.Row) {
				cell = r.Row[i]
			}
			row = append(row, defused(cell))
		}
		row = append(row, strconv.Itoa(r.Line), defused(r.Column), defused(say(r.What)), defused(say(r.Remedy)))
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write errors.csv/%d: %w", r.Line, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write errors.csv: %w", err)
	}
	return nil
}

// defused keeps a spreadsheet from taking a cell for a formula. Plain numbers
// stay as they are: "-12.50" is an amount.
func defused(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, ok := fastNumber([]byte(cell), pointDecimal); ok && cell[0] == '-' {
		return cell
	}
	if _, ok := fastNumber([]byte(cell), commaDecimal); ok && cell[0] == '-' {
		return cell
	}
	return "'" + cell
}

// footers are the words with which summary rows begin, folded.
var footers = strings.Split("total|totals|grand total|grand totals|sum|subtotal|summe|gesamt|gesamtsumme|totaal|totale|somme|suma|report generated|generated|exported|end of report|copyright|confidential|seller id", "|")

// isFooter knows summary rows and notes at the end of a report.
func isFooter(cells []string) bool {
	for i, c := range cells {
		if c == "" {
			continue
		}
		if c[0] >= '0' && c[0] <= '9' {
			return i+1 < len(cells) && strings.HasPrefix(cells[i+1], "record(s) downloaded")
		}
		first := folded(clip(c, 40))
		for _, f := range footers {
			if rest, ok := strings.CutPrefix(first, f); ok && (rest == "" || rest[0] == ' ' || rest[0] == ':') {
				return true
			}
		}
		return false
	}
	return false
}
