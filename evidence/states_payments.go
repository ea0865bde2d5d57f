package evidence

import (
	"fmt"
	"slices"
	"strings"
)

// A list of what is owed holds invoices, and below them the payments of the same money.
var (
	invoiceSorts = strings.Fields("invoice invoices inv rechnung rechnungen re rg ausgangsrechnung facture factures fac fact factura facturas fattura fatture td01 factuur facturen faktura fv fatura lasku szamla " +
		"salesinvoice taxinvoice customerinvoice accrec si счет счетфактура рахунок 請求書 发票")
	paymentSorts = strings.Fields("payment payments pmt pymt receipt receipts rcpt sr sa customerpayment paymentreceived receivedpayment payout zahlung zahlungen zahlungseingang zahlungserhalt eingangszahlung ze reglement reglements " +
		"paiement paiements encaissement versement pago pagos cobro cobros recibo recibos ingreso pagamento pagamenti incasso incassi bonifico recebimento betaling betalingen ontvangst wplata platnosc platba uhrada " +
		"inbetalning innbetaling indbetaling maksu suoritus fizetes befizetes tahsilat odeme plata incasare оплата платеж платіж 入金 收款 付款")
)

// paidInvoices leaves out payments where invoices stand in the same column of sorts: the
// money would count twice.
func (r *recognition) paidInvoices(s *settled, m *Mapped) {
	if r.shape != nil {
		return // a known export says itself what its words mean
	}
	for _, col := range m.expr.columns() {
		values := r.profiles[col].values
		invoices, payments := 0, 0
		var words []string
		for _, v := range sortedKeys(values) {
			switch sort := strings.Join(wordsOf(v), ""); {
			case slices.Contains(invoiceSorts, sort):
				invoices += values[v]
			case slices.Contains(paymentSorts, sort):
				payments += values[v]
				words = append(words, v)
			}
		}
		if invoices == 0 || payments == 0 {
			continue
		}
		if s.words == nil {
			s.words = map[string]saleState{}
		}
		for _, v := range words {
			s.words[folded(v)] = stateNoSale
		}
		r.notes = append(r.notes, fmt.Sprintf("%s of %q in %q beside invoices: it is how those were paid, and does not count again. If it is a sale of its own, say --map status=", areRows(payments), words[0], r.header[col]))
	}
}
