package evidence

import (
	"regexp"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Bank statements: who pays in is a client. Of what goes out only what goes back to one
// who paid before says something about clients.
var bankShapes = []shape{
	bank("Sparkasse statement", []string{"auftragskonto", "buchungstag", "beguenstigterzahlungspflichtiger", "betrag", "verwendungszweck"},
		map[string]string{"account": "beguenstigterzahlungspflichtiger", "at": "buchungstag", "amount": "betrag", "currency": "waehrung", "text": "verwendungszweck"},
		statement{amount: "betrag", who: "beguenstigterzahlungspflichtiger"},
		rule{col: "info", words: "*vorgemerkt*", why: notBooked}, rule{col: "buchungstext", words: germanMoves, why: noPayment}),
	bank("DKB statement", []string{"buchungsdatum", "zahlungspflichtiger", "zahlungsempfangerin", "betrag", "umsatztyp"},
		map[string]string{"account": "zahlungspflichtiger", "at": "buchungsdatum", "amount": "betrag", "text": "verwendungszweck"},
		statement{amount: "betrag", who: "zahlungspflichtiger", paid: "zahlungsempfangerin"},
		rule{col: "status", words: "vorgemerkt", why: notBooked}),
	bank("DKB statement", []string{"buchungstag", "wertstellung", "auftraggeberbegunstigter", "betrageur|betrag"},
		map[string]string{"account": "auftraggeberbegunstigter", "at": "buchungstag", "amount": "betrageur|betrag", "text": "verwendungszweck"},
		statement{amount: "betrageur|betrag", who: "auftraggeberbegunstigter"},
		rule{col: "buchungstext", words: germanMoves, why: noPayment}),
	bank("ING statement", []string{"buchung", "auftraggeberempfanger", "buchungstext", "betrag"},
		map[string]string{"account": "auftraggeberempfanger", "at": "buchung", "amount": "betrag", "currency": "wahrung", "text": "verwendungszweck"},
		statement{amount: "betrag", who: "auftraggeberempfanger"},
		rule{col: "buchungstext", words: germanMoves, why: noPayment}),
	bank("Postbank statement", []string{"buchungsdatum", "umsatzart", "auftraggeber", "empfanger", "betrag"},
		map[string]string{"account": "auftraggeber", "at": "buchungsdatum", "amount": "betrag", "text": "buchungsdetails"},
		statement{amount: "betrag", who: "auftraggeber", paid: "empfanger"},
		rule{col: "umsatzart", words: germanMoves, why: noPayment}),
	bank("N26 statement", []string{"bookingdate|date|datum", "partnername|payee|empfanger", "type|transactiontype|transaktionstyp", "amounteur|betrageur", "paymentreference|verwendungszweck"},
		map[string]string{"account": "partnername|payee|empfanger", "at": "bookingdate|date|datum", "amount": "amounteur|betrageur", "text": "paymentreference|verwendungszweck"},
		statement{amount: "amounteur|betrageur", who: "partnername|payee|empfanger"},
		rule{col: "partnername|payee|empfanger", words: "main account|hauptkonto|n26|n26 bank*", why: noPayment}),

	bank("Revolut statement", []string{"type", "product", "starteddate", "completeddate", "description", "amount", "state"},
		map[string]string{"account": "description", "at": "completeddate|starteddate", "amount": "amount", "currency": "currency"},
		statement{amount: "amount", text: "description"},
		rule{col: "state", only: true, words: "completed", why: notBooked},
		rule{col: "type", words: "exchange|card*|fee|atm|interest|reward*|cashback|charge|loan*|*pocket*|*vault*|*savings*", why: noPayment}),
	bank("Revolut Business statement", []string{"datestartedutc|datecompletedutc", "type", "state", "description", "amount", "balance|paymentcurrency"},
		map[string]string{"account": "description", "at": "datecompletedutc|datestartedutc", "order": "id", "amount": "amount", "currency": "paymentcurrency|currency", "text": "reference"},
		statement{amount: "amount", text: "description"},
		rule{col: "state", only: true, words: "completed", why: notBooked},
		rule{col: "type", words: "exchange|card*|fee|atm|interest|reward*|cashback|charge|loan*|*pocket*", why: noPayment}),
	bank("Wise statement/dmy", []string{"transferwiseid|id", "date", "amount", "currency", "paymentreference", "payername", "payeename"},
		map[string]string{"account": "payername", "at": "date", "order": "transferwiseid|id", "amount": "amount", "currency": "currency", "text": "paymentreference"},
		statement{amount: "amount", who: "payername", paid: "payeename"}),
	bank("Wise transfers", []string{"id", "status", "direction", "sourcename", "targetname", "targetamountafterfees"},
		map[string]string{"account": "sourcename", "at": "finishedon|createdon", "order": "id", "amount": "targetamountafterfees", "currency": "targetcurrency", "text": "reference"},
		statement{amount: "targetamountafterfees", side: "direction", out: "out", who: "sourcename", paid: "targetname"},
		rule{col: "status", only: true, words: "completed", why: notBooked}, rule{col: "direction", words: "neutral", why: noPayment}),
	bank("Monzo statement/dmy", []string{"transactionid", "date", "type", "name", "amount", "category", "emoji|localamount"},
		map[string]string{"account": "name", "at": "date+time", "order": "transactionid", "amount": "amount", "currency": "currency", "text": "notesandtags|description"},
		statement{amount: "amount", who: "name"},
		rule{col: "type", words: "pot transfer|*flex*|*interest*|*overdraft*|*cash*|*cheque*", why: noPayment}),
	bank("Barclays statement/dmy", []string{"number", "date", "account", "amount", "subcategory", "memo"},
		map[string]string{"account": "memo", "at": "date", "amount": "amount"},
		statement{amount: "amount", text: "memo", ends: regexp.MustCompile(`\s{2,}|\t|\s+(?:BGC|FPI|FT|STO|BBP|DDR?|BCC|CPM|CHQ|ON \d\d? [A-Z]{3}|REF)\b`)},
		rule{col: "subcategory", words: "cash*|*interest*|*loan*", why: noPayment}),

	bank("Chase statement/mdy", []string{"details", "postingdate", "description", "amount", "type", "balance|checkorslip"},
		map[string]string{"account": "description", "at": "postingdate", "amount": "amount"},
		statement{amount: "amount", text: "description"},
		rule{col: "type", words: "acct_xfer|*fee*|*loan*|*interest*", why: noPayment}),
	bank("Bank of America statement/mdy", []string{"date", "description", "amount", "runningbal"},
		map[string]string{"account": "description", "at": "date", "amount": "amount"},
		statement{amount: "amount", text: "description"},
		rule{col: "description", words: "beginning balance*|ending balance*", why: clientele.Tell("evidence.a-balance")},
		rule{col: "description", words: "online banking transfer*|*interest*", why: noPayment}),

	bank("ING statement", []string{"datum", "naamomschrijving", "afbij", "bedrageur"},
		map[string]string{"account": "naamomschrijving", "at": "datum", "amount": "bedrageur", "text": "mededelingen"},
		statement{amount: "bedrageur", side: "afbij", out: "af", who: "naamomschrijving"},
		rule{col: "mutatiesoort", words: "*rente*|*spaar*", why: noPayment}),
	bank("ING statement", []string{"date", "namedescription", "debitcredit", "amounteur", "counterparty"},
		map[string]string{"account": "namedescription", "at": "date", "amount": "amounteur", "text": "notifications"},
		statement{amount: "amounteur", side: "debitcredit", out: "debit", who: "namedescription"},
		rule{col: "transactiontype", words: "*interest*|*saving*", why: noPayment}),
	bank("BNP Paribas statement/dmy", []string{"dateoperation", "libellecourt", "typeoperation", "libelleoperation", "montantoperationeneuro|montantoperation"},
		map[string]string{"account": "libelleoperation", "at": "dateoperation", "amount": "montantoperationeneuro|montantoperation"},
		statement{amount: "montantoperationeneuro|montantoperation", text: "libelleoperation"}),
	bank("Société Générale statement/dmy", []string{"datedeloperation", "libelle", "detaildelecriture", "montantdeloperation"},
		map[string]string{"account": "detaildelecriture", "at": "datedeloperation", "amount": "montantdeloperation", "currency": "devise"},
		statement{amount: "montantdeloperation", text: "detaildelecriture"}),
	bank("Santander statement/dmy", []string{"fechaoperacion", "fechavalor", "concepto", "importe|importeeur", "saldo"},
		map[string]string{"account": "concepto", "at": "fechaoperacion", "amount": "importe|importeeur", "currency": "moneda|divisa"},
		statement{amount: "importe|importeeur", text: "concepto"},
		rule{col: "concepto", words: "*intereses*|*abono de prestamo*|traspaso*", why: noPayment}),
	bank("Lloyds statement/dmy", []string{"transactiondate", "transactiontype", "sortcode", "transactiondescription", "debitamount", "creditamount"},
		map[string]string{"account": "transactiondescription", "at": "transactiondate"},
		statement{plus: "creditamount", minus: "debitamount", text: "transactiondescription", ends: regexp.MustCompile(`\s{2,}|\s+\d{6,}|\s+(?:FP|REF)\b`)},
		rule{col: "transactiontype", words: "int|csh|chq|dep", why: noPayment}),

	// Of other banks, those that have a column for who paid, and those that have none.
	otherBank([]string{bankDate, bankAmount, bankWho, bankSign}, map[string]string{"account": bankWho, "at": bankDate, "amount": bankAmount},
		statement{amount: bankAmount, who: bankWho, paid: "empfanger|zahlungsempfanger|beneficiaryname"}),
	otherBank([]string{bankDate, bankPlus, bankMinus, bankWho, bankSign}, map[string]string{"account": bankWho, "at": bankDate},
		statement{plus: bankPlus, minus: bankMinus, who: bankWho}),
	otherBank([]string{bankDate, bankAmount, bankText, bankBalance}, map[string]string{"account": bankText, "at": bankDate, "amount": bankAmount},
		statement{amount: bankAmount, text: bankText}),
	aloneBank(),
	otherBank([]string{bankDate, bankPlus, bankMinus, bankText}, map[string]string{"account": bankText, "at": bankDate},
		statement{plus: bankPlus, minus: bankMinus, text: bankText}),
}

// What banks call their columns.
const (
	bankDate    = "buchungstag|buchungsdatum|bookingdate|transactiondate|posteddate|postingdate|date|datum|fecha|fechaoperacion|fechademovimiento|dateoperation|datedeloperation|datecomptable|datecomptabilisation|data|dataoperazione|datacontabile|dataoperacji|boekingsdatum|boekdatum|transactiedatum"
	bankAmount  = "betrag|betrageur|betragineur|amount|amountgbp|amounteur|amountusd|importe|importeeur|montant|montanteur|montantdeloperation|bedrag|bedrageur|importo|importoeur|kwota|transactionamount"
	bankPlus    = "credit|creditamount|crediteuros|credits|paidin|moneyin|deposit|deposits|haben|gutschrift|abono|abonos|haber|ingreso|ingresos|accrediti|entrate|avere|bij"
	bankMinus   = "debit|debitamount|debiteuros|debits|paidout|moneyout|withdrawal|withdrawals|soll|belastung|cargo|cargos|debe|gasto|gastos|addebiti|uscite|dare|af"
	bankWho     = "namezahlungsbeteiligter|zahlungsbeteiligter|counterparty|counterpartyname|partnername|payee|payer|payername|auftraggeberempfanger|empfangerauftraggeber|auftraggeberbegunstigter|auftraggeber|begunstigterauftraggeber|naamtegenpartij|tegenpartij|naamtegenrekening|ordenante|beneficiarioordenante|contrepartie|controparte|ordinante|nadawcaodbiorca|kontrahent"
	bankSign    = "saldo|saldonachbuchung|balance|balancegbp|balanceeur|runningbalance|solde|iban|ibanzahlungsbeteiligter|partneriban|counterpartyiban|tegenrekening|rekening|bic|bicswiftcode|sortcode|buchungstext|verwendungszweck|wertstellung|valuta|valutadatum|valuedate|fechavalor|datevaleur|datedevaleur|datavaluta|rentedatum|umsatzart"
	bankText    = "masdatos|description|transactiondescription|details|narrative|memo|verwendungszweck|buchungstext|buchungsdetails|libelle|libelleoperation|concepto|movimiento|omschrijving|descrizione|causale|opisoperacji|tytul"
	bankBalance = "saldo|saldonachbuchung|balance|balancegbp|balanceeur|runningbalance|solde|wertstellung|valuta|valutadatum|valuedate|fechavalor|datevaleur|datedevaleur|datavaluta|sortcode|umsatzart|ibanauftraggeberkonto"

	// What no bank has, and journals and lists of sales have.
	noBank = "kunde|kunden|kundennummer|kundenname|customer|customername|customerid|customeremail|client|clientname|clientid|cliente|klant|klantnaam|debitor|buyer|email|donor|member|patient|order|orderid|ordernumber|orderno|invoice|invoiceno|invoicenumber|rechnungsnummer|product|item|sku|quantity|qty|menge|supplier|vendor|konto|gegenkonto|accountcode|journal|num"
)

// aloneBank is a list of dates, texts and amounts, in which nothing else could say whose they are.
func aloneBank() shape {
	b := otherBank([]string{bankDate, bankAmount, bankText}, map[string]string{"account": bankText, "at": bankDate, "amount": bankAmount}, statement{amount: bankAmount, text: bankText})
	b.lacks = []string{noBank + "|name|fullname|firstname|lastname|company|firm|firma|account|accountid|user|userid|person|contact|sender|from|partner|household|guest|category|kategorie|categorie|type|start|startdate|end|enddate|period|kind|status|duration|minutes"}
	return b
}

// otherBank is a statement of a bank that is not known by its name.
func otherBank(has []string, fields map[string]string, s statement) shape {
	fields["currency"] = "currency|waehrung|wahrung|devise|divisa|moneda|valuta|munt|muntsoort"
	b := bank("bank statement", has, fields, s)
	b.lacks, b.unsure = []string{noBank}, true
	return b
}

var (
	notBooked = clientele.Tell("evidence.not-booked")
	noPayment = clientele.Tell("evidence.no-payment")
)

const (
	germanMoves = "*abschluss*|*zins*|*entgelt*|*bargeld*|*umbuchung*|*ubertrag*|*darlehen*|*kredit*|*lohn*|*gehalt*|*rente*|*steuer*"
)

// bank is a statement of a bank: its name, with the order of day and month where it is always the same.
func bank(named string, has []string, fields map[string]string, s statement, leave ...rule) shape {
	fields["name"] = fields["account"]
	for _, f := range []string{"email", "phone", "country"} {
		fields[f] = ""
	}
	name, always, _ := strings.Cut(named, "/")
	return shape{name: name, dates: orderNames[always], door: "orders", has: has, fields: fields, leave: leave, pays: &s,
		says: clientele.Tell("evidence.says-bank")}
}
