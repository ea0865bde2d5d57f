package evidence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
)

// saleState is what the status of an order, a payment or a deal makes of it.
type saleState uint8

const (
	stateUnknown saleState = iota
	stateSold
	statePart   // some of it was paid back: how much, another column says
	stateOpen   // agreed, and not paid: a purchase where the rows are invoices
	stateNoSale // never was a purchase
	stateUndone // this order was called off or paid back: no purchase any more
	stateBack   // a transaction of its own that gives back what was bought before
)

// A status is read as a whole first, then by its words: "Closed Lost (Sales)" and
// "storniert am 4.2." are found by what stands within them. Of several words the
// gravest speaks, in the order of the states above.

// wholeStates are words that speak only where they are all that stands there: within
// a phrase they mean too many things.
var wholeStates = stateWords(map[saleState]string{
	stateSold: "sale|payment|order|ordered|buy|bought|purchase|transaction|charge|closed|sent|invoice|rechnung|facture|factura|fattura|factuur|szamla|faktura|faktura vat|τιμολογιο|lasku|racun|arve|rekins|saskaita|processing|" +
		"shipment|gonderildi|kargoda|skickad|sendt|fullfort|kesz|booked|deposit|balance|balance payment|final payment|anzahlung|restzahlung|acompte|solde|anticipo|acconto|saldo|eingang|einzahlung|销售|売上|販売|판매|продажа|sprzedaz|satis|myynti|prodej|eladas|forsaljning|salg|verkoop|income|incoming|donation|entrada|entree|entrata|money in|payment received|reserved|in house|ok|yes|1|active|live|production|prod|open order|verkauf|vente|venta|vendita|verkoop|zahlung",
	stateNoSale: "view|cart|remove_from_cart|add_to_cart|addtocart|pv|fav|favorite|wishlist|click|page_view|pageview|product_view|search|impression|begin_checkout|transfer|" +
		"requires_action|requires_confirmation|requires_capture|requires action|requires confirmation|test|testing|test order|testbestellung|requires_payment_method|expense|expenses|pledge|pledged|vendor credit|bill payment|purchase order|purchase invoice|supplier invoice|supplier credit|eingangsrechnung|lieferantenrechnung|ausgabe|journal entry|ausgang|auszahlung|withdrawal|payout|outgoing|salida|sortie|uscita|depense|gasto|payment sent|money out|sandbox|staging|checkout-draft|proforma|pro forma|pro-forma|dijbekero|proformaszamla|proforma szamla|proforma invoice|proforma rechnung|proformarechnung|predracun|sales quote|sales order|kostenvoranschlag|blocked|demo|offer|offerte|angebot|contract|dna|trash|spam|auto-draft",
	stateOpen: "pending|holded|emitida|emitido|emise|emisa|utstallt|utfardad|vystavena|vystaveno|wystawiona|open|due|offen|on-hold|on hold|abierto|aberto|ouvert|aperto|scheduled|new|neu",
})

