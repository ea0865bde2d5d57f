package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// findStates looks for what became of each row where no column's name says it: a column
// under a header in a language that is not known here still holds words that are. And
// beside a state it looks for what sort of document a row is: a credit note is paid, too.
func (r *recognition) findStates() {
	if r.removed["status"] || r.given["status"] || !r.named || r.shape != nil {
		return
	}
	for col, h := range r.header {
		sorts := !r.used[col] && r.saysSorts(col)
		if r.used[col] || !sorts && !r.saysStates(col) {
			continue
		}
		m := r.fields["status"]
		switch {
		case m == nil:
			r.set(candidate{r.door.field("status"), col, 0.6, clientele.Tell("evidence.by-content-states")})
			r.notes = append(r.notes, clientele.Tell("evidence.taken-status", "column", h)+" "+clientele.Tell("evidence.flag-wrong-map", "map", "status="))
		case (sorts || ledgerHeader(h) || anyToken(h, wordSet("mode environment env livemode"))) && !callsOff(h):
			e := &expr{op: '+', a: m.expr, b: column(col)}
			r.fields["status"] = &Mapped{Field: "status", From: e.write(r.header), Sure: m.Sure, Why: m.Why, expr: e}
			r.used[col] = true
		}
	}
}

// aside are headers of columns whose states are not the sale's.
var aside = wordSet("fulfillment fulfilment shipping delivery versand lieferung livraison envio spedizione verzending tax method methode marketing newsletter account kunde customer client user member task")

// saysStates says that a column's few words are states of a sale, those that count and those that do not.
func (r *recognition) saysStates(col int) bool {
	p := r.profiles[col]
	if p.filled < 2 || len(p.values) < 2 || len(p.values) > max(12, p.filled/20) || p.numbers > 0 || p.layout(true) != notDates || p.known(isYesOrNo) == 1 || anyToken(r.header[col], aside) {
		return false
	}
	sold, other, known := 0, 0, 0
	for v, n := range p.values {
		if len(strings.Fields(v)) > 4 {
			return false // a text
		}
		switch saleStateOf(folded(v)) {
		case stateUnknown:
			continue
		case stateSold, statePart:
			sold += n
		case stateUndone, stateBack, stateNoSale:
			other += n
		}
		known += n
	}
	return sold > 0 && other > 0 && p.share(known) >= 0.6
}
