package evidence

import "strings"

// Words of headers that only languages with a decimal comma use, and those of English,
// folded. Words that both know ("date", "total", "client") are in neither.
const (
	commaSpeech = " kunde kunden kundennummer datum betrag menge preis summe umsatz rechnung rechnungsnummer rechnungsdatum anzahl bestellung bestelldatum gesamt wahrung netto brutto verkauft einzelpreis " +
		"montant prix quantite commande facture clients vente achat somme devise tva ht ttc importe precio cantidad fecha cliente pedido factura venta moneda monto " +
		"importo prezzo quantita fattura ordine totale vendita valuta ragione sociale valor preco quantidade encomenda fatura venda moeda pedido bedrag prijs aantal klant bestelling factuur totaal " +
		"kwota cena ilosc klient zamowienie faktura sprzedaz wartosc suma belopp pris antal kund ordernummer fakturadatum summa belob dato kunder beloep ordre faktura maengde mengde " +
		"castka mnozstvi zakaznik objednavka celkem mena сумма цена количество дата клиент заказ покупатель стоимость итого валюта tutar fiyat miktar tarih musteri siparis fatura toplam " +
		"osszeg ar datum vevo mennyiseg suma pret cantitate client total asiakas summa paivamaara hinta maara "
	englishSpeech = " amount price quantity qty customer order orders invoice sales purchase purchased revenue account name value paid product item description spend currency when buyer donor payment shop created "
)

// speechOf says what the headers are written in: 1 a language that writes a decimal
// comma, -1 English, 0 neither or both.
func speechOf(headers []string) int {
	comma, english := 0, 0
	for _, h := range headers {
		for _, t := range tokens(h) {
			t = plainWord(t)
			switch {
			case t == "client" || t == "total":
			case strings.Contains(commaSpeech, " "+t+" "):
				comma++
			case strings.Contains(englishSpeech, " "+t+" "):
				english++
			}
		}
	}
	switch {
	case comma > english:
		return 1
	case english > comma:
		return -1
	}
	return 0
}