// stateStems are the beginnings of words that speak wherever they stand; two words
// of a state that only together mean it are joined by a blank.
var stateStems = stateWords(map[saleState]string{
	stateSold: "paid|complete|collected|sales receipt|fulfill|fulfilled|shipped|awaiting fulfillment|awaiting fulfilment|awaiting shipment|awaiting pickup|awaiting collection|awaiting dispatch|awaiting delivery|ready to ship|ready for pickup|deliver|dispatched|succe|captur|won|closedwon|authori|invoiced|settled|confirmed|accepted|approved|attend|arrived|seated|done|" +
		"checked out|checked in|sold|purchased|received payment|bezahlt|gezahlt|versendet|versandt|geliefert|abgeschlossen|erledigt|gewonnen|zugestellt|paye|livre|termine|regle|expedie|encaisse|gagne|" +
		"pagad|entregad|enviad|completad|cobrad|ganad|betaald|verzonden|geleverd|voldaan|afgerond|gewonnen|pagat|spedit|consegnat|evas|vint|pago|concluid|betald|betalt|levererad|zaplacon|oplacon|wyslan|" +
		"مكتمل|مدفوع|تمالتوصيل|تم الدفع|تم التوصيل|הושלם|שולם|נשלח|placano|placeno|isporuc|dostavljen|zakljucen|dokoncan|apmoket|ivykdyt|pristatyt|apmaksat|piegadat|tasutud|makstud|greitt|afhent|sent|платен|изпратен|" +
		"ausgeliefert|in bearbeitung|versandbereit|verarbeitet|accept|expedi|" +
		"teslim|tamamland|odendi|odenmis|onayland|kifizet|fizetve|teljesit|incasat|achitat|livrat|finalizat|platit|zaplaceno|zaplacen|uhrazen|doruc|odeslan|vyrizen|dokoncen|toimitet|maksettu|valmis|" +
		"betalt|levert|leveret|fullfort|afsluttet|gennemfort|dostarczon|zrealizowan|zakonczon|оплач|доставл|выполн|отправл|виконан|сплачен|доставлен|завершен|заверше|изпълн|платен|доставен|ολοκληρ|πληρωμ|εξοφλ|παραδοθ|" +
		"selesai|lunas|terkirim|dibayar|hoan thanh|da giao|da thanh toan|สำเร็จ|ชำระแล้ว|จัดส่งแล้ว|配達完了|発送済|入金済|支払い済|交易成功|交易完成|已签收|已收货|배송완료|구매확정|거래완료|已付款|已完成|已发货|已支付|支払済|完了|발송|결제완료",
	stateOpen: "unpaid|outstanding|overdue|awaiting|waiting|unsent|viewed|uberfallig|fallig|mahnung|unbezahlt|ausstehend|impaye|en attente|attente|pendient|pendente|vencid|scadut|" +
		"معلق|ממתין|u obradi|na cekanju|neplacen|v obdelavi|laukia|neapmoket|gaida|neapmaksat|ootel|maksmata|ogreitt|forfalden|forfallen|forfallet|forfalt|in attesa|beklemede|bekliyor|odenmedi|fizetesre var|fuggoben|in asteptare|neachitat|neincasat|nezaplac|neuhraz|ceka|odottaa|avoin|maksamatta|obetald|ubetalt|ikke betalt|vantar|afventer|nieoplacon|oczekuj|очіку|не сплачен|чака|неплатен|εκκρεμ|απληρωτ|" +
		"menunggu|belum dibayar|cho thanh toan|cho xu ly|รอชำระ|入金待ち|支払待ち|等待付款|待支付|입금대기|결제대기|in attesa|openstaand|te betalen|pending|не оплач|ожида|待付款|未付款|未払い",
	stateNoSale: "proforma|pro forma|pro-forma|uncollectible|written off|write off|deleted|removed|duplicate|abort|denied|withdrawn|revoked|timed out|timeout|bounced|invalid|discard|" +
		"gelosch|ungultig|verworfen|zuruckgezogen|uneinbringlich|abgewiesen|hinfallig|supprim|rejet|abandonn|irrecouvrable|eliminad|descartad|incobrable|denegad|eliminat|scartat|insolut|negato|negata|" +
		"rascunho|falhou|falhad|excluid|recusad|negado|negada|verwijder|vervallen|geweiger|oninbaar|ongeldig|szkic|usuniet|niewazn|wersja robocz|raderad|borttag|slettet|poistett|mitatoit|" +
		"smazan|vymazan|neplatn|ervenytelen|sters|silindi|gecersiz|удален|удалён|видален|изтрит|διαγραφ|已作废|作废|已删除|削除|無効|삭제|" +
		"fail|declin|expir|draft|abandon|dropped|lost|closedlost|reject|error|quote|proposal|prospect|qualif|negotiat|engaging|decision maker|needs analysis|perception analysis|discovery|appointment scheduled|" +
		"presentation scheduled|contract sent|incomplete|no show|noshow|did not|not attend|missed|absent|not confirmed|rescheduled|" +
		"nicht erschienen|fehlgeschlagen|abgelehnt|entwurf|verloren|abgebrochen|echou|echec|devis|perdu|brouillon|refuse|absence|fallid|presupuesto|perdid|borrador|rechazad|" +
		"erreur|parked|retenu|angebot|offerte|devis|presupuesto|preventivo|orcamento|tilbud|tarjous|ajanlat|oferta|teklif|basarisiz|reddedil|sikertelen|piszkozat|esuat|respins|ciorna|selhal|zamitnut|koncept|epaonnistu|hylatty|luonnos|misslyckad|avvisad|mislykket|avvist|afvist|nieudan|odrzucon|" +
		"невдал|відхилен|чернетк|неуспешн|αποτυχ|πρόχειρ|gagal|ditolak|that bai|ล้มเหลว|失敗|실패|" +
		"mislukt|verlopen|concept|afgewezen|fallit|preventivo|pers|bozza|rifiutat|utkast|kladde|ошибк|черновик|отклон|失败|失敗",
	stateUndone: "cxl|cxld|canx|zuruckerstattet|ruckerstattet|аннулир|аннулирован|cancel|annul|anulad|anulowan|storn|void|refunded|returned|reversed|chargeback|charged back|lost in transit|erstattet|zuruckgezahlt|zuruckgegeben|widerruf|rembourse|retourne|reembolsad|devuelt|" +
		"ملغ|ملغي|ملغى|مسترجع|مرتجع|בוטל|הוחזר|זוכה|otkazan|stornir|ponisten|preklican|vracen|atsaukt|grazint|atcelt|tuhist|tagastat|ogilt|afturkall|bakfaert|анулир|сторнир|batal|" +
		"retournier|iptal|iade edildi|sztorno|torolt|visszaterit|visszavon|anulat|rambursat|returnat|zrusen|stornov|vracen|peruttu|peruutettu|hyvitetty|palautettu|kansellert|annulleret|annullert|refunderet|refundert|krediteret|kreditert|krediterad|återbetald|avboka|скасован|повернен|отказан|върнат|ακυρω|επιστραφ|" +
		"gecrediteerd|credited|gutgeschrieben|abonnee|abonado|stornat|creditada|creditado|dibatalkan|dikembalikan|da huy|huy|hoan tien|ยกเลิก|คืนเงิน|取消|返品|交易关闭|已关闭|退款成功|已退货|취소완료|반품|환불완료|" +
		"geannuleerd|terugbetaald|retour gezonden|annullat|rimborsat|reembolsad|estornad|makulerad|avbruten|aterbetald|zwrocon|отмен|возвра|已取消|已退款|キャンセル|返金|취소|환불",
	stateBack: "refund|return|reversal|credit note|creditnote|credit memo|creditmemo|gutschrift|retoure|ruckzahlung|ruckerstattung|erstattung|avoir|remboursement|nota de credito|nota di credito|" +
		"sztorno szamla|sztornoszamla|faktura korygujaca|korekta|dobropis|storno faktura|jovairo|hyvityslasku|kreditfaktura|kreditnote|nota de abono|devoluciones|avoirs|rechnungskorrektur|stornorechnung|korrekturrechnung|storno invoice|退款|退货|返還|iade|palautus|hyvitys|vratka|visszaru|возврат|кредит-нота|повернення|πιστωτικο|iade faturasi|retur|cn|devolucion|reembolso|rimborso|reso|creditnota|terugbetaling|kreditnota|zwrot",
})

