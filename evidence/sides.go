package evidence

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// Many files write amounts without a sign, and in a column beside them which way each went:
// plus or minus, in or out, debit or credit. Of the last only a person knows which are the
// sales: what is credited came in on a bank statement, and is paid or given back in an
// account of what customers owe.

// side is what such a cell says.
type side uint8

const (
	noSide side = iota
	plusSide
	minusSide
	inSide
	outSide
	creditSide
	debitSide
)

// sideWords are those cells, folded. Those of one letter, or a number, speak under a header for them alone.
var sideWords = func() map[string]side {
	out := map[string]side{}
	for s, list := range map[side]string{
		plusSide:  "+ plus positive positiv positif positivo +1 1",
		minusSide: "- − – minus negative negativ negatif negativo -1 −1",
		inSide: "in inflow incoming income received money_in paid_in crdt bij eingang einnahme eingehend zugang entree encaissement recette entrada entrante ingreso entrata incasso ontvangen wplyw wplata uznanie " +
			"prijem prichozi bevetel jovairas innbetaling inbetalning indbetaling приход поступление 收入 入金 存入",
		outSide: "out outflow outgoing expense spent sent money_out paid_out dbit af uitgang ausgang ausgabe ausgehend abgang sortie decaissement depense salida saliente gasto uscita spesa betaald wydatek wyplata obciazenie " +
			"vydaj odchozi kiadas utbetaling utbetalning udbetaling расход списание 支出 出金 支取",
		creditSide: "credit credits credited cr c crédito haben hab h kredit k avoir haber abono avere a ma dal d_al kovetel alacak kt кредит кт 貸 貸方",
		debitSide:  "debit debits debited debet dr d débito soll s debe cargo dare winien wn madati md tartozik borc t dt дебет дт 借 借方",
	} {
		for word := range strings.FieldsSeq(list) {
			out[folded(strings.ReplaceAll(word, "_", " "))] = s
		}
	}
	return out
}()

// Headers of such columns, and of those whose debit and credit are cards.
var (
	sideHeads  = wordSet("dr cr drcr crdr dc cd dk sh debit credit debet kredit soll haben sens sign signe signo segno sentido direction richtung richting side type typ tipo art kind kennzeichen kz indicator flag vorzeichen flow movement move way naf afbij wnma strona znak znamenko дт кт дебет кредит 借貸 貸借")
	cardHeads  = wordSet("card cards payment pay method tender funding brand karte zahlungsart carte tarjeta carta kaart")
	shortSides = wordSet("+ - − – c d s h k a t 1 -1 +1 in out ma af sent received spent betaald expense income positive negative")
)

// sided is how a column of sides is read.
type sided struct {
	col    int        // -1: the amount has its sign, of two columns of which one came in
	sold   side       // which is a sale
	bought [][]string // a row of each who bought in the sample: it may stand below what they were given back
}

// sideOf reads a cell of a column of sides.
func sideOf(cell string) side {
	if s, ok := sideWords[folded(cell)]; ok {
		return s
	}
	return sideWords[strings.Trim(folded(cell), ".()")]
}

// other is the side across.
func (s side) other() side {
	if s == noSide {
		return s
	}
	return (s - 1) ^ 1 + 1
}

// findSide looks for the column that says which way each amount went.
func (r *recognition) findSide() {
	if r.removed["side"] || r.fields["side"] != nil || !r.named || r.laid || r.shape != nil && (r.shape.pays != nil || r.shape.rows != nil) {
		return
	}
	for col := range r.header {
		free := !r.used[col] || r.isField(col, "status") && !r.given["status"]
		if free && r.isSide(col) {
			if r.used[col] {
				r.drop("status")
			}
			r.set(candidate{r.door.field("side"), col, 0.9, clientele.Tell("evidence.by-content-side")})
			return
		}
	}
}

// isSide says that a column's cells are a side and the one across, or one of them alone.
func (r *recognition) isSide(col int) bool {
	p, h := r.profiles[col], r.header[col]
	if p.filled == 0 || len(p.values) > 4 || anyToken(h, cardHeads) || anyToken(h, aside) || anyToken(h, otherKinds) {
		return false
	}
	var seen [debitSide + 1]bool
	first, sides, short := noSide, 0, false
	for v := range p.values {
		s := sideOf(v)
		if first == noSide {
			first = s
		}
		if s == noSide || s != first && s != first.other() {
			return false
		}
		if !seen[s] {
			seen[s] = true
			sides++
		}
		short = short || shortSides[folded(v)]
	}
	ours := anyToken(h, sideHeads) || sideHeads[squeezed(h)] || namesSides(h) || strings.IndexFunc(h, unicode.IsLetter) < 0
	switch {
	case len(p.values) > 1 && sides == 1:
		return false // two words for one side: they mean something else
	case seen[minusSide] && sides == 1:
		return ours // a minus where something went back, and else nothing
	case p.filled*10 < p.rows*8:
		return false
	}
	return ours || !short && sides == 2
}

