package evidence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shopWords are the headers of an export of a shop, by what they say; each in English,
// German and French.
var shopWords = map[string][6][]string{
	"id":       {{"Order ID", "Order number", "Invoice No"}, {"Bestellnummer", "Rechnungsnr.", "Auftragsnummer"}, {"N° commande", "Numéro de facture", "Commande"}, {"Número de pedido", "Factura", "Pedido"}, {"Numero ordine", "Fattura n."}, {"Ordernummer", "Factuurnummer"}},
	"date":     {{"Date", "Order date", "Created at"}, {"Datum", "Bestelldatum", "Rechnungsdatum"}, {"Date", "Date de commande", "Date facture"}, {"Fecha", "Fecha de pedido"}, {"Data", "Data ordine"}, {"Datum", "Besteldatum"}},
	"due":      {{"Due date", "Ship date", "Delivery date"}, {"Fälligkeit", "Lieferdatum"}, {"Échéance", "Date de livraison"}, {"Vencimiento", "Fecha de entrega"}, {"Scadenza", "Data consegna"}, {"Vervaldatum", "Leverdatum"}},
	"customer": {{"Customer ID", "Client no", "Customer number"}, {"Kundennummer", "Kunden-Nr."}, {"Code client", "N° client"}, {"Código cliente", "Nº cliente"}, {"Codice cliente"}, {"Klantnummer"}},
	"name":     {{"Customer name", "Client", "Bill to name"}, {"Kunde", "Name", "Kundenname"}, {"Client", "Nom client"}, {"Cliente", "Nombre cliente"}, {"Cliente", "Nome cliente"}, {"Klant", "Klantnaam"}},
	"email":    {{"Email", "Customer email"}, {"E-Mail"}, {"Courriel", "E-mail"}, {"Correo", "E-mail"}, {"E-mail"}, {"E-mail", "E-mailadres"}},
	"subtotal": {{"Subtotal", "Net amount"}, {"Netto", "Nettobetrag"}, {"Montant HT", "Total HT"}, {"Subtotal", "Importe neto"}, {"Imponibile", "Totale netto"}, {"Subtotaal", "Nettobedrag"}},
	"tax":      {{"Tax", "VAT"}, {"MwSt", "Steuer"}, {"TVA"}, {"IVA", "Impuesto"}, {"IVA"}, {"BTW"}},
	"shipping": {{"Shipping", "Delivery cost"}, {"Versand", "Versandkosten"}, {"Frais de port", "Livraison"}, {"Envío", "Gastos de envío"}, {"Spedizione"}, {"Verzending", "Verzendkosten"}},
	"total":    {{"Total", "Order total", "Grand total"}, {"Gesamtbetrag", "Summe", "Rechnungsbetrag"}, {"Total TTC", "Montant TTC"}, {"Total", "Importe total"}, {"Totale", "Importo totale"}, {"Totaal", "Totaalbedrag"}},
	"status":   {{"Status", "Payment status", "Order status"}, {"Status", "Bestellstatus"}, {"Statut", "État"}, {"Estado"}, {"Stato"}, {"Status"}},
	"currency": {{"Currency"}, {"Währung"}, {"Devise"}, {"Moneda", "Divisa"}, {"Valuta"}, {"Valuta"}},
	"item":     {{"Item", "Product name", "SKU"}, {"Artikel", "Bezeichnung"}, {"Article", "Désignation"}, {"Artículo", "Producto"}, {"Articolo", "Descrizione"}, {"Artikel", "Omschrijving"}},
	"quantity": {{"Quantity", "Qty"}, {"Menge", "Anzahl"}, {"Quantité", "Qté"}, {"Cantidad"}, {"Quantità"}, {"Aantal"}},
	"price":    {{"Unit price", "Price", "Item price"}, {"Einzelpreis", "Preis"}, {"Prix unitaire", "P.U."}, {"Precio unitario", "Precio"}, {"Prezzo unitario", "Prezzo"}, {"Stukprijs", "Prijs"}},
	"line":     {{"Line total", "Item total"}, {"Zeilensumme", "Positionsbetrag"}, {"Total ligne", "Montant ligne"}, {"Total línea", "Importe línea"}, {"Totale riga", "Importo riga"}, {"Regeltotaal"}},
	"notes":    {{"Notes", "Comment"}, {"Bemerkung", "Notiz"}, {"Commentaire", "Remarque"}, {"Notas", "Comentario"}, {"Note"}, {"Opmerking"}},
}