func stateWords(lists map[saleState]string) map[string]saleState {
	out := map[string]saleState{}
	for state, list := range lists {
		for word := range strings.SplitSeq(list, "|") {
			word = folded(word)
			out[word] = max(out[word], state)
		}
	}
	return out
}

var (
	partWords = []string{"partial", "partiel", "teil", "parcial", "parzial", "gedeelte", "delvis", "anteil"}
	notWords  = map[string]bool{"not": true, "nicht": true, "non": true, "no": true, "pas": true, "niet": true, "nie": true, "inte": true, "ikke": true, "never": true, "sin": true, "без": true, "не": true}
	// What is not done yet of these takes nothing from a purchase.
	onTheWay = []string{"fulfill", "ship", "deliver", "dispatch", "invoic", "versandt", "versendet", "geliefert", "zugestellt", "livre", "expedie", "entregad", "enviad", "geleverd", "verzonden", "spedit", "consegnat"}
	attended = []string{"attend", "arriv", "seated", "erschienen", "confirm", "accept", "approv", "won", "complet", "succe", "done", "authori"}
)

// saleStateOf reads a status. Shops write prefixes such as "wc-completed".
func saleStateOf(folded string) saleState {
	folded = strings.TrimPrefix(folded, "wc-")
	if s := wholeStates[folded]; s != stateUnknown {
		return s
	}
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if s := wholeStates[strings.Join(words, " ")]; s != stateUnknown {
		return s
	}
	state, part, stage := stateUnknown, false, false
	for i, w := range words {
		part = part || slices.ContainsFunc(partWords, func(p string) bool { return strings.HasPrefix(w, p) })
		s := stateOfWord(w)
		if i+1 < len(words) {
			if two := stateOfPair(w, words[i+1]); two != stateUnknown {
				s, stage = two, true
			}
		}
		if i+2 < len(words) {
			if three := stateStems[w+" "+words[i+1]+" "+words[i+2]]; three != stateUnknown {
				s, stage = three, true
			}
		}
		if i > 0 && notWords[words[i-1]] {
			s = denied(s, w)
		}
		state = max(state, s)
	}
	switch {
	case part && (state == stateUndone || state == stateBack):
		return statePart
	case part && state <= stateOpen:
		return max(state, stateSold)
	case state == stateBack && !stage && len(words) > 1 && isDecided(words):
		return stateUndone
	}
	return state
}

