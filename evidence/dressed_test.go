package evidence

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// tabled is a file of the tests taken apart, to be written again as other tools write it.
type tabled struct {
	header []string
	rows   [][]string
	plan   *Plan
}

// written are the ways in which a tool writes the same table.
type dress struct {
	name string
	of   func(tabled) ([]byte, bool) // false where it does not apply to this table
}

// rewritten writes a table with a separator, quoting what must be.
func rewritten(header []string, rows [][]string, sep string, all bool) []byte {
	var b bytes.Buffer
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			if i > 0 {
				b.WriteString(sep)
			}
			if all || strings.Contains(cell, sep) || strings.ContainsAny(cell, "\"\r\n") || len(row) == 1 {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString("\n")
	}
	return b.Bytes()
}

func (t tabled) plain() []byte { return rewritten(t.header, t.rows, ",", false) }

// each gives the table with its cells changed; false where no cell was.
func (t tabled) each(change func(col int, cell string) string) (tabled, bool) {
	out, changed := tabled{header: t.header, plan: t.plan}, false
	for _, row := range t.rows {
		row = slices.Clone(row)
		for i := range row {
			if now := change(i, row[i]); now != row[i] {
				row[i], changed = now, true
			}
		}
		out.rows = append(out.rows, row)
	}
	return out, changed
}

// columnsOf are the columns of some fields.
func (t tabled) columnsOf(fields ...string) map[int]bool {
	cols := map[int]bool{}
	for _, f := range fields {
		if m := t.plan.fields[f]; m != nil {
			for _, c := range m.expr.columns() {
				cols[c] = true
			}
		}
	}
	return cols
}

var pointNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]{1,2})?$`)

// numbers changes the plain numbers of the columns that numbers are read from: digits before
// the mark, digits behind it ("" where there are none), and a minus.
func (t tabled) numbers(write func(minus, whole, fraction string) string) (tabled, bool) {
	cols := t.columnsOf("amount", "price", "refund", "discount", "fee")
	for c := range cols {
		for _, row := range t.rows {
			if c < len(row) && row[c] != "" && !pointNumber.MatchString(row[c]) {
				return t, false
			}
		}
	}
	return t.each(func(col int, cell string) string {
		if !cols[col] || cell == "" {
			return cell
		}
		minus := ""
		if cell[0] == '-' {
			minus, cell = "-", cell[1:]
		}
		whole, fraction, _ := strings.Cut(cell, ".")
		return write(minus, whole, fraction)
	})
}

func inThrees(whole, mark string) string {
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + mark + whole[i:]
	}
	return whole
}

func withMark(mark, fraction string) string {
	if fraction == "" {
		return ""
	}
	return mark + fraction
}

// days changes the cells that dates are read from; each is given as a moment.
func (t tabled) days(layout, withClock string) (tabled, bool) {
	dates := map[int]calendar{}
	for field, c := range t.plan.calendars {
		m := t.plan.fields[field]
		if m == nil || m.expr.op != 'c' || c.layout == notDates || c.layout == datesMonth || c.layout == datesWeek || c.layout == datesQuarter {
			return t, false
		}
		dates[m.expr.col] = c
	}
	if len(dates) == 0 {
		return t, false
	}
	clocks := false
	for col, c := range dates {
		for _, row := range t.rows {
			if col < len(row) && row[col] != "" {
				ms, z, ok := c.milli([]byte(row[col]))
				if !ok || z.known || z.instant {
					return t, false
				}
				clocks = clocks || ms%86_400_000 != 0
			}
		}
	}
	if clocks {
		layout = withClock
	}
	if layout == "" {
		return t, false
	}
	return t.each(func(col int, cell string) string {
		c, is := dates[col]
		if !is || cell == "" {
			return cell
		}
		ms, _, _ := c.milli([]byte(cell))
		return time.UnixMilli(ms).UTC().Format(layout)
	})
}

// asTable is a mutation of the table as such.
func asTable(sep string, change func(tabled) (tabled, bool)) func(tabled) ([]byte, bool) {
	return func(t tabled) ([]byte, bool) {
		out, ok := change(t)
		return rewritten(out.header, out.rows, sep, false), ok
	}
}

// permuted gives the columns in another order.
func permuted(t tabled, order func(i, n int) int) tabled {
	n := len(t.header)
	move := func(row []string) []string {
		out := make([]string, n)
		for i := range n {
			if from := order(i, n); from < len(row) {
				out[i] = row[from]
			}
		}
		return out
	}
	out := tabled{header: move(t.header), plan: t.plan}
	for _, row := range t.rows {
		out.rows = append(out.rows, move(row))
	}
	return out
}

func utf16Of(text []byte, order binary.ByteOrder, mark bool) []byte {
	units := utf16.Encode([]rune(string(text)))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	out := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(out[2*i:], u)
	}
	return out
}

// insertedRow puts a row before another.
func (t tabled) insertedRow(at int, row []string) tabled {
	return tabled{t.header, slices.Insert(slices.Clone(t.rows), min(at, len(t.rows)), row), t.plan}
}

// totals is a row that says what the amounts come to; label stands in a column.
func (t tabled) totals(label string, at int) ([]string, bool) {
	m := t.plan.fields["amount"]
	if m == nil || m.expr.op != 'c' || m.expr.col == at {
		return nil, false
	}
	sum := number{}
	for _, row := range t.rows {
		if m.expr.col >= len(row) || row[m.expr.col] == "" {
			continue
		}
		if !pointNumber.MatchString(row[m.expr.col]) {
			return nil, false
		}
		n, ok := fastNumber([]byte(row[m.expr.col]), pointDecimal)
		if !ok {
			return nil, false
		}
		if sum, ok = sum.plus(n); !ok {
			return nil, false
		}
	}
	row := make([]string, len(t.header))
	row[m.expr.col] = sum.String()
	row[at] = label
	return row, true
}

func (t tabled) accountColumn() (int, bool) {
	m := t.plan.fields["account"]
	if m == nil || m.expr.op != 'c' {
		return 0, false
	}
	return m.expr.col, true
}

func (t tabled) unsigned() bool {
	if t.plan.has("currency") || t.plan.Currency != "" {
		return false
	}
	for c := range t.columnsOf("amount") {
		if t.plan.profiles[c].signs > 0 {
			return false
		}
	}
	return t.plan.has("amount")
}

var signedAs = []string{"$12.50", "€12.50", "12.50 €", "12.50 EUR", "£ 12.50"}
