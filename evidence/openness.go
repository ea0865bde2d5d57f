package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// What stands around a table can make another thing of its figures: cells that have
// shifted, notes that say "in thousands", dates that a spreadsheet turned round. None of
// it is passed over: it is asked, or said.

// width is how many columns have a name or are filled: cells beyond are cells that shifted.
func (s *sample) width(named int, profiles []*profile) int {
	width := len(s.header)
	for width > named && profiles[width-1].filled*2 < profiles[width-1].rows {
		width--
	}
	return width
}

// askShifted asks about rows that have more cells than the header has names: a comma within
// an amount or a name parts a cell in two, and all behind it stand under another's name.
func (r *recognition) askShifted() {
	if !r.names.is || r.names.n >= len(r.header) || len(r.given) > 0 || r.shape != nil {
		return
	}
	last := r.names.n
	for last < len(r.header) && r.profiles[last].filled*2 < r.profiles[last].rows {
		last++ // a column without a name, and with next to nothing in it
	}
	m := r.fields["amount"]
	if last == len(r.header) || m == nil || m.expr.op != 'c' {
		return
	}
	col, next := m.expr.col, m.expr.col+1
	q := Question{About: "amount", Remedy: fmt.Sprintf("put cells with a comma in quotation marks and export it again; if each cell stands under its own name, say --map amount=%s", m.From)}
	q.Ask = fmt.Sprintf("The header has %d names, and the rows have %d cells. Does each cell stand under its own name?", r.names.n, len(r.header))
	q.Choices, q.Readings = []string{m.From}, []string{"yes: only the last column has no name"}
	if next == r.names.n && r.profiles[col].fractions == 0 && r.twoDigits(next) {
		whole := fmt.Sprintf("%s+0.01*%s", m.From, quoteName(r.header[next]))
		cell, cents := anyRow(r.rows, col, next)
		q.Ask = fmt.Sprintf("The header has %d names, and the rows have %d cells: is the last, such as %s, what stands behind the comma of %q?", r.names.n, len(r.header), cents, r.header[col])
		q.Choices = append([]string{whole}, q.Choices...)
		q.Readings = []string{fmt.Sprintf("yes: %s and %s are %s.%s", cell, cents, cell, cents), fmt.Sprintf("no: the amount is %s", cell)}
		q.Remedy = fmt.Sprintf("say --map amount=%s if it is, --map amount=%s if it is not", whole, m.From)
	}
	r.ask = append(r.ask, q)
}

// twoDigits says that all cells of a column are two digits, as what stands behind a comma.
func (r *recognition) twoDigits(col int) bool {
	for v := range r.profiles[col].values {
		if len(v) != 2 || !isDigit(v[0]) || !isDigit(v[1]) {
			return false
		}
	}
	return r.profiles[col].filled > 0
}

func anyRow(rows [][]string, a, b int) (string, string) {
	for _, row := range rows {
		if max(a, b) < len(row) && row[a] != "" && row[b] != "" && row[b] != "00" {
			return row[a], row[b]
		}
	}
	return "1", "00"
}

// askScale asks where a note above the table speaks of thousands or millions, and the
// amount's own name does not.
func (r *recognition) askScale() {
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' || r.given["amount"] || !r.named || scaleOf(r.header[m.expr.col]) > 1 {
		return
	}
	for _, row := range r.above {
		for _, cell := range row {
			scale := scaleOf(cell)
			if scale == 1 || len(cell) > 120 || isFigure(cell) {
				continue
			}
			each := anyValue(r.profiles[m.expr.col])
			whole := fmt.Sprintf("%d*%s", scale, m.From)
			r.ask = append(r.ask, Question{About: "amount", Ask: fmt.Sprintf("Above the table stands %q. Are the amounts in %q in %s?", clip(cell, 80), r.header[m.expr.col], scaleWords[scale]),
				Choices: []string{whole, m.From}, Readings: []string{fmt.Sprintf("yes: %s is %s times as much", each, scaleWords[scale][:len(scaleWords[scale])-1]), fmt.Sprintf("no: %s is what was paid", each)},
				Remedy: fmt.Sprintf("say --map amount=%s if they are, --map amount=%s if they are not", whole, m.From)})
			return
		}
	}
}

// isFigure says that a cell is a number, in which 000 is no word for thousands.
func isFigure(cell string) bool {
	n, ok := parseNumber([]byte(cell), pointDecimal|commaDecimal)
	return ok && !n.empty
}

var scaleWords = map[int64]string{1_000: "thousands", 1_000_000: "millions"}

