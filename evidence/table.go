package evidence

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// Table is a file as a table of texts, for who makes something else of its rows than
// entries. Separator, encoding and header are found as for a log.
type Table struct {
	Header  []string
	Named   bool // the columns have names of their own
	Dialect Dialect
	Sample  [][]string // the first rows as they stand
	Looks   []Look     // of each column, by what stands in the sample

	plan     *Plan
	profiles []*profile
}

// Look is what the sample shows of a column: shares of the cells that are not empty.
type Look struct {
	Filled, Emails, Numbers, Dates float64
	Different                      int // values
	Longest                        int // letters of one
}

// OpenTable looks at a file.
func OpenTable(src Source) (*Table, error) {
	s, err := takeSampleOf(src, Options{}, true)
	if err != nil {
		return nil, err
	}
	if len(s.rows) == 0 && s.whole {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("evidence.no-rows"), Where: src.Name(), Remedy: clientele.Tell("evidence.no-rows-remedy")}
	}
	t := &Table{Header: s.header, Named: s.dialect.Header, Dialect: s.dialect, Sample: s.rows}
	t.plan = &Plan{Source: src, File: src.Name(), Dialect: s.dialect, header: s.header}
	for col := range s.header {
		p := profileOf(s.rows, col)
		t.profiles = append(t.profiles, p)
		dates := 0.0
		if l := p.layout(false); l != notDates {
			dates = p.share(p.dates[l])
		}
		filled := 0.0
		if p.rows > 0 {
			filled = float64(p.filled) / float64(p.rows)
		}
		t.Looks = append(t.Looks, Look{filled, p.share(p.emails), p.share(p.numbers), dates, len(p.values), p.longest})
	}
	return t, nil
}

// TableRow is one row: the line on which it begins, and its cells.
type TableRow struct {
	Line  int
	Cells []string
}

// Rows streams the rows. An error that is a *Reject is about one row, and reading goes
// on; any other is the last thing that comes. Memory does not grow with the file.
func (t *Table) Rows(ctx context.Context) iter.Seq2[TableRow, error] {
	return func(yield func(TableRow, error) bool) {
		t.plan.read.Store(0)
		rd, closer, err := t.plan.openRows()
		if err != nil {
			yield(TableRow{}, err)
			return
		}
		defer closer.Close()
		var r row
		for n := 0; ; n++ {
			if n%1024 == 0 && ctx.Err() != nil {
				yield(TableRow{}, ctx.Err())
				return
			}
			if err := rd.read(); err != nil {
				if !errors.Is(err, io.EOF) {
					yield(TableRow{}, t.plan.fatal(err, rd.next))
				}
				return
			}
			r.cells, r.line = rd.cells, rd.line
			cells := r.copy()
			if t.plan.isHeaderAgain(cells) {
				continue
			}
			var fault error
			if reject := t.plan.wellFormed(rd); reject != nil {
				reject.Line, reject.Row = rd.line, cells
				fault = reject
			}
			if !yield(TableRow{rd.line, cells}, fault) {
				return
			}
		}
	}
}

// Progress is how many bytes were read, and how many there are.
func (t *Table) Progress() (read, size int64) { return t.plan.Progress() }

// Cell is a cell of a row, "" where the row has none.
func (r TableRow) Cell(col int) string {
	if col < len(r.Cells) {
		return strings.TrimSpace(r.Cells[col])
	}
	return ""
}

// Days reads a column as days. It asks where day and month could be either way round and
// nobody said an order ("dmy", "mdy", "ymd").
func (t *Table) Days(col int, said string) (read func(string) (clientele.Day, bool), asks bool) {
	q := t.profiles[col]
	c := calendar{layout: q.layout(true), order: q.orders}
	if c.layout == notDates {
		c.layout = datesParts
	}
	switch {
	case c.layout != datesParts:
	case said != "":
		c.order = orderNames[said]
	case !q.ordered && !q.short:
		c.order = yearFirst
	case !q.ordered, q.dotted && q.orders&dayFirst != 0:
		c.order = dayFirst
	case q.orders == 0 || q.orders&(q.orders-1) != 0:
		asks = true
	}
	return func(cell string) (clientele.Day, bool) {
		said, _, ok := c.milli([]byte(cell))
		if !ok {
			return clientele.NoDay, false
		}
		return clientele.DayOf(time.UnixMilli(said).UTC()), true
	}, asks
}

// Numbers reads a column as numbers, with the decimal mark that it shows; beside it the
// currency of a sign in the cell, "" where there is none.
func (t *Table) Numbers(col int) func(string) (n float64, currency string, ok bool) {
	m := t.profiles[col].marks
	if m == eitherDecimal || m == 0 {
		m = pointDecimal
	}
	return func(cell string) (float64, string, bool) {
		n, ok := parseNumber([]byte(cell), m)
		if !ok || n.empty {
			return 0, "", false
		}
		return float64(n.units) / float64(powers[n.digits]), n.currency, true
	}
}

// WordsOf are the words of a header, without accents, marks and case, in one.
func WordsOf(header string) string { return squeezed(header) }