// isDecided says that a phrase with "refund" in it speaks of an order's state: "refund completed".
func isDecided(words []string) bool {
	for _, w := range words {
		if s := stateOfWord(w); s == stateSold || s == stateOpen {
			return true
		}
	}
	return false
}

// stateOfWord looks a word up, and what it is without its ending.
func stateOfWord(w string) saleState {
	for cut := len(w); cut >= 3 && cut >= len(w)-6; cut-- {
		s, ok := stateStems[w[:cut]]
		if ok && (cut >= 4 || cut == len(w)) {
			return s
		}
	}
	for stem, s := range stateStems { // scripts that do not part words
		if len(stem) >= 6 && stem[0] >= 0xe3 && strings.Contains(w, stem) {
			return s
		}
	}
	return stateUnknown
}

func stateOfPair(a, b string) saleState {
	for cut := len(b); cut >= 3 && cut >= len(b)-4; cut-- {
		if s, ok := stateStems[a+" "+b[:cut]]; ok {
			return s
		}
	}
	return stateUnknown
}

// denied is what "not" makes of a state.
func denied(s saleState, word string) saleState {
	begins := func(stems []string) bool {
		return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(word, stem) })
	}
	switch {
	case s == stateUndone, s == stateBack, s == stateSold && begins(onTheWay):
		return stateSold
	case s == stateSold && begins(attended):
		return stateNoSale
	case s == stateSold:
		return stateOpen
	}
	return s
}

// stateOf reads the status columns: one that calls the sale off outweighs the others.
func (w *orderWorker) stateOf(r *row) saleState {
	if w.status == nil {
		return stateUnknown
	}
	state := stateUnknown
	w.saidBack = false
	for _, col := range w.status.cols {
		cell := cleanText(cellAt(r, col))
		if len(cell) == 0 {
			continue
		}
		state = max(state, w.stateOfCell(cell, col))
	}
	w.saidBack = state == stateBack
	return w.plan.settled.meant(state)
}

// stateOf reads a status as this export means it.
func (s *settled) stateOf(folded string) saleState {
	if state, ok := s.words[folded]; ok {
		return state
	}
	return saleStateOf(folded)
}

// meant is what a state comes to in this file.
func (s *settled) meant(state saleState) saleState {
	switch {
	case state == stateOpen && s.onlyKnown, state == stateOpen && !s.openSells, s.onlyKnown && state == stateUnknown:
		return stateNoSale
	case state == stateOpen:
		return stateSold
	case state == stateBack && !s.ledger:
		return stateUndone
	}
	return state
}

