package evidence

import "testing"

// Of what was paid with and without tax, which was taken is said with what the other comes to.
func TestNetAndGrossAreSaid(t *testing.T) {
	for _, c := range []toldFile{
		{"subtotal", "order,date,customer,Subtotal,Tax,Total\n1,2026-01-05,Ann,10.00,2.00,12.00\n2,2026-01-09,Bo,20.00,4.00,24.00\n", "Ann 1/12.00; Bo 1/24.00", "What was paid is read from Total, which comes to 36.00, and not from “Subtotal” (30.00). If sales are to count by that, say --map 'amount=Subtotal'"},
		{"Netto", "Kunde;Datum;Rechnungsnr;Nettobetrag;MwSt;Bruttobetrag\nMeier;05.01.2026;1;10,00;1,90;11,90\nHuber;06.01.2026;2;10,00;1,90;11,90\n", "Huber 1/11.90; Meier 1/11.90", "“Nettobetrag” (20.00)"},
		{"HT", "Client;Date;Total HT;TVA;Total TTC\nDupont;15/01/2026;10,00;2,00;12,00\nLeroy;16/01/2026;10,00;2,00;12,00\n", "Dupont 1/12.00; Leroy 1/12.00", "“Total HT” (20.00)"},
		{"imponibile", "Data;Cliente;Imponibile;IVA;Totale\n15/01/2026;Rossi;10,00;2,20;12,20\n16/01/2026;Bianchi;10,00;2,20;12,20\n", "Bianchi 1/12.20; Rossi 1/12.20", "“Imponibile” (20.00)"},
		{"in words", "date,customer,Amount (excl. VAT),Amount (incl. VAT)\n2026-01-05,Ann,10.00,12.00\n2026-01-09,Bo,10.00,12.00\n", "Ann 1/12.00; Bo 1/12.00", "“Amount (excl. VAT)” (20.00)"},
		{"said of one alone", "Datum;Klant;Bedrag;Bedrag incl. btw\n5-1-2026;An;100,00;121,00\n16-1-2026;Bo;50,00;60,50\n", "An 1/100.00; Bo 1/50.00", "it could be “Bedrag incl. btw” (181.50) as well"},
		{"a total at the foot", "Date,Client,Net,VAT,Gross\n1/2/2026,Ann,100.00,20.00,120.00\n1/14/2026,Bo,50.00,10.00,60.00\n,,150.00,30.00,180.00\n", "Ann 1/120.00; Bo 1/60.00", "read from Gross, which comes to 180.00, and not from “Net” (150.00)"},
	} {
		c.try(t, Options{})
	}
}

// A report that counts in thousands says so in one letter, too.
func TestThousandsInOneLetter(t *testing.T) {
	toldFile{"k", "Date,Customer,Amount (k)\n2026-01-05,Ann,1.5\n2026-01-06,Bo,20\n", "Ann 1/1500.00; Bo 1/20000.00", "are read as thousands"}.try(t, Options{})
}
