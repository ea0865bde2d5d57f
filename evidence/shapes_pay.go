package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// Payment services.
var payShapes = []shape{
	{name: "Stripe payments", door: "orders",
		has: []string{"id", "amount", "amountrefunded", "currency", "createdutc|createddateutc|created|createddate", "status|captured"},
		fields: map[string]string{
			"account": "customerid|customeremail|customerdescription", "at": "createddateutc|createdutc|createddate|created", "order": "id", "amount": "amount", "currency": "currency",
			"refund": "amountrefunded", "status": "status", "text": "description", "email": "customeremail", "name": "customername"},
		states: map[string]saleState{"uncaptured": stateNoSale, "disputed": stateSold, "partial refund": statePart},
		leave: []rule{
			{col: "mode", words: "test", why: clientele.Tell("evidence.test-payment")},
			{col: "livemode", words: "false", why: clientele.Tell("evidence.test-payment")},
			{col: "captured", words: "false", why: clientele.Tell("evidence.never-paid")}}},

	{name: "Stripe subscriptions", door: "engagements", agreement: clientele.Subscription,
		has: []string{"id", "customerid|customer|customeremail", "plan", "interval", "status", "createdutc|startutc|startdateutc", "currentperiodstartutc|currentperiodendutc|canceledatutc"},
		fields: map[string]string{
			"account": "customerid|customeremail|customer", "start": "startutc|startdateutc|createdutc", "end": "endedatutc|canceledatutc", "fee": "amount", "currency": "currency", "period": "interval", "ref": "id",
			"email": "customeremail", "name": "customername"},
		leave: []rule{{col: "status", words: "incomplete*", why: clientele.Tell("evidence.never-began")}}},

	{name: "Stripe invoices", door: "orders",
		has:   []string{"id|number", "amountdue|total", "amountpaid|paid", "customer|customerid|customeremail|customername", "duedateutc|duedate", "subscription|billing|number|status"},
		lacks: []string{"clientname", "contactname", "vendor"},
		fields: map[string]string{
			"account": "customer|customerid|customeremail|customername", "at": "dateutc|createdutc|finalizedatutc|date|created", "order": "id|number", "amount": "total|amountdue", "currency": "currency",
			"status": "status|paid", "text": "description", "email": "customeremail", "name": "customername"},
		states: map[string]saleState{"uncollectible": stateOpen}},

	{name: "Stripe balance activity", door: "orders",
		has: []string{"balancetransactionid", "gross", "fee", "net", "reportingcategory", "currency", "customerid|customeremail|customername|cardholdername"},
		fields: map[string]string{
			"account": "customerid|customeremail|customername|cardholdername", "at": "createdutc|created", "order": "balancetransactionid|sourceid", "amount": "gross", "currency": "currency", "text": "description",
			"email": "customeremail", "name": "customername"},
		leave: []rule{{col: "reportingcategory", only: true, words: "charge|refund|charge_failure|refund_failure|dispute|dispute_reversal|partial_capture_reversal", why: clientele.Tell("evidence.a-payout")}}},

	{name: "Square transactions", door: "orders",
		has: []string{"date", "grosssales", "netsales", "totalcollected", "transactionid"},
		fields: map[string]string{
			"account": "customerid|customername|customerreferenceid", "at": "date+time|date", "order": "transactionid", "amount": "totalcollected", "status": "eventtype", "channel": "source|location", "text": "description", "name": "customername"},
		leave: []rule{{col: "transactionstatus", words: "*fail*|*cancel*|*declin*|pending", why: clientele.Tell("evidence.payment-off")}}},

	{name: "Square item sales", door: "orders",
		has: []string{"date", "item", "qty", "grosssales", "netsales", "transactionid"},
		fields: map[string]string{
			"account": "customerid|customername|customerreferenceid", "at": "date+time|date", "order": "transactionid", "amount": "netsales", "product": "sku|item", "text": "item", "quantity": "qty", "status": "eventtype", "name": "customername"},
		says: clientele.Tell("evidence.says-square")},

	{name: "PayPal activity", door: "orders",
		has: []string{paypalGross, paypalNet, paypalID, paypalDate, paypalFrom + "|" + paypalName},
		fields: map[string]string{
			"account": paypalFrom + "|" + paypalName, "at": "date+time+heure|datum+uhrzeit+tijd|fecha+hora|data+ora", "order": paypalID, "amount": paypalGross, "currency": "currency|wahrung|devise|divisa|moneda|valuta",
			"text": "itemtitle|subject|artikelbezeichnung|betreff|titredelobjet", "email": paypalFrom, "name": paypalName},
		leave: []rule{
			{col: "balanceimpact|auswirkungaufguthaben", words: "memo", why: clientele.Tell("evidence.paypal-memo")},
			{col: "status|etat|estado|stato", words: "pending|*deni*|*cancel*|expired|*fail*|removed|placed|active|unpaid|*draft*|ausstehend|*storniert*|abgelehnt|fehlgeschlagen|abgebrochen|offen|en attente|annule*|refuse*|pendiente|in sospeso|annullat*", why: clientele.Tell("evidence.not-completed")},
			{col: paypalSort, words: paypalMoves, why: clientele.Tell("evidence.paypal-move")}},
		pays: &statement{amount: paypalGross, who: paypalFrom, paid: "toemailaddress|empfangeremailadresse|aladresseemail", name: paypalName, id: paypalID,
			about: "referencetxnid|zugehorigertransaktionscode|ndetransactiondereference", sort: paypalSort, back: paypalBacks},
		says: clientele.Tell("evidence.says-paypal")},

	{name: "WooPayments transactions", door: "orders",
		has: []string{"transactionid", "datetime|date", "type", "amountpaid|amount", "fees", "net", "order", "email|customer|customeremail"},
		fields: map[string]string{
			"account": "email|customeremail|customer", "at": "datetime|date", "order": "transactionid", "amount": "amountpaid|amount", "currency": "paidcurrency|currency", "status": "type", "channel": "channel", "email": "email", "name": "customer", "country": "country"},
		states: map[string]saleState{"charge": stateSold, "payment": stateSold, "refund": stateBack, "payment_refund": stateBack, "dispute": stateBack, "dispute reversal": stateSold},
		leave:  []rule{{col: "type", words: "*deposit*|*payout*|*fee*|*transfer*|*loan*|*financing*|*adjustment*|*reserve*", why: clientele.Tell("evidence.a-payout")}}},
}

