package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// The totals of a report stand among its rows: below each client's, below each month's, at
// the end. In the column that names the clients a total would become one, the largest of
// all. A word alone does not tell it, as there are firms called Total: either nobody is
// called so, or the amount is the sum of the rows above, or the row leaves empty what the
// others fill.

// sumKind is what the words of a cell say of sums.
type sumKind uint8

const (
	noSum      sumKind = iota
	perhapsSum         // "Total", "Razem 2026": somebody could be called so
	sumBefore          // "Summe Huber", "Total Office": of what stands behind the word, or a firm
	sumOfThese         // "Acme Ltd Total": of what stands before the word
	surelySum          // "Grand total", "Zwischensumme": nobody is called so
)

// The words for sums: those that nobody is called by, and the others.
const (
	surelySums = "subtotal|subtotals|sub total|grand total|grand totals|overall total|report total|running total|zwischensumme|gesamtsumme|endsumme|teilsumme|gesamtergebnis|teilergebnis|zwischenergebnis|" +
		"sous total|total général|total geral|total general|total global|subtotale|totale generale|totale complessivo|totale parziale|gran total|suma parcial|suma total|suma końcowa|suma częściowa|suma pośrednia|" +
		"suma całkowita|suma ogółem|razem ogółem|delsumma|mellansumma|totalsumma|slutsumma|delsum|totalsum|hovedtotal|i alt|subtotaal|eindtotaal|tussentotaal|algemeen totaal|mezisoučet|medzisúčet|celkový součet|" +
		"celková suma|részösszeg|végösszeg|välisumma|loppusumma|kaikki yhteensä|yhteensä|genel toplam|ara toplam|sveukupno|međuzbroj|bendra suma|итого|всего|общий итог|промежуточный итог|усього|загальний підсумок|" +
		"общо|общо всичко|междинна сума|γενικό σύνολο|μερικό σύνολο|小計|総計|総合計|总计|總計|小计|소계|총계|총합계|tổng cộng|total keseluruhan|jumlah keseluruhan|المجموع الكلي|סך הכל|รวมทั้งหมด"
	perhapsSums = "total|totals|totale|totali|totaal|totalt|totaux|totales|sum|sums|summe|summen|gesamt|insgesamt|ergebnis|suma|somme|somma|summa|sammenlagt|razem|łącznie|celkem|spolu|součet|összesen|összeg|toplam|" +
		"ukupno|skupaj|kokku|kopā|viso|samtals|итог|разом|сума|сумма|σύνολο|合計|合计|합계|集計|汇总|요약|الاجمالي|الإجمالي|المجموع|סהכ|סה כ|jumlah|tổng|รวม"
)

var sumWords = func() map[string]sumKind {
	out := map[string]sumKind{}
	for word := range strings.SplitSeq(surelySums, "|") {
		out[folded(word)] = surelySum
	}
	for word := range strings.SplitSeq(perhapsSums, "|") {
		out[folded(word)] = perhapsSum
	}
	return out
}()

// besideSums are words that stand beside a sum and name nobody.
var besideSums = wordSet("sales revenue turnover amount amounts net gross all due paid the of for per de du del von der umsatz umsatze brutto netto betrag ventes ttc ht vendite ventas vendas eur usd gbp chf pln " +
	"year month week quarter day jahr monat woche quartal mois annee mes ano mese anno maand jaar period general generale customers clients orders invoices kunden rechnungen page report income")

// sumOf reads the words of a cell, and of whom or what it is the sum, folded.
func sumOf(cell string) (kind sumKind, of string) {
	words := wordsOf(cell)
	if len(words) > 12 {
		return noSum, ""
	}
	if kind := sumWords[strings.Join(words, " ")]; kind != noSum {
		return kind, ""
	}
	for n := min(2, len(words)-1); n > 0; n-- {
		for _, at := range []int{0, len(words) - n} { // "Total Acme", "Acme Total"
			kind := sumWords[strings.Join(words[at:at+n], " ")]
			if kind == noSum {
				continue
			}
			beside := words[n:]
			if at > 0 {
				beside = words[:at]
			}
			if kind == perhapsSum && sumWords[strings.Join(beside, " ")] != noSum {
				return surelySum, "" // "Summe gesamt"
			}
			if kind == perhapsSum && slices.ContainsFunc(beside, func(w string) bool { return !besideSums[w] && monthOf(w) == 0 && !isDigit(w[len(w)-1]) }) {
				if kind = sumOfThese; at == 0 {
					kind = sumBefore
				}
			}
			for len(beside) > 1 && besideSums[beside[0]] {
				beside = beside[1:] // "Total for Acme"
			}
			return kind, strings.Join(beside, " ")
		}
	}
	return noSum, ""
}

