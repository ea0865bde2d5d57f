package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// amountOnce says that the amount is the whole order's and stands on each of its
// lines. It is the same on all lines of every order, and the lines themselves, by
// their prices, differ or add up to it; where no price is there, its name or many
// orders of different products say it.
func (r *recognition) amountOnce() bool {
	amount, order := r.fields["amount"], r.fields["order"]
	if amount == nil || order == nil || amount.expr.op != 'c' || order.expr.op != 'c' {
		return false
	}
	groups, ok := r.sameOnAllLines(amount.expr.col, order.expr.col)
	if !ok || len(groups) == 0 || r.areCopies(groups) {
		return false
	}
	sum := r.figuresOf(amount.expr)
	whole, line := 0, 0
	for _, value := range r.lineValues(amount.expr.col) {
		w, l := againstLines(groups, sum, r.figuresOf(value))
		if whole, line = whole+w, line+l; w+l > 0 {
			break
		}
	}
	once := whole > line
	if whole+line == 0 {
		once = r.saysOrder(amount.expr.col) || !r.saysLine(amount.expr.col) && r.manyProducts(groups)
	}
	n, from := len(groups), amount.From
	switch {
	case r.given["amount"]:
		return once && (whole > 0 || r.saysOrder(amount.expr.col))
	case once:
		r.notes = append(r.notes, clientele.Tell("evidence.once", "from", from, "n", n)+" "+clientele.Tell("evidence.flag-of-the-line", "from", from))
	case line == 0 && !r.saysLine(amount.expr.col):
		r.notes = append(r.notes, clientele.Tell("evidence.same-on-each", "n", n, "from", from)+" "+clientele.Tell("evidence.else-whole"))
	}
	return once
}

// areCopies says that the rows of each order are the same in every cell, and that no column
// names a thing of which there could be two: they are copies, and left to the reading.
func (r *recognition) areCopies(groups [][]int) bool {
	for _, detail := range []string{"product", "text", "quantity", "price"} {
		if r.fields[detail] != nil {
			return false
		}
	}
	for _, g := range groups {
		for _, i := range g[1:] {
			if !r.sameRow(i, g[0]) {
				return false
			}
		}
	}
	return true
}

// sameRow says that two rows are the same in every cell, but for one that only numbers them.
func (r *recognition) sameRow(a, b int) bool {
	count := r.countsRows()
	for col := range r.header {
		if col != count && r.cell(a, col) != r.cell(b, col) {
			return false
		}
	}
	return true
}

// countsRows is the column that nobody reads and whose numbers go up by one, or by two where
// a row was left out, as programs write them; -1: none.
func (r *recognition) countsRows() int {
	for col, p := range r.profiles {
		if r.used[col] || p.filled < len(r.rows) || p.numbers < p.filled || p.fractions > 0 || len(r.rows) < 3 {
			continue
		}
		f, all := r.figuresOf(column(col)), true
		for i := 1; i < len(f.v) && all; i++ {
			all = f.v[i] > f.v[i-1]
		}
		if all && f.v[len(f.v)-1]-f.v[0] < int64(len(f.v))*12_000 {
			return col
		}
	}
	return -1
}

// sameOnAllLines gives the rows of the orders with several lines, if the amount is the same on all of each.
func (r *recognition) sameOnAllLines(amount, order int) (groups [][]int, ok bool) {
	at := map[string]int{}
	var all [][]int
	for i, row := range r.rows {
		if max(amount, order) >= len(row) || row[order] == "" || row[amount] == "" {
			continue
		}
		k, known := at[row[order]]
		if !known {
			k = len(all)
			at[row[order]], all = k, append(all, nil)
		} else if r.rows[all[k][0]][amount] != row[amount] {
			return nil, false
		}
		all[k] = append(all[k], i)
	}
	return slices.DeleteFunc(all, func(g []int) bool { return len(g) < 2 }), true
}

// lineValues are what could be a line's own worth: price times quantity, and columns named so.
func (r *recognition) lineValues(amount int) []*expr {
	var out []*expr
	price, quantity := r.exprOf("price"), r.exprOf("quantity")
	if price != nil && quantity != nil {
		out = append(out, &expr{op: '*', a: quantity, b: price})
	}
	for col, h := range r.header {
		if col != amount && r.isNumbers(col) && !r.isField(col, "quantity") && !r.isField(col, "order") && r.saysLine(col) && len(tokens(h)) > 1 {
			out = append(out, column(col))
		}
	}
	if price != nil && quantity == nil {
		out = append(out, price)
	}
	return out
}

