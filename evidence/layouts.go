package evidence

import (
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// rowLayout is a layout that is no plain table: each row is put right before it is read.
// Rows say one after another what they are; a layout is made anew for each reading.
type rowLayout interface {
	// row puts a row right in place; false leaves it out, as a line that only structures.
	row(cells [][]byte) (kept bool, reject *Reject)
}

// layoutOf finds how a sample's rows are laid out, and puts the sample right.
func (s *sample) findLayout() {
	switch {
	case s.isDATEV():
		year := s.head
		s.layout = func() rowLayout { return newDATEV(year, s.header) }
		s.notes = append(s.notes, clientele.Tell("evidence.datev"))
	default:
		if col := s.headLines(); col >= 0 {
			s.layout = func() rowLayout { return &headLines{col: col} }
			if isNumbered(s.header[col]) {
				s.header[col] = "Customer"
			}
			s.notes = append(s.notes, clientele.Tell("evidence.head-lines", "column", s.header[col]))
		}
	}
	if s.layout == nil {
		return
	}
	s.rows, s.lines = s.through(s.layout())
}

// through puts the sample's rows right, and leaves out those that are none.
func (s *sample) through(l rowLayout) (kept [][]string, lines []int) {
	for i, row := range s.rows {
		cells := make([][]byte, max(len(row), len(s.header)))
		for c := range row {
			cells[c] = []byte(row[c])
		}
		ok, reject := l.row(cells)
		if !ok || reject != nil || isFooter(row) {
			continue
		}
		out := make([]string, len(cells))
		for c := range cells {
			out[c] = string(cells[c])
		}
		kept, lines = append(kept, out), append(lines, s.lines[i])
	}
	return kept, lines
}

func isNumbered(header string) bool {
	_, err := strconv.Atoi(strings.TrimPrefix(header, "c"))
	return err == nil
}

// headLines finds the column that is filled on lines of their own above the rows that they are about.
func (s *sample) headLines() int {
	for col := range s.header {
		heads, rows, other, together := 0, 0, 0, 0
		names := map[string]bool{}
		for _, row := range s.rows {
			filled := 0
			for c, cell := range row {
				if c != col && cell != "" {
					filled++
				}
			}
			has := col < len(row) && row[col] != ""
			switch {
			case has && (isSumWord(row[col]) || isFooter(row)):
			case has && filled == 0 && sortOf(row[col]) == sortText:
				heads++
				names[row[col]] = true
			case has:
				together++
			case filled >= 3:
				rows++
			default:
				other++
			}
		}
		if heads >= 2 && rows >= heads && together == 0 && other*5 <= rows && len(names) == heads && s.begins(col) {
			return col
		}
	}
	return -1
}

// begins says that the first row of all is a head line.
func (s *sample) begins(col int) bool { return col < len(s.rows[0]) && s.rows[0][col] != "" }

// headLinesRow holds the name of the last head line.
type headLines struct {
	col  int
	name []byte
}

func (h *headLines) row(cells [][]byte) (bool, *Reject) {
	if h.col >= len(cells) {
		return true, nil
	}
	cell := cleanText(cells[h.col])
	if len(cell) == 0 {
		cells[h.col] = h.name
		return true, nil
	}
	for c := range cells {
		if c != h.col && len(trimSpace(cells[c])) > 0 {
			return true, nil // a sum, which says so itself
		}
	}
	h.name = append([]byte(nil), cell...)
	return false, nil
}

// fillDown writes into blank cells what stands above them, as where cells were merged.
type fillDown struct {
	cols []int // the first is the account's
	last [][]byte
}

func (f *fillDown) row(cells [][]byte) (bool, *Reject) {
	if f.last == nil {
		f.last = make([][]byte, len(f.cols))
	}
	fills := f.cols[0] < len(cells) && len(trimSpace(cells[f.cols[0]])) == 0
	for i, col := range f.cols {
		switch {
		case col >= len(cells):
		case fills:
			cells[col] = f.last[i]
		default:
			f.last[i] = append(f.last[i][:0:0], cells[col]...)
		}
	}
	return true, nil
}

// mergedCells says that the account stands only on the first row of each block: the
// first row has it, no account comes twice, and the blank rows have a day and, where
// there is one, an amount, but nobody else's name.
func (r *recognition) mergedCells() []int {
	account, at := r.fields["account"], r.fields["at"]
	if account == nil || at == nil || account.expr.op != 'c' || len(r.rows) < 4 {
		return nil
	}
	col, seen, blanks := account.expr.col, map[string]bool{}, 0
	for i, row := range r.rows {
		who := r.cell(i, col)
		switch {
		case isFooter(row):
		case who == "":
			if i == 0 || strings.Trim(r.cellsOf(row, at), "\x00") == "" {
				return nil
			}
			blanks++
		case seen[who]:
			return nil
		default:
			seen[who] = true
		}
	}
	if len(seen) < 2 || blanks < 2 || blanks*10 < 3*len(r.rows) {
		return nil
	}
	cols := []int{col}
	for c := range r.header {
		if c != col && r.blankTogether(col, c) {
			cols = append(cols, c)
		}
	}
	for _, f := range []string{"email", "name", "phone"} {
		if m := r.fields[f]; m != nil && !within(m.expr.columns(), cols) {
			return nil // they may be guests
		}
	}
	if order := r.fields["order"]; order != nil && !within(order.expr.columns(), cols) && r.profiles[order.expr.columns()[0]].repeats() > 0 {
		return nil // the lines of an order, of which the first says whose it is
	}
	r.notes = append(r.notes, clientele.Tell("evidence.merged-cells", "n", blanks, "from", account.From)+" "+clientele.Tell("evidence.flag-blanks"))
	return cols
}

func within(cols, of []int) bool {
	for _, c := range cols {
		found := false
		for _, o := range of {
			found = found || c == o
		}
		if !found {
			return false
		}
	}
	return true
}

// blankTogether says that a column is filled exactly where another is.
func (r *recognition) blankTogether(a, b int) bool {
	for i := range r.rows {
		if (r.cell(i, a) == "") != (r.cell(i, b) == "") {
			return false
		}
	}
	return true
}

// isDATEV knows a booking batch by its head line and its header.
func (s *sample) isDATEV() bool {
	if len(s.head) < 16 || s.head[0] != "EXTF" && s.head[0] != "DTVF" {
		return false
	}
	d := newDATEV(s.head, s.header)
	return d.amount >= 0 && d.side >= 0 && d.account >= 0 && d.counter >= 0 && d.day >= 0
}

// datev puts the rows of a booking batch right.
type datev struct {
	from, to                            time.Time
	amount, side, account, counter, day int
}

func newDATEV(head, header []string) *datev {
	d := &datev{}
	find := func(begins string) int {
		for i, h := range header {
			if strings.HasPrefix(squeezed(h), begins) {
				return i
			}
		}
		return -1
	}
	d.amount, d.side, d.account, d.counter, d.day = find("umsatzohne"), find("sollhaben"), find("konto"), find("gegenkonto"), find("belegdatum")
	d.from, _ = time.Parse("20060102", head[14])
	d.to, _ = time.Parse("20060102", head[15])
	if d.from.IsZero() {
		d.from, _ = time.Parse("20060102", head[12])
		d.to = d.from.AddDate(1, 0, -1)
	}
	return d
}

// isDebtor: accounts of persons have a digit more than ledger accounts; debtors begin with 1 to 6.
func isDebtor(account []byte) bool {
	return len(account) >= 5 && account[0] >= '1' && account[0] <= '6'
}

// isRevenue: 8000 and on in one of DATEV's two charts, 4000 and on in the other.
func isRevenue(account []byte) bool {
	return len(account) == 4 && (account[0] == '8' || account[0] == '4')
}

func (d *datev) row(cells [][]byte) (bool, *Reject) {
	if max(d.amount, d.side, d.account, d.counter, d.day) >= len(cells) {
		return true, nil
	}
	account, counter, side := cleanText(cells[d.account]), cleanText(cells[d.counter]), cleanText(cells[d.side])
	back := len(side) == 1 && (side[0] == 'H' || side[0] == 'h')
	if isDebtor(counter) && !isDebtor(account) {
		account, counter, back = counter, account, !back
	}
	if !isDebtor(account) || !isRevenue(counter) {
		return true, &Reject{What: clientele.Tell("evidence.no-debtor"), Remedy: NothingToDo}
	}
	cells[d.account] = append([]byte(nil), account...)
	cells[d.counter] = append([]byte(nil), counter...)
	if amount := cleanText(cells[d.amount]); back && len(amount) > 0 && amount[0] != '-' {
		cells[d.amount] = append([]byte{'-'}, amount...)
	}
	if day, ok := d.date(cleanText(cells[d.day])); ok {
		cells[d.day] = day
	}
	return true, nil
}

// date gives DDMM its year: that in which it lies within the batch's span.
func (d *datev) date(b []byte) ([]byte, bool) {
	n, err := strconv.Atoi(string(b))
	if err != nil || len(b) < 3 || len(b) > 4 {
		return nil, false
	}
	for year := d.from.Year(); year <= d.to.Year(); year++ {
		t := time.Date(year, time.Month(n%100), n/100, 0, 0, 0, 0, time.UTC)
		if t.Day() == n/100 && (!t.Before(d.from) && !t.After(d.to) || d.from.Year() == d.to.Year()) {
			return []byte(t.Format(time.DateOnly)), true
		}
	}
	return nil, false
}