// namesSides says that a header names a side and the one across: "D/A", "In/Out".
func namesSides(header string) bool {
	words := tokens(header)
	return len(words) == 2 && sideOf(words[0]) != noSide && sideOf(words[1]) == sideOf(words[0]).other()
}

// side is what a row's cell says in the column of sides; noSide where it says nothing.
func (r *recognition) side(row int) side {
	return sideOf(r.cell(row, r.fields["side"].expr.col))
}

// bySides adds up the amounts of each side as they stand, with a row of each.
type bySides struct {
	rows, below [debitSide + 1]int
	sums        [debitSide + 1]int64
	first       [debitSide + 1]int
}

func (r *recognition) bySides() (b bySides) {
	f := r.figuresOf(r.fields["amount"].expr)
	for i := range r.rows {
		s := r.side(i)
		if s == noSide || !f.has[i] {
			continue
		}
		if b.rows[s]++; b.rows[s] == 1 {
			b.first[s] = i
		}
		if f.v[i] < 0 {
			b.below[s]++
		}
		b.sums[s] += f.v[i]
	}
	return b
}

// askSold decides which side is a sale, and asks where only a person knows.
func (r *recognition) askSold() {
	m, amount := r.fields["side"], r.fields["amount"]
	if m == nil || amount == nil || m.expr.op != 'c' {
		r.drop("side")
		return
	}
	b := r.bySides()
	for s := plusSide; s <= debitSide; s++ {
		if across := s.other(); b.below[s]*5 >= b.rows[s]*4 && b.rows[s] > 0 && b.below[across] == 0 && (b.rows[across] > 0 || s == minusSide) {
			r.drop("side") // the amounts have their signs already
			return
		}
	}
	switch {
	case b.rows[plusSide]+b.rows[minusSide] > 0:
		r.sold = plusSide
	case b.rows[inSide]+b.rows[outSide] > 0:
		r.sold = inSide
	case r.soldSaid == "credit":
		r.sold = creditSide
	case r.soldSaid == "debit":
		r.sold = debitSide
	case b.rows[debitSide] == 0:
		r.sold = creditSide
	case b.rows[creditSide] == 0:
		r.sold = debitSide
	default:
		r.sold = r.soldByBalance()
	}
	if r.sold == noSide {
		r.askWhichSold(&b)
		return
	}
	r.saySold(&b)
}

// soldByBalance takes for the sales what a running balance grows by.
func (r *recognition) soldByBalance() side {
	f := r.figuresOf(r.fields["amount"].expr)
	for i := range f.v {
		if r.side(i) == debitSide {
			f.v[i] = -f.v[i]
		}
	}
	owed := figures{v: make([]int64, len(f.v)), has: f.has, n: f.n}
	for i, v := range f.v {
		owed.v[i] = -v
	}
	for col := range r.header {
		switch {
		case r.isField(col, "amount") || !r.isNumbers(col):
		case r.follows(col, f, 2) != 0:
			return creditSide
		case r.follows(col, owed, 2) != 0:
			return debitSide
		}
	}
	return noSide
}

// rowsWith are the rows of a side with what they come to, and what one of them says.
func (r *recognition) rowsWith(b *bySides, s side) string {
	row := b.first[s]
	return clientele.Tell("evidence.rows-with", "n", b.rows[s], "word", clip(r.cell(row, r.fields["side"].expr.col), 20), "sum", figure(b.sums[s]))
}

func (r *recognition) askWhichSold(b *bySides) {
	example := func(s side) string {
		row := b.first[s]
		return fmt.Sprintf("%s: %s, %s", clip(r.cell(row, r.fields["side"].expr.col), 20), clip(strings.ReplaceAll(r.cellsOf(r.rows[row], r.fields["account"]), "\x00", " "), 40), clip(strings.ReplaceAll(r.cellsOf(r.rows[row], r.fields["amount"]), "\x00", " "), 20))
	}
	r.ask = append(r.ask, Question{About: "sold", Choices: []string{"credit", "debit"},
		Ask: clientele.Tell("evidence.ask-sides", "column", r.header[r.fields["side"].expr.col], "credit", example(creditSide), "debit", example(debitSide)),
		Readings: []string{
			clientele.Tell("evidence.reading-credit", "sold", r.rowsWith(b, creditSide), "out", r.rowsWith(b, debitSide)),
			clientele.Tell("evidence.reading-debit", "sold", r.rowsWith(b, debitSide), "paid", r.rowsWith(b, creditSide))},
		Remedy: clientele.Tell("evidence.ask-sold-remedy")})
}