// currencyByContent takes a column of currency codes for the currency, whatever it is called.
func (r *recognition) currencyByContent() {
	f := r.door.field("currency")
	if f == nil || r.fields["currency"] != nil || r.removed["currency"] || !r.named || r.shape != nil {
		return
	}
	found := -1
	for col, h := range r.header {
		p := r.profiles[col]
		if r.used[col] || p.filled*2 < p.rows || p.filled == 0 || p.share(p.currencies) < 0.95 || p.numbers > 0 || slices.ContainsFunc(r.heads[col].said, func(w string) bool { return f.notOf[w] }) || anyToken(h, wordSet("country land pays pais name")) {
			continue
		}
		if found >= 0 {
			return
		}
		found = col
	}
	if found >= 0 {
		r.set(candidate{f, found, 0.6, "by its content: its cells are currency codes"})
	}
}

// currencyAbove reads a currency from the notes over the table: "Currency: USD", "Amounts in EUR".
func (p *Plan) currencyAbove() {
	if p.Currency != "" || p.fields["currency"] != nil {
		return
	}
	for _, row := range p.above {
		text := strings.Join(row, " ")
		if !anyToken(text, wordSet("currency wahrung waehrung devise moneda divisa valuta moeda amounts amount betrage montants importes importi bedragen")) || len(text) > 200 {
			continue
		}
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" :,;()[]", r) }) {
			code, ok := isoCurrency(w)
			if !ok && strings.ContainsAny(w, "€£") {
				code, ok = currencyOf(w)
			}
			if ok && code != "" && strings.ToUpper(w) == w && !slices.Contains(wordsLikeCodes, strings.ToLower(w)) {
				p.Currency = code
				p.Notes = append(p.Notes, fmt.Sprintf("Amounts are taken as %s, by the note %q above the table.", code, clip(strings.TrimSpace(text), 80)))
				return
			}
		}
	}
}

// sayMixedDates tells of a column in which some dates are days and others texts: where a
// spreadsheet made days of what it could read, it may have taken the day for the month.
func (p *Plan) sayMixedDates(col int) {
	q := p.profiles[col]
	if q.isoDates == 0 || q.textDates == 0 || q.isoDates+q.textDates < 3 {
		return
	}
	p.Notes = append(p.Notes, fmt.Sprintf("In %q %s such as %s and %d such as %s: where a spreadsheet turned the first sort, it may have taken the day for the month. Compare some of these days with where the file comes from.",
		p.header[col], datesAre(q.isoDates), q.isoSeen, q.textDates, q.textSeen))
}

func datesAre(n int) string {
	if n == 1 {
		return "1 date is written"
	}
	return fmt.Sprintf("%d dates are written", n)
}

// companyBeforeContact takes the firm for the account, where the column that was taken names
// who speaks for it.
func (r *recognition) companyBeforeContact() {
	m := r.fields["account"]
	if m == nil || m.expr.op != 'c' || r.given["account"] || r.shape != nil || !r.named || !anyToken(m.From, wordSet("contact attn attention ansprechpartner contacto contatto contactpersoon interlocuteur")) {
		return
	}
	person := m.expr.col
	for col, h := range r.header {
		p := r.profiles[col]
		if col == person || p.filled*10 < r.profiles[person].filled*9 || len(p.values) < 2 || p.numbers > 0 || p.layout(false) != notDates ||
			!anyToken(h, wordSet("company organisation organization firm firma unternehmen societe entreprise empresa azienda bedrijf business account customer client kunde")) || anyToken(h, wordSet("shipping ship seller carrier insurance type id number no size")) {
			continue
		}
		r.drop("account")
		r.set(candidate{r.door.field("account"), col, 0.8, "by its name: the firm, beside who speaks for it"})
		r.notes = append(r.notes, fmt.Sprintf("Whose a row is is read from %q, the firm; %q names who speaks for it. If each person is a client of their own, say --map account=%s.", h, r.header[person], m.From))
		return
	}
}

// currenciesOf counts orders by the currency of their amounts.
type currenciesOf struct {
	counts map[string]int
}

func (c *currenciesOf) see(code string) {
	if code == "" {
		code = clientele.UnknownCurrency
	}
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[code]++
}

// note says that a file holds several currencies, where no column of its own says so.
func (c *currenciesOf) note() string {
	if len(c.counts) < 2 {
		return ""
	}
	var parts []string
	for _, code := range sortedKeys(c.counts) {
		name := code
		if code == clientele.UnknownCurrency {
			name = "none"
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", name, c.counts[code]))
	}
	return fmt.Sprintf("The amounts are in several currencies, %s: nothing is converted, and each is added up for itself.", strings.Join(parts[:min(len(parts), 6)], ", "))
}