// againstLines counts the orders whose amount is the lines' sum, or differs from lines
// that differ among themselves, and those whose amount is each line's own.
func againstLines(groups [][]int, amount, line figures) (whole, own int) {
	for _, g := range groups {
		total, sum, same, alike, has := amount.v[g[0]], int64(0), true, true, true
		for _, i := range g {
			has = has && line.has[i]
			sum += line.v[i]
			same = same && line.v[i] == total
			alike = alike && line.v[i] == line.v[g[0]]
		}
		switch {
		case !has:
		case same:
			own++
		case sum == total, !alike, sum*100 >= total*65 && sum*100 <= total*105: // tax and shipping lie between
			whole++
		}
	}
	return whole, own
}

// saysOrder and saysLine read a header's words: "Order total", "Line total".
func (r *recognition) saysOrder(col int) bool {
	return r.named && holdsWord(r.header[col], "order invoice grand commande pedido rechnung rechnungs auftrag auftrags ordine fattura factura bestelling basket cart booking overall gesamt gesamtbetrag rechnungsbetrag bestellwert ordertotal")
}

func (r *recognition) saysLine(col int) bool {
	return r.named && holdsWord(r.header[col], "line item lineitem unit each position pos zeile zeilen artikel linea riga ligne regel produkt product row price preis prix precio prezzo prijs extended")
}

func holdsWord(header, words string) bool {
	return slices.ContainsFunc(tokens(header), func(t string) bool { return strings.Contains(" "+words+" ", " "+t+" ") })
}

// manyProducts says that most of at least three orders hold different products at one amount.
func (r *recognition) manyProducts(groups [][]int) bool {
	detail := r.exprOf("product")
	if detail == nil {
		detail = r.exprOf("text")
	}
	if detail == nil || detail.op != 'c' {
		return false
	}
	differing := 0
	for _, g := range groups {
		if slices.ContainsFunc(g, func(i int) bool { return r.cell(i, detail.col) != r.cell(g[0], detail.col) }) {
			differing++
		}
	}
	return len(groups) >= 3 && differing*2 > len(groups)
}

func (r *recognition) cell(row, col int) string {
	if col < len(r.rows[row]) {
		return r.rows[row][col]
	}
	return ""
}

// findSums looks for rows that say again what stands above them: by a word in some
// column, or, where a row names no product, because its amount is the sum of the rows
// of its account, or of the other lines of its order.
func (r *recognition) findSums(s *settled) {
	s.sumColumns = nil
	for col, p := range r.profiles {
		if p.numbers == p.filled || r.isField(col, "account") || r.isField(col, "name") {
			continue
		}
		n := 0
		for v, times := range p.values {
			if isSumWord(v) {
				n += times
			}
		}
		if n > 0 && n < p.filled {
			s.sumColumns = append(s.sumColumns, col)
		}
	}
	r.settleTotals(s)
	r.nameNoSums(s)
	amount, account := r.fields["amount"], r.fields["account"]
	s.sumBlank = -1
	for _, field := range []string{"product", "text"} {
		if m := r.fields[field]; m != nil && m.expr.op == 'c' && amount != nil && account != nil && s.sumBlank < 0 {
			if blanks := r.blankSums(m.expr.col); blanks > 0 {
				s.sumBlank = m.expr.col
				r.notes = append(r.notes, clientele.Tell("evidence.blank-sums", "n", blanks, "column", m.From))
			}
		}
	}
}

// blankSums counts the rows with a blank in a column, if each of them is a sum.
func (r *recognition) blankSums(col int) int {
	amount, account, order := r.figuresOf(r.fields["amount"].expr), r.fields["account"], r.fields["order"]
	running, inOrder := map[string]int64{}, map[string]int64{}
	for i, row := range r.rows {
		if r.cell(i, col) != "" && amount.has[i] {
			inOrder[r.cellsOf(row, order)] += amount.v[i]
		}
	}
	blanks := 0
	for i, row := range r.rows {
		who := r.cellsOf(row, account)
		switch {
		case !amount.has[i], isFooter(row), strings.Trim(who, "\x00") == "", isSumWord(who):
			// a total of the whole file is no row of anybody's
		case r.cell(i, col) != "":
			running[who] += amount.v[i]
		case running[who] == amount.v[i] && amount.v[i] != 0:
			blanks++
			running[who] = 0
		case order != nil && inOrder[r.cellsOf(row, order)] == amount.v[i] && amount.v[i] != 0:
			blanks++
		default:
			return 0
		}
	}
	if blanks < 2 {
		return 0
	}
	return blanks
}
