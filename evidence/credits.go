package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// A list of documents holds invoices, credit notes and payments, and writes all their amounts
// above zero. Which a row is stands in a column of sorts, in the number's letters, or at the
// beginning of its text. An invoice counts, a credit note is taken off, and a payment is the
// money of an invoice again.

// document is what a document is.
type document uint8

const (
	noDocument document = iota
	anInvoice
	aCreditNote
	aPayment
)

// documents are the names and the codes of documents, folded and in one.
var documents = func() map[string]document {
	out := map[string]document{}
	for s, list := range map[document]string{
		anInvoice: "invoice invoices inv rechnung rechnungen re rg ar ausgangsrechnung verkaufsrechnung abschlagsrechnung schlussrechnung facture factures fac fact fa factura facturas fattura fatture td01 td02 td03 td05 td06 td24 td25 " +
			"factuur facturen verkoopfactuur faktura faktury fakturavat fv fatura faturas ft lasku szamla salesinvoice taxinvoice customerinvoice accrec si счет счетфактура рахунок 請求書 发票 売上 掛売 销售 380 386 389",
		aCreditNote: "credit credits creditnote creditnotes creditmemo creditmemos salescreditnote salescredit crnote cn crn scn sc cm gutschrift gutschriften rechnungsgutschrift gs rechnungskorrektur korrekturrechnung stornorechnung rk " +
			"avoir avoirs factureavoir facturedavoir notedecredit av abono abonos facturarectificativa facturadeabono rectificativa notadecredito notacredito notadeabono notadicredito nc ncr td04 td08 creditnota creditnotas creditfactuur " +
			"kreditnota kreditfaktura kreditnote kreditering korekta fakturakorygujaca korygujaca fk kor dobropis hyvityslasku jovairoszamla stornoszamla iadefaturasi notacredit accreccredit кредитнота корректировка 赤伝 返品 返金 値引 退款 退货 381 396",
		aPayment: "payment payments pmt pymt receipt receipts rcpt sr sa customerpayment paymentreceived receivedpayment zahlung zahlungen zahlungseingang zahlungserhalt eingangszahlung ze reglement reglements " +
			"paiement paiements encaissement versement pago pagos cobro cobros recibo recibos ingreso pagamento pagamenti incasso incassi bonifico recebimento betaling betalingen ontvangst wplata platnosc platba uhrada " +
			"inbetalning innbetaling indbetaling maksu suoritus fizetes befizetes tahsilat odeme plata incasare оплата платеж платіж 入金 收款 付款",
	} {
		for word := range strings.FieldsSeq(list) {
			out[word] = s
		}
	}
	return out
}()

func documentOf(cell string) document { return documents[strings.Join(wordsOf(cell), "")] }

// saysSorts says that a column's few words are sorts of documents, invoices among them and others.
func (r *recognition) saysSorts(col int) bool {
	p := r.profiles[col]
	if p.filled < 2 || len(p.values) < 2 || len(p.values) > 8 || p.filled*10 < p.rows*8 || p.numbers > 0 && !ledgerHeader(r.header[col]) {
		return false
	}
	var n [aPayment + 1]int
	for v, times := range p.values {
		n[documentOf(v)] += times
	}
	return n[anInvoice] > 0 && n[aCreditNote]+n[aPayment] > 0 && n[noDocument]*10 <= p.filled
}

// settleSorts reads credit notes and payments where invoices stand in the same column: the
// money of a payment would count twice.
func (r *recognition) settleSorts(s *settled, m *Mapped) {
	if r.shape != nil {
		return // a known export says itself what its words mean
	}
	for _, col := range m.expr.columns() {
		values := r.profiles[col].values
		words, rows := map[string]saleState{}, map[saleState]int{}
		first := ""
		for _, v := range sortedKeys(values) {
			state := map[document]saleState{anInvoice: stateSold, aCreditNote: stateBack, aPayment: stateNoSale}[documentOf(v)]
			if state == stateUnknown {
				continue
			}
			words[folded(v)] = state
			if rows[state] += values[v]; state == stateNoSale && first == "" {
				first = v
			}
		}
		if rows[stateSold] == 0 || rows[stateBack]+rows[stateNoSale] == 0 {
			continue
		}
		s.words, s.ledger = words, true
		if n := rows[stateNoSale]; n > 0 {
			r.notes = append(r.notes, clientele.Tell("evidence.paid-invoices", "n", n, "word", first, "column", r.header[col])+" "+clientele.Tell("evidence.flag-own-sale"))
		}
		return
	}
}

