package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// Bookkeeping and invoices. What is invoiced is agreed, and counts when it was invoiced.
var bookShapes = []shape{
	{name: "Xero invoices", door: "orders", once: true,
		has: []string{"contactname", "invoicenumber", "invoicedate", "total", "unitamount|lineamount"},
		fields: map[string]string{
			"account": "contactname", "name": "contactname", "email": "emailaddress", "at": "invoicedate", "order": "invoicenumber", "amount": "total", "currency": "currency", "status": "status+type|status|type",
			"product": "inventoryitemcode|description", "text": "description", "quantity": "quantity", "price": "unitamount"},
		states: xeroStates,
		leave:  []rule{{col: "type", words: "bill*|purchase*|*accpay*|spend*|receive*|*prepayment*|*overpayment*|quote*", why: clientele.Tell("evidence.a-bill")}}},

	{name: "Xero invoices", door: "orders",
		has: []string{"contactname", "invoicenumber", "invoicedate", "lineamount", "accountcode"},
		fields: map[string]string{
			"account": "contactname", "name": "contactname", "email": "emailaddress", "at": "invoicedate", "order": "invoicenumber", "amount": "lineamount", "currency": "currency", "status": "status+type|status|type",
			"product": "inventoryitemcode|description", "text": "description", "quantity": "quantity", "price": "unitamount"},
		states: xeroStates,
		leave:  []rule{{col: "type", words: "bill*|purchase*|*accpay*|spend*|receive*|*prepayment*|*overpayment*|quote*", why: clientele.Tell("evidence.a-bill")}}},

	{name: "QuickBooks sales by customer detail", door: "orders",
		has: []string{"date|transactiondate", "transactiontype|type", "num", "amount", "balance", "salesprice", "customer|name|customerfullname"},
		fields: map[string]string{
			"account": "customer|customerfullname|name", "name": "customer|customerfullname|name", "at": "date|transactiondate", "order": "num", "amount": "amount", "status": "transactiontype|type",
			"product": "productservice|productservicefullname|item", "text": "memodescription|description|memo", "quantity": "qty|quantity", "price": "salesprice"},
		states: map[string]saleState{"invoice": stateSold, "sales receipt": stateSold, "statement charge": stateSold, "journal entry": stateSold, "credit memo": stateBack, "refund": stateBack, "refund receipt": stateBack,
			"payment": stateNoSale, "receive payment": stateNoSale, "deposit": stateNoSale, "estimate": stateNoSale, "bill": stateNoSale, "check": stateNoSale, "expense": stateNoSale, "sales order": stateNoSale}},

	{name: "FreshBooks invoices", door: "orders",
		has: []string{"clientname", "invoice|invoicenumber", "dateissued", "invoicestatus", "linetotal|linesubtotal"},
		fields: map[string]string{
			"account": "clientname", "name": "clientname", "at": "dateissued", "order": "invoice|invoicenumber", "amount": "linetotal|linesubtotal", "currency": "currency", "status": "invoicestatus",
			"product": "itemname", "text": "itemdescription|itemname", "quantity": "quantity", "price": "rate"},
		states: map[string]saleState{"disputed": stateSold, "partial": stateSold, "autopaid": stateSold, "viewed": stateSold}},

	{name: "Wave transactions", door: "orders",
		has: []string{"transactionid", "transactiondate", "accountname", "accounttype", "accountgroup", "amountonecolumn", "customer"},
		fields: map[string]string{
			"account": "customer", "name": "customer", "at": "transactiondate", "order": "transactionid", "amount": "amountonecolumn", "text": "transactiondescription"},
		rows: func(head places) rowLayout { return newWave(head) },
		says: clientele.Tell("evidence.says-wave")},

	{name: "Zoho invoices", door: "orders", once: true,
		has: []string{"invoicedate", "invoiceid|invoicenumber", "invoicestatus", "customername|customerid", "total", "itemtotal|subtotal"},
		fields: map[string]string{
			"account": "customerid|customername", "name": "customername|companyname", "at": "invoicedate", "order": "invoiceid|invoicenumber", "amount": "total", "currency": "currencycode", "status": "invoicestatus",
			"product": "itemname|sku|productid", "text": "itemdesc|itemname", "quantity": "quantity", "price": "itemprice", "email": "primarycontactemailid|customeremail", "phone": "primarycontactphone", "country": "billingcountry"},
		states: map[string]saleState{"closed": stateSold, "overdue": stateOpen, "pendingapproval": stateNoSale, "approved": stateOpen, "partiallypaid": stateSold}},

	{name: "Invoice Ninja invoices", door: "orders", once: true,
		has: []string{"client|clientname", ninjaNumber, "date|invoicedate", "amount|invoiceamount", "balance|invoicebalance", "paidtodate|invoicepaidtodate"},
		fields: map[string]string{
			"account": "clientnumber|client|clientname", "name": "client|clientname", "at": "date|invoicedate", "order": ninjaNumber, "amount": "amount|invoiceamount", "currency": "currency|clientcurrency|invoicecurrency", "status": "status|invoicestatus",
			"product": "product|itemproduct", "text": "itemnotes", "quantity": "quantity|itemquantity", "price": "unitcost|itemcost", "email": "clientemail|contactemail", "phone": "clientphone|contactphone"},
		states: map[string]saleState{"partialdeposit": stateSold, "overdue": stateOpen, "reversed": stateUndone}},

	{name: "Lexware vouchers", door: "orders", invoices: true, unsure: true,
		has: []string{"belegart|voucherart|typ", "belegnummer|belegnr|rechnungsnummer", "belegdatum|rechnungsdatum|datum", lexwareWho, lexwareAmount},
		fields: map[string]string{
			"account": "kundennummer|debitorennummer|" + lexwareWho, "name": lexwareWho, "at": "belegdatum|rechnungsdatum|datum", "order": "belegnummer|belegnr|rechnungsnummer", "amount": lexwareAmount, "currency": "wahrung|waehrung",
			"status": "status+belegart|zahlungsstatus+belegart|belegstatus+belegart|belegart|status+typ|voucherart", "text": "beschreibung|bemerkung|kategorie"},
		states: map[string]saleState{"rechnung": stateSold, "ausgangsrechnung": stateSold, "einnahme": stateSold, "abschlagsrechnung": stateSold, "schlussrechnung": stateSold, "teilrechnung": stateSold, "rechnungskorrektur": stateBack,
			"gutschrift": stateBack, "stornorechnung": stateBack, "offen": stateOpen, "uberfallig": stateOpen, "entwurf": stateNoSale, "angebot": stateNoSale, "auftragsbestatigung": stateNoSale, "lieferschein": stateNoSale, "mahnung": stateNoSale},
		leave: []rule{{col: "belegart|voucherart|typ", words: "*eingang*|*ausgabe*|*einkauf*|*kassen*", why: clientele.Tell("evidence.own-purchase")}}},

	{name: "DATEV bookings", door: "orders",
		has:    []string{"umsatzohnesollhabenkz", "sollhabenkennzeichen", "belegdatum"},
		fields: map[string]string{"account": "konto", "at": "belegdatum", "amount": "umsatzohnesollhabenkz", "order": "belegfeld1", "currency": "wkzumsatz", "text": "buchungstext"}},
}