const (
	paypalDate  = "date|datum|fecha|data"
	paypalGross = "gross|brutto|bruto|avantcommission|lordo|importebruto"
	paypalNet   = "net|netto|neto"
	paypalID    = "transactionid|transaktionscode|numerodetransaction|ndetransaction|iddetransaccion|codicetransazione|transactiecode|transactiereferentie"
	paypalFrom  = "fromemailaddress|absenderemailadresse|deladresseemail|direcciondecorreoelectronicodelremitente|correoelectronicodelremitente|dallindirizzoemail|vanemailadres"
	paypalName  = "name|nom|nombre|nome|naam"
	paypalSort  = "type|typ|description|beschreibung|tipo|descripcion|descrizione"
	paypalBacks = "*refund*|*reversal*|*chargeback*|*ruckzahlung*|*ruckerstattung*|*ruckbuchung*|*remboursement*|*reembolso*|*devolucion*|*rimborso*|*terugbetaling*"
)

// paypalMoves are the sorts of movement that are no payment of a client, as PayPal calls them.
var paypalMoves = strings.Join([]string{
	"*currency conversion*|*withdraw*|*deposit*|*hold*|*authoriz*|*fee|*fee *|fee *|*transfer*|order|*shopping cart item*|invoice sent|invoice received|*request sent*|*request received*|*money request*|*tax collected*|*adjustment*|*correction*|*payout*|*loan*|*debit card*|*cash back*",
	"*wahrungsumrechnung*|*bankgutschrift*|*abbuchung*|*auszahlung*|*einbehalt*|*autorisierung*|*gebuhr*|*warenkorbartikel*|*kontobewegung*|*gutschrift auf kredit*|*gutschrift auf das*|*zahlungsanforderung*|*kreditkartengutschrift*",
	"*conversion de devise*|*conversion de divisa*|*conversione di valuta*|*virement*|*retenue*|*autorisation*|*frais*|*depot*|*retirad*|*retiro*|*retencion*|*autorizacion*|*tarifa*|*comision*|*deposito*|*prelievo*|*bonifico*|*commissione*",
}, "|")