// The letters of numbers by which invoices are told from credit notes: some say it wherever
// they stand among others, some only beside those of invoices.
var (
	invoiceLetters = wordSet("inv in i invoice sinv si re rg r rn rech rechnung ar fa fac fact factura facture f fv fvs ft fs fatt fattura fak faktura fatura vf tf bill doc")
	creditLetters  = wordSet("cn crn crnote cred crednote credit creditnote creditmemo gs gut gutschrift gutschr avoir kor korekta fkor scn ncr nota rect rectif abono dobropis dob kreditnota kn hyv")
	perhapsLetters = wordSet("cr cm av nc ab sc rk st rf fk kr cnr crd ret")
)

// letterGroups are the groups of letters in a number.
func letterGroups(number string) []string {
	return strings.FieldsFunc(folded(number), func(r rune) bool { return !unicode.IsLetter(r) })
}

// credits is by what credit notes are told in a file.
type credits struct {
	number  int   // the column of numbers; -1: none
	perhaps bool  // in which letters count that say it only beside invoices
	texts   []int // columns of texts
}

// settleCredits finds the columns by which credit notes are told.
func (r *recognition) settleCredits(s *settled) {
	s.credits.number = -1
	if !r.named || r.shape != nil || r.removed["status"] {
		return
	}
	for col, p := range r.profiles {
		if r.used[col] && !r.isField(col, "order") && !r.isField(col, "text") && !r.isField(col, "product") || p.filled == 0 || p.numbers == p.filled || p.layout(false) != notDates {
			continue
		}
		if r.textual(col) {
			s.credits.texts = append(s.credits.texts, col)
		}
		if s.credits.number < 0 && !r.isField(col, "text") {
			r.creditNumbers(s, col)
		}
	}
}

// textual says that a column says in words what a row is; what somebody noted beside it is
// said of another day.
func (r *recognition) textual(col int) bool {
	return !anyToken(r.header[col], textHeads) && (r.isField(col, "text") || r.isField(col, "product") || r.door.field("text").sureOf(r.heads[col]) > 0 ||
		anyToken(r.header[col], wordSet("text verwendungszweck buchungstext betreff libelle objet concepto asunto oggetto causale omschrijving opis tytul popis subject reference referenz narration particulars item service leistung")))
}

// creditNumbers looks whether a column numbers invoices, and credit notes among them.
func (r *recognition) creditNumbers(s *settled, col int) {
	p := r.profiles[col]
	invoices, sure, perhaps, digits := 0, 0, 0, 0
	kinds := map[string]bool{}
	for v, n := range p.values {
		if strings.ContainsFunc(v, unicode.IsDigit) {
			digits += n
		}
		letters := letterGroups(v)
		kinds[strings.Join(letters, " ")] = true
		switch {
		case slices.ContainsFunc(letters, func(w string) bool { return creditLetters[w] }):
			sure += n
		case len(letters) > 0 && perhapsLetters[letters[0]]:
			perhaps += n
		case len(letters) > 0 && invoiceLetters[letters[0]]:
			invoices += n
		}
	}
	switch {
	case len(kinds) > 8 || digits*10 < p.filled*9 || // letters by chance, or words
		len(p.values)*2 < p.filled && !r.isField(col, "order"):
	case invoices*10 >= p.filled*4:
		s.credits.number, s.credits.perhaps = col, true
	case sure > 0 && sure*10 <= p.filled*4:
		s.credits.number = col
	case sure+perhaps > 0:
		r.sayPerhapsCredits(col)
	}
}

// sayPerhapsCredits tells of numbers that may be those of credit notes, with what they come to.
func (r *recognition) sayPerhapsCredits(col int) {
	amount := r.fields["amount"]
	if amount == nil {
		return
	}
	f, n, sum, first := r.figuresOf(amount.expr), 0, int64(0), ""
	for i := range r.rows {
		letters := letterGroups(r.cell(i, col))
		if len(letters) == 0 || !creditLetters[letters[0]] && !perhapsLetters[letters[0]] || !f.has[i] || f.v[i] < 0 {
			continue
		}
		if n++; n == 1 {
			first = r.cell(i, col)
		}
		sum += f.v[i]
	}
	if n > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.perhaps-credits", "n", n, "column", r.header[col], "sample", clip(first, 30), "sum", figure(sum))+" "+clientele.Tell("evidence.else-credits"))
	}
}