var xeroStates = map[string]saleState{"awaiting payment": stateOpen, "awaiting approval": stateNoSale, "submitted": stateNoSale, "authorised": stateOpen, "authorized": stateOpen, "deleted": stateNoSale,
	"sales invoice": stateSold, "accrec": stateSold, "invoice": stateSold, "sales credit note": stateBack, "credit note": stateBack, "accreccredit": stateBack}

// wave puts the rows of Wave's transactions right, of which each stands on two accounts or
// more: an invoice on what is owed and on what is earned, its payment on the bank and on
// what is owed, a sale that is paid at once on the bank and on what is earned.
type wave struct{ kind, group, others, debit, credit, amount int }

func newWave(head places) *wave {
	return &wave{head.of("accounttype"), head.of("accountgroup"), head.of("otheraccountsforthistransaction"), head.of("debitamounttwocolumnapproach"), head.of("creditamounttwocolumnapproach"), head.of("amountonecolumn")}
}

func (w *wave) row(cells [][]byte) (bool, *Reject) {
	owed := strings.Contains(folded(textAt(cells, w.kind)), "receivable") || strings.Contains(folded(textAt(cells, w.group)), "receivable")
	earned := folded(textAt(cells, w.group)) == "income"
	elsewhere := strings.Contains(folded(textAt(cells, w.others)), "receivable")
	debit, credit := textAt(cells, w.debit) != "", textAt(cells, w.credit) != ""
	if !debit && !credit { // the two columns may be left out of the file
		minus := strings.HasPrefix(textAt(cells, w.amount), "-") || strings.HasPrefix(textAt(cells, w.amount), "(")
		debit, credit = owed != minus, owed == minus
	}
	switch {
	case owed && debit, earned && credit && !elsewhere:
		return true, nil
	case earned && debit && !elsewhere:
		if amount := cleanText(cells[w.amount]); len(amount) > 0 && amount[0] != '-' && amount[0] != '(' {
			cells[w.amount] = append([]byte{'-'}, amount...)
		}
		return true, nil
	}
	return true, &Reject{What: clientele.Tell("evidence.other-side"), Remedy: NothingToDo}
}

// Invoice Ninja's later exports name an invoice before each of its columns, and its number's twice.
const ninjaNumber = "number|invoicenumber|invoiceinvoicenumber"

// Lexware calls whose a voucher is, and what it comes to, by several names.
const (
	lexwareWho    = "kunde|kundenname|kontakt|kontaktname|kundelieferant|geschaftspartner|debitor|firma|empfanger"
	lexwareAmount = "bruttobetrag|betragbrutto|gesamtbrutto|brutto|summebrutto|gesamtbetrag|rechnungsbetrag|betrag"
)