var shopStates = [6]map[string]bool{
	{"paid": true, "completed": true, "shipped": true, "cancelled": false, "refunded": false, "failed": false},
	{"bezahlt": true, "versendet": true, "abgeschlossen": true, "storniert": false, "erstattet": false},
	{"payée": true, "expédiée": true, "livrée": true, "annulée": false, "remboursée": false},
	{"pagado": true, "enviado": true, "entregado": true, "cancelado": false, "reembolsado": false},
	{"pagato": true, "spedito": true, "consegnato": true, "annullato": false, "rimborsato": false},
	{"betaald": true, "verzonden": true, "geleverd": true, "geannuleerd": false, "terugbetaald": false},
}

// headerStyles are ways in which programs write the words of a header.
var headerStyles = []func(string) string{
	func(h string) string { return h }, strings.ToLower, func(h string) string { return strings.ToLower(strings.ReplaceAll(h, " ", "_")) },
	func(h string) string {
		words := strings.Fields(h)
		for i, w := range words {
			r := []rune(w)
			words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
		}
		return strings.Join(words, "")
	},
}

// shopFile is an export being made up.
type shopFile struct {
	r       *rand.Rand
	lang    int
	columns []string
	rows    [][]string
	truth   map[string]*answer
	number  func(int64) string
	total   int64 // of all that was written
	day     string
	lines   bool // a row is an item of an order
	first   bool // what is of the whole order stands on the first of its lines
	sum     bool // a last row adds up
}

// madeShop makes up the export of a shop: with or without items, with the columns that such exports have, in any order.
func madeShop(r *rand.Rand) (text []byte, want []answer, how string) {
	f := &shopFile{r: r, lang: r.IntN(6), truth: map[string]*answer{}, lines: r.IntN(2) == 0}
	f.day = pick(r, []string{"2006-01-02", "2006-01-02 15:04", "02.01.2006", "2 Jan 2006"})
	mark := pick(r, [][]string{{"1234.50", "short."}, {"1234,50", "1.234,50"}, {"1234,50", "short,"}, {"1.234,50", "1234.50"}, {"1234,50", "short,"}, {"1234,50", "1.234,50"}}[f.lang])
	f.number = numbersAs[mark]
	if r.IntN(4) == 0 {
		f.number = func(c int64) string { return numbersAs[mark](c) + " €" }
	}
	f.first, f.sum = r.IntN(3) == 0, r.IntN(4) == 0
	f.columns = []string{"id", "date", pick(r, []string{"customer", "name", "email"})}
	maybe := func(names ...string) {
		for _, n := range names {
			if r.IntN(2) == 0 && !slices.Contains(f.columns, n) {
				f.columns = append(f.columns, n)
			}
		}
	}
	maybe("name", "email", "due", "status", "currency", "notes")
	if f.lines {
		f.columns = append(f.columns, "item", "quantity", "price")
		maybe("line", "total")
	} else {
		f.columns = append(f.columns, "total")
		maybe("subtotal", "tax", "shipping")
	}
	r.Shuffle(len(f.columns), func(i, j int) { f.columns[i], f.columns[j] = f.columns[j], f.columns[i] })
	for i := range 12 + r.IntN(20) {
		f.order(i)
	}
	if at := slices.Index(f.columns, "total"); f.sum && at > 0 {
		last := make([]string, len(f.columns))
		last[0], last[at] = [...]string{"Total", "Summe", "Total", "Total", "Totale", "Totaal"}[f.lang], f.number(f.total)
		f.rows = append(f.rows, last)
	}
	style := pick(r, headerStyles)
	var header []string
	for _, c := range f.columns {
		header = append(header, style(pick(r, shopWords[c][f.lang])))
	}
	sep := pick(r, []string{",", ";", "\t"})
	return rewritten(header, f.rows, sep, r.IntN(3) == 0), answersOf(f.truth), mark + " " + f.day
}