// creditTexts begin texts of what was given back, folded. Those before which a blank stands
// are such only where nothing, a number or a word of reference follows.
var creditTexts = strings.Split("credit note|creditnote|credit memo|creditmemo|gutschrift|rechnungskorrektur|korrekturrechnung|stornorechnung|ruckerstattung|note de credit|facture d'avoir|facture avoir|nota de credito|nota credito|"+
	"nota di credito|nota de abono|factura rectificativa|factura de abono|creditnota|creditfactuur|kreditnota|kreditfaktura|kreditnote|faktura korygujaca|korekta|dobropis|hyvityslasku|jovairo szamla|sztorno szamla|"+
	"iade faturasi|кредит-нота|возврат| avoir| refund| remboursement| reembolso| rimborso| terugbetaling| erstattung| zwrot|abono factura|abono de factura|abono fra| reversal| retoure| retour| ruckbuchung| rucksendung| chargeback| storno| devolucion| reso", "|")

// references are words that follow "refund" where it gives back.
var references = wordSet("for of on re to from zu zur zum auf fur sur de du des pour a sobre por su per di del della op van voor do za za fv invoice rechnung facture fattura factura factuur faktura order client no nr n n° partial full")

var creditBegins = func() (begins [1 << 12]bool) {
	for _, text := range creditTexts {
		text = strings.TrimPrefix(text, " ")
		for spelled := range eachCase(text) {
			begins[beginOf([]byte(spelled))] = true
		}
	}
	begins[beginOf([]byte("rü"))], begins[beginOf([]byte("RÜ"))] = true, true // Rückerstattung
	return begins
}()

// isCreditText says that a text begins by saying that its row gives back.
func isCreditText(cell []byte) bool {
	if len(cell) < 4 || !creditBegins[beginOf(cell)] {
		return false
	}
	text := folded(clip(string(cell), 120))
	for _, begin := range creditTexts {
		loose := begin[0] == ' '
		rest, ok := strings.CutPrefix(text, strings.TrimPrefix(begin, " "))
		if !ok {
			continue
		}
		next := wordsOf(rest)
		switch {
		case rest == "":
			return true
		case !loose && !isLetterByte(rest[0]):
			return true
		case loose && !isLetterByte(rest[0]) && (len(next) == 0 || references[next[0]] || strings.ContainsFunc(next[0], unicode.IsDigit)):
			return true
		}
	}
	return false
}

// beforeDigits parts a number at its first digit.
func beforeDigits(cell []byte) (begins, rest []byte) {
	at := 0
	for at < len(cell) && !isDigit(cell[at]) {
		at++
	}
	return cell[:at], cell[at:]
}

// isCredit says that a row is a credit note by its number or its text.
func (w *orderWorker) isCredit(r *row) bool {
	c := &w.plan.settled.credits
	for _, col := range c.texts {
		if isCreditText(cleanText(cellAt(r, col))) {
			w.credits.by(w.plan.header[col], cleanText(cellAt(r, col)))
			return true
		}
	}
	if c.number < 0 {
		return false
	}
	cell := cleanText(cellAt(r, c.number))
	begins, rest := beforeDigits(cell)
	if bytes.Equal(begins, w.credits.plain) && bytes.IndexFunc(rest, unicode.IsLetter) < 0 {
		return false
	}
	letters := letterGroups(string(cell))
	if slices.ContainsFunc(letters, func(w string) bool { return creditLetters[w] }) || c.perhaps && len(letters) > 0 && perhapsLetters[letters[0]] {
		w.credits.by(w.plan.header[c.number], cell)
		return true
	}
	w.credits.plain = append(w.credits.plain[:0], begins...)
	return false
}

// takeCredit takes the amount of a credit note off, whose sign says nothing of it.
func (w *orderWorker) takeCredit(r *row, p *purchase) {
	if !p.priced || p.value <= 0 || p.state == stateBack || p.state == stateUndone || p.state == stateNoSale || !w.isCredit(r) {
		return
	}
	w.credits.rows++
	w.credits.sum += w.checks.value
	p.value, p.credit = -p.value, true
	w.checks.counted = -w.checks.value
}

// creditsSeen counts the credit notes that were told by numbers and texts.
type creditsSeen struct {
	rows           int
	sum            int64
	column, sample string
	plain          []byte // how the last number begins that is no credit note's
}

func (c *creditsSeen) by(column string, cell []byte) {
	if c.column == "" {
		c.column, c.sample = column, clip(string(cell), 40)
	}
}

func (c *creditsSeen) notes() []string {
	if c.rows == 0 {
		return nil
	}
	return []string{clientele.Tell("evidence.credits", "n", c.rows, "column", c.column, "sample", c.sample, "sum", figure(c.sum)) + " " + clientele.Tell("evidence.flag-are-sales")}
}
