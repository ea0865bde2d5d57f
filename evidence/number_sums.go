package evidence

// decimalByArithmetic finds the decimal mark under which one column is the sum, the
// difference or the product of two others in nearly every row, and is not under the
// other mark. 0 where nothing adds up, or all does.
func (p *Plan) decimalByArithmetic(open []int, rows [][]string) marks {
	var cols []int
	isOpen := map[int]bool{}
	for i, q := range p.profiles {
		if q.share(q.numbers+q.num.odd) >= 0.9 && q.layout(false) == notDates && len(cols) < maxSumColumns {
			cols = append(cols, i)
		}
	}
	for _, i := range open {
		isOpen[i] = true
	}
	rows = rows[:min(len(rows), maxSumRows)]
	under := map[marks][][]number{pointDecimal: p.numbersOf(cols, isOpen, rows, pointDecimal), commaDecimal: p.numbersOf(cols, isOpen, rows, commaDecimal)}
	for c, col := range cols {
		if !isOpen[col] {
			continue
		}
		for a := range cols {
			for b := range cols {
				if a == c || b == c || a == b {
					continue
				}
				for _, how := range "+-*" {
					point, comma := holding(under[pointDecimal], [3]int{c, a, b}, how), holding(under[commaDecimal], [3]int{c, a, b}, how)
					switch {
					case point >= 0.9 && comma < 0.5:
						return pointDecimal
					case comma >= 0.9 && point < 0.5:
						return commaDecimal
					}
				}
			}
		}
	}
	return 0
}

// What bounds the search.
const (
	maxSumColumns = 24
	maxSumRows    = 40
)

// numbersOf reads the columns of rows with this mark where a column leaves it open.
func (p *Plan) numbersOf(cols []int, isOpen map[int]bool, rows [][]string, m marks) [][]number {
	var out [][]number
	for _, row := range rows {
		line := make([]number, len(cols))
		complete := true
		for i, col := range cols {
			ways := p.marks[col] | strangeSigns
			if isOpen[col] {
				ways = ways&^eitherDecimal | m
			}
			if col >= len(row) {
				complete = false
				break
			}
			n, ok := parseNumber([]byte(row[col]), ways)
			complete = complete && ok
			line[i] = n.number
		}
		if complete {
			out = append(out, line)
		}
	}
	return out
}

// holding is the share of rows, of at least three that say anything, in which the first column is the other two.
func holding(rows [][]number, of [3]int, how rune) float64 {
	holds, n := 0, 0
	for _, row := range rows {
		c, a, b := row[of[0]], row[of[1]], row[of[2]]
		if a.units == 0 || b.units == 0 {
			continue
		}
		n++
		var sum number
		ok := false
		switch how {
		case '*':
			sum, ok = a.times(b)
		case '-':
			sum, ok = a.plus(b.negate())
		default:
			sum, ok = a.plus(b)
		}
		got, ok1 := sum.scaled(2)
		want, ok2 := c.scaled(2)
		if ok && ok1 && ok2 && got-want <= 1 && want-got <= 1 {
			holds++
		}
	}
	if n < 3 {
		return 0
	}
	return float64(holds) / float64(n)
}
