package evidence

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// numerals is what a column shows of how it writes numbers.
type numerals struct {
	points, commas  int    // cells that can be read with that decimal mark only
	open            int    // cells that can be read with either
	example         string // of them
	mark            byte   // that it shows
	only            [2]string
	small, large    int // whole numbers without a mark: below a thousand, and not
	odd             int // numbers beside a word that is no currency we know
	word            string
	credits, debits int
	folds           int    // numbers with a K or an M behind them
	fold            string // such a cell
	bare            int    // cells with $ or ¥ and no letter beside it
	digits          int    // cells that are no number, with digits in them
	unread          string // such a cell
}

func (p *profile) addNumber(b []byte) {
	if n, ok := wholeNumber(b); ok {
		p.addWhole(n)
		return
	}
	if !hasDigit(b) && len(b) > 12 {
		return // prose
	}
	w, ok := takeApart(b)
	var n parsed
	if ok {
		n, ok = w.number(eitherDecimal | strangeSigns)
	}
	s := &p.num
	switch {
	case !ok:
		if bytes.ContainsAny(plainSigns(b), "0123456789") {
			s.digits++
			if s.unread == "" {
				s.unread = string(b)
			}
		}
		return
	case n.empty:
		return
	case w.odd != "" || w.shy:
		s.odd++
		if w.odd != "" {
			s.word = w.odd
		}
	default:
		p.numbers++
	}
	if w.times > 0 {
		s.folds, s.fold = s.folds+1, string(b)
	}
	p.addSign(&w, n)
	mantissa := w.mantissa()
	if len(mantissa) < len(w.digits) {
		p.floats++
	}
	m := marksOf(mantissa)
	if w.ways != 0 {
		m = w.ways
	}
	if bytes.ContainsAny(mantissa, ".,") {
		p.marked = true
		p.fractions++
		s.see(m, string(b), mantissa)
	} else if magnitude(n.units) >= 1000 {
		s.large++
	} else {
		s.small++
	}
	switch {
	case s.points > s.commas:
		p.marks = pointDecimal
	case s.commas > 0:
		p.marks = commaDecimal
	}
}

// wholeNumber reads digits alone, as most numbers of a file are.
func wholeNumber(b []byte) (number, bool) {
	for _, c := range b {
		if !isDigit(c) {
			return number{}, false
		}
	}
	if len(b) == 0 {
		return number{}, false
	}
	return fastNumber(b, pointDecimal)
}

func (p *profile) addWhole(n number) {
	p.numbers++
	if n.units >= 1000 {
		p.num.large++
	} else {
		p.num.small++
	}
}

func hasDigit(b []byte) bool {
	for _, c := range b {
		if isDigit(c) || c >= 0x80 {
			return true
		}
	}
	return false
}

func (p *profile) addSign(w *written, n parsed) {
	if n.units < 0 {
		p.negatives++
	}
	if w.credit {
		p.num.credits++
	}
	if w.debit {
		p.num.debits++
	}
	if n.currency == "" || w.odd != "" || w.shy {
		return
	}
	p.signs++
	if w.bare {
		p.num.bare++
	}
	if p.currency == "" || p.currency == n.currency {
		p.currency = n.currency
	} else {
		p.currency = clientele.UnknownCurrency // several: each cell for itself
	}
}

// see counts a number with a mark.
func (s *numerals) see(m marks, cell string, digits []byte) {
	switch m {
	case pointDecimal:
		s.points++
		s.only[0] = cell
	case commaDecimal:
		s.commas++
		s.only[1] = cell
	case eitherDecimal:
		s.open++
		if s.example == "" {
			s.example, s.mark = cell, digits[bytes.IndexAny(digits, ".,")]
		}
	}
}

// decimals are what people answer with --decimal.
var decimals = map[string]marks{"point": pointDecimal, "comma": commaDecimal}