// Most different statuses that are remembered: they are a few words.
const maxStates = 1000

func (w *orderWorker) stateOfCell(cell []byte, col int) saleState {
	if f, ok := w.plan.settled.flags[col]; ok {
		if isNo(cell) {
			return f.no
		}
		return f.yes
	}
	if s, ok := w.states[string(cell)]; ok {
		return s
	}
	s := w.plan.settled.stateOf(folded(string(cell)))
	if len(w.states) < maxStates {
		w.states[string(cell)] = s
	}
	return s
}

// settleStates decides what the states of the file come to, and says which are not known.
func (r *recognition) settleStates(s *settled) {
	m := r.fields["status"]
	if m == nil {
		return
	}
	s.flags = map[int]flag{}
	s.onlyKnown = r.shape != nil && r.shape.wonOnly
	visits := []string{"view", "cart", "pv", "click", "page_view", "pageview", "product_view"}
	invoices := r.speaksOfInvoices() || r.shape != nil && r.shape.invoices
	r.settleSorts(s, m)
	unknown, open, part := map[string]int{}, map[string]int{}, 0
	for _, col := range m.expr.columns() {
		if f, ok := r.flags[col]; ok || callsOff(r.header[col]) {
			if s.flags[col], s.ledger = f, s.ledger || f.yes == stateBack; !ok {
				s.flags[col] = flag{stateUndone, stateUnknown}
			}
			continue
		}
		for v, n := range r.profiles[col].values {
			word := folded(v)
			state := s.stateOf(word)
			s.onlyKnown = s.onlyKnown || slices.Contains(visits, word) || state == stateSold && hasWon(word)
			s.ledger = s.ledger || wholeStates[word] == stateSold && word != "closed" && word != "sent" && word != "processing" || state == stateBack && n > 0 && ledgerHeader(r.header[col])
			switch state {
			case stateUnknown:
				unknown[v] += n
			case stateOpen:
				open[v] += n
			case statePart:
				part += n
			}
		}
	}
	s.openSells = invoices
	if !s.onlyKnown {
		r.sayStates(unknown, invoices, open)
	}
	if part > 0 && r.fields["refund"] == nil {
		r.notes = append(r.notes, clientele.Tell("evidence.part-back", "n", part))
	}
}

// ledgerHeader says that a column tells what sort of transaction a row is, not what became of it.
func ledgerHeader(header string) bool {
	words, whole := tokens(header), squeezed(header)
	for _, end := range []string{"art", "typ", "type", "tipo", "soort"} {
		if strings.HasSuffix(whole, end) && !strings.HasSuffix(whole, "start") {
			return true
		}
	}
	return slices.Contains(words, "document") || slices.Contains(words, "type") || slices.Contains(words, "kind") || slices.Contains(words, "art") || slices.Contains(words, "event") || slices.Contains(words, "tipo")
}

func hasWon(word string) bool {
	for _, w := range strings.FieldsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch w {
		case "won", "closedwon", "gewonnen", "gagne", "gagnee", "ganado", "ganada", "vinto", "vinta":
			return true
		}
	}
	return false
}

// callsOff knows the columns that say by a date or a yes that an order was called off.
func callsOff(header string) bool {
	words := tokens(header)
	if len(words) == 0 || len(words) > 3 {
		return false
	}
	if words[0] == "is" || words[0] == "was" || words[0] == "order" || words[0] == "date" {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "refunded", "fully", "chargedback":
		return len(words) == 1 || words[0] == "fully" && words[1] == "refunded"
	}
	return slices.ContainsFunc(callOffStems, func(stem string) bool { return strings.HasPrefix(words[0], stem) }) &&
		(len(words) == 1 || slices.Contains([]string{"at", "on", "date", "am", "le", "time", "op", "il", "el"}, words[1]))
}