// wordsOf are the words of a cell, folded.
func wordsOf(cell string) []string {
	return strings.FieldsFunc(folded(cell), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// isSumWord says that a cell, which names nobody, is the word for a sum.
func isSumWord(cell string) bool {
	if !mayBeSum([]byte(cell)) {
		return false
	}
	kind, of := sumOf(cell)
	return kind == surelySum || kind == perhapsSum && of == "" || strings.HasPrefix(folded(cell), "total for ")
}

// sumBegins are the first bytes of those words in each case of letters, by their place in
// a small table: most names neither begin nor end with one.
var sumBegins = func() (begins [1 << 12]bool) {
	add := func(words string) {
		begins[beginOf([]byte(words))] = true
		begins[beginOf([]byte(words[strings.LastIndexByte(words, ' ')+1:]))] = true
	}
	for spelled := range eachCase(surelySums + "|" + perhapsSums) {
		add(spelled)
	}
	for word := range sumWords {
		add(word)
	}
	return begins
}()

func beginOf(word []byte) (place uint) {
	for i, c := range word {
		if i == 3 {
			break
		}
		if c < 0x80 {
			c |= 0x20
		}
		place = place*37 + uint(c)
	}
	return place & (1<<12 - 1)
}

// mayBeSum says whether a cell is worth taking apart.
func mayBeSum(cell []byte) bool {
	if len(cell) < 2 || len(cell) > 120 {
		return false
	}
	if sumBegins[beginOf(cell)] || cell[0] == '(' {
		return true
	}
	last := bytes.LastIndexByte(cell[:len(cell)-1], ' ') + 1
	return last > 0 && (sumBegins[beginOf(cell[last:])] || cell[last] == '(')
}

// totals is what is known of the totals among the clients.
type totals struct {
	who    []int           // the columns that say whose a row is
	filled []int           // the columns of texts that most rows fill
	order  int             // that of the order's number, where most rows have one; -1: none
	groups bool            // some cell of the sample says whose or what it sums up
	named  map[string]bool // of cells that could be a total: whether they are one
}

// settleTotals looks through the sample for totals among the clients: what is called one
// is a total where most of its rows are sums.
func (r *recognition) settleTotals(s *settled) {
	t := &s.totals
	t.order = -1
	for _, field := range []string{"account", "name"} {
		if m := r.fields[field]; m != nil && m.expr.op == 'c' && !slices.Contains(t.who, m.expr.col) {
			t.who = append(t.who, m.expr.col)
		}
	}
	for col, p := range r.profiles {
		switch {
		case slices.Contains(t.who, col) || p.filled*10 < p.rows*6:
		case r.isField(col, "order"):
			t.order = col
		case p.numbers == 0 || p.layout(false) != notDates:
			t.filled = append(t.filled, col)
		}
	}
	for _, col := range t.who {
		r.nameTotals(t, col)
	}
}

// nameTotals decides on what could be a total in a column of the sample.
func (r *recognition) nameTotals(t *totals, col int) {
	known, own := map[string]bool{}, map[string]int64{} // what each came to so far
	fits, rows := map[string]int{}, map[string]int{}
	for v := range r.profiles[col].values {
		known[strings.Join(wordsOf(v), " ")] = true
	}
	var amount figures
	if m := r.fields["amount"]; m != nil {
		amount = r.figuresOf(m.expr)
	} else {
		amount = figures{v: make([]int64, len(r.rows)), has: make([]bool, len(r.rows))}
	}
	above := sumsAbove{marks: []sumMark{{}}}
	for i, row := range r.rows {
		cell := r.cell(i, col)
		kind, of := noSum, ""
		if mayBeSum([]byte(cell)) {
			kind, of = sumOf(cell)
		}
		if kind != noSum && kind != surelySum {
			rows[cell]++
			t.groups = t.groups || kind != perhapsSum
		}
		sum := kind == surelySum || kind == sumOfThese && known[of] || rows[cell] > 0 &&
			(amount.has[i] && (above.holds(amount.v[i], kind) || kind == sumBefore && known[of] && near(own[of], amount.v[i])) || t.thin(func(col int) bool { return col < len(row) && row[col] != "" }))
		switch {
		case sum:
			fits[cell]++
			above.mark()
		case amount.has[i]:
			above.add([3]int64{amount.v[i], amount.v[i], amount.v[i]})
			own[strings.Join(wordsOf(cell), " ")] += amount.v[i]
		}
	}
	for cell, n := range rows {
		if t.named == nil {
			t.named = map[string]bool{}
		}
		if total := fits[cell]*2 >= n; total || n > 1 { // a single row may be the sum of those that count
			t.named[cell] = total
		}
	}
}

// nameNoSums decides on what could be a total in the other columns, where rows may be of a brand
// called Total, or of a treatment called Viso: what stands in several rows is none, if most of them
// are neither the sum of others nor leave empty what these fill.
func (r *recognition) nameNoSums(s *settled) {
	amount := r.fields["amount"]
	if amount == nil {
		return
	}
	f := r.figuresOf(amount.expr)
	whose := func(row []string) (all []string) { // the order and the account that it is of
		for _, field := range []string{"order", "account"} {
			if of := r.cellsOf(row, r.fields[field]); strings.Trim(of, " \x00") != "" {
				all = append(all, field+"\x00"+of)
			}
		}
		return all
	}
	for _, col := range s.sumColumns {
		of := map[string]int64{} // what the rows that are called no sum come to
		for i, row := range r.rows {
			for _, who := range whose(row) {
				if f.has[i] && !isSumWord(r.cell(i, col)) {
					of[who] += f.v[i]
				}
			}
		}
		fits, rows := map[string]int{}, map[string]int{}
		above := sumsAbove{marks: []sumMark{{}}}
		for i, row := range r.rows {
			cell, v, who := r.cell(i, col), f.v[i], whose(row)
			sum := isSumWord(cell)
			if sum && sumWords[strings.Join(wordsOf(cell), " ")] != surelySum {
				rows[cell]++
				sum = !f.has[i] || len(who) == 0 || above.holds(v, perhapsSum) || s.totals.thin(func(col int) bool { return r.cell(i, col) != "" }) ||
					slices.ContainsFunc(who, func(w string) bool { return v != 0 && near(of[w], v) })
			}
			switch {
			case sum:
				fits[cell]++
				above.mark()
			case f.has[i]:
				above.add([3]int64{v, v, v})
			}
		}
		for cell, n := range rows {
			if n > 1 && fits[cell]*2 < n {
				if s.noSums == nil {
					s.noSums = map[string]bool{}
				}
				s.noSums[cell] = true
			}
		}
	}
}

// saysSum says that a cell, which names nobody, is the word for a sum in this file.
func (s *settled) saysSum(cell string) bool { return isSumWord(cell) && !s.noSums[cell] }

// thin says that a row leaves empty what others fill: the order's number, or half of the texts.
func (t *totals) thin(filled func(col int) bool) bool {
	empty := 0
	for _, col := range t.filled {
		if !filled(col) {
			empty++
		}
	}
	return t.order >= 0 && !filled(t.order) || empty > 0 && empty*2 >= len(t.filled)
}

// sumsAbove are the sums of the rows so far, in the ways in which a report may count them,
// and what they were at each total.
type sumsAbove struct {
	sums  [3]int64 // as they stand: of all rows; of those that count; with what went back taken off
	rows  int
	marks []sumMark
}

type sumMark struct {
	sums [3]int64
	rows int
}

func (a *sumsAbove) add(v [3]int64) {
	for k := range v {
		a.sums[k] += v[k]
	}
	a.rows++
}

// mark keeps where a total stood: the next may begin to count there.
func (a *sumsAbove) mark() {
	if len(a.marks) == 200 {
		a.marks = append(a.marks[:1], a.marks[2:]...) // the first is the beginning of the file
	}
	a.marks = append(a.marks, sumMark{a.sums, a.rows})
}

// says that an amount is the sum of the rows since the beginning, or since a total, of
// which there are so many at least.
func (a *sumsAbove) says(v int64, least int) bool {
	return slices.ContainsFunc(a.marks, func(m sumMark) bool {
		for k := range a.sums {
			if d := a.sums[k] - m.sums[k]; a.rows-m.rows >= least && (near(d, v) || near(-d, v)) {
				return true
			}
		}
		return false
	})
}

// holds says that an amount is the sum of rows above it, where its words leave it open: a
// single row is summed up by a word for sums alone.
func (a *sumsAbove) holds(v int64, kind sumKind) bool {
	return v != 0 && a.says(v, map[sumKind]int{perhapsSum: 1, sumBefore: 2, sumOfThese: 2}[kind])
}

// isTotal says that a row names, instead of a client, the sum of others.
func (w *orderWorker) isTotal(r *row) bool {
	t := &w.plan.settled.totals
	for i, col := range t.who {
		cell := cleanText(cellAt(r, col))
		if !mayBeSum(cell) {
			continue
		}
		kind, of := sumOf(string(cell))
		below := of != "" && of == strings.Join(wordsOf(string(w.checks.who[i])), " ")
		switch total, decided := t.named[string(cell)]; {
		case kind == noSum:
		case kind == surelySum, total, below && kind == sumOfThese:
			w.checks.apart = !below && (kind == sumBefore || kind == sumOfThese)
			return true
		case decided:
			w.checks.called(string(cell), kind)
		default:
			v, _, has, reject := w.amount.money(r)
			if reject == nil && has && w.checks.above.holds(v, kind) || t.thin(func(col int) bool { return len(cleanText(cellAt(r, col))) > 0 }) {
				return true
			}
			w.checks.called(string(cell), kind)
		}
	}
	return false
}

// called counts the rows of somebody who is called like a sum.
func (t *crosscheck) called(name string, kind sumKind) {
	if kind == perhapsSum {
		t.likeSums++
		t.likeSum = name
	}
}

// sayLikeSums tells of rows that count as a client's though they are called like a sum.
func (t *crosscheck) sayLikeSums() string {
	return clientele.Tell("evidence.like-sums", "n", t.likeSums, "word", clip(t.likeSum, 40)) + " " + clientele.Tell("evidence.else-total")
}