// saySold says what becomes of the rows that are no sale.
func (r *recognition) saySold(b *bySides) {
	across := r.sold.other()
	if b.rows[across] == 0 {
		return
	}
	what := clientele.Tell("evidence.went-out", "rows", r.rowsWith(b, across))
	switch r.sold {
	case plusSide:
		what = clientele.Tell("evidence.taken-off", "rows", r.rowsWith(b, across))
	case debitSide:
		what = clientele.Tell("evidence.was-paid", "rows", r.rowsWith(b, across))
	}
	r.notes = append(r.notes, clientele.Tell("evidence.side-read", "column", r.header[r.fields["side"].expr.col])+" "+what+" "+clientele.Tell("evidence.flag-side"))
}

// settleSide keeps how the column of sides is read, and who bought by it.
func (r *recognition) settleSide(s *settled) {
	amount, m := r.fields["amount"], r.fields["side"]
	bought := func(row int) bool { return r.side(row) == r.sold }
	switch {
	case m != nil && r.sold != noSide:
		s.sided = sided{col: m.expr.col, sold: r.sold}
	case m == nil && amount != nil && r.isInLessOut(amount.expr):
		f := r.figuresOf(amount.expr)
		bought = func(row int) bool { return f.v[row] > 0 }
		s.sided = sided{col: -1, sold: inSide}
	default:
		return
	}
	came := map[string]bool{}
	for i, row := range r.rows {
		if who := r.cellsOf(row, r.fields["account"]); bought(i) && !came[who] {
			came[who] = true
			s.sided.bought = append(s.sided.bought, row)
		}
	}
}

// buyers are those who bought in the sample, folded: what goes to them, and to those who buy
// further down, is given back.
func (w *orderWorker) buyers() map[string]bool {
	who := map[string]bool{}
	for _, cells := range w.plan.settled.sided.bought {
		r := row{cells: make([][]byte, len(cells))}
		for i, c := range cells {
			r.cells[i] = []byte(c)
		}
		if key, reject := w.people.key(&r); reject == nil && len(key) > 0 {
			who[folded(string(key))] = true
		}
	}
	return who
}

// isInLessOut says that an amount is what came in less what went out.
func (r *recognition) isInLessOut(e *expr) bool {
	if e.op != '-' && e.op != '+' || e.a.op != 'c' || e.b.op != 'c' || r.laid || r.shape != nil {
		return false
	}
	return e.a.col == r.numbersNamed(creditNames) && e.b.col == r.numbersNamed(debitNames)
}

// across reads the side of a row: of what is no sale, what went back lowers what was
// bought, and all else is left out.
func (w *orderWorker) across(r *row, key []byte, p *purchase) *Reject {
	s := &w.plan.settled.sided
	if s.sold == noSide || !p.priced {
		return nil
	}
	of := inSide
	var cell []byte
	if s.col >= 0 {
		cell = cleanText(cellAt(r, s.col))
		of = w.sideOf(cell)
	} else if p.value < 0 {
		of = outSide
	}
	switch {
	case of == s.sold && (of == inSide || of == creditSide) && len(w.bought) < maxPayers:
		w.bought[folded(string(key))] = true
		return nil
	case of != s.sold.other():
		return nil
	case of == minusSide, p.state == stateBack, p.credit, of != creditSide && w.bought[folded(string(key))]:
		p.value = min(p.value, -p.value)
		w.checks.counted = min(w.checks.value, -w.checks.value)
		return nil
	case of == creditSide:
		return &Reject{What: clientele.Tell("evidence.paid-no-purchase", "word", clip(string(cell), 20)), Column: w.plan.column("side"), Remedy: NothingToDo + "; " + clientele.Tell("evidence.flag-sold-credit")}
	}
	return &Reject{What: clientele.Tell("evidence.money-went-out"), Column: cmp.Or(w.plan.column("side"), w.plan.column("amount")), Remedy: NothingToDo}
}

// sideOf reads a cell of the column of sides; they are a few words.
func (w *orderWorker) sideOf(cell []byte) side {
	of, known := w.sides[string(cell)]
	if !known {
		of = sideOf(string(cell))
		if len(w.sides) < maxStates {
			w.sides[string(cell)] = of
		}
	}
	return of
}