// callOffStems begin the words for "cancelled" and "deleted".
var callOffStems = strings.Fields("cancel void deleted storn annul anul geannuleerd gestrichen geloscht makul kansell avboka perut perui zrus otkaz ponist sztorn torolt iptal batal dibatalkan atcelt tuhist " +
	"отмен аннулир скасов анулир ακυρω 取消 キャンセル 취소 ملغ בוטל")

// joinCallOffs reads beside the status, or instead of it, the columns that call an order
// off by a date or a yes.
func (r *recognition) joinCallOffs() {
	if r.removed["status"] || !r.named || r.shape != nil && r.shape.fields["status"] != "" {
		return // a known export says itself by which columns
	}
	for col, h := range r.header {
		p := r.profiles[col]
		m := r.fields["status"]
		if !callsOff(h) || p.filled == 0 || m != nil && slices.Contains(m.expr.columns(), col) {
			continue
		}
		if p.known(isYesOrNo) < 1 && (p.layout(false) == notDates || strings.HasPrefix(squeezed(h), "refunded")) {
			continue
		}
		e, why := column(col), clientele.Tell("evidence.why-called-off")
		if m != nil {
			e, why = &expr{op: '+', a: m.expr, b: e}, m.Why
		}
		r.fields["status"] = &Mapped{Field: "status", From: e.write(r.header), Sure: 0.8, Why: why, expr: e}
		r.used[col] = true
		called := 0
		for v, n := range p.values {
			if !isNo([]byte(v)) {
				called += n
			}
		}
		r.sayFlag(col, called)
	}
}

// invoiceStems begin the words for invoices of languages that write them in one with what follows.
var invoiceStems = strings.Fields("faktur fatura lasku szamla racun saskait фактур рахунок счет счёт τιμολ")

// speaksOfInvoices says that the rows are documents that were agreed before they are paid.
func (r *recognition) speaksOfInvoices() bool {
	for _, h := range r.header {
		for _, begins := range []string{"invoice", "rechnung", "factuur", "fattura", "facture", "factura"} {
			if w := squeezed(h); strings.HasPrefix(w, begins) && strings.ToUpper(h) == h || strings.HasPrefix(w, begins) && strings.ToLower(h) == h {
				return true // INVOICENUMBER, whose words are not told apart
			}
		}
		for _, w := range tokens(h) {
			if slices.ContainsFunc(invoiceStems, func(stem string) bool { return strings.HasPrefix(w, stem) }) {
				return true
			}
			switch w {
			case "invoice", "rechnung", "rechnungsnr", "rechnungsnummer", "rechnungsdatum", "facture", "factura", "fattura", "factuur", "factuurnummer", "factuurdatum", "fatura", "due", "fallig", "falligkeit", "vervaldatum", "vencimiento", "scadenza", "echeance", "document":
				return true
			}
		}
	}
	return false
}

// sayStates says what becomes of rows in states that are not known, and of those that are open.
func (r *recognition) sayStates(unknown map[string]int, invoices bool, open map[string]int) {
	if len(unknown) > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.states-unknown", "words", r.counted(unknown))+" "+clientele.Tell("evidence.else-take-out"))
	}
	switch {
	case len(open) == 0:
	case invoices:
		r.notes = append(r.notes, clientele.Tell("evidence.states-agreed", "words", r.counted(open)))
	default:
		r.notes = append(r.notes, clientele.Tell("evidence.states-open", "words", r.counted(open))+" "+clientele.Tell("evidence.flag-states-open"))
	}
}

// counted are some words of cells with their counts.
func (r *recognition) counted(counts map[string]int) string {
	words := sortedKeys(counts)
	shown := make([]string, min(len(words), 7))
	for i := range shown {
		shown[i] = clientele.Tell("evidence.word-count", "word", clip(words[i], 40), "n", counts[words[i]])
	}
	shown = firstOf(shown, 6)
	if len(r.rows) >= sampleRows {
		return clientele.Tell("evidence.counted-first", "words", shown, "n", len(r.rows))
	}
	return clientele.Tell("evidence.counted", "words", shown)
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if m[a] != m[b] {
			return m[b] - m[a]
		}
		return strings.Compare(a, b)
	})
	return keys
}
