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
	q := Question{About: "amount", Remedy: clientele.Tell("evidence.ask-shifted-remedy", "from", m.From)}
	q.Ask = clientele.Tell("evidence.ask-shifted", "names", r.names.n, "cells", len(r.header))
	q.Choices, q.Readings = []string{m.From}, []string{clientele.Tell("evidence.reading-unnamed")}
	if next == r.names.n && r.profiles[col].fractions == 0 && r.twoDigits(next) {
		whole := fmt.Sprintf("%s+0.01*%s", m.From, quoteName(r.header[next]))
		cell, cents := anyRow(r.rows, col, next)
		q.Ask = clientele.Tell("evidence.ask-cents", "names", r.names.n, "cells", len(r.header), "sample", cents, "column", r.header[col])
		q.Choices = append([]string{whole}, q.Choices...)
		q.Readings = []string{clientele.Tell("evidence.reading-cents", "cell", cell, "cents", cents), clientele.Tell("evidence.reading-no-cents", "cell", cell)}
		q.Remedy = clientele.Tell("evidence.ask-cents-remedy", "cents", whole, "from", m.From)
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
			r.ask = append(r.ask, Question{About: "amount", Ask: clientele.Tell("evidence.ask-"+scaleWords[scale], "text", clip(cell, 80), "column", r.header[m.expr.col]),
				Choices: []string{whole, m.From}, Readings: []string{clientele.Tell("evidence.reading-"+scaleWords[scale], "cell", each), clientele.Tell("evidence.reading-as-is", "cell", each)},
				Remedy: clientele.Tell("evidence.ask-scale-remedy", "whole", whole, "from", m.From)})
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
		r.set(candidate{f, found, 0.6, clientele.Tell("evidence.by-content-currencies")})
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
				p.Notes = append(p.Notes, clientele.Tell("evidence.currency-above", "currency", code, "text", clip(strings.TrimSpace(text), 80)))
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
	p.Notes = append(p.Notes, clientele.Tell("evidence.sorts-of-dates", "column", p.header[col], "n", q.isoDates, "iso", q.isoSeen, "others", q.textDates, "sample", q.textSeen))
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
		r.set(candidate{r.door.field("account"), col, 0.8, clientele.Tell("evidence.why-firm")})
		r.notes = append(r.notes, clientele.Tell("evidence.firm-and-person", "firm", h, "person", r.header[person])+" "+clientele.Tell("evidence.flag-each-person", "from", m.From))
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
			name = clientele.Tell("evidence.currency-none")
		}
		parts = append(parts, withCount(name, c.counts[code]))
	}
	return clientele.Tell("evidence.currencies", "currencies", firstOf(parts, 6))
}
