package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// A column that nobody reads may say that some rows are no sales: "Returned: yes", "mode:
// test", "captured: false". It is read where its name or its words leave no doubt, and
// said with its counts where they do.

// flag is what a yes and a no make of a row; a no is stateUnknown where it says nothing.
type flag struct{ yes, no saleState }

// flagNames are headers, squeezed and without "is" or "was", of columns of yes and no.
var flagNames = func() map[string]flag {
	out := map[string]flag{}
	for is, list := range map[flag]string{
		{stateUndone, stateUnknown}: "returned refunded cancelled canceled cxl cxld canx void voided deleted reversed chargeback chargedback calledoff annulled storniert retourniert zuruckgegeben erstattet annule annulee rembourse remboursee retourne " +
			"anulado anulada devuelto devuelta reembolsado cancelado cancelada devolvido annullato annullata reso rimborsato geannuleerd geretourneerd terugbetaald anulowane zwrocone makulerad returnerad kansellert returnert annulleret returneret",
		{stateBack, stateUnknown}:   "return refund reversal creditnote creditmemo gutschrift avoir notadecredito notadicredito creditnota kreditfaktura kreditnota",
		{stateNoSale, stateUnknown}: "duplicate copy expense test testmode testorder testpayment sandbox draft spam trash trashed failed declined quote proforma entwurf brouillon borrador bozza concept",
		{stateSold, stateNoSale}:    "captured live livemode production success successful succeeded valid gultig valide valido",
		{stateSold, stateOpen}:      "paid fullypaid bezahlt paye payee pagado pagada pagato pagata pago betaald betald betalt zaplacone",
	} {
		for name := range strings.FieldsSeq(list) {
			out[name] = is
		}
	}
	return out
}()

// flagOf knows a column of yes and no by its header.
func flagOf(header string) (flag, bool) {
	words := tokens(header)
	for len(words) > 1 && slices.Contains([]string{"is", "was", "order", "payment", "transaction", "ist", "est"}, words[0]) {
		words = words[1:]
	}
	for len(words) > 1 && slices.Contains([]string{"flag", "yn", "indicator", "ind"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	f, ok := flagNames[strings.Join(words, "")]
	return f, ok
}

// joinFlags reads beside the status the columns of yes and no that say what became of a row.
func (r *recognition) joinFlags() {
	if r.removed["status"] || !r.named || r.shape != nil {
		return
	}
	for col, h := range r.header {
		f, ok := flagOf(h)
		p, m := r.profiles[col], r.fields["status"]
		said := func(v string) bool { return isYesOrNo(v) || v == squeezed(h) } // "CXL" below "CXL"
		if !ok || p.filled == 0 || p.known(said) < 1 {
			continue
		}
		if m != nil && slices.Contains(m.expr.columns(), col) {
			r.flag(col, f)
			continue
		}
		if r.isField(col, "text") {
			r.drop("text") // "is_credit_note"
		}
		if r.used[col] || r.given["status"] {
			continue
		}
		says := 0
		for v, n := range p.values {
			if isNo([]byte(v)) && f.no != stateUnknown && f.no != stateOpen || !isNo([]byte(v)) && f.yes != stateSold {
				says += n
			}
		}
		e, why := column(col), clientele.Tell("evidence.why-flag")
		if m != nil {
			e, why = &expr{op: '+', a: m.expr, b: e}, m.Why
		}
		r.fields["status"] = &Mapped{Field: "status", From: e.write(r.header), Sure: 0.8, Why: why, expr: e}
		r.used[col] = true
		r.flag(col, f)
		r.sayFlag(col, says)
	}
}

// sayFlag says of how many rows a column says that they are no sale.
func (r *recognition) sayFlag(col, rows int) {
	if rows > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.no-sales", "column", r.header[col], "n", rows)+" "+clientele.Tell("evidence.flag-wrong-map", "map", "status="))
	}
}

// flag keeps what a yes and a no of a column make of a row.
func (r *recognition) flag(col int, f flag) {
	if r.flags == nil {
		r.flags = map[int]flag{}
	}
	r.flags[col] = f
}

// sayUnread tells of columns that are not read and in which some rows say that they are no
// sale: whether that is so of the order, only a person knows.
func (r *recognition) sayUnread() {
	if r.removed["status"] || r.given["status"] || !r.named || r.shape != nil {
		return
	}
	r.sayUnknownWords()
	for col, h := range r.header {
		p := r.profiles[col]
		if r.used[col] || p.filled < 2 || len(p.values) < 2 || len(p.values) > 12 || p.numbers > 0 || p.longest > 40 || p.layout(true) != notDates || anyToken(h, aside) || anyToken(h, textHeads) || anyToken(h, wordSet("customer client kunde name tag reason")) {
			continue
		}
		against := map[string]int{}
		for v, n := range p.values {
			if s := saleStateOf(folded(v)); s >= stateNoSale && !(r.textual(col) && isCreditText([]byte(v))) {
				against[v] = n
			}
		}
		if len(against) > 0 {
			r.notes = append(r.notes, clientele.Tell("evidence.unread", "words", r.counted(against), "column", h)+" "+clientele.Tell("evidence.flag-unread", "column", quoteName(h)))
		}
	}
}