// decideDecimals settles how every column writes its numbers. What its own cells leave
// open is decided by all that is known, and asked where that is too little.
func (p *Plan) decideDecimals(rows [][]string) {
	var open []int
	used := p.numberColumns()
	for i, q := range p.profiles {
		p.marks[i] = q.marks
		if q.num.points > 0 && q.num.commas > 0 {
			p.marks[i] |= mixedMarks
		}
		if used[i] != "" {
			p.marks[i] |= p.besides(i, q)
		}
		if q.marked && q.marks == eitherDecimal {
			p.marks[i] &^= eitherDecimal
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	decided, why := p.decimalOf(open, used, rows)
	asked := false
	for _, i := range open {
		if decided != eitherDecimal {
			p.marks[i] |= decided
		} else {
			p.marks[i] |= pointDecimal
		}
		switch {
		case used[i] == "":
		case decided == eitherDecimal && !asked:
			asked = true
			p.askDecimal(i)
		case decided != eitherDecimal && why != "":
			p.sayDecimal(i, decided, why)
		}
	}
}

// numberColumns are the columns that number fields are read from, with the field.
func (p *Plan) numberColumns() map[int]string {
	used := map[int]string{}
	for _, f := range p.door.Fields {
		if m := p.fields[f.Name]; m != nil && f.want == wantNumber {
			for _, c := range m.expr.columns() {
				used[c] = f.Name
			}
		}
	}
	return used
}

// besides are a column's decisions about what stands beside its numbers, each said.
func (p *Plan) besides(i int, q *profile) marks {
	var m marks
	s := &q.num
	say := func(told string) { p.Notes = append(p.Notes, told) }
	if s.odd > 0 {
		m |= strangeSigns
	}
	if s.word != "" {
		say(clientele.Tell("evidence.odd-word", "word", s.word, "column", p.header[i]) + " " + clientele.Tell("evidence.flag-which-currency"))
	}
	if s.points > 0 && s.commas > 0 {
		say(clientele.Tell("evidence.both-marks", "column", p.header[i], "point", s.only[0], "comma", s.only[1]))
	}
	p.askSuffixes(i, s)
	plain := q.numbers + s.odd - s.credits - s.debits
	switch {
	case s.credits > 0 && s.debits > 0 && p.Options.Sold == "debit":
		m |= creditBelow
		say(clientele.Tell("evidence.cr-back-dr-sold", "column", p.header[i]))
	case s.debits > 0 && s.credits == 0 && plain <= 0:
		m |= creditBelow
		say(clientele.Tell("evidence.dr-sold", "column", p.header[i]))
	case s.credits > 0 && s.debits == 0 && plain > 0:
		m |= creditBelow
		say(clientele.Tell("evidence.cr-back", "column", p.header[i]))
	case s.credits > 0:
		say(clientele.Tell("evidence.cr-in", "column", p.header[i]))
	case s.debits > 0:
		say(clientele.Tell("evidence.dr-out", "column", p.header[i]))
	}
	return m
}

// decimalOf decides the decimal mark of columns whose own cells leave it open; either
// where it has to be asked. The reason is for people; "" where other columns show it.
func (p *Plan) decimalOf(open []int, used map[int]string, rows [][]string) (marks, string) {
	if m := decimals[p.Options.Decimal]; m != 0 {
		return m, ""
	}
	if m := p.decimalByArithmetic(open, rows); m != 0 {
		return m, clientele.Tell("evidence.why-adds-up")
	}
	commas, points := 0, 0
	for _, q := range p.profiles {
		switch {
		case !q.marked || q.share(q.numbers) < 0.6 || q.layout(false) != notDates:
		case q.marks == commaDecimal:
			commas++
		case q.marks == pointDecimal:
			points++
		}
	}
	switch {
	case commas > points:
		return commaDecimal, clientele.Tell("evidence.why-others")
	case points > commas:
		return pointDecimal, clientele.Tell("evidence.why-others")
	}
	l := p.leanToComma(open, used)
	point := p.marksWith(open, used, '.')
	switch {
	case l.sum >= 2 && point, l.sum >= 4, l.sum >= 3 && !l.money:
		return commaDecimal, l.reasons(1)
	case l.sum <= -2 && !point, l.sum <= -4, l.sum <= -3 && !l.money:
		return pointDecimal, l.reasons(-1)
	}
	return eitherDecimal, ""
}

// lean is what speaks for a decimal comma (above zero) and for a point, and why.
type lean struct {
	sum   int
	money bool // the numbers are money, of which a fraction has two digits
	why   []string
	signs []int
}

func (l *lean) add(n int, why string) {
	if n != 0 {
		l.sum += n
		l.why, l.signs = append(l.why, why), append(l.signs, n)
	}
}

// reasons are those on one side.
func (l *lean) reasons(side int) string {
	var on []string
	for i, why := range l.why {
		if l.signs[i]*side > 0 {
			on = append(on, why)
		}
	}
	return clientele.Tell("evidence.why-by", "reasons", on)
}

// marksWith says that the open columns that are read show this mark.
func (p *Plan) marksWith(open []int, used map[int]string, mark byte) bool {
	return slices.ContainsFunc(open, func(i int) bool {
		return used[i] != "" && p.profiles[i].num.mark == mark
	})
}

// leanToComma weighs what is known of columns whose own cells leave the mark open.
func (p *Plan) leanToComma(open []int, used map[int]string) (l lean) {
	l.add(2*speechOf(p.header), clientele.Tell("evidence.by-language"))
	switch p.Dialect.Separator {
	case ";":
		l.add(1, clientele.Tell("evidence.by-separator"))
	case ",":
		l.add(-1, clientele.Tell("evidence.by-separator"))
	}
	code := p.currencyOfAll()
	switch {
	case code != "" && strings.Contains(commaCurrencies, " "+code+" "):
		l.add(1, clientele.Tell("evidence.by-currency"))
	case code != "" && strings.Contains(pointCurrencies, " "+code+" "):
		l.add(-1, clientele.Tell("evidence.by-currency"))
	}
	most := 0
	for _, i := range open {
		if used[i] == "" {
			continue
		}
		money := slices.Contains([]string{"amount", "price", "fee", "refund"}, used[i])
		l.money = l.money || money
		if look := p.profiles[i].num.look(money, code); max(look, -look) > max(most, -most) {
			most = look
		}
	}
	if most > 5 || most < -5 {
		l.add(most, clientele.Tell("evidence.by-whole-currency"))
	} else {
		l.add(most, clientele.Tell("evidence.by-look"))
	}
	return l
}

// look is what a column's numbers say themselves of a mark that could be either.
func (s *numerals) look(money bool, code string) int {
	look := 0
	switch digits := clientele.Digits(code); {
	case !money:
	case code != "" && (digits == 0 || strings.Contains(wholeCurrencies, " "+code+" ")):
		look = 9 // no fraction is written: this decides
	case digits == 3:
		look = -1
	case s.open > 1:
		look = 1 // three digits behind every mark are no cents
	}
	switch {
	case s.large > 0:
		look -= 3 // thousands are not marked in this column
	case s.small > 0:
		look++
	}
	if s.mark == ',' {
		return -look
	}
	return look
}

// currencyOfAll is the currency of all amounts, where it is known that it is one.
func (p *Plan) currencyOfAll() string {
	m := p.fields["currency"]
	if m == nil || m.expr.op != 'c' || len(p.profiles[m.expr.col].values) != 1 {
		return p.Currency
	}
	code, _ := currencyOfCell([]byte(anyValue(p.profiles[m.expr.col])))
	return code
}

// Currencies of countries that write one way only, and those of which nobody writes fractions.
const (
	wholeCurrencies = " IDR COP HUF IRR LAK KHR MMK UZS TZS LBP MNT SYP IQD MGA "
	commaCurrencies = " PLN CZK SEK NOK DKK ISK HUF RON BGN RUB UAH TRY BRL IDR VND RSD MKD BAM HRK ARS CLP COP UYU PYG DEM FRF ITL ESP ATS BEF NLG KZT BYN GEL AZN "
	pointCurrencies = " USD GBP AUD NZD INR PKR LKR BDT NPR HKD SGD MYR PHP THB CNY JPY KRW TWD ILS NGN KES GHS UGX TZS EGP AED SAR MXN CHF IEP "
)

// askDecimal asks what the mark in a column's numbers is, with both readings.
func (p *Plan) askDecimal(i int) {
	s := &p.profiles[i].num
	comma, _ := parseNumber([]byte(s.example), commaDecimal|strangeSigns)
	point, _ := parseNumber([]byte(s.example), pointDecimal|strangeSigns)
	p.Questions = append(p.Questions, Question{About: "decimal", Choices: []string{"comma", "point"},
		Readings: []string{s.readings(comma.number), s.readings(point.number)},
		Ask: clientele.Tell("evidence.ask-decimal", "sample", s.example, "column", p.header[i], "comma", comma.decimal(), "point", point.decimal(),
			"n", s.open, "of", p.profiles[i].numbers+s.odd),
		Remedy: clientele.Tell("evidence.ask-decimal-remedy", "comma", comma.decimal(), "point", point.decimal())})
}

// readings says what a cell is under a choice, and of how many that is true.
func (s *numerals) readings(n number) string {
	return clientele.Tell("evidence.reading-number", "cell", s.example, "number", n.decimal(), "n", s.open)
}

// decimal is a number to be told: with as many digits after its point as it has, and two at least.
func (n number) decimal() clientele.Decimal {
	_, fraction, _ := strings.Cut(n.String(), ".")
	f, _ := strconv.ParseFloat(n.String(), 64) // as String writes it, it is one
	return clientele.Decimal{Of: f, Digits: max(2, len(strings.TrimRight(fraction, "0")))}
}

func (p *Plan) sayDecimal(i int, m marks, why string) {
	s := &p.profiles[i].num
	n, _ := parseNumber([]byte(s.example), m|strangeSigns)
	p.Notes = append(p.Notes, clientele.Tell("evidence.decimal-read", "sample", s.example, "column", p.header[i], "number", n.decimal(), "why", why)+" "+
		clientele.Tell("evidence.flag-decimal", "mark", map[marks]string{commaDecimal: "point", pointDecimal: "comma"}[m]))
}