// order writes an order, and counts what it is.
func (f *shopFile) order(i int) {
	who := f.r.IntN(7)
	when := time.Date(2024, 1, 3, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 9*i+f.r.IntN(8))
	state := pick(f.r, sortedStates(shopStates[f.lang]))
	sold := !slices.Contains(f.columns, "status") || shopStates[f.lang][state]
	type item struct{ quantity, price int64 }
	var items []item
	net := int64(0)
	for range 1 + f.r.IntN(3) {
		items = append(items, item{int64(1 + f.r.IntN(4)), int64(150 + f.r.IntN(9000))})
		net += items[len(items)-1].quantity * items[len(items)-1].price
	}
	shipping, tax := int64(f.r.IntN(3)*245), net/5
	total := net
	if !f.lines {
		total = net
		if slices.Contains(f.columns, "shipping") {
			total += shipping
		}
		if slices.Contains(f.columns, "tax") {
			total += tax
		}
	}
	cells := map[string]string{
		"id": strconv.Itoa(20_001 + i), "date": when.Format(f.day), "due": when.AddDate(0, 0, 14).Format(f.day), "customer": strconv.Itoa(5000 + who), "name": fmt.Sprintf("%s Buyer", string(rune('A'+who))),
		"email": fmt.Sprintf("b%d@mail.example", who), "subtotal": f.number(net), "tax": f.number(tax), "shipping": f.number(shipping), "total": f.number(total), "status": state, "currency": "EUR",
		"notes": pick(f.r, []string{"", "", "please ring", "gift"}),
	}
	for n, it := range items {
		if n == 1 && f.first {
			for _, c := range []string{"date", "due", "customer", "name", "email", "status", "currency", "notes", "total"} {
				cells[c] = ""
			}
		}
		cells["item"], cells["quantity"] = pick(f.r, []string{"Tea", "Mug", "Urn"}), strconv.FormatInt(it.quantity, 10)
		cells["price"], cells["line"] = f.number(it.price), f.number(it.price*it.quantity)
		var row []string
		for _, c := range f.columns {
			row = append(row, cells[c])
		}
		f.rows = append(f.rows, row)
		if !f.lines {
			break
		}
	}
	f.total += total
	if sold {
		tally(f.truth, strconv.Itoa(who), when, total)
	}
}

func sortedStates(m map[string]bool) []string {
	list := make([]string, 0, len(m))
	for s := range m {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

// The exports of shops, whatever their columns are and in whatever order, are read as they
// are meant, or something is asked.
func TestMadeUpShopsAreNeverReadOtherwise(t *testing.T) {
	same, asked := 0, 0
	files := 1_500 / partOf()
	for seed := range uint64(files) {
		text, want, made := madeShop(rand.New(rand.NewPCG(seed, 11)))
		how, got, p := readingOf(text)
		switch {
		case how != "read":
			asked++
		case slices.EqualFunc(got, want, sameAnswer):
			same++
		default:
			t.Errorf("file %d (%s): got\n%swant\n%s%s%s", seed, made, asLines(got), asLines(want), p.Describe(), head(text))
		}
	}
	t.Logf("of %d files %d were read the same, %d asked about", files, same, asked)
	if same*10 < files*9 {
		t.Errorf("of %d files %d were read, %d asked about", files, same, asked)
	}
}
